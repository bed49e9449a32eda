"""One build at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from appfactory.model.finding import Finding
from appfactory.perform.identity import started
from appfactory.perform.lock import LOCK, ProjectLock, acquire
from appfactory.perform.problem import EnvironmentProblem

HOLDER = """
    import sys
    from pathlib import Path
    from appfactory.perform.lock import acquire
    lock = acquire(Path(sys.argv[1]))
    print(type(lock).__name__, flush=True)
    sys.stdin.read()
"""


def holder(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(HOLDER), str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_the_second_build_is_refused_and_told_the_pid(tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "ProjectLock\n"
        second = acquire(tmp_path)
        assert isinstance(second, Finding)
        assert str(first.pid) in second.message
        first.kill()
    third = acquire(tmp_path)
    assert isinstance(third, ProjectLock)
    third.release()
    assert not (tmp_path / LOCK).exists()


def test_of_many_at_once_exactly_one_gets_it(tmp_path: Path) -> None:
    processes = [holder(tmp_path) for _ in range(6)]
    words = []
    for process in processes:
        assert process.stdout is not None
        words.append(process.stdout.readline().strip())
    for process in processes:
        process.communicate()
    assert sorted(words) == ["Finding"] * 5 + ["ProjectLock"]


def test_it_is_released_on_an_exception_and_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        lock = acquire(tmp_path)
        assert isinstance(lock, ProjectLock)
        with pytest.raises(KeyboardInterrupt), lock:
            raise KeyboardInterrupt


@pytest.mark.parametrize(
    "content",
    ["", "\0\0", "not json", "[]", '{"pid": 4194999, "started": 5}', '{"pid": "x"}', '{"pid": 1, "started": 123456789.0}'],
)
def test_a_stale_lock_is_taken_over(tmp_path: Path, content: str) -> None:
    (tmp_path / LOCK).parent.mkdir()
    (tmp_path / LOCK).write_text(content)
    lock = acquire(tmp_path)
    assert isinstance(lock, ProjectLock)
    assert json.loads((tmp_path / LOCK).read_text())["pid"] == os.getpid()
    lock.release()


def test_a_living_process_is_believed_also_where_locks_of_files_do_not_work(tmp_path: Path) -> None:
    (tmp_path / LOCK).parent.mkdir()
    (tmp_path / LOCK).write_text(json.dumps({"pid": os.getppid(), "started": started(os.getppid())}))
    second = acquire(tmp_path)
    assert isinstance(second, Finding)
    assert str(os.getppid()) in second.message


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    project = tmp_path / "project"
    project.mkdir()
    (project / ".codex").symlink_to(elsewhere)
    with pytest.raises(EnvironmentProblem) as caught:
        acquire(project)
    assert caught.value.finding.code == "symlink-refused"
    assert not list(elsewhere.iterdir())
