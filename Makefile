# Backpass. `make` alone says what there is. Every target sets up what it needs first.
#
#   PYTHON=python3.12   the Python to build .venv with (3.11 to 3.13; the first that suits if left out);
#                       to change it later, make clean first
#   PYTEST_ARGS="-k …"  more arguments for pytest
#   WORKERS=3           processes that pytest spreads the tests over
#   BENCH_ARGS="--otter X"  more arguments for the first benchmark
#   SEEDS=50            how often make rates judges each function
#   CHANGE_SEEDS=20     how often make rates judges each small change of a solution

SHELL := bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

BIN := .venv/bin
SETUP := .venv/.backpass-setup
COLAB := .venv-colab/.backpass-setup
WORKERS ?= 3
PYTEST_ARGS ?=
SEEDS ?= 50
CHANGE_SEEDS ?= 20

# nbgrader looks for alembic, and Jupyter for its kernels and sub-commands, on the PATH.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHON

.PHONY: help setup browser postgres demo test checked quick version wheel newest lint rates bench lab formgrader tidy release generated site lock clean

help: ## say what there is
	@echo "Backpass: learn backpropagation one gate at a time."
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(SETUP) ## make .venv from the lock (done by itself where needed)

$(SETUP): pyproject.toml constraints.txt tools/setup.sh
	@tools/setup.sh

# Made with .venv's own Python: tools/setup.sh takes the stamp away where it makes another .venv.
$(COLAB): constraints-colab.txt tools/colab.sh
	@tools/colab.sh

browser:
	@tools/browser.sh

postgres:
	@tools/postgres.sh

demo: $(SETUP) ## a small class, graded before your eyes
	@$(BIN)/backpass demo

# A file's tests stay in one process: they share servers and browsers, and (with pytest 9.2 and
# pytest-xdist 3.8) groups named by marks are not kept together. The files that take longest come
# first, as tests/conftest.py lists them: nobody should begin one last. Three processes suit two cores:
# tests wait for pages, programs and limits of time, and another one goes on meanwhile.
# What has to be there first comes side by side, for half of it waits for the network, and ruff and mypy
# run beside the tests: they keep one processor busy, and what they find is said as soon as they know.
test: ## ruff, mypy and every test, the ones in a real browser included
	@tools/setup.sh --empty
	@tools/beside.sh "make -s setup" "make -s $(COLAB)" "tools/browser.sh; tools/postgres.sh"
	@tools/beside.sh "make -s checked" \
		"$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)"

checked: $(SETUP)
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --check --quiet . || { echo "make tidy formats these files"; exit 1; }
	@$(BIN)/mypy

# Lint, types and the tests that need no kernel, no gradebook and no browser. Named by path: pytest
# then imports nothing else.
QUICK := tests/test_gradcheck.py tests/test_circuit.py tests/test_draw.py tests/test_plan.py \
	tests/test_wire.py tests/test_hints.py tests/test_tidy.py tests/test_intake.py

quick: checked ## lint, types and the fast tests, in half a minute
	@$(BIN)/python -m pytest -q $(QUICK) $(PYTEST_ARGS)

newest: $(SETUP) ## every chapter with the newest versions that the network has
	@tools/colab.sh --newest
	@$(BIN)/python -m pytest tests/newest.py $(PYTEST_ARGS)

lint: $(SETUP) ## ruff and mypy only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

rates: $(SETUP) ## how often the judge errs; writes the tables of docs/judge.md and docs/strangers.md (SEEDS=50, some hours)
	@$(BIN)/python -m benchmarks.rates --seeds $(SEEDS)
	@$(BIN)/python -m benchmarks.mutation --write
	@$(BIN)/python -m benchmarks.seeds --seeds $(SEEDS) --change-seeds $(CHANGE_SEEDS) --write
	@$(BIN)/python -m benchmarks.sentences --write
	@for of in distorted distorted_values respelled; do $(BIN)/python -m benchmarks.$$of --write || exit; done
	@$(BIN)/python -m benchmarks.strangers --write
	@for set in second third fourth; do $(BIN)/python -m benchmarks.second_strangers --set $$set --write || exit; done
	@$(BIN)/python -m benchmarks.judge_speed
	@for set in fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth; do $(BIN)/python -m benchmarks.second_strangers --set $$set || failed=1; done; exit $${failed:-0}

bench: $(SETUP) browser ## time everything beside what else there is; writes docs/benchmarks.md (half an hour)
	@$(BIN)/python -m benchmarks.speed $(BENCH_ARGS)
ifeq (,$(findstring --against,$(BENCH_ARGS)))
	@$(BIN)/python -m benchmarks.pages
	@$(BIN)/python -m benchmarks.containment
	@$(BIN)/python -m benchmarks.latency
	@$(BIN)/python -m benchmarks.forks
	@$(BIN)/python -m benchmarks.scale
	@$(BIN)/python -m benchmarks.class_memory
	@$(BIN)/python -m benchmarks.many
	@$(BIN)/python -m benchmarks.similar
endif

lab: $(SETUP) ## open the course in JupyterLab
	@$(BIN)/backpass lab

formgrader: $(SETUP) ## open nbgrader's formgrader, as an instructor sees it
	@$(BIN)/backpass formgrader

tidy: $(SETUP) ## normalise the source notebooks, format the code
	$(BIN)/backpass tidy
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

release: $(SETUP) ## generate release/ from source/
	$(BIN)/backpass release

generated: $(SETUP) ## write all that is generated: release/, languages, quiz key, README's list, coverage page
	$(BIN)/backpass translate
	$(BIN)/backpass release
	$(BIN)/python docs/make_coverage.py

site: $(SETUP) ## build the web site into _site/: pages to read, JupyterLite to run
	@$(BIN)/python -m website

version: $(SETUP) ## set the version everywhere: make version V=0.2.0
	@$(BIN)/python tools/version.py $(V)

wheel: $(SETUP) ## build the wheel of a release and print its line for pyproject.toml
	@tools/wheel.sh

lock: ## write constraints.txt from pyproject.toml
	@tools/lock.sh

clean: ## remove .venv, caches and what tests leave behind (never a gradebook or a submission)
	rm -rf .venv .venv-colab .venv-newest .mypy_cache .pytest_cache .ruff_cache .hypothesis .cache _site build dist screenshots
	find backpass tests grader_tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
