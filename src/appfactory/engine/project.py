"""What a build is about: the folder, the plan, the libraries, and what the user allowed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PLAN_FILE = "buildplan.yaml"


@dataclass(frozen=True, slots=True)
class Project:
    """`folder` is where the app is built and where `.codex` lies; `plan` is the plan's file; `libraries` are searched in order.

    `trusted` allows commands that the plan brings along (hooks). `gates` are the optional gates that were asked for, by name.
    """

    folder: Path
    plan: Path
    libraries: tuple[Path, ...] = ()
    trusted: bool = False
    gates: tuple[str, ...] = ()


def project_at(
    folder: Path, plan: Path | None = None, libraries: tuple[Path, ...] = (), trusted: bool = False, gates: tuple[str, ...] = ()
) -> Project:
    """The project in `folder`; its plan is `buildplan.yaml` there unless another file is named."""
    return Project(folder.absolute(), (plan or folder / PLAN_FILE).absolute(), tuple(library.absolute() for library in libraries), trusted, gates)
