# Everything a developer or operator does. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON3 ?= python3
PY := .venv/bin/python
STAGE ?= home
ONLY ?=
RECORDINGS ?=
DO ?= list
CODE := app.py chalicelib infra tests $(wildcard bench)

.PHONY: help run demo test check browser e2e bench recordings generate openapi lock package deploy dead-letters syncs reset clean dev cloud everything

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

run: cloud ## start everything on this machine: https://127.0.0.1:8443/
	@$(PY) -m infra.local

demo: cloud ## sign in, open a playlist, watch its records arrive, and sync a library, in the terminal
	@$(PY) -m infra.local.demo

test: cloud ## run every test but those in a browser
	$(PY) -m pytest -n auto -p tests.scheduling tests --ignore tests/browser

check: everything ## all of CI: format, lint, types, import contracts, templates, generated files, tests with coverage
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m ruff check $(CODE)
	$(PY) -m mypy $(CODE)
	.venv/bin/lint-imports
	$(PY) -m infra.generate --check
	$(PY) -m infra.lint_templates
	$(PY) -m pytest -n auto -p tests.scheduling --cov --cov-report=term:skip-covered tests --ignore tests/browser

browser: everything ## test the reference client in headless Chromium (installs Playwright; needs a Chromium)
	$(PY) -m pytest -n auto -p tests.scheduling tests/browser

e2e: cloud ## test the deployed package in the emulated cloud
	$(PY) -m pytest tests/e2e

bench: cloud ## measure; ONLY=name for one of them
	$(PY) -m bench $(ONLY)

recordings: dev ## try recorded Spotify answers: RECORDINGS=<folder> (default: hand-made ones)
	$(PY) -m infra.recordings $(or $(RECORDINGS),tests/spotify/fixtures)

generate: dev ## write what follows from the code: .chalice/, docs/openapi.json
	$(PY) -m infra.generate

openapi: generate ## the same; docs/openapi.json is one of those files

lock: dev ## resolve all dependencies anew and lock them by hash
	$(PY) -m infra.lock

package: dev ## make the deployment package: STAGE=local|home|prod
	$(PY) -m infra.package $(STAGE)

deploy: dev ## deploy to your AWS account: STAGE=home|prod
	$(PY) -m infra.deploy $(STAGE)

# Of the local system, unless a stage is named.
dead-letters: dev ## DO="list | show ID | redrive ID | drop ID --yes"; STAGE=home|prod: those in your AWS account
	@$(PY) -m infra.dead_letters $(DO) --stage $(if $(filter file,$(origin STAGE)),local,$(STAGE))

# USER is set in every shell: only one that is given with the command is meant.
syncs: dev ## DO="status | pause | resume | start", USER=<user id> for one person's; STAGE as with dead-letters
	@$(PY) -m infra.syncs $(if $(filter file,$(origin DO)),status,$(DO)) $(if $(findstring command,$(origin USER)),--user $(USER)) \
	  --stage $(if $(filter file,$(origin STAGE)),local,$(STAGE))

reset: ## forget all local data: tables, queues, sessions, the certificate authority
	rm -rf .local

clean: ## remove environments and packages as well, keep local data
	rm -rf .venv .venv-cloud .venv-bench .tools .build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

dev:
	@$(PYTHON3) infra/environments.py dev

# With Playwright, whose types the checks of the browser tests need.
everything:
	@$(PYTHON3) infra/environments.py browser cloud

cloud:
	@$(PYTHON3) infra/environments.py dev cloud
