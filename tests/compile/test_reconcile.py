"""Reconciling drafts with what is on disk: each row of the decision table, and the two laws that hold for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.compile.reconcile import paths_to_read, reconcile, sha256
from appfactory.model.files import FileDraft, ManifestEntry, Owner, WriteSet
from appfactory.model.finding import Finding, has_errors

BASE, OURS, THEIRS = "one\ntwo\nthree\n", "one\ntwo\nthree, by hand\n", "ONE\ntwo\nthree\n"


def draft(content: str | bytes = BASE, owner: Owner = "seeded", path: str = "src/page.tsx", replaces: str = "") -> FileDraft:
    return FileDraft(path, content, owner, "components.pages[0]", replaces=replaces)


def entry(content: str | bytes = BASE, owner: Owner = "seeded", path: str = "src/page.tsx") -> ManifestEntry:
    return ManifestEntry(path, sha256(content), owner, "components.pages[0]")


def decide(
    drafts: tuple[FileDraft, ...],
    manifest: tuple[ManifestEntry, ...],
    disk: dict[str, str | bytes],
    bases: dict[str, str] | None = None,
    elsewhere: frozenset[str] = frozenset(),
) -> tuple[WriteSet, tuple[Finding, ...]]:
    found = {path: disk.get(path) for path in paths_to_read(drafts, manifest)}
    return reconcile(drafts, manifest, found, bases or {}, elsewhere)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


class TestGenerated:
    def test_is_created_where_nothing_is(self) -> None:
        write_set, findings = decide((draft(owner="generated"),), (), {})
        assert [change.after for change in write_set.create] == [BASE]
        assert write_set.manifest == (entry(owner="generated"),)
        assert not findings

    def test_is_skipped_when_it_holds_what_it_should(self) -> None:
        write_set, _ = decide((draft(owner="generated"),), (entry(owner="generated"),), {"src/page.tsx": BASE})
        assert write_set.empty
        assert write_set.unchanged == ("src/page.tsx",)

    def test_is_replaced_when_the_plan_changed(self) -> None:
        write_set, findings = decide((draft(THEIRS, "generated"),), (entry(owner="generated"),), {"src/page.tsx": BASE})
        assert [(change.before, change.after) for change in write_set.replace] == [(BASE, THEIRS)]
        assert not findings

    def test_edited_by_hand_is_an_error_that_names_the_extension_point(self) -> None:
        path = "src/domains/reservation/_generated/contract.ts"
        write_set, findings = decide((draft(THEIRS, "generated", path),), (entry(BASE, "generated", path),), {path: OURS})
        assert write_set.empty
        assert codes(findings) == ["generated-file-edited"]
        assert "src/domains/reservation/" in findings[0].hint
        assert findings[0].span.file == path
        assert write_set.manifest == (entry(BASE, "generated", path),)

    def test_in_the_place_of_somebody_elses_file_is_an_error(self) -> None:
        write_set, findings = decide((draft(owner="generated"),), (), {"src/page.tsx": "mine"})
        assert write_set.empty
        assert codes(findings) == ["file-in-the-way"]
        assert has_errors(findings)

    def test_leftover_is_deleted_and_an_edited_one_is_not(self) -> None:
        clean, _ = decide((), (entry(owner="generated"),), {"src/page.tsx": BASE})
        assert [change.path for change in clean.delete] == ["src/page.tsx"]
        edited, findings = decide((), (entry(owner="generated"),), {"src/page.tsx": OURS})
        assert edited.empty
        assert codes(findings) == ["generated-file-edited"]


class TestSeeded:
    def test_deleted_by_the_user_stays_deleted(self) -> None:
        other = entry(path="src/other.tsx")
        write_set, findings = decide((draft(THEIRS), draft(path="src/other.tsx")), (entry(), other), {"src/other.tsx": BASE})
        assert write_set.empty
        assert codes(findings) == ["seeded-file-deleted"]
        assert entry() in write_set.manifest

    def test_emptied_folder_is_a_new_start(self) -> None:
        write_set, findings = decide((draft(), draft(path="src/other.tsx")), (entry(), entry(path="src/other.tsx")), {})
        assert len(write_set.create) == 2
        assert not findings

    def test_unedited_is_replaced(self) -> None:
        write_set, _ = decide((draft(THEIRS),), (entry(),), {"src/page.tsx": BASE})
        assert [change.after for change in write_set.replace] == [THEIRS]

    def test_edited_is_kept_when_the_plan_did_not_change(self) -> None:
        write_set, findings = decide((draft(),), (entry(),), {"src/page.tsx": OURS})
        assert write_set.empty
        assert not findings

    def test_edited_is_merged_when_the_plan_changed(self) -> None:
        write_set, _ = decide((draft(THEIRS),), (entry(),), {"src/page.tsx": OURS}, {"src/page.tsx": BASE})
        (request,) = write_set.merge
        assert (request.base, request.ours, request.theirs) == (BASE, OURS, THEIRS)
        assert write_set.manifest == (entry(THEIRS),)

    def test_binary_edited_on_both_sides_is_kept_with_a_warning(self) -> None:
        write_set, findings = decide((draft(b"\xff2"),), (entry(b"\xff0"),), {"src/page.tsx": b"\xff1"})
        assert write_set.empty
        assert codes(findings) == ["seeded-file-kept"]

    def test_that_was_there_before_the_first_build_is_kept(self) -> None:
        write_set, findings = decide((draft(),), (), {"src/page.tsx": "mine"})
        assert write_set.empty
        assert write_set.manifest == ()
        assert [(finding.code, finding.severity) for finding in findings] == [("file-in-the-way", "warning")]

    def test_leftover_goes_but_an_edited_one_is_kept(self) -> None:
        clean, _ = decide((), (entry(),), {"src/page.tsx": BASE})
        assert [change.path for change in clean.delete] == ["src/page.tsx"]
        edited, findings = decide((), (entry(),), {"src/page.tsx": OURS})
        assert edited.empty
        assert codes(findings) == ["seeded-file-kept"]

    def test_unresolved_merge_stops_and_names_the_line(self) -> None:
        marked = "one\n<<<<<<< yours\na\n=======\nb\n>>>>>>> plan\n"
        write_set, findings = decide((draft(THEIRS),), (entry(),), {"src/page.tsx": marked})
        assert write_set.empty
        assert codes(findings) == ["merge-conflict-unresolved"]
        assert findings[0].span.line == 2

    def test_drafts_of_other_phases_are_left_alone(self) -> None:
        write_set, _ = decide((), (entry(),), {"src/page.tsx": BASE}, elsewhere=frozenset({"src/page.tsx"}))
        assert write_set.empty
        assert write_set.manifest == (entry(),)


class TestRename:
    new = "src/home.tsx"

    def decide(self, content: str, disk: dict[str, str | bytes]) -> tuple[WriteSet, tuple[Finding, ...]]:
        return decide((draft(content, path=self.new, replaces="src/page.tsx"),), (entry(),), disk, {"src/page.tsx": BASE})

    def test_unedited(self) -> None:
        write_set, _ = self.decide(THEIRS, {"src/page.tsx": BASE})
        assert [(change.path, change.after) for change in write_set.create] == [(self.new, THEIRS)]
        assert [change.path for change in write_set.delete] == ["src/page.tsx"]

    def test_carries_an_edit_over(self) -> None:
        write_set, _ = self.decide(BASE, {"src/page.tsx": OURS})
        assert [(change.path, change.after) for change in write_set.create] == [(self.new, OURS)]
        assert write_set.manifest == (entry(path=self.new),)

    def test_merges_an_edit_with_the_plans_change(self) -> None:
        write_set, _ = self.decide(THEIRS, {"src/page.tsx": OURS})
        (request,) = write_set.merge
        assert (request.path, request.base, request.ours, request.theirs) == (self.new, BASE, OURS, THEIRS)
        assert [change.path for change in write_set.delete] == ["src/page.tsx"]

    def test_of_a_deleted_file_does_not_bring_it_back(self) -> None:
        other = entry(path="src/other.tsx")
        drafts = (draft(path=self.new, replaces="src/page.tsx"), draft(path="src/other.tsx"))
        write_set, findings = decide(drafts, (entry(), other), {"src/other.tsx": BASE})
        assert write_set.empty
        assert codes(findings) == ["seeded-file-deleted"]

    def test_that_the_user_did_already(self) -> None:
        write_set, findings = self.decide(THEIRS, {self.new: OURS})
        assert [request.ours for request in write_set.merge] == [OURS]
        assert not write_set.delete
        assert not findings

    def test_never_overwrites_what_is_at_the_new_path(self) -> None:
        write_set, findings = self.decide(THEIRS, {"src/page.tsx": OURS, self.new: "mine"})
        assert write_set.empty
        assert codes(findings) == ["seeded-file-kept", "file-in-the-way"]


class TestPaths:
    @pytest.mark.parametrize(("one", "two"), [("a/b.ts", "a/b.ts"), ("a/B.ts", "a/b.ts"), ("caf\u00e9.ts", "cafe\u0301.ts"), ("a", "a/b.ts")])
    def test_clash_names_both_origins(self, one: str, two: str) -> None:
        drafts = (FileDraft(one, "", "seeded", "pages[0]"), FileDraft(two, "", "seeded", "pages[1]"))
        write_set, findings = decide(drafts, (), {})
        assert write_set.empty
        assert codes(findings) == ["path-clash"]
        assert "pages[0]" in findings[0].message
        assert "pages[1]" in findings[0].message

    @pytest.mark.parametrize(
        "path", ["../a", "/a", "a/../../b", "C:/a", "a\\b", "a//b", "", "a\nb", ".git/hooks/pre-commit", ".codex/state.json", "a\u202eb"]
    )
    def test_outside_is_refused(self, path: str) -> None:
        write_set, findings = decide((draft(path=path),), (), {})
        assert write_set.empty
        assert codes(findings) == ["path-escapes"]


@dataclass
class World:
    """A disk and a manifest that a write set can be applied to; merges put both sides below each other."""

    disk: dict[str, str | bytes] = field(default_factory=dict)
    manifest: tuple[ManifestEntry, ...] = ()
    bases: dict[str, str] = field(default_factory=dict)

    def build(self, drafts: tuple[FileDraft, ...]) -> tuple[WriteSet, tuple[Finding, ...]]:
        write_set, findings = decide(drafts, self.manifest, self.disk, self.bases)
        if has_errors(findings):
            return write_set, findings
        for change in (*write_set.create, *write_set.replace):
            assert self.disk.get(change.path) == change.before
            assert change.after is not None
            self.disk[change.path] = change.after
        for request in write_set.merge:
            self.disk[request.path] = request.ours + request.theirs
        for change in write_set.delete:
            assert self.disk.pop(change.path) == change.before
        self.manifest = write_set.manifest
        wanted = {entry.path: entry.sha256 for entry in self.manifest}
        for one in drafts:
            if isinstance(one.content, str) and wanted.get(one.path) == sha256(one.content):
                self.bases[one.path] = one.content
        return write_set, findings


NAMES = ("a.ts", "b.ts", "c.ts")
CONTENTS = st.sampled_from(["x\n", "y\n", "z\n"])


@st.composite
def plans(draw: st.DrawFn) -> tuple[FileDraft, ...]:
    """Drafts of one plan: a file is generated or seeded by its name; some take the place of another."""
    chosen = draw(st.lists(st.sampled_from([*NAMES, "g.ts", "h.ts"]), unique=True))
    drafts = []
    for name in chosen:
        owner: Owner = "generated" if name in {"g.ts", "h.ts"} else "seeded"
        replaces = draw(st.sampled_from(["", *NAMES])) if owner == "seeded" else ""
        drafts.append(FileDraft(name, draw(CONTENTS), owner, name, replaces="" if replaces == name else replaces))
    return tuple(drafts)


EDITS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["by hand 1\n", "by hand 2\n"]), max_size=2)


@given(st.lists(st.tuples(plans(), EDITS), min_size=1, max_size=5))
def test_a_second_build_changes_nothing_and_no_edit_is_ever_lost(history: list[tuple[tuple[FileDraft, ...], dict[str, str]]]) -> None:
    world = World()
    for drafts, edits in history:
        _, findings = world.build(drafts)
        assert not has_errors(findings)
        again, _ = world.build(drafts)
        assert again.empty
        world.disk.update(edits)
        by_hand = {line for line in lines(world) if line.startswith("by hand")}
        after = World(dict(world.disk), world.manifest, dict(world.bases))
        for next_drafts, _ in history:
            after.build(next_drafts)
            assert by_hand <= lines(after)


def lines(world: World) -> set[str]:
    return {line for content in world.disk.values() for line in str(content).splitlines()}
