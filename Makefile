# Lianxi in two commands: `make run` serves the demo street, `make test` tries everything. Both work on a fresh clone.
PORT ?= 8000
DATA ?= ./data
PYTHON ?= python3
JOBS ?= auto
SIZE ?= 100000

# Stamps carry a checksum of what they stand for: nothing is installed twice, and a changed lock is installed at once.
INSTALLED := .venv/installed-$(shell cat requirements.txt pyproject.toml | cksum | cut -d' ' -f1)
EQUIPPED := .venv/equipped-$(shell cat requirements-dev.txt | cksum | cut -d' ' -f1)

PIP := .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --no-deps
PYTEST := .venv/bin/python -m pytest -n $(JOBS) --dist worksteal
CHROMIUM := command -v chromium >/dev/null

.PHONY: run test check bench weights pictures words lock clean

run: export LIANXI_DATA = $(DATA)
run: $(INSTALLED)
	@exec .venv/bin/lianxi serve --demo --port $(PORT)

# Each rule once, in under seven minutes on two cores: on SQLite, then on PostgreSQL what may differ there, then one journey per role in
# a browser. `make check` tries the same rules on everything: sweeps and long days (slow), and on PostgreSQL all the rest.
test: $(EQUIPPED)
	LIANXI_TEST_DATABASE=sqlite $(PYTEST) -m "not slow and not browser"
	LIANXI_TEST_DATABASE=postgresql $(PYTEST) -m "differs and not slow and not browser"
	@if $(CHROMIUM); then $(PYTEST) -m "browser and not slow" tests/browser; \
	else echo "There is no Chromium here: the browser journeys are left out."; fi

check: $(EQUIPPED)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/lianxi flow check
	LIANXI_TEST_DATABASE=sqlite $(PYTEST) -m "slow and not browser"
	LIANXI_TEST_DATABASE=postgresql $(PYTEST) -m "database and (slow or not differs) and not browser"
	@if $(CHROMIUM); then $(PYTEST) -m "slow and browser" tests/browser; fi

bench: $(EQUIPPED) # make bench SIZE=1000000 builds and measures the million: a good half hour, 25 GB in this folder and /tmp
	.venv/bin/python -m bench --issues $(SIZE)

weights: $(EQUIPPED) # what each page of the demo street weighs, and how many questions it asks; kept in docs/weights.txt
	.venv/bin/python -m bench.weights > docs/weights.txt && cat docs/weights.txt

pictures: $(EQUIPPED) # of the demo street, for the READMEs; needs Chromium
	.venv/bin/python -m tests.browser.pictures

words: $(INSTALLED) # new sentences come in empty: then translate them in web/translations/en/LC_MESSAGES/messages.po
	.venv/bin/pybabel -q extract -F web/translations/babel.cfg -k N_ -k _ -k translate -k C_:1c,2 \
		--no-location --sort-output --omit-header -o .venv/messages.pot .
	.venv/bin/pybabel -q update -i .venv/messages.pot -d web/translations -l en \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

lock: .venv/bin/uv # keeps pins that still fit; `make lock UPGRADE=--upgrade` takes the newest
	$(LOCK) pyproject.toml --group build --output-file requirements.txt
	$(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt

LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url $(UPGRADE)

.venv/bin/uv: .venv/created
	$(PIP) uv==0.13.9

clean: # the data folder stays
	rm -rf .venv build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Lianxi needs Python 3.11 or newer: name one with make PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Lianxi needs Python's venv module: on Debian, apt-get install python3-venv." >&2; exit 1; }
	@echo "Making .venv: only now, and when the locked requirements change."
	@$(PYTHON) -m venv .venv
	@touch $@

$(INSTALLED): .venv/created
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-build-isolation -e .
	@rm -f .venv/installed-*
	@touch $@

$(EQUIPPED): $(INSTALLED)
	@$(PIP) --require-hashes -r requirements-dev.txt
	@rm -f .venv/equipped-*
	@touch $@
