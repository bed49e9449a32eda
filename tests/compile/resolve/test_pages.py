"""Routes, pages and sections: who may open them and what they are bound to."""

from __future__ import annotations

import pytest

from appfactory.model.library import ComponentDescription, LibraryIndex, PropBinding, PropDescription
from appfactory.model.spec import EntityView, FormView, ListBinding, OperationBinding, OverviewView, SectionsView

ENTITIES = {
    "Reservation": {
        "id": "uuid", "userId": "fk(users.id)", "partySize": "int", "time": "datetime",
        "status": {"type": "enum(PENDING|CANCELLED)", "default": "PENDING"},
    },
    "MenuItem": {"id": "uuid", "name": "string"},
    "Table": {"id": "uuid", "seats": "int"},
}  # fmt: skip
OPERATIONS = [
    {"name": "createReservation", "input": {"partySize": "int", "time": "datetime"}, "output": "Reservation"},
    {"name": "updateReservation", "input": {"id": "uuid", "partySize": "int?"}, "output": "Reservation"},
    {"name": "cancelReservation", "input": {"id": "uuid"}, "output": "Reservation"},
    {"name": "deleteReservation", "auth": "admin", "input": {"reservationId": "uuid"}, "output": "void"},
    {"name": "createTable", "auth": "admin", "input": {"seats": "int"}, "output": "Table"},
    {"name": "listMenuItems", "kind": "query", "auth": "public", "input": {"q": "string?"}, "output": "MenuItem[]"},
]
FORM = "packages/restaurants/BookingForm.tsx"
LIBRARY = LibraryIndex(
    components=(
        ComponentDescription(
            FORM, "BookingForm", "BookingForm", "section", "",
            (
                PropDescription("action", "FormAction", True), PropDescription("items", "Item[]", False),
                PropDescription("cancelAction", "FormAction", False),
            ),
            (
                PropBinding("cancelAction", "transition", of="action", verb="cancel"),
                PropBinding("items", "list", of="action"),
                PropBinding("action", "create", (("guests", "int"), ("time", "datetime"))),
            ),
        ),
        ComponentDescription(
            "packages/menu/Menu.tsx", "Menu", "Menu", "section", "", (PropDescription("dishes", "Dish[]", True),),
            (PropBinding("dishes", "list", (("title", "string"),)),),
        ),
    )
)  # fmt: skip


def page(route: str, layout: str = "app", name: str = "Page", **more) -> dict[str, object]:
    return {"name": name, "route": route, "layout": layout, **more}


def view(resolve_plan, one: dict[str, object], **more):
    return resolve_plan(ENTITIES, OPERATIONS, pages=[one], **more).spec.pages[0].view


@pytest.mark.parametrize(
    ("route", "name", "entity"),
    [
        ("/reservations", "Page", "Reservation"), ("/admin/reservation", "Page", "Reservation"), ("/x", "Our reservations", "Reservation"),
        ("/menu", "What we cook", "MenuItem"), ("/menu-items", "Page", "MenuItem"), ("/tables", "Reservations", "Table"),
        ("/tables/plan", "Page", "Table"),
    ],
)  # fmt: skip
def test_what_a_page_points_at(resolve_plan, route: str, name: str, entity: str) -> None:
    found = view(resolve_plan, page(route, "admin", name))
    assert isinstance(found, EntityView)
    assert found.entity == entity


def test_what_an_entity_page_offers_depends_on_who_may_open_it(resolve_plan) -> None:
    assert view(resolve_plan, page("/reservations")) == EntityView(
        "Reservation", "shop.createReservation", "shop.updateReservation", "", ("shop.cancelReservation",)
    )
    assert view(resolve_plan, page("/reservations", "admin")) == EntityView(
        "Reservation", "shop.createReservation", "shop.updateReservation", "shop.deleteReservation", ("shop.cancelReservation",)
    )
    assert view(resolve_plan, page("/tables")) == EntityView("Table")


def test_a_page_called_after_making_something_is_its_form(resolve_plan) -> None:
    pages = [page("/reservations"), page("/reservations/new", "app", "New reservation")]
    spec = resolve_plan(ENTITIES, OPERATIONS, pages=pages).spec
    assert spec.pages[1].view == FormView("Reservation", "shop.createReservation", "/reservations")
    assert isinstance(spec.pages[0].view, EntityView)
    assert spec.pages[0].view.create == "shop.createReservation"


def test_a_list_makes_nothing_where_the_plan_has_another_page_for_it(resolve_plan) -> None:
    pages = [page("/reservations"), {**page("/reservations/new"), "sections": [{"component": "packages/x/src/Form.tsx"}]}]
    found = resolve_plan(ENTITIES, OPERATIONS, pages=pages).spec.pages[0].view
    assert isinstance(found, EntityView)
    assert found.create == ""


def test_pages_that_point_at_nothing_are_overviews(resolve_plan) -> None:
    assert view(resolve_plan, page("/dashboard")) == OverviewView(("Reservation", "MenuItem", "Table"))
    assert view(resolve_plan, page("/", "marketing", "Home")) == OverviewView(("MenuItem",))


def test_a_public_page_opens_shared_rows_but_not_those_of_others(resolve_plan) -> None:
    resolved = resolve_plan(ENTITIES, OPERATIONS, pages=[page("/tables", "marketing"), page("/reservations", "marketing", "Mine")])
    assert [one.access for one in resolved.spec.pages] == ["public", "user"]
    assert [entity.public_read for entity in resolved.spec.entities] == [False, True, True]
    assert resolved.codes == ["page-needs-user"]


def test_protected_patterns_close_public_pages_and_routes(resolve_plan) -> None:
    resolved = resolve_plan(
        ENTITIES, OPERATIONS, pages=[page("/menu", "marketing"), page("/menus", "marketing", "Other")],
        integrations={"clerk": {"protectedRoutes": ["/menu", "/api/*"], "roles": ["editor"]}},
        api={"routes": [{"method": "GET", "path": "/api/menu", "operation": "shop.listMenuItems", "rateLimit": 9}]},
    )  # fmt: skip
    assert [one.access for one in resolved.spec.pages] == ["user", "public"]
    assert [(route.access, route.rate_limit) for route in resolved.spec.routes] == [("user", 9)]
    assert resolved.codes == ["route-public-but-protected"]
    assert resolved.spec.integrations.roles == ("editor", "user", "admin")


@pytest.mark.parametrize(
    ("path", "operation", "bound"),
    [
        ("/api/reservations/{id}", "cancelReservation", "/api/reservations/{id}"),
        ("/api/reservations/:id", "cancelReservation", "/api/reservations/:id"),
        ("/api/reservations/{id}", "deleteReservation", "/api/reservations/{reservationId}"),
        ("/api/reservations/{reservation_id}", "deleteReservation", "/api/reservations/{reservationId}"),
        ("/api/reservations/{reservationid}", "deleteReservation", "/api/reservations/{reservationId}"),
        ("/api/reservations/{reservation_id}", "cancelReservation", "/api/reservations/{id}"),
    ],
)
def test_parameters_are_named_after_inputs(resolve_plan, path: str, operation: str, bound: str) -> None:
    resolved = resolve_plan(ENTITIES, OPERATIONS, api={"routes": [{"method": "DELETE", "path": path, "operation": f"shop.{operation}"}]})
    assert resolved.spec.routes[0].path == bound
    assert len(resolved.spec.routes[0].parameters) == 1


def test_a_parent_in_the_path(resolve_plan) -> None:
    entities = {"Post": {"id": "uuid"}, "Comment": {"id": "uuid", "postId": "fk(Post.id)", "parentId": {"type": "fk(Comment.id)", "nullable": True}}}
    operation = {"name": "addComment", "input": {"postId": "uuid", "parentId": "uuid?"}, "output": "Comment"}
    resolved = resolve_plan(
        entities, [operation], api={"routes": [{"method": "POST", "path": "/api/posts/{id}/comments", "operation": "shop.addComment"}]}
    )
    assert resolved.spec.routes[0].parameters == ("postId",)


def test_parameters_and_operations_that_are_not_there(resolve_plan) -> None:
    routes = [
        {"method": "GET", "path": "/api/menu/{colour}", "operation": "shop.listMenuItems"},
        {"method": "GET", "path": "/api/menu", "operation": "shop.listMenuItem"},
    ]
    resolved = resolve_plan(ENTITIES, OPERATIONS, api={"routes": routes})
    assert resolved.codes == ["route-parameter-unknown", "route-unknown-operation"]
    assert "shop.listMenuItems" in resolved.findings[1].hint


def test_a_form_is_bound_to_the_operation_that_takes_what_it_asks(resolve_plan) -> None:
    section = {"component": FORM, "props": {"title": "Book", "limits": {"most": 8}}}
    found = view(resolve_plan, page("/bookings", sections=[section]), library=LIBRARY)
    assert isinstance(found, SectionsView)
    assert found.sections[0].operations == (
        OperationBinding("action", "shop.createReservation", (("time", "time"), ("guests", "partySize"))),
        OperationBinding("cancelAction", "shop.cancelReservation", (("id", "id"),)),
    )
    assert found.sections[0].lists == (
        ListBinding("items", "Reservation", (("id", "id"), ("status", "status"), ("time", "time"), ("guests", "partySize"))),
    )
    assert dict(found.sections[0].props)["title"] == "Book"


def test_a_list_is_bound_to_rows_that_have_its_fields(resolve_plan) -> None:
    section = {"component": "packages/menu/Menu.tsx"}
    found = view(resolve_plan, page("/menu", "marketing", sections=[section]), library=LIBRARY)
    assert found.sections[0].lists == (ListBinding("dishes", "MenuItem", (("id", "id"), ("title", "name"))),)


def test_a_form_that_nothing_takes(resolve_plan) -> None:
    resolved = resolve_plan({"Table": ENTITIES["Table"]}, OPERATIONS[4:5], LIBRARY, pages=[page("/book", sections=[{"component": FORM}])])
    assert [(finding.code, finding.severity) for finding in resolved.findings] == [("section-unbound", "error")]
    assert "guests: int, time: datetime" in resolved.findings[0].message


def test_a_component_without_description(resolve_plan) -> None:
    found = view(resolve_plan, page("/", sections=[{"component": "packages/a/hero-wide/component.tsx"}]), library=LIBRARY)
    assert (found.sections[0].export, found.sections[0].operations) == ("HeroWide", ())
