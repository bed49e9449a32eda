"""How many faults the gates of a built app notice: `python -m benchmarks.mutants FOLDER… [--seed N]… [--count 20] [--out FILE]`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from appfactory.perform.problem import EnvironmentProblem
from benchmarks.mutation.choice import choose, mutants_of
from benchmarks.mutation.measure import Result, check_without_fault, measure
from benchmarks.mutation.source import Mutant
from benchmarks.mutation.subject import CannotMeasure, Subject, opened

_AIM = 0.9


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of the mutants of one app and one seed."""

    app: str
    seed: int
    results: tuple[Result, ...]

    def caught_by(self, *gates: str) -> int:
        """How many were caught by one of these gates, or by any."""
        return sum(result.caught is not None and (not gates or result.caught.gate in gates) for result in self.results)

    @property
    def unknown(self) -> int:
        """How many nothing is known of. They count as not caught."""
        return sum(bool(result.unknown) for result in self.results)

    @property
    def ratio(self) -> float:
        """Caught of all; 1 if there were none."""
        return self.caught_by() / len(self.results) if self.results else 1.0

    @property
    def ratio_of_compiling(self) -> float:
        """Caught by tests, of those that compile; 1 if none does."""
        compiling = len(self.results) - self.caught_by("compile")
        return (self.caught_by() - self.caught_by("compile")) / compiling if compiling else 1.0


def main(arguments: Sequence[str]) -> int:
    """Measures each app with each seed. 0 if 90 % are caught everywhere, 1 if not, 3 if an app could not be measured."""
    signal.signal(signal.SIGTERM, _end)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="the folder of a built app")
    parser.add_argument("--seed", action="append", type=int, help="which mutants are chosen; may be repeated (1)")
    parser.add_argument("--count", type=int, default=20, help="mutants for each app and seed (%(default)s)")
    parser.add_argument("--operator", action="append", help="only mutants of this kind; may be repeated")
    parser.add_argument("--list", action="store_true", help="show the mutants and run nothing")
    parser.add_argument("--out", type=Path, help="write the results as JSON")
    given = parser.parse_args(arguments)
    figures: list[Figures] = []
    try:
        for folder in given.folders:
            figures += _measured(folder.absolute(), given)
    except CannotMeasure as problem:
        print(problem, file=sys.stderr)
        return 3
    except EnvironmentProblem as problem:
        print(problem.finding.message, file=sys.stderr)
        return 3
    finally:
        if given.out is not None:
            given.out.write_text(json.dumps([_document(one) for one in figures], indent=2) + "\n")
    for one in figures:
        print(_summary(one))
    return 0 if all(one.ratio >= _AIM for one in figures) else 1


def _measured(folder: Path, given: argparse.Namespace) -> list[Figures]:
    with opened(folder) as subject:
        every = tuple(one for one in mutants_of(subject.files) if not given.operator or one.operator in given.operator)
        choices = {seed: choose(every, given.count, seed) for seed in given.seed or [1]}
        if given.list:
            for mutant in dict.fromkeys(mutant for chosen in choices.values() for mutant in chosen):
                print(_line(mutant))
            return []
        check_without_fault(subject)
        known: dict[Mutant, Result] = {}
        return [_figures(subject, folder.name, seed, chosen, known) for seed, chosen in choices.items()]


def _figures(subject: Subject, app: str, seed: int, chosen: tuple[Mutant, ...], known: dict[Mutant, Result]) -> Figures:
    """A mutant that two seeds choose is run once."""
    print(f"\n{app}, seed {seed}", flush=True)
    for result in measure(subject, tuple(mutant for mutant in chosen if mutant not in known)):
        known[result.mutant] = result
        _show(result)
    return Figures(app, seed, tuple(known[mutant] for mutant in chosen))


def _show(result: Result) -> None:
    verdict = result.caught.gate if result.caught is not None else "UNKNOWN" if result.unknown else "SURVIVED"
    print(f"  {verdict:<9}{result.seconds:5.1f} s  {_line(result.mutant)}", flush=True)
    said = result.caught.said if result.caught is not None else result.unknown
    if said:
        print(f"{'':19}{said[:110]}", flush=True)


def _line(mutant: Mutant) -> str:
    return f"{mutant.operator:<16} {mutant.path}:{mutant.line}  {mutant.before or '·'} → {mutant.after or '·'}"


def _summary(one: Figures) -> str:
    gates = ", ".join(f"{one.caught_by(gate)} by {gate}" for gate in ("compile", "unit", "build", "api") if one.caught_by(gate))
    tests = f"{one.ratio_of_compiling:.0%} of those that compile"
    if one.unknown:
        gates = f"{gates}; of {one.unknown} nothing is known"
    return f"{one.app}, seed {one.seed}: {one.caught_by()} of {len(one.results)} caught ({one.ratio:.0%}; {tests}): {gates}"


def _document(one: Figures) -> dict[str, object]:
    rows = [
        {
            "operator": result.mutant.operator,
            "file": result.mutant.path,
            "line": result.mutant.line,
            "before": result.mutant.before,
            "after": result.mutant.after,
            "caughtBy": result.caught.gate if result.caught else None,
            "said": result.caught.said if result.caught else result.unknown,
            "known": not result.unknown,
            "seconds": round(result.seconds, 1),
        }
        for result in one.results
    ]
    ratios = {"caught": one.caught_by(), "ratio": round(one.ratio, 3), "ratioOfCompiling": round(one.ratio_of_compiling, 3)}
    return {"app": one.app, "seed": one.seed, "mutants": len(one.results), "unknown": one.unknown, **ratios, "results": rows}


def _end(_signal: int, _frame: FrameType | None) -> None:
    """An orderly end, so that the file with the mutant is put back."""
    raise SystemExit(143)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
