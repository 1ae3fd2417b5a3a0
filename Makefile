# Two commands do everything on a fresh machine with Python 3.11+: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
OUT ?= results
JOBS ?= 2

.PHONY: demo test check docs clean train

# Each states how long it took, set-up included; the clock starts when make does.
START := $(shell date +%s)
TOOK = echo "make $@ took $$(( $$(date +%s) - $(START) )) s"

demo: $(VENV)/core
	@$(BIN)/nlp-reports demo --out $(OUT) --jobs $(JOBS)
	@echo "your own files: . $(BIN)/activate; nlp-reports analyze FOLDER --out mine; nlp-reports explore mine"
	@$(TOOK)

test: $(VENV)/test
	@$(BIN)/python -m pytest -n $(JOBS); status=$$?; $(TOOK); exit $$status

check: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m mkdocs build --strict --quiet --site-dir site

$(VENV)/core: pyproject.toml constraints.txt
	@echo "setting up $(VENV) (first time: a minute or two)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -e .
	@touch $@

$(VENV)/test: $(VENV)/core
	@echo "adding the test tools"
	@$(PIP) -e '.[test]'
	@touch $@

clean:
	rm -rf $(VENV) $(OUT) site build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
