"""What the chosen providers add to an app, folded into one. Two that want the same thing to be different are a finding."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from appfactory.model.contribution import Contribution, EnvironmentVariable, NpmPackage
from appfactory.model.database import Function, Table
from appfactory.model.files import FileDraft
from appfactory.model.finding import Finding

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Rule(Generic[T]):
    """One kind of thing that is contributed: what identifies it, what the finding calls it, and how two of the same identity may agree."""

    code: str
    noun: str
    why: str
    identity: Callable[[T], Hashable]
    agree: Callable[[T, T], T | None]


def _same(first: T, second: T) -> T | None:
    return first if first == second else None


def _same_version(first: NpmPackage, second: NpmPackage) -> NpmPackage | None:
    """Whatever one provider needs at run time is there for the other's tests, too."""
    if first.version != second.version:
        return None
    return replace(first, development=first.development and second.development)


def fold_contributions(contributions: Iterable[Contribution]) -> tuple[Contribution, tuple[Finding, ...]]:
    """All contributions as one, in their order, and every clash between them and every entry that can't be used.

    Entries that are equal count once. Of two that clash the first stays, so that the rest can still be looked at.
    """
    parts = tuple(contributions)
    findings: list[Finding] = []
    files = _merge(parts, lambda part: part.files, _FILES, findings)
    environment = _merge(parts, lambda part: part.environment, _VARIABLES, findings)
    merged = Contribution(
        provider=", ".join(part.provider for part in parts),
        files=files,
        npm=_merge(parts, lambda part: part.npm, _PACKAGES, findings),
        environment=environment,
        wrappers=tuple(dict.fromkeys(wrapper for part in parts for wrapper in part.wrappers)),
        tables=_merge(parts, lambda part: part.tables, _TABLES, findings),
        functions=_merge(parts, lambda part: part.functions, _FUNCTIONS, findings),
        content_security=tuple(dict.fromkeys(source for part in parts for source in part.content_security)),
        documentation="\n".join(f"{text}\n" for text in dict.fromkeys(part.documentation.strip() for part in parts) if text),
    )
    findings += _bad_paths(file.path for file in files)
    findings += (finding for variable in environment for finding in _bad_variable(variable))
    return merged, tuple(findings)


def _merge(parts: tuple[Contribution, ...], entries: Callable[[Contribution], Iterable[T]], rule: _Rule[T], findings: list[Finding]) -> tuple[T, ...]:
    kept: dict[Hashable, tuple[T, str]] = {}
    for part in parts:
        for entry in entries(part):
            identity = rule.identity(entry)
            if identity not in kept:
                kept[identity] = (entry, part.provider)
                continue
            before, owner = kept[identity]
            agreed = rule.agree(before, entry)
            if agreed is None:
                findings.append(_clash(rule, entry, owner, part.provider))
            else:
                kept[identity] = (agreed, owner)
    return tuple(entry for entry, _ in kept.values())


def _clash(rule: _Rule[T], entry: T, first: str, second: str) -> Finding:
    name = getattr(entry, "path", None) or getattr(entry, "name", "")
    return Finding(
        f"contribution-{rule.code}-clash",
        "error",
        f"The providers {first} and {second} disagree about the {rule.noun} `{name}`.",
        why=rule.why,
        hint="Choose another provider for one of the two targets.",
        origin="targets",
    )


_FILES: _Rule[FileDraft] = _Rule(
    "file",
    "file",
    "One would overwrite the other's code.",
    # Two names that differ in case only are one file on many disks.
    lambda file: file.path.casefold(),
    _same,
)
_PACKAGES: _Rule[NpmPackage] = _Rule("package", "npm package", "An app can hold one version of it.", lambda package: package.name, _same_version)
_VARIABLES: _Rule[EnvironmentVariable] = _Rule(
    "variable", "environment variable", "Its value can't suit both.", lambda variable: variable.name, _same
)
_TABLES: _Rule[Table] = _Rule("table", "table", "A database holds one table of a name.", lambda table: (table.schema, table.name), _same)
_FUNCTIONS: _Rule[Function] = _Rule(
    "function", "database function", "The later definition would replace the other.", lambda function: (function.schema, function.name), _same
)


def _bad_paths(paths: Iterable[str]) -> Iterable[Finding]:
    known = tuple(paths)
    folders = {str(parent).casefold() for path in known for parent in PurePosixPath(path).parents}
    for path in known:
        parts = PurePosixPath(path).parts
        outside = not parts or path.startswith("/") or "\\" in path or ".." in parts
        if outside or path.casefold() in folders:
            reason = "lies outside the app" if outside else "is a folder of another file"
            yield Finding(
                "contribution-bad-path",
                "error",
                f"A provider contributes the file `{path}`, which {reason}.",
                why="It could not be written.",
                hint="Report it: the provider is at fault, not the plan.",
                origin="targets",
            )


def _bad_variable(variable: EnvironmentVariable) -> Iterable[Finding]:
    if variable.public == variable.name.startswith("NEXT_PUBLIC_") and not (variable.public and variable.secret):
        return
    yield Finding(
        "contribution-variable-exposed",
        "error",
        f"A provider's variable `{variable.name}` is {'public' if variable.public else 'not public'}, and its name or its secrecy says otherwise.",
        why="Next.js puts the value of every NEXT_PUBLIC_ variable into the browser's code.",
        hint="Report it: the provider is at fault, not the plan.",
        origin="targets",
    )
