"""Who may call from elsewhere: a file of tokens with what each may do. Only hashes of tokens are kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from appfactory.contract.statements.permissions import EVERYTHING, VERBS, Permission, Verb
from appfactory.model.finding import Finding, Span
from appfactory.perform.disk import read_document

_KEYS = {"name", "sha256", "verbs", "tables", "businesses", "actors", "commit"}
_HINT = 'Write {"tokens": [{"name": "…", "sha256": "…", "verbs": ["query"], "tables": ["*"], "businesses": ["*"], "commit": false}]}.'


@dataclass(frozen=True, slots=True)
class Tokens:
    """SHA-256 (hexadecimal) of each token, and what its bearer may do. Empty: everybody may do everything."""

    known: tuple[tuple[str, Permission], ...] = ()

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """What callers may be allowed, each once."""
        return tuple(dict.fromkeys(permission for _, permission in self.known)) or (EVERYTHING,)

    def permission(self, header: str) -> Permission | None:
        """What the bearer of an `Authorization` header may do; None if nobody knows the token."""
        if not self.known:
            return EVERYTHING
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            return None
        given = hashlib.sha256(token.strip().encode()).hexdigest()
        found = None
        # All are compared, so that the time says nothing.
        for wanted, permission in self.known:
            if hmac.compare_digest(wanted, given):
                found = permission
        return found


def tokens_of(file: Path | None, single: str) -> Tokens | Finding:
    """The tokens of a file, and one that may do everything (empty: none)."""
    known = [(hashlib.sha256(single.encode()).hexdigest(), EVERYTHING)] if single else []
    if file is None:
        return Tokens(tuple(known))
    text = read_document(file)
    if isinstance(text, Finding):
        return text
    try:
        document = json.loads(text)
        entries = document["tokens"]
        known += [_entry(entry) for entry in entries]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        return Finding("token-file", "error", f"The file of tokens can't be read: {problem}", Span(str(file)), "Nobody could be let in.", _HINT)
    return Tokens(tuple(known)) if known else Finding("token-file", "error", "The file of tokens has none.", Span(str(file)), hint=_HINT)


def _entry(entry: Mapping[str, object]) -> tuple[str, Permission]:
    strange = set(entry) - _KEYS
    if strange:
        raise ValueError(f"`{sorted(strange)[0]}` is not known")
    digest = entry["sha256"]
    if not isinstance(digest, str) or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise ValueError("`sha256` is 64 hexadecimal digits, as `printf %s TOKEN | sha256sum` prints them")
    commit = entry.get("commit", False)
    if not isinstance(commit, bool):
        raise ValueError("`commit` is true or false")
    verbs = _texts(entry, "verbs", VERBS)
    if set(verbs) - set(get_args(Verb)):
        raise ValueError(f"`verbs` are {', '.join(VERBS)}")
    name = entry.get("name", "")
    if not isinstance(name, str):
        raise ValueError("`name` is a text")
    tables, businesses, actors = (_texts(entry, key, ("*",)) for key in ("tables", "businesses", "actors"))
    return digest, Permission(cast("tuple[Verb, ...]", verbs), tables, businesses, commit, actors, name)


def _texts(entry: Mapping[str, object], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = entry.get(key, list(default))
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"`{key}` is a list of texts")
    return tuple(value)
