"""The weights of the confidence of writes, in log odds. Written by `python -m benchmarks.language_writes`, not by hand.

Fitted on the readings of 3922 requests made from the tuning part (two thirds of the databases) of Spider 1.0
(Yu et al., 2018).
"""

from __future__ import annotations

BIAS = 5.111

WEIGHTS: dict[str, float] = {
    "any-doubt": -0.153,
    "by-key": -0.368,
    "column-rivals": -0.668,
    "column-weakness": -0.435,
    "columns-unsaid": -0.097,
    "conditions": 0.184,
    "delete": -0.344,
    "doubts": -0.119,
    "insert": -0.805,
    "long-names": -1.329,
    "names": 1.130,
    "names-behind-words": -0.137,
    "names-of-columns": 0.028,
    "names-of-parts": 0.403,
    "names-that-lead-on": -3.459,
    "names-to-a-number": -1.686,
    "not-equal": 0.141,
    "phrases": -1.310,
    "table-unsaid": -0.012,
    "table-weakness": 0.171,
    "vague": -3.887,
    "values": 0.387,
}
