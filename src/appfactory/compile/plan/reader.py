"""Reads a plan: text → tree → document → `BuildPlan`, with everything that is wrong on the way as findings.

Pure, and total: no text makes it raise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pydantic_core import ErrorDetails

from appfactory.compile.plan.repair import Repair, repair
from appfactory.compile.plan.scalars import number_or_text, otherwise_read_as
from appfactory.compile.plan.spans import PlanPath, PlanSpans
from appfactory.compile.plan.structure import check_structure, recover, structure_findings, value_at
from appfactory.compile.plan.tree import MappingNode, Node, Problem, ScalarNode, TreeBuilder
from appfactory.compile.plan.variables import Substitution, defined_variables
from appfactory.model.finding import Finding, Span
from appfactory.model.plan import BuildPlan

MAX_BYTES = 16 * 1024 * 1024
_MOST_REPAIRS = 10

# C0 and C1 controls but tab and line ends (a carriage return alone is none), separators that some readers take for line ends,
# non-characters and lone surrogates.
_FORBIDDEN_RAW = re.compile("\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORBIDDEN_VALUE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """What came of reading. `plan` is None if the text or its structure has errors; then `recovered` may hold what can still be checked.

    `spans` finds the place of any part of the plan, by its path; `unused` are variables that nothing uses; `repaired` is the text with
    everything quoted that had to be.
    """

    plan: BuildPlan | None
    spans: PlanSpans
    findings: tuple[Finding, ...] = ()
    recovered: BuildPlan | None = None
    unused: tuple[str, ...] = ()
    repaired: str = ""


@dataclass(slots=True)
class _Conversion:
    substitution: Substitution
    spans: PlanSpans
    findings: list[Finding] = field(default_factory=list)

    def convert(self, node: Node, *, literal: bool = False) -> object:
        """A node as dict, list and scalars; texts with their variables, but for the variables' own."""
        if isinstance(node, ScalarNode):
            return self._scalar(node, literal)
        if isinstance(node, MappingNode):
            return {key: self.convert(value, literal=literal) for key, value in node.values.items()}
        return [self.convert(item, literal=literal) for item in node.items]

    def document(self, root: Node) -> object:
        if not isinstance(root, MappingNode):
            return self.convert(root)
        return {key: self.convert(value, literal=key == "variables") for key, value in root.values.items()}

    def _scalar(self, node: ScalarNode, literal: bool) -> object:
        value = node.value
        if not isinstance(value, str):
            if node.style == "" and isinstance(value, int | float) and not isinstance(value, bool) and node.text.lstrip("+-")[:1] == "0":
                self._other_number(node)
            return value
        if node.style == "":
            other = otherwise_read_as(node.text)
            if other:
                self.findings.append(ambiguous(node, self.spans, other))
        elif node.style == '"' and (control := _FORBIDDEN_VALUE.search(value)):
            self.findings.append(_control_value(node, self.spans, control[0]))
        return value if literal else self.substitution.apply(node, value)

    def _other_number(self, node: ScalarNode) -> None:
        if node.text.lstrip("+-")[1:].isdigit() and number_or_text(node.text):
            message = f"`{node.text}` is read as the number {node.value}"
            why = "readers of YAML 1.1 take a number that begins with 0 for an octal one"
            self.findings.append(
                Finding("yaml-ambiguous-number", "warning", message, self.spans.of(node), why, "leave the 0 out, or put it into quotes")
            )


def ambiguous(node: ScalarNode, spans: PlanSpans, other: str) -> Finding:
    """The warning that a plain scalar is read as text."""
    message = f'`{node.text}` is read as the text "{node.text}"'
    why = f"other readers of YAML take it for {other}"
    return Finding("yaml-ambiguous-text", "warning", message, spans.of(node), why, f'put it into quotes: "{node.text}"')


def _control_value(node: ScalarNode, spans: PlanSpans, character: str) -> Finding:
    message = f"the text holds the control character \\u{ord(character):04x}"
    why = "PostgreSQL, HTML and terminals refuse it or act on it"
    return Finding("text-control-character", "error", message, spans.of(node), why, "remove it")


def decode_plan(data: bytes, file: str) -> str | Finding:
    """The text of a plan's bytes: UTF-8, with or without a byte order mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Finding(
            "text-not-utf-8", "error", "the file is UTF-16", Span(file, 1, 1), "a plan is UTF-8, as all YAML tools expect", "save it as UTF-8"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"the file is not UTF-8: byte 0x{data[error.start]:02x} at {error.start}"
        return Finding("text-not-utf-8", "error", message, Span(file, line, column), "its characters can't be known", "save it as UTF-8")


def read_plan(text: str, file: str) -> ReadPlan:
    """Read the text of a plan. `file` is only used in spans."""
    text = text.removeprefix("\ufeff")
    root, spans, findings, repaired = parse_document(text, file)
    if root is None:
        if not findings:
            findings = [
                Finding(
                    "plan-empty",
                    "error",
                    "the file holds no plan",
                    Span(file, 1, 1),
                    "there is nothing to build",
                    "start from `appfactory plan schema`",
                )
            ]
        return ReadPlan(None, spans, tuple(findings), repaired=repaired)
    variables = defined_variables(root)
    substitution = Substitution(variables, spans)
    conversion = _Conversion(substitution, spans)
    document = conversion.document(root)
    checked = _check(document, spans, conversion)
    findings += conversion.findings + substitution.findings
    unused = tuple(name for name in variables if name not in substitution.used)
    recovered = None
    if not isinstance(checked, BuildPlan):
        findings += structure_findings(checked, document, spans)
        recovered = recover(document, checked)
    refused = {finding.span for finding in findings if finding.severity == "error"}
    findings = [finding for finding in findings if finding.code != "yaml-ambiguous-text" or finding.span not in refused]
    ordered = tuple(sorted(findings, key=lambda finding: (finding.span.line, finding.span.column, finding.code)))
    if isinstance(checked, BuildPlan):
        whole = not any(finding.severity == "error" for finding in ordered)
        return ReadPlan(checked if whole else None, spans, ordered, None if whole else checked, unused, repaired)
    return ReadPlan(None, spans, ordered, recovered, unused, repaired)


def _check(document: object, spans: PlanSpans, conversion: _Conversion) -> BuildPlan | list[ErrorDetails]:
    """The models' verdict, after numbers like `1e3` have been read as text where text is expected."""
    checked = check_structure(document)
    if isinstance(checked, BuildPlan):
        return checked
    changed = False
    for error in checked:
        node = spans.node(error["loc"]) if error["type"] in ("string_type", "literal_error") else None
        if isinstance(node, ScalarNode) and node.style == "" and not isinstance(node.value, str) and number_or_text(node.text):
            _replace(document, error["loc"], node.text)
            changed = True
            conversion.findings.append(ambiguous(node, spans, "a number"))
    return check_structure(document) if changed else checked


def _replace(document: object, path: PlanPath, text: str) -> None:
    parent = value_at(document, path[:-1])
    match path[-1]:
        case int(index) if isinstance(parent, list):
            parent[index] = text
        case key if isinstance(parent, dict):
            parent[key] = text


def _refused_text(text: str, file: str) -> list[Finding]:
    """What forbids even to parse: too much text, or characters that show otherwise than they are."""
    size = len(text) if len(text) > MAX_BYTES else len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // (1024 * 1024)} MiB"
        return [Finding("plan-too-large", "error", message, Span(file), "no plan is; reading it would take minutes", "split the product")]
    findings: list[Finding] = []
    for match in _FORBIDDEN_RAW.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        code = "text-bidi-character" if match[0] in _BIDI else "text-control-character"
        what = "changes the direction of the text" if match[0] in _BIDI else "is a control character"
        message = f"\\u{ord(match[0]):04x} {what}"
        why = "what is read is not what is seen" if match[0] in _BIDI else "YAML, PostgreSQL and terminals refuse it or act on it"
        findings.append(Finding(code, "error", message, Span(file, line, column, line, column + 1), why, "remove it"))
        if len(findings) == 20:
            break
    return findings


def parse_document(text: str, file: str) -> tuple[Node | None, PlanSpans, list[Finding], str]:
    """The tree, its spans, what is wrong with the text, and the text that was parsed: with quotes where they had to be added."""
    refused = _refused_text(text, file)
    if refused:
        return None, PlanSpans(file, None), refused, text
    repairs: list[Repair] = []
    findings: list[Finding] = []
    current = text
    builder = TreeBuilder(current)
    builder.build()
    while builder.root is None and builder.repairable and len(repairs) < _MOST_REPAIRS:
        attempt = repair(current)
        if not attempt.quoted:
            break
        places = PlanSpans(file, None, current, tuple(repairs))
        findings += [_repair_finding(quoted.line, quoted.column, quoted.end_column, quoted.text, places) for quoted in attempt.quoted]
        repairs.append(attempt)
        current = attempt.text
        builder = TreeBuilder(current)
        builder.build()
    spans = PlanSpans(file, builder.root, current, tuple(repairs))
    findings += [_problem_finding(problem, spans) for problem in builder.problems]
    return builder.root, spans, findings, current


def _repair_finding(line: int, column: int, end_column: int, text: str, places: PlanSpans) -> Finding:
    span = places.on_line(line, column, end_column)
    message = f'`{text}` is read as the text "{text}"'
    why = "without quotes this is no YAML: `{` begins an object"
    hint = f'put it into quotes: "{text}" (`appfactory plan fmt --write` does)'
    return Finding("yaml-unquoted-braces", "warning", message, span, why, hint)


def _problem_finding(problem: Problem, spans: PlanSpans) -> Finding:
    return Finding(problem.code, "error", problem.message, spans.between(problem.start, problem.end), problem.why, problem.hint)
