# Everything starts here. Needs Python 3.11+, make and git; brings the rest itself.
SHELL := /bin/bash
PYTHON ?= python3
UV := .tools/bin/uv
RUN := .venv/bin/
# Tests rewritten by pytest are kept, also where bytecode is kept nowhere else: 5 seconds for each process of a run.
PYTEST := PYTHONDONTWRITEBYTECODE= .venv/bin/pytest
export UV_PYTHON_DOWNLOADS := never

AS_ROOT = [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null

.DEFAULT_GOAL := help
.PHONY: help setup demo test every-test fast fast-kept fast-made fast-rest soak check fix words bench mutants pictures dist chromium m365-cli clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

# Debian splits venv off from Python; as root it is brought in, else uv comes by pip alone.
$(UV):
	@if $(PYTHON) -m venv .tools >/dev/null 2>&1; then .tools/bin/pip install --quiet uv; \
	elif $(AS_ROOT); then rm -rf .tools && apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null \
	  && $(PYTHON) -m venv .tools && .tools/bin/pip install --quiet uv; \
	else rm -rf .tools && $(PYTHON) -m pip install --quiet --prefix .tools uv; fi

.venv/.ready: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --python $(PYTHON)
	@$(RUN)python -m m365bot.cli.precompile
	@touch $@

setup: .venv/.ready ## make .venv with m365bot in it

demo: setup ## the whole programme against a sandbox tenant, then the viewer
	@$(RUN)m365bot demo

# What is brought in comes side by side, then what is checked beside what is tested. Three at a time on two cores: much of
# it waits, for daemons and for real minutes.
test: ## everything CI runs
	@$(MAKE) -s -j 2 setup chromium
	@$(MAKE) -s -j 2 check every-test

every-test: setup
	@$(PYTEST) -n 3 --dist worksteal

# Three runs with folders of their own, for two cores: each waits a quarter of its time for a disk. Dealing so many small
# tests out one by one took a sixth of the time. What asks a PostgreSQL is in one of them, since each would start its own.
# `--output-sync`: each says what it has to say at its end. FAST: what is tried with values drawn at random is tried a
# quarter as often.
FAST := FAST=1 $(PYTEST) -m "not slow and not browser and not journey"
KEPT := $(addprefix tests/,app console database runs)
MADE := $(addprefix tests/,cli console/door content doctor editing instances journal programme resources setup)
ELSEWHERE := $(addprefix tests/,journeys browser chaos foreign)
# Their files in memory, where there is a gigabyte of it to be had: half of the system's work for them was a disk's. Others
# may enter there: some tests, and a PostgreSQL, are another user than root.
ROOM := $(shell test -w /dev/shm && df -Pk /dev/shm | awk 'END { if ($$4 > 1000000) print "/dev/shm" }')
quickly = folder=$$(mktemp -d $(addprefix -p ,$(ROOM))) && chmod 755 "$$folder" && trap 'rm -rf "$$folder"' EXIT && TMPDIR="$$folder" $(FAST) $(1)

fast: setup ## the tests that take milliseconds
	@$(MAKE) -s -j 3 $(if $(findstring output-sync,$(.FEATURES)),--output-sync) fast-kept fast-made fast-rest

fast-kept:
	@$(call quickly,$(KEPT) --ignore tests/console/door)

fast-made:
	@$(call quickly,$(MADE))

fast-rest:
	@$(call quickly,$(patsubst %,--ignore %,$(KEPT) $(MADE) $(ELSEWHERE)))

# Three at a time on two cores, as above.
soak: setup ## longer chaos: more kills, faults, odd tenants and edits; the journeys in both weathers and on PostgreSQL
	@SOAK=1 $(PYTEST) -n 3 --dist worksteal tests/chaos tests/journeys tests/database/edited

check: setup ## format, lint, types, imports
	@$(RUN)ruff format --check . && $(RUN)ruff check . && $(RUN)mypy && $(RUN)lint-imports

fix: setup ## format, and mend what ruff can
	@$(RUN)ruff format . && $(RUN)ruff check --fix .

mutants: setup ## small mistakes made on purpose: what the fast tests do not see
	@$(RUN)python -m tests.mutants $(DRAW)

words: setup ## bring the English catalogue up to date, and list what waits for its English
	@$(RUN)python -m tests.catalogue

bench: setup ## the figures of the project, measured
	@$(RUN)python -m tests.bench

pictures: setup chromium ## the pictures of the guides, drawn anew
	@$(RUN)python -m tests.pictures

chromium: | $(UV) # for the viewer's tests: as root on Debian it is brought in, elsewhere the tests say what is missing
	@command -v chromium >/dev/null || { $(AS_ROOT) && apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } || true

m365-cli: setup ## Microsoft 365 CLI against the practice tenant (400 MB, needs Node.js and npm)
	@npm install --silent --no-audit --no-fund --prefix .tools/npm @pnp/cli-microsoft365@11.11.0
	@$(PYTEST) -q tests/foreign/test_m365_cli.py

# Of what is committed alone: an office that works in its checkout has rosters and secrets there.
dist: setup ## the wheel and the source package, and the versions they were tested with, in dist/
	@rm -rf dist .dist && mkdir .dist && git archive HEAD | tar -x -C .dist
	@$(UV) build --quiet --no-build-isolation --python .venv/bin/python --out-dir dist .dist && rm -rf .dist
	@$(UV) export --quiet --frozen --no-dev --all-extras --no-emit-project --no-hashes --no-annotate --no-header \
	  --output-file dist/constraints.txt
	@cd dist && ls m365bot-* constraints.txt

clean: ## remove what set-up made
	rm -rf .venv .tools dist .dist
