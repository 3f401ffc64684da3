# Set-up, tests and the demo. A fresh machine needs Python 3.11 to 3.13 with pip, and make.
# A second run finds the stamp file and starts at once.

SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' 2>/dev/null && { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
DEMO_HOME ?= var/demo
PORT ?= 8000
MINUTES ?= 30
KILLS ?= 200

.PHONY: setup setup-dev demo test explore test-browser test-cluster test-soak soak screenshots check openapi-check lock clean benchmark corpus

SCRIPTS := search_api/web/scripts
BUILT := search_api/web/built/.sources

setup: $(VENV)/.installed $(BUILT)
setup-dev: $(VENV)/.installed-dev $(BUILT)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 至 3.13 / Python 3.11 to 3.13 is needed" >&2; exit 3; }
	$(PYTHON) -m venv $(VENV)

# The lock files are complete, so pip need not look for dependencies (--no-deps): Debian 12's would
# warn of an extra that is written html_clean by one project and html-clean by another.
$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --use-pep517 -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --use-pep517 -r requirements-dev.lock
	@touch $@

# The scripts of the pages, from their sources. Where neither node nor its wheel can be had (exit
# code 4) that is told, the pages work without scripts, and the next run tries again.
$(BUILT): $(wildcard $(SCRIPTS)/*.ts $(SCRIPTS)/*/*.ts $(SCRIPTS)/*.json $(SCRIPTS)/build.py) requirements-node.lock $(VENV)/.installed
	$(BIN)/python $(SCRIPTS)/build.py || test $$? -eq 4

# Ingest the sample corpus and serve it. Exit code 1 means that some files are quarantined, as four
# of the corpus are on purpose.
demo: export POLICY_SEARCH_HOME = $(DEMO_HOME)
# The names of its bodies are the library's own, for the desk to change: made once, then left alone.
demo: setup
	test -f $(DEMO_HOME)/policy-search.toml || $(BIN)/policy-search init --set authority=sample_corpus/bodies.csv
	$(BIN)/policy-search ingest sample_corpus/files --manifest sample_corpus/manifest.csv || test $$? -eq 1
	$(BIN)/policy-search serve --port $(PORT)

# Three at a time keep two cores busy: many tests wait for processes that they started.
test: check
	$(BIN)/python -m pytest -n 3

# The properties with random inputs, which make test tries with the same ones each time.
explore: setup-dev
	EXPLORE=$(or $(EXAMPLES),1000) $(BIN)/python -m pytest -n 2 $$(grep -rl "^from hypothesis" --include="test_*.py" tests)

# Under use, while those who write are killed: prints figures, fails where anything is lost.
soak: setup-dev
	$(BIN)/python -m tests.soak --minutes $(MINUTES) --kills $(KILLS)

# The short form of it.
test-soak: setup-dev
	$(BIN)/python -m pytest -n 0 -m soak tests/soak

# On servers that are started for real, as nobody, on the loopback: PostgreSQL where its programs
# are, three nodes of OpenSearch where Java 17 and Maven are.
test-cluster: setup-dev
	$(BIN)/python -m pytest -n 0 -m cluster -rs

# The pages in the chromium of this machine. Skipped, loudly, where there is none.
test-browser: setup-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-browser.lock
	$(BIN)/python -m pytest -n 0 -m browser -rs tests/browser

# Pictures of what make demo serves, into var/screenshots.
screenshots: setup-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-browser.lock
	$(BIN)/python -m tests.browser.screenshots http://127.0.0.1:$(PORT) var/screenshots

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python $(SCRIPTS)/build.py --check || test $$? -eq 4

# A client generated from /openapi.json compiles under tsc --strict and works. Needs node and npm.
openapi-check: setup
	.ci/openapi-client $(BIN)

benchmark: setup-dev
	$(BIN)/python -m benchmarks

corpus: setup-dev
	$(BIN)/python -m sample_corpus.make

# The lock files name versions and hashes, and no host.
lock: setup-dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --extra build --extra ocr -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --all-extras -c requirements.lock -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --extra build --extra ocr --extra opensearch --extra postgresql -c requirements-dev.lock -o requirements-cluster.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group browser -c requirements-dev.lock -o requirements-browser.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group node -o requirements-node.lock

clean:
	rm -rf $(VENV) var build *.egg-info search_api/web/built search_api/web/widget/widget.js search_api/web/widget/types
	rm -rf $(SCRIPTS)/node_modules $(SCRIPTS)/.node $(SCRIPTS)/.lock
