"""`appfactory build preview`: start the app, say where it is, stay until Ctrl-C."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import click

from appfactory.entry.boundary import FINE, code_of

if TYPE_CHECKING:
    from appfactory.engine.project import Project
    from appfactory.engine.running import RunningApp


def run_preview(project: Project, detach: bool, port: int | None, as_json: bool) -> int:
    """Starts the app and prints address, sign-ins and database; stays unless `detach`."""
    from appfactory.engine.preview import start_preview, stop_preview
    from appfactory.entry.live_progress import progress_for
    from appfactory.entry.render import render_findings
    from appfactory.perform import signals

    with signals.listening():
        with progress_for(as_json) as progress:
            result = start_preview(project, progress, port, detached=detach)
        if result.app is None:
            findings = [finding.as_json() for finding in result.findings]
            click.echo(json.dumps({"ok": False, "findings": findings}, indent=2) if as_json else render_findings(result.findings, {}).rstrip("\n"))
            return code_of(result.findings)
        click.echo(json.dumps(_details(result.app), indent=2) if as_json else _text(result.app, detach))
        if not detach:
            _stay()
            stop_preview(project.folder)
    return FINE


def end_preview(project: Project, as_json: bool) -> int:
    """Stops an app that was left running, and says whether there was one."""
    from appfactory.engine.preview import stop_preview

    stopped = stop_preview(project.folder)
    if as_json:
        click.echo(json.dumps({"ok": True, "stopped": stopped}))
    else:
        click.echo("Stopped." if stopped else "No preview was running.")
    return FINE


def _stay() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("\nStopping.", err=True)


def _details(app: RunningApp) -> dict[str, Any]:
    from appfactory.engine.preview import USERS

    users = [{"email": email, "role": role, "sign-in": f"{app.url}/sign-in"} for email, role in USERS]
    return {"url": app.url, "users": users, "database": app.database.owner_url, "standIns": app.stand_in_url}


def _text(app: RunningApp, detach: bool) -> str:
    from appfactory.engine.preview import USERS

    people = "\n".join(f"  {email:<18} {role}" for email, role in USERS)
    leave = "Stop it with: appfactory build preview --stop" if detach else "Stop with Ctrl-C."
    return f"\n{app.url}\n\nSign in at {app.url}/sign-in as\n{people}\n\nWhat was mailed and charged: {app.stand_in_url}/_records\n{leave}"
