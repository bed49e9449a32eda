"""Pages as a colleague would have written them: goldens of a small bookshop, and what must hold for each."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.catalog.stacks.nextjs_15.pages.module import Module, attribute, text_child
from appfactory.compile.plan.reader import read_plan
from appfactory.compile.resolve import resolve
from appfactory.engine.compiled import compile_text
from appfactory.perform.library import default_library, read_library

HERE = Path(__file__).parent
PLAN = HERE.parent.parent.parent / "fixtures" / "bookshelf.yaml"
GOLDENS = HERE.parent.parent.parent / "goldens" / "pages"


@cache
def pages() -> dict[str, str]:
    library, _ = read_library(default_library())
    compiled, findings = compile_text(PLAN.read_text(), PLAN.name, library)
    assert compiled is not None, findings
    drafts = {draft.path: draft.content for draft in compiled.drafts["assemble"] if draft.path.endswith("page.tsx")}
    return {path: content for path, content in drafts.items() if isinstance(content, str)}


def test_the_plan_makes_these_pages() -> None:
    assert sorted(pages()) == [
        "src/app/(admin)/admin/books/[id]/edit/page.tsx",
        "src/app/(admin)/admin/books/[id]/page.tsx",
        "src/app/(admin)/admin/books/new/page.tsx",
        "src/app/(admin)/admin/books/page.tsx",
        "src/app/(admin)/admin/page.tsx",
        "src/app/(app)/orders/[id]/page.tsx",
        "src/app/(app)/orders/new/page.tsx",
        "src/app/(app)/orders/page.tsx",
        "src/app/(marketing)/books/[id]/page.tsx",
        "src/app/(marketing)/books/page.tsx",
        "src/app/(marketing)/page.tsx",
    ]


@pytest.mark.parametrize("path", ["admin/books/[id]/edit", "admin/books/[id]", "admin/books/new", "admin/books", "admin", "orders/[id]", "books", ""])
def test_goldens(path: str) -> None:
    (found,) = [content for place, content in pages().items() if place.partition(")")[2] == f"{'/' + path if path else ''}/page.tsx"]
    golden = GOLDENS / f"{path.replace('/', '.').replace('[', '').replace(']', '') or 'home'}.tsx"
    if os.environ.get("REGENERATE_GOLDENS"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found)
    assert found == golden.read_text()


def test_no_page_shows_or_asks_for_the_owner() -> None:
    for content in pages().values():
        assert "userId" not in content


def test_a_transition_is_offered_only_from_states_it_may_leave() -> None:
    detail = pages()["src/app/(app)/orders/[id]/page.tsx"]
    assert '["OPEN", "PAID", "SHIPPED"].includes(row.status)' in detail


def test_a_call_to_action_without_an_address_leads_to_where_something_can_be_done() -> None:
    text = PLAN.read_text().replace(
        "{ name: Home, route: /, layout: marketing }",
        "{ name: Home, route: /, layout: marketing, sections: "
        "[{ component: packages/platform/ui/src/primitives/heroes/hero-split/component.tsx, props: { title: A, cta: Go } }] }",
    )
    library, _ = read_library(default_library())
    compiled, findings = compile_text(text, "plan.yaml", library)
    assert compiled is not None, findings
    home = next(draft.content for draft in compiled.drafts["assemble"] if draft.path == "src/app/(marketing)/page.tsx")
    assert 'ctaHref="/orders"' in str(home)


@given(st.text(max_size=40))
def test_any_text_is_text_in_jsx(text: str) -> None:
    for written in (attribute("title", text), text_child(text, 0)):
        if "{" not in written:
            assert not set(written.removeprefix('title="').removesuffix('"')) & set('<>{}&"\\')
        else:
            assert "\n" not in written


@given(st.lists(st.tuples(st.sampled_from(["@/a", "./b", "react"]), st.sampled_from(["x", "Y", "z"])), max_size=6))
def test_imports_are_written_once_and_sorted(uses: list[tuple[str, str]]) -> None:
    module = Module()
    for source, name in uses:
        module.use(source, name)
    lines = [line for line in module.text().splitlines() if line.startswith("import")]
    assert len(lines) == len({source for source, _ in uses})
    for source, name in uses:
        assert sum(f'"{source}"' in line and name in line for line in lines) == 1


def test_the_resolver_reads_the_fixture_without_errors() -> None:
    spec, findings = resolve(read_plan(PLAN.read_text(), PLAN.name), None)
    assert spec is not None
    assert not [finding for finding in findings if finding.severity == "error"]
