"""One module per phase, each with `run(build) -> PhaseResult`."""
