"""OpenAPI schemas of what the contract's server answers. More keys may come; those that are here stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, get_args

from appfactory.contract.execution.request_schema import TEXT, Json, a_list
from appfactory.contract.model.pack import PackKind
from appfactory.contract.model.request import Action
from appfactory.contract.model.verdict import VERDICTS, GapKind, Status
from appfactory.contract.statements.permissions import VERBS

References: TypeAlias = Callable[[str], Json]
COUNT: Json = {"type": "integer", "minimum": 0}
YES_OR_NO: Json = {"type": "boolean"}
TEXTS: Json = a_list(TEXT)
_SHARE: Json = {"type": "number", "minimum": 0, "maximum": 1}
_TIME: Json = {"type": "number", "minimum": 0, "description": "Milliseconds"}
_ROW: Json = {"type": "object", "description": "Values by column; moments as ISO 8601, exact numbers as text"}


def answer_schemas(place: str) -> dict[str, Json]:
    """Schemas by name. `place` begins references; the commands that they refer to as `AnyCommand` have to stand there too."""

    def ref(name: str) -> Json:
        return {"$ref": place + name}

    return {**_calls(ref("Error")), **_catalog(), **_responses(ref), **_translations(ref), **_reports(ref("Error"))}


def answered(*optional: str, **members: Json) -> Json:
    """An object that has all these members, but for those that are left out where nothing is known."""
    return {"type": "object", "required": [name for name in members if name not in optional], "properties": members}


def or_null(kind: Json) -> Json:
    """This or null."""
    return {"anyOf": [kind, {"type": "null"}]}


def _calls(error: Json) -> dict[str, Json]:
    parent = answered(table=TEXT, column=TEXT, value=TEXT)
    known: dict[str, Json] = {
        "table": TEXT, "column": TEXT, "value": TEXT, "allowed": TEXTS, "nearest": TEXTS, "missingParent": or_null(parent), "suggestion": TEXT,
    }  # fmt: skip
    return {
        "Health": answered(status={"const": "ok"}, tables=COUNT),
        "Permission": answered(verbs=a_list({"enum": list(VERBS)}), tables=TEXTS, businesses=TEXTS, actors=TEXTS, commit=YES_OR_NO, model=YES_OR_NO),
        "PackFiles": answered(packs=a_list(answered(filePath=TEXT))),
        "Error": answered(*known, message=TEXT, code=TEXT, detail=TEXT, **known),
        "Failure": answered(success={"const": False}, error=error),
    }


def _catalog() -> dict[str, Json]:
    column = answered(
        "default", "generated", "allowed", "description", "synonyms",
        name=TEXT, type=TEXT, nullable=YES_OR_NO, default=TEXT, generated=TEXT, allowed=TEXTS, description=TEXT, synonyms=TEXTS,
    )  # fmt: skip
    foreign_key = answered(name=TEXT, columns=TEXTS, references=TEXT, referencedColumns=TEXTS, onDelete=TEXT)
    policy = answered("using", "check", name=TEXT, action=TEXT, using=TEXT, check=TEXT, roles=TEXTS)
    table = answered(
        "partitionOf", "domain", "description", "synonyms", "foreignKeys", "uniques", "checks", "exclusions", "policies",
        name=TEXT, schema=TEXT, partitionOf=TEXT, domain=TEXT, description=TEXT, synonyms=TEXTS, scoped=YES_OR_NO, rowSecurity=YES_OR_NO,
        columns=a_list(column),
        primaryKey=TEXTS, foreignKeys=a_list(foreign_key), uniques=a_list(TEXTS), checks=a_list(answered(name=TEXT, expression=TEXT)),
        exclusions=a_list(answered(name=TEXT, definition=TEXT)), policies=a_list(policy),
    )  # fmt: skip
    enumeration = answered("description", name=TEXT, values=TEXTS, description=TEXT)
    domain = answered(
        "checks", name=TEXT, schema=TEXT, type=TEXT, nullable=YES_OR_NO, checks=a_list(answered(name=TEXT, expression=TEXT))
    )  # fmt: skip
    return {"Catalog": answered("domains", tables=a_list(table), enumerations=a_list(enumeration), domains=a_list(domain))}


def _responses(ref: References) -> dict[str, Json]:
    entry = answered(
        stepIndex=COUNT, kind={"enum": ["query", *get_args(Action)]}, table=TEXT, sqlPreview=TEXT, params=TEXTS, rowCount=COUNT, dryRun=YES_OR_NO
    )
    step = answered("count", rows=a_list(_ROW), rowCount=COUNT, count={})
    result = answered("count", "steps", rows=a_list(_ROW), rowCount=COUNT, count={}, steps=a_list(step))
    changed = answered(before=or_null(_ROW), after=or_null(_ROW))
    change = answered(stepIndex=COUNT, action={"enum": list(get_args(Action))}, table=TEXT, touched=COUNT, rows=a_list(changed))
    return {
        "Response": answered(
            "error",
            requestId=TEXT, dryRun=YES_OR_NO, success=YES_OR_NO, commandKind={"enum": ["query", "mutate", "batch"]}, warnings=TEXTS,
            trace=a_list(entry), result=or_null(result), error=ref("Error"),
        ),
        "Change": change,
        "Trial": answered(response=ref("Response"), changes=a_list(ref("Change"))),
    }  # fmt: skip


def _translations(ref: References) -> dict[str, Json]:
    answer = answered("text", "command", label=TEXT, text=TEXT, command=ref("AnyCommand"), complete=YES_OR_NO)
    question = answered("answers", code=TEXT, text=TEXT, choices=TEXTS, answers=a_list(answer))
    return {
        "Translation": answered(
            "question",
            text=TEXT, command=or_null(ref("AnyCommand")), confidence=_SHARE, explanation=TEXT, question=question,
            bindings=a_list(answered(start=COUNT, end=COUNT, text=TEXT, meaning=TEXT)),
            inferred=a_list(answered(what=TEXT, value=TEXT, source=TEXT)), notes=TEXTS,
            alternatives=a_list(answered(command=ref("AnyCommand"), confidence=_SHARE)),
        ),
        "Simulation": answered(translation=ref("Translation"), response=or_null(ref("Response")), changes=a_list(ref("Change"))),
    }  # fmt: skip


def _reports(error: Json) -> dict[str, Json]:
    verdicts = {"type": "object", "propertyNames": {"enum": list(VERDICTS)}, "additionalProperties": COUNT}
    totals = answered(steps=COUNT, passed=COUNT, failed=COUNT, skipped=COUNT, roots=COUNT, consequences=COUNT, byVerdict=verdicts)
    reference = answered(table=TEXT, column=TEXT)
    lacking = answered(name=TEXT, type=TEXT, values=TEXTS, references=or_null(reference))
    gap = answered(
        kind={"enum": list(get_args(GapKind))}, label=TEXT, table=TEXT, columns=a_list(lacking), enumeration=TEXT, allowed=TEXTS,
        parent=or_null(reference), nearest=TEXTS, steps=TEXTS,
    )  # fmt: skip
    severity: Json = {"enum": ["error", "warning", "info"]}
    finding = answered(code=TEXT, severity=severity, file=TEXT, line=COUNT, column=COUNT, message=TEXT, why=TEXT, hint=TEXT)
    step = answered(
        "trace",
        id=TEXT, name=TEXT, status={"enum": list(get_args(Status))}, verdict={"enum": [*VERDICTS, None]}, cause=or_null(TEXT), said=TEXT,
        explanation=TEXT, confidence=or_null(_SHARE), failureExpected=YES_OR_NO, rowCount=or_null(COUNT), problems=TEXTS, error=or_null(error),
        captured={"type": "object"}, warnings=TEXTS, tags=TEXTS, durationMs=_TIME, line=COUNT, column=COUNT, trace=a_list({}),
    )  # fmt: skip
    phase = answered(id=TEXT, name=TEXT, totals=totals, steps=a_list(step))
    pack = answered(
        id=TEXT, name=TEXT, kind={"enum": list(get_args(PackKind))}, file=TEXT, runId=TEXT, ok=YES_OR_NO, committed=YES_OR_NO, attempts=COUNT,
        durationMs=_TIME, totals=totals, phases=a_list(phase), gaps=a_list(gap), findings=a_list(finding),
    )  # fmt: skip
    report: dict[str, Json] = {
        "version": TEXT, "ok": YES_OR_NO, "startedAt": {**TEXT, "format": "date-time"}, "durationMs": _TIME, "rolledBack": YES_OR_NO,
        "totals": totals, "gaps": a_list(gap), "packs": a_list(pack), "findings": a_list(finding),
    }  # fmt: skip
    return {"Report": answered(**report), "Unreadable": answered(*report, success={"const": False}, error=error, **report)}
