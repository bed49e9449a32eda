"""What can be said about a pack before it runs: tokens that nothing will give a value. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from appfactory.compile.near_miss import did_you_mean
from appfactory.contract.model.pack import ApiJourney, ApiStep, Expectation, RunnablePack, StatementPack, Step, phases_of
from appfactory.contract.packs.tokens import BUILT_IN, is_built_in, tokens_of
from appfactory.model.finding import Finding, Span
from appfactory.model.json_value import JsonObject, JsonValue


def token_findings(pack: RunnablePack, given: Iterable[str] = ()) -> tuple[Finding, ...]:
    """An error for each token that is neither built in, nor a variable (of the pack or `given`), nor captured by an earlier step."""
    known = set(given)
    findings: list[Finding] = []
    for variable in pack.variables:
        findings += _unknown((variable.value,), known, Span(pack.file), f"the variable `{variable.name}`")
        known.add(variable.name)
    scope = pack.defaults.scope
    headers = tuple(value for _, value in pack.defaults.headers)
    findings += _unknown(
        (scope.biz_id, scope.location_id, scope.actor_user_id, pack.defaults.base_url, *headers), known, Span(pack.file), "`defaults`"
    )
    for step in _steps(pack):
        findings += _unknown(_texts(step), known, step.place, f"`{step.id}`")
        known.update(wanted.key for wanted in step.captures)
        findings += _unknown(_expected(step.expect), known, step.place, f"`{step.id}`")
    return tuple(findings)


def _steps(pack: RunnablePack) -> Iterator[Step | ApiStep]:
    if isinstance(pack, ApiJourney):
        yield from pack.steps
    else:
        yield from (step for phase in phases_of(pack) for step in phase.steps)


def _texts(step: Step | ApiStep) -> tuple[JsonValue, ...]:
    defaults = tuple(wanted.default for wanted in step.captures)
    if isinstance(step, ApiStep):
        return (step.path, step.body, *(value for _, value in step.headers), *defaults)
    return (step.prompt, step.request, step.scope.biz_id, step.scope.location_id, step.scope.actor_user_id, *defaults)


def _expected(expect: Expectation) -> tuple[JsonValue, ...]:
    return (*expect.error_contains, *(part for assertion in expect.asserts for part in (assertion.path, assertion.operand)))


def _unknown(values: Iterable[JsonValue], known: set[str], place: Span, where: str) -> Iterator[Finding]:
    for name, argument in dict.fromkeys(token for value in values for token in tokens_of(value)):
        if is_built_in(name, argument) or (name in known and not argument):
            continue
        shown = f"{{{{{name}:{argument}}}}}" if argument else f"{{{{{name}}}}}"
        hint = did_you_mean(name, sorted(known)) or f"there is {', '.join(f'`{{{{{token}}}}}`' for token in BUILT_IN)}"
        why = "a step that holds it can't be run"
        yield Finding("pack-unknown-token", "error", f"nothing is known that `{shown}` in {where} could stand for", place, why, hint)


def commit_findings(pack: StatementPack) -> tuple[Finding, ...]:
    """A warning for a pack that commits keys written out: it collides with itself when it runs again."""
    if pack.defaults.dry_run is not False:
        return ()
    found = []
    for phase in phases_of(pack):
        for step in phase.steps:
            if _writes_key(step):
                message = f"`{step.id}` commits a key that is written out"
                why = "the second run finds the row of the first, and is refused"
                hint = "write `id = {{id:name}}`; each run has its own"
                found.append(Finding("pack-fixed-key", "warning", message, step.place, why, hint))
    return tuple(found)


def _writes_key(step: Step) -> bool:
    if step.request is not None:
        members = dict(step.request.members)
        command = members.get("command")
        values = dict(command.members).get("values") if isinstance(command, JsonObject) else None
        key = dict(values.members).get("id") if isinstance(values, JsonObject) else None
        return isinstance(key, str) and "{{" not in key
    words = step.prompt.split()
    return words[:2] == ["insert", "into"] and any(
        one == "id" and equals == "=" and "{{" not in value for one, equals, value in zip(words, words[1:], words[2:], strict=False)
    )
