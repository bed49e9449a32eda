"""Resolves a plan: no defaults left, every reference bound, every operation understood."""

from appfactory.compile.resolve.pipeline import PASSES, resolve

__all__ = ["PASSES", "resolve"]
