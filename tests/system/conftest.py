"""The restaurant, built once for all tests of the whole product, and a browser to visit it with."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from appfactory.perform.toolchain import ensure_browser, ensure_pnpm

EXAMPLE = Path(__file__).parents[2] / "examples" / "restaurant-booking" / "buildplan.yaml"
NOT_SOURCES = ("node_modules", ".next", "postgres", "test-results", "coverage")


def program(folder: Path, *arguments: str, seconds: float = 600.0) -> subprocess.CompletedProcess[str]:
    """The real program in a process of its own, as a user would run it in that folder."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CI")}
    command = [sys.executable, "-m", "appfactory", *arguments]
    return subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, env=environment, timeout=seconds)


@dataclass(frozen=True)
class BuiltApp:
    """An app that `appfactory build all` made, and what the command said."""

    folder: Path
    finished: subprocess.CompletedProcess[str]
    seconds: float

    @property
    def report(self) -> Any:
        return json.loads((self.folder / "validation_report.json").read_text())


@dataclass(frozen=True)
class Preview:
    """An app that runs. `database` is the owner's URL."""

    app: BuiltApp
    url: str
    users: list[dict[str, str]]
    database: str
    stand_ins: str

    def sql(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """As the owner, whom no policy binds."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []


class Browser:
    """The process of `browser.mjs`."""

    def __init__(self, folder: Path, address: str) -> None:
        found = ensure_browser()
        path = getattr(found, "path", "")
        assert path, found
        command = ["node", str(Path(__file__).with_name("browser.mjs")), str(folder), path, address]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._numbers = itertools.count()
        self._answers: dict[int, Any] = {}

    def begin(self, person: str, action: str, **given: Any) -> int:
        """Tells somebody to do something and does not wait for it."""
        number = next(self._numbers)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "person": person, "do": action, **given}) + "\n")
        self._process.stdin.flush()
        return number

    def end(self, number: int) -> Any:
        """What came of it."""
        assert self._process.stdout is not None
        while number not in self._answers:
            line = self._process.stdout.readline()
            assert line, "the browser's process ended"
            reply = json.loads(line)
            self._answers[reply["id"]] = reply
        reply = self._answers.pop(number)
        assert "error" not in reply, reply["error"]
        return reply["value"]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()


@dataclass
class Person:
    """Somebody with a browser of their own."""

    name: str
    browser: Browser = field(repr=False)

    def do(self, action: str, **given: Any) -> Any:
        return self.browser.end(self.browser.begin(self.name, action, **given))

    def visit(self, path: str) -> Any:
        return self.do("visit", path=path)

    def request(self, method: str, path: str, data: Any = None) -> Any:
        return self.do("request", method=method, path=path, data=data)


@pytest.fixture(scope="session")
def restaurant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltApp]:
    """The example, built from nothing but its plan by one command.

    Who works on these tests may name a folder in APPFACTORY_SYSTEM_APP: what is there is built again, which is quick.
    """
    ensure_pnpm()
    given = os.environ.get("APPFACTORY_SYSTEM_APP")
    folder = Path(given) if given else tmp_path_factory.mktemp("system") / "restaurant-booking"
    folder.mkdir(exist_ok=True)
    shutil.copyfile(EXAMPLE, folder / "buildplan.yaml")
    begun = time.monotonic()
    finished = program(folder, "build", "all", "--json")
    yield BuiltApp(folder, finished, time.monotonic() - begun)
    program(folder, "build", "preview", "--stop")


@pytest.fixture(scope="session")
def preview(restaurant: BuiltApp) -> Iterator[Preview]:
    """The restaurant, left running by `build preview --detach`."""
    started = program(restaurant.folder, "build", "preview", "--detach", "--json")
    assert started.returncode == 0, started.stdout + started.stderr
    told = json.loads(started.stdout)
    yield Preview(restaurant, told["url"], told["users"], told["database"], told["standIns"])
    program(restaurant.folder, "build", "preview", "--stop")


@pytest.fixture(scope="session")
def browser(preview: Preview) -> Iterator[Browser]:
    started = Browser(preview.app.folder, preview.url)
    yield started
    started.close()


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Person:
    return Person("visitor", browser)


def _signed_in(browser: Browser, name: str) -> Person:
    person = Person(name, browser)
    person.do("signIn", email=f"{name}@example.com")
    return person


@pytest.fixture(scope="session")
def ana(browser: Browser) -> Person:
    return _signed_in(browser, "ana")


@pytest.fixture(scope="session")
def ben(browser: Browser) -> Person:
    return _signed_in(browser, "ben")


@pytest.fixture(scope="session")
def ada(browser: Browser) -> Person:
    return _signed_in(browser, "ada")


Snapshot = dict[str, tuple[bytes, int]]


@pytest.fixture(scope="session")
def snapshot() -> Callable[[Path], Snapshot]:
    """Content and time of change of every file of an app, but for packages, builds and the database's own files."""

    def read(folder: Path) -> Snapshot:
        found: Snapshot = {}
        for parent, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if name not in NOT_SOURCES]
            for name in names:
                path = Path(parent, name)
                found[str(path.relative_to(folder))] = (path.read_bytes(), path.stat().st_mtime_ns)
        return found

    return read


@pytest.fixture
def copied(restaurant: BuiltApp, tmp_path: Path) -> Path:
    """A copy of the built folder to change at will: without packages and database, for phases that need neither."""
    folder = tmp_path / "restaurant-booking"
    shutil.copytree(restaurant.folder, folder, ignore=shutil.ignore_patterns(*NOT_SOURCES))
    return folder


@pytest.fixture(scope="session")
def appfactory() -> Callable[..., subprocess.CompletedProcess[str]]:
    return program
