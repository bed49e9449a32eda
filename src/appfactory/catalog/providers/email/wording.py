"""What a template says until somebody writes it better, by the words in its name."""

from __future__ import annotations

from appfactory.catalog.providers.slugs import slug

# The first line of which a word stands in the template's name decides; a later line is more general.
_SENTENCES: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"cancel", "cancellation", "cancelled", "canceled"}), "This has been cancelled, as requested. Nothing more is needed from you."),
    (
        frozenset({"reset", "forgot", "recovery"}),
        "Somebody asked to reset the access to your account. If it was not you, you can ignore this message.",
    ),
    (
        frozenset({"verify", "verification", "activate", "activation"}),
        "Please confirm that this address is yours. If you did not ask for it, ignore this message.",
    ),
    (frozenset({"welcome", "onboarding", "signup", "registered"}), "Your account is ready. We are glad that you are here."),
    (frozenset({"invite", "invitation", "invited"}), "You have been invited to join us."),
    (frozenset({"remind", "reminder", "upcoming"}), "A short reminder, so that it does not slip your mind."),
    (frozenset({"receipt", "invoice", "payment", "paid", "refund"}), "Thank you. Please keep these details for your records."),
    (
        frozenset({"reject", "rejected", "rejection", "declined", "denied", "failed"}),
        "Unfortunately, it could not be accepted this time. Here are the details.",
    ),
    (frozenset({"approve", "approved", "approval", "accepted"}), "Good news: it has been approved. Here are the details."),
    (frozenset({"ship", "shipped", "shipping", "delivery", "delivered", "dispatched"}), "Your order is on its way. Here are the details."),
    (frozenset({"confirm", "confirmation", "confirmed"}), "Thank you. Everything is arranged; here are the details."),
    (
        frozenset({"receive", "received", "request", "requested", "enquiry", "inquiry", "contact"}),
        "Thank you. We have received it and will be in touch.",
    ),
    (frozenset({"update", "updated", "change", "changed", "rescheduled"}), "Something has changed. Here is how it stands now."),
    (frozenset({"created", "new", "placed", "order", "booking", "reservation"}), "Thank you. Here are the details."),
)


def sentence(template: str) -> str:
    """The sentence that opens a message made from the template of that name.

    >>> sentence("booking-confirmation")
    'Thank you. Everything is arranged; here are the details.'
    >>> sentence("weekly-digest")
    'Here is what you should know.'
    """
    words = set(slug(template).split("-"))
    return next((text for known, text in _SENTENCES if words & known), "Here is what you should know.")
