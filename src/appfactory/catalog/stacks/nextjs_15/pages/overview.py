"""A page that points at no entity: figures of what the visitor may see, and the way to it."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.pages.frame import metadata, page_function, stacked
from appfactory.catalog.stacks.nextjs_15.pages.module import Module, attribute, element
from appfactory.catalog.stacks.nextjs_15.pages.places import actor_expression, component_name, count, library, page_folder, query
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec, OverviewView, Page


def overview_page(spec: AppSpec, page: Page, view: OverviewView, routes: dict[str, str]) -> FileDraft:
    """`page.tsx` with a tile for each entity. `routes` are the routes of entities' pages in the same layout, by source name."""
    module = Module()
    metadata(module, page.names.title)
    entities = [spec.entity(name) for name in view.entities]
    header = _opening(module, spec, page)
    statements, tiles = [], []
    actor = actor_expression(module, page.access) if entities or page.access != "public" else ""
    if actor:
        statements.append(f"  const actor = {actor};" if entities else f"  {actor};")
    if entities:
        names = ", ".join(entity.plural.camel for entity in entities)
        calls = ", ".join(f"{query(module, entity, count(entity))}(actor)" for entity in entities)
        statements.append(f"  const [{names}] = await Promise.all([{calls}]);" if len(entities) > 1 else f"  const {names} = await {calls};")
        tile = library(module, "primitives/stat-tile/StatTile", "StatTile")
        for entity in entities:
            link = [attribute("href", routes[entity.names.source])] if entity.names.source in routes else []
            tiles.append(element(tile, [attribute("label", entity.plural.title), f"value={{{entity.plural.camel}}}", *link], 8))
    module.add(page_function(component_name(page), statements, _body(page, header, tiles)))
    return FileDraft(f"{page_folder(page)}/page.tsx", module.text(), "seeded", page.origin)


def _body(page: Page, header: str, tiles: list[str]) -> str:
    """On the front page the opening takes the whole width, and the tiles stand in the page's column below it."""
    if not tiles:
        return header.replace("      <", "    <", 1) if page.layout == "marketing" and page.route == "/" else stacked(page, [header])
    is_front = page.layout == "marketing" and page.route == "/"
    look = "mx-auto w-full max-w-7xl px-5 py-12 sm:px-8 lg:px-12 " if is_front else ""
    grid = [f'      <div className="{look}grid gap-8 sm:grid-cols-2 lg:grid-cols-3">', *tiles, "      </div>"]
    return "\n".join(["    <>", header, *grid, "    </>"]) if is_front else stacked(page, [header, *grid])


def _opening(module: Module, spec: AppSpec, page: Page) -> str:
    """The front page opens with the product's name and the way in; other pages say where one is."""
    if page.layout != "marketing" or page.route != "/":
        return element(library(module, "patterns/page-header/PageHeader", "PageHeader"), [attribute("title", page.names.title)], 6)
    hero = library(module, "primitives/heroes/hero-split/component", "HeroSplit")
    target = next((other for other in spec.pages if other.route != page.route and other.access != "admin"), None)
    action = [attribute("cta", target.names.title), attribute("ctaHref", target.route)] if target else []
    return element(hero, [attribute("title", spec.project.title), *action], 6)
