"""What people and their CI read: README, ARCHITECTURE and the workflow of an app."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from jinja2 import BaseLoader, Environment, StrictUndefined, Template

from appfactory.catalog.stacks.nextjs_15.static_files import TEMPLATE_PACKAGE
from appfactory.model.contribution import Contribution, EnvironmentVariable
from appfactory.model.spec import AppSpec

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True, slots=True)
class PackageManagerCommands:
    """How a package manager installs, runs a script of `package.json`, and runs a program of a package."""

    install: str
    frozen_install: str
    run: str
    execute: str


_COMMANDS = {
    "pnpm": PackageManagerCommands("pnpm install", "pnpm install --frozen-lockfile", "pnpm", "pnpm exec"),
    "npm": PackageManagerCommands("npm install", "npm ci", "npm run", "npx --no-install"),
}


def readme(spec: AppSpec, contributions: Iterable[Contribution], variables: Iterable[EnvironmentVariable]) -> str:
    """`README.md`, with a section of each provider that has something to say."""
    commands = _COMMANDS[spec.project.package_manager]
    rows = [_variable_row(variable) for variable in variables if variable.name != "STAND_IN_URL"]
    sections = [contribution.documentation.strip() for contribution in contributions if contribution.documentation.strip()]
    text = _template("README.md").render(
        title=plain_markdown(spec.project.title),
        install=commands.install,
        run=commands.run,
        variables="\n".join(rows),
        sections="\n\n".join(sections),
    )
    return text.rstrip("\n") + "\n"


def _variable_row(variable: EnvironmentVariable) -> str:
    description = variable.description.replace("|", "\\|")
    return f"| `{variable.name}` | {description} | {'required' if variable.required_in_production else 'optional'} |"


def architecture(spec: AppSpec) -> str:
    """`ARCHITECTURE.md`."""
    return _template("ARCHITECTURE.md").render(
        title=plain_markdown(spec.project.title),
        flags=", ".join(f"`{flag.replace('`', '')}`" for flag in spec.rollout.flags),
        stages=", ".join(str(stage) for stage in spec.rollout.stages),
    )


def workflow(spec: AppSpec) -> str:
    """`.github/workflows/build.yml`: the gates, on a machine of GitHub's."""
    manager = spec.project.package_manager
    commands = _COMMANDS[manager]
    return _template("build.yml").render(package_manager=manager, frozen_install=commands.frozen_install, run=commands.run, execute=commands.execute)


def plain_markdown(text: str) -> str:
    """Text of a plan as Markdown that shows just that text.

    >>> plain_markdown("# A <b>bold</b> | _plan_")
    '\\\\# A \\\\<b\\\\>bold\\\\</b\\\\> \\\\| \\\\_plan\\\\_'
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


@lru_cache(maxsize=8)
def _template(name: str) -> Template:
    environment = Environment(
        loader=BaseLoader(),
        variable_start_string="$$$",
        variable_end_string="$$$",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        # In YAML a comment, so that the template is YAML itself.
        line_statement_prefix="#%" if name.endswith(".yml") else "//%",
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - these are no HTML; what a plan says is escaped for Markdown
    )
    return environment.from_string(files(TEMPLATE_PACKAGE).joinpath("document_templates", name).read_text(encoding="utf-8"))
