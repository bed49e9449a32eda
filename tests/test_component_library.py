"""The component library by its own tools: types, lint, tests, and every component in a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appfactory.model.command import Command
from appfactory.perform import toolchain
from appfactory.perform.library import default_library, read_library
from appfactory.perform.process import run

LIBRARY = default_library()


@pytest.fixture(scope="module")
def installed() -> Path:
    assert isinstance(toolchain.ensure_pnpm(), toolchain.Tool)
    outcome = run(Command(("pnpm", "install", "--frozen-lockfile", "--prefer-offline"), environment=(("CI", "1"),), timeout=600), LIBRARY)
    assert outcome.ok, outcome.output[-2000:]
    return LIBRARY


def test_there_are_components_enough_and_each_is_described() -> None:
    index, findings = read_library(LIBRARY)
    assert not findings
    assert len(index.components) >= 40
    for component in index.components:
        assert component.summary
        assert all(prop.description for prop in component.props), component.path


def test_the_components_that_the_founding_plan_names_are_there() -> None:
    index, _ = read_library(LIBRARY)
    for path in (
        "packages/platform/ui/src/primitives/heroes/hero-fullscreen/component.tsx",
        "packages/platform/ui/src/primitives/buttons/PrimaryButton.tsx",
        "packages/restaurants/src/features/booking/BookingForm.tsx",
    ):
        assert index.component(path) is not None


def test_versions_are_exact() -> None:
    for manifest in (LIBRARY / "packages").glob("**/package.json"):
        if "node_modules" not in manifest.parts:
            dependencies = json.loads(manifest.read_text()).get("dependencies", {})
            assert all(version[0].isdigit() or version.startswith("workspace:") for version in dependencies.values()), manifest


@pytest.mark.node
@pytest.mark.parametrize("script", ["typecheck", "lint", "test"])
def test_its_own_checks_pass(installed: Path, script: str) -> None:
    outcome = run(Command(("pnpm", "run", script), environment=(("CI", "1"),), timeout=600), installed)
    assert outcome.ok, outcome.output[-4000:]


@pytest.mark.node
@pytest.mark.browser
def test_every_component_in_a_browser(installed: Path) -> None:
    browser = toolchain.ensure_browser()
    assert isinstance(browser, toolchain.Tool)
    environment = (("CI", "1"), ("CHROMIUM_PATH", browser.path))
    built = run(Command(("pnpm", "run", "showcase:build"), environment=environment, timeout=600), installed)
    assert built.ok, built.output[-4000:]
    outcome = run(Command(("pnpm", "run", "showcase:test"), environment=environment, timeout=900), installed)
    assert outcome.ok, outcome.output[-4000:]
