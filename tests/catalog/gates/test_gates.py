"""Gates against outputs that the real tools wrote (tests/catalog/gates/recorded), and against silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appfactory.catalog.gates import GATES, STAGES, STATIC_GATES
from appfactory.catalog.gates.accessibility import Accessibility
from appfactory.catalog.gates.api import Api
from appfactory.catalog.gates.contract import Contract
from appfactory.catalog.gates.e2e import EndToEnd
from appfactory.catalog.gates.lint import Lint
from appfactory.catalog.gates.performance import Performance
from appfactory.catalog.gates.production_build import ProductionBuild
from appfactory.catalog.gates.type_check import TypeCheck
from appfactory.catalog.gates.unit import Unit
from appfactory.model.command import Command, Outcome
from appfactory.model.database import Database
from appfactory.model.finding import Finding
from appfactory.model.gate import Evidence, Gate, GateContext
from appfactory.model.spec import (
    AppSpec,
    Integrations,
    Names,
    OverviewView,
    Page,
    Project,
    Rollout,
    Route,
    Targets,
)
from appfactory.model.spec import Testing as PlannedTesting

RECORDED = Path(__file__).parent / "recorded"
CONTEXT = GateContext(
    app_url="http://localhost:3999",
    owner_database_url="postgres://owner:pw@localhost/app",
    app_database_url="postgres://app:pw@localhost/app",
    browser="/usr/bin/chromium",
)


def recorded(name: str) -> str:
    return (RECORDED / name).read_text()


def page(route: str) -> Page:
    return Page(Names(*["home"] * 7), route, "marketing", "public", OverviewView(()), "components.pages[0]")


def spec(pages: tuple[str, ...] = ("/",), routes: tuple[str, ...] = ("/api/reservations",), coverage: int = 70) -> AppSpec:
    return AppSpec(
        plan_hash="0" * 64,
        plan_version="1.0.0",
        project=Project("a", "a", "A", "nextjs-15", "pnpm", "node"),
        targets=Targets("vercel", "supabase", "clerk", "none", "none", "none"),
        variables=(),
        pages=tuple(map(page, pages)),
        ui=(),
        domains=(),
        entities=(),
        enumerations=(),
        operations=(),
        routes=tuple(Route("POST", route, (), "a.b", "user") for route in routes),
        database=Database(),
        source_sql="",
        integrations=Integrations(),
        testing=PlannedTesting(coverage_target=coverage),
        rollout=Rollout((), (100,)),
    )


def outcome(gate: Gate, output: str = "", exit_code: int = 0, **options: object) -> Outcome:
    command = gate.command(spec(), CONTEXT)
    assert command is not None
    return Outcome(command, exit_code, output, 1.5, **options)  # type: ignore[arg-type]


def places(findings: tuple[Finding, ...]) -> list[tuple[str, str, int, int]]:
    return [(finding.code, finding.span.file, finding.span.line, finding.span.column) for finding in findings]


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
class TestEveryGate:
    def test_describes_itself(self, gate: Gate) -> None:
        assert gate.proves.endswith(".")
        command = gate.command(spec(), CONTEXT)
        assert command is not None
        assert command.timeout <= 1200
        assert dict(command.environment)["DATABASE_URL"] == CONTEXT.app_database_url

    def test_without_reports_there_is_no_verdict_or_a_failure(self, gate: Gate) -> None:
        """Silence and success prove nothing for a gate that is to write a report."""
        result = gate.parse(spec(), outcome(gate), {})
        assert result.verdict == ("no-verdict" if gate.reports else "passed")

    @pytest.mark.parametrize("junk", ["", "{", "[]", "null", "{}", "[1]", '{"stats": 1}', '{"testResults": 5}', "[" * 10_000])
    def test_junk_in_a_report_is_no_success(self, gate: Gate, junk: str) -> None:
        if gate.reports:
            assert gate.parse(spec(), outcome(gate), dict.fromkeys(gate.reports, junk)).verdict in {"no-verdict", "failed"}

    @pytest.mark.parametrize("status", ["missing", "timeout", "interrupted"])
    def test_a_command_that_did_not_end_gives_no_verdict(self, gate: Gate, status: str) -> None:
        result = gate.parse(spec(), outcome(gate, "npm output", 127, status=status), {})
        assert result.verdict == "no-verdict"
        assert [finding.severity for finding in result.findings] == ["error"]
        assert result.findings[0].hint

    def test_a_failure_always_has_a_finding(self, gate: Gate) -> None:
        result = gate.parse(spec(), outcome(gate, "Segmentation fault", 139), {})
        assert result.verdict in {"failed", "no-verdict"}
        assert any(finding.severity == "error" for finding in result.findings)
        assert "Segmentation fault" in "".join(finding.why + finding.hint for finding in result.findings)

    def test_the_command_can_be_run_again_by_hand_and_shows_no_password(self, gate: Gate) -> None:
        result = gate.parse(spec(), outcome(gate), {})
        assert result.command
        assert "postgres://" not in result.command
        assert result.seconds == 1.5


def test_names_are_unique_and_stages_hold_all_but_the_optional_gates() -> None:
    names = [gate.name for gate in (*GATES, *STATIC_GATES)]
    assert len(set(names)) == len(names)
    assert {gate.name for stage in STAGES for gate in stage} == set(names) - {"perf", "database", "placeholders"}
    assert [gate.name for gate in STAGES[1]] == ["compile", "lint"]


def test_a_plan_without_routes_skips_what_is_about_them() -> None:
    assert Api().command(spec(routes=()), CONTEXT) is None
    assert Contract().command(spec(routes=()), CONTEXT) is None


def test_compile_finds_file_line_and_column() -> None:
    result = TypeCheck().parse(spec(), outcome(TypeCheck(), recorded("tsc.txt"), 2), {})
    assert result.verdict == "failed"
    assert places(result.findings)[:2] == [("typescript-ts2307", "src/app/page.tsx", 1, 22), ("typescript-ts2322", "src/app/wrong.ts", 1, 14)]
    assert result.findings[1].message == "Type 'string' is not assignable to type 'number'."
    assert result.figures == (("errors", 5),)


def test_compile_keeps_the_explanation_and_reads_route_groups() -> None:
    output = "src/app/(app)/bookings/[id]/page.tsx(4,7): error TS2322: Type 'A' is not assignable.\n  Types of property 'b' differ.\n    Deeper.\n"
    (finding,) = TypeCheck().parse(spec(), outcome(TypeCheck(), output, 2), {}).findings
    assert finding.span.file == "src/app/(app)/bookings/[id]/page.tsx"
    assert finding.why == "Types of property 'b' differ.\nDeeper."


def test_lint_finds_file_line_and_rule() -> None:
    result = Lint().parse(spec(), outcome(Lint(), "", 1), {"test-results/eslint.json": recorded("eslint.json")})
    assert result.verdict == "failed"
    assert ("eslint-typescript-eslint-no-explicit-any", "src/app/any.tsx", 1, 43) in places(result.findings)
    assert ("eslint-jsx-a11y-click-events-have-key-events", "src/app/any.tsx", 3, 10) in places(result.findings)


def test_lint_counts_warnings_as_errors() -> None:
    files = [
        {"filePath": "/a/eslint.config.mjs", "messages": []},
        {"filePath": "/a/src/x.ts", "messages": [{"severity": 1, "message": "m", "line": 2}]},
    ]
    result = Lint().parse(spec(), outcome(Lint(), "", 1), {"test-results/eslint.json": json.dumps(files)})
    assert [(finding.severity, finding.span.file, finding.span.line) for finding in result.findings] == [("error", "src/x.ts", 2)]
    clean = json.dumps([{"filePath": "/a/src/x.ts", "messages": []}])
    assert Lint().parse(spec(), outcome(Lint()), {"test-results/eslint.json": clean}).verdict == "passed"


class TestUnit:
    def parse(self, report: str, coverage: str | None, target: int = 70, exit_code: int = 0, wanted: AppSpec | None = None):
        reports = {"test-results/unit.json": recorded(report)}
        if coverage is not None:
            reports["coverage/coverage-summary.json"] = coverage
        return Unit().parse(wanted or spec(coverage=target), outcome(Unit(), "", exit_code), reports)

    def test_failed_tests_and_broken_files(self) -> None:
        result = self.parse("vitest-failed.json", None, exit_code=1)
        assert result.verdict == "failed"
        assert places(result.findings) == [
            ("test-failed", "src/domains/booking/actions.test.ts", 10, 25),
            ("test-file-broken", "src/domains/booking/broken.test.ts", 0, 0),
            ("tests-skipped", "", 0, 0),
        ]
        assert "expected 6 to be 7" in result.findings[0].message
        assert "node_modules" not in result.findings[0].message
        assert dict(result.figures) == {"tests": 3, "passed": 1, "failed": 1, "skipped": 1}

    def test_coverage_below_the_target_names_the_least_tested_file(self) -> None:
        result = self.parse("vitest-passed.json", recorded("coverage-summary.json"))
        assert result.verdict == "failed"
        (finding,) = result.findings
        assert finding.code == "coverage-low"
        assert "28.57 %" in finding.message
        assert "src/domains/booking/actions.ts (5 lines not run)" in finding.hint
        assert dict(result.figures)["coverage"] == 28.57

    def test_coverage_at_the_target_passes(self) -> None:
        assert self.parse("vitest-passed.json", recorded("coverage-summary.json"), 28).verdict == "passed"

    def test_passed_tests_without_coverage_give_no_verdict(self) -> None:
        assert self.parse("vitest-passed.json", None).verdict == "no-verdict"

    def test_a_success_that_the_exit_code_denies_is_a_failure(self) -> None:
        assert self.parse("vitest-passed.json", recorded("coverage-summary.json"), 10, exit_code=1).verdict == "failed"

    def test_no_test_at_all_is_a_failure(self) -> None:
        empty = json.dumps({"numTotalTests": 0, "testResults": [], "success": True})
        result = Unit().parse(spec(), outcome(Unit()), {"test-results/unit.json": empty})
        assert [finding.code for finding in result.findings] == ["no-tests"]
        assert result.verdict == "failed"


def test_api_names_the_failed_test_and_wants_one_test_per_route() -> None:
    result = Api().parse(spec(), outcome(Api(), "", 1), {"test-results/api.json": recorded("vitest-api-failed.json")})
    assert places(result.findings) == [("test-failed", "tests/api/access.test.ts", 4, 22)]
    assert "POST /api/reservations refuses who is not signed in: TypeError: fetch failed" in result.findings[0].message
    few = Api().parse(spec(routes=("/api/a", "/api/b")), outcome(Api()), {"test-results/api.json": recorded("vitest-api-failed.json")})
    assert "too-few-tests" in [finding.code for finding in few.findings]


def test_e2e_names_the_expectation_and_its_picture() -> None:
    result = EndToEnd().parse(spec(), outcome(EndToEnd(), "", 1), {"test-results/e2e.json": recorded("playwright.json")})
    assert result.verdict == "failed"
    assert places(result.findings) == [("test-failed", "tests/e2e/pages.spec.ts", 9, 45), ("tests-skipped", "", 0, 0)]
    failed = result.findings[0]
    assert failed.message.startswith("home › says goodbye: Error: expect(locator).toBeVisible() failed")
    assert "\x1b" not in failed.message + failed.why
    assert failed.hint == "See test-results/e2e/pages-home-says-goodbye-chromium/test-failed-1.png."
    assert dict(result.figures) == {"tests": 2, "passed": 1, "failed": 1, "flaky": 0, "skipped": 1}


def test_e2e_without_tests_is_a_failure() -> None:
    empty = json.dumps({"config": {}, "suites": [], "errors": [], "stats": {"expected": 0}})
    result = EndToEnd().parse(spec(), outcome(EndToEnd()), {"test-results/e2e.json": empty})
    assert [finding.code for finding in result.findings] == ["no-tests"]


REPORT = "test-results/accessibility.json"


class TestAccessibility:
    def test_each_rule_and_page_is_a_finding_with_its_element(self) -> None:
        result = Accessibility().parse(spec(pages=("/", "/other")), outcome(Accessibility(), "", 1), {REPORT: recorded("playwright-axe.json")})
        assert result.verdict == "failed"
        codes = {(finding.code, finding.span.file) for finding in result.findings}
        assert {("axe-button-name", "/"), ("axe-image-alt", "/other"), ("axe-html-has-lang", "/")} <= codes
        button = next(finding for finding in result.findings if finding.code == "axe-button-name")
        assert "<button></button>" in button.message
        assert "dequeuniversity.com" in button.why
        assert not any(finding.code == "test-failed" for finding in result.findings)
        assert dict(result.figures)["pages"] == 2

    def test_a_page_that_was_not_checked_is_a_failure(self) -> None:
        clean = json.loads(recorded("playwright-axe.json"))
        result = Accessibility().parse(
            spec(pages=("/", "/bookings")), outcome(Accessibility(), "", 1), {"test-results/accessibility.json": json.dumps(clean)}
        )
        assert ("page-not-checked", "/bookings") in [(finding.code, finding.span.file) for finding in result.findings]

    def test_a_failed_test_that_is_no_violation_is_told_too(self) -> None:
        document = json.loads(recorded("playwright-axe.json"))
        for spec_ in document["suites"][0]["specs"]:
            for result in spec_["tests"][0]["results"]:
                result["attachments"] = []
        result = Accessibility().parse(spec(), outcome(Accessibility(), "", 1), {REPORT: json.dumps(document)})
        assert {finding.code for finding in result.findings} == {"test-failed", "page-not-checked"}


def test_performance_lists_what_costs_most() -> None:
    result = Performance().parse(spec(), outcome(Performance()), {"test-results/lighthouse.json": recorded("lighthouse.json")})
    assert result.verdict == "failed"
    assert [finding.code for finding in result.findings] == ["lighthouse-accessibility", "lighthouse-best-practices", "lighthouse-seo"]
    assert dict(result.figures) == {"performance": 100, "accessibility": 45, "best-practices": 89, "seo": 75}
    assert "Document does not have a meta description" in result.findings[2].hint


def test_performance_needs_a_public_page() -> None:
    assert Performance().command(spec(pages=()), CONTEXT) is None


class TestContract:
    def parse(self, **report: object):
        document = {"url": "http://x/api/openapi.json", "status": 200, "paths": 1, "differences": [], **report}
        code = 1 if document["differences"] or document["status"] != 200 else 0
        return Contract().parse(spec(), outcome(Contract(), "", code), {"test-results/contract.json": json.dumps(document)})

    def test_equal_documents_pass(self) -> None:
        assert self.parse().verdict == "passed"

    def test_each_difference_is_a_finding(self) -> None:
        result = self.parse(differences=[{"path": "/info/title", "generated": '"A"', "served": '"B"'}])
        assert result.verdict == "failed"
        assert result.findings[0].message == '/info/title: generated "A", served "B".'

    def test_not_served_or_incomplete(self) -> None:
        assert [finding.code for finding in self.parse(status=404).findings] == ["openapi-not-served"]
        assert [finding.code for finding in self.parse(paths=0).findings] == ["openapi-incomplete"]


class TestProductionBuild:
    def parse(self, name: str, exit_code: int = 1):
        return ProductionBuild().parse(spec(), outcome(ProductionBuild(), recorded(name), exit_code), {})

    def test_figures(self) -> None:
        result = self.parse("next-build.txt", 0)
        assert result.verdict == "passed"
        assert dict(result.figures) == {"routes": 2, "shared kB": 103.0}

    def test_missing_module(self) -> None:
        (finding,) = self.parse("next-build-missing-module.txt").findings
        assert (finding.message, finding.span.file) == ("Module not found: Can't resolve './gone'", "src/app/page.tsx")

    def test_syntax_error(self) -> None:
        (finding,) = self.parse("next-build-syntax.txt").findings
        assert finding.message == "Expected ',', got '<'"
        assert (finding.span.file, finding.span.line, finding.span.column) == ("src/app/page.tsx", 2, 1)
        assert "<unknown>" not in finding.why

    def test_page_that_fails_to_render(self) -> None:
        (finding,) = self.parse("next-build-prerender.txt").findings
        assert finding.code == "page-not-rendered"
        assert finding.message == "The page /bad could not be rendered at build time: no data"


def test_static_gates_say_nothing_about_what_they_did_not_see() -> None:
    for gate in STATIC_GATES:
        assert gate.examine(spec(), Evidence()).verdict == "no-verdict"


def test_commands_are_lists_and_run_the_apps_own_tools() -> None:
    for gate in GATES:
        command = gate.command(spec(), CONTEXT)
        assert isinstance(command, Command)
        assert command.argv[0].startswith("node_modules/.bin/") or command.argv[0] in {"node", "npm"}
