"""Phases, checkpoints and gates: who does what, when. Effects happen through `perform` only."""
