# Lovende. `make run` to try it, `make test` to check it; `make` alone lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help need-python setup setup-test run test check lint types contracts migrations bench format messages lock clean

HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
export PYTHONUTF8 := 1

# The first Python of 3.11 or newer that can make environments; else whichever is there, to say what it lacks.
# The distribution's own comes first: it is built with optimisation, and all of Lovende is slower without.
ifndef PYTHON
PYTHON := $(shell for p in /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11 python3.13 python3.12 python3.11 python3.14 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; exit; }; done; \
	for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; exit; }; done; \
	command -v python3)
endif

help:
	@echo "make run       make the environment, load the demo portfolio, serve on http://$(HOST):$(PORT)/"
	@echo "make test      make the environment and run every check and test"
	@echo "make setup     the environment alone; then .venv/bin/lovende works"
	@echo "               (WITH=order: also the model that can suggest a rater's reading order)"
	@echo "make bench     speed and search quality, printed beside the baselines"
	@echo "make check     lint, types, import contracts, migrations (no tests)"
	@echo "make format    put the code into its form"
	@echo "make messages  renew the nynorsk and English catalogues"
	@echo "make lock      renew the requirement locks"
	@echo "make clean     remove the environment (the data in var/ stays)"

need-python:
	@test -n "$(PYTHON)" || { echo "Lovende: Python 3.11 or newer is needed; no python3 was found." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Lovende: Python 3.11 or newer is needed; $(PYTHON) is `$(PYTHON) -V 2>&1`." >&2; exit 2; }

setup: need-python
	@$(PYTHON) scripts/bootstrap.py run $(WITH)

setup-test: need-python
	@$(PYTHON) scripts/bootstrap.py test

run: setup
	@exec $(BIN)/lovende serve --host $(HOST) --port $(PORT)

# Two processes, each with a database of its own; the tests of one browser keep to one process.
WORKERS ?= 2

# Every check runs, and the tests too, whichever fails: one run tells the whole.
CHECKS := lint types contracts migrations

test: setup-test
	@failed=; for check in $(CHECKS); do $(MAKE) --silent --no-print-directory $$check || failed="$$failed $$check"; done; \
	LOVENDE_BROWSER="`$(BIN)/python scripts/browser.py`" $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup --no-loadscope-reorder $(PYTEST) || failed="$$failed tests"; \
	test -z "$$failed" || { echo "Lovende: not in order:$$failed" >&2; exit 1; }

check: setup-test $(CHECKS)

lint:
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check .; exit 1; }

types:
	@LOVENDE_MODE=test DATABASE_URL=postgresql:///none $(BIN)/mypy

contracts:
	@out=`$(BIN)/lint-imports 2>&1` || { echo "$$out"; exit 1; }

migrations:
	@LOVENDE_MODE=test $(BIN)/python scripts/migrations.py

bench: setup-test
	@$(BIN)/python -m benchmarks $(BENCH)

format: setup-test
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

messages: setup-test
	@$(BIN)/python scripts/messages.py

lock: need-python
	@$(PYTHON) scripts/lock.py

clean:
	@rm -rf .venv node_modules src/lovende/web/static/vendor
