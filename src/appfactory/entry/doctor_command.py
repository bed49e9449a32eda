"""`appfactory doctor`: what this machine lacks and how to get it."""

from __future__ import annotations

import json

import click

from appfactory.entry.boundary import ENVIRONMENT, FINE


@click.command()
@click.option("--install", is_flag=True, help="Get what can be got without asking: pnpm and a browser.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def doctor(context: click.Context, /, install: bool, as_json: bool) -> None:
    """Say what this machine lacks and how to get it."""
    from appfactory.model.finding import Finding
    from appfactory.perform.toolchain import doctor as checks
    from appfactory.perform.toolchain import ensure_browser, ensure_pnpm

    problems = [found for found in (ensure_pnpm(), ensure_browser()) if isinstance(found, Finding)] if install else []
    found = checks()
    ok = all(check.status == "ok" for check in found)
    if as_json:
        rows = [
            {"name": one.name, "status": one.status, "version": one.version, "path": one.path, "remedy": one.remedy, "automatic": one.automatic}
            for one in found
        ]
        click.echo(json.dumps({"ok": ok, "checks": rows, "findings": [problem.as_json() for problem in problems]}, indent=2))
    else:
        for one in found:
            mark = "✓" if one.status == "ok" else "✗"
            click.echo(f"{mark} {one.name:<12} {one.version or one.status:<14} {one.path if one.status == 'ok' else one.remedy}".rstrip())
        for problem in problems:
            click.echo(f"{problem.message} {problem.hint}", err=True)
    context.exit(FINE if ok else ENVIRONMENT)
