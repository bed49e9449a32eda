"""All mutants of an app, and a few of them chosen: of every kind, from every file, the same for the same seed."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from benchmarks.mutation import checks, contracts, queries, writes
from benchmarks.mutation.source import Facts, Mutant, Source

Operator = Callable[[Source], Iterator[Mutant]]

ALWAYS: tuple[Operator, ...] = (
    checks.flip_check,
    checks.drop_refusal,
    checks.skip_role,
    checks.widen_access,
    queries.drop_condition,
    queries.drop_where,
)
"""The faults that matter most; each choice has one of each, if the app has a place for it."""

OPERATORS: tuple[Operator, ...] = (
    *ALWAYS,
    checks.skip_check,
    checks.swap_error,
    checks.drop_rate_limit,
    checks.other_status,
    checks.drop_input,
    checks.other_operation,
    queries.flip_filter,
    queries.ignore_filter,
    queries.narrow_search,
    queries.count_all,
    queries.other_page,
    queries.other_order,
    queries.other_column,
    queries.other_label,
    queries.leak,
    queries.hide,
    writes.other_state,
    writes.other_states,
    writes.trust_input,
    writes.drop_effect,
    writes.drop_dispatch,
    writes.other_effect,
    writes.other_reader,
    writes.swallow_error,
    writes.drop_refresh,
    contracts.drop_bound,
    contracts.shift_bound,
    contracts.loose_object,
    contracts.optional_input,
    contracts.required_input,
    contracts.narrow_choice,
)

_DOMAIN = re.compile(r"src/domains/.+\.ts")
_ROUTE = re.compile(r"src/app/api/(?:.+/)?route\.ts")
_SCHEMA = "src/db/_generated/schema.ts"


def is_target(path: str) -> bool:
    """True for code of domains and routes; not for their tests."""
    return bool(_DOMAIN.fullmatch(path) or _ROUTE.fullmatch(path)) and not path.endswith(".test.ts")


def mutants_of(files: Mapping[str, str]) -> tuple[Mutant, ...]:
    """Every mutant of an app, given the texts of its files by path. Those that change nothing are left out."""
    facts = facts_of(files)
    found: dict[tuple[str, str], Mutant] = {}
    for path in sorted(path for path in files if is_target(path)):
        source = Source(path, files[path], facts)
        for operator in OPERATORS:
            for mutant in operator(source):
                if mutant.content != files[path]:
                    found.setdefault((path, mutant.content), mutant)
    return tuple(found.values())


def facts_of(files: Mapping[str, str]) -> Facts:
    """What the contracts and the schema say of enumerations and outputs."""
    contracts_of = [text for path, text in sorted(files.items()) if path.endswith("/contract.ts")]
    enumerations: list[tuple[str, ...]] = []
    shaped: set[str] = set()
    columns = {frozenset(re.findall(r"^  (\w+):", table, re.MULTILINE)) for table in _tables(files.get(_SCHEMA, ""))}
    for text in contracts_of:
        enumerations += [tuple(re.findall(r'"([^"]*)"', values)) for values in re.findall(r"z\.enum\(\s*\[([^\]]*)\]", text)]
        for name, body in re.findall(r"export const (\w+Output) = z\.object\(\{(.*?)^\}\)", text, re.MULTILINE | re.DOTALL):
            fields = frozenset(re.findall(r"^  \"?(\w+)\"?:", body, re.MULTILINE))
            if "Text" in body or fields not in columns:
                shaped.add(name)
    return Facts(tuple(dict.fromkeys(enumerations)), frozenset(shaped))


def _tables(schema: str) -> list[str]:
    return re.findall(r"= \w*\.?(?:pgTable|table)\((.*?)^\S", schema, re.MULTILINE | re.DOTALL | re.IGNORECASE)


def choose(mutants: tuple[Mutant, ...], count: int, seed: int) -> tuple[Mutant, ...]:
    """`count` mutants (fewer if there are no more): the operators in turn, each time from the file that has the fewest so far."""
    chance = random.Random(seed)
    by_operator: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_operator.setdefault(mutant.operator, []).append(mutant)
    always = [_name(operator) for operator in ALWAYS if _name(operator) in by_operator]
    others = [name for name in by_operator if name not in always]
    for names in (always, others):
        chance.shuffle(names)
    for name in (*always, *others):
        chance.shuffle(by_operator[name])
    chosen: list[Mutant] = []
    taken: Counter[str] = Counter()
    while len(chosen) < count and any(by_operator.values()):
        for name in (*always, *others):
            waiting = by_operator[name]
            if waiting and len(chosen) < count:
                one = min(waiting, key=lambda mutant: taken[mutant.path])
                waiting.remove(one)
                taken[one.path] += 1
                chosen.append(one)
    return tuple(sorted(chosen, key=lambda mutant: (mutant.path, mutant.line, mutant.operator)))


def _name(operator: Operator) -> str:
    return getattr(operator, "__name__", "").replace("_", "-")
