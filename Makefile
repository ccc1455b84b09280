.PHONY: run test test-fast bench setup format

run: ## Install what is missing, load the content, make the demo employer, serve
	@scripts/run

test: ## Everything that must pass
	@scripts/test

test-fast: ## The same without PostgreSQL, the browser and slow tests, in some minutes
	@scripts/test fast

bench: ## Measure against the floor app (docs/performance.md)
	@scripts/setup test bench
	@.venv/bin/python -m tests.bench

setup: ## Install everything that development needs
	@scripts/setup test lint e2e bench

format:
	@scripts/setup test lint
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .
	@scripts/lay-out
