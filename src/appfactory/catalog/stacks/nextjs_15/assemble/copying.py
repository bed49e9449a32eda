"""The closure of library files that an app needs, as drafts at their new places, with their npm needs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath

from appfactory.catalog.stacks.nextjs_15.assemble.imports import SCRIPT_SUFFIXES, import_sites, with_specifiers
from appfactory.catalog.stacks.nextjs_15.assemble.resolution import FromNpm, InLibrary, Resolver, Unresolved
from appfactory.catalog.stacks.nextjs_15.assemble.sites import ImportSite
from appfactory.model.files import FileDraft
from appfactory.model.finding import Finding, Span
from appfactory.model.library import LibraryIndex

COMPONENTS_FOLDER = "src/components"
BUILT_IN = ("node:", "server-only", "client-only")


@dataclass(frozen=True, slots=True)
class Request:
    """A library path that something in the app needs, and what asked for it."""

    path: str
    origin: str


@dataclass(frozen=True, slots=True)
class Copied:
    """`drafts` are sorted by path; `npm` are (package, version) pairs, sorted."""

    drafts: tuple[FileDraft, ...]
    npm: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]


@cache
def destination(path: str) -> str:
    """Where a library file goes: `packages/platform/ui/src/a/B.tsx` → `src/components/ui/a/B.tsx`.

    `packages`, a leading `platform` and the first `src` are dropped.
    """
    parts = list(PurePosixPath(path).parts)
    if parts[:1] == ["packages"]:
        parts = parts[1:]
    if parts[:1] == ["platform"] and len(parts) > 2:
        parts = parts[1:]
    if "src" in parts[:-1]:
        parts.remove("src")
    return "/".join((COMPONENTS_FOLDER, *parts))


def module_specifier(path: str) -> str:
    """How app code imports a copied file: `@/components/ui/a/B` (scripts lose their suffix, `index` its name)."""
    target = PurePosixPath(destination(path))
    if target.suffix in SCRIPT_SUFFIXES:
        target = target.parent if target.stem == "index" else target.with_suffix("")
    return "@/" + "/".join(target.parts[1:])


def copy_components(library: LibraryIndex, requests: Iterable[Request], provided: frozenset[str]) -> Copied:
    """Copies each requested file and all it imports, and rewrites the imports that change with the move.

    `provided` are npm packages that the app has anyway (`react`, `next`).
    """
    run = _Run(library, provided)
    for request in requests:
        run.want(request, Span(request.origin))
    run.copy_all()
    return Copied(tuple(sorted(run.drafts.values(), key=lambda draft: draft.path)), tuple(sorted(run.npm.items())), tuple(run.findings))


@dataclass
class _Run:
    """The state of one closure: what is still to be copied, and what has been found."""

    library: LibraryIndex
    provided: frozenset[str]
    drafts: dict[str, FileDraft] = field(default_factory=dict)
    npm: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    queue: deque[Request] = field(default_factory=deque)
    sources: dict[str, str] = field(default_factory=dict)
    asked_by: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.resolver = Resolver(self.library)
        self.contents: Mapping[str, str | bytes] = {file.path: file.content for file in self.library.files}

    def want(self, request: Request, span: Span) -> None:
        if request.path not in self.contents:
            self.findings.append(
                Finding(
                    "library-file-missing",
                    "error",
                    f"The library has no file `{request.path}`.",
                    span,
                    "The page that needs it could not be built.",
                    "Check the path, or add the folder that holds it with `--library DIR`.",
                    origin=request.origin,
                )
            )
            return
        target = destination(request.path)
        owner = self.sources.setdefault(target.casefold(), request.path)
        if owner != request.path:
            self.findings.append(
                Finding(
                    "component-path-clash",
                    "error",
                    f"`{owner}` and `{request.path}` would both be copied to `{target}`.",
                    span,
                    "One of them would overwrite the other.",
                    "Rename one of the two files in its library.",
                    origin=request.origin,
                )
            )
            return
        if request.path not in self.asked_by:
            self.asked_by[request.path] = request.origin
            self.queue.append(request)

    def copy_all(self) -> None:
        while self.queue:
            request = self.queue.popleft()
            content = self.contents[request.path]
            if isinstance(content, str):
                content = self.rewritten(request, content)
            target = destination(request.path)
            self.drafts[target] = FileDraft(target, content, "seeded", request.origin)

    def rewritten(self, request: Request, text: str) -> str:
        replacements: dict[ImportSite, str] = {}
        for site in import_sites(request.path, text):
            span = Span(request.path, site.line)
            if site.specifier.startswith(BUILT_IN):
                continue
            found = self.resolver.resolve(request.path, site.specifier)
            if isinstance(found, InLibrary):
                self.want(Request(found.path, request.origin), span)
                specifier = _specifier_between(request.path, found.path, site.specifier)
                if specifier != site.specifier:
                    replacements[site] = specifier
            elif isinstance(found, FromNpm):
                self.need(found, span, request)
            else:
                self.findings.append(_unresolved(site, span, found, request))
        return with_specifiers(text, replacements)

    def need(self, package: FromNpm, span: Span, request: Request) -> None:
        if package.package in self.provided:
            return
        known = self.npm.get(package.package)
        if not package.version and known is None:
            self.findings.append(
                Finding(
                    "npm-version-unknown",
                    "error",
                    f"`{request.path}` imports `{package.package}`, but the package.json beside it names no version of it.",
                    span,
                    "The app could not be installed the same way twice.",
                    f"Add `{package.package}` with an exact version to `dependencies` of the workspace package that holds the file.",
                    origin=request.origin,
                )
            )
        elif known is not None and package.version not in ("", known):
            self.findings.append(
                Finding(
                    "npm-version-clash",
                    "error",
                    f"`{package.package}` is needed as {known} and as {package.version}.",
                    span,
                    "One app can't hold two versions of a direct dependency.",
                    "Give both library packages the same version.",
                    origin=request.origin,
                )
            )
        elif package.version:
            self.npm[package.package] = package.version


def _specifier_between(importer: str, target: str, written: str) -> str:
    source, wanted = PurePosixPath(destination(importer)), PurePosixPath(destination(target))
    if written.startswith(".") and _same_package(importer, target):
        return written
    if not importer.endswith(SCRIPT_SUFFIXES):
        return _relative(source, wanted)
    return module_specifier(target)


def _same_package(importer: str, target: str) -> bool:
    """True if the move keeps the two files at the same distance, so that a relative import may stay as it is."""
    return _relative(PurePosixPath(importer), PurePosixPath(target)) == _relative(
        PurePosixPath(destination(importer)), PurePosixPath(destination(target))
    )


def _relative(source: PurePosixPath, target: PurePosixPath) -> str:
    start, end = source.parent.parts, target.parts
    shared = 0
    while shared < min(len(start), len(end) - 1) and start[shared] == end[shared]:
        shared += 1
    steps = (*(".." for _ in start[shared:]), *end[shared:])
    return "/".join(steps) if steps[0] == ".." else "./" + "/".join(steps)


def _unresolved(site: ImportSite, span: Span, found: Unresolved, request: Request) -> Finding:
    return Finding(
        "import-unresolved",
        "error",
        f"`{request.path}` imports `{site.specifier}`, which is no file of the library.",
        span,
        "The copied component would not compile.",
        f"Add one of: {', '.join(f'`{path}`' for path in found.tried[:3])}." if found.tried else "Correct the import.",
        origin=request.origin,
    )
