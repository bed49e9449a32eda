"""The functions that a plan names, and the variable with which their default tells people about an event."""

from __future__ import annotations

from appfactory.catalog.providers.slugs import slugs
from appfactory.model.contribution import EnvironmentVariable
from appfactory.model.spec import AppSpec, CallFunction

ORIGIN = "integrations.supabase.edgeFunctions"
NOTICE_ADDRESS = EnvironmentVariable(
    "NOTIFY_WEBHOOK_URL",
    "Incoming webhook (Slack, Mattermost…) that functions post their notices to; only logged if not set.",
    required_in_production=False,
    pattern=r"^https://",
)


def named_functions(spec: AppSpec) -> tuple[tuple[str, str], ...]:
    """(name, slug) of the plan's functions and of those that only an operation names."""
    called = (effect.function for operation in spec.operations for effect in operation.side_effects if isinstance(effect, CallFunction))
    return slugs((*spec.integrations.edge_functions, *called))
