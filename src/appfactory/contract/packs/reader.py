"""Text → pack, of whichever of the four kinds its content says; everything wrong with it as findings. Pure, and total."""

from __future__ import annotations

from typing import Literal

from appfactory.compile.near_miss import near_miss
from appfactory.compile.plan.tree import MappingNode, ScalarNode
from appfactory.contract.model.pack import (
    CAPTURE_SOURCES,
    ApiJourney,
    ApiStep,
    Assertion,
    Capture,
    Defaults,
    Expectation,
    FitnessLoop,
    LifecyclePack,
    Pack,
    PackKind,
    Phase,
    ScenarioPack,
    Step,
    Suite,
    Test,
    Variable,
)
from appfactory.contract.model.request import Scope
from appfactory.contract.packs.document import Document, Section, parse
from appfactory.model.finding import Finding, has_errors

NO_PACK = "not-a-pack"
"""The code of the finding that a document is something else altogether."""

METHODS: tuple[str, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_TESTS: tuple[Test, ...] = ("equals", "exists", "contains")
SUITE_KINDS: tuple[Literal["scenario", "lifecycle", "api_journey"], ...] = ("scenario", "lifecycle", "api_journey")
_ABOUT = ("$schema", "description", "version", "kind", "tags", "metadata")
"""Keys about a pack that change nothing in how it runs."""


def read_pack(text: str, file: str) -> tuple[Pack | None, tuple[Finding, ...]]:
    """The pack that a JSON or YAML text describes, None if any finding is an error. `file` is used in spans and as the name if it has none."""
    root, document = parse(text, file)
    if root is None:
        return None, tuple(document.findings)
    if not isinstance(root, MappingNode):
        document.report(NO_PACK, "a pack must be an object", document.spans.of(root), "", "begin with `scenarios:` or `phases:`")
        return None, tuple(document.findings)
    section = Section(document, root, ())
    kind = _kind(section)
    pack = _pack(section, kind) if kind is not None else None
    findings = tuple(sorted(document.findings, key=lambda finding: (finding.span.line, finding.span.column, finding.code)))
    return (None if has_errors(findings) else pack), findings


def _kind(section: Section) -> PackKind | None:
    """What the content says: the list that it has."""
    found: list[PackKind] = []
    kinds: tuple[tuple[str, PackKind], ...] = (
        ("phases", "lifecycle"), ("suites", "fitness_loop"), ("scenarios", "scenario"), ("steps", "api_journey"),
    )  # fmt: skip
    for key, kind in kinds:
        if key in section.node.values:
            found.append(kind)
    if len(found) == 1:
        return found[0]
    hint = "a scenario pack has `scenarios`, a lifecycle `phases`, an API journey `steps`, a fitness loop `suites`"
    why = "what to do with it can't be known"
    if found:
        section.document.report("pack-kind", "this is no pack: it has the lists of more than one kind of pack", section.span, why, hint)
        return None
    near = {key: near_miss(key, [name for name, _ in kinds]) for key in section.node.values}
    meant = next((f"did you mean `{name}` by `{key}`? " for key, name in near.items() if name), "")
    code = "pack-kind" if meant else NO_PACK
    section.document.report(code, "this is no pack: it has none of the lists that packs have", section.span, why, meant + hint)
    return None


def _pack(section: Section, kind: PackKind) -> Pack:
    file = section.document.file
    stem = file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or file
    identity = section.text("id") or stem
    name = section.text("name") or section.text("title") or identity
    defaults = _defaults(section)
    variables = _variables(section)
    for key in _ABOUT:
        section.has(key)
    pack: Pack
    if kind == "scenario":
        scenarios = _steps(section, "scenarios", "scenario")
        pack = ScenarioPack(identity, name, file, scenarios, defaults, variables)
    elif kind == "lifecycle":
        options = section.section("options")
        rollback = bool(options and options.flag("rollbackOnFailure"))
        trace = bool(options and options.flag("includeStepTrace"))
        if options is not None:
            options.finish()
        role = _written_for(section)
        pack = LifecyclePack(identity, name, file, _phases(section), defaults, variables, rollback, trace, role)
    elif kind == "api_journey":
        pack = ApiJourney(identity, name, file, _api_steps(section), defaults, variables)
    else:
        pack = _loop(section, identity, name, defaults, variables)
    section.finish()
    if not has_errors(section.document.findings) and not _does_something(pack):
        section.document.report("pack-empty", "the pack has no steps", section.span, "it would always come out as expected", "add what should happen")
    return pack


def _written_for(section: Section) -> str:
    """Whom the writer of packs had in mind; the rest of what is said about a pack is for people."""
    about = section.node.values.get("metadata")
    role = about.values.get("userRole") if isinstance(about, MappingNode) else None
    return role.value if isinstance(role, ScalarNode) and isinstance(role.value, str) else ""


def _does_something(pack: Pack) -> bool:
    if isinstance(pack, ScenarioPack):
        return bool(pack.scenarios)
    if isinstance(pack, LifecyclePack):
        return any(phase.steps for phase in pack.phases)
    return bool(pack.steps if isinstance(pack, ApiJourney) else pack.suites)


def _defaults(section: Section) -> Defaults:
    given = section.section("defaults")
    if given is None:
        return Defaults()
    defaults = Defaults(given.flag("dryRun"), _scope(given), given.flag("continueOnFailure"), given.text("baseUrl"), given.pairs("headers"))
    given.finish()
    return defaults


def _scope(section: Section) -> Scope:
    given = section.section("scope")
    if given is None:
        return Scope()
    scope = Scope(given.text("bizId"), given.text("locationId"), given.text("actorUserId"))
    given.finish()
    return scope


def _variables(section: Section) -> tuple[Variable, ...]:
    given = section.object("variables")
    return tuple(Variable(name, value) for name, value in given.members) if given is not None else ()


def _phases(section: Section) -> tuple[Phase, ...]:
    phases = []
    places = section.sections("phases")
    for index, given in enumerate(places):
        identity = given.text("id") or f"phase-{index + 1}"
        name = given.text("name") or identity
        given.has("description")
        phases.append(Phase(identity, name, _steps(given, "steps", f"{identity}-step"), given.flag("continueOnFailure")))
        given.finish()
    _tell_twins(section.document, [(phase.id, place) for phase, place in zip(phases, places, strict=True)])
    return tuple(phases)


def _steps(section: Section, key: str, prefix: str) -> tuple[Step, ...]:
    places = section.sections(key)
    if key not in section.node.values:
        section.document.report("pack-missing-key", f"`{key}` is missing", section.span, "there is nothing to run", f"add `{key}:`")
    steps = tuple(_step(given, f"{prefix}-{index + 1}") for index, given in enumerate(places))
    _tell_twins(section.document, [(step.id, place) for step, place in zip(steps, places, strict=True)])
    return steps


def _step(given: Section, otherwise: str) -> Step:
    identity = given.text("id") or otherwise
    name = given.text("name") or given.text("title") or identity
    prompt = given.text("prompt")
    request = given.object("request")
    catalog = given.text("catalog")
    if bool(prompt) + (request is not None) + bool(catalog) != 1:
        told = "more than one of prompt, request and catalog" if prompt or catalog else "neither a prompt nor a request"
        given.document.report("pack-step", f"`{identity}` has {told}", given.span, "a step does one thing", "write `prompt:` or `request:`")
    given.has("description")
    execute = given.flag("execute")
    step = Step(
        identity,
        name,
        prompt,
        request,
        _scope(given),
        given.texts("tags"),
        _expectation(given),
        _captures(given),
        execute is not False,
        given.flag("dryRun"),
        given.flag("continueOnFailure"),
        given.span,
        catalog,
    )
    given.finish()
    return step


def _expectation(section: Section) -> Expectation:
    given = section.section("expect")
    if given is None:
        return Expectation()
    expectation = Expectation(
        given.flag("success"),
        given.number("rowCountEq"),
        given.number("rowCountGte"),
        given.number("rowCountLte"),
        given.texts("errorContains"),
        _assertions(given),
        given.number("status"),
    )
    given.finish()
    return expectation


def _assertions(section: Section) -> tuple[Assertion, ...]:
    found = []
    for given in section.sections("asserts"):
        path = given.text("path")
        tests = [test for test in _TESTS if given.has(test)]
        if not given.has("path") or not tests:
            hint = "write `path:` and one of `equals:`, `exists:`, `contains:`"
            given.document.report("pack-assert", "the assertion says nothing", given.span, "it could not fail", hint)
        for test in tests:
            operand = given.flag(test) if test == "exists" else given.json(test)
            found.append(Assertion(path, test, operand))
        given.finish()
    return tuple(found)


def _captures(section: Section) -> tuple[Capture, ...]:
    found = []
    for given in section.sections("captures"):
        key = given.text("key")
        if not key:
            given.document.report("pack-missing-key", "`key` is missing in a capture", given.span, "nothing could use the value", "add `key:`")
        source = given.word("from", CAPTURE_SOURCES, "result")
        has_default = given.has("defaultValue")
        found.append(Capture(key, source, given.text("path"), bool(given.flag("required")), given.json("defaultValue"), has_default))
        given.finish()
    return tuple(found)


def _api_steps(section: Section) -> tuple[ApiStep, ...]:
    steps = []
    places = section.sections("steps")
    for index, given in enumerate(places):
        identity = given.text("id") or f"step-{index + 1}"
        path = given.text("path") or given.text("url")
        if not path:
            hint = "add `path:`"
            if "prompt" in given.node.values or "request" in given.node.values:
                hint = "steps with a `prompt` or a `request` stand in the `phases` of a lifecycle"
            given.document.report("pack-missing-key", f"`path` is missing in `{identity}`", given.span, "there is nothing to call", hint)
        method = given.word("method", METHODS, "GET")
        has_body = given.has("body")
        name = given.text("name") or identity
        given.has("description")
        body = given.json("body")
        expect, captures = _expectation(given), _captures(given)
        steps.append(ApiStep(identity, name, method, path, body, has_body, given.pairs("headers"), expect, captures, given.span))
        given.finish()
    _tell_twins(section.document, [(step.id, place) for step, place in zip(steps, places, strict=True)])
    return tuple(steps)


def _loop(section: Section, identity: str, name: str, defaults: Defaults, variables: tuple[Variable, ...]) -> FitnessLoop:
    suites = []
    for index, given in enumerate(section.sections("suites")):
        suite = given.text("id") or f"suite-{index + 1}"
        source = given.section("source")
        path = source.text("filePath") if source is not None else ""
        if source is not None:
            source.finish()
        if not path:
            message = f"`source.filePath` is missing in `{suite}`"
            given.document.report("pack-missing-key", message, given.span, "there is nothing to run", "name the pack's file")
        kind = given.word("kind", SUITE_KINDS, "scenario") if given.text("kind") else ""
        suites.append(Suite(suite, given.text("name") or suite, kind, path, given.span))
        given.has("description")
        given.finish()
    output = section.section("output")
    json_path, markdown_path = (output.text("writeJsonPath"), output.text("writeMarkdownPath")) if output is not None else ("", "")
    if output is not None:
        output.finish()
    return FitnessLoop(identity, name, section.document.file, tuple(suites), defaults, variables, json_path, markdown_path)


def _tell_twins(document: Document, places: list[tuple[str, Section]]) -> None:
    seen: set[str] = set()
    for identity, place in places:
        if identity in seen:
            message = f"the id `{identity}` is there twice"
            document.report("pack-duplicate-id", message, place.span, "reports can't tell the two apart", "give each an id of its own", "warning")
        seen.add(identity)
