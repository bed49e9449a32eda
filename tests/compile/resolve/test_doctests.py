"""Every pass shows by example what it does; the examples hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from appfactory.compile import resolve

MODULES = sorted(module.name for module in pkgutil.iter_modules(resolve.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name: str) -> None:
    module = importlib.import_module(f"appfactory.compile.resolve.{name}")
    assert doctest.testmod(module).failed == 0
    assert module.__doc__
