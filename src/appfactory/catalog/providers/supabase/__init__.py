"""Supabase (https://supabase.com): PostgreSQL with row level security, and edge functions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appfactory.catalog.providers.functions import ORIGIN, named_functions
from appfactory.catalog.providers.packaged_files import packaged_files
from appfactory.model.contribution import Contribution, EnvironmentVariable, ProviderKind
from appfactory.model.files import FileDraft
from appfactory.model.json_value import JsonObject
from appfactory.model.spec import AppSpec
from appfactory.model.typescript_literal import encode, encode_string

_SAMPLE = "supabase/functions/notify-reservation/"
_REFERENCE = re.compile(r"[a-z]{20}")


def _config(spec: AppSpec, named: tuple[tuple[str, str], ...]) -> str:
    """`supabase/config.toml` (https://supabase.com/docs/guides/local-development/cli/config); what it leaves out keeps its default."""
    functions = "".join(
        f"\n[functions.{place}]\n# The function checks the app's secret itself; Supabase would only take its own users' tokens.\nverify_jwt = false\n"
        for _, place in named
    )
    return (
        f"project_id = {encode_string(spec.project.slug)}\n\n"
        "[api]\n# The app talks to PostgreSQL itself; nothing else needs to be reached over REST.\nenabled = false\n\n"
        "[db]\nmajor_version = 17\n\n"
        "[db.migrations]\n# Migrations are in db/migrations and applied by db/migrate.mjs.\nenabled = false\n"
        f"{functions}"
    )


def _function(name: str) -> str:
    return (
        'import { handler } from "../_shared/handler.ts";\nimport { announce } from "../_shared/notice.ts";\n\n'
        "/** Tells the people who run the app. What else the event should bring about goes here. */\n"
        'Deno.serve(\n  handler(Deno.env.get("EDGE_FUNCTION_SECRET"), (data) =>\n'
        f'    announce(Deno.env.get("NOTIFY_WEBHOOK_URL"), {encode_string(name)}, data),\n  ),\n);\n'
    )


def _files(spec: AppSpec, named: tuple[tuple[str, str], ...]) -> tuple[FileDraft, ...]:
    config = FileDraft("supabase/config.toml", _config(spec, named), "seeded", "integrations.supabase")
    if not named:
        return (config,)
    folders = encode(JsonObject(named), width=1)
    register = (
        "/** The plan's edge functions, and the folder in supabase/functions that each stands in. */\n"
        f"export const edgeFunctions: Readonly<Record<string, string>> = {folders};\n"
    )
    return (
        config,
        *packaged_files("supabase", ORIGIN, (_SAMPLE,)),
        *(FileDraft(f"supabase/functions/{place}/index.ts", _function(name), "seeded", ORIGIN) for name, place in named),
        FileDraft("src/lib/_generated/edge-functions.ts", register, "generated", ORIGIN),
    )


def _environment(named: tuple[tuple[str, str], ...]) -> tuple[EnvironmentVariable, ...]:
    if not named:
        return ()
    return (
        EnvironmentVariable(
            "SUPABASE_URL",
            "Address of the Supabase project, whose edge functions the app calls.",
            secret=False,
            stand_in="stand-in",
            pattern=r"^https?://[^/]+/?$",
        ),
        EnvironmentVariable(
            "EDGE_FUNCTION_SECRET",
            "What the app proves itself with to its edge functions; the same value is set at Supabase. Make one with: openssl rand -hex 32",
            stand_in="stand_in_edge_function_secret",
            pattern=r"^\S{32,}$",
        ),
    )


def _documentation(spec: AppSpec, named: tuple[tuple[str, str], ...]) -> str:
    reference = spec.integrations.supabase_project
    project = reference if _REFERENCE.fullmatch(reference) else "PROJECT_REF"
    functions = "".join(f"   - `supabase functions deploy {place}`\n" for _, place in named)
    calling = (
        f"""
3. Edge functions (`supabase/functions`): `supabase secrets set EDGE_FUNCTION_SECRET=… NOTIFY_WEBHOOK_URL=…`, then
{functions}
   The app calls them at `SUPABASE_URL` (`https://{project}.supabase.co`). Without `NOTIFY_WEBHOOK_URL` a function only logs. Until there is a
   project, and never in production, `dev/stand-ins/functions.mjs` takes the calls.
"""
        if named
        else ""
    )
    return f"""\
## Database: Supabase

1. `supabase link --project-ref {project}`. `DATABASE_OWNER_URL` is the connection string of the role `postgres` (Dashboard, Connect, session pooler).
2. `DATABASE_URL` is the app's own login, through the pooler `<login>.{project}`; both end with `?sslmode=verify-full`
   (the certificate is in Dashboard, Database, SSL). Never let the app use `postgres` or `service_role`: policies don't bind them.
{calling}
Policies read `auth.jwt()`, which the app sets for each transaction. To query Supabase from a browser as well, add the auth provider under
Authentication, Third-party auth; JWT templates that sign with Supabase's secret are deprecated.
"""


@dataclass(frozen=True, slots=True)
class Supabase:
    """`targets.database: supabase`."""

    name: str = "supabase"
    kind: ProviderKind = "database"

    def contribute(self, spec: AppSpec) -> Contribution:
        """The project's configuration, the plan's edge functions and what calls them."""
        named = named_functions(spec)
        return Contribution(provider=self.name, files=_files(spec, named), environment=_environment(named), documentation=_documentation(spec, named))
