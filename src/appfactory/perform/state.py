"""State files: JSON documents with a version and a checksum, replaced atomically, with the one before kept as a backup."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias, Union

from appfactory.model.finding import Finding, Span
from appfactory.perform.disk import read_bytes, write_text

Json: TypeAlias = Union[bool, int, float, str, "list[Json]", "dict[str, Json]", None]

STATE = ".codex/state.json"
BACKUP_SUFFIX = ".bak"
_WHY = "Going on from a wrong state could skip work or overwrite yours."


def write_state(root: Path, payload: Mapping[str, Json], path: str = STATE, version: int = 1) -> None:
    """Writes `payload` below `root` with `version` and `checksum` beside its members; the old file, if sound, becomes `PATH.bak`.

    Nothing is written if the file already says the same. A reader, also after a power cut, finds the old state or the new one.
    Raises `EnvironmentProblem`; the old state is then intact.
    """
    text = json.dumps({"version": version, "checksum": _checksum(payload), **payload}, indent=2, ensure_ascii=False) + "\n"
    old = read_bytes(root, path)
    if old == text.encode("utf-8"):
        return
    if isinstance(old, bytes) and not isinstance(_parse(old, path, version), Finding):
        write_text(root, path + BACKUP_SUFFIX, old.decode("utf-8"))
    write_text(root, path, text)


def read_state(root: Path, path: str = STATE, version: int = 1) -> dict[str, Json] | Finding | None:
    """The payload; None if nothing was ever written; a finding that offers the backup if the file is damaged, edited or from a newer version."""
    content = read_bytes(root, path)
    if isinstance(content, Finding):
        return content
    if content is None:
        return _lost(root, path, version)
    parsed = _parse(content, path, version)
    if not isinstance(parsed, Finding) or parsed.code == "state-newer":
        return parsed
    return Finding(parsed.code, "error", parsed.message, parsed.span, _WHY, _remedy(root, path, version), origin="state")


def _lost(root: Path, path: str, version: int) -> Finding | None:
    """A missing file with a sound backup was deleted by somebody: that is no fresh start."""
    backup = read_bytes(root, path + BACKUP_SUFFIX)
    if not isinstance(backup, bytes) or isinstance(_parse(backup, path, version), Finding):
        return None
    message = f"{path} is gone, but its backup is there."
    return Finding("state-missing", "error", message, Span(path), _WHY, _remedy(root, path, version), origin="state")


def _remedy(root: Path, path: str, version: int) -> str:
    backup = read_bytes(root, path + BACKUP_SUFFIX)
    fresh = f"To start afresh instead, delete {path} and {path}{BACKUP_SUFFIX}."
    if isinstance(backup, bytes) and not isinstance(_parse(backup, path, version), Finding):
        return f"The state before is intact: `cp {path}{BACKUP_SUFFIX} {path}`, then run the command again. {fresh}"
    return f"There is no usable backup. {fresh}"


def _parse(content: bytes, path: str, version: int) -> dict[str, Json] | Finding:
    if not content.strip(b"\0 \t\r\n"):
        return _damaged("state-damaged", f"{path} is empty.", path)
    if b"\0" in content:
        return _damaged("state-damaged", f"{path} holds NUL bytes, as after a power cut.", path)
    try:
        document: Json = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        return _damaged("state-damaged", f"{path} is cut off or no JSON: {error}.", path, line)
    if not isinstance(document, dict) or not isinstance(document.get("version"), int):
        return _damaged("state-damaged", f"{path} is not a state file.", path)
    found = document.pop("version")
    if isinstance(found, int) and found > version:
        message = f"{path} was written by a newer App Factory (format {found}; this one knows {version})."
        hint = "Use the newer version (`pip install --upgrade appfactory`), or build in another folder."
        return Finding("state-newer", "error", message, Span(path), _WHY, hint, origin="state")
    checksum = document.pop("checksum", None)
    if checksum != _checksum(document):
        return _damaged("state-edited", f"{path} was changed by hand: its checksum does not fit.", path)
    return document


def _damaged(code: str, message: str, path: str, line: int = 0) -> Finding:
    return Finding(code, "error", message, Span(path, line), _WHY, origin="state")


def _checksum(payload: Mapping[str, Json]) -> str:
    """SHA-256 over the payload as JSON with sorted keys and no spaces."""
    canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
