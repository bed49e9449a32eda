"""The plans that come with App Factory."""

from __future__ import annotations

from pathlib import Path

from appfactory.engine.project import PLAN_FILE
from appfactory.model.finding import Finding
from appfactory.perform.disk import read_document, write_text
from appfactory.perform.packaged import packaged_folder
from appfactory.perform.problem import EnvironmentProblem


def example_plan(name: str) -> Path:
    """The plan file of an example, in a checkout or in the installed package."""
    return packaged_folder("examples") / name / PLAN_FILE


def copy_example(name: str, folder: Path) -> None:
    """Puts an example's plan into `folder`; a plan that is there already stays. Raises `EnvironmentProblem`."""
    if isinstance(read_document(folder / PLAN_FILE), str):
        return
    text = read_document(example_plan(name))
    if isinstance(text, Finding):
        raise EnvironmentProblem(text)
    write_text(folder, PLAN_FILE, text)
