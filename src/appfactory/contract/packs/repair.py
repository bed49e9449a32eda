"""From what a schema lacks to a change of its plan: fields, entities and enum values, written into the text as it is laid out. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import unified_diff

from appfactory.compile.naming import names_of, singular_names, table_name
from appfactory.compile.plan.reader import parse_document
from appfactory.compile.plan.spans import path_of
from appfactory.compile.plan.tree import MappingNode, Node, ScalarNode, SequenceNode
from appfactory.contract.model.verdict import Gap, GapColumn
from appfactory.model.entities import Entity
from appfactory.model.spec import AppSpec

_TYPES = {
    "text": "string(200)", "integer": "int", "bigint": "bigint", "numeric": '"decimal(12,2)"', "boolean": "bool", "date": "date",
    "timestamp with time zone": "datetime", "time without time zone": "time", "uuid": "uuid", "jsonb": "json",
}  # fmt: skip
_LONG = re.compile(r"(^|_)(notes?|description|body|message|comment|reason|summary|content)$")
_KSUID = re.compile(r"([a-z][a-z0-9]{0,15})_[0-9A-Za-z]{27}")
_ENUM_VALUE = re.compile(r"\w(?:[\w .+/-]*[\w+])?")
_QUOTED = re.compile(r"[,\[\]{}:#'\"]")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan with what was lacking. `diff` is unified; `made` says what was added, `left` what a person has to decide, one sentence each."""

    text: str
    diff: str
    made: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(slots=True)
class _Editing:
    """Insertions by their offset, with how deep each is indented, and what they are."""

    text: str
    root: MappingNode
    spec: AppSpec
    insertions: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    planned: dict[str, str] = field(default_factory=dict)
    prefixes: set[str] = field(default_factory=set)

    def insert(self, offset: int, text: str, depth: int = 0) -> None:
        self.insertions.setdefault(offset, []).append((depth, text))

    def result(self) -> str:
        text = self.text
        for offset in sorted(self.insertions, reverse=True):
            # Where lists within each other end, the innermost comes first: a field of the last entity stands before the next entity.
            inserted = sorted(self.insertions[offset], key=lambda one: -one[0])
            text = text[:offset] + "".join(part for _, part in inserted) + text[offset:]
        return text


def propose(text: str, file: str, spec: AppSpec, gaps: Iterable[Gap]) -> Proposal:
    """The plan's text with fields, entities and enum values for the gaps. `spec` is what the text resolves to; the text must be readable.

    New fields may be empty, so that rows that are there stay valid. What is near a name that exists is left: it may be a slip of the pack.
    """
    root, _, _, current = parse_document(text, file)
    if not isinstance(root, MappingNode):
        return Proposal(text, "", (), ("the plan can't be read",))
    editing = _Editing(current, root, spec)
    listed = tuple(gaps)
    editing.planned = {gap.table: singular_names(gap.table).pascal for gap in listed if gap.kind == "table" and not gap.nearest}
    for gap in listed:
        if gap.nearest and gap.kind != "missing-parent":
            editing.left.append(f"{gap.label}: did the pack mean `{gap.nearest[0]}`?")
        elif gap.kind == "table":
            _add_entity(editing, gap)
        elif gap.kind == "column":
            _add_field(editing, gap)
        elif gap.kind == "enum-value":
            _add_values(editing, gap)
        else:
            editing.left.append(f"{gap.label}: the pack has to make the row first")
    changed = editing.result()
    diff = "".join(unified_diff(text.splitlines(keepends=True), changed.splitlines(keepends=True), file, file))
    return Proposal(changed, diff, tuple(editing.made), tuple(editing.left))


def _entity(editing: _Editing, table: str) -> Entity | None:
    return next((entity for entity in editing.spec.entities if entity.table == table), None)


def _at(root: Node, path: tuple[str | int, ...]) -> Node | None:
    node: Node | None = root
    for part in path:
        if isinstance(node, MappingNode) and isinstance(part, str):
            node = node.values.get(part)
        elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        else:
            return None
    return node


def _add_field(editing: _Editing, gap: Gap) -> None:
    entity = _entity(editing, gap.table)
    fields = _at(editing.root, (*path_of(entity.origin), "fields")) if entity is not None else None
    column = gap.columns[0]
    if not isinstance(fields, SequenceNode):
        editing.left.append(f"{gap.label}: the table is not an entity of the plan")
        return
    if _append(editing, fields, _field(editing, column, nullable=True)):
        editing.made.append(f"{gap.label}: {_type(editing, column)}")
    else:
        editing.left.append(f"{gap.label}: its entity's fields are laid out in a way that can't be added to")


def _add_entity(editing: _Editing, gap: Gap) -> None:
    name = editing.planned[gap.table]
    entities = _at(editing.root, (*_domain_of(editing, gap), "entities"))
    if not isinstance(entities, SequenceNode) or table_name(name) != gap.table:
        editing.left.append(f"{gap.label}: the plan has no place for an entity whose table is called so")
        return
    lead = _lead(editing.text, entities)
    if lead is None:
        editing.left.append(f"{gap.label}: the entities are laid out in a way that can't be added to")
        return
    others = [column for column in gap.columns if column.name != "id"]
    keys = next((column.values for column in gap.columns if column.name == "id"), ())
    fields = [f"name: id, type: {_key_type(editing, name, keys)}", *(_field(editing, column, nullable=column.name != "biz_id") for column in others)]
    lines = [f"- name: {name}", "  fields:", *(f"    - {{ {text} }}" for text in fields)]
    editing.insert(_content_end(editing.text, entities.items[-1]), "".join(f"\n{lead}{line}" for line in lines), len(lead))
    editing.made.append(f"{gap.label}: entity {name} with {len(fields)} fields")


def _domain_of(editing: _Editing, gap: Gap) -> tuple[str | int, ...]:
    """The domain of most of the tables that the new one refers to (its business aside), else the last one."""
    domains = _at(editing.root, ("components", "domains"))
    count = len(domains.items) if isinstance(domains, SequenceNode) else 0
    votes: Counter[tuple[str | int, ...]] = Counter()
    for column in gap.columns:
        entity = _entity(editing, column.references[0]) if column.references is not None and column.name != "biz_id" else None
        if entity is not None:
            votes[path_of(entity.origin)[:3]] += 1
    return votes.most_common(1)[0][0] if votes else ("components", "domains", max(count - 1, 0))


def _add_values(editing: _Editing, gap: Gap) -> None:
    entity = _entity(editing, gap.table)
    column = gap.columns[0]
    spec = next((one for one in entity.fields if one.column == column.name), None) if entity is not None else None
    fields = _at(editing.root, (*path_of(entity.origin), "fields")) if entity is not None else None
    node = _field_node(fields, spec.names.source) if spec is not None else None
    kind = node.values.get("type") if node is not None else None
    values = [value for value in column.values if _ENUM_VALUE.fullmatch(value)]
    offset = editing.text.find(")", kind.start, kind.end) if isinstance(kind, ScalarNode) else -1
    if len(values) != len(column.values) or not isinstance(kind, ScalarNode) or offset < 0 or not kind.text.startswith("enum("):
        editing.left.append(f"{gap.label}: its values are not listed in the plan")
        return
    if "|" in kind.text:
        editing.insert(offset, "".join(f"|{value}" for value in values))
        editing.made.append(f"{gap.label}: added to the field's values")
        return
    listed = _enumeration(editing.root, kind.text.removeprefix("enum(").partition(")")[0])
    if listed is None or not all(_append(editing, listed, value, braces=False) for value in values):
        editing.left.append(f"{gap.label}: the enumeration {kind.text} can't be added to")
        return
    editing.made.append(f"{gap.label}: added to {kind.text}")


def _field_node(fields: Node | None, name: str) -> MappingNode | None:
    for item in fields.items if isinstance(fields, SequenceNode) else ():
        if isinstance(item, MappingNode) and isinstance(found := item.values.get("name"), ScalarNode) and found.text == name:
            return item
    return None


def _enumeration(root: MappingNode, name: str) -> SequenceNode | None:
    """The list of values of a shared enumeration, in whichever domain it stands."""
    domains = _at(root, ("components", "domains"))
    for domain in domains.items if isinstance(domains, SequenceNode) else ():
        found = _field_node(domain.values.get("enumerations") if isinstance(domain, MappingNode) else None, name)
        values = found.values.get("values") if found is not None else None
        if isinstance(values, SequenceNode):
            return values
    return None


def _field(editing: _Editing, column: GapColumn, *, nullable: bool) -> str:
    """The members of a field, as they stand between braces."""
    name = names_of(column.name).camel
    return f"name: {name}, type: {_type(editing, column)}" + (", nullable: true" if nullable else "")


def _type(editing: _Editing, column: GapColumn) -> str:
    if column.references is not None:
        table, key = column.references
        entity = _entity(editing, table)
        target = entity.names.source if entity is not None else editing.planned.get(table, "")
        if target or table == "users":
            return f"fk({target or table}.{entity.key if entity is not None else key})"
    array = column.type.endswith("[]")
    kind = _TYPES.get(column.type.removesuffix("[]"), "string(200)")
    if kind == "string(200)" and _LONG.search(column.name):
        kind = "text"
    return f'"{kind.strip(chr(34))}[]"' if array else kind


def _key_type(editing: _Editing, name: str, values: Iterable[str]) -> str:
    """What keys of this plan are: UUIDs, or KSUIDs with a prefix that no other entity has, that of the steps' keys if they have one."""
    keys = [one.type for entity in editing.spec.entities for one in entity.fields if one.names.source == entity.key]
    if sum(key.kind == "ksuid" for key in keys) * 2 <= len(keys):
        return "uuid"
    taken = {key.prefix for key in keys} | editing.prefixes
    letters = re.sub("[^a-z]", "", name.lower())[:16] or "row"
    used = {found[1] if (found := _KSUID.fullmatch(value)) else "" for value in values}
    wanted = (*(used if len(used) == 1 else ()), *(letters[:length] for length in range(3, len(letters) + 1)))
    prefix = next((choice for choice in wanted if choice and choice not in taken), letters)
    editing.prefixes.add(prefix)
    return f"ksuid({prefix})"


def _append(editing: _Editing, listed: SequenceNode, text: str, *, braces: bool = True) -> bool:
    """Adds an item to the end of a list, in its own layout."""
    item = f"{{ {text} }}" if braces else f'"{text}"' if _QUOTED.search(text) else text
    if listed.flow:
        editing.insert(listed.end - 1, f", {item}" if listed.items else item)
        return True
    lead = _lead(editing.text, listed)
    if lead is None:
        return False
    editing.insert(_content_end(editing.text, listed.items[-1]), f"\n{lead}- {item}", len(lead))
    return True


def _lead(text: str, listed: SequenceNode) -> str | None:
    """The white space before the `-` of a list's items; None if they do not stand on lines of their own."""
    if listed.flow or not listed.items:
        return None
    start = text.rfind("\n", 0, listed.items[0].start) + 1
    before = text[start : listed.items[0].start]
    return before[: before.index("-")] if re.fullmatch(r" *- +", before) else None


def _content_end(text: str, node: Node) -> int:
    """Where the last line of a node ends, a comment on it included."""
    last = node
    while isinstance(last, MappingNode | SequenceNode) and not last.flow:
        inner = list(last.values.values()) if isinstance(last, MappingNode) else last.items
        if not inner:
            break
        last = inner[-1]
    end = last.end
    while end > last.start and text[end - 1] in " \t\r\n":
        end -= 1
    following = text.find("\n", end)
    return len(text.rstrip("\n")) if following < 0 else following
