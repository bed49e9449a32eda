"""One table of providers, and it is the one that plans are warned from."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from appfactory.catalog.registry import KINDS, built, contributions_of, provider, providers, providers_of
from appfactory.compile.support import SUPPORT
from appfactory.model.contribution import ProviderKind
from appfactory.model.spec import Targets
from tests.catalog.providers.chosen import restaurant_with


def test_every_kind_is_there() -> None:
    assert set(KINDS) == set(get_args(ProviderKind))
    assert {each.kind for each in providers()} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_to_be_built_is_built(kind: ProviderKind) -> None:
    assert set(built(kind)) == set(SUPPORT[("targets", kind)])


def test_names_are_unique_within_a_kind() -> None:
    assert len({(each.kind, each.name) for each in providers()}) == len(providers())


def test_the_chosen_ones_come_in_the_order_of_kinds() -> None:
    targets = Targets("aws", "neon", "authjs", "none", "postmark", "none")
    assert [each.name for each in providers_of(targets)] == ["authjs", "neon", "none", "postmark", "none", "aws"]
    assert [each.kind for each in providers_of(targets)] == list(KINDS)


def test_what_is_not_built() -> None:
    assert provider("auth", "firebase-auth") is None
    with pytest.raises(KeyError):
        providers_of(replace(Targets("aws", "neon", "authjs", "none", "postmark", "none"), storage="cloudinary"))


def test_importing_the_registry_imports_no_provider() -> None:
    script = "import sys, appfactory.catalog.registry; print([name for name in sys.modules if name.startswith('appfactory.catalog.providers')])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_contributions_are_those_of_the_chosen_ones() -> None:
    spec = restaurant_with(payments="none", email="none")
    assert [contribution.provider for contribution in contributions_of(spec)] == [
        "clerk",
        "supabase",
        "no payments",
        "no email",
        "no storage",
        "vercel",
    ]


def test_the_manual_names_every_provider() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "providers.md").read_text()
    for kind in KINDS:
        row = next(line for line in manual.splitlines() if line.startswith(f"| `{kind}` |"))
        assert all(f"`{name}`" in row for name in built(kind))
