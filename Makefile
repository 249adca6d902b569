# make app    opens the dashboard (on the sample, until you import real data)
# make test   runs every test
# make lint   checks style and types
# make lock   writes requirements*.txt from requirements*.in
# make bench  measures a county beside other engines, and writes docs/performance.md
# Each makes its virtual environment when it is missing; all it needs is Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH_VENV := .venv-bench

# Memory given back is kept at hand: DuckDB plans a query with thousands of small pieces.
export GLIBC_TUNABLES ?= glibc.malloc.tcache_count=2000

# What is compiled is kept: tests start the program a hundred times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: app test lint lock bench

app: $(VENV)/.app-ready
	$(BIN)/streamlit run app.py --server.headless=false

test: $(VENV)/.test-ready
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

lock: $(VENV)/.test-ready
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header requirements-bench.in -o requirements-bench.txt

bench: $(BENCH_VENV)/.ready
	$(BENCH_VENV)/bin/python -m benchmarks.county $(BENCH_OPTIONS)

$(VENV)/.app-ready: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(VENV)/.test-ready: requirements.txt requirements-dev.txt $(VENV)/.app-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	touch $@

$(BENCH_VENV)/.ready: requirements.txt requirements-bench.txt
	test -x $(BENCH_VENV)/bin/python || $(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-bench.txt
	touch $@
