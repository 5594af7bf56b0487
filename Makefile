# What a contributor types. `make` alone lists it.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help deps check test soak test-mysql build bench bench-matching golden demo

GO ?= go

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

deps: ## find what the tests need beside Go; as root on Debian, install what is missing
	@PATH=$$PATH:/usr/sbin:/usr/local/sbin
	missing=()
	# need PACKAGE CMD… notes the Debian package if CMD does not succeed.
	need() { "$${@:2}" >/dev/null 2>&1 || missing+=("$$1"); }
	browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
	python() { "$$(PATH=/usr/bin:$$PATH command -v python3)" -c "import $$1"; }
	libraries() {
		npm ls --prefix .deps >/dev/null 2>&1 || npm ci --prefix .deps --ignore-scripts --no-audit --no-fund ||
			{ echo "deps: npm could not install what .deps/package.json names; see above, then type: make deps"; exit 1; }
	}
	font() { fc-list :family | grep -E "$$1"; }
	look() {
		need chromium               browser
		need dovecot-imapd          command -v dovecot
		need fontconfig             command -v fc-list
		need fonts-dejavu-core      font 'DejaVu Sans'
		need fonts-noto-core        font 'Noto Sans'
		need gcc                    command -v cc
		need libc6-dev              test -e /usr/include/stdlib.h -o "$$(uname)" != Linux
		need khal                   command -v khal
		need mariadb-client-core    command -v my_print_defaults
		need mariadb-server-core    command -v mariadbd
		need mariadb-server-core    command -v mariadb-install-db
		need nodejs                 command -v node
		need npm                    command -v npm
		need postfix                command -v postfix
		need python3-aiosmtpd       python aiosmtpd
		need python3-dateutil       python dateutil
		need python3-icalendar      python icalendar
		need radicale               command -v radicale
		need redis-server           command -v redis-server
		need tzdata                 test -e /usr/share/zoneinfo/Europe/Berlin
	}
	command -v $(GO) >/dev/null || { echo "deps: found no Go, expected 1.26 or newer; install it from https://go.dev/dl/"; exit 1; }
	look
	if [[ $${#missing[@]} == 0 ]]; then libraries; exit 0; fi
	packages=$$(printf '%s\n' "$${missing[@]}" | sort -u | xargs)
	install="apt-get install -y --no-install-recommends $$packages"
	if ! command -v apt-get >/dev/null; then
		echo "deps: found no $$packages (Debian's names); install what your system calls them, then type: make deps"
		exit 1
	fi
	if [[ $$(id -u) != 0 ]]; then
		echo "deps: found no $$packages; type: sudo apt-get update && sudo $$install"
		exit 1
	fi
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -q
	$$install
	missing=()
	look
	if [[ $${#missing[@]} != 0 ]]; then echo "deps: installed, but still not found: $${missing[*]}"; exit 1; fi
	libraries

check: ## gofmt, vet, staticcheck, import rules
	@unformatted=$$(gofmt -l .)
	if [[ -n $$unformatted ]]; then echo "check: not formatted; type: gofmt -w" $$unformatted; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test -run TestImports ./cmd/peerpost

test: deps check ## check, then every test with -race on servers of its own
	@# SQLite is C made into Go: to check each of its pointers takes a third of the time of who uses it.
	export GOFLAGS="$${GOFLAGS:-} -gcflags=modernc.org/...=-d=checkptr=0"
	.ci/with-servers $(GO) test -race -shuffle=on -timeout 40m ./...
	$(MAKE) --no-print-directory soak SOAK=10s

SOAK ?= 200s
soak: ## what reads foreign mail and calendars, and what follows, fed with rubbish for 10 minutes
	@for package in ./calendar ./mail; do $(GO) test -run '^$$' -fuzz '^FuzzReadIncoming$$' -fuzztime $(SOAK) $$package; done
	$(GO) test -count=1 -timeout 40m -run '^TestWhateverComesIn' ./jobs -soak $(SOAK) -soakseed $$((RANDOM * 32768 + RANDOM))

test-mysql: ## the store's tests on the server in PEERPOST_TEST_MYSQL_URL (MySQL, TiDB)
	@if [[ -z $${PEERPOST_TEST_MYSQL_URL:-} ]]; then
		echo "test-mysql: found no server; type: make test-mysql PEERPOST_TEST_MYSQL_URL=mysql://user:pass@host:port/"
		exit 1
	fi
	export PEERPOST_TEST_MYSQL_URL
	$(GO) test -race -count=1 -timeout 20m ./db/...

build: ## the binary, ./peerpost
	@CGO_ENABLED=0 $(GO) build -trimpath -o peerpost ./cmd/peerpost

bench-matching: ## the engine beside LEMON and scipy; some of it with CLASSES="peer-1000 peer-2000"
	@$(GO) run ./matching/testdata/bench $(CLASSES)

bench: ## every benchmark
	@.ci/with-servers $(GO) test -run '^$$' -bench . -benchmem ./...

golden: ## write the goldens anew; read the difference before you commit it
	@packages=$$({ grep -rl --include="*_test.go" "flag.Bool(\"update\"" . || true; } | xargs -r -n1 dirname | sort -u)
	if [[ -z $$packages ]]; then echo "golden: no package has goldens"; exit 0; fi
	.ci/with-servers $(GO) test $$packages -update

demo: ## a whole program on this machine, the clock in your hand
	@$(GO) run ./cmd/peerpost demo
