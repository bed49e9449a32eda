"""The mutants themselves: each operator makes the fault it is named after, in code that still parses, and nothing that means the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from appfactory.engine.compiled import compile_text
from appfactory.engine.examples import example_plan
from appfactory.model.command import Command, Outcome
from appfactory.perform.library import default_library, read_library
from benchmarks.mutants import Figures, main
from benchmarks.mutation import checks, contracts, queries, writes
from benchmarks.mutation.choice import ALWAYS, Operator, choose, facts_of, is_target, mutants_of
from benchmarks.mutation.measure import Result, check_without_fault, measure
from benchmarks.mutation.source import Facts, Mutant, Source, imported
from benchmarks.mutation.subject import CannotMeasure, Caught, NoVerdict, Subject, judged, restore

STATES = Facts((("OPEN", "DONE", "GONE"),), frozenset({"taskOutput"}))


def made(operator: Operator, text: str) -> list[str]:
    """What an operator makes of a text, each mutant without the lines that it shares with the text."""
    found = []
    for mutant in operator(Source("src/domains/tasks/actions.ts", text, STATES)):
        assert not Source(mutant.path, mutant.content).root.has_error
        assert mutant.content != text
        found.append(" ".join(mutant.content.split()))
    return found


CASES = [
    (checks.skip_role, 'if (actor.role !== "admin") throw forbidden(); go();', ["go();"]),
    (checks.skip_role, "await requireAdmin();", ['import { requireActor } from "@/auth"; await requireActor();']),
    (checks.drop_refusal, 'if (row === undefined) throw notFound("Task"); go();', ["go();"]),
    (checks.drop_refusal, "if (row === undefined) return null;", []),
    (checks.flip_check, "if (a > b) go();", ["if (a >= b) go();"]),
    (checks.flip_check, "if (names.includes(a)) go();", ["if (!(names.includes(a))) go();"]),
    (checks.skip_check, "function checkRoom() {} async () => { await checkRoom(); go(); }", ["function checkRoom() {} async () => { go(); }"]),
    (checks.swap_error, 'throw forbidden("Task");', ['import { notFound } from "@/lib/errors"; throw notFound("Task");']),
    (checks.widen_access, 'endpoint({ access: "admin" }, go);', ['endpoint({ access: "user" }, go);']),
    (checks.widen_access, 'endpoint({ access: "public" }, go);', []),
    (checks.drop_rate_limit, 'endpoint({ access: "user", rateLimit: 5 }, go);', ['endpoint({ access: "user" }, go);']),
    (checks.other_status, "endpoint({ status: 201 }, go);", ["endpoint({ status: 200 }, go);"]),
    (checks.drop_input, "(await input());", ["({});"]),
    (
        checks.other_operation,
        'import { open, close } from "@/domains/doors/actions"; open(1);',
        ['import { open, close } from "@/domains/doors/actions"; close(1);'],
    ),
    (queries.drop_condition, "and(eq(a, b), own(actor));", ["and( own(actor));", "and(eq(a, b));"]),
    (queries.drop_where, "tx.delete(tasks).where(eq(a, b)).returning();", ["tx.delete(tasks).returning();"]),
    (queries.flip_filter, 'import { gte } from "drizzle-orm"; gte(a, b);', ['import { gte, gt } from "drizzle-orm"; gt(a, b);']),
    (queries.ignore_filter, "x(f.a === undefined ? undefined : eq(a, f.a));", ["x(undefined);"]),
    (queries.narrow_search, "matching(q, [t.a, t.b]);", ["matching(q, [ t.b]);", "matching(q, [t.a]);"]),
    (queries.count_all, "tx.$count(tasks, where);", ["tx.$count(tasks);"]),
    (queries.other_page, "q.limit(1);", []),
    (queries.other_page, "q.limit(pageSize).offset((page - 1) * pageSize);", None),
    (queries.other_order, 'const { sort = "-time" } = input;', ['const { sort = "time" } = input;']),
    (queries.other_order, "q.orderBy(...orderOf(columns, sort), asc(t.id));", []),
    (queries.other_column, "const taskSorting = { a: t.a, b: t.b };", None),
    (queries.other_label, "x(row.label);", ["x(row.key);"]),
    (queries.leak, "x(taskOutput.parse(row), roomOutput.parse(row));", ["x((row as never), roomOutput.parse(row));"]),
    (queries.hide, "const taskOutput = z.object({ a: z.object({ b: c }), d: e });", None),
    (writes.other_state, 't.set({ state: "DONE" });', ['t.set({ state: "OPEN" });']),
    (writes.other_state, "t.set({ read: true });", ["t.set({ read: false });"]),
    (
        writes.other_states,
        'inArray(t.state, ["OPEN", "DONE"]);',
        ['inArray(t.state, [ "DONE"]);', 'inArray(t.state, ["OPEN", "DONE", "GONE"]);'],
    ),
    (
        writes.trust_input,
        "function f() { x({ userId: actor.userId }); }",
        ["function f() { x({ userId: (input as Record<string, string>).userId as string }); }"],
    ),
    (writes.drop_effect, "if (a) { events.push(await record(tx, b)); } go();", ["go();"]),
    (writes.drop_dispatch, "for (const e of events) dispatch(e); go();", ["go();"]),
    (writes.other_effect, "record(tx, { to: actor.email, data: texts(a) });", None),
    (writes.other_reader, 'readForm(data, { a: "text", b: "integer" });', None),
    (writes.swallow_error, "x(formError(error, data));", ['x({ status: "success" });']),
    (writes.drop_refresh, 'revalidatePath("/a", "layout"); go();', ["go();"]),
    (contracts.drop_bound, "const aInput = z.strictObject({ a: z.int32().min(1) });", ["const aInput = z.strictObject({ a: z.int32() });"]),
    (contracts.drop_bound, "const aOutput = z.object({ a: z.int32().min(1) });", []),
    (contracts.shift_bound, "const aInput = z.strictObject({ a: z.int32().min(1, b).max(9, c) });", None),
    (contracts.loose_object, "const aInput = z.strictObject({});", ["const aInput = z.object({});"]),
    (contracts.optional_input, "const aInput = z.strictObject({ a: text() });", ["const aInput = z.strictObject({ a: text().optional() });"]),
    (contracts.required_input, "const aInput = z.strictObject({ a: text().optional() });", ["const aInput = z.strictObject({ a: text() });"]),
    (contracts.narrow_choice, 'z.enum(["A", "B"], c);', ['z.enum(["A"], c);']),
]


@pytest.mark.parametrize(("operator", "text", "expected"), CASES)
def test_an_operator_makes_the_fault_it_is_named_after(operator: Operator, text: str, expected: list[str] | None) -> None:
    found = made(operator, text)
    if expected is None:
        assert len(found) >= 2
    else:
        assert found == expected


def test_own_rows_mean_nothing_where_everything_is_theirs() -> None:
    text = 'function f() { if (actor.role !== "admin") throw forbidden(); x(and(eq(a, b), ownedTasks(actor))); tx.$count(t, ownedTasks(actor)); }'
    assert len(made(queries.drop_condition, text)) == 1
    assert made(queries.count_all, text) == []
    assert len(made(queries.drop_condition, text.replace('"admin"', '"user"'))) == 2


def test_a_name_is_imported_once() -> None:
    text = 'import {\n  and,\n  eq,\n} from "drizzle-orm";\n'
    assert imported(text, "ne", "drizzle-orm") == 'import {\n  and,\n  eq, ne } from "drizzle-orm";\n'
    assert imported(text, "eq", "drizzle-orm") == text
    assert imported(text, "requireActor", "@/auth").startswith('import { requireActor } from "@/auth";\n')


def test_only_domains_and_routes_are_changed() -> None:
    assert is_target("src/domains/sales/_generated/contract.ts")
    assert is_target("src/app/api/orders/[id]/route.ts")
    assert not is_target("src/domains/sales/actions.test.ts")
    assert not is_target("src/lib/http.ts")


def test_an_output_that_is_the_row_itself_is_not_leaked() -> None:
    schema = 'export const rooms = pg.pgTable("rooms", {\n  id: pg.uuid("id"),\n  name: pg.text("name"),\n});\n\nexport const end = 1;\n'
    contract = (
        "export const roomOutput = z.object({\n  id: z.string(),\n  name: z.string(),\n});\n"
        "export const cardOutput = z.object({\n  id: z.string(),\n});\n"
    )
    facts = facts_of({"src/db/_generated/schema.ts": schema, "src/domains/rooms/_generated/contract.ts": contract})
    assert facts.shaped_outputs == {"cardOutput"}


@pytest.fixture(scope="module")
def every() -> tuple[Mutant, ...]:
    library, _ = read_library(default_library())
    compiled, findings = compile_text(example_plan("bookshop").read_text("utf-8"), "buildplan.yaml", library)
    assert compiled is not None, findings
    return mutants_of({draft.path: draft.content for drafts in compiled.drafts.values() for draft in drafts if isinstance(draft.content, str)})


def test_every_mutant_of_an_example_parses(every: tuple[Mutant, ...]) -> None:
    assert len(every) > 200
    assert [mutant for mutant in every if Source(mutant.path, mutant.content).root.has_error] == []


def test_a_choice_depends_on_the_seed_alone_and_has_every_kind(every: tuple[Mutant, ...]) -> None:
    chosen = choose(every, 20, 7)
    assert chosen == choose(every, 20, 7)
    assert chosen != choose(every, 20, 8)
    assert len(set(chosen)) == 20
    operators = {mutant.operator for mutant in chosen}
    assert {getattr(operator, "__name__", "").replace("_", "-") for operator in ALWAYS} <= operators
    assert len(operators) == 20
    assert len({mutant.path for mutant in chosen}) >= 10


def test_a_choice_of_more_than_there_are_is_all() -> None:
    mutants = tuple(Mutant("flip-check", "src/domains/a/actions.ts", line, "a", "b", str(line)) for line in range(3))
    assert choose(mutants, 20, 1) == mutants


def test_a_file_that_a_killed_run_left_changed_is_put_back(tmp_path: Path) -> None:
    (tmp_path / ".codex").mkdir()
    (tmp_path / "actions.ts").write_text("mutant")
    (tmp_path / ".codex/mutant.json").write_text(json.dumps({"path": "actions.ts", "content": "original"}))
    assert restore(tmp_path) == "actions.ts"
    assert (tmp_path / "actions.ts").read_text() == "original"
    assert restore(tmp_path) == ""


def test_faults_that_do_not_compile_are_told_apart() -> None:
    mutant = Mutant("flip-check", "a.ts", 1, "a", "b", "c")
    caught = (Caught("compile", ""), Caught("unit", ""), Caught("api", ""), None)
    figures = Figures("app", 1, tuple(Result(mutant, one, 1.0) for one in caught))
    assert figures.ratio == 0.75
    assert figures.ratio_of_compiling == pytest.approx(2 / 3)
    assert figures.caught_by("unit", "api") == 2


def report_of(*messages: str) -> str:
    tests = [{"status": "failed", "fullName": f"test {number}", "failureMessages": [one]} for number, one in enumerate(messages)]
    results = [{"name": "/app/src/a.test.ts", "status": "failed" if tests else "passed", "assertionResults": tests}]
    return json.dumps({"numTotalTests": len(tests), "numPassedTests": 0, "numFailedTests": len(tests), "testResults": results})


def ended(code: int) -> Outcome:
    return Outcome(Command(("vitest",)), code, "", 1.0)


def test_a_failed_test_catches_and_a_passed_one_does_not() -> None:
    assert judged("unit", ended(0), report_of()) is None
    caught = judged("unit", ended(1), report_of("Error: connect ECONNREFUSED 127.0.0.1:5432", "AssertionError: expected 1 to be 2"))
    assert caught == Caught("unit", "test 1: AssertionError: expected 1 to be 2")


@pytest.mark.parametrize(
    ("outcome", "report"),
    [
        (Outcome(Command(("vitest",)), -9, "", 180.0, "timeout"), report_of("AssertionError: expected 1 to be 2")),
        (Outcome(Command(("vitest",)), -2, "", 1.0, "interrupted"), None),
        (ended(1), None),
        (ended(1), report_of()),
        (ended(1), report_of("Error: Test timed out in 5000ms.")),
        (ended(1), report_of("Error: timeout exceeded when trying to connect")),
        (ended(1), report_of("Error: connect ECONNREFUSED 127.0.0.1:5432")),
    ],
)
def test_a_machine_that_stands_still_catches_nothing(outcome: Outcome, report: str | None) -> None:
    with pytest.raises(NoVerdict):
        judged("unit", outcome, report)


class Stub:
    """A subject whose type checker does what it is told, one act for each time it is asked."""

    def __init__(self, *acts: Caught | Exception | None) -> None:
        self.acts = list(acts)

    def types(self) -> Caught | None:
        act = self.acts.pop(0)
        if isinstance(act, Exception):
            raise act
        return act

    def unit(self, path: str = "") -> None:  # noqa: ARG002 - as the real one
        return None

    def api(self) -> None:
        return None

    def damaged(self) -> tuple[str, ...]:
        return ()

    @contextmanager
    def with_fault(self, mutant: Mutant) -> Iterator[None]:  # noqa: ARG002 - as the real one
        yield


def one_result(stub: Stub) -> Result:
    (result,) = measure(cast("Subject", stub), (Mutant("flip-check", "a.ts", 1, "a", "b", "c"),))
    return result


def test_what_says_nothing_is_asked_again_and_is_then_no_catch() -> None:
    again = one_result(Stub(NoVerdict("timeout"), Caught("compile", "said")))
    assert (again.caught, again.unknown) == (Caught("compile", "said"), "")
    never = one_result(Stub(NoVerdict("timeout"), NoVerdict("timeout")))
    assert (never.caught, never.unknown) == (None, "timeout")
    figures = Figures("app", 1, (again, never))
    assert (figures.caught_by(), figures.unknown, figures.ratio) == (1, 1, 0.5)


@pytest.mark.parametrize("act", [NoVerdict("timeout"), Caught("compile", "said")])
def test_nothing_is_measured_with_gates_that_fail_anyway(act: Caught | Exception) -> None:
    with pytest.raises(CannotMeasure):
        check_without_fault(cast("Subject", Stub(act)))


def test_a_folder_without_an_app_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "buildplan.yaml").write_text(example_plan("bookshop").read_text("utf-8"))
    assert main([str(tmp_path)]) == 3
    assert "appfactory build all" in capsys.readouterr().err
