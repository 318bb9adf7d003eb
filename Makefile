# Every recipe of the project; `.ci/run` calls the same ones. CONTRIBUTING.md explains them.
# Needs python3 (3.11 or newer) with pip, and make; nothing else is asked of the machine.

UV_VERSION := 0.13.9
UV_HOME := .tools/uv-$(UV_VERSION)
UV := $(UV_HOME)/bin/uv
PYTHON := .venv/bin/python
# The folders that hold Python; those that are not there yet are passed over.
CODE := $(wildcard src tests tools bench)
# Whole coverage is the aim for what everything else leans on; the floor may only rise.
COVERED := src/helhet/pathway/*,src/helhet/measure/*
COVERED_PERCENT ?= 100
EXAMPLES ?= 50000
# `make lock UPGRADE=` keeps every version that still fits.
UPGRADE ?= --upgrade
COMPILE := $(UV) pip compile -q --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)
NOT_QUICK := slow or volume or night
# A test that hangs is named by tests/hanging.py, and ends its row.
PYTEST := pytest -q -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo tour test test-volume test-core test-postgres test-sqlite test-browser lint check bench bench-web night docs lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: .venv/.dev ## install everything needed to run, test and measure

demo: .venv/.run ## an invented region, served on port 8000 (PORT=); installs only what running needs
	.venv/bin/helhet demo

tour: .venv/.run ## five short stories of what a pathway file can do
	.venv/bin/helhet tour

test: .venv/.dev .venv/.primed ## every test but the nightly ones, on SQLite and PostgreSQL; coverage of the core
	.venv/bin/coverage erase
	$(MAKE) --no-print-directory -j2 test-volume test-core test-postgres test-sqlite test-browser
	.venv/bin/coverage combine -q
	.venv/bin/coverage report --include='$(COVERED)' --fail-under=$(COVERED_PERCENT)

# Two at a time. What writes to a database is not counted here: being counted doubles its time (make night does).
test-volume:
	$(PYTHON) -m $(PYTEST) -m volume

test-core:
	.venv/bin/coverage run -m $(PYTEST) -m "not volume and not night" --ignore=tests/ledger --ignore=tests/web --ignore=tests/scenario --ignore=tests/browser

test-postgres:
	$(PYTHON) -m tools.with_postgres $(PYTHON) -m $(PYTEST) -m "not night" tests/ledger tests/web tests/scenario

test-sqlite:
	$(PYTHON) -m $(PYTEST) -m "not night" tests/ledger tests/web tests/scenario

test-browser:
	$(PYTHON) -m $(PYTEST) -m "not night" tests/browser

lint: .venv/.dev ## format, lint, types, arrows; changes nothing
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy $(CODE)
	.venv/bin/lint-imports

check: lint .venv/.primed ## the same, and quick tests
	$(PYTHON) -m pytest -q -m "not ($(NOT_QUICK))" --hypothesis-profile=quick

bench-web: .venv/.dev .venv/.primed ## pages under load, beside 2,000 and 200,000 open courses on both databases; ARGS=--write
	$(PYTHON) -m bench.pages $(ARGS)

bench: .venv/.dev .venv/.primed ## side by side with what others would use; ARGS=--write puts it into the documents
	$(PYTHON) -m bench $(ARGS)

night: .venv/.dev .venv/.primed ## hours of chance (EXAMPLES=1000: less), 200 kills on each database, then mutants of the core
	EXAMPLES=$(EXAMPLES) EVERY_HISTORY=1 $(PYTHON) -m pytest --hypothesis-profile=night
	KILLS=200 $(PYTHON) -m pytest tests/ledger/test_kills.py
	KILLS=200 $(PYTHON) -m tools.with_postgres $(PYTHON) -m pytest tests/ledger/test_kills.py
	EVERY_HISTORY=1 $(PYTHON) -m tools.with_postgres $(PYTHON) -m pytest tests/ledger/test_demo.py tests/ledger/test_crawler.py
	.venv/bin/coverage run -m pytest -q tests/ledger
	.venv/bin/coverage combine -q
	.venv/bin/coverage report --include='src/helhet/*'
	.venv/bin/mutmut run
	$(PYTHON) -m tools.mutants

docs: .venv/.dev ## write anew what the documents take from the code: the schema, the pictures, the decision table, the words to translate
	$(PYTHON) -m tools.write_schema
	$(PYTHON) -m tools.write_pictures
	$(PYTHON) -m tools.write_access
	$(PYTHON) -m tools.write_services
	$(PYTHON) -m tools.write_road
	$(PYTHON) -m tools.write_messages

lock: | $(UV) ## renew both lock files (UPGRADE= keeps the versions that still fit)
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) -c requirements.lock pyproject.toml --group dev --group bench --group release \
		-o requirements-dev.lock

clean: ## remove all that was installed or made; keeps what you wrote
	rm -rf .venv .tools build dist mutants .coverage .coverage.* .hypothesis
	rm -rf .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(CODE) -type d -name __pycache__ -prune -exec rm -rf {} +

# What running needs, and Helhet itself: editable, so the code in src/ is what runs.
.venv/.run: requirements.lock pyproject.toml | $(UV)
	test -x $(PYTHON) || $(UV) venv -q --python-preference only-system .venv
	$(UV) pip sync -q --require-hashes --python $(PYTHON) requirements.lock
	$(UV) pip install -q --no-deps --offline --python $(PYTHON) --editable .
	touch $@

# The dev lock holds the run-time lock's very versions, so this only adds.
.venv/.dev: requirements-dev.lock .venv/.run | $(UV)
	$(UV) pip sync -q --require-hashes --python $(PYTHON) requirements-dev.lock
	$(UV) pip install -q --no-deps --offline --python $(PYTHON) --editable .
	touch $@

# Compiling the kernels takes about half a minute, and no test should be the one that waits.
COMPILED := $(wildcard src/helhet/pathway/stepping/*.py src/helhet/pathway/tables/*.py)
.venv/.primed: .venv/.dev $(COMPILED) src/helhet/measure/kernels.py
	$(PYTHON) -c "from helhet.measure import kernels; kernels.prime()"
	touch $@

# `--target` works where the system's Python is externally managed and has no ensurepip.
$(UV):
	@python3 -m pip --version >/dev/null 2>&1 || \
		{ echo "Helhet is installed with pip, and python3 has none here. Install python3-pip."; exit 1; }
	python3 -m pip install -q --disable-pip-version-check --target $(UV_HOME) uv==$(UV_VERSION)
