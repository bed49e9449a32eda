"""What operations mean, what follows from them, and the routes that call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from appfactory.model.entities import FieldType, Names
from appfactory.model.finding import Span

Access = Literal["public", "user", "admin"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
InputRole = Literal["value", "key", "at-least", "at-most", "on-day", "contains", "search", "page", "page-size", "sort"]


@dataclass(frozen=True, slots=True)
class InputField:
    """A field of an operation's input. `binds` is the source name of the entity field it is stored in or compared with, or empty.

    `role` says how it is used. `value`: stored (commands) or compared for equality (queries; an array field must contain it). `key`: says
    which row. `at-least` and `at-most`: bounds of the bound field, both inclusive. `on-day`: the bound datetime falls on this date (UTC).
    `contains`: the bound text contains it, whatever the case.
    `search`, `page`, `page-size` (of a `ReadMany`, in place of the standard `page` and `pageSize`) and `sort` (a field's name, `-` before
    it for descending) bind to nothing.
    """

    names: Names
    type: FieldType
    optional: bool = False
    binds: str = ""
    minimum: int | None = None
    maximum: int | None = None
    role: InputRole = "value"


@dataclass(frozen=True, slots=True)
class Allocation:
    """A row of `resource` is taken for a stretch of time, and no two live rows may hold it at once.

    `reference` is the field of the entity that points at the resource, `start` its datetime field, `end` its datetime field or empty
    (then a slot lasts `minutes`). `quantity` (of the entity) must fit into `capacity` (of the resource) when both are given.
    `released` are the status values in which the row no longer holds the resource. When the input leaves `reference` out, the smallest
    free resource that fits is chosen.
    """

    resource: str
    reference: str
    start: str
    end: str = ""
    minutes: int = 120
    quantity: str = ""
    capacity: str = ""
    status: str = ""
    released: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Insert:
    """Inserts one row of `entity`; the owner field is the signed-in user, unless an input binds to it (operations of admins only)."""

    entity: str
    allocation: Allocation | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """Changes the given fields of the row that the input `key` names. Here and below that input binds to the entity's key or a unique field."""

    entity: str
    key: str


@dataclass(frozen=True, slots=True)
class Transition:
    """Moves `field` of the row that the input `key` names to `to`, from one of `allowed`; from any other state it is a conflict (409).

    Other inputs that bind to fields (a reason, a note) are stored along with it.
    """

    entity: str
    key: str
    field: str
    to: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Sets `field` of the row that the input `key` names: a bool to `true` or `false`, a nullable date or datetime to the present (`now`).

    Doing it again is no conflict. Other inputs that bind to fields are stored along with it.
    """

    entity: str
    key: str
    field: str
    value: Literal["true", "false", "now"]


@dataclass(frozen=True, slots=True)
class Remove:
    """Deletes the row that the input `key` names."""

    entity: str
    key: str


@dataclass(frozen=True, slots=True)
class ReadOne:
    """Reads the row that the input `key` names."""

    entity: str
    key: str


@dataclass(frozen=True, slots=True)
class ReadMany:
    """Reads a page of rows. `mine` keeps to the signed-in user's. Bound inputs are filters; `search` names the fields a search input searches.

    `only` are (field, value) pairs that each row must have, from an adjective of the name (`listPublishedPosts`); the value of a bool is `true`
    or `false`. `upcoming` is a date or datetime field that must not lie in the past, or empty.
    """

    entity: str
    mine: bool = False
    search: tuple[str, ...] = ()
    only: tuple[tuple[str, str], ...] = ()
    upcoming: str = ""


@dataclass(frozen=True, slots=True)
class NotCovered:
    """No rule covers the operation; it becomes a typed action that throws, a failing test and a task. `reason` says what was missing."""

    reason: str


Meaning = Insert | Patch | Transition | Mark | Remove | ReadOne | ReadMany | NotCovered


@dataclass(frozen=True, slots=True)
class SendEmail:
    """Sends the named template to the signed-in user after the commit."""

    template: str


@dataclass(frozen=True, slots=True)
class StripeCharge:
    """Opens a checkout for `product`; its webhook moves `field` of the row to `settled` (both empty if the entity has no such state).

    `payable` are the states in which it may be opened and settled; in any other it is a conflict (409). A command whose meaning is `ReadOne`
    opens a checkout for a row and changes nothing by itself.
    """

    product: str
    field: str = ""
    settled: str = ""
    payable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallFunction:
    """Calls the named edge function after the commit."""

    function: str


SideEffect = SendEmail | StripeCharge | CallFunction


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation and what it means. `output` is an entity's source name, or empty for nothing; `many` if it returns a page of them."""

    names: Names
    domain: str
    kind: Literal["query", "command"]
    access: Access
    input: tuple[InputField, ...]
    output: str
    many: bool
    meaning: Meaning
    side_effects: tuple[SideEffect, ...] = ()
    understood: str = ""
    origin: str = ""
    span: Span = Span("")
    description: str = ""

    @property
    def id(self) -> str:
        """`domain.operation`, as routes name it."""
        return f"{self.domain}.{self.names.source}"


@dataclass(frozen=True, slots=True)
class Route:
    """An API route. `path` is the plan's (`/api/tasks/{taskId}/comments`), its parameters named after the inputs they fill; `parameters` in order.

    `rate_limit` is requests a minute per user (per address when signed out); 0 means none.
    """

    method: Method
    path: str
    parameters: tuple[str, ...]
    operation: str
    access: Access
    validate: bool = True
    rate_limit: int = 0
    origin: str = ""
