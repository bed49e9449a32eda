"""No payments: an app that has none of it."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.model.contribution import Contribution, ProviderKind
from appfactory.model.spec import AppSpec


@dataclass(frozen=True, slots=True)
class NoPayments:
    """`targets.payments: none`."""

    name: str = "none"
    kind: ProviderKind = "payments"

    def contribute(self, spec: AppSpec) -> Contribution:  # noqa: ARG002 - nothing depends on the app
        """Nothing."""
        return Contribution(provider=f"no {self.kind}")
