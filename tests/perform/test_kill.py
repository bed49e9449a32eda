"""A build that is killed at any step of its writing, and run again, ends in the same tree, byte for byte."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appfactory.compile.reconcile import paths_to_read, reconcile
from appfactory.model.files import FileDraft
from appfactory.model.finding import Finding, has_errors
from appfactory.perform.disk import read_files
from appfactory.perform.write_set import apply_write_set, read_bases, read_manifest

LINES = "".join(f"line {number}\n" for number in range(12))

FIRST = (
    FileDraft("src/app/page.tsx", LINES, "seeded", "pages[0]"),
    FileDraft("src/app/old/page.tsx", LINES, "seeded", "pages[1]"),
    FileDraft("src/moved/kept.tsx", LINES, "seeded", "pages[2]"),
    FileDraft("src/gone.tsx", LINES, "seeded", "pages[3]"),
    FileDraft("src/_generated/routes.ts", LINES, "generated", "api"),
    FileDraft("src/_generated/gone.ts", LINES, "generated", "api"),
)
CHANGED = LINES.replace("line 0\n", "line zero\n")
SECOND = (
    FileDraft("src/app/page.tsx", CHANGED, "seeded", "pages[0]"),
    FileDraft("src/app/new/page.tsx", CHANGED, "seeded", "pages[1]", replaces="src/app/old/page.tsx"),
    FileDraft("src/elsewhere/kept.tsx", LINES, "seeded", "pages[2]", replaces="src/moved/kept.tsx"),
    FileDraft("src/fresh.tsx", "fresh\n", "seeded", "pages[4]"),
    FileDraft("src/_generated/routes.ts", CHANGED, "generated", "api"),
)


def build(root: Path, drafts: tuple[FileDraft, ...]) -> None:
    manifest = read_manifest(root)
    assert not isinstance(manifest, Finding)
    contents = read_files(root, paths_to_read(drafts, manifest))
    write_set, findings = reconcile(drafts, manifest, contents.files, read_bases(root, manifest))
    assert not has_errors(findings), findings
    applied = apply_write_set(root, write_set)
    assert not applied.findings


def edited_project(root: Path) -> None:
    build(root, FIRST)
    for path in ("src/app/page.tsx", "src/app/old/page.tsx", "src/moved/kept.tsx"):
        file = root / path
        file.write_text(file.read_text() + "by hand\n")


def tree(root: Path) -> dict[str, bytes]:
    """Every file but the backup, whose content depends on how often the manifest was written."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file() and path.suffix != ".bak"}


def killed_at(step: int, work: Callable[[], None]) -> bool:
    """Runs `work` in a child that dies at its n-th change of the disk. False if it ended before."""
    child = os.fork()
    if child == 0:
        counter = itertools.count(1)

        def deadly(function: Callable[..., object]) -> Callable[..., object]:
            def call(*arguments: object, **options: object) -> object:
                if next(counter) == step:
                    os._exit(9)
                return function(*arguments, **options)

            return call

        for name in ("open", "rename", "fsync", "unlink", "mkdir", "rmdir"):
            setattr(os, name, deadly(getattr(os, name)))
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.fixture
def start(tmp_path: Path) -> Path:
    root = tmp_path / "start"
    edited_project(root)
    return root


def test_killed_anywhere_it_ends_in_the_same_tree(start: Path, tmp_path: Path) -> None:
    wanted_root = tmp_path / "wanted"
    shutil.copytree(start, wanted_root)
    build(wanted_root, SECOND)
    wanted = tree(wanted_root)
    assert b"by hand" in wanted["src/app/new/page.tsx"]
    assert b"line zero" in wanted["src/app/new/page.tsx"]
    steps = 0
    for step in itertools.count(1, 7):  # every seventh keeps the test short; any step must do
        root = tmp_path / "again"
        shutil.copytree(start, root)
        alive = not killed_at(step, lambda root=root: build(root, SECOND))
        build(root, SECOND)
        assert tree(root) == wanted, f"killed at step {step}"
        shutil.rmtree(root)
        if alive:
            break
        steps = step
    assert steps > 100
