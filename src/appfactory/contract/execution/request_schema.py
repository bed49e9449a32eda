"""JSON Schema (2020-12) of typed commands in their wire form: what HTTP callers may send, and what a model may answer with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

from appfactory.contract.model.request import MAXIMUM_LIMIT, Action, Aggregate, Direction, Operator
from appfactory.contract.statements.wire_reader import MOST_OFFSET

Json: TypeAlias = dict[str, Any]
TEXT: Json = {"type": "string"}
WORD: Json = {"type": "string", "minLength": 1}
AGGREGATE: Json = {"enum": list(get_args(Aggregate))}
SIMPLE = ("Query", "Insert", "Update", "Delete")
"""The names of the schemas of commands that are no batch."""


def command_schemas(place: str) -> dict[str, Json]:
    """Schemas by name: those of `SIMPLE`, and `Filter` and `Question` (a query without need of its kind) that they refer to. `place` begins refs."""
    schemas = _Schemas(place)
    query = schemas.query()
    return {
        "Filter": schemas.filter(),
        "Question": an_object(("table",), kind={"const": "query"}, **query),
        "Query": an_object(("kind", "table"), kind={"const": "query"}, **query),
        **schemas.mutations(),
    }


def an_object(required: tuple[str, ...], /, **properties: Json) -> Json:
    """An object without further members; those that need not be there may be null."""
    members = {name: kind if name in required else {"anyOf": [kind, {"type": "null"}]} for name, kind in properties.items()}
    return {"type": "object", "required": list(required), "properties": members, "additionalProperties": False}


def a_list(items: Json, **more: Any) -> Json:
    """An array of such items."""
    return {"type": "array", "items": items, **more}


@dataclass(frozen=True, slots=True)
class _Schemas:
    place: str

    def ref(self, name: str) -> Json:
        """A reference to one of the schemas."""
        return {"$ref": self.place + name}

    def query(self) -> dict[str, Json]:
        direction: Json = {"enum": list(get_args(Direction))}
        pair = an_object(("left", "right"), left=self._column(), right=WORD)
        combined: dict[str, Json] = {"with": {"enum": ["union", "intersect", "except"]}, "query": self.ref("Question")}
        return {
            "table": WORD,
            "select": a_list(self._column(aggregate=AGGREGATE, distinct={"type": "boolean"})),
            "filters": a_list(self.ref("Filter")),
            "sort": a_list(self._column(direction=direction, aggregate=AGGREGATE, distinct={"type": "boolean"})),
            "limit": {"type": "integer", "minimum": 1, "maximum": MAXIMUM_LIMIT},
            "offset": {"type": "integer", "minimum": 0, "maximum": MOST_OFFSET},
            "joins": a_list(an_object(("table", "on"), table=WORD, alias=TEXT, optional={"type": "boolean"}, on=a_list(pair, minItems=1))),
            "group": a_list(self._column()),
            "distinct": {"type": "boolean"},
            "combine": an_object(("with", "query"), **combined),
        }

    def _column(self, **more: Json) -> Json:
        """A name, a dotted name, or an object that may say more of it."""
        return {"anyOf": [WORD, an_object(("column",), column=WORD, table=TEXT, **more)]}

    def mutations(self) -> Json:
        values: Json = {"type": "object"}
        filters, returning = a_list(self.ref("Filter")), a_list(WORD)
        nothing: Json = {"type": "object", "maxProperties": 0}
        kind: Json = {"const": "mutate"}

        def mutation(action: Action, required: tuple[str, ...], **members: Json) -> Json:
            return an_object(("kind", "action", "table", *required), kind=kind, action={"const": action}, table=WORD, returning=returning, **members)

        return {
            "Insert": mutation("insert", (), values=values, filters=a_list(self.ref("Filter"), maxItems=0)),
            "Update": mutation("update", ("values",), values={**values, "minProperties": 1}, filters=filters),
            "Delete": mutation("delete", (), values=nothing, filters=filters),
        }

    def filter(self) -> Json:
        """What `value` is depends on the operator."""
        scalar: Json = {"type": ["string", "number", "boolean", "null"]}
        other = [an_object(("column",), column=WORD, table=TEXT), an_object(("query",), query=self.ref("Question"))]
        more = {"table": TEXT, "aggregate": AGGREGATE, "distinct": {"type": "boolean"}, "any": a_list(self.ref("Filter"))}
        special = {"in", "not_in", "between", "is_null", "not_null"}
        plain = [operator for operator in get_args(Operator) if operator not in special]

        def condition(operators: list[str], required: tuple[str, ...], value: Json) -> Json:
            return an_object(("column", "op", *required), column=WORD, op={"enum": operators}, value=value, **more)

        return {
            "anyOf": [
                condition(plain, ("value",), {"anyOf": [scalar, *other]}),
                condition(["in", "not_in"], ("value",), {"anyOf": [a_list(scalar), *other]}),
                condition(["between"], ("value",), {"anyOf": [a_list(scalar, minItems=2, maxItems=2), *other]}),
                condition(["is_null", "not_null"], (), {"type": "boolean"}),
            ]
        }
