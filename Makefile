# Two commands do everything: `make serve` and `make test`. Only Python 3.11+ (with venv) and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The assets and message catalogues are part of the installation, so what they are made from is too.
INSTALLED_FROM := pyproject.toml hatch_build.py requirements-build.lock server/frontend/package-lock.json \
	server/frontend/site.css server/frontend/sparql-editor.js $(wildcard server/translations/*/LC_MESSAGES/*.po)

.PHONY: serve build check format test lint audit screenshot screenshots bench bench-check bench-compare bench-growth \
	bench-history bench-load bench-nodes bench-pages bench-search bench-sparql clients fuzz soak soak-load lock clean

serve: $(VENV)/.serve  ## Set up, build and show the catalogue on http://127.0.0.1:8000
	@$(BIN)/begrep serve

build: $(VENV)/.serve  ## Build the catalogue
	@$(BIN)/begrep build

check: $(VENV)/.serve  ## Check vocabularies and mappings
	@$(BIN)/begrep check

format: $(VENV)/.serve  ## Put vocabularies and mappings in the canonical form
	@$(BIN)/begrep format

test: $(VENV)/.test lint  ## Set up and run every test
	$(BIN)/python -m pytest -n auto --dist worksteal

soak: $(VENV)/.test  ## Run the property tests on many new examples, and the faults many times
	BEGREP_TEST_PROFILE=soak $(BIN)/python -m pytest -n auto tests/graph tests/loaders/test_checking.py \
		tests/server/test_search.py
	FAULT_ROUNDS=20 $(BIN)/python -m pytest -m many tests

lint: $(VENV)/.test  ## Style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

audit: .venv-audit/.made  ## Ask for known vulnerabilities in the dependencies, and write sbom.cdx.json (CycloneDX)
	.venv-audit/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file sbom.cdx.json
	.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

screenshot: $(VENV)/.test  ## Make the picture in README.md and the one other sites show, from the running program
	$(BIN)/python tests/screenshots.py --readme
	$(BIN)/python tests/screenshots.py --card

screenshots: $(VENV)/.test  ## Make pictures of every page type in screenshots/, at two widths, light and dark
	$(BIN)/python tests/screenshots.py

bench: $(VENV)/.test .venv-bench/.made  ## Run every bench, or ONLY="some of them", and write docs/benchmarks.md (hours)
	@$(BIN)/python tests/bench/report.py $(ONLY) $(if $(ARGUMENTS),--arguments $(ARGUMENTS))

bench-pages: $(VENV)/.test  ## Measure the server's time per page type at 118, 5 000 and 50 000 concepts
	@$(BIN)/python tests/bench/pages.py

bench-compare: $(VENV)/.test  ## Measure comparisons, the computed graph, the matrix, harmonise on 100 MB and 1 GB
	@$(BIN)/python tests/bench/compare.py

bench-history: $(VENV)/.test  ## Measure the history of 500 files and 300 commits against git log of each file
	@$(BIN)/python tests/bench/history.py

bench-search: $(VENV)/.test  ## Measure search beside SPARQL CONTAINS at 50,000 and 500,000 labels
	@$(BIN)/python tests/bench/search.py

bench-check: $(VENV)/.test  ## Measure begrep check beside plain pySHACL on 1 000, 10 000 and 40 000 concepts
	@$(BIN)/python tests/bench/check.py

bench-sparql: $(VENV)/.test .venv-bench/.made  ## Measure the SPARQL endpoint beside others (about an hour)
	@$(BIN)/python tests/bench/sparql.py

soak-load: $(VENV)/.test  ## 50 clients for 30 minutes and 200 for 10, with a build and a switch every minute
	@$(BIN)/python tests/bench/soak.py $(if $(STAGES),--stages $(STAGES))

bench-load: $(VENV)/.test  ## Measure small SPARQL queries while 200 clients ask for much, hang up or never read
	@$(BIN)/python tests/bench/sparql_load.py

bench-nodes: $(VENV)/.test  ## Three nodes behind HAProxy beside one; one killed, one upgraded under load
	@$(BIN)/python tests/bench/nodes.py

bench-growth: $(VENV)/.test  ## Measure everything at 5 000, 50 000 and 500 000 concepts
	@$(BIN)/python tests/bench/growth.py

clients: $(VENV)/.test .venv-clients/.made  ## Ask the catalogue with the clients of others, also the heavy ones
	$(BIN)/python -m pytest tests/conformance/test_clients.py tests/conformance/test_sparql_clients.py \
		tests/server/test_jskos.py

# sssom brings Sphinx, linkml and a plugin of pytest, Comunica 543 packages of npm: not what every test run should wait for.
.venv-clients/.made: $(wildcard tests/conformance/clients/*)
	@echo "Installing the clients of others"
	@$(PYTHON) -m venv .venv-clients
	@.venv-clients/bin/python -m pip install --quiet --disable-pip-version-check \
		-r tests/conformance/clients/requirements.txt
	@cp tests/conformance/clients/package.json tests/conformance/clients/package-lock.json .venv-clients/
	@cd .venv-clients && PATH="$$PWD/bin:$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

fuzz: $(VENV)/.test .venv-bench/.made  ## Ask the server whatever there is, and give the parsers damaged files (half an hour)
	@$(BIN)/python tests/bench/fuzz.py

.venv-bench/.made: tests/bench/endpoint/requirements.txt tests/bench/fuzz-requirements.txt
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check $(addprefix -r ,$^)
	@touch $@

.venv-audit/.made: requirements-audit.lock
	@$(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

lock: $(VENV)/.test  ## Pin every dependency anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --extra dev \
		--custom-compile-command "make lock" --constraint requirements.lock pyproject.toml -o requirements-dev.lock
	printf 'hatchling\nbabel\neditables\nnodejs-wheel\n' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
		--upgrade --custom-compile-command "make lock" - -o requirements-build.lock
	printf 'pip-audit\ncyclonedx-bom\n' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
		--generate-hashes --custom-compile-command "make lock" - -o requirements-audit.lock

clean:  ## Remove what was built, not what was written
	rm -rf $(VENV) store server/static/assets server/frontend/node_modules

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.12 serve" >&2; exit 1; }
	@echo "Setting up $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: $(BIN)/python requirements.lock $(INSTALLED_FROM)
	@echo "Installing what the catalogue needs"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@PIP_CONSTRAINT=requirements-build.lock $(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.serve requirements-dev.lock
	@echo "Installing what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
