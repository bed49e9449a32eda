"""Frozen values that the layers hand to each other. Imports nothing else of ours."""
