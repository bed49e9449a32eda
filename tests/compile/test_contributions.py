"""Contributions fold into one; whatever two of them disagree about is a finding."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.compile.contributions import fold_contributions
from appfactory.model.contribution import Contribution, EnvironmentVariable, NpmPackage
from appfactory.model.database import Column, Function, Table
from appfactory.model.files import FileDraft


def file(path: str, content: str = "x") -> FileDraft:
    return FileDraft(path, content, "seeded", "targets")


ONE = Contribution(
    provider="one",
    files=(file("src/a.ts"),),
    npm=(NpmPackage("left", "1.0.0"),),
    environment=(EnvironmentVariable("KEY", "A key."),),
    wrappers=(("@/one", "One"),),
    tables=(Table("t", (Column("id", "uuid"),), schema="app"),),
    functions=(Function("f", "create function app.f()", "app"),),
    content_security=(("form-action", "https://one.example"),),
    documentation="## One\n",
)


def test_parts_are_put_together_in_order() -> None:
    two = Contribution(
        "two", files=(file("src/b.ts"),), npm=(NpmPackage("right", "2.0.0"),), wrappers=(("@/two", "Two"),), documentation="\n## Two\n\n"
    )
    folded, findings = fold_contributions((ONE, two))
    assert findings == ()
    assert [draft.path for draft in folded.files] == ["src/a.ts", "src/b.ts"]
    assert [package.name for package in folded.npm] == ["left", "right"]
    assert folded.wrappers == (("@/one", "One"), ("@/two", "Two"))
    assert folded.documentation == "## One\n\n## Two\n"
    assert folded.provider == "one, two"


def test_what_is_equal_counts_once() -> None:
    folded, findings = fold_contributions((ONE, replace(ONE, provider="two")))
    assert findings == ()
    assert replace(folded, provider="one") == ONE


def test_nothing_folds_to_nothing() -> None:
    assert fold_contributions(()) == (Contribution(""), ())


@pytest.mark.parametrize(
    ("other", "code", "name"),
    [
        (Contribution("two", files=(file("src/a.ts", "y"),)), "contribution-file-clash", "src/a.ts"),
        (Contribution("two", files=(file("src/A.ts", "y"),)), "contribution-file-clash", "src/A.ts"),
        (Contribution("two", npm=(NpmPackage("left", "1.0.1"),)), "contribution-package-clash", "left"),
        (Contribution("two", environment=(EnvironmentVariable("KEY", "Another."),)), "contribution-variable-clash", "KEY"),
        (Contribution("two", tables=(Table("t", (), schema="app"),)), "contribution-table-clash", "t"),
        (Contribution("two", functions=(Function("f", "create function app.f() returns int", "app"),)), "contribution-function-clash", "f"),
    ],
)
def test_clashes(other: Contribution, code: str, name: str) -> None:
    folded, findings = fold_contributions((ONE, other))
    assert [finding.code for finding in findings] == [code]
    assert f"one and two disagree about the {code.split('-')[1]}".split(" about ", maxsplit=1)[0] in findings[0].message
    assert f"`{name}`" in findings[0].message
    assert findings[0].severity == "error"
    assert findings[0].why
    assert findings[0].hint
    assert replace(folded, provider="one", documentation=ONE.documentation) == ONE


def test_the_same_name_in_another_schema_is_no_clash() -> None:
    assert fold_contributions((ONE, Contribution("two", tables=(Table("t", ()),), functions=(Function("f", ""),))))[1] == ()


def test_a_package_for_tests_and_for_running_is_for_running() -> None:
    folded, findings = fold_contributions((Contribution("one", npm=(NpmPackage("left", "1.0.0", development=True),)), ONE))
    assert findings == ()
    assert folded.npm == (NpmPackage("left", "1.0.0"),)


@pytest.mark.parametrize("path", ["../x.ts", "/etc/passwd", "src/../../x.ts", "src\\x.ts", "", "src"])
def test_paths_outside_the_app_and_files_that_are_folders(path: str) -> None:
    _, findings = fold_contributions((ONE, Contribution("two", files=(file(path),))))
    assert [finding.code for finding in findings] == ["contribution-bad-path"]


@pytest.mark.parametrize(
    "variable",
    [
        EnvironmentVariable("NEXT_PUBLIC_KEY", "A secret."),
        EnvironmentVariable("NEXT_PUBLIC_KEY", "A secret that says it is public.", public=True, secret=True),
        EnvironmentVariable("KEY", "Public without the name.", public=True, secret=False),
    ],
)
def test_secrets_do_not_reach_browsers(variable: EnvironmentVariable) -> None:
    _, findings = fold_contributions((Contribution("one", environment=(variable,)),))
    assert [finding.code for finding in findings] == ["contribution-variable-exposed"]


drafts = st.builds(file, st.sampled_from(["a.ts", "b.ts", "c/d.ts"]), st.sampled_from(["x", "y"]))
contributions = st.lists(st.builds(Contribution, provider=st.sampled_from("pqr"), files=st.lists(drafts, max_size=4).map(tuple)), max_size=4)


@given(contributions)
def test_every_path_stays_once_and_each_disagreement_is_told(parts: list[Contribution]) -> None:
    folded, findings = fold_contributions(parts)
    every = [draft for part in parts for draft in part.files]
    assert sorted(draft.path for draft in folded.files) == sorted({draft.path for draft in every})
    disagreements = [draft for draft in every if draft.content != next(first for first in every if first.path == draft.path).content]
    assert len(findings) == len(disagreements)
