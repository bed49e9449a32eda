"""Writes on a schema with numbers for keys, people of two names, codes, and foreign keys that are called after what people do."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.terse.rendering import render_terse
from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import Mutation, Scope
from appfactory.contract.model.translation import Catalog, Clock
from appfactory.model.database import Database, Enumeration
from tests.contract.language.schema_rows import lookup_in
from tests.contract.language.workshop import table

LEXICON = build_lexicon(
    Catalog(
        Database(
            (
                table("clients", "", "name:text city:text? vip:bool=false"),
                table("projects", "", "name:text client_id:int? status:project_status='planned' budget:dec? due_on:on?", {"client_id": "clients"}),
                table("employees", "", "first_name:text last_name:text email:text? active:bool=true"),
                table(
                    "tasks",
                    "",
                    "title:text project_id:int assignee_id:int? priority:task_priority='normal' status:task_status='todo'",
                    {"project_id": "projects", "assignee_id": "employees"},
                ),
                table(
                    "invoices",
                    "",
                    "number:text client_id:int amount:dec status:invoice_status='draft' due_on:on?",
                    {"client_id": "clients"},
                ),
                table(
                    "project_members",
                    "",
                    "project_id:int employee_id:int role:member_role='member'",
                    {"project_id": "projects", "employee_id": "employees"},
                ),
                table("time_entries", "", "task_id:int employee_id:int hours:dec", {"task_id": "tasks", "employee_id": "employees"}),
            ),
            (
                Enumeration("project_status", ("planned", "active", "on_hold")),
                Enumeration("task_priority", ("low", "normal", "high")),
                Enumeration("task_status", ("todo", "in_progress", "done")),
                Enumeration("invoice_status", ("draft", "sent", "paid")),
                Enumeration("member_role", ("member", "lead")),
            ),
        )
    )
)
CLOCK = Clock(datetime(2026, 11, 18, 9, tzinfo=ZoneInfo("Europe/Berlin")), "Europe/Berlin")
ROWS = {
    ("clients", "name"): {"Globex": "2"},
    ("projects", "name"): {"Apollo": "1"},
    ("employees", "first_name"): {"Maria": "1"},
    ("tasks", "title"): {"Fix login": "10"},
    ("invoices", "number"): {"INV-001": "1"},
}
lookup = lookup_in(ROWS)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("new project: Mercury, client Globex, budget $50k", "insert into projects name = Mercury client_id = 2 budget = 50000"),
        ('Create task "Call back" for project Apollo assigned to Maria', "insert into tasks title = Call back project_id = 1 assignee_id = 1"),
        ("add task Write tests, project Apollo, high priority", "insert into tasks title = Write tests project_id = 1 priority = high"),
        ("Add Maria to Apollo as lead", "insert into project_members employee_id = 1 project_id = 1 role = lead"),
        (
            "Create an invoice INV-003 for Globex for $1,200.50, due in 30 days",
            "insert into invoices number = INV-003 client_id = 2 amount = 1200.50 due_on = 2026-12-18",
        ),
        ("Add employee Ana Perez, email ana@x.test", "insert into employees first_name = Ana email = ana@x.test last_name = Perez"),
        ("add a time entry of 2 hours for Maria on Fix login", "insert into time_entries hours = 2 employee_id = 1 task_id = 10"),
        ("mark task 10 as in progress", "update tasks set status = in_progress where id = 10"),
        ("start Fix login", "update tasks set status = in_progress where id = 10"),
        ("move Fix login to done", "update tasks set status = done where id = 10"),
        ("put Apollo on hold", "update projects set status = on_hold where id = 1"),
        ("extend the due date of Apollo to March 1 2027", "update projects set due_on = 2027-03-01 where id = 1"),
        ("send invoice INV-001", "update invoices set status = sent where id = 1"),
        ("INV-001 is paid", "update invoices set status = paid where id = 1"),
        ("deactivate Maria", "update employees set active = false where id = 1"),
        ("make Globex a VIP", "update clients set vip = true where id = 2"),
        ("The priority of task 4 should be high instead of normal", "update tasks set priority = high where id = 4"),
        ("Rename Apollo to Artemis since the client asked for it", "update projects set name = Artemis where id = 1"),
        ("The client asked us to wait, so please put Apollo on hold", "update projects set status = on_hold where id = 1"),
        ("Task 4 is done, mark it please", "update tasks set status = done where id = 4"),
        ("Nobody needs task 9 any more. Delete it, would you?", "delete from tasks where id = 9"),
        ("assign task 4 to Maria, she knows the code", "update tasks set assignee_id = 1 where id = 4"),
        ("remove Maria from Apollo", "delete from project_members where employee_id = 1 and project_id = 1"),
    ],
)
def test_a_write_is_read(text: str, meant: str) -> None:
    command = translate(text, LEXICON, Scope(), CLOCK, lookup).command
    assert isinstance(command, Mutation)
    assert render_terse(command) == meant
