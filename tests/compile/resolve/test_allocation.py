"""Allocation is inferred where the words leave little doubt, and nowhere else."""

from __future__ import annotations

from appfactory.model.spec import Allocation, Insert

STATUS = {"type": "enum(PENDING|CONFIRMED|COMPLETED|CANCELLED)", "default": "PENDING"}


def allocation(resolve_plan, entities, operation: str, inputs: dict[str, str], output: str, **more) -> Allocation | None:
    resolved = resolve_plan(entities, [{"name": operation, "input": inputs, "output": output}], **more)
    meaning = resolved.operation(operation).meaning
    assert isinstance(meaning, Insert), (meaning, resolved.findings)
    return meaning.allocation


RESTAURANT = {
    "Table": {"id": "uuid", "seats": "int"},
    "Reservation": {"id": "uuid", "userId": "fk(users.id)", "tableId": "fk(Table.id)", "partySize": "int", "time": "datetime", "status": STATUS},
}


def test_a_table_with_enough_seats(resolve_plan) -> None:
    found = allocation(resolve_plan, RESTAURANT, "createReservation", {"partySize": "int", "time": "datetime"}, "Reservation")
    assert found == Allocation(
        resource="Table", reference="tableId", start="time", minutes=120, quantity="partySize", capacity="seats", status="status",
        released=("COMPLETED", "CANCELLED"),
    )  # fmt: skip


def test_the_table_may_be_left_out_although_the_plan_names_it(resolve_plan) -> None:
    resolved = resolve_plan(
        RESTAURANT, [{"name": "createReservation", "input": {"partySize": "int", "time": "datetime", "tableId": "uuid"}, "output": "Reservation"}]
    )
    assert [(field.names.source, field.optional) for field in resolved.operation("createReservation").input] == [
        ("partySize", False), ("time", False), ("tableId", True),
    ]  # fmt: skip


def test_how_long_a_slot_lasts(resolve_plan) -> None:
    inputs = {"partySize": "int", "time": "datetime"}
    for variables, minutes in (
        ({"SLOT_MINUTES": "45"}, 45),
        ({"RESERVATION_MINUTES": "90", "SLOT_MINUTES": "45"}, 90),
        ({"SLOT_MINUTES": "soon"}, 120),
    ):
        found = allocation(resolve_plan, RESTAURANT, "createReservation", inputs, "Reservation", variables=variables)
        assert found is not None
        assert found.minutes == minutes


def test_a_car_from_one_moment_to_another(resolve_plan) -> None:
    entities = {
        "Car": {"id": "uuid", "plate": "string"},
        "Customer": {"id": "uuid", "name": "string"},
        "Rental": {
            "id": "uuid", "userId": "fk(users.id)", "carId": "fk(Car.id)", "customerId": "fk(Customer.id)", "pickupAt": "datetime",
            "returnAt": "datetime",
        },
    }  # fmt: skip
    inputs = {"carId": "uuid", "customerId": "uuid", "pickupAt": "datetime", "returnAt": "datetime"}
    found = allocation(resolve_plan, entities, "rentCar", inputs, "Rental")
    assert found == Allocation("Car", "carId", "pickupAt", "returnAt")


def test_a_resource_that_is_chosen_by_name_stays_required(resolve_plan) -> None:
    entities = {
        "Room": {"id": "uuid", "name": "string"},
        "Booking": {"id": "uuid", "userId": "fk(users.id)", "roomId": "fk(Room.id)", "startsAt": "datetime", "endsAt": "datetime"},
    }
    resolved = resolve_plan(
        entities, [{"name": "bookRoom", "input": {"roomId": "uuid", "startsAt": "datetime", "endsAt": "datetime"}, "output": "Booking"}]
    )
    assert not any(field.optional for field in resolved.operation("bookRoom").input)


def test_no_allocation_of_what_many_share(resolve_plan) -> None:
    """A class has its own time and takes many; a project holds many tasks at once; a review takes nothing."""
    enrolments = {
        "Session": {"id": "uuid", "startsAt": "datetime", "capacity": "int"},
        "Booking": {"id": "uuid", "userId": "fk(users.id)", "sessionId": "fk(Session.id)", "seats": "int", "bookedAt": "datetime", "status": STATUS},
    }
    assert allocation(resolve_plan, enrolments, "bookSession", {"sessionId": "uuid", "seats": "int"}, "Booking") is None
    tasks = {
        "Project": {"id": "uuid", "name": "string"},
        "Task": {"id": "uuid", "projectId": "fk(Project.id)", "startsAt": "datetime", "endsAt": "datetime", "status": STATUS},
    }
    assert allocation(resolve_plan, tasks, "createTask", {"projectId": "uuid", "startsAt": "datetime", "endsAt": "datetime"}, "Task") is None
    reviews = {"Product": {"id": "uuid"}, "Review": {"id": "uuid", "productId": "fk(Product.id)", "visitedAt": "datetime", "status": STATUS}}
    assert allocation(resolve_plan, reviews, "createReview", {"productId": "uuid", "visitedAt": "datetime"}, "Review") is None


def test_two_possible_resources_are_no_evidence(resolve_plan) -> None:
    entities = {
        "Room": {"id": "uuid", "name": "string"}, "Doctor": {"id": "uuid", "name": "string"},
        "Appointment": {
            "id": "uuid", "userId": "fk(users.id)", "roomId": "fk(Room.id)", "doctorId": "fk(Doctor.id)", "startsAt": "datetime", "status": STATUS,
        },
    }  # fmt: skip
    assert (
        allocation(resolve_plan, entities, "bookAppointment", {"roomId": "uuid", "doctorId": "uuid", "startsAt": "datetime"}, "Appointment") is None
    )
