"""Which kind of failure an error is. Pure."""

from __future__ import annotations

import re

from appfactory.contract.model.request import RequestError
from appfactory.contract.model.verdict import Verdict

RETRIED = frozenset({"pg-40P01", "pg-40001", "pg-55P03"})
"""Deadlock, serialization failure, lock not available: others' locks were in the way, and a second try may find them gone."""

# SQLSTATE classes (PostgreSQL 18, appendix A): 22 data exception, 23 integrity constraint violation, 42 access rule violation and unknown
# names, 44 WITH CHECK OPTION violation, P0 raised by a trigger.
_OF_THE_SCHEMA = frozenset({"22", "23", "42", "44", "P0"})
_SYNTAX = "42601"
_SURROUNDINGS = re.compile(r"timeout|timed-out|connection|unavailable|internal|lock|cancell?ed|database-error")
_SCHEMA_WORDS = re.compile(r"unknown-(table|column|enum|value|type)|no-such-(table|column)|missing-parent|constraint|(enum|value)-not-allowed")


def verdict_of(error: RequestError) -> Verdict:
    """The schema refuses it, it could not run, or the step itself is wrong."""
    code = error.code
    if code.startswith("pg-"):
        state = code.removeprefix("pg-")
        return "schema_constraint" if state[:2] in _OF_THE_SCHEMA and state != _SYNTAX else "execution_error"
    if _SCHEMA_WORDS.search(code) or error.missing_parent is not None or error.allowed:
        return "schema_constraint"
    return "execution_error" if _SURROUNDINGS.search(code) else "scenario_contract"


def error_text(error: RequestError) -> str:
    """Everything that an error says, for expectations to look in: message, detail, and the names and values it is about."""
    parts = (error.message, error.detail, error.code, error.table, error.column, error.value, *error.allowed, *error.nearest, error.suggestion)
    return " ".join(dict.fromkeys(part for part in parts if part))


def one_line(error: RequestError) -> str:
    """The error as one sentence for a report."""
    detail = f" ({error.detail.strip()})" if error.detail.strip() and error.detail.strip() not in error.message else ""
    return f"{' '.join(error.message.split())}{detail}"
