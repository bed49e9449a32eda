"""`package.json`: what every app has, what the providers and the copied components add, and what clashes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import TypedDict, cast

from appfactory.catalog.stacks.nextjs_15.static_files import template_manifest
from appfactory.model.contribution import Contribution
from appfactory.model.finding import Finding
from appfactory.model.spec import AppSpec


class Manifest(TypedDict):
    """The part of a `package.json` that we write."""

    name: str
    version: str
    private: bool
    type: str
    engines: dict[str, str]
    scripts: dict[str, str]
    dependencies: dict[str, str]
    devDependencies: dict[str, str]


@lru_cache(maxsize=1)
def provided_packages() -> frozenset[str]:
    """The npm packages that every app has, whatever it is about; copied components need not bring them."""
    base = _base()
    return frozenset({*base["dependencies"], *base["devDependencies"]})


def manifest(spec: AppSpec, contributions: Iterable[Contribution], npm: Iterable[tuple[str, str]]) -> Manifest:
    """The app's `package.json`; `npm` are packages that copied components need. Of two versions the first stands (see `package_clashes`)."""
    base = _base()
    dependencies, development = dict(base["dependencies"]), dict(base["devDependencies"])
    for name, version in npm:
        _add(dependencies, development, name, version)
    for package in (package for contribution in contributions for package in contribution.npm):
        _add(dependencies, development, package.name, package.version, development_only=package.development)
    # What is needed at run time is needed anyway.
    for name in dependencies:
        development.pop(name, None)
    return {
        **base,
        "name": spec.project.slug,
        "dependencies": dict(sorted(dependencies.items())),
        "devDependencies": dict(sorted(development.items())),
    }


def manifest_text(value: Manifest) -> str:
    """`package.json` as package managers write it."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def package_clashes(contributions: Iterable[Contribution], npm: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """A finding for each package that is asked for in two versions."""
    base = _base()
    wanted = {name: (version, "the stack") for name, version in [*base["devDependencies"].items(), *base["dependencies"].items()]}
    findings = []
    asked = [*((name, version, "a copied component") for name, version in npm)]
    asked += [(package.name, package.version, contribution.provider) for contribution in contributions for package in contribution.npm]
    for name, version, asker in asked:
        known, owner = wanted.setdefault(name, (version, asker))
        if known != version:
            findings.append(
                Finding(
                    "npm-version-clash",
                    "error",
                    f"`{name}` is needed as {known} by {owner} and as {version} by {asker}.",
                    why="One app can't hold two versions of a direct dependency.",
                    hint="Give both the same version.",
                    origin=asker,
                )
            )
    return tuple(findings)


def _base() -> Manifest:
    return cast(Manifest, json.loads(template_manifest()))


def _add(dependencies: dict[str, str], development: dict[str, str], name: str, version: str, *, development_only: bool = False) -> None:
    known = dependencies.get(name) or development.get(name) or version
    (development if development_only and name not in dependencies else dependencies)[name] = known
