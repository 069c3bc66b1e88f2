# `make help` lists what can be done. Everything happens in .venv, made on first use.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PACKAGES := bot chat programme content_store scheduler networks leaderboard handlers manifest sandbox
FEED   ?=

.DEFAULT_GOAL := help
.PHONY: help check test faults peers bench demo lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/ready: requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

check: $(VENV)/ready ## format, lint, types and import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --strict tests bench
	$(BIN)/lint-imports

test: check ## everything above and all tests, on SQLite and PostgreSQL
	$(BIN)/pytest -n auto -m "not faults and not peers" $(ARGS)

faults: $(VENV)/ready ## long runs with killed processes and broken networks
	$(BIN)/pytest -n 2 -m faults $(ARGS)

peers: $(VENV)/ready ## beside Microsoft's test client and card renderer, and Bluesky's servers (needs npm)
	mkdir -p var/peers && cp tests/peers/package.json tests/peers/package-lock.json tests/peers/.npmrc var/peers/
	npm ci --prefix var/peers
	mkdir -p var/peers-bluesky && cd tests/peers/bluesky && cp package.json package-lock.json .npmrc ../../../var/peers-bluesky/
	npm ci --prefix var/peers-bluesky
	npm rebuild better-sqlite3 --prefix var/peers-bluesky --ignore-scripts=false
	$(BIN)/pytest -m peers tests/peers $(ARGS)

bench: $(VENV)/ready ## measure, as ratios against floors in the same run
	$(BIN)/python -m bench $(ARGS)

demo: $(VENV)/ready ## a workplace to try it in; FEED=<file or URL> brings your own content
	$(BIN)/glasnik demo $(if $(FEED),--feed "$(FEED)")

lock: ## renew both lock files (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-strip-extras --upgrade -o requirements.lock
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-strip-extras -c requirements.lock -o requirements-dev.lock

clean: ## forget the environment and what tests left
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
