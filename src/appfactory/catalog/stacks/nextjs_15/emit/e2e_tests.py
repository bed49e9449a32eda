"""`tests/e2e/_generated/pages.ts`: what the browser tests know of the app's pages, forms and buttons."""

from __future__ import annotations

import re

from appfactory.catalog.stacks.nextjs_15.emit.document import WIDTH
from appfactory.catalog.stacks.nextjs_15.emit.e2e_forms import FIXTURES, VALUES, allocated, apart, creation_form, field_source, prepare, prepared
from appfactory.catalog.stacks.nextjs_15.emit.fixtures import given_function, ready_state, takes_tenant
from appfactory.catalog.stacks.nextjs_15.emit.index import Index, stored
from appfactory.catalog.stacks.nextjs_15.emit.input_values import InputValues
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.operation_code import member
from appfactory.catalog.stacks.nextjs_15.emit.refusals import is_simple
from appfactory.catalog.stacks.nextjs_15.emit.tables import table
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.wording import field_label, operation_label, remove_label
from appfactory.model.files import FileDraft
from appfactory.model.spec import (
    Access,
    Entity,
    EntityView,
    FieldSpec,
    Insert,
    Mark,
    Operation,
    Page,
    Section,
    SectionsView,
    SendEmail,
    Transition,
)
from appfactory.model.typescript_literal import encode_key

DATABASE = "../../support/database"
BROWSER = "../../support/browser"
_RANK: dict[Access, int] = {"public": 0, "user": 1, "admin": 2}

_TYPES = """\
type Access = "public" | "user" | "admin";

interface AppPage {
  name: string;
  route: string;
  access: Access;
  file: string;
}

interface EntityPage {
  name: string;
  route: string;
  access: Access;
  /** Makes a row of somebody's, and gives its key. */
  given: (tenant: Actor) => Promise<string>;
  count: () => Promise<number>;
  create?: {
    button: string;
    /** Makes the rows that the form points at, and gives their keys. */
    prepare: (tenant: Actor) => Promise<Record<string, string>>;
    fields: (made: Record<string, string>) => FormField[];
    /** The label of a field that must not be empty. */
    required: string;
  };
  update?: {
    field: () => FormField;
    /** What the database holds for the field, as a form shows it. */
    stored: (key: string) => Promise<string>;
  };
  editable: boolean;
  remove?: string;
  moves: readonly {
    label: string;
    given: (tenant: Actor) => Promise<string>;
    done: (key: string) => Promise<boolean>;
  }[];
}

interface SectionForm {
  component: string;
  route: string;
  access: Access;
  mails: boolean;
  prepare: (tenant: Actor) => Promise<unknown>;
  fields: readonly [FormField, ...FormField[]];
  count: () => Promise<number>;
}"""


def e2e_draft(index: Index) -> FileDraft:
    """The data module."""
    module = Module()
    module.use_type("@/lib/actor", "Actor")
    module.use_type(BROWSER, "FormField")
    module.add(_TYPES)
    pages = "".join(
        f"  {{ name: {literal(page.names.title)}, route: {literal(page.route)}, access: {literal(page.access)}, file: {literal(_file(page))} }},\n"
        for page in index.spec.pages
    )
    module.add(fit(f"export const appPages: readonly AppPage[] = [\n{pages}];"))
    views = "".join(_entity_page(module, index, page, page.view) for page in index.spec.pages if isinstance(page.view, EntityView))
    module.add(fit(f"export const entityPages: readonly EntityPage[] = {_listed(views)};"))
    sections = "".join(_sections(module, index, page, page.view) for page in index.spec.pages if isinstance(page.view, SectionsView))
    module.add(fit(f"export const sectionForms: readonly SectionForm[] = {_listed(sections)};"))
    return FileDraft("tests/e2e/_generated/pages.ts", module.text(), "generated", "components.pages")


def _listed(rows: str) -> str:
    return f"[\n{rows}]" if rows else "[]"


def _file(page: Page) -> str:
    """A file name for a page's picture."""
    return re.sub(r"[^a-z0-9]+", "-", page.route.lower()).strip("-") or "home"


def _block(members: list[str], indent: int) -> str:
    pad = " " * indent
    return "{\n" + "".join(f"{pad}  {one},\n" for one in members) + f"{pad}}}"


def _entity_page(module: Module, index: Index, page: Page, view: EntityView) -> str:
    entity = index.entities[view.entity]
    if entity.table == "users":
        return ""
    members = [
        f"name: {literal(page.names.title)}",
        f"route: {literal(page.route)}",
        f"access: {literal(_access(index, page, entity))}",
        f"given: async ({'tenant' if takes_tenant(index, entity) else ''}) => {_given_key(module, index, entity)}",
        f"count: () => {_count(module, entity)}",
    ]
    form = creation_form(module, index, index.operations[view.create]) if view.create else None
    if form is not None:
        sources = [one.source for one in form.fields]
        head = f"fields: ({'made' if any('made' in one for one in sources) else ''}) => "
        fields = _array(sources, 6, head)
        required = next((one.label for one in form.fields if one.required), "")
        create = [
            f"button: {literal(f'Create {entity.names.title}')}",
            f"prepare: {form.prepare}",
            f"{head}{fields}",
            f"required: {literal(required)}",
        ]
        members.append(f"create: {_block(create, 4)}")
    members.append(f"editable: {'true' if view.update else 'false'}")
    changed = _changed(module, index, entity, index.operations[view.update]) if view.update else []
    if changed:
        members.append(f"update: {_block(changed, 4)}")
    if view.remove:
        members.append(f"remove: {literal(remove_label(index.operations[view.remove]))}")
    moves = "".join(f"      {_move(module, index, entity, index.operations[identifier])},\n" for identifier in view.transitions)
    members.append(f"moves: [\n{moves}    ]" if moves else "moves: []")
    return f"  {_block(members, 2)},\n"


def _access(index: Index, page: Page, entity: Entity) -> Access:
    """Who fills in the forms of a page: new tenants, and those for which nobody acts, are the admins' business."""
    return "admin" if index.is_of_tenant(entity) and (index.members is None or entity is index.tenants) else page.access


def _given_key(module: Module, index: Index, entity: Entity, values: str = "") -> str:
    """An expression for the key of a new row, as text."""
    function = module.use(FIXTURES, given_function(entity))
    arguments = ", ".join([values or "{}", "tenant"]) if takes_tenant(index, entity) else values
    return f"String((await {function}({arguments})).{entity.field(entity.key).names.camel})"


def _count(module: Module, entity: Entity) -> str:
    return f"{module.use(DATABASE, 'asOwner')}.$count({table(module, entity)})"


def _changed(module: Module, index: Index, entity: Entity, operation: Operation) -> list[str]:
    """A field that the form of an update can change, and how to see that it did; nothing if there is none."""
    for given in operation.input:
        bound = index.bound(operation, given)
        if bound is None or given.role != "value" or bound.type.array or not is_simple(index, entity, bound):
            continue
        text = _new_text(module, index, bound)
        if text:
            return [
                f"field: () => ({{ kind: {literal(text[0])}, label: {literal(field_label(bound))}, value: {text[1]} }})",
                f"stored: async (key) => {{\n        {_row_query(module, entity)}\n        return String(row?.{bound.names.camel});\n      }}",
            ]
    return []


def _new_text(module: Module, index: Index, bound: FieldSpec) -> tuple[str, str] | None:
    """The control of a field and a new value that the database shows as it was put in."""
    kind = stored(bound.type)
    if bound.type.kind == "fk":
        return None
    if kind in ("string", "text"):
        words = set(bound.names.snake.split("_"))
        if words & {"url", "website", "link", "phone", "telephone"} or (bound.type.length and bound.type.length < 20):
            return None
        stem = "changed@example.com" if words & {"email", "mail"} else "Changed"
        return "text", f"{module.use(VALUES, 'unique')}({literal(stem)}, {min(bound.type.length or 40, 40)})"
    if kind == "int":
        return "text", literal(str(bound.maximum if bound.maximum is not None else (bound.minimum or 0) + 7))
    if kind == "enum":
        return "select", literal(index.enumerations[bound.type.enum].values[-1])
    return None


def _row_query(module: Module, entity: Entity) -> str:
    """A statement that reads the row of `key` as the owner."""
    rows, key = table(module, entity), entity.field(entity.key)
    module.use("drizzle-orm", "eq")
    convert = {"int": "Number(key)", "bigint": "BigInt(key)"}.get(stored(key.type), "key")
    return f"const [row] = await {module.use(DATABASE, 'asOwner')}.select().from({rows}).where(eq({member(rows, key.names.camel)}, {convert}));"


def _move(module: Module, index: Index, entity: Entity, operation: Operation) -> str:
    meaning = operation.meaning
    key = entity.field(entity.key)
    field = entity.field(meaning.field).names.camel if isinstance(meaning, Transition | Mark) else key.names.camel
    wanted = literal(meaning.to) if isinstance(meaning, Transition) else "true"
    done = f"row?.{field} === {wanted}"
    values = ready_state(operation, entity)
    if isinstance(meaning, Mark):
        done = {"true": f"row?.{field} === true", "false": f"row?.{field} === false"}.get(meaning.value, f"row?.{field} !== null")
        values = {"true": f"{{ {encode_key(field)}: false }}", "false": f"{{ {encode_key(field)}: true }}"}.get(meaning.value, "")
    tenant = "tenant" if takes_tenant(index, entity) else ""
    query = _row_query(module, entity)
    members = [
        f"label: {literal(operation_label(operation))}",
        f"given: async ({tenant}) => {_given_key(module, index, entity, values)}",
        f"done: async (key) => {{\n          {query}\n          return {done};\n        }}",
    ]
    return _block(members, 6)


def _sections(module: Module, index: Index, page: Page, view: SectionsView) -> str:
    return "".join(one for section in view.sections for one in _section(module, index, page, section))


def _section(module: Module, index: Index, page: Page, section: Section) -> list[str]:
    found = []
    for binding in section.operations:
        operation = index.operations[binding.operation]
        entity = index.entity_of(operation)
        if entity is None or not isinstance(operation.meaning, Insert):
            continue
        names = {name for _, name in binding.fields}
        shown = [given for given in operation.input if given.names.source in names]
        missing = [given for given in operation.input if given not in shown and not given.optional]
        bounds = [index.bound(operation, given) for given in shown]
        if not shown or missing or any(bound is None or bound.type.kind == "fk" for bound in bounds):
            continue
        values = InputValues.of(index, operation, optional_references=False)
        fields = [
            field_source(module, given, apart(index, entity, bound), values.row[bound.column], by_name=True)
            for given, bound in zip(shown, bounds, strict=True)
            if bound is not None and values is not None and values.gives(bound)
        ]
        reference = allocated(operation)
        needed = []
        if reference:
            bound = entity.field(reference)
            target = index.referenced(bound.type.reference)
            if target is not None:
                needed.append(prepared(module, index, operation, bound, target))
        access = max(_access(index, page, entity), operation.access, key=_RANK.__getitem__)
        mails = any(isinstance(effect, SendEmail) for effect in operation.side_effects) and index.spec.targets.email != "none" and access == "user"
        members = [
            f"component: {literal(section.export or section.component)}",
            f"route: {literal(page.route)}",
            f"access: {literal(access)}",
            f"mails: {'true' if mails else 'false'}",
            f"prepare: {prepare(needed)}",
            f"fields: {_array(fields, 4, 'fields: ')}",
            f"count: () => {_count(module, entity)}",
        ]
        found.append(f"  {_block(members, 2)},\n")
    return found


def _array(objects: list[str], indent: int, before: str) -> str:
    """An array of objects that stands after `before`: as Prettier has it, a single one stays on the line if it fits, several never do."""
    line = f"[{objects[0]}]" if len(objects) == 1 else ""
    if line and indent + len(before) + len(line) + 1 <= WIDTH:
        return line
    pad = " " * indent
    return "[\n" + "".join(f"{pad}  {one},\n" for one in objects) + f"{pad}]"
