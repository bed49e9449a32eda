"""The hash of a plan: the same for the same meaning, whatever its comments, its order of keys, its quotes."""

from __future__ import annotations

import hashlib
import json

from appfactory.model.plan import BuildPlan


def plan_hash(plan: BuildPlan) -> str:
    """The SHA-256, in hexadecimal, of the plan as canonical JSON: keys sorted, no blanks, defaults written out, UTF-8."""
    document = plan.model_dump(mode="json", by_alias=True)
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
