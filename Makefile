# From a clone: `make run` serves the application, `make test` tests it. Both set up what they need first.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
# Two cores are what the tests are planned for; WORKERS= runs them one after the other.
WORKERS ?= -n 2
LOCKS := app dev setup node
# Where it is set, every one of the many processes would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check demo bench sweep migration lock setup setup-tests clean

help:  ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /: /'

setup:  ## Everything needed to run: system parts, .venv, packages, page assets
	@$(PYTHON) tools/setup.py

setup-tests:  ## Everything needed to test and check as well
	@$(PYTHON) tools/setup.py --tests

run: setup  ## Serve the application with its worker at http://127.0.0.1:8000
	@exec $(BIN)/python -m fss

demo: setup  ## The main job without a browser; leaves PDF, DOCX and ZIP in demo-output/
	@$(BIN)/python -m fss demo

test: setup-tests  ## All tests; choose with ARGS, e.g. make test ARGS="tests/sites -x"
	$(BIN)/python -m pytest $(WORKERS) $(ARGS)

sweep: setup-tests  ## The longer sweeps
	$(BIN)/python -m pytest -m sweep --hypothesis-profile=thorough $(ARGS)

check: setup-tests  ## Style, types, layers, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --quiet --check fss/templates
	$(BIN)/djlint --quiet --lint fss/templates
	@data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; set -ex; export FSS_DATA="$$data"; unset FSS_DATABASE_URL; \
		$(BIN)/flask --app wsgi db upgrade; $(BIN)/flask --app wsgi db check

migration: setup  ## Write the next migration from the models, MESSAGE="what changes"; read it before it is committed
	@test -n "$(MESSAGE)" || { echo 'Say what changes: make migration MESSAGE="..."'; exit 2; }
	@data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; set -e; export FSS_DATA="$$data"; unset FSS_DATABASE_URL; \
		$(BIN)/flask --app wsgi db upgrade; \
		$(BIN)/flask --app wsgi db migrate --rev-id "$$(printf '%04d' $$(( $$(ls migrations/versions/*.py | wc -l) + 1 )))" \
			--message "$(MESSAGE)"

bench: setup-tests  ## Print how fast the heavy parts are
	@$(BIN)/python -m bench $(ARGS)

lock: setup  ## Compile requirements/*.in to hashed locks; ARGS=--upgrade takes newer versions
	cd requirements && for name in $(LOCKS); do \
		../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-emit-find-links --no-header $(ARGS) $$name.in -o $$name.txt || exit 1; done

clean:  ## Remove what set-up made; data stays
	rm -rf .venv .setup node_modules fss/static/vendor
