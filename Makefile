# `make demo` shows the daemon at work, `make test` tests it, `make ci` is what a change must pass.

SHELL := /bin/bash
CARGO ?= cargo
TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
SKIPS := $(TARGET)/test-skips.txt

# Most end-to-end tests wait for a process rather than for the CPU.
export RUST_TEST_THREADS ?= 8

.PHONY: help demo test test-browser screenshots test-original conformance soak bench ci fmt clippy docs tidy tools programs install

help:
	@echo 'make demo           run the daemon with a Flask application under gunicorn'
	@echo 'make test           install what the tests need, and run all of them'
	@echo 'make test-browser   drive the page in Chromium'
	@echo 'make ci             formatting, lints, tests, documentation, house rules'
	@echo 'make soak           run the tests ten times on a busy machine'
	@echo 'make bench          measure beside the Python original'
	@echo 'make test-original  run the end-to-end scenarios against the Python original'
	@echo 'make conformance    play sessions with the original and us, and compare'
	@echo 'make install        install the programs below PREFIX (default /usr/local)'

demo:
	CARGO='$(CARGO)' contrib/demo/run.sh '$(TARGET)'

test: tools programs
	@rm -f '$(SKIPS)'
	@ulimit -Sn "$$(ulimit -Hn)"; \
	$(CARGO) test --locked --workspace --no-fail-fast
	@tests/skips.sh '$(SKIPS)'

# Needs Node.js with npm; installs Chromium as root, and what drives it.
test-browser: programs
	@tests/browser/run.sh '$(TARGET)'

# The pictures in the README.
screenshots: programs
	@tests/browser/run.sh '$(TARGET)' tests/browser/screenshots.js docs/images

# Proves the scenarios themselves: what they ask for is what the original does.
test-original: tools programs
	SUPERVISOR_TESTS_DAEMON=original $(CARGO) test --locked -p supervisor-tests --test e2e

# Scripted and random sessions with both daemons, and clients that others have written. What
# `make test` does too, but longer, and from another seed each time.
SESSIONS ?= 30
STEPS ?= 16
SEED ?= $(shell date +%s)
conformance: tools programs
	@echo 'conformance: make conformance SEED=$(SEED) plays the same sessions again'
	SUPERVISOR_CONFORMANCE_SEED='$(SEED)' SUPERVISOR_CONFORMANCE_SESSIONS='$(SESSIONS)' \
	SUPERVISOR_CONFORMANCE_STEPS='$(STEPS)' $(CARGO) test --locked -p supervisor-tests --test conformance

# Ten rounds, with a seed of its own each, while every core is busy with something else.
soak: tools programs
	CARGO='$(CARGO)' tests/soak.sh

bench: tools
	$(CARGO) build --locked --release
	python3 tests/bench/run.py \
	    --ours '$(TARGET)/release/supervisord' --ctl '$(TARGET)/release/supervisorctl' \
	    --theirs '$(TARGET)/venv/bin/supervisord' --theirs-ctl '$(TARGET)/venv/bin/supervisorctl' \
	    --json '$(TARGET)/bench.json' $(BENCH_OPTIONS)

# As root nothing is missing that could be installed, so every test must have run.
ci: fmt clippy test test-browser docs
	@if [ "$$(id -u)" = 0 ] && [ -s '$(SKIPS)' ]; then echo 'ci: tests were skipped'; exit 1; fi
	@if grep -v '^#' tests/conformance/pending.txt | grep .; then echo 'ci: these facts have no proof'; exit 1; fi

fmt:
	$(CARGO) fmt --all --check

clippy:
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	@# Alone: beside the others, whose features it then shares, the core might come to need std.
	$(CARGO) check --locked -p supervisor-core

docs:
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --locked --workspace --no-deps --document-private-items

# Part of `make test`; here alone, since it is quick.
tidy:
	$(CARGO) test --locked -p supervisor-tests --test tidy

tools:
	@tests/tools.sh '$(TARGET)'

# The scenarios run the programs as they are built, so those come first.
programs:
	$(CARGO) build --locked --workspace --bins --examples

PREFIX ?= /usr/local
INSTALLED := supervisord supervisorctl pidproxy echo_supervisord_conf

install:
	$(CARGO) build --locked --release
	install -D -t '$(DESTDIR)$(PREFIX)/bin' $(INSTALLED:%='$(TARGET)/release/%')
