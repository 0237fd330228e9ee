# Every target sets up what it needs; `make` prints this list.

PYTHON ?= python3
BIN := .venv/bin

help: ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/ready ## Make .venv with everything, from the locked requirements

.venv/ready: requirements/dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=/path/to/it")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

up: setup ## Start Postgres, Temporal and the worker; import the published cases; print the breach table
	$(BIN)/nrm up --demo

down: setup ## Stop what `make up` started
	$(BIN)/nrm down

test: setup ## Run every test
	$(BIN)/python -m pytest

lint: setup ## Style, formatting and import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup ## Strict types, two checkers
	$(BIN)/mypy
	$(BIN)/pyright

check: lint types test ## Everything a change must pass

rules: setup ## Publish a changed rule-book: its entry in the index, and docs/rules-coverage.md
	$(BIN)/python -m tests.domain.rules.publish

schema: setup ## Publish a changed schema: what the migrations make, in eventlog/fingerprint.json
	$(BIN)/python -m tests.eventlog.publish

docs: setup ## Write the pages of docs/ that the code writes itself: safeguards, roles, path
	$(BIN)/python -m tests.docs

bench: setup ## Measure, beside floors and peers in the same run; writes bench-results.json
	$(BIN)/python -m tests.bench

lock: setup ## Renew the locked requirements from pyproject.toml
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --upgrade --quiet --output-file requirements/dev.lock
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --quiet --constraint requirements/dev.lock --output-file requirements/run.lock

.PHONY: help setup up down test lint types check rules schema docs bench lock
