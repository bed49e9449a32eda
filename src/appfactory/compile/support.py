"""What the language knows and the build does not make yet. One table, from which a plan is warned and a build refused."""

from __future__ import annotations

from collections.abc import Mapping

from appfactory.compile.plan.spans import PlanPath, PlanSpans, path_text
from appfactory.model.finding import Finding, Severity, Span
from appfactory.model.plan import BuildPlan

SUPPORT: Mapping[PlanPath, tuple[str, ...]] = {
    ("project", "stack"): ("nextjs-15",),
    ("project", "packageManager"): ("pnpm", "npm"),
    ("project", "runtime"): ("node",),
    ("targets", "infra"): ("vercel", "railway", "flyio", "aws"),
    ("targets", "database"): ("supabase", "neon", "local-postgres"),
    ("targets", "auth"): ("clerk", "authjs"),
    ("targets", "payments"): ("stripe", "none"),
    ("targets", "email"): ("resend", "postmark", "none"),
    ("targets", "storage"): ("none",),
    ("testing", "framework"): ("vitest",),
    ("testing", "e2e"): ("playwright",),
}
"""What a build can make, by the place in the plan that chooses. Every other value of the language is valid, and not built yet."""


def unsupported(plan: BuildPlan, spans: PlanSpans | None = None, severity: Severity = "error") -> tuple[Finding, ...]:
    """A finding (`not-built-yet`) for each choice of the plan that can't be built: a warning for `plan validate`, an error for a build."""
    found: list[Finding] = []
    for path, built in SUPPORT.items():
        value = _chosen(plan, path)
        if value in built:
            continue
        message = f"`{value}` is part of the language, and not built yet"
        why = "a build refuses it before it writes anything"
        hint = f"choose {' or '.join(f'`{choice}`' for choice in built)} to build today"
        span = spans.value(path) if spans is not None else Span("")
        found.append(Finding("not-built-yet", severity, message, span, why, hint, None, path_text(path)))
    return tuple(found)


def _chosen(plan: BuildPlan, path: PlanPath) -> str:
    chosen = {
        "stack": plan.project.stack,
        "packageManager": plan.project.package_manager,
        "runtime": plan.project.runtime,
        "infra": plan.targets.infra,
        "database": plan.targets.database,
        "auth": plan.targets.auth,
        "payments": plan.targets.payments,
        "email": plan.targets.email,
        "storage": plan.targets.storage,
        "framework": plan.testing.framework,
        "e2e": plan.testing.e2e,
    }
    return chosen[str(path[-1])]
