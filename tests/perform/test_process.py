"""Running commands: what comes of them, whatever they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from appfactory.model.command import Command, Outcome
from appfactory.perform import identity, process, signals
from appfactory.perform.process import OUTPUT_LIMIT, run


def python(code: str, **options: object) -> Command:
    return Command((sys.executable, "-c", textwrap.dedent(code)), **options)  # type: ignore[arg-type]


def wait_until_gone(pid: int, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if identity.started(pid) is None:
            return True
        time.sleep(0.02)
    return False


def test_both_streams_in_order_and_the_exit_code() -> None:
    outcome = run(python("import sys; print('out', flush=True); print('err', file=sys.stderr, flush=True); print('end'); sys.exit(3)"))
    assert outcome.output == "out\nerr\nend\n"
    assert (outcome.exit_code, outcome.status, outcome.ok) == (3, "exited", False)


def test_cwd_is_relative_to_the_folder(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    outcome = run(python("import os; print(os.getcwd())", cwd="app"), tmp_path)
    assert outcome.output.strip() == str((tmp_path / "app").resolve())


def test_a_program_of_the_project_is_found_by_its_relative_path(tmp_path: Path) -> None:
    tool = tmp_path / "node_modules" / ".bin" / "tool"
    tool.parent.mkdir(parents=True)
    tool.write_text('#!/bin/sh\necho ran "$1"\n')
    tool.chmod(0o755)
    assert run(Command(("node_modules/.bin/tool", "; rm -rf $(x)")), tmp_path).output == "ran ; rm -rf $(x)\n"


@pytest.mark.parametrize("argv", [("no-such-program-anywhere",), ("nul\0byte",), ("/",)])
def test_a_program_that_cannot_be_run_is_missing(argv: tuple[str, ...]) -> None:
    outcome = run(Command(argv))
    assert outcome.status == "missing"
    assert not outcome.ok
    assert outcome.output


def test_a_missing_folder_is_told_from_a_missing_program(tmp_path: Path) -> None:
    assert "folder" in run(python("", cwd="nowhere"), tmp_path).output


def test_stdin_is_closed() -> None:
    assert run(python("import sys; print(repr(sys.stdin.read()))"), None).output == "''\n"


def test_only_what_is_needed_is_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNRELATED_SETTING", "x")
    monkeypatch.setenv("WANTED_TOKEN", "token-value-1")
    outcome = run(python("import os; print(sorted(os.environ))", environment=(("MODE", "test"),), secrets=("WANTED_TOKEN", "ABSENT")))
    assert "UNRELATED_SETTING" not in outcome.output
    assert "ABSENT" not in outcome.output
    for name in ("PATH", "MODE", "WANTED_TOKEN", "NO_COLOR"):
        assert f"'{name}'" in outcome.output


def test_secrets_are_scrubbed_wherever_they_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMED", "named-value")
    monkeypatch.setenv("OTHER_API_KEY", "looks-like-a-key")
    code = "import os; print(os.environ['NAMED'], 'looks-like-a-key', os.environ['FROM_FILE'], 'postgres://me:pass@host/db')"
    seen: list[str] = []
    outcome = run(python(code, secrets=("NAMED", "FROM_FILE")), None, seen.append, {"FROM_FILE": "value-of-env-file"})
    assert outcome.output == "[secret] [secret] [secret] postgres://me:[secret]@host/db\n"
    assert seen == [outcome.output.rstrip("\n")]


def test_a_secret_is_scrubbed_although_it_was_printed_in_two_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "first-half-second-half")
    seen: list[str] = []
    run(python("import os,time; os.write(1, b'x first-half'); time.sleep(.3); os.write(1, b'-second-half y')"), None, seen.append)
    assert seen == ["x [secret] y"]


def test_terminal_control_and_bad_bytes_become_printable() -> None:
    outcome = run(python(r"import os; os.write(1, b'\x1b[31mred\x1b[0m \xff\x00 10%\r20%\r\nlast\r\n\xe2\x80\xaeabc')"))
    assert outcome.output == "20%\nlast\n\\u202eabc"
    assert run(python(r"import os; os.write(1, b'\x1b[31mred\x1b[0m \xff\x00')")).output == "red \\xff\\x00"


def test_output_is_bounded_and_keeps_both_ends() -> None:
    outcome = run(python("print('first'); [print('x' * 99) for _ in range(200_000)]; print('last')"))
    assert outcome.truncated
    assert outcome.output.startswith("first\n")
    assert outcome.output.endswith("last\n")
    assert "left out" in outcome.output
    assert len(outcome.output) < OUTPUT_LIMIT * 1.1


def test_an_endless_line_does_not_fill_the_memory() -> None:
    seen: list[str] = []
    outcome = run(python("import os; [os.write(1, b'x' * 2**20) for _ in range(20)]; print(); print('end')"), None, seen.append)
    assert len(outcome.output) < OUTPUT_LIMIT * 1.1
    assert sum(map(len, seen)) < 2**18
    assert seen[-1] == "end"


CHILD_IGNORES = """
    import os, signal, subprocess, sys, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"])
    print(os.getpid(), child.pid, flush=True)
    time.sleep(60)
"""


def test_timeout_ends_the_whole_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_GRACE", 0.3)
    outcome = run(python(CHILD_IGNORES, timeout=1.0))
    assert outcome.status == "timeout"
    assert outcome.seconds < 10
    for pid in map(int, outcome.output.split()):
        assert wait_until_gone(pid)


def test_timeout_ends_those_who_left_the_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_GRACE", 0.3)
    code = """
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
        print(child.pid, flush=True)
        time.sleep(60)
    """
    outcome = run(python(code, timeout=1.0))
    assert wait_until_gone(int(outcome.output))


def test_what_a_program_leaves_behind_is_ended() -> None:
    code = """
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        print(child.pid, flush=True)
    """
    outcome = run(python(code))
    assert outcome.ok
    assert outcome.seconds < 10
    assert wait_until_gone(int(outcome.output))


DRIVER = """
    import sys
    from appfactory.model.command import Command
    from appfactory.perform import process, signals
    try:
        with signals.listening():
            process.run(Command((sys.executable, "-c", sys.argv[1])), None, lambda text: print(text, flush=True))
    except KeyboardInterrupt:
        print("interrupted", signals.exit_code(), flush=True)
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_ends_the_child_and_reaches_the_caller(number: signal.Signals, code: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(DRIVER), "import os,time; print(os.getpid(), flush=True); time.sleep(60)"],
        stdout=subprocess.PIPE,
        text=True,
    ) as driver:
        assert driver.stdout is not None
        child = int(driver.stdout.readline())
        driver.send_signal(number)
        assert driver.stdout.read() == f"interrupted {code}\n"
    assert wait_until_gone(child)


def test_a_second_interruption_kills_at_once() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(DRIVER), textwrap.dedent(CHILD_IGNORES)], stdout=subprocess.PIPE, text=True
    ) as driver:
        assert driver.stdout is not None
        pids = [int(pid) for pid in driver.stdout.readline().split()]
        begun = time.monotonic()
        driver.send_signal(signal.SIGINT)
        time.sleep(0.5)
        driver.send_signal(signal.SIGINT)
        assert "interrupted" in driver.stdout.read()
        assert time.monotonic() - begun < 4
    assert all(wait_until_gone(pid) for pid in pids)


def test_other_threads_end_their_commands_too(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes: list[Outcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(run(python("import time; time.sleep(60)"))))
    thread.start()
    time.sleep(0.3)
    monkeypatch.setattr(signals, "requested", lambda: True)
    thread.join(10)
    assert [outcome.status for outcome in outcomes] == ["interrupted"]


def test_start_times_tell_processes_apart() -> None:
    start = identity.started(os.getpid())
    assert start is not None
    assert identity.is_same(os.getpid(), start)
    assert not identity.is_same(os.getpid(), start - 100)
    assert identity.started(2**22 + 5) is None
