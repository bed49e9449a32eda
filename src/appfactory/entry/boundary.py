"""Where a command meets the user: every way of ending has an exit code and a message, never a traceback for a problem of the surroundings."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from appfactory.model.finding import Finding

FINE, FINDINGS, USAGE, ENVIRONMENT = 0, 1, 2, 3


def run_command(command: click.Command, arguments: list[str]) -> int:
    """Runs a command and returns its exit code: 0 fine, 1 findings, 2 usage, 3 environment, 130 after Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Arguments and JSON may hold halves of characters; so written they are still seen, and within JSON they are what JSON writes.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = command.main(args=arguments, prog_name="appfactory", standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.Abort:
        return _interrupted(arguments)
    except click.ClickException as problem:
        problem.show()
        return USAGE
    except KeyboardInterrupt:
        return _interrupted(arguments)
    except BrokenPipeError:
        # The reader went away (`| head`); Python would complain once more when it closes standard output.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        return FINE
    except Exception as problem:
        return _environment(problem, "--json" in arguments)
    return code if isinstance(code, int) else FINE


def code_of(findings: Iterable[Finding]) -> int:
    """The exit code of a command that failed with these findings: 3 if one is about the surroundings, such as a file that is not there, else 1.

    What is wrong within a file that is there is the file's fault, not that of the surroundings.
    """
    surroundings = (each for each in findings if each.severity == "error" and each.origin == "environment")
    return ENVIRONMENT if any(each.code not in ("not-utf8", "file-too-large") for each in surroundings) else FINDINGS


def _interrupted(arguments: list[str]) -> int:
    from appfactory.perform import signals

    # Only a build leaves something to go on with; other commands leave what they had committed.
    resumable = next((argument for argument in arguments if not argument.startswith("-")), "") in ("build", "demo")
    kept = "What was finished is kept; go on with: appfactory build resume" if resumable else "What was not finished is undone."
    click.echo(f"\nStopped. {kept}", err=True)
    return signals.exit_code()


def _environment(problem: Exception, as_json: bool) -> int:
    from appfactory.entry.render import render_findings
    from appfactory.perform.problem import EnvironmentProblem, finding_of

    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        click.echo(f"error: nothing more can be written: {problem.strerror}", err=True)
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - what is left in its buffer can't be written either
        return ENVIRONMENT
    if isinstance(problem, OSError) and problem.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.EMFILE):
        problem = EnvironmentProblem(finding_of(problem, str(problem.filename or ""), "using"))
    if not isinstance(problem, EnvironmentProblem):
        raise problem
    if as_json:
        click.echo(json.dumps({"ok": False, "findings": [problem.finding.as_json()]}, indent=2, ensure_ascii=False))
    else:
        click.echo(render_findings((problem.finding,), {}), err=True, nl=False)
    return ENVIRONMENT
