"""Gate `database`: row level security as it should be, and the live schema as planned.

The checks follow Supabase's splinter (https://github.com/supabase/splinter), over our own `Database` value instead of by SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from appfactory.model.database import Database, Function, Policy, Table
from appfactory.model.finding import Finding, Severity, Span, has_errors
from appfactory.model.gate import Evidence, GateResult
from appfactory.model.spec import AppSpec

NAME = "database"

_TRUE = re.compile(r"^\(*\s*(true|1\s*=\s*1)\s*\)*$", re.IGNORECASE)
_CALL = re.compile(r"(?:auth\.(?:uid|jwt|role|email)|app\.(?:current_user_id|is_admin)|current_setting)\s*\(", re.IGNORECASE)
_WRAPPED = re.compile(r"select\s+$", re.IGNORECASE)
_STRINGS = re.compile(r"'(?:[^']|'')*'")
_METADATA = re.compile(r"user_metadata|raw_user_meta_data", re.IGNORECASE)
_DEFINER = re.compile(r"\bsecurity\s+definer\b", re.IGNORECASE)
_SEARCH_PATH = re.compile(r"\bset\s+search_path\b", re.IGNORECASE)
_BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)
_WRITES = frozenset({"ALL", "INSERT", "UPDATE", "DELETE"})
_EVERYBODY = frozenset({"public", "anon", "authenticated"})


class DatabaseGate:
    """Row level security on every table that an API could expose, policies that decide something, and no drift from the plan."""

    name = NAME
    proves = "Every table is under row level security with policies that decide, and the live schema is the planned one."

    def examine(self, spec: AppSpec, evidence: Evidence) -> GateResult:
        """Looks at the schema that was read back from the live server; without it there is no verdict."""
        again = "appfactory build migrate"
        if evidence.database is None:
            message = "The live schema was not read back, so nothing is known about it."
            return GateResult(self.name, "no-verdict", (Finding("report-missing", "error", message, origin=self.name),), command=again)
        findings = (*evidence.drift, *row_security_findings(evidence.database, frozenset(_planned_tables(spec))))
        tables = [table for table in evidence.database.tables if table.schema == "public"]
        figures = (
            ("tables", len(tables)),
            ("policies", sum(len(table.policies) for table in tables)),
            ("drift", len(evidence.drift)),
            ("warnings", sum(finding.severity == "warning" for finding in findings)),
        )
        return GateResult(self.name, "failed" if has_errors(findings) else "passed", findings, figures, again)


def _planned_tables(spec: AppSpec) -> Iterator[str]:
    yield from (entity.table for entity in spec.entities)
    yield "users"


def row_security_findings(database: Database, written: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """What is wrong with the security of each table in schema `public`, and with functions that run as their owner.

    `written` names tables that the app writes through its own role: without any policy they can't be used, which is a warning.
    """
    findings: list[Finding] = []
    for table in database.tables:
        if table.schema == "public":
            for check in TABLE_CHECKS:
                findings.extend(check(table))
            if table.row_security and not table.policies and table.name in written:
                message = f"No policy says who may use the table {table.name}, so nobody can."
                findings.append(_finding("row-security-without-policy", "warning", table.name, message))
    for function in database.functions:
        findings.extend(_definer_without_search_path(function))
    return tuple(findings)


def _disabled(table: Table) -> Iterator[Finding]:
    if table.row_security:
        return
    if table.policies:
        message = f"The table {table.name} has policies, but row level security is off, so they do nothing."
    else:
        message = f"The table {table.name} is not under row level security."
    hint = f'alter table public."{table.name}" enable row level security;'
    yield _finding("row-security-off", "error", table.name, message, "Whoever reaches the database reads and changes every row.", hint)


def _always_true(table: Table) -> Iterator[Finding]:
    for policy in table.policies:
        if not policy.permissive or policy.action not in _WRITES or not _EVERYBODY & set(policy.roles):
            continue
        condition = policy.using if policy.action != "INSERT" else policy.check or policy.using
        if _TRUE.match(condition.strip()) or (policy.check and _TRUE.match(policy.check.strip())):
            roles = ", ".join(policy.roles)
            message = f"The policy {policy.name} on {table.name} lets {roles} {_verb(policy)} any row."
            yield _finding("policy-always-true", "error", table.name, message, "It allows everything and so protects nothing.", _owner_hint())


def _bare_calls(table: Table) -> Iterator[Finding]:
    for policy in table.policies:
        for condition in (policy.using, policy.check):
            bare = _first_bare_call(condition)
            if bare:
                message = f"The policy {policy.name} on {table.name} calls {bare} for every row."
                why = "PostgreSQL works it out once per row; on large tables that is slow."
                yield _finding("policy-call-per-row", "warning", table.name, message, why, f"Write (select {bare}), which is worked out once.")
                break


def _user_metadata(table: Table) -> Iterator[Finding]:
    for policy in table.policies:
        if _METADATA.search(f"{policy.using} {policy.check}"):
            message = f"The policy {policy.name} on {table.name} trusts user_metadata."
            why = "Users can change their own user_metadata, and so give themselves any right."
            yield _finding("policy-user-metadata", "error", table.name, message, why, "Use a claim that only the server sets (app_metadata).")


def _overlapping(table: Table) -> Iterator[Finding]:
    seen: dict[tuple[str, str], list[str]] = {}
    for policy in table.policies:
        if policy.permissive:
            for role in policy.roles:
                for action in ("SELECT", "INSERT", "UPDATE", "DELETE") if policy.action == "ALL" else (policy.action,):
                    seen.setdefault((role, action), []).append(policy.name)
    doubled = sorted({tuple(sorted(names)) for names in seen.values() if len(names) > 1})
    for names in doubled:
        message = f"Several policies on {table.name} hold for the same role and action: {', '.join(names)}."
        yield _finding("policies-overlap", "info", table.name, message, "A row is allowed if any of them allows it, and all are worked out.")


def _no_primary_key(table: Table) -> Iterator[Finding]:
    if not table.primary_key:
        message = f"The table {table.name} has no primary key."
        yield _finding("no-primary-key", "warning", table.name, message, "Rows can't be told apart, replicated, or pointed at.")


def _unindexed_foreign_keys(table: Table) -> Iterator[Finding]:
    leading = [index.columns for index in table.indexes if not index.where]
    leading += [unique.columns for unique in table.uniques] + [table.primary_key]
    for key in table.foreign_keys:
        if not any(set(columns[: len(key.columns)]) == set(key.columns) for columns in leading):
            columns = ", ".join(key.columns)
            message = f"No index serves the foreign key {key.name} ({columns}) of {table.name}."
            hint = f'create index on public."{table.name}" ({columns});'
            yield _finding(
                "foreign-key-without-index", "warning", table.name, message, f"Each change in {key.references} reads the whole table.", hint
            )


def _duplicate_indexes(table: Table) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], str] = {}
    for index in table.indexes:
        key = (index.columns, index.unique, index.method, index.where)
        if key in seen:
            message = f"The indexes {seen[key]} and {index.name} of {table.name} are the same."
            yield _finding("duplicate-index", "warning", table.name, message, "Each write pays for both.", f"drop index {index.name};")
        seen.setdefault(key, index.name)


TABLE_CHECKS: tuple[Callable[[Table], Iterator[Finding]], ...] = (
    _disabled,
    _always_true,
    _user_metadata,
    _bare_calls,
    _overlapping,
    _no_primary_key,
    _unindexed_foreign_keys,
    _duplicate_indexes,
)


def _definer_without_search_path(function: Function) -> Iterator[Finding]:
    head = _BODY.sub("", function.definition)
    if _DEFINER.search(head) and not _SEARCH_PATH.search(head):
        name = f"{function.schema}.{function.name}"
        message = f"The function {name} runs as its owner, but with the caller's search_path."
        why = "A caller can put an object of their own before the one that is meant, and have it run with the owner's rights."
        yield _finding("definer-search-path", "error", name, message, why, "Add: set search_path = ''")


def _first_bare_call(condition: str) -> str:
    """The first call that is not wrapped in a sub-select, as it would be written; empty if there is none."""
    plain = _STRINGS.sub(lambda found: "'" + "x" * (len(found.group()) - 2) + "'", condition)
    for found in _CALL.finditer(plain):
        if not _WRAPPED.search(plain[: found.start()]):
            end = plain.find(")", found.end())
            return condition[found.start() : end + 1] if end >= 0 else condition[found.start() :]
    return ""


def _verb(policy: Policy) -> str:
    return {"ALL": "read and change", "INSERT": "add", "UPDATE": "change", "DELETE": "delete"}[policy.action]


def _owner_hint() -> str:
    return "Compare the owner: using ((select app.current_user_id()) = user_id)."


def _finding(code: str, severity: Severity, table: str, message: str, why: str = "", hint: str = "") -> Finding:
    return Finding(code, severity, message, Span(f"database/{table}"), why, hint, origin=NAME)
