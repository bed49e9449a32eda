"""Comments of tables and columns: what the plan says a thing is, and by which other words people call it.

The synonyms stand in the last line, so that whoever reads a live database finds them without the plan.
"""

from __future__ import annotations

from collections.abc import Sequence

_ALSO = "Also called: "


def comment_text(description: str, synonyms: Sequence[str] = ()) -> str:
    """The comment of a table or column; empty if there is nothing to say.

    >>> comment_text("A place where a business works.", ["branch", "shop"])
    'A place where a business works.\\nAlso called: branch, shop.'
    """
    names = f"{_ALSO}{', '.join(synonyms)}." if synonyms else ""
    return "\n".join(part for part in (description.strip(), names) if part)


def comment_parts(comment: str) -> tuple[str, tuple[str, ...]]:
    """What `comment_text` was made of: the description and the synonyms. A comment of another origin is all description.

    >>> comment_parts("A place where a business works.\\nAlso called: branch, shop.")
    ('A place where a business works.', ('branch', 'shop'))
    """
    before, _, last = comment.rpartition("\n")
    if not last.startswith(_ALSO):
        return comment, ()
    return before, tuple(name.strip() for name in last.removeprefix(_ALSO).rstrip().removesuffix(".").split(",") if name.strip())
