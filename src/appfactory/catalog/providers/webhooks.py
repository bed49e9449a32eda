"""What a plan's list of webhooks means: some entries are addresses in the app, others types of events."""

from __future__ import annotations

import re

from appfactory.model.spec import AppSpec

DEFAULT_PATH = "/api/webhooks/stripe"

_EVENT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def webhook_events(spec: AppSpec) -> tuple[str, ...]:
    """The entries that are types of events (`invoice.paid`)."""
    return tuple(dict.fromkeys(entry.strip() for entry in spec.integrations.webhooks if _EVENT.fullmatch(entry.strip())))


def webhook_paths(spec: AppSpec) -> tuple[str, ...]:
    """Where webhooks arrive: the usual address, and those that the plan names as a path, a URL, or a word (`/api/webhooks/<word>`)."""
    if spec.targets.payments == "none":
        return ()
    named = (_path(entry.strip()) for entry in spec.integrations.webhooks if not _EVENT.fullmatch(entry.strip()))
    return tuple(dict.fromkeys((DEFAULT_PATH, *(path for path in named if path))))


def _path(entry: str) -> str:
    """The path that an entry means; empty if it can't be one."""
    path = re.sub(r"^[a-z]+://[^/]*|[?#].*$", "", entry)
    segments = [segment for segment in path.split("/") if segment]
    if not segments or not all(_SEGMENT.fullmatch(segment) for segment in segments):
        return ""
    return f"/{'/'.join(segments)}" if path.startswith("/") else f"/api/webhooks/{'/'.join(segments)}"
