"""In CI property tests draw the same examples each time: what they find anew is found by people, not by a build that fails for nobody's change."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
