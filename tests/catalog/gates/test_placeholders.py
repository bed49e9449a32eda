"""Placeholders are found in comments and throws, not in what the app says."""

from __future__ import annotations

import pytest

from appfactory.catalog.gates.placeholders import Placeholders, placeholder_findings
from appfactory.model.gate import Evidence
from tests.catalog.gates.test_gates import spec


@pytest.mark.parametrize(
    "text",
    [
        "// TODO: check the role\n",
        "/*\n * FIXME later\n */\n",
        "const a = 1; // ... existing code ...\n",
        "// … rest of the file\n",
        "// rest of the code unchanged\n",
        "/* your code here */\n",
        "export const A = () => <p>{/* TODO */}</p>;\n",
        "// not implemented yet\n",
        "// placeholder implementation\n",
        "// implement me\n",
        'export function a() {\n  throw new Error("Not implemented");\n}\n',
        "export function a() {\n  throw new NotImplementedError();\n}\n",
        "export function a() {\n  throw notImplemented('x');\n}\n",
    ],
)
def test_found(text: str) -> None:
    (finding,) = placeholder_findings("src/a.tsx", text)
    assert finding.severity == "error"
    assert finding.span.file == "src/a.tsx"
    assert finding.span.line >= 1


@pytest.mark.parametrize(
    "text",
    [
        'export const title = "TODO list";\n',
        "export const A = () => <h1>TODO and FIXME // TODO</h1>;\n",
        "export const sql = `-- TODO ${1} /* FIXME */`;\n",
        "export const pattern = /TODO/;\n",
        "// Refuses an existing code of another customer.\n",
        "// Reads the rest of the file.\n",
        "// Both providers implement this interface.\n",
        "// `popover` is not implemented by older browsers.\n",
        "export const notImplemented = (what: string) => new Error(what);\n",
        "export const s = 'throw not implemented';\n",
        "const todo = 1; // the todo of the list\n",
    ],
)
def test_left_alone(text: str) -> None:
    assert placeholder_findings("src/a.tsx", text) == ()


def test_line_and_column_count_characters() -> None:
    (finding,) = placeholder_findings("src/a.ts", 'const é = "ü🎉";\n  const b = "🎉"; // TODO\n')
    assert (finding.span.line, finding.span.column) == (2, 21)


def test_style_sheets() -> None:
    assert [one.span.line for one in placeholder_findings("src/a.css", 'a { content: "/* TODO */" }\n/* FIXME */\n')] == [2]


def test_the_gate_looks_at_the_apps_own_code_only() -> None:
    files = (("src/a.ts", "// TODO\n"), ("README.md", "TODO"), ("node_modules/a.ts", "// TODO\n"), ("supabase/functions/x.sql", "-- TODO"))
    result = Placeholders().examine(spec(), Evidence(files))
    assert result.verdict == "failed"
    assert [finding.span.file for finding in result.findings] == ["src/a.ts"]
    assert dict(result.figures) == {"files": 1, "placeholders": 1}
