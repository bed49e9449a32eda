"""`access.ts` of a domain: which rows are whose, said in the code as well as in the database's policies."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.index import Index, is_owned, own_condition
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit
from appfactory.catalog.stacks.nextjs_15.emit.tables import table
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder
from appfactory.model.files import FileDraft
from appfactory.model.spec import Entity


def access_draft(index: Index, domain: str) -> FileDraft | None:
    """The file, or None if nothing in the domain belongs to anyone."""
    entities = [entity for entity in index.entities_by_domain[domain] if is_owned(entity)]
    if not entities:
        return None
    module = Module()
    for entity in entities:
        module.add(fit(_condition(module, index, entity)))
    return FileDraft(f"src/domains/{domain_folder(domain)}/access.ts", module.text(), "seeded", f"components.domains.{domain}")


def use_condition(module: Module, domain: str, entity: Entity) -> str:
    """Import the condition of an entity's own rows into a module of `domain`."""
    path = "./access" if entity.domain == domain else f"@/domains/{domain_folder(entity.domain)}/access"
    return module.use(path, own_condition(entity))


def _condition(module: Module, index: Index, entity: Entity) -> str:
    actor, condition = module.use_type("@/lib/actor", "Actor"), module.use_type("drizzle-orm", "SQL")
    sql = module.use("drizzle-orm", "sql")
    plural = entity.plural.title.lower()
    admins = index.is_admin_bound(entity)
    who = "their own, or all for an admin" if admins else "their own"
    lines = [
        f"/** The {plural} that the actor may work with: {who}. */",
        f"export function {own_condition(entity)}(actor: {actor} | null): {condition} | undefined {{",
        f"  if (actor === null) return {sql}`false`;",
    ]
    if admins:
        lines.append('  if (actor.role === "admin") return undefined;')
    return "\n".join([*lines, *_rows(module, index, entity), "}"])


def _rows(module: Module, index: Index, entity: Entity) -> list[str]:
    if entity.access == "owned":
        owner = entity.field(entity.owner).names.camel
        return [f"  return {module.use('drizzle-orm', 'eq')}({table(module, entity)}.{owner}, actor.userId);"]
    link = entity.field(entity.parent)
    parent = index.referenced(link.type.reference)
    assert parent is not None, f"{entity.names.source}.{entity.parent} points at no entity"
    assert link.type.reference is not None
    target = next((field for field in parent.fields if field.column == link.type.reference.column), parent.field(parent.key)).names.camel
    module.use("drizzle-orm", "inArray")
    module.use("drizzle-orm/pg-core", "QueryBuilder")
    condition = own_condition(parent) if parent.domain == entity.domain else use_condition(module, entity.domain, parent)
    parents = table(module, parent)
    return [
        f"  const {parent.plural.camel}OfActor = new QueryBuilder()",
        f"    .select({{ {target}: {parents}.{target} }})",
        f"    .from({parents})",
        f"    .where({condition}(actor));",
        f"  return inArray({table(module, entity)}.{link.names.camel}, {parent.plural.camel}OfActor);",
    ]
