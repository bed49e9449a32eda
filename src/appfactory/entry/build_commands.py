"""`appfactory build …`: run phases, see where a build stands, go on with it, look at what it would do, start the app."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from appfactory.entry.boundary import FINDINGS, FINE, code_of

if TYPE_CHECKING:
    from appfactory.engine.build import BuildResult
    from appfactory.engine.project import Project

_Command = TypeVar("_Command", bound=Callable[..., Any])

_PHASE_HELP = {
    "scaffold": "Write the app's configuration, layouts and static code; install its packages.",
    "assemble": "Copy library components and write the pages.",
    "migrate": "Write the next migration, apply it, read the schema back and compare.",
    "api": "Write types, validation, domain actions, routes, client and OpenAPI.",
}


def _project_options(command: _Command) -> _Command:
    options = (
        click.option("--plan", "plan", type=click.Path(path_type=Path, dir_okay=False), help="The plan, if it is not buildplan.yaml in the folder."),
        click.option(
            "--dir",
            "folder",
            type=click.Path(path_type=Path, file_okay=False),
            help="Where to build; the plan's folder if not given. A plan that lies there comes first.",
        ),
        click.option(
            "--library", "libraries", type=click.Path(path_type=Path, file_okay=False), multiple=True, help="A component library; repeatable."
        ),
        click.option("--trust", is_flag=True, help="Allow the plan's hooks to run commands on this machine."),
        click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(invoke_without_command=True)
@click.option("--plan-only", is_flag=True, help="Show what would change on disk and the SQL, and change nothing.")
@_project_options
@click.pass_context
def build(context: click.Context, /, plan_only: bool, as_json: bool, **where: Any) -> None:
    """Turn a plan into a tested, running app, phase by phase.

    The app is built in the folder that holds the plan. A second run changes only what the plan changed.
    """
    if context.invoked_subcommand is not None:
        _refuse_options_before(context, context.invoked_subcommand)
        return
    if not plan_only:
        click.echo(context.get_help())
        context.exit(FINE)
    context.exit(_dry_run(_project(**where), as_json))


def _perf_option(command: _Command) -> _Command:
    text = "Also run the gate perf: Lighthouse on the first public page. Fetched by npm; a busy machine changes its figures."
    return click.option("--perf", is_flag=True, help=text)(command)


@build.command("all")
@_perf_option
@click.option("--plan-only", is_flag=True, help="Show what would change on disk and the SQL, and change nothing.")
@_project_options
@click.pass_context
def build_all(context: click.Context, /, plan_only: bool, perf: bool, as_json: bool, **where: Any) -> None:
    """Run every phase up to the tests and their gates."""
    from appfactory.engine.build import ALL

    project = _project(**where, perf=perf)
    context.exit(_dry_run(project, as_json) if plan_only else _run(project, ALL, as_json))


@build.command()
@_project_options
@click.pass_context
def resume(context: click.Context, /, as_json: bool, **where: Any) -> None:
    """Go on where the last build stopped."""
    from appfactory.engine import build as engine
    from appfactory.entry.live_progress import progress_for
    from appfactory.perform import signals

    with signals.listening(), progress_for(as_json) as progress:
        project = _project(**where)
        result = engine.resume(project, progress)
    context.exit(report(result, project, as_json))


@build.command()
@_project_options
@click.pass_context
def status(context: click.Context, /, as_json: bool, **where: Any) -> None:
    """Say which phases are done, which failed, and what comes next."""
    from appfactory.engine.checkpoints import read_run, seen_from_outside
    from appfactory.entry.build_output import status_json, status_text
    from appfactory.entry.render import render_findings
    from appfactory.model.finding import Finding

    project = _project(**where)
    state = read_run(project.folder)
    if isinstance(state, Finding):
        output = json.dumps({"ok": False, "findings": [state.as_json()]}, indent=2) if as_json else render_findings((state,), {})
        click.echo(output.rstrip("\n"))
        context.exit(FINDINGS)
    state = seen_from_outside(project.folder, state)
    click.echo(json.dumps(status_json(state), indent=2) if as_json else status_text(state))


@build.command()
@click.argument("names", nargs=-1)
@_project_options
@click.pass_context
def integrate(context: click.Context, /, names: tuple[str, ...], as_json: bool, **where: Any) -> None:
    """Write the code of the chosen providers, or of those that are named."""
    context.exit(_run(_project(**where), ("integrate",), as_json, names))


@build.command()
@click.option("--detach", is_flag=True, help="Leave the app running and return.")
@click.option("--stop", is_flag=True, help="Stop an app that was left running.")
@click.option("--port", type=click.IntRange(1, 65535), help="The app's port; a free one if not given.")
@_project_options
@click.pass_context
def preview(context: click.Context, /, detach: bool, stop: bool, port: int | None, as_json: bool, **where: Any) -> None:
    """Start the app on a production build with seed data; print its address and test sign-ins."""
    from appfactory.entry.preview_command import end_preview, run_preview

    project = _project(**where)
    context.exit(end_preview(project, as_json) if stop else run_preview(project, detach, port, as_json))


@build.command()
@_project_options
@click.pass_context
def deploy(context: click.Context, /, as_json: bool, **where: Any) -> None:  # noqa: ARG001 - the options are those of every phase
    """Not built yet: says so, and how to deploy by hand."""
    from appfactory.entry.render import render_findings
    from appfactory.model.finding import Finding

    finding = Finding(
        "not-built-yet",
        "error",
        "The phase deploy is not built yet.",
        why="App Factory can't yet hand an app over to an infrastructure provider.",
        hint="Deploy the app's folder as any Next.js app; .env.example lists what it needs.",
    )
    click.echo(json.dumps({"ok": False, "findings": [finding.as_json()]}, indent=2) if as_json else render_findings((finding,), {}).rstrip("\n"))
    context.exit(FINDINGS)


def _add_phase(name: str, text: str) -> None:
    @build.command(name, help=text)
    @_project_options
    @click.pass_context
    def phase(context: click.Context, /, as_json: bool, **where: Any) -> None:
        context.exit(_run(_project(**where), (name,), as_json))


for _name, _text in _PHASE_HELP.items():
    _add_phase(_name, _text)


@build.command("tests")
@_perf_option
@_project_options
@click.pass_context
def run_tests(context: click.Context, /, perf: bool, as_json: bool, **where: Any) -> None:
    """Write the tests, run every gate, write validation_report.json."""
    context.exit(_run(_project(**where, perf=perf), ("tests",), as_json))


def _refuse_options_before(context: click.Context, command: str) -> None:
    """An option between `build` and the phase would be lost; for `--plan-only` the loss would be a build that nobody wanted."""
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name is not None and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    ]
    if given:
        message = f"{' '.join(given)} must follow the phase: appfactory build {command} {' '.join(given)} …"
        raise click.UsageError(message, context)


def _project(plan: Path | None, folder: Path | None, libraries: tuple[Path, ...], trust: bool, perf: bool = False) -> Project:
    from appfactory.engine.project import PLAN_FILE, project_at

    if folder is not None and plan is None and not (folder / PLAN_FILE).is_file() and Path(PLAN_FILE).is_file():
        plan = Path(PLAN_FILE)  # the plan here, built there
    return project_at(folder or (plan.parent if plan else Path()), plan, libraries, trust, ("perf",) if perf else ())


def _run(project: Project, phases: tuple[Any, ...], as_json: bool, names: tuple[str, ...] = ()) -> int:
    from appfactory.engine import build as engine
    from appfactory.entry.live_progress import progress_for
    from appfactory.perform import signals

    with signals.listening(), progress_for(as_json) as progress:
        result = engine.build(project, phases, progress, names)
    return report(result, project, as_json)


def report(result: BuildResult, project: Project, as_json: bool) -> int:
    """Prints how a build ended and returns the exit code."""
    from appfactory.entry.build_output import result_json, result_text

    click.echo(json.dumps(result_json(result), indent=2, ensure_ascii=False) if as_json else result_text(result, _sources(project)))
    if result.ok:
        return FINE
    return FINDINGS if result.steps else code_of(result.findings)  # once a phase has begun, what fails is what is built


def _dry_run(project: Project, as_json: bool) -> int:
    from appfactory.engine.dry_run import dry_run
    from appfactory.entry.build_output import dry_run_json, dry_run_text

    result = dry_run(project)
    click.echo(json.dumps(dry_run_json(result), indent=2, ensure_ascii=False) if as_json else dry_run_text(result, _sources(project)))
    return FINE if result.ok else code_of(result.findings)


def _sources(project: Project) -> dict[str, str]:
    """The plan's text, to show the lines that findings point at."""
    from appfactory.perform.disk import read_document

    text = read_document(project.plan)
    return {project.plan.name: text} if isinstance(text, str) else {}
