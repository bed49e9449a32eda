"""A small schema that no example of the project has: a veterinary clinic with its rooms, animals, keepers, visits, plans and staff."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Catalog, Clock, Translation
from appfactory.model.database import Database, Enumeration
from tests.contract.language.schema_rows import lookup_in, told
from tests.contract.language.workshop import table

CATALOG = Catalog(
    Database(
        (
            table("branches", "brn", "name:text slug:text town:text? county:text? phone:text? status:branch_status='open'"),
            table("keepers", "kee", "name:text email:text? phone:text? status:keeper_status='active'"),
            table("staff_members", "sta", "keeper_id:text role:staff_role='nurse' joined_on:on?", {"keeper_id": "keepers"}),
            table(
                "rooms",
                "roo",
                "name:text branch_id:text? kind:room_kind='ward' capacity:int? cleaning_minutes:int=0 is_heated:bool=false",
                {"branch_id": "branches"},
            ),
            table("animals", "ani", "name:text keeper_id:text? species:text? weight_kg:dec?", {"keeper_id": "keepers"}),
            table(
                "treatments", "tre", "name:text branch_id:text? price_minor:int? notice_hours:int=0 is_public:bool=false", {"branch_id": "branches"}
            ),
            table(
                "visits",
                "vis",
                "animal_id:text? keeper_id:text? treatment_id:text? status:visit_status='planned' starts_at:at? ends_at:at? total_minor:int? "
                "cancelled_at:at?",
                {"animal_id": "animals", "keeper_id": "keepers", "treatment_id": "treatments"},
            ),
            table("visit_notes", "vno", "visit_id:text body:text", {"visit_id": "visits"}),
            table("care_plans", "cpl", "name:text price_minor:int=0 checkups_per_year:int? status:plan_status='active'"),
            table(
                "subscriptions",
                "sub",
                "care_plan_id:text keeper_id:text? auto_renew:bool=true status:plan_status='active' starts_at:at?",
                {"care_plan_id": "care_plans", "keeper_id": "keepers"},
            ),
            table("courses", "cou", "name:text room_id:text? duration_min:int? max_participants:int?", {"room_id": "rooms"}),
            table(
                "sessions", "ses", "course_id:text starts_at:at ends_at:at capacity:int? status:session_status='planned'", {"course_id": "courses"}
            ),
            table("waiting_lines", "lin", "name:text branch_id:text? max_entries:int? status:plan_status='active'", {"branch_id": "branches"}),
            table(
                "line_tickets",
                "tic",
                "waiting_line_id:text ticket_number:int keeper_id:text?",
                {"waiting_line_id": "waiting_lines", "keeper_id": "keepers"},
            ),
            table("vouchers", "vou", "code:text keeper_id:text? remaining_minor:int=0 status:plan_status='active'", {"keeper_id": "keepers"}),
        ),
        (
            Enumeration("branch_status", ("open", "closed")),
            Enumeration("keeper_status", ("active", "blocked")),
            Enumeration("staff_role", ("nurse", "surgeon", "receptionist")),
            Enumeration("room_kind", ("ward", "theatre")),
            Enumeration("visit_status", ("planned", "pending_payment", "confirmed", "checked_in", "completed", "cancelled", "no_show")),
            Enumeration("plan_status", ("active", "paused", "archived")),
            Enumeration("session_status", ("planned", "cancelled", "completed")),
        ),
    ),
    (
        ("staff_members", ("staff", "team")),
        ("waiting_lines", ("queue",)),
        ("visits", ("appointment",)),
        ("vouchers", ("gift card",)),
        ("sessions", ("class",)),
        ("courses", ("class series",)),
    ),
)
LEXICON = build_lexicon(CATALOG)
CLOCK = Clock(datetime(2026, 11, 18, 9, tzinfo=ZoneInfo("Europe/Berlin")), "Europe/Berlin")
ROWS = {
    ("branches", "name"): {"Mill Lane": "brn_1", "North Quay": "brn_2"},
    ("keepers", "name"): {"Ana Wong": "kee_1", "Bo Berg": "kee_2"},
    ("staff_members", "keeper_id"): {"kee_1": ("sta_1",)},
    ("rooms", "name"): {"Blue Ward": "roo_1", "Big Theatre": "roo_2"},
    ("animals", "name"): {"Rex": "ani_1", "Misty": "ani_2"},
    ("treatments", "name"): {"First Check": "tre_1", "Dental Scaling": "tre_2"},
    ("visits", "keeper_id"): {"kee_1": ("vis_1", "vis_2"), "kee_2": ("vis_3",)},
    ("visits", "treatment_id"): {"tre_1": ("vis_1",), "tre_2": ("vis_2", "vis_3")},
    ("visits", "status"): {"confirmed": ("vis_1",), "pending_payment": ("vis_2",), "planned": ("vis_3",)},
    ("visit_notes", "visit_id"): {"vis_1": ("vno_1",)},
    ("visit_notes", "body"): {"Prefers treats": "vno_1"},
    ("care_plans", "name"): {"Gold Paw": "cpl_1", "Puppy Plan": "cpl_2"},
    ("subscriptions", "keeper_id"): {"kee_1": ("sub_1",)},
    ("courses", "name"): {"Puppy School": "cou_1"},
    ("sessions", "course_id"): {"cou_1": ("ses_1", "ses_2")},
    ("waiting_lines", "name"): {"Walk-ins": "lin_1"},
    ("vouchers", "code"): {"PAW-50": "vou_1"},
}  # fmt: skip
lookup = lookup_in(ROWS)


def read(text: str) -> Translation:
    """The translation of a text on this schema."""
    return translate(text, LEXICON, Scope(), CLOCK, lookup)


def terse(text: str) -> str:
    """The write that a text is understood to mean in the terse form; otherwise `read` or the question in return behind `?`."""
    return told(read(text))
