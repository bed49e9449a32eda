"""State files: damage of every kind is found, and the backup offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.model.finding import Finding
from appfactory.perform.state import STATE, read_state, write_state


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None
    write_state(tmp_path, {"run": "r1", "steps": [{"number": 1, "seconds": 0.25}], "note": "é"})
    assert read_state(tmp_path) == {"run": "r1", "steps": [{"number": 1, "seconds": 0.25}], "note": "é"}


def test_writing_the_same_again_touches_nothing(tmp_path: Path) -> None:
    write_state(tmp_path, {"run": "r1"})
    before = (tmp_path / STATE).stat().st_mtime_ns
    write_state(tmp_path, {"run": "r1"})
    assert (tmp_path / STATE).stat().st_mtime_ns == before
    assert not (tmp_path / f"{STATE}.bak").exists()


DAMAGES = {
    "truncated": lambda content: content[: len(content) // 2],
    "empty": lambda _: b"",
    "nul": lambda content: b"\0" * len(content),
    "nul-tail": lambda content: content[:-10] + b"\0" * 10,
    "edited": lambda content: content.replace(b"r2", b"r9"),
    "list": lambda _: b"[]",
    "deep": lambda _: b"[" * 100_000,
    "bytes": lambda _: b"\xff\xfe",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_refused_and_the_backup_works(tmp_path: Path, damage: str) -> None:
    write_state(tmp_path, {"run": "r1"})
    write_state(tmp_path, {"run": "r2"})
    path = tmp_path / STATE
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    finding = read_state(tmp_path)
    assert isinstance(finding, Finding)
    assert finding.code == ("state-edited" if damage == "edited" else "state-damaged")
    assert f"cp {STATE}.bak {STATE}" in finding.hint
    path.write_bytes((tmp_path / f"{STATE}.bak").read_bytes())
    assert read_state(tmp_path) == {"run": "r1"}


def test_a_damaged_file_never_becomes_the_backup(tmp_path: Path) -> None:
    write_state(tmp_path, {"run": "r1"})
    write_state(tmp_path, {"run": "r2"})
    (tmp_path / STATE).write_bytes(b"")
    write_state(tmp_path, {"run": "r3"})
    assert b"r1" in (tmp_path / f"{STATE}.bak").read_bytes()


def test_without_a_backup_the_hint_says_how_to_start_afresh(tmp_path: Path) -> None:
    write_state(tmp_path, {"run": "r1"})
    (tmp_path / STATE).write_bytes(b"")
    finding = read_state(tmp_path)
    assert isinstance(finding, Finding)
    assert "no usable backup" in finding.hint


def test_a_missing_file_with_a_backup_is_no_fresh_start(tmp_path: Path) -> None:
    write_state(tmp_path, {"run": "r1"})
    write_state(tmp_path, {"run": "r2"})
    (tmp_path / STATE).unlink()
    finding = read_state(tmp_path)
    assert isinstance(finding, Finding)
    assert finding.code == "state-missing"


def test_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    write_state(tmp_path, {"run": "r1"}, version=2)
    finding = read_state(tmp_path)
    assert isinstance(finding, Finding)
    assert finding.code == "state-newer"
    assert "format 2" in finding.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(payload=st.dictionaries(st.text().filter(lambda name: name not in {"version", "checksum"}), JSON, max_size=4))
def test_any_json_survives(tmp_path_factory: pytest.TempPathFactory, payload: dict[str, object]) -> None:
    root = tmp_path_factory.mktemp("state")
    write_state(root, payload)  # type: ignore[arg-type]
    assert read_state(root) == payload
