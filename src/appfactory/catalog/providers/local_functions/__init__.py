"""The plan's functions where the database's provider runs none: they run in the app itself."""

from __future__ import annotations

from appfactory.catalog.providers.functions import NOTICE_ADDRESS, ORIGIN, named_functions
from appfactory.catalog.providers.packaged_files import packaged_files
from appfactory.catalog.providers.slugs import camel
from appfactory.model.contribution import EnvironmentVariable
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec
from appfactory.model.typescript_literal import encode_key, encode_string


def local_function_files(spec: AppSpec) -> tuple[FileDraft, ...]:
    """A handler for each function, their register, and what calls them; nothing if the plan names none."""
    named = named_functions(spec)
    if not named:
        return ()
    handlers = (FileDraft(f"src/functions/{place}.ts", _handler(name, place), "seeded", ORIGIN) for name, place in named)
    return (
        *packaged_files("local_functions", ORIGIN, (_SAMPLE,)),
        *handlers,
        FileDraft("src/functions/_generated/handlers.ts", _register(named), "generated", ORIGIN),
    )


def local_function_variables(spec: AppSpec) -> tuple[EnvironmentVariable, ...]:
    """The variables that the handlers read."""
    return (NOTICE_ADDRESS,) if named_functions(spec) else ()


_SAMPLE = "src/functions/notify-reservation.ts"


def _handler(name: str, place: str) -> str:
    return (
        'import { announce } from "@/functions/notice";\nimport { env } from "@/lib/env";\n\n'
        "/** Tells the people who run the app. What else the event should bring about goes here. */\n"
        f'export const {camel(place)} = (data: Record<string, string>) => announce(env("NOTIFY_WEBHOOK_URL"), {encode_string(name)}, data);\n'
    )


def _register(named: tuple[tuple[str, str], ...]) -> str:
    imports = "".join(f'import {{ {camel(place)} }} from "@/functions/{place}";\n' for place in sorted(place for _, place in named))
    entries = "".join(f"  {encode_key(name)}: {camel(place)},\n" for name, place in named)
    return (
        f"{imports}\n/** The plan's functions by name. */\n"
        f"export const handlers: Readonly<Record<string, (data: Record<string, string>) => Promise<unknown>>> = {{\n{entries}}};\n"
    )
