"""`appfactory plan …`: check, show, compare and format a build plan."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appfactory.entry.boundary import FINDINGS, FINE, code_of

if TYPE_CHECKING:
    from appfactory.compile.plan.reader import ReadPlan
    from appfactory.compile.plan.show import Outline
    from appfactory.model.finding import Finding
    from appfactory.model.library import LibraryIndex

_PLAN = click.argument("file", type=click.Path(path_type=Path), default=Path("buildplan.yaml"))
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
_LIBRARY = click.option(
    "--library", "libraries", type=click.Path(path_type=Path, file_okay=False), multiple=True, help="A component library; repeatable."
)  # fmt: skip


@click.group()
def plan() -> None:
    """Check, show, compare and format a build plan.

    FILE is buildplan.yaml in this folder unless it is named; - is standard input.
    """


@plan.command()
@_PLAN
@_JSON
@_LIBRARY
@click.pass_context
def validate(context: click.Context, file: Path, as_json: bool, libraries: tuple[Path, ...]) -> None:
    """Say everything that is wrong with a plan, before anything is built from it."""
    text = _text_of(context, file, as_json)
    findings, _ = _checked(text, file, libraries)
    _report(findings, {str(file): text}, as_json)
    if not as_json and not findings:
        click.echo(f"{file}: nothing to complain about")
    context.exit(_code(findings))


@plan.command()
@click.option("--write", is_flag=True, help="Write it to buildplan.schema.json in this folder, where editors look for it.")
def schema(write: bool) -> None:
    """Print the JSON Schema of plans, for editors and other tools."""
    from appfactory.compile.plan.schema import SCHEMA_FILE, plan_schema
    from appfactory.model.plan import thaw
    from appfactory.perform.disk import write_text

    text = json.dumps(thaw(plan_schema()), indent=2, ensure_ascii=False) + "\n"
    if write:
        write_text(Path.cwd(), SCHEMA_FILE, text)
    else:
        click.echo(text, nl=False)


@plan.command()
@_PLAN
@click.option("--check", is_flag=True, help="Only say whether the file would change; exit code 1 if so.")
@click.option("--write", is_flag=True, help="Write the result back to the file.")
@_JSON
@click.pass_context
def fmt(context: click.Context, file: Path, check: bool, write: bool, as_json: bool) -> None:
    """Print a plan in its canonical form: keys in order, quotes where they must be, comments kept."""
    from appfactory.compile.plan.format import format_plan
    from appfactory.entry.render import render_findings
    from appfactory.model.finding import has_errors
    from appfactory.perform.disk import write_text

    if check and write:
        raise click.UsageError("--check and --write exclude each other")
    if write and str(file) == "-":
        raise click.UsageError("standard input can't be written to")
    text = _text_of(context, file, as_json)
    formatted, findings = format_plan(text, str(file))
    failed, changed = has_errors(findings), formatted != text
    if write and changed and not failed:
        write_text(file.absolute().parent, file.name, formatted)
    if as_json:
        click.echo(
            json.dumps({"ok": not failed, "changed": changed, "findings": [finding.as_json() for finding in findings]}, indent=2, ensure_ascii=False)
        )
    else:
        click.echo(render_findings(findings, {str(file): text}), err=True, nl=False)
        if not failed and not check and not write:
            click.echo(formatted, nl=False)
        elif not failed and changed:
            click.echo(f"{file}: {'formatted' if write else 'would be formatted'}")
    context.exit(FINDINGS if failed or (check and changed) else FINE)


@plan.command()
@_PLAN
@_JSON
@click.option("--mermaid", "as_mermaid", is_flag=True, help="Print the entities as a Mermaid ER diagram.")
@click.option("--er", "as_diagram", is_flag=True, help="Print the entities as boxes.")
@_LIBRARY
@click.pass_context
def show(context: click.Context, file: Path, as_json: bool, as_mermaid: bool, as_diagram: bool, libraries: tuple[Path, ...]) -> None:
    """Show a plan as it was understood: pages, routes, operations, entities."""
    from appfactory.compile.plan import show as shows
    from appfactory.compile.resolve import resolve
    from appfactory.model.finding import has_errors

    text = _text_of(context, file, as_json)
    findings, read, library = _validated(text, file, libraries)
    spec, resolved = (None, ()) if has_errors(findings) else resolve(read, library)
    errors = tuple(finding for finding in (*findings, *resolved) if finding.severity == "error")
    if spec is None or errors:
        _report(errors, {str(file): text}, as_json)
        context.exit(FINDINGS)
    if as_json:
        click.echo(json.dumps({"ok": True, **shows.spec_json(spec)}, indent=2, ensure_ascii=False))
    elif as_mermaid:
        click.echo(shows.mermaid(spec), nl=False)
    elif as_diagram:
        click.echo(shows.diagram(spec), nl=False)
    else:
        _tree(shows.outline_of(spec))
        click.echo("\n" + shows.diagram(spec), nl=False)


@plan.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@_JSON
@click.pass_context
def diff(context: click.Context, before: Path, after: Path, as_json: bool) -> None:
    """Say what is different between two plans: pages, routes, operations, tables, policies.

    Exit code 0 if they can be compared, whether they differ or not.
    """
    from appfactory.compile.plan.diff import diff_plans
    from appfactory.compile.plan.reader import read_plan

    texts = {str(path): _text_of(context, path, as_json) for path in (before, after)}
    reads = [read_plan(texts[str(path)], str(path)) for path in (before, after)]
    if reads[0].plan is None or reads[1].plan is None:
        _report([finding for read in reads for finding in read.findings if finding.severity == "error"], texts, as_json)
        context.exit(FINDINGS)
    changes = diff_plans(reads[0].plan, reads[1].plan)
    if as_json:
        click.echo(json.dumps({"ok": True, "changes": [change.as_json() for change in changes]}, indent=2, ensure_ascii=False))
        return
    for change in changes:
        mark, color = {"added": ("+", "green"), "removed": ("-", "red"), "renamed": ("→", "cyan"), "changed": ("~", "yellow")}[change.kind]
        click.echo(click.style(mark, fg=color) + f" {change.sentence()}", color=None)
    if not changes:
        click.echo("The plans say the same.")


def _text_of(context: click.Context, file: Path, as_json: bool) -> str:
    """The text of a plan; if there is none, says so and ends the command."""
    from appfactory.compile.plan.reader import MAX_BYTES, decode_plan
    from appfactory.model.finding import Finding
    from appfactory.perform.disk import read_document

    text = decode_plan(sys.stdin.buffer.read(MAX_BYTES + 1), "-") if str(file) == "-" else read_document(file, MAX_BYTES)
    if isinstance(text, Finding):
        _report([text], {}, as_json)
        context.exit(code_of((text,)))
    return text


def _validated(text: str, file: Path, libraries: tuple[Path, ...]) -> tuple[tuple[Finding, ...], ReadPlan, LibraryIndex]:
    from appfactory.compile.plan.validate import validate as validated
    from appfactory.perform.library import default_library, read_library

    library, problems = read_library(*libraries, default_library())
    prd = (file.absolute().parent / "prd.yaml").is_file() if str(file) != "-" else None
    findings, read = validated(text, str(file), library, prd=prd)
    return (*(problem for problem in problems if libraries or problem.severity == "error"), *findings), read, library


def _checked(text: str, file: Path, libraries: tuple[Path, ...]) -> tuple[tuple[Finding, ...], ReadPlan]:
    """All findings: of the text, the shape, the meaning, and, if there is no error, of how operations and pages were understood."""
    from appfactory.compile.plan.validate import merged
    from appfactory.compile.resolve import resolve
    from appfactory.model.finding import has_errors

    findings, read, library = _validated(text, file, libraries)
    if has_errors(findings):
        return findings, read
    _, resolved = resolve(read, library)
    return merged(findings, resolved), read


def _report(findings: Any, sources: dict[str, str], as_json: bool) -> None:
    from appfactory.entry.render import render_findings
    from appfactory.model.finding import has_errors

    if as_json:
        click.echo(
            json.dumps({"ok": not has_errors(findings), "findings": [finding.as_json() for finding in findings]}, indent=2, ensure_ascii=False)
        )
    else:
        click.echo(render_findings(findings, sources), nl=False, color=True if sys.stdout.isatty() else None)


def _code(findings: tuple[Finding, ...]) -> int:
    from appfactory.model.finding import has_errors

    return FINDINGS if has_errors(findings) else FINE


def _tree(outline: Outline) -> None:
    """The outline as a tree: with colours on a terminal, with the same lines in a pipe."""
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    from appfactory.entry.render import colored, visible

    def grow(node: Outline, tree: Tree) -> None:
        for child in node.children:
            grow(child, tree.add(label(child)))

    def label(node: Outline) -> Text:
        return Text.assemble((visible(node.label), "bold" if node.children else ""), (f"  {visible(node.remark)}" if node.remark else "", "dim"))

    root = Tree(label(outline))
    grow(outline, root)
    console = Console(no_color=not colored(), highlight=False, width=None if sys.stdout.isatty() else 200, force_terminal=colored())
    console.print(root, soft_wrap=not sys.stdout.isatty())
