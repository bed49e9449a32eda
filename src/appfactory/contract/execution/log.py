"""The log of requests and the replies that were given: rows of schema `app_contract`, added as the role of requests."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from appfactory.contract.model.request import Request, RequestError, Response
from appfactory.contract.statements import wire
from appfactory.contract.statements.installation import SCHEMA
from appfactory.perform.postgres.session import GuardedConnection, Refusal

_MOST_TEXT = 1000
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LONG = re.compile(f'"[^"]{{{_MOST_TEXT + 1}}}')
_ESCAPED = re.compile(r"\\u(?:0000|d[89a-f])")
"""How JSON writes them, also inside pairs that are whole characters."""
_COLUMNS = (
    "request_id text, idempotency_key text, biz_id text, location_id text, actor_user_id text, command jsonb, dry_run boolean, success boolean, "
    "row_count bigint, error_code text, error text"
)
_NAMES = ", ".join(part.split()[0] for part in _COLUMNS.split(", "))
# What is empty is not sent: that is most of an entry.
_SENT = ", ".join(f"coalesce({name}, '')" if kind == "text" else name for name, kind in (part.split() for part in _COLUMNS.split(", ")))
_ADD = f"insert into {SCHEMA}.requests ({_NAMES}) select {_SENT} from json_to_recordset($1::json) as entry({_COLUMNS})"  # noqa: S608 - constants
REPLAYED = {"row_count": 0, "error_code": "replayed", "error": "answered with the reply that was kept for this key; nothing was run"}
"""What the log says of a request that was answered before."""

_LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
_FIND = f"select fingerprint, reply from {SCHEMA}.replies where biz_id = $1 and idempotency_key = $2"  # noqa: S608 - constants
_KEEP = f"insert into {SCHEMA}.replies (biz_id, idempotency_key, fingerprint, reply) values ($1, $2, $3, $4)"  # noqa: S608 - constants


def entry_of(request: Request, response: Response) -> dict[str, object]:
    """A row of the log, as `add_entries` takes it."""
    error = response.error
    scope = request.scope
    return {
        "request_id": response.request_id,
        "idempotency_key": request.idempotency_key,
        "biz_id": scope.biz_id,
        "location_id": scope.location_id,
        "actor_user_id": scope.actor_user_id,
        "command": wire.command(request.command),
        "dry_run": request.dry_run,
        "success": response.success,
        "row_count": response.row_count,
        "error_code": error.code if error is not None else "",
        "error": error.message if error is not None else "",
    }


def add_entries(connection: GuardedConnection, entries: Sequence[Mapping[str, object]]) -> Refusal | None:
    """Adds rows to the log in the open transaction; long texts are shortened."""
    if not entries:
        return None
    done = connection.run(_ADD, (_rows(entries),))
    return done if isinstance(done, Refusal) else None


def known_reply(connection: GuardedConnection, request: Request) -> Response | RequestError | Refusal | None:
    """What was answered to a committed request of the same key; None if none was.

    Two requests of one key wait for each other. The same key with another command is an error.
    """
    key = f"{request.scope.biz_id}\n{request.idempotency_key}"
    locked = connection.run(_LOCK, (key,))
    if isinstance(locked, Refusal):
        return locked
    found = connection.run(_FIND, (request.scope.biz_id, request.idempotency_key))
    if isinstance(found, Refusal):
        return found
    if not found.rows:
        return None
    if found.rows[0]["fingerprint"] != fingerprint(request):
        message = f"the idempotency key `{request.idempotency_key}` was used for another request"
        return RequestError("idempotency-key-reused", message, "give each request a key of its own, and the same one when it is sent again")
    return wire.read_response(found.rows[0]["reply"])


def keep_reply(connection: GuardedConnection, request: Request, response: Response) -> Refusal | None:
    """Remembers what is answered to a request with a key, in the transaction that it commits."""
    reply = json.dumps(wire.response(response))
    done = connection.run(_KEEP, (request.scope.biz_id, request.idempotency_key, fingerprint(request), reply))
    return done if isinstance(done, Refusal) else None


def fingerprint(request: Request) -> str:
    """SHA-256 of the command and the scope."""
    said = json.dumps([wire.command(request.command), request.scope.location_id, request.scope.actor_user_id], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _rows(entries: Sequence[Mapping[str, object]]) -> str:
    """The entries as JSON: all at once, if none of them has to be looked into."""
    sent = [{name: value for name, value in entry.items() if value != ""} for entry in entries]
    text = json.dumps(sent)
    # Without a backslash there is no character that can't be stored, and no quotation mark within a text: its length can be seen.
    if "\\" not in text and _LONG.search(text) is None:
        return text
    return f"[{','.join([_row(entry) for entry in sent])}]"


def _row(entry: Mapping[str, object]) -> str:
    """An entry as JSON. Most are short as a whole, and hold nothing but characters that can be stored."""
    text = json.dumps(entry)
    return text if len(text) <= _MOST_TEXT and _ESCAPED.search(text) is None else json.dumps(_short(entry))


def _short(value: object) -> object:
    """Texts within a thousand characters, without those that PostgreSQL's JSON can't hold."""
    if isinstance(value, str):
        text = value if len(value) <= _MOST_TEXT else f"{value[:_MOST_TEXT]}… ({len(value)} characters)"
        return _UNSTORABLE.sub("\ufffd", text)
    if isinstance(value, Mapping):
        return {_short(key): _short(item) for key, item in value.items()}
    return [_short(item) for item in value] if isinstance(value, list) else value
