# Two commands are a promise: `make demo` and `make test`. They need Python 3.11 or newer and nothing else.
PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
WORKERS ?= auto
PIP = -m pip --disable-pip-version-check --quiet --require-virtualenv install --require-hashes
.DEFAULT_GOAL := help
.PHONY: help demo test lint format run ci lock

help:
	@echo "make demo           the whole portal with demo data on http://$(HOST):$(PORT)/ (PORT=8001, RESET=1)"
	@echo "make test           the test suite, no servers, no browser"
	@echo "make run            a development server that reloads (PORT=)"
	@echo "make lint           style, types, contracts"
	@echo "make ci             everything .ci/run does: also PostgreSQL, Redis, browser"
	@echo "make lock           renew the locked requirements"

# An environment is whole when its stamp names this lock file and this Python; else it is made or mended.
# $(1) folder, $(2) lock file
define environment
@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv module is needed and was not found."; exit 1; }
@wanted="$$($(PYTHON) -c 'import hashlib, pathlib, sys; print(hashlib.sha256(pathlib.Path("$(2)").read_bytes()).hexdigest(), sys.version_info[:2], pathlib.Path("$(1)").resolve())')"; \
if [ "$$(cat $(1)/installed 2>/dev/null)" != "$$wanted" ] || ! $(1)/bin/python -c '' 2>/dev/null; then \
	echo "  Installing the pinned packages into $(1) (once)"; \
	$(1)/bin/python -c '' 2>/dev/null || { rm -rf $(1); $(PYTHON) -m venv $(1) || exit 1; }; \
	$(1)/bin/python $(PIP) -r $(2) && echo "$$wanted" > $(1)/installed || { echo "The packages could not be installed."; exit 1; }; \
fi
endef

demo:
	$(call environment,.venv,requirements.txt)
	@exec .venv/bin/python manage.py demo --host $(HOST) --port $(PORT) $(if $(RESET),--reset)

test:
	$(call environment,.venv-dev,requirements-dev.txt)
	@exec .venv-dev/bin/python -m pytest --nomigrations -n $(WORKERS) -m "not browser and not servers and not worker and not thorough" -q $(ARGS)

run:
	$(call environment,.venv-dev,requirements-dev.txt)
	@DEBUG=1 .venv-dev/bin/python manage.py migrate --verbosity 0
	@.venv-dev/bin/python manage.py compile_catalogues && .venv-dev/bin/python manage.py build_assets
	@DEBUG=1 STATIC_BACKEND=django.contrib.staticfiles.storage.StaticFilesStorage exec .venv-dev/bin/python manage.py runserver $(HOST):$(PORT)

lint:
	$(call environment,.venv-dev,requirements-dev.txt)
	.venv-dev/bin/ruff check .
	.venv-dev/bin/ruff format --check .
	.venv-dev/bin/lint-imports
	.venv-dev/bin/mypy .
	.venv-dev/bin/djlint templates --lint --quiet

format:
	$(call environment,.venv-dev,requirements-dev.txt)
	.venv-dev/bin/ruff check --fix .
	.venv-dev/bin/ruff format .

ci:
	.ci/run

# With the extras that packages ask of one another: pip checks hashes of those names alone, and an older pip takes up a version of
# `coverage[toml]` that came out since before it looks at the pin of `coverage`.
lock:
	$(call environment,.venv-dev,requirements-dev.txt)
	.venv-dev/bin/uv pip compile --quiet --universal --no-strip-extras --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	.venv-dev/bin/uv pip compile --quiet --universal --no-strip-extras --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
