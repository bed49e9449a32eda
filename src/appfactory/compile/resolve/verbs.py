"""What the verb at the beginning of an operation's name asks for."""

from __future__ import annotations

from typing import Literal

from appfactory.compile.reserved import word_set

Intent = Literal["insert", "perhaps-insert", "patch", "remove", "read", "other"]

INSERT_VERBS = word_set("create add new insert register make")
"""They insert, whatever the input holds."""

PERHAPS_INSERT_VERBS = word_set(
    """
    apply ask book borrow buy checkout comment enroll enrol enter follow give hire import invite issue join leave lease like log offer open
    order pay place plan post propose publish purchase rate record rent report request reserve review save schedule send share signup start
    store submit subscribe upload write bookmark favorite favourite raise file donate bid vote
    """
)
"""They insert when no input says which row, and move or change a row when one does."""

PATCH_VERBS = word_set(
    """
    adjust alter amend change configure correct edit extend modify move patch postpone prolong put rename reorder replace reschedule revise set
    shift transfer update
    """
)
"""They change fields; a state they move to must stand in the name (`moveToReview`)."""

REMOVE_VERBS = word_set("delete remove destroy erase discard drop purge")

UNDOING_VERBS = word_set("cancel withdraw leave quit unbook unfollow unlike unsave unsubscribe unenroll unenrol unregister revoke unbookmark undo")
"""They delete the row when the entity has no state that could hold the change."""

READ_VERBS = word_set(
    """
    all browse count current describe discover download export fetch filter find get inspect list load lookup mine my own preview query read
    recent retrieve search see show top view
    """
)

MANY_VERBS = word_set("all browse discover filter list mine my query recent search top")
"""Queries with these verbs read many rows even if the noun stands in the singular."""

OWN_WORDS = word_set("current my mine own user")
"""Anywhere in a query's name: only rows of the signed-in user."""

FILLERS = word_set("a an as at by for from in into of on one the this to with all my mine own new and")
"""Words between verb and noun that name nothing."""


def intent_of(verb: str) -> Intent:
    """What a verb asks for.

    >>> intent_of("create"), intent_of("book"), intent_of("cancel"), intent_of("list")
    ('insert', 'perhaps-insert', 'other', 'read')
    """
    if verb in INSERT_VERBS:
        return "insert"
    if verb in PERHAPS_INSERT_VERBS:
        return "perhaps-insert"
    if verb in PATCH_VERBS:
        return "patch"
    if verb in REMOVE_VERBS:
        return "remove"
    return "read" if verb in READ_VERBS else "other"
