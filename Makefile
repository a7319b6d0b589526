# Everything here needs Python 3.11 or later, make and a package index, and works in a folder with a space in its name.
# `make demo` and `make test` set up what they need.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN = .venv/bin/python
READY = .venv/ready
PEERS = .venv-peers/bin/python
PEERS_READY = .venv-peers/ready
INSTALL = -m pip install --quiet --disable-pip-version-check

.PHONY: help install demo test lint docs lock bench soak bench-extract bench-dates bench-archive bench-reextract clean

help:
	@echo "make demo     crawl five replica portals and ask the archive questions"
	@echo "make test     run all checks and tests"
	@echo "make install  set up .venv only"
	@echo "make docs     write storage/SCHEMA.md and the tables of keys and portals in README anew"
	@echo "make bench    measure: the whole job against bare Scrapy, and the slow tests"
	@echo "make soak     kill crawls at 100 random moments; every archive has to come out the same"
	@echo "make bench-extract  measure: extraction against its peers, in .venv-peers"
	@echo "make bench-dates    measure: published dates against dateparser and htmldate, in .venv-peers"
	@echo "make bench-reextract  measure: reading stored captures again, beside trafilatura, in .venv-peers"
	@echo "make bench-archive  measure: the archive at 100,000 articles against its peers, in .venv-peers"
	@echo "make lock     resolve the dependencies anew (needs uv)"

install: $(READY)

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "giaoban needs Python 3.11 or later; set PYTHON=/path/to/python"; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv
	@$(RUN) $(INSTALL) --require-hashes -r requirements.lock
	@$(RUN) $(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)
	@$(RUN) -m tests.demo

lint: $(READY)
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	@$(RUN) -c "import sys; from importlinter.cli import lint_imports_command; sys.argv = ['lint-imports']; lint_imports_command()"

# A worker waits a fifth of its time (for commands, for portals): one more than there are cores. Some systems keep Python
# from storing what it compiled: then each of the many processes here would compile it again.
test: lint
	env -u PYTHONDONTWRITEBYTECODE $(RUN) -m pytest -n $$($(RUN) -c "import os; print(os.cpu_count() + 1)") \
		--dist worksteal -m "not slow"

docs: $(READY)
	$(RUN) -m storage.describe > storage/SCHEMA.new && mv storage/SCHEMA.new storage/SCHEMA.md
	$(RUN) -m crawler.config README.md
	$(RUN) -m crawler.portals_table README.md

bench: $(READY)
	$(RUN) -m tests.benchmarks.bench_crawl
	$(RUN) -m tests.benchmarks.bench_many
	$(RUN) -m pytest -m "slow or hypothesis" --hypothesis-profile thorough

soak: $(READY)
	$(RUN) -m tests.soak.killing --kills 100

bench-extract: $(PEERS_READY)
	$(PEERS) -m tests.benchmarks.bench_extract

bench-dates: $(PEERS_READY)
	$(PEERS) -m tests.benchmarks.bench_dates

bench-reextract: $(PEERS_READY)
	$(PEERS) -m tests.benchmarks.bench_reextract

bench-archive: $(PEERS_READY)
	$(PEERS) -m tests.benchmarks.bench_archive
	$(PEERS) -m tests.benchmarks.bench_reextract

$(PEERS_READY): requirements-peers.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "giaoban needs Python 3.11 or later; set PYTHON=/path/to/python"; exit 1; }
	@echo "Setting up .venv-peers with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv-peers
	@# The lock names everything; older pips trip over the extras in it when they resolve it again.
	@$(PEERS) $(INSTALL) --no-deps --require-hashes -r requirements-peers.lock
	@$(PEERS) $(INSTALL) --no-deps --no-build-isolation --editable .
	@# magic-html asks for 3.12 but runs on 3.11: the locked one, whatever its marker; without it the table says so.
	@sed -n '/^magic-html==/,/[^\\]$$/p' requirements-peers.lock | sed 's/ ; [^\\]*/ /' > .venv-peers/magic-html.lock
	@$(PEERS) $(INSTALL) --no-deps --ignore-requires-python --require-hashes -r .venv-peers/magic-html.lock || true
	@touch $(PEERS_READY)

# The peers' lock starts from ours, so that giaoban is measured with the versions it runs with where the peers let it.
COMPILE = uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --quiet
lock:
	$(COMPILE) --output-file requirements.lock
	cp requirements.lock requirements-peers.lock
	$(COMPILE) --extra peers --output-file requirements-peers.lock

clean:
	rm -rf .venv .venv-peers demo-archive .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
