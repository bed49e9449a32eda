"""Reading component libraries: our own, other people's, and broken ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appfactory.model.json_value import JsonObject
from appfactory.model.library import PropBinding, PropDescription
from appfactory.perform.library import default_library, read_library

ABOUT = {
    "name": "Booking",
    "export": "BookingForm",
    "summary": "Books.",
    "kind": "section",
    "props": {"action": {"type": "FormAction", "required": True, "description": "Books it."}, "at": {"type": "X", "default": {"a": [1, None]}}},
    "bindings": {
        "action": {"kind": "create", "fields": {"partySize": "int", "time": "datetime?"}},
        "rows": {"kind": "list", "of": "action"},
        "cancel": {"kind": "transition", "of": "action", "verb": "cancel"},
    },
}


def library(root: Path, about: object = ABOUT) -> Path:
    folder = root / "packages" / "food"
    (folder / "src").mkdir(parents=True)
    (folder / "package.json").write_text(
        json.dumps({"name": "@our/food", "dependencies": {"clsx": "2.1.1"}, "peerDependencies": {"react": "19.2.8"}})
    )
    (folder / "src" / "Booking.tsx").write_text("export function BookingForm() {}\n")
    (folder / "src" / "logo.png").write_bytes(b"\x89PNG\xff\x00")
    (folder / "src" / "Booking.about.json").write_text(about if isinstance(about, str) else json.dumps(about))
    return root


def test_files_packages_and_descriptions(tmp_path: Path) -> None:
    index, findings = read_library(library(tmp_path))
    assert not findings
    contents = {file.path: file.content for file in index.files}
    assert contents["packages/food/src/logo.png"] == b"\x89PNG\xff\x00"
    assert contents["packages/food/src/Booking.tsx"] == "export function BookingForm() {}\n"
    (package,) = index.packages
    assert (package.folder, package.name, package.dependencies) == ("packages/food", "@our/food", (("clsx", "2.1.1"), ("react", "19.2.8")))
    component = index.component("packages/food/src/Booking.tsx")
    assert component is not None
    assert (component.name, component.export, component.kind, component.summary) == ("Booking", "BookingForm", "section", "Books.")
    assert component.props == (
        PropDescription("action", "FormAction", True, "Books it."),
        PropDescription("at", "X", False, "", JsonObject((("a", (1, None)),))),
    )
    assert component.bindings == (
        PropBinding("action", "create", (("partySize", "int"), ("time", "datetime?"))),
        PropBinding("rows", "list", (), "action"),
        PropBinding("cancel", "transition", (), "action", "cancel"),
    )


def test_the_first_folder_wins(tmp_path: Path) -> None:
    first, second = library(tmp_path / "a"), library(tmp_path / "b")
    (first / "packages/food/src/Booking.tsx").write_text("mine")
    (second / "packages/food/src/More.tsx").write_text("more")
    index, _ = read_library(first, second)
    contents = {file.path: file.content for file in index.files}
    assert contents["packages/food/src/Booking.tsx"] == "mine"
    assert contents["packages/food/src/More.tsx"] == "more"
    assert len(index.packages) == len(index.components) == 1


@pytest.mark.parametrize(
    ("about", "line"),
    [
        ('{\n  "name": }', 2),
        ("[]", 1),
        ("[" * 50_000, 0),
        ({"name": 5}, 0),
        ({"name": "A", "props": {"a": 1}}, 0),
        ({"name": "A", "bindings": {"a": {"kind": "steal"}}}, 0),
    ],
)
def test_a_bad_description_is_named_with_its_place(tmp_path: Path, about: object, line: int) -> None:
    index, findings = read_library(library(tmp_path, about))
    assert [finding.code for finding in findings] == ["library-invalid"]
    assert findings[0].span.file.endswith("Booking.about.json")
    assert findings[0].span.line == line
    assert not index.components


def test_links_and_what_tools_made_are_left_out(tmp_path: Path) -> None:
    library(tmp_path)
    (tmp_path / "packages/food/node_modules/x").mkdir(parents=True)
    (tmp_path / "packages/food/node_modules/x/index.js").write_text("")
    (tmp_path / "packages/food/src/passwd.ts").symlink_to("/etc/passwd")
    index, findings = read_library(tmp_path)
    assert [(finding.code, finding.severity) for finding in findings] == [("symlink-refused", "warning")]
    assert not any("node_modules" in file.path or "passwd" in file.path for file in index.files)


def test_a_folder_that_is_no_library(tmp_path: Path) -> None:
    _, findings = read_library(tmp_path)
    assert [finding.code for finding in findings] == ["library-missing"]


def test_our_own_library_is_sound() -> None:
    index, findings = read_library(default_library())
    assert not findings
    assert len(index.components) >= 40
    assert index.component("packages/restaurants/src/features/booking/BookingForm.tsx") is not None
