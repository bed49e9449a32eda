"""Folders that come with App Factory beside its code: the component library and the examples."""

from __future__ import annotations

from pathlib import Path

import appfactory


def packaged_folder(name: str) -> Path:
    """`name` (`library`, `examples`) inside the installed package, or at the root of a checkout."""
    package = Path(appfactory.__file__).parent
    installed = package / name
    return installed if installed.is_dir() else package.parent.parent / name
