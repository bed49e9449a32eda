"""The restaurant as its guests and its staff see it, in a real browser, and as strangers may try to abuse it."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

pytestmark = [pytest.mark.postgres, pytest.mark.node, pytest.mark.browser]
CONFIRMED = "Reservation confirmed"
PUBLIC = ("/", "/menu", "/sign-in")
STAFF = ("/admin/reservations", "/admin/tables", "/admin/menu")


def evening(days: int, hour: int = 19) -> datetime:
    """A time that no sample row takes."""
    return (datetime.now(UTC) + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def entered(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def book(person: Any, guests: int, moment: datetime) -> None:
    """Fills in the form and presses Book."""
    person.visit("/bookings")
    person.do("fill", label="Party Size", value=str(guests))
    person.do("fill", label="Time", value=entered(moment))
    person.do("press", name="Book")


def seats(preview: Any) -> int:
    """A party that every table can take."""
    return int(preview.sql('select min(seats) from "Table"')[0][0])


def at(preview: Any, moment: datetime) -> list[tuple[UUID, str, str]]:
    """Id, status and guest of the reservations at a time."""
    rows = preview.sql(
        'select r.id, r.status::text, u.email from "Reservation" r join users u on u.id = r.user_id where r.time = %s order by 2', moment
    )
    return [(row[0], row[1], row[2]) for row in rows]


@pytest.fixture(scope="module", autouse=True)
def far_evenings_are_free(preview: Any) -> None:
    """A preview keeps its data, also from the last time that these tests ran in the same folder."""
    preview.sql("delete from \"Reservation\" where time > now() + interval '30 days'")


@pytest.fixture(scope="module")
def anas(preview: Any, ana: Any) -> Any:
    """A reservation that Ana made in the browser: (id, time)."""
    moment = evening(40)
    book(ana, seats(preview), moment)
    ana.do("see", text=CONFIRMED)
    ((identifier, _, _),) = at(preview, moment)
    return identifier, moment


class TestVisitors:
    def test_home_names_the_restaurant_and_calls_to_action(self, visitor: Any) -> None:
        assert visitor.visit("/")["status"] == 200
        assert visitor.do("count", role="heading", name="Bali Bites") == 1
        assert visitor.do("address", name="Book a table") == "/bookings"
        assert "{{" not in visitor.do("text")

    def test_a_page_that_takes_its_time_is_told(self, visitor: Any) -> None:
        visitor.visit("/")
        seen = visitor.do("followSlowly", name="Menu")
        assert urlsplit(seen["before"]).path == "/"
        assert urlsplit(seen["after"]).path == "/menu"

    def test_who_is_not_signed_in_is_sent_to_sign_in(self, visitor: Any) -> None:
        assert "/sign-in?next=%2Fbookings" in visitor.visit("/bookings")["url"]

    def test_signing_in_leads_back_to_where_one_wanted_to_go(self, browser: Any) -> None:
        landed = browser.end(browser.begin("traveller", "signIn", email="ben@example.com", path="/bookings"))
        assert landed.endswith("/bookings")

    def test_the_menu_is_for_everybody(self, visitor: Any, preview: Any) -> None:
        visitor.visit("/menu")
        (dish,) = preview.sql("select name from menu_items order by name limit 1")[0]
        assert dish in visitor.do("text")

    @pytest.mark.parametrize("path", ["/api/reservations", "/api/tables"])
    def test_the_api_asks_who_one_is(self, visitor: Any, path: str) -> None:
        answer = visitor.request("GET", path)
        assert answer["status"] == 401
        assert answer["body"]["error"]["requestId"]

    def test_a_page_that_is_not_there(self, visitor: Any) -> None:
        assert visitor.visit("/no-such-page")["status"] == 404


class TestBooking:
    def test_the_row_belongs_to_the_guest(self, preview: Any, anas: Any) -> None:
        identifier, moment = anas
        assert at(preview, moment) == [(identifier, "PENDING", "ana@example.com")]

    def test_the_guest_sees_it(self, ana: Any, anas: Any) -> None:
        identifier, moment = anas
        ana.visit("/bookings")
        assert f"{moment:%b} {moment.day}, {moment.year}" in ana.do("text")
        assert ana.request("GET", f"/api/reservations/{identifier}")["body"]["id"] == str(identifier)

    @pytest.mark.usefixtures("anas")
    def test_a_confirmation_was_mailed(self, preview: Any) -> None:
        with urllib.request.urlopen(f"{preview.stand_ins}/_records?service=resend") as response:
            records = json.loads(response.read())
        records = records if isinstance(records, list) else records["records"]
        mails = [record["body"] for record in records if record["method"] == "POST" and record["status"] == 200]
        assert any("ana@example.com" in json.dumps(mail["to"]) for mail in mails)
        assert all(mail["subject"] for mail in mails)

    def test_a_party_of_nobody_is_refused_at_the_field(self, ana: Any, preview: Any) -> None:
        moment = evening(41)
        book(ana, 0, moment)
        assert ana.do("validation", label="Party Size")
        ana.do("switchOffValidation")
        ana.do("press", name="Book")
        assert ana.do("fault", label="Party Size")
        assert at(preview, moment) == []

    def test_the_api_refuses_it_too_and_names_the_field(self, ana: Any) -> None:
        answer = ana.request("POST", "/api/reservations", {"partySize": 0, "time": evening(41).isoformat().replace("+00:00", "Z")})
        assert answer["status"] in (400, 422)
        assert "partySize" in answer["body"]["error"]["fields"]

    def test_nobody_books_for_somebody_else(self, ana: Any, preview: Any) -> None:
        bens = preview.sql("select id from users where email = 'ben@example.com'")[0][0]
        data = {"partySize": 1, "time": evening(42).isoformat().replace("+00:00", "Z"), "userId": str(bens)}
        assert ana.request("POST", "/api/reservations", data)["status"] == 400


class TestStrangers:
    def test_do_not_see_it_on_a_page(self, ben: Any, anas: Any, preview: Any) -> None:
        _, moment = anas
        ben.visit("/bookings")
        own = preview.sql("select count(*) from \"Reservation\" r join users u on u.id = r.user_id where u.email = 'ben@example.com'")[0][0]
        items = ben.request("GET", "/api/reservations")["body"]
        assert items["total"] == own
        assert moment.strftime("%Y-%m-%dT%H:%M") not in json.dumps(items)

    @pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", ""), ("POST", "/deposit")])
    def test_find_nothing_by_the_api(self, ben: Any, anas: Any, preview: Any, method: str, path: str) -> None:
        identifier, moment = anas
        assert ben.request(method, f"/api/reservations/{identifier}{path}")["status"] == 404
        assert at(preview, moment)[0][1] == "PENDING"

    def test_find_nothing_by_sql(self, anas: Any, preview: Any) -> None:
        identifier, _ = anas
        login = preview.database.rsplit("/", 1)[1] + "_app"
        subject = preview.sql("select subject from users where email = 'ben@example.com'")[0][0]
        claims = json.dumps({"sub": subject, "role": "authenticated", "user_role": "user"})
        with psycopg.connect(preview.database) as connection:
            connection.execute(sql.SQL("set session authorization {}").format(sql.Identifier(login)))
            connection.execute("set local role authenticated")
            connection.execute("select set_config('request.jwt.claims', %s, true)", [claims])
            assert connection.execute('select 1 from "Reservation" where id = %s', [identifier]).fetchall() == []
            assert connection.execute("update \"Reservation\" set status = 'CANCELLED' where id = %s", [identifier]).rowcount == 0
            assert connection.execute('delete from "Reservation" where id = %s', [identifier]).rowcount == 0
            assert connection.execute('select count(*) from "Reservation"').fetchone() != (0,)

    def test_can_not_become_somebody_in_the_database(self, preview: Any) -> None:
        login = preview.database.rsplit("/", 1)[1] + "_app"
        superuser, bypasses = preview.sql("select rolsuper, rolbypassrls from pg_roles where rolname = %s", login)[0]
        assert (superuser, bypasses) == (False, False)
        with psycopg.connect(preview.database) as connection:
            connection.execute(sql.SQL("set session authorization {}").format(sql.Identifier(login)))
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("set role service_role")

    def test_another_site_can_not_act_in_a_guests_name(self, preview: Any, anas: Any) -> None:
        request = urllib.request.Request(
            f"{preview.url}/api/reservations/{anas[0]}", method="DELETE", headers={"origin": "https://elsewhere.example", "cookie": "__session=x"}
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        assert refused.value.code in (401, 403)


class TestTheLastTable:
    def test_two_at_once_one_gets_it_and_the_other_is_told(self, ana: Any, ben: Any, preview: Any) -> None:
        moment, guests = evening(50), seats(preview)
        owner = preview.sql("select id from users where email = 'ada@example.com'")[0][0]
        tables = [row[0] for row in preview.sql('select id from "Table" order by id')]
        for table in tables[:-1]:
            preview.sql('insert into "Reservation" (user_id, table_id, party_size, time) values (%s, %s, 1, %s)', owner, table, moment)
        for person in (ana, ben):
            person.visit("/bookings")
            person.do("fill", label="Party Size", value=str(guests))
            person.do("fill", label="Time", value=entered(moment))
        pressed = [person.browser.begin(person.name, "press", name="Book") for person in (ana, ben)]
        for number in pressed:
            ana.browser.end(number)
        said = []
        for person in (ana, ben):
            person.do("see", text=CONFIRMED if got_it(preview, moment, person) else "free")
            said.append(person.do("text"))
        assert sum(CONFIRMED in text for text in said) == 1
        guests_then = [email for _, _, email in at(preview, moment)]
        assert len(guests_then) == len(tables)
        assert len({"ana@example.com", "ben@example.com"} & set(guests_then)) == 1

    def test_cancelling_frees_the_table(self, ana: Any, ben: Any, preview: Any) -> None:
        moment = evening(60)
        owner = preview.sql("select id from users where email = 'ada@example.com'")[0][0]
        tables = [row[0] for row in preview.sql('select id from "Table" order by id')]
        for table in tables[:-1]:
            preview.sql('insert into "Reservation" (user_id, table_id, party_size, time) values (%s, %s, 1, %s)', owner, table, moment)
        book(ana, seats(preview), moment)
        ana.do("see", text=CONFIRMED)
        book(ben, seats(preview), moment)
        ben.do("see", text="free")
        ana.visit("/bookings")
        ana.do("press", name="Cancel")  # the latest comes first
        ana.do("press", name="Cancel booking")
        deadline = time.monotonic() + 10
        while ("CANCELLED", "ana@example.com") not in [(status, email) for _, status, email in at(preview, moment)]:
            assert time.monotonic() < deadline, at(preview, moment)
            time.sleep(0.2)
        book(ben, seats(preview), moment)
        ben.do("see", text=CONFIRMED)

    def test_what_is_cancelled_can_not_be_cancelled_again(self, ana: Any, preview: Any) -> None:
        identifier = next(identifier for identifier, status, email in at(preview, evening(60)) if (status, email) == ("CANCELLED", "ana@example.com"))
        assert ana.request("DELETE", f"/api/reservations/{identifier}")["status"] == 409


def got_it(preview: Any, moment: datetime, person: Any) -> bool:
    """Whether somebody has a table at that time, once both have been answered."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        emails = [email for _, _, email in at(preview, moment)]
        if {"ana@example.com", "ben@example.com"} & set(emails):
            return f"{person.name}@example.com" in emails
        time.sleep(0.1)
    return False


class TestPayment:
    SECRET = "whsec_stand_in"

    def webhook(self, preview: Any, event: dict[str, Any], secret: str) -> tuple[int, Any]:
        body, now = json.dumps(event).encode(), int(time.time())
        digest = hmac.new(secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "stripe-signature": f"t={now},v1={digest}"}
        request = urllib.request.Request(f"{preview.url}/api/webhooks/stripe", data=body, method="POST", headers=headers)
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())

    def completed(self, session: str) -> dict[str, Any]:
        return {
            "id": f"evt_{uuid4().hex}",
            "object": "event",
            "type": "checkout.session.completed",
            "created": int(time.time()),
            "livemode": False,
            "data": {"object": {"id": session, "object": "checkout.session", "payment_status": "paid", "status": "complete"}},
        }

    def test_of_a_deposit(self, ana: Any, anas: Any, preview: Any) -> None:
        identifier, moment = anas
        answer = ana.request("POST", f"/api/reservations/{identifier}/deposit")
        assert answer["status"] in (200, 201), answer
        session = answer["body"]["checkoutUrl"].rsplit("/", 1)[1]
        event = self.completed(session)

        status, told = self.webhook(preview, event, "whsec_of_somebody_else")
        assert (status, told["error"]["code"]) == (400, "invalid-signature")
        assert at(preview, moment)[0][1] == "PENDING"

        assert self.webhook(preview, event, self.SECRET) == (200, {"received": True, "settled": True})
        assert at(preview, moment)[0][1] == "CONFIRMED"
        paid = preview.sql("select status, settled_at from app.payments where session = %s", session)

        assert self.webhook(preview, event, self.SECRET) == (200, {"received": True, "settled": False})
        assert self.webhook(preview, {**event, "id": "evt_again"}, self.SECRET) == (200, {"received": True, "settled": False})
        assert preview.sql("select status, settled_at from app.payments where session = %s", session) == paid

    def test_a_webhook_without_a_signature_or_with_nonsense(self, preview: Any) -> None:
        for headers in ({}, {"stripe-signature": "nonsense"}):
            request = urllib.request.Request(f"{preview.url}/api/webhooks/stripe", data=b"{}", method="POST", headers=headers)
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request)
            assert refused.value.code == 400


class TestStaff:
    @pytest.mark.parametrize("path", STAFF)
    def test_sees_its_pages(self, ada: Any, path: str) -> None:
        assert ada.visit(path)["status"] == 200

    @pytest.mark.parametrize("path", STAFF)
    def test_guests_do_not(self, ana: Any, path: str) -> None:
        assert ana.visit(path)["status"] == 404

    @pytest.mark.parametrize("path", STAFF)
    def test_visitors_are_sent_to_sign_in(self, visitor: Any, path: str) -> None:
        assert "/sign-in" in visitor.visit(path)["url"]

    def test_guests_can_not_act_as_staff(self, ana: Any, anas: Any) -> None:
        assert ana.request("POST", f"/api/reservations/{anas[0]}/confirm")["status"] == 403
        assert ana.request("POST", "/api/tables", {"name": "Mine", "seats": 2})["status"] == 403

    def test_keeps_tables_in_order(self, ada: Any) -> None:
        made = ada.request("POST", "/api/tables", {"name": f"Terrace {uuid4().hex[:6]}", "seats": 6})
        assert made["status"] == 201
        path = f"/api/tables/{made['body']['id']}"
        assert ada.request("PATCH", path, {"seats": 8})["body"]["seats"] == 8
        assert ada.request("DELETE", path)["status"] in (200, 204)


class TestAccessibility:
    @pytest.mark.parametrize("path", PUBLIC)
    def test_of_public_pages(self, visitor: Any, path: str) -> None:
        visitor.visit(path)
        assert visitor.do("axe") == []

    def test_of_the_bookings(self, ana: Any) -> None:
        ana.visit("/bookings")
        assert ana.do("axe") == []

    @pytest.mark.parametrize("path", [*STAFF, "/admin/tables/new", "/admin/menu/new"])
    def test_of_staff_pages(self, ada: Any, path: str) -> None:
        assert ada.visit(path)["status"] == 200
        assert ada.do("axe") == []
