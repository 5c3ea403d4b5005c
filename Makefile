# Two commands matter: `make run` and `make test`. `make check` is the part of the tests for every few minutes of work.
.PHONY: run test check screenshots setup setup-test clean
PYTEST = .venv/bin/python -m pytest -q -n 2

run: setup
	@ONEGRID_DEMO=$${ONEGRID_DEMO-1} .venv/bin/onegrid serve --demo

# Browser tests run apart: while a browser is driven from a process, no other test in it can have an event loop.
test: check
	$(PYTEST) -m "slow and not browser"
	$(PYTEST) -m browser
	scripts/test-on-postgres -q -n 2 -m "not browser"
	scripts/test-on-postgres -q -n 2 -m browser -k "not axe"

check: setup-test
	.venv/bin/ruff check --quiet .
	.venv/bin/ruff format --quiet --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo --no-cache
	.venv/bin/python -m django makemigrations --check --dry-run --settings config.settings --verbosity 0
	scripts/with-node npm run check --prefix frontend --silent
	$(PYTEST) -m "not browser and not slow"

screenshots: setup-test
	.venv/bin/python scripts/screenshots.py

setup:
	@scripts/setup

setup-test:
	@scripts/setup test

clean:
	rm -rf .venv var frontend/dist frontend/node_modules
