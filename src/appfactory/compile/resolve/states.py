"""States: which value of an enumeration a verb names, and from which states a row may go there."""

from __future__ import annotations

from collections.abc import Iterable

from appfactory.compile.naming import split_words
from appfactory.compile.reserved import word_set
from appfactory.compile.resolve.verbs import PATCH_VERBS

Words = tuple[str, ...]

_NAMED_STATES: dict[str, str] = {
    "cancel": "cancelled|canceled|called off",
    "withdraw": "withdrawn|cancelled|canceled",
    "confirm": "confirmed",
    "approve": "approved|accepted",
    "accept": "accepted|approved|confirmed",
    "reject": "rejected|declined|refused|denied",
    "decline": "declined|rejected|refused|denied",
    "deny": "denied|rejected|declined",
    "refuse": "refused|rejected|declined",
    "complete": "completed|complete|done|finished|fulfilled",
    "finish": "finished|completed|complete|done",
    "end": "ended|finished|completed|closed|over",
    "start": "started|in progress|active|running|ongoing|underway|doing",
    "begin": "begun|started|in progress|active|running|ongoing",
    "activate": "active|activated|enabled|live",
    "reactivate": "active|activated|enabled|live",
    "deactivate": "inactive|deactivated|disabled",
    "enable": "enabled|active|on",
    "disable": "disabled|inactive|off",
    "resume": "resumed|in progress|active|running|ongoing",
    "pause": "paused|on hold|suspended",
    "hold": "on hold|held|paused",
    "suspend": "suspended|paused|on hold|inactive",
    "freeze": "frozen|paused|suspended",
    "block": "blocked|banned|suspended",
    "unblock": "active|open|in progress|todo|to do",
    "publish": "published|live|public|listed",
    "unpublish": "unpublished|draft|hidden|unlisted|private",
    "list": "listed|available|published|for sale",
    "unlist": "unlisted|hidden|withdrawn|draft",
    "hide": "hidden|unlisted|private",
    "show": "visible|shown|public",
    "archive": "archived",
    "unarchive": "active|open|published|draft",
    "restore": "active|restored|open|published|draft",
    "open": "open|opened",
    "reopen": "reopened|open|todo|to do|in progress|active",
    "close": "closed|done|completed|complete|finished",
    "resolve": "resolved|fixed|solved|closed|done",
    "fix": "fixed|resolved|done",
    "submit": "submitted|pending review|in review|under review|pending",
    "review": "reviewed|in review|under review",
    "pay": "paid|settled",
    "settle": "settled|paid",
    "refund": "refunded",
    "return": "returned|back",
    "send": "sent|dispatched|shipped",
    "ship": "shipped|dispatched|in transit|sent",
    "dispatch": "dispatched|shipped|in transit|sent",
    "deliver": "delivered|arrived",
    "fulfill": "fulfilled|fulfiled|completed|shipped",
    "fulfil": "fulfilled|completed|shipped",
    "sell": "sold",
    "lend": "lent|on loan|loaned|borrowed|out",
    "borrow": "borrowed|on loan|lent|out",
    "check in": "checked in|arrived|present|attended|seated",
    "check out": "checked out|departed|left|completed|returned",
    "attend": "attended|present|checked in",
    "miss": "missed|absent|no show",
    "seat": "seated",
    "void": "void|voided",
    "win": "won",
    "lose": "lost",
    "hire": "hired",
    "enroll": "enrolled|enroled|active",
    "enrol": "enrolled|enroled|active",
    "verify": "verified",
    "renew": "renewed|active",
    "expire": "expired",
    "ban": "banned|blocked",
    "do": "done|completed",
    "choose": "chosen|selected",
    "write": "written",
    "take": "taken",
    "give": "given",
    "draw": "drawn",
    "prepare": "prepared|in preparation|preparing|ready",
    "cook": "cooked|cooking|preparing|in preparation",
    "serve": "served",
    "pick up": "picked up|collected",
    "collect": "collected|picked up",
    "shelve": "shelved|on hold",
    "flag": "flagged|reported",
    "report": "reported|flagged",
    "escalate": "escalated",
    "queue": "queued|waiting",
    "waitlist": "waitlisted|on waitlist|waiting",
}

REVERSALS = word_set("reopen restore unarchive reactivate resume unpublish republish reinstate retry reset unblock undo revert renew unlist")
"""Verbs that lead out of a final state."""

_DEAD = word_set(
    """
    abandoned annulled archived calledoff cancelled canceled declined deleted denied expired lost refunded refused rejected removed revoked
    terminated void voided withdrawn
    """
)
"""A row in such a state is out of use: only archiving, refunding and reversals lead on."""

_FINISHED = word_set(
    """
    absent attended checkedout closed complete completed delivered done ended finished fulfilled graduated missed noshow paidout passed released
    resolved returned served settled sold won
    """
)
"""A row in such a state has had its course: it may go on to a later state, but not be called off."""


_BEFORE_STATES: tuple[Words, ...] = ((), ("in",), ("on",), ("under",), ("awaiting",), ("waiting", "for"), ("ready", "for"))
"""What may stand before a noun in the name of a state: `moveToReview` → `IN_REVIEW`."""


def participles(verb: str) -> tuple[str, ...]:
    """Forms in which a regular verb names a state.

    >>> participles("publish"), participles("ship"), participles("notify")[:2]
    (('publish', 'published', 'publishing'), ('ship', 'shiped', 'shiping', 'shipped', 'shipping'), ('notify', 'notified'))
    """
    if verb.endswith("e"):
        return (verb, verb + "d", verb[:-1] + "ing")
    if verb.endswith("y") and verb[-2:-1] not in ("", *"aeiou"):
        return (verb, verb[:-1] + "ied", verb + "ing")
    forms = [verb, verb + "ed", verb + "ing"]
    if len(verb) > 2 and verb[-1] not in "aeiouwxyh" and verb[-2] in "aeiou":
        forms += [verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    return tuple(forms)


def _candidates(words: Words) -> list[Words]:
    """Word sequences that name the state, best first: by table, by the verb's participles, by words of the name itself."""
    found: list[Words] = []
    for verb in (" ".join(words[:2]), words[0]):
        found += [tuple(state.split()) for state in _NAMED_STATES.get(verb, "").split("|") if state]
    if len(words) > 1 and words[1] in ("in", "out", "up", "off"):
        found += [(form, words[1]) for form in participles(words[0])]
    return found + [(form,) for form in participles(words[0])]


def is_kin(first: str, second: str) -> bool:
    """True for two words of one stem: `cancel` and `cancellation`.

    >>> is_kin("cancel", "cancellation"), is_kin("reservation", "reserved"), is_kin("order", "organ")
    (True, True, False)
    """
    shared = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        shared += 1
    return shared >= 4 and shared >= min(len(first), len(second)) - 3


def named_value(words: Words, values: Iterable[str]) -> str | None:
    """The value that an operation's words name, its noun left out; None if they name none.

    >>> named_value(("cancel",), ("PENDING", "CANCELLED")), named_value(("mark", "as", "no", "show"), ("noShow", "done"))
    ('CANCELLED', 'noShow')
    >>> named_value(("check", "in"), ("EXPECTED", "CHECKED_IN")), named_value(("rename",), ("A", "B")) is None
    ('CHECKED_IN', True)
    """
    by_words = {split_words(value): value for value in values}
    for candidate in _candidates(words) if words and words[0] not in PATCH_VERBS else ():
        if candidate in by_words:
            return by_words[candidate]
    if not words or words[0] not in ("mark", "set", "move", "put", "make", "send", "flag", "change", "switch", "turn"):
        return None
    rest = words[1:]
    for length in range(len(rest), 0, -1):
        for start in range(len(rest) - length + 1):
            part = rest[start : start + length]
            spoken = next((by_words[before + part] for before in _BEFORE_STATES if before + part in by_words), None)
            if spoken is not None:
                return spoken
            if length == 1 and (named := next((by_words[(form,)] for form in participles(part[0]) if (form,) in by_words), None)):
                return named
    kin = [value for spoken, value in by_words.items() if len(spoken) == 1 and any(is_kin(spoken[0], word) for word in rest)]
    return kin[0] if len(kin) == 1 else None


_MILESTONES = word_set("approved checkedin dispatched paid published seated sent shipped signed")
"""From such a state a row goes on to later states only: sending an invoice again must not unpay it."""


def _joined(value: str) -> str:
    return "".join(split_words(value))


def is_dead(value: str) -> bool:
    """True if a row in that state is out of use and holds nothing any more (`CANCELLED`, `REJECTED`, `EXPIRED` …)."""
    return _joined(value) in _DEAD


def is_finished(value: str) -> bool:
    """True if a row in that state has had its course (`COMPLETED`, `NO_SHOW` …)."""
    return _joined(value) in _FINISHED


def sources_of(verb: str, target: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """The states from which `verb` may lead to `target`, in the enumeration's order; never the target itself.

    >>> sources_of("cancel", "CANCELLED", ("PENDING", "CONFIRMED", "COMPLETED", "CANCELLED", "REJECTED"))
    ('PENDING', 'CONFIRMED')
    >>> sources_of("archive", "ARCHIVED", ("DRAFT", "DONE", "CANCELLED", "ARCHIVED")), sources_of("reopen", "OPEN", ("OPEN", "CLOSED"))
    (('DRAFT', 'DONE', 'CANCELLED'), ('CLOSED',))
    """
    others = tuple(value for value in values if value != target)
    goal = _joined(target)
    if verb in REVERSALS or goal == "archived":
        return others

    paid = next((place for place, value in enumerate(values) if _joined(value) in ("paid", "settled")), 0)

    def leads_on(value: str) -> bool:
        if goal == "refunded":
            cancelled = _joined(value) in ("cancelled", "canceled")
            return cancelled or (not is_dead(value) and values.index(value) >= paid)
        if is_dead(value):
            return False
        if is_finished(value):
            return not is_dead(target) and values.index(target) > values.index(value)
        return _joined(value) not in _MILESTONES or values.index(target) > values.index(value)

    return tuple(value for value in others if leads_on(value)) or others
