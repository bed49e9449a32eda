"""`appfactory contract serve` and `appfactory contract mcp`: the contract for programs on this machine and elsewhere."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import click

from appfactory.entry.boundary import FINE, USAGE
from appfactory.entry.contract_targets import Target, located, model_of, model_option, scope_of, scope_options, target_options, tell

TOKEN = "APPFACTORY_CONTRACT_TOKEN"  # noqa: S105 - the name of a variable
_JSON = click.option("--json", "as_json", is_flag=True, help="Print where it listens as JSON.")


@click.command()
@target_options
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8787, show_default=True, help="The port; 0 for any that is free.")
@click.option("--token-file", type=click.Path(path_type=Path, dir_okay=False), help="Tokens with what each may do (docs/contract.md).")
@click.option("--packs", type=click.Path(path_type=Path, file_okay=False, exists=True), help="A folder of packs that callers may run by name.")
@click.option("--user-role", type=click.Choice(["user", "admin"]), default="user", show_default=True, help="The callers' role in the app.")
@click.option("--mcp/--no-mcp", default=True, show_default=True, help="Answer agents by MCP at /mcp, too.")
@model_option
@_JSON
@click.pass_context
def serve(
    context: click.Context, database: str, folder: Path | None, schemas: tuple[str, ...], host: str, port: int, token_file: Path | None,
    packs: Path | None, user_role: str, mcp: bool, model: str, as_json: bool,
) -> None:  # fmt: skip
    """Answer over HTTP until Ctrl-C: a page to type into, an interface with OpenAPI, and MCP.

    Callers on this machine need no token, unless there is one: APPFACTORY_CONTRACT_TOKEN, which may do everything, or those of --token-file. Others
    always need one.
    """
    from appfactory.contract.execution.door import open_door
    from appfactory.contract.execution.session import Options
    from appfactory.entry.contract_server import listen
    from appfactory.entry.contract_tokens import tokens_of
    from appfactory.model.finding import Finding

    tokens = tokens_of(token_file, os.environ.get(TOKEN, ""))
    if isinstance(tokens, Finding):
        tell(context, (tokens,), as_json)
    local = is_local(host)
    if not local and not tokens.known:
        message = f"{host} can be reached from elsewhere, and there is no token: set {TOKEN}, or give --token-file"
        click.echo(json.dumps({"ok": False, "message": message}) if as_json else f"Error: {message}", err=not as_json)
        context.exit(USAGE)
    target = Target(database, folder, None, schemas, user_role)
    with located(context, target, as_json) as url, open_door(url, Options(schemas=schemas, user_role=user_role), packs, model_of(model)) as door:
        for note in () if as_json else door.notes:
            click.echo(f"note: {note}", err=True)
        # To be ended is how a server ends.
        with contextlib.suppress(KeyboardInterrupt):
            listen(door, tokens, host, port, local=local, mcp=mcp, as_json=as_json)
    context.exit(FINE)


@click.command("mcp")
@target_options
@scope_options
@click.option("--read-only", is_flag=True, help="Queries only.")
@click.option("--no-commit", is_flag=True, help="Nothing may stay, whatever a request says.")
@model_option
@click.pass_context
def mcp_command(
    context: click.Context, database: str, folder: Path | None, schemas: tuple[str, ...], biz: str, location: str, actor: str, user_role: str,
    read_only: bool, no_commit: bool, model: str,
) -> None:  # fmt: skip
    """Serve coding agents by MCP over standard input and output: schema, translate, simulate, execute, run_scenarios."""
    from appfactory.contract.execution.door import open_door
    from appfactory.contract.execution.session import Options
    from appfactory.contract.statements.permissions import VERBS, Permission
    from appfactory.entry.contract_mcp import mcp_server

    permission = Permission(("query",) if read_only else VERBS, commits=not (no_commit or read_only))
    target = Target(database, folder, None, schemas, user_role)
    with located(context, target, False) as url, open_door(url, Options(schemas=schemas, user_role=user_role), None, model_of(model)) as door:
        server = mcp_server(door, permission, scope_of(biz, location, actor))
        told_to_end = _ends_by_signal(lambda: server.run("stdio"))
    if told_to_end:
        # The thread that reads standard input can't be woken, and Python would wait for it.
        os._exit(FINE)
    context.exit(FINE)


def _ends_by_signal(serve_until_input_ends: Callable[[], None]) -> bool:
    """Serves beside the main thread, which alone hears of signals. True if one came before the input ended."""
    raised: list[Exception] = []

    def work() -> None:
        try:
            serve_until_input_ends()
        except Exception as problem:
            raised.append(problem)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        thread.join()
    except KeyboardInterrupt:
        return True
    if raised:
        raise raised[0]
    return False


def is_local(host: str) -> bool:
    """True for an address that only this machine can reach."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
