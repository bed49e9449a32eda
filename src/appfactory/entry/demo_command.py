"""`appfactory demo`: the restaurant example, from its plan to a running app."""

from __future__ import annotations

from pathlib import Path

import click

from appfactory.entry.boundary import FINE

EXAMPLE = "restaurant-booking"


@click.command()
@click.option("--no-preview", is_flag=True, help="End once every gate has passed, without leaving the app running.")
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("build") / EXAMPLE, help="Where to build it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def demo(context: click.Context, /, no_preview: bool, folder: Path, as_json: bool) -> None:
    """Build the restaurant-booking example, prove it, and leave it running.

    The app has a menu, a booking form that finds a free table, an admin page, sign-in, e-mail and payments, all against local stand-ins.
    """
    from appfactory.engine import build as engine
    from appfactory.engine.examples import copy_example
    from appfactory.engine.project import project_at
    from appfactory.entry.build_commands import report
    from appfactory.entry.live_progress import progress_for
    from appfactory.entry.preview_command import run_preview
    from appfactory.perform import signals

    copy_example(EXAMPLE, folder)
    project = project_at(folder)
    with signals.listening(), progress_for(as_json) as progress:
        result = engine.build(project, engine.ALL, progress)
    stays = result.ok and not no_preview
    code = FINE if stays and as_json else report(result, project, as_json)  # JSON is one document: the preview's
    if code == FINE and not as_json:
        click.echo(f"Report: {folder / 'validation_report.html'}")
    if code != FINE or no_preview:
        context.exit(code)
    context.exit(run_preview(project, detach=False, port=None, as_json=as_json))
