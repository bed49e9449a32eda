"""OpenAPI schemas of the packs that can be sent: scenario packs, lifecycles, and fitness loops over packs that are there.

They are as packs should be written. What runs them is more patient: unknown keys are told and not obeyed, numbers may stand for text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from appfactory.contract.execution.request_schema import TEXT, WORD, Json, a_list, an_object
from appfactory.contract.model.pack import CAPTURE_SOURCES
from appfactory.contract.packs.reader import SUITE_KINDS

References: TypeAlias = Callable[[str], Json]
_FLAG: Json = {"type": "boolean"}
_ROWS: Json = {"type": "integer", "minimum": 0}
_TAGS: Json = {"anyOf": [TEXT, a_list(TEXT)]}


def pack_schemas(place: str) -> dict[str, Json]:
    """Schemas by name. `place` begins references; those of `Scope`, `Request` and `AnyCommand` have to stand there too."""

    def ref(name: str) -> Json:
        return {"$ref": place + name}

    request = {"anyOf": [ref("Request"), ref("AnyCommand")], "description": "Any text in it may hold tokens, such as {{id:offer}} and {{runId}}"}
    about: dict[str, Json] = {"id": TEXT, "name": TEXT, "description": TEXT, "version": TEXT, "kind": TEXT, "tags": _TAGS, "metadata": {}}
    defaults = an_object((), dryRun=_FLAG, scope=ref("Scope"), continueOnFailure=_FLAG)
    variables: Json = {"type": "object", "description": "Values that {{name}} stands for; they may hold tokens themselves"}
    whole = {**about, "defaults": defaults, "variables": variables}
    phase = an_object(("steps",), id=TEXT, name=TEXT, description=TEXT, continueOnFailure=_FLAG, steps=a_list(ref("PackStep")))
    # One phase at least has something to do.
    acting: Json = {"type": "object", "required": ["steps"], "properties": {"steps": {"type": "array", "minItems": 1}}}
    suite = an_object(
        ("source",), id=TEXT, name=TEXT, description=TEXT, kind={"enum": list(SUITE_KINDS)}, source=an_object(("filePath",), filePath=WORD)
    )
    output = an_object((), writeJsonPath=TEXT, writeMarkdownPath=TEXT)
    options = an_object((), rollbackOnFailure=_FLAG, includeStepTrace=_FLAG)
    return {
        "Expectation": _expectation(),
        "Capture": an_object(("key",), key=WORD, **{"from": {"enum": list(CAPTURE_SOURCES)}}, path=TEXT, required=_FLAG, defaultValue={}),
        "PackStep": {"anyOf": [_step(ref, prompt=WORD), _step(ref, request=request), _step(ref, catalog=WORD)]},
        "ScenarioPack": an_object(("scenarios",), scenarios=a_list(ref("PackStep"), minItems=1), **whole),
        "FitnessLoop": an_object(("suites",), suites=a_list(suite, minItems=1), output=output, **whole),
        "Lifecycle": an_object(("phases",), phases=a_list(phase, contains=acting), options=options, **whole),
    }


def _expectation() -> Json:
    tests: dict[str, Json] = {"equals": {}, "exists": _FLAG, "contains": {}}
    asserted = {"type": "object", "required": ["path"], "properties": {"path": TEXT, **tests}, "anyOf": [{"required": [name]} for name in tests]}
    return an_object((), success=_FLAG, rowCountEq=_ROWS, rowCountGte=_ROWS, rowCountLte=_ROWS, errorContains=_TAGS, asserts=a_list(asserted))


def _step(ref: References, **does: Json) -> Json:
    """A step that does one thing."""
    return an_object(
        tuple(does), **does, id=TEXT, name=TEXT, description=TEXT, scope=ref("Scope"), tags=_TAGS, execute=_FLAG, dryRun=_FLAG,
        continueOnFailure=_FLAG, expect=ref("Expectation"), captures=a_list(ref("Capture")),
    )  # fmt: skip
