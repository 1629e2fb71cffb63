# `make` alone says what there is. Everything here is a plain command that can be typed by hand.

PYTHON = .venv/bin/python
PORTICO = $(PYTHON) -m portico.site.cli

# Where Python may keep nothing compiled, each of the many processes compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help up test coverage test-counterparts format migrations context docs messages sizes bench screenshots release

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

up: ## Run Portico with the demo; PORTICO_PORT and PORTICO_HOME say where
	@tools/bootstrap
	@exec $(PORTICO) up --demo

test: ## Check everything: what CI checks, in the same order
	@tools/bootstrap --dev
	@exec $(PYTHON) -m tools.check

coverage: ## Which lines no test has run, in var/coverage; takes a quarter longer than the tests
	@tools/bootstrap --dev
	@exec $(PYTHON) -m pytest -n 2 --dist loadgroup -m "not counterpart" --cov --cov-report html:var/coverage --cov-report term:skip-covered

test-counterparts: ## The tests against a PostgreSQL server and foreign programs
	@tools/bootstrap --dev
	@exec $(PYTHON) -m tools.counterparts

format: ## Put code and templates into the house's shape
	@tools/bootstrap --dev
	@.venv/bin/ruff check --fix --quiet || true
	@.venv/bin/ruff format
	@git ls-files '*.html' | xargs -r .venv/bin/djade --target-version 6.1

migrations: ## Write the migrations that changed models need
	@tools/bootstrap --dev
	@$(PORTICO) manage makemigrations

context: ## Start a new context: make context name=assets
	@tools/bootstrap --dev
	@$(PYTHON) -m tools.new_context $(name)

docs: ## Write the generated pages of docs/
	@tools/bootstrap --dev
	@$(PYTHON) -m tools.docs

messages: ## Bring the translators' files up to date
	@tools/bootstrap --dev
	@$(PYTHON) -m tools.messages update

sizes: ## Show the longest files and functions, to shrink one of each
	@tools/bootstrap --dev
	@$(PYTHON) -m tools.sizes

bench: ## Load tickets, and 300,000 people, and measure every page
	@tools/bootstrap --dev
	@$(PYTHON) -m tools.bench

screenshots: ## Draw the pictures of the documentation from the demo
	@tools/bootstrap --dev
	@$(PYTHON) -m tools.screenshots

release: ## Build the wheel into dist/, with the fonts
	@tools/bootstrap --dev
	@$(PYTHON) tools/assets/fonts.py
	@$$(cat .venv/.uv) build --wheel
