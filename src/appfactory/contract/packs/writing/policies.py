"""Which rows the row level security of a table lets a caller read and write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from appfactory.contract.packs.writing.callers import Caller
from appfactory.model.database import Policy, PolicyAction, Table
from appfactory.model.expressions.evaluation import Evaluator
from appfactory.model.expressions.goals import Goal, Values, condition
from appfactory.model.expressions.operators import UnsupportedError

_ROLES = frozenset({"public", "authenticated", "contract_agent"})
"""Roles whose policies concern requests."""


class Guard:
    """The policies of a table, read once."""

    def __init__(self, table: Table, evaluator: Evaluator) -> None:
        self.table = table
        self._evaluator = evaluator
        self._conditions = {text: condition(table.name, text) for policy in table.policies for text in (policy.using, policy.check) if text}

    def admits(self, row: Values, caller: Caller, action: PolicyAction) -> bool | None:
        """Whether the caller may do this to the row; None if it can't be computed."""
        if not self.table.row_security:
            return True
        policies = [policy for policy in self.table.policies if policy.action in ("ALL", action) and _ROLES & set(policy.roles)]
        known = {**row, **{f"{self.table.name}.{column}": value for column, value in row.items()}}
        evaluator = self._evaluator.for_caller(caller)
        permitted = _any(self._holds(policy, known, evaluator, action) for policy in policies if policy.permissive)
        restricted = [self._holds(policy, known, evaluator, action) for policy in policies if not policy.permissive]
        if permitted is False or False in restricted:
            return False
        return None if permitted is None or None in restricted else True

    def _holds(self, policy: Policy, row: Values, evaluator: Evaluator, action: PolicyAction) -> bool | None:
        texts = {"SELECT": (policy.using,), "DELETE": (policy.using,), "INSERT": (policy.check or policy.using,)}
        parts = texts.get(action, (policy.using, policy.check or policy.using))
        results = [self._true(text, row, evaluator) for text in parts if text]
        return False if False in results else None if None in results else True

    def _true(self, text: str, row: Values, evaluator: Evaluator) -> bool | None:
        node = self._conditions[text].node
        if node is None:
            return None
        try:
            return evaluator.holds(node, row) is True
        except UnsupportedError:
            return None

    def goal(self, callers: Callable[[Values], Sequence[Caller]], action: PolicyAction = "INSERT") -> Goal:
        """The goal that some caller may do this to the row."""

        def met(row: Values) -> bool | None:
            return _any(self.admits(row, caller, action) for caller in callers(row))

        return Goal(f"the policies of {self.table.name}", tuple(column.name for column in self.table.columns), met)


def _any(results: Iterable[bool | None]) -> bool | None:
    unknown = False
    for result in results:
        if result:
            return True
        unknown = unknown or result is None
    return None if unknown else False
