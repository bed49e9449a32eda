"""Where a section's call to action leads when the plan only says what it is called."""

from __future__ import annotations

from dataclasses import replace

from appfactory.model.library import LibraryIndex
from appfactory.model.spec import AppSpec, EntityView, FormView, Page, Section, SectionsView

_SUFFIX = "Href"


def with_links(spec: AppSpec, library: LibraryIndex) -> AppSpec:
    """Fills in props such as `ctaHref` where the plan gives `cta` alone: with the page on which a visitor can do something.

    That is the first other page with a form, else the first other page inside the app, else the first other page.
    """
    return replace(spec, pages=tuple(_page(spec, page, library) for page in spec.pages))


def _page(spec: AppSpec, page: Page, library: LibraryIndex) -> Page:
    if not isinstance(page.view, SectionsView):
        return page
    target = _destination(spec, page)
    if not target:
        return page
    sections = tuple(_section(section, library, target) for section in page.view.sections)
    return replace(page, view=SectionsView(sections))


def _section(section: Section, library: LibraryIndex, target: str) -> Section:
    about = library.component(section.component)
    if about is None:
        return section
    given = {name for name, _ in section.props}
    missing = [
        prop.name
        for prop in about.props
        if prop.type == "string" and prop.name.endswith(_SUFFIX) and prop.name not in given and prop.name.removesuffix(_SUFFIX) in given
    ]
    # A second call to action leads elsewhere, and only the plan can know where.
    return replace(section, props=(*section.props, *((name, target) for name in missing[:1])))


def _destination(spec: AppSpec, page: Page) -> str:
    others = [other for other in spec.pages if other.route != page.route and other.access != "admin"]
    busy = [other for other in others if _has_form(other)]
    inside = [other for other in others if other.layout == "app"]
    return next((other.route for other in (*busy, *inside, *others)), "")


def _has_form(page: Page) -> bool:
    if isinstance(page.view, SectionsView):
        return any(section.operations for section in page.view.sections)
    return isinstance(page.view, EntityView | FormView) and bool(page.view.create)
