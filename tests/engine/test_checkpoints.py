"""What a build remembers, and how it goes on."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from appfactory.engine.checkpoints import RunState, read_run, seen_from_outside, write_run
from appfactory.engine.failures import clear_failure, failure_path, write_failure
from appfactory.model.finding import Finding, Span
from appfactory.model.step import PHASES, Phase, Status, Step
from appfactory.perform.lock import LOCK, ProjectLock, acquire

GOAL: tuple[Phase, ...] = ("scaffold", "assemble", "migrate")


def step(phase: Phase, status: Status, number: int = 1, run: str = "a") -> Step:
    return Step(number, run, phase, "hash", status)


def test_an_empty_folder_has_an_empty_state(tmp_path: Path) -> None:
    assert read_run(tmp_path) == RunState()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    finding = Finding("install-failed", "error", "no network", Span("package.json", 3, 1), "why", "hint")
    state = RunState("a", "plan", GOAL, (Step(1, "a", "scaffold", "hash", "failed", (finding,), "2026-01-01T00:00:00Z", "", 1.5),))
    write_run(tmp_path, state)
    assert read_run(tmp_path) == state


def test_a_damaged_state_is_a_finding(tmp_path: Path) -> None:
    write_run(tmp_path, RunState("a", "plan", GOAL))
    (tmp_path / ".codex/state.json").write_text("{")
    found = read_run(tmp_path)
    assert isinstance(found, Finding)
    assert found.hint


def test_unfinished_begins_at_the_first_phase_that_is_not_done() -> None:
    state = RunState("a", "plan", GOAL).with_step(step("scaffold", "done"))
    assert state.unfinished == ("assemble", "migrate")
    state = state.with_step(step("assemble", "failed", 2))
    assert state.unfinished == ("assemble", "migrate")
    assert state.with_step(step("assemble", "done", 3)).with_step(step("migrate", "done", 4)).unfinished == ()


def test_a_step_of_another_run_does_not_count() -> None:
    state = RunState("b", "plan", GOAL).with_step(step("scaffold", "done", run="a"))
    assert state.unfinished == GOAL


def test_a_step_whose_build_was_killed_is_seen_as_interrupted(tmp_path: Path) -> None:
    state = RunState("a", "plan", GOAL).with_step(step("scaffold", "done")).with_step(step("assemble", "running", 2))
    held = acquire(tmp_path)
    assert isinstance(held, ProjectLock)
    with held:
        assert seen_from_outside(tmp_path, state) == state
    left = seen_from_outside(tmp_path, state)
    assert [one.status for one in left.steps] == ["done", "interrupted"]
    assert left.unfinished == ("assemble", "migrate")
    (tmp_path / LOCK).parent.mkdir(exist_ok=True)
    (tmp_path / LOCK).write_text('{"pid": 1, "started": 123456789.0}')  # as after SIGKILL: a PID that is another process by now
    assert seen_from_outside(tmp_path, state) == left


@given(st.lists(st.tuples(st.sampled_from(PHASES), st.sampled_from(["running", "done", "failed"])), max_size=20))
def test_one_step_for_each_phase_in_the_order_of_their_numbers(events: list[tuple[Phase, Status]]) -> None:
    state = RunState("a", "plan", PHASES)
    for phase, status in events:
        state = state.with_step(step(phase, status, state.next_number))
    assert len({one.phase for one in state.steps}) == len(state.steps) == len({phase for phase, _ in events})
    assert [one.number for one in state.steps] == sorted(one.number for one in state.steps)
    for phase, status in dict(events).items():
        found = state.step(phase)
        assert found is not None
        assert found.status == status


def test_a_failure_tells_error_suggestions_and_files(tmp_path: Path) -> None:
    import json

    found = (
        Finding("a", "error", "It broke.", Span("src/a.ts", 1, 1), hint="Mend it."),
        Finding("b", "warning", "It creaks.", Span("src/b.ts")),
        Finding("c", "error", "It broke again.", Span("src/a.ts", 9, 1), hint="Mend it."),
    )
    write_failure(tmp_path, "api", "run", found)
    document = json.loads((tmp_path / failure_path("api")).read_text())
    assert document["error"] == "It broke.\nIt broke again."
    assert document["suggestions"] == ["Mend it."]
    assert document["files"] == ["src/a.ts"]
    assert len(document["findings"]) == 3
    clear_failure(tmp_path, "api")
    assert not (tmp_path / failure_path("api")).exists()
    clear_failure(tmp_path, "api")
