"""A place in a source file that names another file or package."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportSite:
    """One specifier in a file: its text without quotes, its line (from 1), and the bytes it covers in UTF-8 (quotes left out)."""

    specifier: str
    line: int
    start: int
    end: int
