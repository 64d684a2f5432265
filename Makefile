# Two commands are all a fresh machine needs (with make, git and Python 3.9 or newer):
#   make demo   the site with its worker on http://127.0.0.1:8000
#   make test   every test
.DEFAULT_GOAL := help
export PORT ?= 8000
# Python keeps what it has compiled, wherever a machine says otherwise: without, every process of a test run compiles
# Django and pytest anew, which takes it three times as long to begin.
export PYTHONDONTWRITEBYTECODE :=

UV := $(shell command -v uv 2>/dev/null || echo .tools/uv/bin/uv)
RUN := $(UV) run --frozen
PYTHON ?= python3

.PHONY: help
help:  ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.env:
	@printf 'DEBUG=1\n' > .env

# uv in a private folder when the machine has none; it brings Python 3.13 where that is missing too.
.tools/uv/bin/uv:
	@$(PYTHON) -m venv .tools/uv 2>/dev/null && .tools/uv/bin/pip install --quiet --disable-pip-version-check uv \
	|| { rm -rf .tools/uv; $(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools/uv/lib uv \
	     && mkdir -p .tools/uv/bin && ln -sf ../lib/bin/uv .tools/uv/bin/uv; }

.PHONY: env
env: .env $(if $(filter .tools/%,$(UV)),$(UV))
	@$(UV) sync --frozen --quiet

.PHONY: demo
demo: env  ## Migrate, load the stories, start site and worker on PORT
	@$(RUN) manage.py demo

.PHONY: test
test: env  ## Every test, on SQLite with the in-process queue
	@$(RUN) pytest

.PHONY: check
check: env  ## Lint, types, import rules, templates, migrations
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@$(RUN) mypy .
	@$(RUN) lint-imports
	@$(RUN) djlint --lint templates --quiet
	@$(RUN) djlint --lint templates --extension jinja --profile jinja --quiet
	@$(RUN) manage.py makemigrations --check --dry-run
	@$(RUN) manage.py check

.PHONY: bench
bench: env  ## Measure, print the table, write bench.json
	@$(RUN) python -m tests.bench

.PHONY: faults
faults: env  ## Break a site part by part (its own PostgreSQL and Redis), write faults.json
	@$(RUN) python -m tests.faults $(CASES)

.PHONY: load
load: env  ## Ask a site everything at once (its own PostgreSQL and Redis), write load.json and load.md
	@$(RUN) python -m tests.load
