"""Long lines are laid out as Prettier does, and stay the same code."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15.emit.document import WIDTH
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit


def test_a_comparison_stays_one_operator() -> None:
    line = "    filters.destinationId === undefined ? undefined : eq(flights.destinationId, filters.destinationId),"
    assert fit(line) == ("    filters.destinationId === undefined\n      ? undefined\n      : eq(flights.destinationId, filters.destinationId),")


def test_what_is_assigned_and_compared_breaks_after_the_assignment() -> None:
    left, right = "a" * 48, "b" * 38
    assert fit(f"const {left} = {right} === c(1);") == f"const {left} =\n  {right} === c(1);"


def test_lines_that_fit_are_left_alone() -> None:
    line = "const a = b !== c && d <= e;"
    assert len(line) < WIDTH
    assert fit(line) == line


def test_parentheses_around_an_expression_hold_no_comma() -> None:
    call, result = f"await browse({'a' * 60}, actor)", "b" * 20
    assert fit(f"  expect(({call}).items).toEqual({result});") == f"  expect(\n    ({call}).items,\n  ).toEqual({result});"
    first, second, third = "a" * 40, "b" * 40, "c" * 40
    laid_out = f"if (\n  {first} ||\n    {second} ||\n    {third}\n)\n  throw x();"
    assert fit(f"if ({first} || {second} || {third}) throw x();") == laid_out
