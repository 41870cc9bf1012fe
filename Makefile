# Needs only python3 (3.11 or newer) and make; everything else lands in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
UV_VERSION := 0.13.9
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
UIT ?= uit
SIZES ?= 10000 100000
MAP_SIZES ?= 5000 150000
SECONDS ?= 30
# compiled modules are kept: without them every process of a test compiles hundreds of files again
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check lint types imports definitions licences docs bench fuzz sbom audit lock schema browser servers clean

help: ## Toon de opdrachten
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 of nieuwer is nodig; dit is $$($(PYTHON) --version). Kies een andere met: make PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Maken van $(VENV) lukt niet; op Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(STAMP): requirements.lock pyproject.toml | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	$(BIN)/python -m geo_risico.spatial.kernels
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(STAMP)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(STAMP) ## Gebiedsscan van de fictieve gemeente
	$(BIN)/geo-risico demo --uit $(UIT)

browser:
	@sh scripts/browser.sh

servers: browser
	@sh scripts/servers.sh

test: $(DEV_STAMP) browser servers ## Alle tests
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

check: lint types imports definitions licences test ## Alles wat groen moet zijn
	$(MAKE) --no-print-directory docs

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/oxlint --quiet --deny-warnings geo_risico/maps/assets --ignore-pattern '**/vendor/**'
	$(BIN)/djlint --quiet --lint geo_risico

types: $(DEV_STAMP)
	$(BIN)/mypy

imports: $(DEV_STAMP)
	$(BIN)/lint-imports

definitions: $(STAMP)
	$(BIN)/geo-risico check

docs: $(DEV_STAMP) ## Documentatie in build/docs
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs

bench: $(DEV_STAMP) ## Vergelijking met het script van een analist (SIZES="10000 100000 1000000")
	$(BIN)/python benchmarks/run.py $(SIZES)
	$(BIN)/python benchmarks/kernels_race.py $(SIZES) --plaat docs/beelden/groei.svg
	$(BIN)/python benchmarks/maps.py $(MAP_SIZES)
	$(BIN)/python benchmarks/sheets.py
	$(BIN)/python benchmarks/registers.py
	$(BIN)/python benchmarks/vergelijken.py

fuzz: $(DEV_STAMP) ## Vijandige invoer voor elke lezer (SECONDS=30, of GUIDED=csv met atheris)
	$(BIN)/python fuzz/run.py --seconds $(SECONDS) $(if $(GUIDED),--atheris $(GUIDED))

licences: $(DEV_STAMP)
	$(BIN)/python scripts/licences.py

sbom: $(DEV_STAMP) ## Stuklijst (CycloneDX) in build/sbom.cdx.json
	$(BIN)/python scripts/sbom.py build/sbom.cdx.json

audit: $(DEV_STAMP) ## Bekende zwakheden in wat vastligt (ADVISORIES=kopie van de adviezendatabank, anders over internet)
	$(if $(ADVISORIES),$(BIN)/python scripts/audit.py $(ADVISORIES),$(BIN)/pip-audit --no-deps --disable-pip -r requirements.lock)

schema: $(STAMP)
	$(BIN)/geo-risico schema

lock: | $(UV) ## Nieuwe versies vastleggen
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--group build pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) build uit .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
