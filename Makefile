# `make demo` and `make test` set up everything they need by themselves.

PYTHON ?= python3
VENV := .venv
APPFACTORY := $(VENV)/bin/appfactory
STAMP := $(VENV)/.installed
PURE := appfactory.model appfactory.compile appfactory.catalog appfactory.contract.model appfactory.contract.language appfactory.contract.statements

.PHONY: help demo demo-contract setup test test-fast coverage lint format docs benchmark clean

help:
	@echo "make demo       build the restaurant example and leave it running (ARGS=--no-preview ends without)"
	@echo "make demo-contract  try the booking platform's schema: all its packs, then a page to type into (ARGS=--no-serve ends without)"
	@echo "make test       all checks and all tests"
	@echo "make test-fast  the tests that need no database, npm or browser"
	@echo "make coverage   the same, and how much of the pure layers they cover (at least 90 %)"
	@echo "make lint       ruff, mypy --strict, import-linter, the tidy test"
	@echo "make setup      Python environment, pnpm, a browser, the embedded PostgreSQL"
	@echo "make docs       regenerate the command reference and the plan schema"
	@echo "make benchmark  the figures of the README, measured on this machine"

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("App Factory needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $(STAMP)

setup: $(STAMP)
	$(APPFACTORY) doctor --install

demo: setup
	$(APPFACTORY) demo $(ARGS)

demo-contract: setup
	$(APPFACTORY) contract demo $(ARGS)

test: setup lint coverage
	$(VENV)/bin/python -m pytest -m "postgres or node or browser" $(ARGS)

test-fast: $(STAMP)
	$(VENV)/bin/python -m pytest -m "not postgres and not node and not browser" -n 2 $(ARGS)

coverage: $(STAMP)
	$(VENV)/bin/python -m pytest -m "not postgres and not node and not browser" -n 2 $(PURE:%=--cov=%) --cov-report=term:skip-covered --cov-fail-under=90 $(ARGS)

lint: $(STAMP)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/python -m pytest -q tests/test_tidy.py

format: $(STAMP)
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

docs: $(STAMP)
	$(VENV)/bin/python scripts/make_docs.py

benchmark: $(STAMP)
	$(VENV)/bin/python -m benchmarks

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
