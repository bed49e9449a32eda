"""Names of templates, products and functions as names of files and of things in TypeScript. A plan may call them anything."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

# What can't be an exported name in a strict module (ECMA-262, 12.7.2), or would hide a global that files of ours use.
_TAKEN = frozenset(
    re.findall(
        r"\w+",
        """
        arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
        function if implements import in instanceof interface let new null package private protected public return static super switch this
        throw true try typeof undefined var void while with yield
        announce data defineTemplate env handler handlers notice templates
        """,
    )
)


def slug(text: str) -> str:
    """Lower-case ASCII words with hyphens between them, a letter first, at most 60 characters; a digest if nothing of `text` is left.

    >>> slug("bookingConfirmation"), slug("Réservation n°2!"), slug("2fa"), slug("日本")
    ('booking-confirmation', 'reservation-n2', 'item-2fa', 'item-cf2abf0c')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode()
    result = (
        "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:60].strip("-")
        or "item-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    )
    return result if result[0].isalpha() else f"item-{result}"[:60].strip("-")


def slugs(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(name, slug) for each different name in order; where two would share a slug, or it is taken, the later gets a number."""
    taken = set(_TAKEN)
    pairs: list[tuple[str, str]] = []
    for name in dict.fromkeys(names):
        first = candidate = slug(name)
        number = 2
        while camel(candidate) in taken:
            candidate = f"{first}-{number}"
            number += 1
        taken.add(camel(candidate))
        pairs.append((name, candidate))
    return tuple(pairs)


def camel(slug_text: str) -> str:
    """The slug as the name of a thing in TypeScript.

    >>> camel("booking-confirmation")
    'bookingConfirmation'
    """
    first, *rest = slug_text.split("-")
    return first + "".join(word.capitalize() for word in rest)


def title(text: str) -> str:
    """The name as people read it.

    >>> title("booking-confirmation"), title("passwordReset"), title("Ça va?")
    ('Booking confirmation', 'Password reset', 'Ça va?')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    words = re.sub(r"[\s_.-]+", " ", spaced).strip()
    if words != text:
        words = words.lower()
    return words[:1].upper() + words[1:] if words else text
