"""A small schema that no example of the project has: a workshop with sites, tools to lend, courses, clubs and plans. Keys have prefixes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from appfactory.contract.language.lexicon_building import build_lexicon
from appfactory.contract.language.translate import translate
from appfactory.contract.model.request import Scope
from appfactory.contract.model.translation import Catalog, Clock, Translation
from appfactory.model.database import Column, Database, Enumeration, ForeignKey, Table
from tests.contract.language.schema_rows import lookup_in, told


def table(name: str, prefix: str, columns: str, parents: dict[str, str] | None = None) -> Table:
    """A table of columns `name:type`, with `?` behind those that may be empty and `=` before a default; without a prefix its keys are numbers."""
    made = [Column("id", "text", default=f"app.ksuid('{prefix}')") if prefix else Column("id", "bigint", default="nextval('ids')")]
    for each in columns.split():
        column, _, kind = each.partition(":")
        kind, _, default = kind.partition("=")
        types = {
            "time": "time without time zone",
            "at": "timestamp with time zone",
            "on": "date",
            "int": "integer",
            "bool": "boolean",
            "dec": "numeric(10,2)",
        }
        plain = kind.removesuffix("?")
        made.append(Column(column, types.get(plain, plain), nullable=kind.endswith("?"), default=default or None))
    keys = tuple(ForeignKey(f"{name}_{column}", (column,), parent, ("id",)) for column, parent in (parents or {}).items())
    return Table(name, tuple(made), ("id",), keys)


CATALOG = Catalog(
    Database(
        (
            table("sites", "sit", "name:text slug:text city:text? phone:text? status:site_status='open'"),
            table("people", "per", "full_name:text email:text?"),
            table(
                "tools",
                "tol",
                "name:text site_id:text? kind:tool_kind='hand' capacity:int? buffer_after_minutes:int=0 is_mobile:bool=false "
                "allow_sharing:bool=false max_lent_pieces:int? notes:text?",
                {"site_id": "sites"},
            ),
            table(
                "loans",
                "loa",
                "tool_id:text? person_id:text? site_id:text? status:loan_status='draft' starts_at:at? ends_at:at? total_minor:int?",
                {"tool_id": "tools", "person_id": "people", "site_id": "sites"},
            ),
            table("loan_notes", "lno", "loan_id:text body:text", {"loan_id": "loans"}),
            table("loan_fees", "lfe", "loan_id:text fee_type:fee_type label:text? fee_total_minor:int", {"loan_id": "loans"}),
            table(
                "courses", "crs", "name:text site_id:text? price_minor:int? mode:course_mode='evening' is_published:bool=false", {"site_id": "sites"}
            ),
            table(
                "course_versions",
                "crv",
                "course_id:text version:int base_price_minor:int=0 requires_deposit:bool=false effective_from_on:on? effective_until_on:on?",
                {"course_id": "courses"},
            ),
            table("clubs", "clu", "name:text site_id:text? strategy:club_strategy='first' max_entries:int?", {"site_id": "sites"}),
            table(
                "club_entries",
                "cle",
                "club_id:text person_id:text? status:entry_status='waiting' badge_code:text?",
                {"club_id": "clubs", "person_id": "people"},
            ),
            table("plans", "pla", "name:text price_minor:int=0 allow_rollover:bool=false status:site_status='open'"),
            table(
                "memberships",
                "mem",
                "plan_id:text person_id:text? auto_renew:bool=true status:entry_status='waiting' starts_at:at?",
                {"plan_id": "plans", "person_id": "people"},
            ),
            table("opening_rules", "opr", "name:text site_id:text? day_of_week:int? start_time:time end_time:time", {"site_id": "sites"}),
        ),
        (
            Enumeration("site_status", ("open", "closed", "archived")),
            Enumeration("tool_kind", ("hand", "power", "kiln")),
            Enumeration("loan_status", ("draft", "confirmed", "no_show", "cancelled", "completed")),
            Enumeration("fee_type", ("tip", "cleaning")),
            Enumeration("course_mode", ("evening", "weekend", "open_door")),
            Enumeration("club_strategy", ("first", "priority", "fair_share")),
            Enumeration("entry_status", ("waiting", "trialing", "active")),
        ),
    ),
    (("tools", ("device",)), ("clubs", ("waiting list",)), ("loans", ("booking",))),
)
LEXICON = build_lexicon(CATALOG)
CLOCK = Clock(datetime(2026, 11, 18, 9, tzinfo=ZoneInfo("Europe/Berlin")), "Europe/Berlin")
ROWS = {
    ("sites", "name"): {"Mill Lane": "sit_1", "North Quay": "sit_2"},
    ("people", "full_name"): {"Ana Wong": "per_1", "Bo Berg": "per_2"},
    ("tools", "name"): {"Band Saw": "tol_1", "Hand Cart": "tol_2"},
    ("courses", "name"): {"First Cuts": "crs_1", "Fine Joints": "crs_2"},
    ("clubs", "name"): {"Saw Hopefuls": "clu_1", "Night Owls": "clu_2"},
    ("plans", "name"): {"Gold Pass": "pla_1", "Day Pass": "pla_2"},
    ("loans", "person_id"): {"per_2": "loa_7"},
    ("opening_rules", "name"): {"Late Fridays": "opr_1"},
}
lookup = lookup_in(ROWS)


def read(text: str) -> Translation:
    """The translation of a text on this schema."""
    return translate(text, LEXICON, Scope(), CLOCK, lookup)


def terse(text: str) -> str:
    """The write that a text is understood to mean in the terse form; otherwise `read` or the question in return behind `?`."""
    return told(read(text))
