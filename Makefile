# Everything here needs Python 3.11 or later, make and a package index, and works in a folder with a space in its name.
# `make demo` and `make test` set up what they need.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN = .venv/bin/python
READY = .venv/ready

.PHONY: help install demo test lint lock bench clean

help:
	@echo "make demo     crawl five replica portals and ask the archive questions"
	@echo "make test     run all checks and tests"
	@echo "make install  set up .venv only"
	@echo "make bench    measure: the whole job against bare Scrapy, and the slow tests"
	@echo "make lock     resolve the dependencies anew (needs uv)"

install: $(READY)

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "giaoban needs Python 3.11 or later; set PYTHON=/path/to/python"; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)
	@$(RUN) -m tests.demo

lint: $(READY)
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	@$(RUN) -c "import sys; from importlinter.cli import lint_imports_command; sys.argv = ['lint-imports']; lint_imports_command()"

test: lint
	$(RUN) -m pytest -n auto -m "not slow"

bench: $(READY)
	$(RUN) -m tests.benchmarks.bench_crawl
	$(RUN) -m pytest -m slow

lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --quiet --output-file requirements.lock

clean:
	rm -rf .venv demo-archive .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
