"""What operations mean, name by name: a table of names that people write, and what each must come to."""

from __future__ import annotations

import pytest

from appfactory.compile.resolve.states import is_dead
from appfactory.model.spec import Insert, Mark, NotCovered, Patch, ReadMany, ReadOne, Remove, Transition

KEY = {"id": "uuid"}
ENTITIES = {
    "Order": {
        "id": "uuid", "userId": "fk(users.id)", "note": {"type": "string", "nullable": True},
        "status": {"type": "enum(PENDING|CONFIRMED|PAID|SHIPPED|DELIVERED|CANCELLED|REFUNDED)", "default": "PENDING"},
        "reason": {"type": "text", "nullable": True}, "giftWrapped": {"type": "bool", "default": False},
        "shippedAt": {"type": "datetime", "nullable": True}, "createdAt": "datetime",
    },
    "Product": {
        "multiTenant": False,
        "id": "uuid", "name": "string(80)", "slug": {"type": "string(80)", "unique": True}, "price": "decimal(10,2)",
        "stock": {"type": "int", "default": 0}, "featured": {"type": "bool", "default": False},
        "visibility": {"type": "enum(draft|published|archived)", "default": "draft"}, "tags": {"type": "string[]", "nullable": True},
    },
    "Post": {
        "id": "uuid", "authorId": "fk(users.id)", "title": "string", "body": "text",
        "state": {"type": "enum(DRAFT|IN_REVIEW|PUBLISHED)", "default": "DRAFT"},
    },
    "Comment": {"id": "uuid", "postId": "fk(Post.id)", "authorId": "fk(users.id)", "body": "text", "hidden": {"type": "bool", "default": False}},
    "Notification": {"id": "uuid", "userId": "fk(users.id)", "text": "string", "readAt": {"type": "datetime", "nullable": True}},
    "Todo": {"id": "uuid", "userId": "fk(users.id)", "title": "string", "done": {"type": "bool", "default": False},
             "assigneeId": {"type": "fk(users.id)", "nullable": True}, "dueDate": {"type": "date", "nullable": True}},
    "Enrollment": {"id": "uuid", "userId": "fk(users.id)", "courseId": "fk(Course.id)",
                   "state": {"type": "enum(ENROLLED|DROPPED|COMPLETED)", "default": "ENROLLED"}},
    "Course": {"multiTenant": False, "id": "uuid", "title": "string", "startsOn": "date", "open": {"type": "bool", "default": True}},
    "Like": {"id": "uuid", "userId": "fk(users.id)", "postId": "fk(Post.id)"},
    "Vehicle": {"multiTenant": False, "id": "uuid", "plate": {"type": "string", "unique": True},
                "condition": {"type": "enum(OK|DAMAGED)", "default": "OK"}, "availability": {"type": "enum(FREE|RENTED|RETIRED)", "default": "FREE"}},
    "ClassSession": {"multiTenant": False, "id": "uuid", "startsAt": "datetime", "open": {"type": "bool", "default": True},
                     "state": {"type": "enum(ON|CANCELLED)", "default": "ON"}},
    "Booking": {"id": "uuid", "userId": "fk(users.id)", "startsAt": "datetime",
                "status": {"type": "enum(SCHEDULED|ATTENDED|CANCELLED)", "default": "SCHEDULED"}},
    "Equipment": {"multiTenant": False, "id": "uuid", "name": "string"},
}  # fmt: skip

COMMANDS = [
    # inserts
    ("createOrder", {"note": "string?"}, "Order", Insert("Order")),
    ("placeOrder", {}, "Order", Insert("Order")),
    ("addProduct", {"name": "string", "slug": "string", "price": "decimal(10,2)"}, "Product", Insert("Product")),
    ("writePost", {"title": "string", "body": "text"}, "Post", Insert("Post")),
    ("addComment", {"postId": "uuid", "body": "text"}, "Comment", Insert("Comment")),
    ("commentOnPost", {"postId": "uuid", "body": "text"}, "Comment", Insert("Comment")),
    ("enrollInCourse", {"courseId": "uuid"}, "Enrollment", Insert("Enrollment")),
    ("joinCourse", {"courseId": "uuid"}, "Enrollment", Insert("Enrollment")),
    ("likePost", {"postId": "uuid"}, "Like", Insert("Like")),
    ("submitPost", {"title": "string", "body": "text"}, "Post", Insert("Post")),
    ("register_equipment", {"name": "string"}, "Equipment", Insert("Equipment")),
    ("CreateTodo", {"title": "string", "dueDate": "date?"}, "Todo", Insert("Todo")),
    ("draftPost", {"title": "string", "body": "text"}, "Post", Insert("Post")),
    # transitions
    ("cancelOrder", KEY, "Order", ("CANCELLED", ("PENDING", "CONFIRMED", "PAID", "SHIPPED"))),
    ("cancelOrder", {"orderId": "uuid", "reason": "text"}, "Order", ("CANCELLED", ("PENDING", "CONFIRMED", "PAID", "SHIPPED"))),
    ("confirmOrder", KEY, "Order", ("CONFIRMED", ("PENDING",))),
    ("markOrderAsPaid", KEY, "Order", ("PAID", ("PENDING", "CONFIRMED"))),
    ("markPaid", KEY, "Order", ("PAID", ("PENDING", "CONFIRMED"))),
    ("payOrder", KEY, "Order", ("PAID", ("PENDING", "CONFIRMED"))),
    ("shipOrder", KEY, "Order", ("SHIPPED", ("PENDING", "CONFIRMED", "PAID"))),
    ("refundOrder", KEY, "Order", ("REFUNDED", ("PAID", "SHIPPED", "DELIVERED", "CANCELLED"))),
    ("publishProduct", KEY, "Product", ("published", ("draft",))),
    ("archiveProduct", {"slug": "string"}, "Product", ("archived", ("draft", "published"))),
    ("unpublishProduct", KEY, "Product", ("draft", ("published", "archived"))),
    ("submitPost", KEY, "Post", ("IN_REVIEW", ("DRAFT",))),
    ("sendPostToReview", KEY, "Post", ("IN_REVIEW", ("DRAFT",))),
    ("dropEnrollment", KEY, "Enrollment", ("DROPPED", ("ENROLLED",))),
    ("completeEnrollment", {"enrollmentId": "uuid"}, "Enrollment", ("COMPLETED", ("ENROLLED", "DROPPED"))),
    ("retireVehicle", KEY, "Vehicle", ("RETIRED", ("FREE", "RENTED"))),
    ("rentVehicle", KEY, "Vehicle", ("RENTED", ("FREE", "RETIRED"))),
    ("markVehicleDamaged", KEY, "Vehicle", ("DAMAGED", ("OK",))),
    ("markAttendance", KEY, "Booking", ("ATTENDED", ("SCHEDULED",))),
    ("cancelSession", KEY, "void", ("CANCELLED", ("ON",))),
    # marks
    ("featureProduct", KEY, "Product", Mark("Product", "id", "featured", "true")),
    ("unfeatureProduct", KEY, "Product", Mark("Product", "id", "featured", "false")),
    ("markNotificationRead", KEY, "Notification", Mark("Notification", "id", "readAt", "now")),
    ("markAsRead", KEY, "Notification", Mark("Notification", "id", "readAt", "now")),
    ("completeTodo", KEY, "Todo", Mark("Todo", "id", "done", "true")),
    ("hideComment", KEY, "Comment", Mark("Comment", "id", "hidden", "true")),
    ("unhideComment", KEY, "Comment", Mark("Comment", "id", "hidden", "false")),
    ("openCourse", KEY, "Course", Mark("Course", "id", "open", "true")),
    ("closeCourse", KEY, "Course", Mark("Course", "id", "open", "false")),
    # patches
    ("updateProduct", {"id": "uuid", "name": "string?", "price": "decimal(10,2)?"}, "Product", Patch("Product", "id")),
    ("renameProduct", {"productId": "uuid", "name": "string"}, "Product", Patch("Product", "productId")),
    ("renameProduct", {"id": "uuid", "newName": "string"}, "Product", Patch("Product", "id")),
    ("assignTodo", {"id": "uuid", "assigneeId": "uuid"}, "Todo", Patch("Todo", "id")),
    ("setProductPrice", {"slug": "string", "price": "decimal(10,2)"}, "Product", Patch("Product", "slug")),
    ("changeOrderStatus", {"id": "uuid", "status": "string"}, "Order", Patch("Order", "id")),
    ("giftWrapOrder", {"id": "uuid", "giftWrapped": "bool"}, "Order", Patch("Order", "id")),
    ("rescheduleBooking", {"id": "uuid", "startsAt": "datetime"}, "Booking", Patch("Booking", "id")),
    # removals
    ("deletePost", KEY, "void", Remove("Post", "id")),
    ("removeComment", {"commentId": "uuid"}, "Comment", Remove("Comment", "commentId")),
    ("destroyEquipment", KEY, "", Remove("Equipment", "id")),
    ("unlikePost", {"likeId": "uuid"}, "void", Remove("Like", "likeId")),
    ("cancelLike", KEY, "Like", Remove("Like", "id")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "inputs", "output", "expected"), COMMANDS, ids=[f"{row[0]}-{index}" for index, row in enumerate(COMMANDS)])
def test_commands(resolve_plan, name, inputs, output, expected) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": name, "input": inputs, "output": output}])
    meaning = resolved.operation(name).meaning
    if isinstance(expected, tuple):
        assert isinstance(meaning, Transition), meaning
        assert (meaning.to, meaning.allowed) == expected
        assert meaning.to not in meaning.allowed
    else:
        assert meaning == expected
    assert resolved.codes == []


QUERIES = [
    ("getProduct", KEY, "Product", ReadOne("Product", "id")),
    ("getProductBySlug", {"slug": "string"}, "Product", ReadOne("Product", "slug")),
    ("product", {"productId": "uuid"}, "Product", ReadOne("Product", "productId")),
    ("viewOrder", {"orderId": "uuid"}, "OrderDetails", ReadOne("Order", "orderId")),
    ("listProducts", {}, "Product[]", ReadMany("Product")),
    ("products", {}, "Product", ReadMany("Product")),
    ("getProducts", {}, "ProductList", ReadMany("Product")),
    ("getEquipment", {}, "Equipment", ReadMany("Equipment")),
    ("listMyOrders", {}, "Order[]", ReadMany("Order", mine=True)),
    ("myOrders", {}, "Order[]", ReadMany("Order", mine=True)),
    ("searchProducts", {"q": "string"}, "Product[]", ReadMany("Product", search=("name", "slug"))),
    ("browseProducts", {"minPrice": "decimal(10,2)?", "maxPrice": "decimal(10,2)?", "tags": "string?"}, "Page<Product>", ReadMany("Product")),
    ("listPublishedProducts", {}, "Product[]", ReadMany("Product", only=(("visibility", "published"),))),
    ("listFeaturedProducts", {}, "Product[]", ReadMany("Product", only=(("featured", "true"),))),
    ("listUpcomingCourses", {}, "Course[]", ReadMany("Course", upcoming="startsOn")),
    ("listOpenCourses", {}, "Course[]", ReadMany("Course", only=(("open", "true"),))),
    ("listRecentPosts", {"page": "int?", "limit": "int?"}, "Post[]", ReadMany("Post")),
    ("listCommentsOfPost", {"postId": "uuid"}, "Comment[]", ReadMany("Comment")),
    ("commentsForPost", {"postId": "uuid"}, "Comment[]", ReadMany("Comment")),
    ("findOrders", {"status": "enum(PENDING|PAID)?", "from": "datetime?", "to": "datetime?"}, "Order[]", ReadMany("Order")),
    ("findOrders", {"status": "enum(PENDING|PAID)[]?", "from": "datetime?"}, "Order[]", ReadMany("Order")),
    ("listOrders", {"statuses": "enum(PENDING|PAID)[]"}, "Order[]", ReadMany("Order")),
    ("listProducts", {"ids": "uuid[]?", "prices": "decimal(10,2)[]?"}, "Product[]", ReadMany("Product")),
    ("listUpcomingSessions", {}, "ClassSession[]", ReadMany("ClassSession", upcoming="startsAt")),
    ("getUserOrders", {}, "Order[]", ReadMany("Order", mine=True)),
    ("getAllTodos", {}, "Todo[]", ReadMany("Todo")),
    ("listTodos", {"dueBefore": "date?", "done": "bool?"}, "Todo", ReadMany("Todo")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "inputs", "output", "expected"), QUERIES, ids=[f"{row[0]}-{index}" for index, row in enumerate(QUERIES)])
def test_queries(resolve_plan, name, inputs, output, expected) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": name, "kind": "query", "input": inputs, "output": output}])
    operation = resolved.operation(name)
    assert operation.meaning == expected
    assert operation.many is isinstance(expected, ReadMany)
    assert resolved.codes == []


UNCOVERED = [
    ("command", "recalculateEverything", {}, "void", "names an entity"),
    ("command", "cancelOrder", {}, "Order", "no input says which Order"),
    ("command", "frobnicateOrder", KEY, "Order", "no field of Order has a value"),
    ("command", "createOrder", {"voucher": "string"}, "Order", "`voucher` matches no field of Order"),
    ("command", "addComment", {"postId": "uuid", "body": "text"}, "Post", "it inserts Comment but returns something else"),
    ("command", "exportOrders", {}, "void", "the operation is a command"),
    ("query", "getOrderStatistics", {}, "OrderStatistics", "does not say what `OrderStatistics` holds"),
    ("query", "countOrders", {}, "int", "does not say what|returns no rows"),
    ("query", "getOrder", {}, "Order", "no input says which Order"),
    ("query", "listAvailableVehicles", {"from": "datetime", "to": "datetime"}, "Vehicle[]", "matches no field of Vehicle"),
    ("query", "listPopularProducts", {}, "Product[]", "which Products are `popular`"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "inputs", "output", "reason"), UNCOVERED, ids=[row[1] for row in UNCOVERED])
def test_what_no_rule_covers_says_why(resolve_plan, kind, name, inputs, output, reason) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": name, "kind": kind, "input": inputs, "output": output}])
    operation = resolved.operation(name)
    assert isinstance(operation.meaning, NotCovered)
    assert any(part in operation.meaning.reason for part in reason.split("|")), operation.meaning.reason
    assert resolved.codes == ["operation-not-covered"]
    assert operation.understood.startswith("not covered by a rule: ")


def test_two_fields_with_the_named_value_are_a_tie(resolve_plan) -> None:
    parcel = {"id": "uuid", "packing": "enum(OPEN|SEALED)", "customs": "enum(OPEN|SEALED)"}
    resolved = resolve_plan({"Parcel": parcel}, [{"name": "sealParcel", "input": KEY, "output": "Parcel"}])
    assert resolved.operation("sealParcel").meaning == NotCovered(
        "the fields packing and customs of Parcel both have a value that `sealParcel` names"
    )


def test_inputs_stored_along_with_a_transition(resolve_plan) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": "cancelOrder", "input": {"id": "uuid", "reason": "text"}, "output": "Order"}])
    operation = resolved.operation("cancelOrder")
    assert [(field.names.source, field.binds, field.role) for field in operation.input] == [("id", "id", "key"), ("reason", "reason", "value")]
    assert operation.understood == ("moves the Order with that ID to CANCELLED, from PENDING, CONFIRMED, PAID or SHIPPED, and stores its reason")


def test_the_owner_is_no_input(resolve_plan) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": "createPost", "input": {"authorId": "uuid", "title": "string", "body": "text"}, "output": "Post"}])
    assert [field.names.source for field in resolved.operation("createPost").input] == ["title", "body"]
    assert resolved.codes == ["input-names-owner"]


def test_admins_may_say_whose_a_row_is(resolve_plan) -> None:
    operation = {"name": "createPost", "auth": "admin", "input": {"authorId": "uuid", "title": "string", "body": "text"}, "output": "Post"}
    resolved = resolve_plan(ENTITIES, [operation])
    assert [field.binds for field in resolved.operation("createPost").input] == ["authorId", "title", "body"]


def test_a_state_without_a_default_begins_as_its_first_value(resolve_plan) -> None:
    order = {"id": "uuid", "userId": "fk(users.id)", "status": "enum(NEW|DONE)"}
    resolved = resolve_plan({"Order": order}, [{"name": "createOrder", "output": "Order"}])
    assert [(finding.code, finding.severity) for finding in resolved.findings] == [("status-begins-as-first", "info")]
    assert resolved.spec.entity("Order").field("status").default == "NEW"


def test_a_required_field_that_nothing_fills_in(resolve_plan) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": "createProduct", "input": {"name": "string", "slug": "string"}, "output": "Product"}])
    assert resolved.spec_or_none is None
    assert [(finding.code, finding.severity) for finding in resolved.findings] == [("insert-misses-field", "error")]
    assert "`price`" in resolved.findings[0].message


def test_an_input_of_another_type(resolve_plan) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": "renameProduct", "input": {"id": "uuid", "name": "int"}, "output": "Product"}])
    assert [finding.code for finding in resolved.findings if finding.severity == "error"] == ["input-type-mismatch"]


def test_a_list_filters_for_any_of_its_values(resolve_plan) -> None:
    inputs = {"statuses": "enum(PENDING|PAID)[]?", "ids": "uuid[]?"}
    resolved = resolve_plan(ENTITIES, [{"name": "findOrders", "kind": "query", "input": inputs, "output": "Order[]"}])
    given = {one.names.source: (one.binds, one.role, one.type.array) for one in resolved.operation("findOrders").input if one.names.source in inputs}
    assert given == {"statuses": ("status", "value", True), "ids": ("id", "value", True)}


def test_public_inserts_need_a_user_where_rows_have_owners(resolve_plan) -> None:
    resolved = resolve_plan(ENTITIES, [{"name": "createTodo", "auth": "public", "input": {"title": "string"}, "output": "Todo"}])
    assert resolved.operation("createTodo").access == "user"
    assert resolved.codes == ["operation-needs-user"]


@pytest.mark.parametrize("value", ["CALLED_OFF", "called off", "Annulled"])
def test_what_was_called_off_is_out_of_use(value: str) -> None:
    assert is_dead(value)
