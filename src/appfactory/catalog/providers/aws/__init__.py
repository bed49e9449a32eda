"""Amazon Web Services (https://aws.amazon.com), where the app will run. Until deployment is built, any app runs there as plain Node.js."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.model.contribution import Contribution, ProviderKind
from appfactory.model.spec import AppSpec


@dataclass(frozen=True, slots=True)
class Aws:
    """`targets.infra: aws`."""

    name: str = "aws"
    kind: ProviderKind = "infra"

    def contribute(self, spec: AppSpec) -> Contribution:  # noqa: ARG002 - nothing depends on the app
        """Nothing: the app needs no file of its own to run there."""
        return Contribution(provider=self.name)
