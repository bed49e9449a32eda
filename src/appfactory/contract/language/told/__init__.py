"""Writes: new rows, changes, states and deletions, as people tell them."""
