"""A small project to build, and a package manager that installs nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appfactory.engine.build import BuildResult, build
from appfactory.engine.project import Project, project_at
from appfactory.model.step import Phase

MINIMAL = (Path(__file__).parents[1] / "fixtures" / "minimal.yaml").read_text()
WITHOUT_NPM: tuple[Phase, ...] = ("assemble", "api", "integrate")
"""Phases that write files and run no other program."""

FAKE_PNPM = """#!/bin/sh
if [ "$1" = --version ]; then echo 12.0.0; exit 0; fi
echo "$@" >> "{calls}"
if [ -e "{broken}" ]; then echo "ERR_PNPM_NO_NETWORK  the registry does not answer"; exit 1; fi
mkdir -p node_modules && touch node_modules/.modules.yaml
"""
FAKE_NODE = "#!/bin/sh\necho v22.12.0\n"


@dataclass
class Recorder:
    """Progress as a list: what a build told, in order."""

    phases: list[tuple[str, str]] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)

    def phase_started(self, phase: str, position: int, total: int) -> None:
        self.tasks.append(f"{phase} {position}/{total}")

    def task(self, text: str) -> None:
        self.tasks.append(text)

    def note(self, text: str) -> None:
        self.tasks.append(text)

    def phase_ended(self, phase: str, status: str, seconds: float, summary: str) -> None:
        self.phases.append((phase, status))
        self.tasks.append(f"{phase}: {summary} ({seconds:.1f} s)")


@dataclass
class Workshop:
    """A project in a folder of its own. `plan` is what will be built next."""

    folder: Path
    plan: str = MINIMAL
    progress: Recorder = field(default_factory=Recorder)

    @property
    def project(self) -> Project:
        return project_at(self.folder)

    def write_plan(self) -> None:
        self.folder.mkdir(exist_ok=True)
        plan = self.folder / "buildplan.yaml"
        if not plan.exists() or plan.read_text() != self.plan:
            plan.write_text(self.plan)

    def build(self, *phases: Phase, names: tuple[str, ...] = ()) -> BuildResult:
        self.write_plan()
        return build(self.project, phases or WITHOUT_NPM, self.progress, names)

    def replace(self, old: str, new: str) -> None:
        assert old in self.plan, old
        self.plan = self.plan.replace(old, new)

    def path(self, name: str) -> Path:
        return self.folder / name

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text()
        assert old in text, f"{name} has no {old!r}"
        self.path(name).write_text(text.replace(old, new, 1))


Tree = dict[str, tuple[bytes, int]]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "app")


@pytest.fixture
def tree() -> Callable[[Path], Tree]:
    """Content and time of change of each file below a folder."""

    def read(folder: Path) -> Tree:
        return {
            str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_relative_to(folder / ".codex" / "postgres")
        }

    return read


@dataclass(frozen=True)
class PackageManager:
    """A pnpm that only notes that it was called. It fails while `broken` exists."""

    broken: Path
    log: Path

    @property
    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def package_manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackageManager:
    programs = tmp_path / "programs"
    programs.mkdir()
    found = PackageManager(tmp_path / "registry-is-down", tmp_path / "calls")
    for name, text in (("pnpm", FAKE_PNPM.format(calls=found.log, broken=found.broken)), ("node", FAKE_NODE)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return found
