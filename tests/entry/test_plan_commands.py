"""`appfactory plan …` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from appfactory.entry.plan_commands import plan
from appfactory.entry.render import counted, render_findings
from appfactory.model.finding import Finding, Span

FIXTURES = Path(__file__).parents[1] / "fixtures"
MINIMAL = (FIXTURES / "minimal.yaml").read_text()
FOUNDING = (FIXTURES / "founding_plan.yaml").read_text()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, given: str | None = None) -> Result:
    result = CliRunner().invoke(plan, list(arguments), input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


class TestValidate:
    def test_fine(self, folder: Path) -> None:
        (folder / "buildplan.yaml").write_text(MINIMAL)
        result = run("validate")
        assert (result.exit_code, result.output) == (0, "buildplan.yaml: nothing to complain about\n")

    def test_warnings_let_it_pass(self) -> None:
        Path("p.yaml").write_text(FOUNDING)
        result = run("validate", "p.yaml", "--json")
        document = json.loads(result.output)
        assert (result.exit_code, document["ok"]) == (0, True)
        assert {finding["severity"] for finding in document["findings"]} == {"warning"}
        assert set(document["findings"][0]) == {"code", "severity", "file", "line", "column", "message", "why", "hint"}

    def test_errors_do_not(self) -> None:
        Path("p.yaml").write_text(MINIMAL.replace("library.addBook", "library.addBok"))
        result = run("validate", "p.yaml")
        assert result.exit_code == 1
        assert result.output == (
            "p.yaml:50:52: error: there is no operation `library.addBok` [reference-unknown-operation]\n"
            "   50 │     - { method: POST, path: /api/books, operation: library.addBok }\n"
            "      │                                                    ^^^^^^^^^^^^^^\n"
            "    why: the route would have nothing to call\n"
            "    fix: did you mean `library.addBook`?\n"
            "1 error\n"
        )

    def test_a_missing_file_is_a_matter_of_the_surroundings(self) -> None:
        assert run("validate").exit_code == 3
        result = run("validate", "--json")
        document = json.loads(result.output)
        assert (result.exit_code, document["ok"], document["findings"][0]["code"]) == (3, False, "file-missing")

    def test_wrong_usage(self) -> None:
        assert run("validate", "--nope").exit_code == 2

    def test_bytes_that_are_no_text(self) -> None:
        Path("p.yaml").write_bytes(b"\xff\xfe\x00")
        assert run("validate", "p.yaml").exit_code == 1

    def test_standard_input(self) -> None:
        assert run("validate", "-", given=MINIMAL).exit_code == 0
        assert run("validate", "-", given="").exit_code == 1

    def test_a_library_of_ones_own(self, folder: Path) -> None:
        text = MINIMAL.replace("layout: marketing", "layout: marketing\n      sections: [{ component: packages/mine/Own.tsx }]")
        Path("p.yaml").write_text(text)
        assert run("validate", "p.yaml").exit_code == 1
        own = folder / "lib" / "packages" / "mine"
        own.mkdir(parents=True)
        (own / "Own.tsx").write_text("export function Own() { return null; }\n")
        assert run("validate", "p.yaml", "--library", "lib").exit_code == 0

    def test_says_how_operations_were_understood_and_says_it_once(self) -> None:
        text = MINIMAL.replace("input: { title: string(200) }", "input: { title: string(200), userId: uuid }")
        Path("p.yaml").write_text(text.replace("name: finishBook", "name: frobnicateBook").replace("library.finishBook", "library.frobnicateBook"))
        codes = [finding["code"] for finding in json.loads(run("validate", "p.yaml", "--json").output)["findings"]]
        assert codes == ["input-names-owner", "operation-not-covered"]

    def test_a_prd_beside_the_plan(self) -> None:
        Path("p.yaml").write_text(MINIMAL.replace("gherkinFrom: none", "gherkinFrom: prd.requirements"))
        assert "gherkin-without-prd" in run("validate", "p.yaml").output
        Path("prd.yaml").write_text("name: x\n")
        assert "gherkin-without-prd" not in run("validate", "p.yaml").output


class TestSchema:
    def test_is_a_json_schema(self) -> None:
        schema = json.loads(run("schema").output)
        Draft202012Validator.check_schema(schema)
        assert schema["additionalProperties"] is False

    def test_is_written_where_editors_look(self, folder: Path) -> None:
        assert run("schema", "--write").output == ""
        assert json.loads((folder / "buildplan.schema.json").read_text())["title"] == "Build plan"


class TestFormat:
    def test_prints_by_default(self) -> None:
        Path("p.yaml").write_text(FOUNDING)
        result = run("fmt", "p.yaml")
        assert result.exit_code == 0
        assert 'path: "/api/reservations/{id}"' in result.stdout
        assert "yaml-unquoted-braces" in result.stderr
        assert Path("p.yaml").read_text() == FOUNDING

    def test_checks_and_writes(self) -> None:
        Path("p.yaml").write_text(FOUNDING)
        assert run("fmt", "--check", "p.yaml").exit_code == 1
        assert run("fmt", "--write", "p.yaml").exit_code == 0
        assert run("fmt", "--check", "p.yaml").exit_code == 0
        assert "yaml-unquoted-braces" not in run("validate", "p.yaml").output

    def test_leaves_what_it_can_not_read(self) -> None:
        Path("p.yaml").write_text("a: [")
        assert run("fmt", "--write", "p.yaml").exit_code == 1
        assert Path("p.yaml").read_text() == "a: ["

    def test_says_so_to_programs(self) -> None:
        Path("p.yaml").write_text(MINIMAL)
        assert json.loads(run("fmt", "--check", "--json", "p.yaml").output) == {"ok": True, "changed": False, "findings": []}

    def test_wrong_usage(self) -> None:
        assert run("fmt", "--check", "--write").exit_code == 2
        assert run("fmt", "--write", "-", given=MINIMAL).exit_code == 2


class TestShow:
    def test_draws_a_tree_and_boxes(self) -> None:
        Path("p.yaml").write_text(FOUNDING)
        output = run("show", "p.yaml").output
        for text in (
            "├── pages",
            "DELETE /api/reservations/{id}",
            "moves the Reservation with that ID to CANCELLED",
            "PENDING | CONFIRMED | CANCELLED",
            "┌─ Table ",
            "many ─ tableId ─▶ one Table",
        ):
            assert text in output

    def test_boxes_are_closed(self) -> None:
        Path("p.yaml").write_text(FOUNDING)
        lines = [line for line in run("show", "--er", "p.yaml").output.split("\n") if line[:1] in ("┌", "│", "└")]
        widths = [{len(line) for line in box} for box in _boxes(lines)]
        assert all(len(width) == 1 for width in widths)

    def test_draws_mermaid(self) -> None:
        Path("p.yaml").write_text(FOUNDING)
        output = run("show", "--mermaid", "p.yaml").output
        assert output.startswith("erDiagram\n    Reservation {\n        uuid id PK\n")
        assert '    Reservation }o--|| Table : "tableId"\n' in output

    def test_speaks_json(self) -> None:
        Path("p.yaml").write_text(FOUNDING)
        document = json.loads(run("show", "--json", "p.yaml").output)
        assert [operation["meaning"] for operation in document["operations"]] == ["Insert", "Transition"]
        assert [entity["table"] for entity in document["entities"]] == ["Reservation", "Table"]

    def test_says_why_it_can_not(self) -> None:
        Path("p.yaml").write_text(MINIMAL.replace("fk(users.id)", "fk(nobody.id)"))
        result = run("show", "p.yaml")
        assert result.exit_code == 1
        assert "reference-unknown-table" in result.output


def _boxes(lines: list[str]) -> list[list[str]]:
    boxes: list[list[str]] = []
    for line in lines:
        if line.startswith("┌"):
            boxes.append([])
        boxes[-1].append(line)
    return boxes


class TestDiff:
    def test_of_equal_plans(self) -> None:
        Path("a.yaml").write_text(MINIMAL)
        Path("b.yaml").write_text("# a comment\n" + MINIMAL)
        assert run("diff", "a.yaml", "b.yaml").output == "The plans say the same.\n"

    def test_speaks_of_the_product(self) -> None:
        Path("a.yaml").write_text(MINIMAL)
        changed = (
            MINIMAL.replace("name: title, type: string(200)", "name: heading, type: string(200)")
            .replace("- name: Books\n      route: /books", "- name: Books\n      route: /shelf")
            .replace("stages: [100]", "stages: [10, 100]")
            .replace("    - { method: GET, path: /api/books, operation: library.listBooks }\n", "")
            .replace("auth: authjs", "auth: clerk")
        )
        Path("b.yaml").write_text(changed)
        assert run("diff", "a.yaml", "b.yaml").output == (
            "~ targets auth changed: authjs → clerk\n"
            "→ page /books is now called /shelf\n"
            "→ field Book.title is now called Book.heading\n"
            "- route GET /api/books removed\n"
            "~ rollout stages changed: [100] → [10, 100]\n"
        )

    def test_tells_a_renamed_table(self) -> None:
        Path("a.yaml").write_text(MINIMAL)
        Path("b.yaml").write_text(MINIMAL.replace("- name: Book\n", "- name: Volume\n").replace("output: Book", "output: Volume"))
        document = json.loads(run("diff", "--json", "a.yaml", "b.yaml").output)
        assert document["changes"][0] == {"kind": "renamed", "what": "table", "name": "Volume", "former": "Book", "details": []}

    def test_compares_the_schema_of_sql_and_not_its_letters(self) -> None:
        Path("a.yaml").write_text(FOUNDING)
        Path("b.yaml").write_text(
            FOUNDING.replace("seats int not null check (seats > 0)\n    );", "seats int not null check (seats > 0),\n      note text\n    );")
        )
        assert run("diff", "a.yaml", "b.yaml").output == "~ database sql changed: add-column Table.note\n"
        Path("c.yaml").write_text(FOUNDING.replace("create table", "CREATE TABLE"))
        assert run("diff", "a.yaml", "c.yaml").output == "~ database sql changed: same schema, other text\n"

    def test_needs_plans(self) -> None:
        Path("a.yaml").write_text(MINIMAL)
        Path("b.yaml").write_text("x")
        assert run("diff", "a.yaml", "b.yaml").exit_code == 1
        assert run("diff", "a.yaml", "none.yaml").exit_code == 3


class TestRendering:
    finding = Finding("some-code", "warning", "what\x1b[31m is wrong", Span("f", 2, 3, 2, 5), "the reason", "the remedy")

    def test_underlines_and_escapes(self) -> None:
        assert render_findings([self.finding], {"f": "one\nab\x1bde\n"}, color=False) == (
            "f:2:3: warning: what\\u001b[31m is wrong [some-code]\n"
            "    2 │ ab\\u001bde\n"
            "      │   ^^^^^^^\n"
            "    why: the reason\n"
            "    fix: the remedy\n"
            "1 warning\n"
        )

    def test_colours_only_what_it_is_told_to(self) -> None:
        assert "\x1b[" in render_findings([self.finding], {}, color=True)
        assert "\x1b[" not in render_findings([self.finding], {}, color=False)
        assert render_findings([], {}) == ""

    def test_long_lines_are_cut_around_the_place(self) -> None:
        finding = Finding("c", "error", "m", Span("f", 1, 901, 1, 904))
        shown = render_findings([finding], {"f": "x" * 900 + "abc" + "y" * 900}, color=False).split("\n")
        assert len(shown[1]) < 180
        assert shown[1][shown[2].index("^") : shown[2].rindex("^") + 1] == "abc"

    def test_counts(self) -> None:
        kinds = [Finding("c", severity, "m") for severity in ("error", "error", "info")]
        assert counted(kinds) == "2 errors, 1 remark"
