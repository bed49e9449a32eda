"""The weights of the confidence of writes, in log odds. Written by `python -m benchmarks.language_writes`, not by hand.

Fitted on the readings of 3946 requests made from the tuning part (two thirds of the databases) of Spider 1.0
(Yu et al., 2018).
"""

from __future__ import annotations

BIAS = 5.075

WEIGHTS: dict[str, float] = {
    "any-doubt": -0.281,
    "by-key": -0.370,
    "column-rivals": -0.643,
    "column-weakness": -0.418,
    "columns-unsaid": -0.088,
    "conditions": 0.210,
    "delete": -0.312,
    "doubts": -0.281,
    "insert": -0.795,
    "long-names": -1.384,
    "names": 1.099,
    "names-behind-words": -0.069,
    "names-of-columns": -0.031,
    "names-of-parts": 0.307,
    "names-that-lead-on": -3.498,
    "names-to-a-number": -1.664,
    "not-equal": 0.144,
    "phrases": -1.348,
    "table-weakness": 0.170,
    "vague": -3.880,
    "values": 0.447,
}
