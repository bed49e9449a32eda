"""All pages of an app, and the library components they need."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.assemble.exports import ModuleExports
from appfactory.catalog.stacks.nextjs_15.pages.entity_detail import detail_page
from appfactory.catalog.stacks.nextjs_15.pages.entity_forms import create_page, edit_page, form_page
from appfactory.catalog.stacks.nextjs_15.pages.entity_list import list_page
from appfactory.catalog.stacks.nextjs_15.pages.overview import overview_page
from appfactory.catalog.stacks.nextjs_15.pages.sections import sections_page
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec, EntityView, FormView, Page, SectionsView


def page_drafts(spec: AppSpec, exports: dict[str, ModuleExports]) -> tuple[FileDraft, ...]:
    """Every page of the plan. `exports` says of each section's component path what its file exports."""
    return tuple(draft for page in spec.pages for draft in _drafts(spec, page, exports))


def _drafts(spec: AppSpec, page: Page, exports: dict[str, ModuleExports]) -> list[FileDraft]:
    view = page.view
    if isinstance(view, SectionsView):
        return [sections_page(spec, page, view, exports)]
    if isinstance(view, EntityView):
        drafts = [list_page(spec, page, view), detail_page(spec, page, view, _routes(spec, page))]
        if view.create and all(other.route != f"{page.route.rstrip('/')}/new" for other in spec.pages):
            drafts.append(create_page(spec, page, view))
        if view.update:
            drafts.append(edit_page(spec, page, view))
        return drafts
    if isinstance(view, FormView):
        return [form_page(spec, page, view)]
    return [overview_page(spec, page, view, _routes(spec, page))]


def _routes(spec: AppSpec, page: Page) -> dict[str, str]:
    """Where the entities' own pages are that a visitor of this page may open."""
    return {
        other.view.entity: other.route
        for other in spec.pages
        if isinstance(other.view, EntityView) and (other.layout == page.layout or other.access == "public")
    }
