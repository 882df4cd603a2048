# pilotcity on a fresh machine: only make and Python 3.11 or newer are needed.
#   make run     the main job: a pilot city under a plan, beside its baseline
#   make test    the whole test suite          make check   style, types, floors
#   make app     the dashboard at http://127.0.0.1:8765/     make test-app   its pages in a real browser (chromium)
#   make browser   chromium for the above, where it can be installed
#   make bench   how fast it is                make clean   forget the environment
#   make pictures   the dashboard's pictures in the README (needs chromium)
#   make docs    generated documentation       make baselines   docs/baselines.* (about 3 minutes)
#   make studies docs/studies, docs/throughput.md: sensitivity, discovery, search, attribution (about an hour on two cores)
#   make validate   long standing checks       (sample sizes, directions of levers, killed sweeps; about 15 minutes)

PYTHON ?= python3
CITY ?= huzhou
PLAN ?= demonstration
RUNS ?= 6
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help run app test test-app browser check bench pictures docs baselines studies validate clean

help:
	@sed -n 's/^#   //p' Makefile

run: $(VENV)/installed
	@$(BIN)/pilotcity compare $(CITY) --plan $(PLAN) --runs $(RUNS) --out results/$(CITY)

app: $(VENV)/installed-app
	@$(BIN)/pilotcity app

test: $(VENV)/installed-test
	@$(BIN)/python -m experiments.warm_up
	@$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/installed-test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(VENV)/installed
	@$(BIN)/python -m experiments.bench

docs: $(VENV)/installed
	@$(BIN)/python -m experiments.handbook

pictures: $(VENV)/installed-test
	@$(BIN)/python -m experiments.dashboard.screenshots docs/pictures

baselines: $(VENV)/installed
	@$(BIN)/python -m experiments.baselines

studies: $(VENV)/installed-test
	@$(BIN)/python -m experiments.studies
	@$(BIN)/python -m experiments.throughput

browser:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	  [ "$$(id -u)" = 0 ] && as= || as="sudo -n"; \
	  { $$as apt-get update -qq && $$as apt-get install -qq -y --no-install-recommends chromium; } >/dev/null 2>&1 || \
	  echo "There is no chromium and it could not be installed: the dashboard's browser tests skip."

test-app: $(VENV)/installed-test
	@$(BIN)/python -m pytest tests/app -q $(AGAIN)

validate: $(VENV)/installed-test
	@$(BIN)/python -m pytest tests/validation -q

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "pilotcity needs Python 3.11 or newer. Debian: sudo apt install python3 python3-venv; macOS: brew install python"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "pilotcity needs Python 3.11 or newer; this is $$($(PYTHON) --version)."; \
	  echo "Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python's venv module is missing. Debian: sudo apt install python3-venv; macOS: brew install python"; exit 1; }

$(VENV)/installed: pyproject.toml | $(BIN)/python
	@echo "Installing pilotcity into $(VENV) (once; about a minute) ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/installed-app: pyproject.toml | $(BIN)/python
	@echo "Installing pilotcity and its dashboard into $(VENV) (once; about two minutes) ..."
	@$(PIP) --editable '.[app]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-test: pyproject.toml | $(BIN)/python
	@echo "Installing pilotcity and its test tools into $(VENV) (once; about a minute) ..."
	@$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/installed
