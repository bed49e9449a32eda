"""The variables an app reads: one list for its own check at start, for `.env.example` and for its README."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable

from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.model.contribution import Contribution, EnvironmentVariable
from appfactory.model.finding import Finding
from appfactory.model.json_value import JsonObject
from appfactory.model.spec import AppSpec

_POSTGRES = "^postgres(ql)?://"
_STAGE = "([a-zA-Z0-9_.-]+=)?[0-9]{1,3}"

_PLATFORM = (
    EnvironmentVariable(
        "APP_URL",
        "Public address of the app, without a slash at the end.",
        secret=False,
        stand_in="http://localhost:3000",
        pattern="^https?://[^/]+$",
    ),
    EnvironmentVariable("DATABASE_URL", "The app's own login to PostgreSQL, which owns nothing and is bound by every policy.", pattern=_POSTGRES),
    EnvironmentVariable(
        "DATABASE_OWNER_URL",
        "The login that owns the schema. Migrations and seed data use it; the app does not.",
        required_in_production=False,
        pattern=_POSTGRES,
    ),
    EnvironmentVariable(
        "DATABASE_POOL_SIZE",
        "Most connections that one instance of the app opens; 10 if not set.",
        required_in_production=False,
        secret=False,
        pattern="^[1-9][0-9]{0,2}$",
    ),
    EnvironmentVariable(
        "TRUSTED_PROXIES",
        "How many proxies stand before the app and append to X-Forwarded-For; 1 if not set.",
        required_in_production=False,
        secret=False,
        pattern="^[1-9]$",
    ),
)
_STAND_INS = EnvironmentVariable(
    "STAND_IN_URL",
    "Address of dev/stand-ins/server.mjs. For development and tests only.",
    required_in_production=False,
    secret=False,
    stand_in="http://localhost:4010",
    pattern="^http://",
)
_ROLLOUT = EnvironmentVariable(
    "ROLLOUT_STAGE",
    "Percent of users for whom feature flags are on: for all (50), or by flag (10,some-flag=50). The plan's first stage if not set.",
    required_in_production=False,
    secret=False,
    pattern=f"^{_STAGE}(,{_STAGE})*$",
)

_NEEDED_TO_DEVELOP = frozenset({"DATABASE_OWNER_URL"})


def environment_variables(spec: AppSpec, contributions: Iterable[Contribution]) -> tuple[EnvironmentVariable, ...]:
    """All variables, the platform's first. A provider may say more about one of the platform's."""
    platform = (*_PLATFORM, *([_ROLLOUT] if spec.rollout.flags else []), _STAND_INS)
    merged = {variable.name: variable for variable in platform}
    for contribution in contributions:
        merged.update((variable.name, variable) for variable in contribution.environment)
    return tuple(merged.values())


def environment_clashes(contributions: Iterable[Contribution]) -> tuple[Finding, ...]:
    """A finding for each variable that two providers describe differently, or that would show a secret to browsers."""
    findings = []
    owners: dict[str, tuple[str, EnvironmentVariable]] = {}
    for contribution in contributions:
        for variable in contribution.environment:
            owner, known = owners.setdefault(variable.name, (contribution.provider, variable))
            if known != variable:
                findings.append(
                    Finding(
                        "environment-clash",
                        "error",
                        f"`{owner}` and `{contribution.provider}` both define the environment variable `{variable.name}`.",
                        why="One of them would read the other's value.",
                        hint="Choose providers that do not share it.",
                        origin=contribution.provider,
                    )
                )
            if variable.secret and variable.name.startswith("NEXT_PUBLIC_"):
                findings.append(
                    Finding(
                        "secret-in-browser",
                        "error",
                        f"`{variable.name}` is a secret, but Next.js sends variables of that name to browsers.",
                        why="Everybody could read it.",
                        hint="Rename it, or mark it as public.",
                        origin=contribution.provider,
                    )
                )
    return tuple(findings)


def environment_module(variables: Iterable[EnvironmentVariable]) -> str:
    """`src/_generated/environment.ts`: the data module that src/lib/env.ts reads."""
    entries = tuple(
        JsonObject(
            (
                ("name", variable.name),
                ("description", variable.description),
                ("requiredInProduction", variable.required_in_production),
                ("secret", variable.secret),
                ("standIn", variable.stand_in),
                ("pattern", variable.pattern),
            )
        )
        for variable in variables
    )
    return f"""\
export interface EnvironmentVariable {{
  name: string;
  description: string;
  requiredInProduction: boolean;
  secret: boolean;
  /** What development and tests use; never allowed in production. */
  standIn: string;
  /** A regular expression that a real value matches; empty if anything goes. */
  pattern: string;
}}

export const environmentVariables = {literal(entries)} as const satisfies readonly EnvironmentVariable[];
"""


def environment_example(variables: Iterable[EnvironmentVariable]) -> str:
    """`.env.example`: every variable with what it is for. Stand-ins stand there already; what only production needs is commented out."""
    blocks = [
        "# Copy this file to .env. Lines that are commented out need no value in development: the app then uses a local stand-in,\n"
        "# or goes without. In production it refuses to start without the required ones, and with any stand-in.",
        "# development, test, preview or production; NODE_ENV decides if not set\n# APP_ENV=",
    ]
    for variable in variables:
        required = "required in production" if variable.required_in_production else "optional"
        described = _comment(f"{variable.description} ({required})")
        needed = not variable.stand_in and (variable.required_in_production or variable.name in _NEEDED_TO_DEVELOP)
        blocks.append(f"{described}\n{'' if needed else '# '}{variable.name}={_dotenv(variable.stand_in)}")
    return "\n\n".join(blocks) + "\n"


def _comment(text: str) -> str:
    wrapper = textwrap.TextWrapper(width=118, initial_indent="# ", subsequent_indent="# ", break_long_words=False, break_on_hyphens=False)
    return wrapper.fill(" ".join(text.split()))


def _dotenv(value: str) -> str:
    return value if all(character.isalnum() or character in "_-./:@+,?=&%" for character in value) else json.dumps(value)
