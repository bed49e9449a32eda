"""Measurements that anyone can run: `python -m benchmarks`. Ratios are taken side by side in one run; absolute times are of this machine."""
