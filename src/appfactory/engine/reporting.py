"""`validation_report.json` and `validation_report.html`: what was proven, by which gate, with which versions."""

from __future__ import annotations

from pathlib import PurePosixPath

from appfactory import __version__
from appfactory.catalog.gates import GATES, STATIC_GATES
from appfactory.compile.report import Screenshot, Validation, validation_report
from appfactory.compile.report_page import report_page
from appfactory.engine.context import Build
from appfactory.engine.proving import Proof
from appfactory.perform import clock, toolchain
from appfactory.perform.disk import read_tree, write_text

JSON_REPORT = "validation_report.json"
PAGE = "validation_report.html"
_SCREENSHOTS = "test-results/screenshots"


def write_report(build: Build, proof: Proof) -> None:
    """Writes both reports into the app's folder. Raises `EnvironmentProblem`."""
    validation = Validation(
        build.compiled.spec,
        proof.results,
        (*((gate.name, gate.proves) for gate in GATES), *((gate.name, gate.proves) for gate in STATIC_GATES)),
        (
            ("appfactory", __version__),
            *((check.name, check.version) for check in toolchain.doctor(build.project.folder) if check.name != "disk space"),
        ),
        proof.findings,
        _screenshots(build),
        clock.now(),
        sum(result.seconds for result in proof.results),
    )
    write_text(build.project.folder, JSON_REPORT, validation_report(validation))
    write_text(build.project.folder, PAGE, report_page(validation))


def _screenshots(build: Build) -> tuple[Screenshot, ...]:
    found = read_tree(build.project.folder, _SCREENSHOTS, skip=frozenset()).files
    return tuple(Screenshot(PurePosixPath(path).stem.replace("-", " "), path) for path in sorted(found) if path.endswith(".png"))
