"""One step of a pack on a transaction: tokens, translation or reading, execution, expectations, captures."""

from __future__ import annotations

from dataclasses import dataclass, replace

from appfactory.contract.model.pack import Step
from appfactory.contract.model.request import Request, RequestError, Response, Scope
from appfactory.contract.model.running import PackTransaction, RequestReader, WireWriter
from appfactory.contract.model.translation import Translation
from appfactory.contract.model.verdict import Status, StepResult, Verdict
from appfactory.contract.packs.catalog_document import table_document
from appfactory.contract.packs.causes import Trial
from appfactory.contract.packs.expectations import Outcome, as_json, capture, unmet
from appfactory.contract.packs.gaps import structural_gaps, value_gaps
from appfactory.contract.packs.intentions import Intention, of_command, of_document, of_text
from appfactory.contract.packs.judging import error_text, one_line, verdict_of
from appfactory.contract.packs.tokens import Tokens
from appfactory.model.database import Database
from appfactory.perform.clock import seconds


@dataclass(frozen=True, slots=True)
class Tools:
    """What steps are run with, the same for all of a pack."""

    transaction: PackTransaction
    read_request: RequestReader
    wire: WireWriter
    tokens: Tokens
    database: Database
    trace: bool = False


@dataclass(slots=True)
class _Attempt:
    """What is known of a step so far."""

    said: str = ""
    document: object = None
    translation: Translation | None = None
    request: Request | None = None
    response: Response | None = None
    error: RequestError | None = None
    unknown: tuple[str, ...] = ()
    table: dict[str, object] | None = None


def run_step(step: Step, scope: Scope, tools: Tools) -> Trial:
    """Tries a step. Values that it captures are in the tokens afterwards."""
    started = seconds()
    attempt = _Attempt()
    _prepare(step, scope, tools, attempt)
    if attempt.error is None and attempt.request is not None and step.execute:
        attempt.response = tools.transaction.execute(attempt.request)
        attempt.error = attempt.response.error
    problems, captured = _compared(step, tools, attempt)
    return _trial(step, tools, attempt, problems, captured, (seconds() - started) * 1000)


def laid_over(scope: Scope, below: Scope) -> Scope:
    """A scope whose empty parts are those of the one below."""
    if not (scope.biz_id or scope.location_id or scope.actor_user_id):
        return below
    return Scope(scope.biz_id or below.biz_id, scope.location_id or below.location_id, scope.actor_user_id or below.actor_user_id)


def filled(scope: Scope, tokens: Tokens) -> Scope:
    """The scope with its tokens in place."""
    if "{{" not in scope.biz_id + scope.location_id + scope.actor_user_id:
        return scope
    return Scope(tokens.text(scope.biz_id), tokens.text(scope.location_id), tokens.text(scope.actor_user_id))


def _prepare(step: Step, scope: Scope, tools: Tools, attempt: _Attempt) -> None:
    """From what the step says to a typed request, or to the reason why there is none."""
    tokens = tools.tokens
    tokens.unknown.clear()
    scope = filled(laid_over(step.scope, scope), tokens)
    if step.catalog:
        _look_up(tokens.text(step.catalog), tools, attempt)
        return
    if step.request is None:
        attempt.said = tokens.text(step.prompt)
    else:
        attempt.document = tokens.value(step.request)
    if tokens.unknown:
        attempt.unknown = tuple(dict.fromkeys(tokens.unknown))
        listed = ", ".join(attempt.unknown)
        attempt.error = RequestError("unknown-token", f"nothing is known that {listed} could stand for")
    elif step.request is None:
        attempt.translation = tools.transaction.translate(attempt.said, scope)
        if attempt.translation.command is None:
            question = attempt.translation.question
            told = question.text if question is not None else "the text was not understood"
            attempt.error = RequestError(question.code if question is not None else "not-understood", told)
        else:
            attempt.request = Request(attempt.translation.command, scope, dry_run=False)
    else:
        read = tools.read_request(attempt.document, scope)
        if isinstance(read, RequestError):
            attempt.error = read
        else:
            # Whether it stays is the pack's to say, for all its steps together.
            attempt.request = Request(read.command, read.scope, False, read.request_id, read.idempotency_key, read.expect_rows)


def _look_up(name: str, tools: Tools, attempt: _Attempt) -> None:
    """A table of the catalog, for assertions to look into."""
    attempt.said = f"the table {name}"
    table = tools.database.table(name) or next((table for table in tools.database.tables if f"{table.schema}.{table.name}" == name), None)
    if table is None:
        attempt.error = RequestError("unknown-table", f"there is no table `{name}`", table=name)
    else:
        attempt.table = table_document(table, tools.database)


def _compared(step: Step, tools: Tools, attempt: _Attempt) -> tuple[tuple[str, ...], dict[str, object]]:
    expect = step.expect
    response = attempt.response
    success = attempt.error is None and (response is None or response.success)
    documents = _documents(tools, attempt) if expect.asserts or step.captures else {}
    said = error_text(attempt.error) if attempt.error is not None else ""
    outcome = Outcome(success, response.row_count if response is not None else None, said, documents)
    tools.tokens.unknown.clear()
    problems = unmet(expect, outcome, tools.tokens)
    if not success and not expect.failure_expected:
        assert attempt.error is not None
        return (one_line(attempt.error), *problems), {}
    captured, troubles = capture(step.captures, documents, tools.tokens) if step.captures else ({}, ())
    tools.tokens.variables.update(captured)
    unknown = tuple(f"nothing is known that {token} could stand for" for token in dict.fromkeys(tools.tokens.unknown))
    return (*problems, *troubles, *unknown), captured


def _documents(tools: Tools, attempt: _Attempt) -> dict[str, object]:
    """The JSON that paths of assertions and captures lead into."""
    empty: dict[str, object] = {"success": attempt.error is None}
    response = tools.wire.response(attempt.response) if attempt.response is not None else empty
    if attempt.error is not None and "error" not in response:
        response["error"] = {"code": attempt.error.code, "message": attempt.error.message, "detail": attempt.error.detail}
    translation = attempt.translation
    request = attempt.document
    if request is None and attempt.request is not None:
        request = {"command": tools.wire.command(attempt.request.command)}
    told: dict[str, object] = {}
    if translation is not None:
        told = {
            "text": translation.text,
            "command": tools.wire.command(translation.command) if translation.command is not None else None,
            "confidence": translation.confidence,
            "explanation": translation.explanation,
            "notes": list(translation.notes),
            "inferred": [{"what": item.what, "value": item.value, "source": item.source} for item in translation.inferences],
            "question": {"code": translation.question.code, "text": translation.question.text} if translation.question is not None else None,
        }
    return {
        "translation": told,
        "request": request,
        "response": response,
        "result": attempt.table or response.get("result"),
        "error": response.get("error"),
    }


def _trial(step: Step, tools: Tools, attempt: _Attempt, problems: tuple[str, ...], captured: dict[str, object], milliseconds: float) -> Trial:
    status: Status = "failed" if problems else "passed"
    translation, response = attempt.translation, attempt.response
    result = StepResult(
        id=step.id,
        name=step.name,
        status=status,
        said=attempt.said,
        problems=problems,
        failure_expected=step.expect.failure_expected,
        reading=translation.reading if translation is not None else None,
        confidence=translation.confidence if translation is not None else None,
        row_count=response.row_count if response is not None else None,
        error=attempt.error,
        captured=tuple([(key, as_json(value)) for key, value in captured.items()]),
        trace=response.trace if response is not None and (tools.trace or problems) else (),
        warnings=response.warnings if response is not None else (),
        tags=step.tags,
        milliseconds=milliseconds,
        place=step.place,
    )
    captures = tuple([wanted.key for wanted in step.captures])
    # What a step means to do is needed for failures only, and for nothing that passed.
    if status == "passed":
        return Trial(result, captures=captures)
    intentions = intentions_of(step, tools.tokens, attempt.request)
    unknown = tuple(token.strip("{} \t").partition(":")[0] for token in attempt.unknown)
    lacking = structural_gaps(intentions, tools.database, step.id)
    if not step.expect.failure_expected:
        lacking += value_gaps(intentions, tools.database, step.id)
    verdict = _verdict(step, attempt.error, bool(lacking))
    return Trial(replace(result, verdict=verdict), intentions, unknown, captures, lacking)


def _verdict(step: Step, error: RequestError | None, lacking: bool) -> Verdict:
    if step.catalog:
        return "schema_constraint"
    if error is None or step.expect.failure_expected:
        return "expectation_mismatch"
    return "schema_constraint" if lacking else verdict_of(error)


def intentions_of(step: Step, tokens: Tokens, request: Request | None = None) -> tuple[Intention, ...]:
    """What the step means to do, from the best there is: the typed request, the wire form, the text."""
    if step.catalog:
        return (Intention("query", tokens.text(step.catalog)),)
    if request is not None:
        return of_command(request.command)
    if step.request is not None:
        return of_document(tokens.value(step.request))
    return of_text(tokens.text(step.prompt))
