"""English over the booking platform: translates each prompt of a part and scores it.

    python -m benchmarks.prompts [--part seen|tuning|unseen|heldout] [--json] [--show]

`--show` prints what went wrong in the parts that may be looked at while tuning; of the others there are figures only.
A text goes through `Session.translate`, as it does for whoever types `appfactory contract translate` with a database, and no model helps.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import TypedDict

from appfactory.contract.model.explanation import explain
from appfactory.contract.model.request import Mutation
from benchmarks.language_scores import Answered, auroc, calibration_error
from benchmarks.prompts.scoring import Prompt, is_right
from benchmarks.prompts.world import CLOCK, FOLDER, SCOPE, world

SURE = 0.8
PARTS = ("seen", "tuning", "unseen", "heldout")


class Scored(TypedDict):
    """One prompt with what came of it."""

    prompt: Prompt
    right: bool
    answered: bool
    write: bool
    confidence: float
    milliseconds: float
    said: str


def main() -> int:
    """Reads the arguments, scores a part, prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, default="seen")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--show", action="store_true", help="print what went wrong; for the seen part and the one for tuning only")
    arguments = parser.parse_args()
    if arguments.show and arguments.part not in {"seen", "tuning"}:
        parser.error(f"the {arguments.part} part is not looked at: only what nobody tuned on tells how good the translator is")
    file = FOLDER / f"{arguments.part}.jsonl"
    if not file.is_file():
        parser.error(f"there is no {file.name}")
    scored = score([json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line])
    if arguments.show:
        for each in scored:
            if not each["right"]:
                wanted = each["prompt"].get("sql") or each["prompt"].get("write") or each["prompt"].get("abstain")
                print(f"{each['prompt']['id']} {each['prompt']['prompt']}\n    {each['confidence']:.2f} {each['said']}\n    wanted: {wanted}")
    figures = figures_of(scored)
    if arguments.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, figure in figures.items():
            print(f"{name:42} {figure}")
    return 0


def score(prompts: Sequence[Prompt]) -> list[Scored]:
    """Each prompt translated and judged. The time is that of the second translation of a text, with its look-ups in the database."""
    scored: list[Scored] = []
    with world() as found:
        for prompt in prompts:
            found.session.translate(prompt["prompt"], SCOPE, CLOCK)
            started = perf_counter()
            translation = found.session.translate(prompt["prompt"], SCOPE, CLOCK)
            milliseconds = (perf_counter() - started) * 1000
            command = translation.command
            said = explain(command) if command is not None else f"?? {translation.question.text if translation.question else ''}"
            right = is_right(found, prompt, translation)
            scored.append(
                Scored(
                    prompt=prompt, right=right, answered=command is not None, write=isinstance(command, Mutation),
                    confidence=translation.confidence, milliseconds=milliseconds, said=said,
                )
            )  # fmt: skip
    return scored


def figures_of(scored: Sequence[Scored]) -> dict[str, float | int | dict[str, str]]:
    """The figures by name; shares between 0 and 1."""
    answerable = [each for each in scored if "abstain" not in each["prompt"]]
    others = [each for each in scored if "abstain" in each["prompt"]]
    answered = [each for each in scored if each["answered"]]
    judged = [Answered(confidence=each["confidence"], right=each["right"]) for each in answered]
    times = sorted(each["milliseconds"] for each in scored)
    kinds = Counter(each["prompt"]["kind"] for each in scored)
    by_kind = {kind: f"{sum(each['right'] for each in scored if each['prompt']['kind'] == kind)}/{count}" for kind, count in sorted(kinds.items())}
    return {
        "prompts": len(scored),
        "right, of what can be answered": _share(sum(each["right"] for each in answerable), len(answerable)),
        "right, of what is answered": _share(sum(each["right"] for each in answered), len(answered)),
        "abstained, of what can't be answered": _share(sum(not each["answered"] for each in others), len(others)),
        f"wrong writes at confidence {SURE} and more": sum(each["write"] and not each["right"] and each["confidence"] >= SURE for each in answered),
        "writes at that confidence": sum(each["write"] and each["confidence"] >= SURE for each in answered),
        "expected calibration error": round(calibration_error(judged), 3),
        "AUROC": round(auroc(judged), 3),
        "milliseconds, warm, with look-ups, p50": round(times[len(times) // 2], 2),
        "milliseconds, warm, with look-ups, p99": round(times[min(len(times) - 1, int(len(times) * 0.99))], 2),
        "right by kind": by_kind,
    }


def _share(part: int, whole: int) -> float:
    return round(part / max(1, whole), 3)


if __name__ == "__main__":
    sys.exit(main())
