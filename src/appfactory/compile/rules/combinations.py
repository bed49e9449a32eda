"""Choices that don't exist together, or don't work together."""

from __future__ import annotations

import re
from collections.abc import Iterable

from appfactory.compile.plan.spans import PlanPath
from appfactory.compile.rules.context import PlanContext
from appfactory.compile.support import unsupported
from appfactory.model.finding import Finding
from appfactory.model.plan import PLAN_VERSION, PLAN_VERSIONS
from appfactory.model.plan_versions import version_number

_UID = re.compile(r"\bauth\s*\.\s*uid\s*\(\s*\)", re.IGNORECASE)


def version(context: PlanContext) -> Iterable[Finding]:
    """The plan is written in a version of the language that is known: 1.0.0 or 1.1.0.

    Why: later versions may mean more than is read here.
    Bad: `version: "2.0.0"`
    Good: `version: "1.1.0"`
    """
    written = version_number(context.plan.version)
    known = [number for text in PLAN_VERSIONS if (number := version_number(text)) is not None]
    if written is None or written in known:
        return
    hint = f'write `version: "{PLAN_VERSION}"`, or use a newer App Factory'
    if written[0] == known[-1][0] and written > known[0]:
        before = next(text for text in reversed(PLAN_VERSIONS) if (version_number(text) or written) < written)
        newest = ", the newest that is known here" if before == PLAN_VERSION else ""
        message = f"version {context.plan.version} is newer than {before}{newest}"
        yield context.finding("plan-version", "warning", ("version",), message, "what it added to the language is not known", hint)
    else:
        message = f"there is no version {context.plan.version} of the plan language that is known here"
        yield context.finding("plan-version", "error", ("version",), message, "keys could mean something else in it", hint)


def not_built_yet(context: PlanContext) -> Iterable[Finding]:
    """Every value of the language is valid; some can't be built yet.

    Why: a build refuses them before it writes anything; better to know now.
    Bad: `stack: remix`, if the app is to be built today
    Good: `stack: nextjs-15`
    """
    return unsupported(context.plan, context.spans, "warning")


def tools(context: PlanContext) -> Iterable[Finding]:
    """Runtime, package manager, stack and infrastructure work together.

    Why: Deno has no yarn; Vercel runs the routes of web frameworks, not of an Expo app; Nest needs a server of its own.
    Bad: `runtime: deno` with `packageManager: yarn`; `stack: expo` with `infra: vercel` and API routes
    Good: `runtime: deno` with `packageManager: npm`
    """
    project, targets = context.plan.project, context.plan.targets
    if project.runtime == "deno" and project.package_manager == "yarn":
        message = f"Deno does not install with {project.package_manager}"
        why = f"it reads npm's registry by itself; {project.package_manager}'s lock file and folders are not its own"
        yield context.finding("combination", "error", ("project", "packageManager"), message, why, "write `packageManager: npm`, or `runtime: node`")
    if project.stack == "expo" and targets.infra == "vercel" and context.plan.api.routes:
        message = "Vercel does not run the API routes of an Expo app"
        yield context.finding(
            "combination", "error", ("targets", "infra"), message, "they need a server", "choose `railway`, `flyio` or `aws`, or `stack: nextjs-15`"
        )
    if project.stack == "nestjs" and targets.infra == "vercel":
        message = "Vercel runs functions, not the long-lived server of a Nest app"
        yield context.finding(
            "combination",
            "warning",
            ("targets", "infra"),
            message,
            "web sockets, queues and schedules would not run",
            "choose `railway`, `flyio` or `aws`",
        )
    if project.stack == "expo" and targets.auth == "authjs":
        message = "Auth.js has no Expo client"
        yield context.finding(
            "combination", "error", ("targets", "auth"), message, "it signs in by cookies of a web server", "choose `clerk` or `firebase-auth`"
        )


def database(context: PlanContext) -> Iterable[Finding]:
    """The database can do what the plan asks of it.

    Why: PlanetScale runs MySQL, which has no row level security and reads no PostgreSQL DDL; edge functions and storage are Supabase's.
    Bad: `database: planetscale` with policies; `edgeFunctions` with `database: neon`
    Good: `database: supabase`
    """
    targets, plan = context.plan.targets, context.plan
    supabase = plan.integrations.supabase
    if targets.database == "planetscale":
        if plan.database.policies:
            message = "PlanetScale has no row level security, so policies guard nothing"
            yield context.finding(
                "combination",
                "error",
                ("database", "policies"),
                message,
                "it runs MySQL",
                "choose `supabase`, `neon` or `local-postgres`",
                span=context.spans.key(("database", "policies")),
            )
        if plan.database.source == "sql":
            message = "PlanetScale reads no PostgreSQL DDL"
            yield context.finding(
                "combination",
                "error",
                ("database", "source"),
                message,
                "it runs MySQL",
                "write `source: fromEntities`, or choose `supabase`, `neon` or `local-postgres`",
            )
    if targets.database != "supabase":
        if supabase.edge_functions:
            path: PlanPath = ("integrations", "supabase", "edgeFunctions")
            message = f"`{targets.database}` has no edge functions"
            yield context.finding("combination", "error", path, message, "they run at Supabase", "write `targets.database: supabase`, or remove them")
        if supabase.project_ref:
            path = ("integrations", "supabase", "projectRef")
            message = f"the database is `{targets.database}`, so a Supabase project has no use"
            yield context.finding("combination", "warning", path, message, "nothing reads it", "remove it, or write `targets.database: supabase`")
        if targets.storage == "supabase-storage":
            message = f"Supabase's storage checks Supabase's policies, and the database is `{targets.database}`"
            yield context.finding(
                "combination",
                "error",
                ("targets", "storage"),
                message,
                "files would be open to all or to none",
                "write `targets.database: supabase`, or another storage",
            )


def user_ids(context: PlanContext) -> Iterable[Finding]:
    """`auth.uid()` is the signed-in user's uuid; with Clerk and Firebase, whose ids are text, it is rewritten.

    Why: Clerk's ids (`user_2x…`) are no uuids, so that Supabase's `auth.uid()` fails on them; the app keeps a row of `users` for each.
    Bad: `using: user_id = auth.uid()` with `auth: clerk`
    Good: `using: user_id = (select app.current_user_id())`
    """
    if context.plan.targets.auth not in ("clerk", "firebase-auth"):
        return
    provider = {"clerk": "Clerk", "firebase-auth": "Firebase"}[context.plan.targets.auth]
    why = f"{provider}'s user ids are text, which `auth.uid()` can't hold; `users.id` stands for them"
    hint = "write `(select app.current_user_id())`"
    message = "`auth.uid()` is rewritten to `app.current_user_id()`"
    for position, policy in enumerate(context.plan.database.policies):
        for match in _UID.finditer(policy.using):
            path: PlanPath = ("database", "policies", position, "using")
            yield context.finding(
                "auth-uid-rewritten", "warning", path, message, why, hint, span=context.spans.inside(path, match.start(), len(match[0]))
            )
    if context.plan.database.source == "sql":
        for match in _UID.finditer(context.plan.database.sql):
            path = ("database", "sql")
            yield context.finding(
                "auth-uid-rewritten", "warning", path, message, why, hint, span=context.spans.inside(path, match.start(), len(match[0]))
            )


def payments(context: PlanContext) -> Iterable[Finding]:
    """Products and webhooks need a payments provider.

    Why: nothing would sell them.
    Bad: `integrations.stripe.products` with `payments: none`
    Good: `payments: stripe`
    """
    stripe = context.plan.integrations.stripe
    if context.plan.targets.payments == "none":
        for key, names in (("products", stripe.products), ("webhooks", stripe.webhooks)):
            if names:
                path: PlanPath = ("integrations", "stripe", key)
                message = f"Stripe's {key} are listed, and `targets.payments` is `none`"
                yield context.finding(
                    "combination",
                    "error",
                    path,
                    message,
                    "nothing would use them",
                    "write `targets.payments: stripe`, or remove them",
                    span=context.spans.key(path),
                )
    for position, event in enumerate(stripe.webhooks):
        if "/" in event or "." not in event:
            place: PlanPath = ("integrations", "stripe", "webhooks", position)
            message = f"`{event}` does not look like an event of Stripe's"
            yield context.finding(
                "stripe-event",
                "warning",
                place,
                message,
                "the webhook answers by itself; here stand the events it handles",
                "write e.g. `checkout.session.completed`",
            )


def email(context: PlanContext) -> Iterable[Finding]:
    """Templates need an e-mail provider, and there is one provider.

    Why: nothing would send them.
    Bad: `templates` with `targets.email: none`; `targets.email: resend` with `provider: postmark`
    Good: `targets.email: resend`, `provider: resend`
    """
    settings, chosen = context.plan.integrations.email, context.plan.targets.email
    if settings.provider and chosen == "none":
        path: PlanPath = ("integrations", "email", "provider")
        message = f"the provider is `{settings.provider}`, and `targets.email` is `none`"
        yield context.finding("combination", "error", path, message, "nothing would be sent", f"write `targets.email: {settings.provider}`")
    elif settings.provider and settings.provider != chosen:
        message = f"the provider is `{settings.provider}` here and `{chosen}` in `targets.email`"
        path = ("integrations", "email", "provider")
        yield context.finding("combination", "error", path, message, "there can be one", f"write `{chosen}` in both places")
    elif settings.templates and chosen == "none":
        path = ("integrations", "email", "templates")
        message = "templates are listed, and `targets.email` is `none`"
        yield context.finding(
            "combination",
            "error",
            path,
            message,
            "nothing would send them",
            "write `targets.email: resend`, or remove them",
            span=context.spans.key(path),
        )


def roles(context: PlanContext) -> Iterable[Finding]:
    """Roles hold what operations and layouts ask for: `user` and `admin`.

    Why: an operation for admins that no role fits could be called by nobody.
    Bad: `roles: ["member"]` with an operation `auth: admin`
    Good: `roles: ["user", "admin"]`
    """
    listed = context.plan.integrations.clerk.roles
    if not listed or "admin" in listed:
        return
    asks = next((operation.plan.name for operation in context.operations if operation.plan.auth == "admin"), "")
    asks = asks or next((page.name for _, page in context.pages() if page.layout == "admin"), "")
    if asks:
        path: PlanPath = ("integrations", "clerk", "roles")
        message = f"`{asks}` is for admins, and no role is called `admin`"
        yield context.finding(
            "role-missing", "warning", path, message, "nobody could open it", "add `admin` to the roles", span=context.spans.key(path)
        )
