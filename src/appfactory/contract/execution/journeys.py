"""Runs API journeys: calls over HTTP, one after another, with the cookies and captured values of the earlier ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from appfactory.contract.execution.runner import Settings, chosen, declare
from appfactory.contract.model.pack import ApiJourney, ApiStep
from appfactory.contract.model.request import RequestError
from appfactory.contract.model.verdict import PackResult, PhaseResult, StepResult, Verdict
from appfactory.contract.packs.checking import token_findings
from appfactory.contract.packs.expectations import Outcome, as_json, capture, unmet
from appfactory.contract.packs.tokens import Tokens
from appfactory.model.finding import Finding, Span
from appfactory.perform.clock import seconds
from appfactory.perform.http import Answer, Client

_MOST_SHOWN = 300


def run_journey(journey: ApiJourney, settings: Settings) -> PackResult:
    """Runs a journey against the base URL of its defaults, or of those of the settings. What its calls change in the app stays."""
    started = seconds()
    tokens = Tokens(settings.seed, settings.now)
    declare(tokens, journey.variables, settings)
    base = tokens.text(settings.base_url or journey.defaults.base_url or settings.defaults.base_url)
    headers = dict((*settings.defaults.headers, *journey.defaults.headers))
    client = Client()
    goes_on = chosen(journey.defaults.continue_on_failure, settings.defaults.continue_on_failure)
    results: list[StepResult] = []
    stopped_by = ""
    missing: dict[str, str] = {}
    for step in journey.steps:
        if stopped_by:
            results.append(StepResult(step.id, step.name, "skipped", f"{step.method} {step.path}", cause=stopped_by, place=step.place))
            continue
        result, unknown = _call(step, base, headers, client, tokens)
        if result.status == "failed":
            cause = next((missing[name] for name in unknown if name in missing), "")
            result = replace(result, cause=cause)
            # A value that was not captured is missed later because of the first step that failed.
            missing.update({wanted.key: cause or step.id for wanted in step.captures if wanted.key not in tokens.variables})
            stopped_by = "" if goes_on else cause or step.id
        results.append(result)
    phase = PhaseResult("steps", journey.name, tuple(results))
    findings = (*token_findings(journey, tuple(variable.name for variable in settings.variables)), *_baseless(journey, base))
    return PackResult(
        id=journey.id,
        name=journey.name,
        kind="api_journey",
        file=journey.file,
        run_id=tokens.run_id,
        phases=(phase,),
        findings=findings,
        committed=True,
        milliseconds=(seconds() - started) * 1000,
    )


def _baseless(journey: ApiJourney, base: str) -> tuple[Finding, ...]:
    relative = [step for step in journey.steps if not step.path.startswith(("http://", "https://"))]
    if base or not relative:
        return ()
    hint = "add `baseUrl` to its `defaults`, or give --base-url"
    return (Finding("pack-no-base-url", "error", "the journey says no base URL", Span(journey.file), "its paths lead nowhere", hint),)


def _call(step: ApiStep, base: str, headers: Mapping[str, str], client: Client, tokens: Tokens) -> tuple[StepResult, tuple[str, ...]]:
    """The result of one call, and the names of the variables that it wanted and nobody had."""
    started = seconds()
    tokens.unknown.clear()
    path = tokens.text(step.path)
    url = path if path.startswith(("http://", "https://")) else base.rstrip("/") + "/" + path.lstrip("/")
    sent = {name.lower(): tokens.text(value) for name, value in {**headers, **dict(step.headers)}.items()}
    body = json.dumps(tokens.value(step.body), ensure_ascii=False).encode() if step.has_body else None
    if body is not None:
        sent.setdefault("content-type", "application/json")
    sent.setdefault("accept", "application/json")
    said = f"{step.method} {path}"
    unknown = tuple(dict.fromkeys(token.strip("{} \t").partition(":")[0] for token in tokens.unknown))
    if tokens.unknown:
        error = RequestError("unknown-token", f"nothing is known that {', '.join(dict.fromkeys(tokens.unknown))} could stand for")
        return _failed(step, said, error, "scenario_contract", (error.message,), started), unknown
    answer = client.call(step.method, url, sent, body)
    if answer.problem:
        error = RequestError("no-answer", answer.problem)
        return _failed(step, said, error, "execution_error", (answer.problem,), started), ()
    return _judged(step, said, answer, tokens, started), ()


def _judged(step: ApiStep, said: str, answer: Answer, tokens: Tokens, started: float) -> StepResult:
    success = 200 <= answer.status < 400
    body = _body(answer)
    response = {"status": answer.status, "headers": dict(answer.headers), "body": body, "success": success}
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    documents: dict[str, object] = {"response": response, "result": body, "error": None if success else body, "request": {}, "translation": {}}
    outcome = Outcome(success, len(body) if isinstance(body, list) else None, "" if success else f"{answer.status} {text}", documents, answer.status)
    problems = list(unmet(step.expect, outcome, tokens))
    if not success and step.expect.status is None and not step.expect.failure_expected:
        problems.insert(0, f"the status is {answer.status}: {text[:_MOST_SHOWN]}")
    captured, troubles = capture(step.captures, documents, tokens)
    tokens.variables.update(captured)
    problems += troubles
    kept = tuple((key, as_json(value)) for key, value in captured.items())
    if not problems:
        return StepResult(step.id, step.name, "passed", said, captured=kept, milliseconds=(seconds() - started) * 1000, place=step.place)
    error = None if success else RequestError(f"http-{answer.status}", text[:_MOST_SHOWN])
    return _failed(step, said, error, "expectation_mismatch" if answer.status < 500 else "execution_error", tuple(problems), started)


def _failed(step: ApiStep, said: str, error: RequestError | None, verdict: Verdict, problems: tuple[str, ...], started: float) -> StepResult:
    return StepResult(
        id=step.id,
        name=step.name,
        status="failed",
        said=said,
        verdict=verdict,
        problems=problems,
        error=error,
        failure_expected=step.expect.failure_expected,
        milliseconds=(seconds() - started) * 1000,
        place=step.place,
    )


def _body(answer: Answer) -> object:
    """The body as JSON if it can be read as such, else as text."""
    text = answer.body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        return text
