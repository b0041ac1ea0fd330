# The verbs of the project. Each line with two hashes is its help.
PORT ?= 8000
# Narrow a test run: make test ARGS="tests/procedures -k hot_work"
ARGS ?=
BIN := .venv/bin
# How many times over `make fuzz` sends what `make test` sends once.
DEPTH ?= 20
# A file to a process, so that what a file prepares is prepared once; three, as browsers and servers often wait.
SHARED_OUT := -n 3 --dist loadfile --no-loadscope-reorder
FUZZED := tests/security/test_forms_fuzzed.py tests/security/test_interface_fuzzed.py tests/stateful
LEFT_OUT := --ignore=tests/browser/walks --ignore=tests/interchange/every
# What Python compiles it keeps, whatever this machine says: the tests start hundreds of processes of the program.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test fuzz walks upgrades formats check lint diagrams lock pictures bench bench-full soak scale bare clean
.PHONY: installed style types declared compiled

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## install what is missing, load the demonstration site into an empty database, serve on 127.0.0.1 (PORT=8000)
	@tools/set-up run
	@$(BIN)/flows demo --if-empty
	@$(BIN)/flows serve --host 127.0.0.1 --port $(PORT)

test: ## install what the tests need, then run every check and every test (ARGS=... narrows the tests)
	@tools/set-up test
	@$(MAKE) --no-print-directory -j2 compiled check
	$(BIN)/pytest $(SHARED_OUT) $(LEFT_OUT) $(ARGS)

fuzz: ## send nonsense to every form and every call of the interface, press anything at any time, for minutes (DEPTH=20)
	@tools/set-up test
	FLOWS_TEST_FUZZ=$(DEPTH) FLOWS_TEST_EXAMPLES=$$((3 * $(DEPTH))) $(BIN)/pytest $(SHARED_OUT) $(FUZZED) $(ARGS)

upgrades: ## bring a database of every released schema, with rows in each of its tables, to today's (ARGS=... narrows)
	@tools/set-up test
	FLOWS_TEST_EVERY_SCHEMA=1 $(BIN)/pytest $(SHARED_OUT) tests/storage/test_upgrades.py $(ARGS)

walks: ## walk the main path of every further procedure in Chromium, too slow for each change (ARGS=... narrows)
	@tools/set-up test
	$(BIN)/pytest $(SHARED_OUT) tests/browser/walks $(ARGS)

formats: ## hold every procedure's BPMN against bpmnlint's rules, in both languages
	@tools/set-up test
	$(BIN)/pytest $(SHARED_OUT) tests/interchange/every $(ARGS)

check: types style declared ## lint, then check the declared procedures, that every clause is settled, that the diagrams are fresh

lint: types style ## style, types and the layers between the packages

# Each of these by itself: `make test` lets two of them run at once, the longest first.
types: installed
	$(BIN)/mypy

style: installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo

declared: installed
	$(BIN)/flows check
	$(BIN)/flows trace --brief
	$(BIN)/flows diagrams --check

# Once, so that not each process that runs tests compiles all of them: on a fresh clone more than half of what collecting
# takes. What is wrong with a file of tests, the run itself tells.
compiled: installed
	@$(BIN)/pytest -n 0 -qq --collect-only $(LEFT_OUT) >/dev/null 2>&1 || true

installed:
	@tools/set-up check

diagrams: ## draw every procedure again into diagrams/
	@tools/set-up check
	$(BIN)/flows diagrams

pictures: ## take the pictures of the manuals anew, of the demonstration site in Chromium
	@tools/set-up test
	$(BIN)/python -m tests.browser.pictures

lock: ## choose the newest versions that pyproject.toml allows and write constraints.txt
	@tools/lock

bench: ## an event and the worklist timed beside the same written by hand, on both databases (ARGS="--rounds 9")
	@tools/set-up check
	@$(BIN)/python -m tools.bench $(ARGS)

bench-full: ## everything that can be timed, with a million cases; half an hour and more (ARGS="--cases 20000 --rounds 3")
	@tools/set-up check
	@$(BIN)/python -m tools.bench --full $(ARGS)

soak: ## an hour of load on both databases while processes, database, disk and clock fail (ARGS="--minutes 3")
	@tools/set-up check
	@$(BIN)/python -m tools.soak $(ARGS)

scale: ## what thousands of sites need, from measured figures: the tables of docs/scale.md (ARGS=--write puts them there)
	@tools/set-up check
	@$(BIN)/python -m tools.scale $(ARGS)

bare: ## prove make run on a minimal Debian (root, slow; WITH=test proves make test too)
	@tools/bare-debian $(WITH)

clean: ## remove caches and build leftovers; keep .venv and var/
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist test-results
	find src tests -type d -name __pycache__ -prune -exec rm -rf {} +
