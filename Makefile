SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench quality docs neo4j clean again

# An empty HOME would send every cache to the root directory; without one, the user's entry is asked.
ifeq ($(strip $(HOME)),)
unexport HOME
endif

VENV := .venv
BIN := $(VENV)/bin
# What is installed, each newer than pyproject.toml where it is still right.
USER_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
FITS := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
VENV_FITS := $(shell $(BIN)/python -c '$(FITS)' 2>/dev/null && echo yes)
# More words for pytest or the bench: make test ARGS='-k owners'
ARGS ?=

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(USER_STAMP) ## load the bundled sample and show a story page
	@$(BIN)/kg demo

test: $(DEV_STAMP) ## run all tests, on the embedded engine and on a real Neo4j
	@$(BIN)/python -m pytest $(ARGS)

lint: $(DEV_STAMP) ## style, types, layers, and whether the command line's reference is up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m kg.cli.reference --check

bench: $(DEV_STAMP) ## measure loading and queries on this machine
	@$(BIN)/python -m bench $(ARGS)

quality: $(DEV_STAMP) ## measure how right the answers are, and write docs/quality.md
	@$(BIN)/python -m bench.quality --page $(ARGS)

docs: $(DEV_STAMP) ## write the command line's reference anew
	@$(BIN)/python -m kg.cli.reference

neo4j: $(DEV_STAMP) ## start a throwaway Neo4j and print its address; ^C ends it
	@exec $(BIN)/python tests/neo4j_server.py $(ARGS)

clean: ## remove what was built and installed here; graphs stay
	rm -rf $(VENV) build dist *.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .grimp_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python that really runs and fits: every match on PATH is tried, as stand-ins (pyenv's) may lead nowhere.
define FIND_PYTHON
found=; \
for name in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
  while IFS= read -r python; do \
    if "$$python" -c '$(FITS)' 2>/dev/null; then found=$$python; break 2; fi; \
  done < <(type -aP "$$name"); \
done; \
if [ -z "$$found" ]; then \
  echo "error: no Python 3.11, 3.12 or 3.13 that runs and can make environments:" \
    "install one (on Debian with python3-venv), or name it: make PYTHON=/path/to/python" >&2; \
  exit 1; \
fi
endef

# Once it runs, an environment is kept: only a missing, broken or unfit one is made anew.
define ENSURE_VENV
if ! $(BIN)/python -c '$(FITS)' 2>/dev/null; then \
  $(FIND_PYTHON); \
  echo "making $(VENV) with $$found ($$("$$found" -V))" >&2; \
  "$$found" -m venv --clear $(VENV); \
fi
endef

$(USER_STAMP): pyproject.toml $(if $(VENV_FITS),,again)
	@set -e; $(ENSURE_VENV)
	@echo "installing newskg into $(VENV) (the first time this takes some minutes)" >&2
	@$(PIP_INSTALL) --editable .
	@touch $@

$(DEV_STAMP): pyproject.toml $(if $(VENV_FITS),,again)
	@set -e; $(ENSURE_VENV)
	@echo "installing newskg and what its tests need into $(VENV) (the first time this takes some minutes)" >&2
	@$(PIP_INSTALL) --editable '.[dev,fr]'
	@touch $(USER_STAMP) $@
