"""Which keys of a document are newer than the version of the plan language that it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import get_args

from pydantic.fields import FieldInfo

from appfactory.model.plan_node import FIRST_VERSION, PlanNode, Since

_VERSION = re.compile(r"([0-9]+)\.([0-9]+)\.([0-9]+)")
DocumentPath = tuple[str | int, ...]


def version_number(text: str) -> tuple[int, int, int] | None:
    """`1.10.0` as numbers that can be compared; None if it is no version."""
    match = _VERSION.fullmatch(text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def since_of(field: FieldInfo) -> str:
    """The version that a key came with; the first one unless it is marked."""
    return next((mark.version for mark in field.metadata if isinstance(mark, Since)), FIRST_VERSION)


def inner_model(annotation: object) -> type[PlanNode] | None:
    """The model of what a field holds, alone or in a list; None if it holds texts and numbers."""
    if isinstance(annotation, type) and issubclass(annotation, PlanNode):
        return annotation
    return next((model for argument in get_args(annotation) if (model := inner_model(argument))), None)


def version_of(document: object) -> tuple[int, int, int] | None:
    """The version that a document is written in; None if it says none that can be read."""
    written = document.get("version", FIRST_VERSION) if isinstance(document, Mapping) else None
    return version_number(written) if isinstance(written, str) else None


def keys_of(model: type[PlanNode], document: object) -> tuple[str, ...]:
    """The keys that a model has in the version of the document; all of them if that can't be told."""
    version = version_of(document)
    return tuple(field.alias or name for name, field in model.model_fields.items() if version is None or not _is_newer(since_of(field), version))


def _is_newer(since: str, version: tuple[int, int, int]) -> bool:
    return since != FIRST_VERSION and (version_number(since) or version) > version


def newer_keys(model: type[PlanNode], document: object) -> tuple[tuple[DocumentPath, str], ...]:
    """The keys of a whole plan that its `version` does not have yet, each with the version that has it. No document makes this raise."""
    version = version_of(document)
    return tuple(_newer(model, document, (), version)) if version is not None else ()


def _newer(model: type[PlanNode], value: object, path: DocumentPath, version: tuple[int, int, int]) -> Iterator[tuple[DocumentPath, str]]:
    if isinstance(value, list | tuple):
        for position, item in enumerate(value):
            yield from _newer(model, item, (*path, position), version)
    if not isinstance(value, Mapping):
        return
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in value:
            continue
        since = since_of(field)
        inner = inner_model(field.annotation)
        if _is_newer(since, version):
            yield (*path, key), since
        elif inner is not None:
            yield from _newer(inner, value[key], (*path, key), version)
