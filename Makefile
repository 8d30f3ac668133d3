# Truceline: what one does with a checkout. `make` alone lists the targets.
# No root and no network beyond the package registry, except in `make system`.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -q

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench lock clean system

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

demo: .stamp-run  ## build the shipped example and a drill in demo/ and say where to look
	rm -rf demo
	$(BIN)/truceline demo --out demo

test: .stamp-dev lint  ## everything CI asks: ruff, mypy, import-linter, pytest
	$(BIN)/python -m pytest -q

lint: .stamp-dev  ## ruff, mypy and the import contracts only
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .stamp-bench  ## measure against the best peers, side by side (needs ../shared; takes a while)
	$(BIN)/python -m bench

lock:  ## renew the pinned, hashed dependencies (needs uv)
	for set in run dev bench; do \
	  groups=""; [ $$set = dev ] && groups="--group dev"; \
	  [ $$set = bench ] && groups="--group dev --group bench"; \
	  uv pip compile --universal --generate-hashes --python-version 3.11 -q --upgrade \
	    --no-emit-index-url --no-emit-find-links pyproject.toml $$groups -o requirements/$$set.txt; \
	done

clean:  ## remove what the other targets made
	rm -rf $(VENV) .stamp-* demo build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system:  ## Debian packages that the tests need; as root, for CI
	apt-get update -q
	apt-get install -y -q --no-install-recommends chromium gdal-bin postgresql

# One stamp a set of packages: a changed lock installs again.
.stamp-%: requirements/%.txt pyproject.toml
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/$*.txt
	$(PIP) install --no-deps --no-build-isolation -e . || $(PIP) install --no-deps -e .
	touch $@
