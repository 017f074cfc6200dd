# What a person types here. It needs Python 3.11 or newer with venv, and make; everything else goes into .venv.
#
#   make demo    the whole story in the terminal; it keeps serving until Ctrl-C
#   make test    every test
#   make check   lint and test
#
# ARGS adds to the command of demo, test and bench: make test ARGS="-k register".

PYTHON ?= python3
VENV ?= .venv
DATA ?= var/demo
ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
OIDC := $(VENV)/oidc
DEBIAN := chromium chromium-driver fonts-dejavu-core tesseract-ocr tesseract-ocr-fra haproxy
RUNS := $(VENV)/.installed
TESTS := $(VENV)/.installed-dev
COMPILE = $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11

.DEFAULT_GOAL := help
export UV_SYSTEM_CERTS := true
.PHONY: tools $(shell sed -n 's/^\([a-z-]*\):.*\#\# .*/\1/p' $(firstword $(MAKEFILE_LIST)))

help:  ## show these lines
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Passerelle needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(RUNS): requirements.lock requirements-build.lock pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --require-hashes -r requirements-build.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(TESTS): requirements-dev.lock $(RUNS)
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

install: $(RUNS)  ## what the product needs, from hash-checked locks, into .venv
install-dev: $(TESTS)  ## what the tests need as well

# Without a terminal nobody can press Ctrl-C: the demo then ends by itself.
demo: $(RUNS)  ## one prompt on its way out and back, shown in the terminal
	@$(BIN)/passerelle demo --data $(DATA) $$(test -t 0 || echo --once) $(ARGS)

# The pages are walked in Debian's Chromium, pictures are read by its Tesseract, replicas stand behind its HAProxy. Root
# on Debian gets them here; anybody else is told what to install.
tools:
	@{ command -v chromium && command -v chromedriver && PATH=$$PATH:/usr/sbin command -v haproxy && tesseract --list-langs | grep fra; } >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(DEBIAN); \
	  else echo "The tests need Chromium, Tesseract and HAProxy: apt-get install $(DEBIAN)" >&2; exit 1; fi; }

# The OpenID provider that the tests sign in with, by the npm of the locks, from a lock of its own.
$(OIDC)/.installed: tests/support/oidc/package-lock.json $(TESTS)
	@mkdir -p $(OIDC) && cp tests/support/oidc/package.json tests/support/oidc/package-lock.json $(OIDC)/
	$(BIN)/npm ci --prefix $(OIDC) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

test: $(TESTS) tools $(OIDC)/.installed  ## every test
	$(BIN)/python -m pytest $(ARGS)

pictures: $(TESTS) tools  ## the pictures of the pages in docs/images
	$(BIN)/python -m tests.support.pictures

pages: $(TESTS)  ## server time of every page on a register of 100,000 records
	$(BIN)/python -m benchmarks.pages $(ARGS)

fuzz: $(TESTS)  ## 20,000 requests made by Schemathesis from the schema of the whole API
	$(BIN)/python -m benchmarks.fuzz $(ARGS)

lint: $(TESTS)  ## ruff, mypy --strict, the import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(TESTS)  ## ruff's own writing, in place
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

check: lint test  ## all that CI runs

bench: $(TESTS)  ## the measures of benchmarks/, each with its result file
	$(BIN)/python -m benchmarks.standins
	$(BIN)/python -m benchmarks.passthrough $(ARGS)
	$(BIN)/python -m benchmarks.capacity

soak: $(TESTS)  ## 20 minutes at 80 % of capacity, with streams, hang-ups and blocked prompts
	$(BIN)/python -m benchmarks.soak $(ARGS)

peers: $(TESTS)  ## LiteLLM with Presidio beside B, in an environment of its own under build/ (needs a package index)
	$(BIN)/python -m benchmarks.peers $(ARGS)

campaign-gate: $(TESTS)  ## 1,000 places that the walker is made to skip; the egress gate must stop them
	$(BIN)/python -m benchmarks.campaigns.gate $(ARGS)

campaign-leak: $(TESTS)  ## values planted in every place of every request, for half an hour; ARGS="--count 100000 --seconds 900"
	$(BIN)/python -m benchmarks.campaigns.leak $(ARGS)

campaign-isolation: $(TESTS)  ## 10,000 forged stand-ins and ids of another caller
	$(BIN)/python -m benchmarks.campaigns.isolation $(ARGS)

request-paths: $(TESTS)  ## the places that text can stand in, derived again from the SDKs' types
	$(BIN)/python -m benchmarks.campaigns.sdk_paths

bench-external: $(TESTS)  ## two public benchmarks run against the gateway, installed in build/external
	$(BIN)/python -m benchmarks.external $(ARGS)

mutation: $(TESTS)  ## mutants of walker, restorer, gate, strict reading and streams, and how many the tests kill: ARGS="--only walk"
	$(BIN)/python -m benchmarks.mutation $(ARGS)
campaign-reloads: $(TESTS)  ## 50 changes of policy, half of them faulty, under 200 requests in flight: two minutes
	$(BIN)/python -m benchmarks.reloads benchmarks/results/reloads.json

bench-lists: $(TESTS)  ## what lists of 100,000 terms cost
	$(BIN)/python -m benchmarks.lists benchmarks/results/lists.json

campaign-register: $(TESTS)  ## the long proofs of the register, half an hour; ARGS names some of them (needs strace and gdb)
	$(BIN)/python -m benchmarks.register_campaigns $(ARGS)

model: $(TESTS)  ## the model of names in models/ner, trained again from its templates, for five minutes
	@mkdir -p build
	OMP_NUM_THREADS=1 $(BIN)/python -m models.recipes.ner.corpus build/ner.jsonl
	OMP_NUM_THREADS=1 $(BIN)/python -m models.recipes.ner.train build/ner.jsonl models/ner $(ARGS)

model-phrases: $(TESTS)  ## the model of sensitive phrases in models/phrases, trained again from its sentences, for five minutes
	OMP_NUM_THREADS=1 $(BIN)/python -m models.recipes.sensitive.train models/phrases $(ARGS)

lock: $(TESTS)  ## the three locks, from pyproject.toml
	$(COMPILE) pyproject.toml --extra postgres -o requirements.lock
	$(COMPILE) pyproject.toml --extra postgres --group test --group lint -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --group build -c requirements-dev.lock -o requirements-build.lock

image-test:  ## build the container image without a Docker engine and run the demo in it (needs root)
	.ci/image-test.sh $(ARGS)

clean:  ## forget .venv and the caches; var/ stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
