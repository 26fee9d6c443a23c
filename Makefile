# make test          the tests
# make bench         every strategy against every other, on this disk; QUICK=1 for under a minute, DIRECTORY=… for another
# make peers         this library beside SQLite, LMDB, Redis, PHP, Django and bare C, on this disk and on tmpfs; QUICK=1
#                        for under 90 seconds. As root, what they need is installed where it is missing
# make check         every strategy's guarantees, computed (and put into the README); QUICK=1 for under half a minute
# make power         the power is cut on real ext4, XFS and btrfs, between any two writes of every verb; QUICK=1 for under two
#                        minutes, STRICT=1 to fail where a file system cannot be run. As root, what it needs is installed
# make demo          the ticket's page, and one of logins and devices, on a Hummingbird server: http://127.0.0.1:8080/;
#                        FLAGS="--host 0.0.0.0" for a phone
# make demo-test     the same in headless Chromium, driven and looked at
# make load          that server behind wrk, with sessions in memory and in files; QUICK=1 for two minutes
# make test-interruption   every long command is ended in the middle, and leaves nothing
# make test-sanitized   the library's tests under thread and address sanitizer, without suppressions; QUICK=1 for what concerns
#                        threads, STRICT=1 to fail where the toolchain lacks a sanitizer
# make fuzz          bytes that libFuzzer makes up: decoders, parsers, and verbs of the stores against a dictionary. SECONDS=…
#                        for each target, QUICK=1 for seconds, STRICT=1 to fail where the toolchain lacks libFuzzer
# make coverage      which part of the library and its C shim the tests run; fails below a threshold. LIST=1 lists the lines that
#                        are not run, with the reason where there is one
# make test-servers  the tests of the Hummingbird driver and middleware, of the recipes for other servers, and of sealed sessions
# make bench-page-test   the page that bench writes, in headless Chromium: contents, contrast, keyboard, phone
# make check-kernel    the simulated kernel against the real one, on every file system that can be mounted; QUICK=1 for
#                        seconds. As root, mkfs for XFS and btrfs is installed where it is missing
# make chaos         processes are killed and stopped at random while they use one store, and what each saw is checked;
#                        QUICK=1 for a minute instead of fifteen, DIRECTORY=… for another disk
# make soak          one store used for MINUTES=10 beside processes that are killed: descriptors, memory and files must not
#                        grow; DIRECTORY=… for another disk
# RECORD=1 puts the figures of check, power, chaos, soak, fuzz or coverage into the documentation, for HowItIsTested
# make docs          the documentation of the five libraries: each block of Swift in it compiles, each link leads somewhere, and
#                        each public symbol is documented
# make lint          swift format, strictly
# make build         the library and the command
# make clean         removes .build
#
# Nothing has to be installed first: what a fresh Debian or Ubuntu lacks is installed where that is permitted, and
# named where it is not.

SHELL := /bin/bash
# Warnings are errors here, and only here: a package that depends on this one is not concerned.
export FILE_SESSIONS_STRICT := 1
TRAITS := --traits CommandLineTool
# How much is explored of each strategy. Renewed by: file-sessions check --write-pins
PINS := Tests/CheckerPins/pins.txt

# RECORD=1 puts a run's figures into the documentation.
record = $(if $(RECORD),$(if $(QUICK)$(FILTER)$(TARGETS)$(FLAGS),$(error RECORD=1 is for whole runs),.ci/record-figures $(1)))

# With other traits everything is built beside, so that nothing has to be built again for it.
PEERS := --scratch-path .build/peers --traits Peers
SERVERS := --scratch-path .build/servers --traits Demo,FlyingFox,Crypto
DEMO := .build/servers/release/file-sessions demo

.PHONY: test test-interruption test-servers demo demo-command demo-test load check check-kernel power chaos soak fuzz \
  test-sanitized coverage file-systems bench peers peers-command peer-packages bench-page-test docs lint build clean requirements python wrk

test: requirements
	swift build --build-tests $(TRAITS)
	swift build -c release --product AllocationProcess $(TRAITS)
	swift build -c release --product file-sessions $(TRAITS)
	# The checker's tests compute all the time, and so do TestingKitTests, which run every check over every sound strategy.
	# Those that wait for processes and locks come first, and by themselves. A child that is forked keeps what its parent has
	# open for a moment: those that start processes run beside none that asks whether a lock is free or unmounts.
	FILE_SESSIONS_ALLOCATION_PROCESS=.build/release/AllocationProcess \
	  swift test --skip-build $(TRAITS) $(if $(FILTER),--filter $(FILTER),--skip 'CheckerTests|TestingKitTests|InterruptionTests|PowerTests|ChaosTests|KillEverywhereTests|FaultTests')
	$(if $(FILTER),,swift test --skip-build $(TRAITS) --filter TestingKitTests)
	$(if $(FILTER),,swift test --skip-build $(TRAITS) --filter 'PowerTests|ChaosTests|KillEverywhereTests' --skip RealFaultTests)
	$(if $(FILTER),,swift test --skip-build $(TRAITS) --filter FaultTests --skip RealFaultTests)
	$(if $(FILTER),,swift test --skip-build $(TRAITS) --filter RealFaultTests)
	$(if $(FILTER),,swift test --skip-build $(TRAITS) --filter CheckerTests)
	$(if $(FILTER),,.build/release/file-sessions check --quick --pins $(PINS))

# They start every long command and end it: a minute of work beside which nothing else should be measured.
test-interruption: requirements
	swift build --build-tests $(TRAITS)
	swift test --skip-build $(TRAITS) --filter InterruptionTests

test-sanitized: requirements
	QUICK=$(QUICK) STRICT=$(STRICT) FILTER='$(FILTER)' Tests/SanitizedTests/run

# Of the shell's own variable of that name the script knows nothing.
fuzz: requirements
	SECONDS_EACH=$(SECONDS) QUICK=$(QUICK) STRICT=$(STRICT) TARGETS='$(TARGETS)' Tests/FuzzTests/run
	$(call record,fuzz)

coverage: requirements
	LIST=$(LIST) FILTER='$(FILTER)' .ci/coverage
	$(call record,coverage)

test-servers: requirements
	swift test $(SERVERS) --filter $(or $(FILTER),'HummingbirdTests|JSONTests|RecipeTests|CryptoTests')

demo-command: requirements
	swift build -c release --product file-sessions $(SERVERS)

demo: demo-command
	$(DEMO) serve $(FLAGS)

demo-test: demo-command
	COMMAND=$(firstword $(DEMO)) Tests/DemoTest/run

load: demo-command wrk
	$(DEMO) load $(if $(QUICK),--quick) $(FLAGS)

bench: requirements
	swift build -c release --product file-sessions $(TRAITS)
	.build/release/file-sessions compare $(if $(QUICK),--quick) $(if $(DIRECTORY),--directory $(DIRECTORY)) $(FLAGS)

# Only with this trait are the headers of SQLite, LMDB and hiredis needed.
peers-command: requirements peer-packages
	swift build -c release --product file-sessions $(PEERS)

peers: peers-command
	.build/peers/release/file-sessions peers $(if $(QUICK),--quick) $(FLAGS)

check: requirements
	swift build -c release --product file-sessions $(TRAITS)
	.build/release/file-sessions check $(if $(QUICK),--quick,--readme README.md) --pins $(PINS) $(FLAGS)
	$(call record,check)

bench-page-test: requirements
	Tests/PageTest/run

check-kernel: requirements file-systems
	swift build -c release --product file-sessions $(TRAITS)
	.build/release/file-sessions check kernel $(if $(QUICK),--quick) $(FLAGS)

power: requirements file-systems
	swift build -c release --product file-sessions $(TRAITS)
	.build/release/file-sessions power $(if $(QUICK),--quick) $(if $(STRICT),--strict) $(FLAGS)
	$(call record,power)

chaos: requirements
	swift build -c release --product file-sessions $(TRAITS)
	.build/release/file-sessions chaos $(if $(QUICK),--quick) $(if $(DIRECTORY),--directory $(DIRECTORY)) $(FLAGS)
	$(call record,chaos)

soak: requirements
	swift build -c release --product file-sessions $(TRAITS)
	.build/release/file-sessions soak $(if $(MINUTES),--minutes $(MINUTES)) $(if $(DIRECTORY),--directory $(DIRECTORY)) $(FLAGS)
	$(call record,soak)

build: requirements
	swift build -c release $(TRAITS)

# The package has what this needs only where it is asked for: who depends on it does not fetch the plugin.
docs: requirements python
	.ci/check-snippets $(SERVERS)
	FILE_SESSIONS_DOCS=1 swift package $(SERVERS) generate-documentation --warnings-as-errors \
	  $(addprefix --target ,FileSessions FileSessionsCrypto FileSessionsHummingbird FileSessionsJSON FileSessionsTesting) $(FLAGS)
	.ci/check-documented .build/servers
	@echo "Written: .build/servers/plugins/Swift-DocC/outputs. To read one: python3 -m http.server --directory" \
	  ".build/servers/plugins/Swift-DocC/outputs/FileSessions.doccarchive, at /documentation/filesessions"

lint:
	swift format lint --strict --configuration .swift-format --recursive Package.swift Sources Tests

clean:
	swift package clean
	rm -rf .build

# libc6-dev: headers of libc, for the shim and for Swift's own module of it.
requirements:
	@command -v swift >/dev/null || { echo "There is no 'swift' in the PATH: install a toolchain from swift.org." >&2; exit 3; }
	@if [[ $$(uname) == Linux ]] && ! [[ -e /usr/include/stdio.h ]]; then \
	  if command -v apt-get >/dev/null && [[ $$(id -u) == 0 ]]; then \
	    apt-get update -qq && apt-get install -y -qq libc6-dev; \
	  else \
	    echo "The headers of libc are missing: install libc6-dev (Debian, Ubuntu) or what your system calls it." >&2; exit 3; \
	  fi; \
	fi

python:
	@command -v python3 >/dev/null || { command -v apt-get >/dev/null && [[ $$(id -u) == 0 ]] \
	    && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 >/dev/null; } \
	  || { echo "make docs needs 'python3': install the package of that name." >&2; exit 3; }

wrk:
	@command -v wrk >/dev/null || { command -v apt-get >/dev/null && [[ $$(id -u) == 0 ]] \
	    && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq wrk >/dev/null; } \
	  || { echo "make load needs 'wrk': install the package of that name." >&2; exit 3; }

# What cannot be installed is reported as not run.
file-systems:
	@if [[ $$(uname) == Linux ]] && ! { command -v mkfs.ext4 && command -v mkfs.xfs && command -v mkfs.btrfs; } >/dev/null \
	    && command -v apt-get >/dev/null && [[ $$(id -u) == 0 ]]; then \
	  apt-get update -qq && apt-get install -y -qq e2fsprogs xfsprogs btrfs-progs || true; \
	fi

# Without the headers there is no benchmark; who else is missing is reported as not run. Django gets an environment of
# its own, for it is no business of the system's Python.
PEER_PACKAGES := libsqlite3-dev liblmdb-dev libhiredis-dev redis-server php-cli python3-venv
PEER_PYTHON := .build/peers-venv/bin/python

peer-packages:
	@missing=(); for name in $(PEER_PACKAGES); do \
	  [[ $$(dpkg-query -W -f='$${db:Status-Status}' $$name 2>/dev/null) == installed ]] || missing+=($$name); done; \
	if (($${#missing[@]})) && command -v apt-get >/dev/null && [[ $$(id -u) == 0 ]]; then \
	  echo "To be installed: $${missing[*]}"; apt-get update -qq; \
	  for name in "$${missing[@]}"; do \
	    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq $$name >/dev/null || true; done; \
	fi; \
	for header in sqlite3.h lmdb.h hiredis/hiredis.h; do \
	  [[ -e /usr/include/$$header ]] || { echo "make peers needs <$$header>: install the package that has it." >&2; exit 3; }; \
	done
	@if ! $(PEER_PYTHON) -c 'import django' 2>/dev/null; then \
	  { python3 -m venv .build/peers-venv && .build/peers-venv/bin/pip install -q 'django<6'; } \
	    || echo "Django cannot be installed here: it will not be run." >&2; \
	fi
