"""From a document to a `BuildPlan`, or to findings that say exactly what doesn't fit the models."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable
from typing import Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from appfactory.compile.near_miss import did_you_mean, near_miss
from appfactory.compile.plan.spans import PlanPath, PlanSpans, path_text
from appfactory.model.finding import Finding
from appfactory.model.plan import NEWER_KEY, BuildPlan, PlanNode
from appfactory.model.plan_versions import inner_model, keys_of

_EXPECTED = {
    "string_type": "text", "int_type": "a whole number", "bool_type": "`true` or `false`", "model_type": "an object",
    "model_attributes_type": "an object", "tuple_type": "a list", "dict_type": "an object", "mapping_type": "an object",
    "default_type": "text, a number, true, false or null", "json_type": "JSON", "int_from_float": "a whole number",
}  # fmt: skip
_PATTERNS = {
    "version": ("three numbers with points between them", 'write `version: "1.0.0"`'),
    "route": (
        "a route begins with `/` and holds lower-case letters, digits, `-`, `_` and `/`",
        "write it like `/bookings`; details and forms get their own routes below it",
    ),
    "path": (
        "a path begins with `/api/` and holds lower-case letters, digits, `-`, `_`, and parameters like `{id}`, in lower case too",
        "write it like `/api/reservations/{id}`",
    ),
}
_FALSE_WORDS = frozenset({"no", "off", "n"})
_TRUE_WORDS = frozenset({"yes", "on", "y"})


def check_structure(document: object) -> BuildPlan | list[ErrorDetails]:
    """The plan, or what the models refuse. Keys of a later version hide no other error: the rest is looked at without them."""
    try:
        return BuildPlan.model_validate(document)
    except ValidationError as error:
        found = [problem for problem in error.errors(include_url=False) if not _only_seems_short(problem, document)]
    newer = [problem["loc"] for problem in found if problem["type"] == NEWER_KEY]
    if not newer:
        return found
    older = copy.deepcopy(document)
    for path in newer:
        parent = value_at(older, path[:-1])
        assert isinstance(parent, dict), "the key was found there"
        parent.pop(str(path[-1]))
    rest = check_structure(older)
    return found if isinstance(rest, BuildPlan) else [*found, *rest]


def _only_seems_short(problem: ErrorDetails, document: object) -> bool:
    """Pydantic counts the items of a list that it could read; one that is there and wrong has an error of its own."""
    return problem["type"] == "too_short" and bool(value_at(document, problem["loc"]))


def structure_findings(errors: Iterable[ErrorDetails], document: object, spans: PlanSpans) -> list[Finding]:
    """One finding per error. A missing key that is only misspelt is told by the finding about the misspelt one alone."""
    errors = list(errors)
    findings: list[Finding] = []
    missing: dict[PlanPath, set[str]] = {}
    for error in errors:
        if error["type"] == "missing":
            missing.setdefault(error["loc"][:-1], set()).add(str(error["loc"][-1]))
    misspelt: set[PlanPath] = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            finding, meant = _unknown_key(error["loc"], missing.get(error["loc"][:-1], set()), document, spans)
            findings.append(finding)
            if meant:
                misspelt.add((*error["loc"][:-1], meant))
    findings += [_finding(error, document, spans) for error in errors if error["type"] != "extra_forbidden" and error["loc"] not in misspelt]
    return findings


def recover(document: object, errors: Iterable[ErrorDetails]) -> BuildPlan | None:
    """The plan without what is unknown and with the first allowed value where another stands, so that the rest can be checked too.

    None if anything else is wrong. Never built from: it only serves to find more problems in one run.
    """
    patched = copy.deepcopy(document)
    for error in errors:
        loc = error["loc"]
        field = _field(loc)
        parent = value_at(patched, loc[:-1])
        if not isinstance(parent, dict):
            return None
        if error["type"] in ("extra_forbidden", NEWER_KEY) or (field is not None and not field.is_required() and error["type"] != "missing"):
            parent.pop(str(loc[-1]), None)
        elif error["type"] == "literal_error" and field is not None and (allowed := _allowed(field)):
            parent[str(loc[-1])] = allowed[0]
        else:
            return None
    plan = check_structure(patched)
    return plan if isinstance(plan, BuildPlan) else None


def value_at(document: object, path: PlanPath) -> object:
    """What stands at a path of the document, or None."""
    for part in path:
        if isinstance(document, dict) and isinstance(part, str):
            document = document.get(part)
        elif isinstance(document, list | tuple) and isinstance(part, int) and part < len(document):
            document = document[part]
        else:
            return None
    return document


def _model(path: PlanPath) -> type[PlanNode] | None:
    """The model of the object at a path, None if that place holds none."""
    model: type[PlanNode] = BuildPlan
    for part in path:
        if isinstance(part, int):
            continue
        field = _by_key(model).get(part)
        inner = inner_model(field.annotation) if field is not None else None
        if inner is None:
            return None
        model = inner
    return model


def _by_key(model: type[PlanNode]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def keys_at(path: PlanPath, present: Iterable[str]) -> list[str]:
    """The keys that are there in the order of the models; what the models don't know comes last, as it is."""
    found = list(present)
    model = _model(path)
    known = [key for key in _by_key(model) if key in set(found)] if model is not None else []
    return [*known, *(key for key in found if key not in set(known))]


def _field(path: PlanPath) -> FieldInfo | None:
    texts = [index for index, part in enumerate(path) if isinstance(part, str)]
    if not texts:
        return None
    last = texts[-1]
    model = _model(path[:last])
    return _by_key(model).get(str(path[last])) if model is not None else None


def _allowed(field: FieldInfo | None) -> tuple[str, ...]:
    return _literals(field.annotation) if field is not None else ()


def _literals(annotation: object) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(str(value) for value in get_args(annotation))
    return tuple(value for argument in get_args(annotation) for value in _literals(argument))


def _place(path: PlanPath) -> str:
    return f"`{path_text(path)}`" if path else "the plan"


def _unknown_key(path: PlanPath, missing: set[str], document: object, spans: PlanSpans) -> tuple[Finding, str]:
    key = str(path[-1])
    model = _model(path[:-1])
    known = list(keys_of(model, document)) if model is not None else []
    present = value_at(document, path[:-1])
    absent = [name for name in known if not isinstance(present, dict) or name not in present]
    meant = near_miss(key, [*(name for name in absent if name in missing), *absent])
    hint = f"did you mean `{meant}`?" if meant else f"there is {', '.join(f'`{name}`' for name in known)}"
    if key == "<<":
        hint = "merge keys are no part of YAML 1.2; write out what they stand for"
    message = f"`{key}` is unknown in {_place(path[:-1])}"
    why = "a key that nothing reads is a misunderstanding that would go unnoticed"
    finding = Finding("plan-unknown-key", "error", message, spans.key(path), why, hint, origin=path_text(path))
    return finding, meant if meant in missing else ""


def _finding(error: ErrorDetails, document: object, spans: PlanSpans) -> Finding:
    path: PlanPath = error["loc"]
    kind = error["type"]
    field = _field(path)
    why = (field.description or "") if field is not None else ""
    value = value_at(document, path)
    if kind == "missing":
        code, message, hint = "plan-missing-key", f"`{path[-1]}` is missing in {_place(path[:-1])}", _example(str(path[-1]), field)
    elif kind == NEWER_KEY:
        since = str(error.get("ctx", {}).get("since", ""))
        code, message = "plan-newer-key", f"`{path[-1]}` came with version {since} of the plan language, and the plan is written in an earlier one"
        why, hint = "an earlier reader would refuse it, or pass over it", f'write `version: "{since}"`'
        return Finding(code, "error", message, spans.key(path), why, hint, origin=path_text(path))
    elif kind == "literal_error":
        allowed = _allowed(field)
        listed = ", ".join(f"`{name}`" for name in allowed)
        near = did_you_mean(value, allowed) if isinstance(value, str) else ""
        code, message = "plan-not-allowed", f"{_shown(value)} is not allowed as {_place(path)}"
        hint = f"{near} allowed are {listed}" if near.startswith("did") else f"allowed are {listed}"
    elif kind == "string_pattern_mismatch":
        rule, hint = _PATTERNS.get(str(path[-1]), ("the text has another form", error["msg"]))
        code, message = "plan-pattern", f"{_shown(value)} can't be {_place(path)}: {rule}"
        hint = _fitting(value, field) or hint
    elif kind in ("too_short", "string_too_short"):
        code, message, hint = "plan-empty", f"{_place(path)} is empty", "there must be one at least"
    elif kind in ("greater_than_equal", "less_than_equal"):
        context = error.get("ctx", {})
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        code, message, hint = "plan-out-of-range", f"{_place(path)} must be {bound}, and is {_shown(value)}", f"write a whole number that is {bound}"
    else:
        expected = _EXPECTED.get(kind, error["msg"])
        code, message = "plan-wrong-type", f"{_place(path)} must be {expected}, and is {_described(value)}"
        hint = _type_hint(kind, value)
    return Finding(code, "error", message, spans.value(path), why, hint, origin=path_text(path))


def _fitting(value: object, field: FieldInfo | None) -> str:
    """A hint with the text in lower case, below `/api` or with a `/` in front, if one of them is all it needs."""
    pattern = next((found for rule in (field.metadata if field is not None else ()) if (found := getattr(rule, "pattern", None))), None)
    if not isinstance(value, str) or not isinstance(pattern, str):
        return ""
    lowered = value.lower()
    meant = next((text for text in (lowered, f"/{lowered}", f"/api{lowered}", f"/api/{lowered}") if re.fullmatch(pattern, text)), "")
    return f"write `{meant}`" if meant and "\n" not in meant else ""


def _example(key: str, field: FieldInfo | None) -> str:
    allowed = _allowed(field)
    if allowed:
        return f"add `{key}:` with one of {', '.join(f'`{value}`' for value in allowed)}"
    return f"add `{key}:`"


def _shown(value: object) -> str:
    if isinstance(value, str):
        text = re.sub(r"[^\x20-\x7e\xa0-\U0010ffff]", lambda match: f"\\u{ord(match[0]):04x}", value)
        return f"`{text[:80]}…`" if len(text) > 80 else f"`{text}`"
    return f"`{json.dumps(value)}`" if isinstance(value, bool | int | float) or value is None else _described(value)


def _described(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    return f"the text {_shown(value)}" if isinstance(value, str) else f"the number {_shown(value)}" if not isinstance(value, bool) else _shown(value)


def _type_hint(kind: str, value: object) -> str:
    if kind == "string_type" and isinstance(value, bool | int | float):
        return f'put it into quotes: "{json.dumps(value)}"'
    if kind == "bool_type" and isinstance(value, str) and value.lower() in _TRUE_WORDS | _FALSE_WORDS:
        return f"write `{'true' if value.lower() in _TRUE_WORDS else 'false'}`"
    if kind == "tuple_type":
        return "write it as a list: `[ … ]`, or one `- ` per line"
    if kind == "int_type" and isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]+", value):
        return f"write {value} without quotes"
    if value is None:
        return "write a value, or leave the key out"
    return f"write {_EXPECTED.get(kind, 'another value')}"
