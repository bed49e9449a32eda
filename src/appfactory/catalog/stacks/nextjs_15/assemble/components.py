"""The phase `assemble`: which library components an app needs, copied, and the pages that use them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from appfactory.catalog.stacks.nextjs_15.assemble.copying import COMPONENTS_FOLDER, Copied, Request, copy_components, destination, module_specifier
from appfactory.catalog.stacks.nextjs_15.assemble.exports import ModuleExports, module_exports
from appfactory.catalog.stacks.nextjs_15.assemble.imports import import_sites
from appfactory.catalog.stacks.nextjs_15.assemble.links import with_links
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.pages import page_drafts
from appfactory.model.files import FileDraft
from appfactory.model.finding import Finding
from appfactory.model.library import LibraryIndex
from appfactory.model.spec import AppSpec, SectionsView


def assembled(spec: AppSpec, library: LibraryIndex, others: Iterable[FileDraft], provided: frozenset[str]) -> Copied:
    """Pages, the components they use, and those that `others` (drafts of the stack's other phases) import from `@/components/…`.

    `provided` are npm packages that the app has anyway. A component that is asked for but can't be found, or whose file exports nothing that
    a page could use, is a finding.
    """
    sections, findings = _section_exports(spec, library)
    if findings:
        return Copied((), (), findings)
    pages = page_drafts(with_links(spec, library), sections)
    named = (*_named_components(spec, library),)
    requests = [
        *(Request(section.component, section.origin) for page in spec.pages if isinstance(page.view, SectionsView) for section in page.view.sections),
        *(Request(component.path, component.origin) for component in spec.ui),
        *_implied(library, (*pages, *others)),
    ]
    copied = copy_components(library, requests, provided)
    drafts = tuple(sorted((*pages, *named, *copied.drafts), key=lambda draft: draft.path))
    return Copied(drafts, copied.npm, copied.findings)


def _section_exports(spec: AppSpec, library: LibraryIndex) -> tuple[dict[str, ModuleExports], tuple[Finding, ...]]:
    texts = {file.path: file.content for file in library.files}
    exports: dict[str, ModuleExports] = {}
    findings: list[Finding] = []
    for page in spec.pages:
        for section in page.view.sections if isinstance(page.view, SectionsView) else ():
            text = texts.get(section.component)
            found = module_exports(text) if isinstance(text, str) else ModuleExports(frozenset(), has_default=False, has_main_heading=False)
            exports[section.component] = found
            if section.export not in found.names and not found.has_default:
                findings.append(
                    Finding(
                        "component-not-exported",
                        "error",
                        f"`{section.component}` is no component of the library, or exports none.",
                        why="The page has nothing to import.",
                        hint="Export the component by default, or by the name its `.about.json` gives.",
                        origin=section.origin,
                    )
                )
    return exports, tuple(findings)


def _named_components(spec: AppSpec, library: LibraryIndex) -> list[FileDraft]:
    """`src/components/index.ts`: the plan's `ui` components under the names it wants them to have."""
    if not spec.ui:
        return []
    texts = {file.path: file.content for file in library.files}
    module = Module()
    for component in spec.ui:
        text = texts.get(component.path)
        names = module_exports(text).names if isinstance(text, str) else frozenset()
        alias = component.alias or component.name
        own = next((name for name in (component.name, PurePosixPath(component.path).stem) if name in names), "default")
        exported = own if own == alias else f"{own} as {alias}"
        module.add(f'export {{ {exported} }} from "{module_specifier(component.path)}";')
    text = "\n".join(module.blocks) + "\n"
    return [FileDraft(f"{COMPONENTS_FOLDER}/index.ts", text, "seeded", "components.ui")]


def _implied(library: LibraryIndex, drafts: Iterable[FileDraft]) -> list[Request]:
    """What the app's own code imports from `@/components/…` and no draft of its own supplies: library files by their place in the app."""
    drafts = tuple(drafts)
    own = {_bare(draft.path) for draft in drafts}
    by_place = {_bare(destination(file.path)): file.path for file in library.files}
    requests = []
    for draft in drafts:
        # Only a file that names the folder can import from it; most do not, and need not be parsed.
        if isinstance(draft.content, bytes) or ("components/" not in draft.content and not draft.path.startswith(COMPONENTS_FOLDER)):
            continue
        for site in import_sites(draft.path, draft.content):
            place = _place(draft.path, site.specifier)
            if not place.startswith(COMPONENTS_FOLDER + "/") or _bare(place) in own:
                continue
            path = by_place.get(_bare(place)) or by_place.get(f"{place}/index")
            requests.append(Request(path or place.replace(COMPONENTS_FOLDER, "packages", 1), draft.path))
    return requests


def _place(importer: str, specifier: str) -> str:
    if specifier.startswith("@/"):
        return "src/" + specifier[2:]
    if not specifier.startswith("."):
        return ""
    parts = list(PurePosixPath(importer).parent.parts)
    for part in PurePosixPath(specifier).parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _bare(path: str) -> str:
    """The path without the suffix of a script; style sheets and assets keep theirs."""
    for suffix in (".tsx", ".ts", ".jsx", ".js"):
        if path.endswith(suffix):
            return path.removesuffix(suffix)
    return path
