"""Paths into the library: safe, and bound to a component that is there. Globs of tests: safe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from appfactory.compile.near_miss import near_miss
from appfactory.compile.plan.spans import PlanPath
from appfactory.compile.rules.context import PlanContext
from appfactory.model.finding import Finding
from appfactory.model.json_value import JsonObject
from appfactory.model.library import ComponentDescription

_DRIVE = re.compile(r"[A-Za-z]:")
_ALWAYS_ALLOWED = frozenset({"children", "className", "id", "key", "style"})


def _component_paths(context: PlanContext) -> Iterator[tuple[PlanPath, str]]:
    for path, page in context.pages():
        for position, section in enumerate(page.sections):
            yield (*path, "sections", position, "component"), section.component
    for position, ui in enumerate(context.plan.components.ui):
        yield ("components", "ui", position, "from"), ui.from_path


def why_unsafe(path: str) -> str:
    """Why a path may not be used: what it is that could leave the folder; empty if it can't."""
    if path.startswith(("\\\\", "//")):
        return "it is a UNC path"
    if path.startswith(("/", "~")):
        return "it is absolute"
    if _DRIVE.match(path):
        return "it names a drive"
    if "\\" in path:
        return "it holds a backslash"
    if ".." in path.split("/"):
        return "it holds `..`"
    if "://" in path:
        return "it is an address"
    if any(part in ("", ".") for part in path.split("/")):
        return "it holds an empty part"
    return "it begins with `-`, which programs take for an option" if path.startswith("-") else ""


def safe(context: PlanContext) -> Iterable[Finding]:
    """A path stays inside its folder: relative, with `/`, without `..`; a component's begins with `packages/`.

    Why: what is copied into the app, or run by it, must come from the library or the app and from nowhere else.
    Bad: `component: ../../etc/passwd`, `from: C:\\\\ui\\\\Button.tsx`, `unit: ["/tmp/*.test.ts"]`
    Good: `component: packages/platform/ui/src/primitives/buttons/PrimaryButton.tsx`
    """
    for path, text in _component_paths(context):
        unsafe = why_unsafe(text)
        if unsafe:
            message = f"`{text}` is no path into the library: {unsafe}"
            why = "a plan may copy from the library and from nowhere else"
            yield context.finding("path-outside", "error", path, message, why, "write the path from `packages/` on")
        elif not text.startswith("packages/"):
            message = f"`{text}` does not begin with `packages/`"
            yield context.finding(
                "path-outside", "error", path, message, "libraries keep their components below `packages/`", f"write `packages/{text}`"
            )
    for position, glob in enumerate(context.plan.testing.unit):
        unsafe = why_unsafe(glob)
        if unsafe:
            message = f"`{glob}` is no glob of tests: {unsafe}"
            why = "tests are the app's own"
            yield context.finding("path-outside", "error", ("testing", "unit", position), message, why, "write a path inside the app")


def component(context: PlanContext) -> Iterable[Finding]:
    """A section or `ui` entry names a file of the library.

    Why: there would be nothing to copy.
    Bad: `component: packages/restaurants/src/features/booking/BookingFrom.tsx`
    Good: `component: packages/restaurants/src/features/booking/BookingForm.tsx`
    """
    if context.library is None:
        return
    files = {file.path for file in context.library.files}
    by_name: dict[str, str] = {}
    for file in sorted(files, reverse=True):
        by_name[file.rpartition("/")[2].lower()] = file
    for path, text in _component_paths(context):
        if text in files or why_unsafe(text) or not text.startswith("packages/"):
            continue
        near = by_name.get(text.rpartition("/")[2].lower()) or near_miss(text, [known.path for known in context.library.components])
        hint = f"did you mean `{near}`?" if near else "name a file of the library; `--library DIR` adds a library of your own"
        message = f"the library has no `{text}`"
        yield context.finding("reference-unknown-component", "error", path, message, "there would be nothing to copy", hint)


def props(context: PlanContext) -> Iterable[Finding]:
    """A section gives its component props that it has, and those that it can't do without.

    Why: TypeScript refuses a prop that a component doesn't know, and one that lacks.
    Bad: `props: { titel: "Bali Bites" }`
    Good: `props: { title: "Bali Bites" }`
    """
    if context.library is None:
        return
    described = {component.path: component for component in context.library.components}
    for path, page in context.pages():
        for position, section in enumerate(page.sections):
            found = described.get(section.component)
            if found is not None and found.props:
                yield from _section_props(context, (*path, "sections", position), section.props, found)


def _section_props(context: PlanContext, path: PlanPath, given: JsonObject, found: ComponentDescription) -> Iterable[Finding]:
    known = {prop.name for prop in found.props} | {binding.prop for binding in found.bindings} | _ALWAYS_ALLOWED
    names = [name for name, _ in given.members]
    for name in names:
        if name not in known and not name.startswith(("aria-", "data-")):
            near = near_miss(name, known)
            message = f"`{found.name}` has no prop `{name}`"
            hint = f"did you mean `{near}`?" if near else f"it has {', '.join(f'`{prop.name}`' for prop in found.props)}"
            place = (*path, "props", name)
            yield context.finding("section-unknown-prop", "error", place, message, "TypeScript would refuse it", hint, span=context.spans.key(place))
    bound = {binding.prop for binding in found.bindings}
    for prop in found.props:
        if prop.required and prop.name not in names and prop.name not in bound:
            message = f"`{found.name}` needs the prop `{prop.name}`"
            hint = f"add `{prop.name}` to `props`: {prop.description or prop.type}"
            yield context.finding(
                "section-missing-prop", "warning", (*path, "component"), message, "the section would have nothing to show there", hint
            )
