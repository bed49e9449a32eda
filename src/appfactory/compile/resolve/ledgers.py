"""Operations on a ledger, whose rows are only ever added."""

from __future__ import annotations

from dataclasses import replace

from appfactory.compile.resolve.resolution import Resolution
from appfactory.model.spec import Mark, Patch, Remove, Transition


def refuse_ledger_changes(state: Resolution) -> Resolution:
    """Pass: no operation changes or deletes rows of a ledger. What such an operation would do, the database refuses anyway."""
    ledgers = {entity.names.source for entity in state.entities if entity.ledger}
    findings = []
    for operation in state.operations:
        meaning = operation.meaning
        if isinstance(meaning, Patch | Transition | Mark | Remove) and meaning.entity in ledgers:
            does = "deletes" if isinstance(meaning, Remove) else "changes"
            findings.append(
                state.finding(
                    "ledger-changed", f"`{operation.names.source}` {does} rows of `{meaning.entity}`, which is a ledger", f"{operation.origin}.name",
                    "rows of a ledger are only ever added; the database would refuse every call",
                    "add a row that corrects the other, or leave out `ledger: true`",
                )
            )  # fmt: skip
    return replace(state).report(findings)
