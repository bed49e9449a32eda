"""The wire form of requests and responses: JSON with camelCase keys.

The form is that of the earlier system's callers: `query`, `mutate` and `batch`. What a `Query` says beyond it stands in further keys:

- a column is a name, a dotted name (`offers.name`), or `{"column", "table"}`; a selection and a sort may have `aggregate` and `distinct`
- a filter may have `aggregate`, `distinct` and `any` (further filters, one of which is enough); its `value` may be `{"column": …}` or
  `{"query": …}`
- `joins` `[{"table", "alias"?, "on": [{"left", "right"}], "optional"?}]`, `group`, `distinct`, `combine` `{"with", "query"}`

In `values` an object, or an array that holds one, is taken as its JSON text.
"""

from __future__ import annotations

import json

from appfactory.contract.model.request import Command, Request, RequestError, Response, Scope
from appfactory.contract.model.translation import Translation
from appfactory.contract.statements import wire_reader, wire_writer
from appfactory.contract.statements.form import form_of
from appfactory.contract.statements.refusal import Refused


def read_request(document: object, scope: Scope = Scope()) -> Request | RequestError:  # noqa: B008 - frozen
    """The request of a document (parsed JSON), or what is wrong with its form. `scope` is laid under that of the document.

    A document that is a command itself (with `kind` and no `command`) is a request for it.
    """
    try:
        return wire_reader.request(form_of(document, ""), scope)
    except Refused as refused:
        return refused.error


def read_command(document: object) -> Command | RequestError:
    """The command of a document, or what is wrong with its form."""
    try:
        return wire_reader.command(form_of(document, "command"))
    except Refused as refused:
        return refused.error


def read_response(document: object) -> Response | RequestError:
    """A response that was written by `response`. Dates and exact numbers stay the texts that JSON has for them."""
    try:
        return wire_reader.response(form_of(document, "response"))
    except Refused as refused:
        return refused.error


def read_input(line: str, scope: Scope = Scope()) -> tuple[str, Scope] | RequestError:  # noqa: B008 - frozen
    """Text and scope of a JSON object `{"input", "scope"?}`, as `translate` takes it, or what is wrong with its form."""
    try:
        return wire_reader.spoken(form_of(json.loads(line), ""), scope)
    except (ValueError, RecursionError):
        return RequestError("request-form", "this is no JSON", 'write {"input": "list offers"}')
    except Refused as refused:
        return refused.error


def translation(translation: Translation, /) -> dict[str, object]:
    """A translation as JSON: `text, command, confidence, explanation, question?, bindings, inferred, notes, alternatives`."""
    return wire_writer.translation(translation)


def command(command: Command, /) -> dict[str, object]:
    """A typed command as JSON. Dates, times and exact numbers become text, as PostgreSQL reads them."""
    return wire_writer.command(command)


def request(request: Request, /) -> dict[str, object]:
    """A whole request as JSON."""
    return wire_writer.request(request)


def response(response: Response, /) -> dict[str, object]:
    """A response as JSON: `requestId, dryRun, success, commandKind, warnings, trace, result, error?`.

    `result` has `rows` and `rowCount`, and `count` if all that was asked for is a number of rows. Of a batch it is that of the last step, and
    has `steps`: the same of each.
    """
    return wire_writer.response(response)


def error(error: RequestError, /) -> dict[str, object]:
    """An error as JSON: `message, code, detail`, and what is known of its cause."""
    return wire_writer.error(error)
