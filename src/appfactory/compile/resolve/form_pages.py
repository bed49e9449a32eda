"""Pages that are the form for a new row, and what they mean for the pages that list the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from appfactory.compile.naming import split_words
from appfactory.compile.resolve.resolution import singular_words
from appfactory.compile.resolve.verbs import INSERT_VERBS
from appfactory.model.spec import EntityView, FormView, Page


def is_form(name: str, route: str) -> bool:
    """True for a page that is called after making one thing: by the last part of its route, or by that and its name.

    >>> is_form("New order", "/orders/new"), is_form("Add a pet", "/add-pet"), is_form("News", "/news"), is_form("New books", "/new-books")
    (True, True, False, False)
    """
    last = split_words(route.rpartition("/")[2])
    if not last or last[0] not in INSERT_VERBS:
        return False
    return len(last) == 1 or (split_words(name)[:1] == last[:1] and singular_words("_".join(last)) == last)


def with_forms_of_their_own(pages: Iterable[Page]) -> tuple[Page, ...]:
    """The pages, once all are known: a form leads to the nearest list of its entity, and a list has no form where the plan has a page."""
    known = tuple(pages)
    by_route = {page.route.rstrip("/"): page for page in known}
    return tuple(_leading_back(page, known) if isinstance(page.view, FormView) else _without_form(page, by_route) for page in known)


def _leading_back(page: Page, pages: tuple[Page, ...]) -> Page:
    assert isinstance(page.view, FormView)
    entity = page.view.entity
    lists = [other for other in pages if isinstance(other.view, EntityView) and other.view.entity == entity]
    above = sorted((other for other in pages if page.route.startswith(other.route.rstrip("/") + "/")), key=lambda other: -len(other.route))
    nearest = [other for other in above if other is not page]
    beside = [other for other in lists if other.layout == page.layout]
    found = next(iter([*(other for other in nearest if other in lists), *beside, *nearest]), None)
    return replace(page, view=replace(page.view, after=found.route if found else "/"))


def _without_form(page: Page, by_route: dict[str, Page]) -> Page:
    """The list at `/orders` leads to the page `/orders/new` if that makes orders; if it shows something else, the list makes none."""
    other = by_route.get(f"{page.route.rstrip('/')}/new")
    if other is None or not isinstance(page.view, EntityView) or not page.view.create:
        return page
    same = isinstance(other.view, FormView) and other.view.create == page.view.create
    return page if same else replace(page, view=replace(page.view, create=""))
