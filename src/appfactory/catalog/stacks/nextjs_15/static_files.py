"""The part of the app that is the same for every plan: a real Next.js app in the folder `app`, copied as it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec, Layout

TEMPLATE_PACKAGE = "appfactory.catalog.stacks.nextjs_15"

# What tools leave behind while somebody works on the template.
_LEFTOVERS = frozenset(
    ["node_modules", ".next", "coverage", "test-results", "playwright-report", "next-env.d.ts", "tsconfig.tsbuildinfo", ".env", ".env.local"],
)
# Samples that make the template an app by itself; a built app has its own, from the plan, the providers and the library.
_SAMPLES = (
    "package.json",
    "pnpm-lock.yaml",
    "scripts",
    "src/_generated",
    "src/app/(admin)/admin",
    "src/app/(app)/things",
    "src/app/(marketing)/page.tsx",
    "src/app/api/dev",
    "src/app/icon.svg",
    "src/auth",
    "src/db/_generated",
)
_COMPONENTS = "src/components"
_STAND_INS = "dev/stand-ins"
_LAYOUTS: tuple[Layout, ...] = ("marketing", "app", "admin")
# Settings that only one package manager reads.
_PACKAGE_MANAGER_FILES = {"pnpm-workspace.yaml": "pnpm", ".npmrc": "npm"}
_FLAG_FILES = ("src/lib/flags.ts", "src/lib/flags.test.ts")


@lru_cache(maxsize=1)
def template_files() -> tuple[tuple[str, str], ...]:
    """Path and text of every file of the template that may be copied, sorted by path."""
    return tuple(sorted(_walk(files(TEMPLATE_PACKAGE).joinpath("app"), PurePosixPath())))


@lru_cache(maxsize=1)
def template_manifest() -> str:
    """The template's own `package.json`: the scripts of every app, and the exact versions of what every app needs."""
    return files(TEMPLATE_PACKAGE).joinpath("app", "package.json").read_text(encoding="utf-8")


def static_drafts(spec: AppSpec, supplied: frozenset[str]) -> tuple[FileDraft, ...]:
    """The template's files that this app needs. `supplied` are paths that a provider fills instead."""
    return tuple(
        FileDraft(path, text, "seeded", "stack") for path, text in template_files() if path not in supplied and _is_wanted(path, spec, supplied)
    )


def _walk(folder: Traversable, place: PurePosixPath) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        path = place / entry.name
        if entry.name in _LEFTOVERS or _is_sample(str(path)):
            continue
        if entry.is_dir():
            yield from _walk(entry, path)
        else:
            yield str(path), entry.read_text(encoding="utf-8")


def _is_sample(path: str) -> bool:
    borrowed = path.startswith(f"{_COMPONENTS}/") and not _is_below(path, f"{_COMPONENTS}/site")
    return borrowed or any(_is_below(path, sample) for sample in _SAMPLES)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _is_wanted(path: str, spec: AppSpec, supplied: frozenset[str]) -> bool:
    manager = _PACKAGE_MANAGER_FILES.get(path)
    if manager is not None:
        return manager == spec.project.package_manager
    if path in _FLAG_FILES:
        return bool(spec.rollout.flags)
    if _is_below(path, _STAND_INS):
        return _stand_in_name(path) in _stand_ins(spec, supplied)
    used = {page.layout for page in spec.pages}
    if path == f"{_COMPONENTS}/site/workspace-frame.tsx":
        return bool(used - {"marketing"})
    return not any(_is_below(path, f"src/app/({layout})") for layout in _LAYOUTS if layout not in used)


def _stand_in_name(path: str) -> str:
    return PurePosixPath(path).name.split(".", 1)[0]


def _stand_ins(spec: AppSpec, supplied: frozenset[str]) -> frozenset[str]:
    """A stand-in's file bears the name of the service it stands in for, as the plan's targets do; edge functions have one in common."""
    targets = spec.targets
    chosen = {targets.infra, targets.database, targets.auth, targets.payments, targets.email, targets.storage}
    functions = {"functions"} if any(_is_below(path, "supabase/functions") for path in supplied) else set()
    return frozenset({"server", *chosen, *functions})
