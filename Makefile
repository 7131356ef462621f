# Kvarter: make run starts it, make test checks it, make help lists the rest.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
CPUS := $(shell getconf _NPROCESSORS_ONLN)
# What only a debugger reads takes a fifth of compiling, and nothing here is linked with it. Traces have their lines without.
LEAN := -dwarf=false
# The flags of the one program; the checks' own tools have them too, so that they share its build cache.
# As many compilers as there are processors, said with -p, as COMPILE would make it one.
STATIC := CGO_ENABLED=0 GOFLAGS="-trimpath -buildvcs=false -p=$(CPUS) -gcflags=all=$(LEAN)"
# SQLite, translated from C, and the hash of passwords are others' work: to watch them for races takes as long as all of ours.
# Nothing that uses sync.Map may be here: its copy in an unwatched package can become everybody's, which then seems to race.
UNWATCHED := modernc.org/sqlite/lib modernc.org/libc modernc.org/memory golang.org/x/crypto/argon2
RACE := $(shell command -v "$$(go env CC)" >/dev/null 2>&1 && echo "-race $(UNWATCHED:%='-gcflags=%=-race=false $(LEAN)')")
# Whatever reads the tests has them compiled in this one way, so that a fresh machine does so once.
# And no program of theirs sleeps for a second when it is done, as the race detector has it: fuzzing starts dozens.
TESTS := GORACE=atexit_sleep_ms=0 GOFLAGS="-p=$(CPUS) -gcflags=all=$(LEAN) $(RACE)"
# Compilers of one thread each do the same with a sixth less of the processors, where all of them are busy anyway.
COMPILE := GOMAXPROCS=1
TOOLS := -modfile=.ci/tools.mod
NPM := npm --prefix frontend --no-fund --no-audit
STEP := .ci/step
FUZZTIME ?= 1m

STATICCHECK := bin/staticcheck
PAGES := frontend/dist/index.html
MODULES := frontend/node_modules/.package-lock.json
PAGE_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o -path frontend/tests -prune -o -name '*.gen.d.ts' -prune -o -type f -print)

.PHONY: help
help: ## list what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: run
run: build ## build everything and serve http://localhost:8080 with the data in ./data
	bin/kvarter serve

.PHONY: build
build: $(PAGES) ## build bin/kvarter, one file with the pages in it
	$(STATIC) go build -ldflags "-s -w -X main.version=$(VERSION)" -o bin/kvarter ./cmd/kvarter

$(MODULES): frontend/package-lock.json
	$(NPM) ci

$(PAGES): $(MODULES) $(PAGE_SOURCES) api/openapi.yaml
	$(NPM) run build

$(STATICCHECK): .ci/tools.mod .ci/tools.sum go.mod
	$(STATIC) go build $(TOOLS) -o $@ honnef.co/go/tools/cmd/staticcheck

.PHONY: test
test: ## check each change, in some minutes
	@.ci/install-tools
	@.ci/summary begin
	@$(MAKE) --no-print-directory --keep-going -j$(if $(filter 1,$(CPUS)),2,$(CPUS)) --output-sync=target steps && .ci/summary || { .ci/summary; exit 1; }

# The order matters only in time: the slow compilers first, then browsers, the longest, beside all else.
# What waits for step-build without need does so that browsers come first.
.PHONY: steps step-pages step-format step-compile step-build step-vet step-go step-frontend step-model step-e2e step-fuzz
steps: step-compile step-pages step-build step-e2e step-vet step-go step-format step-frontend step-model step-fuzz

step-pages:
	@$(STEP) "build of the pages, with budget" $(MAKE) --no-print-directory $(PAGES)

step-compile:
	@$(STEP) "go build of all but the pages" env $(COMPILE) $(STATIC) go build ./geo/... ./store/... ./api/...

step-build: step-pages step-compile
	@$(STEP) "build of bin/kvarter" env $(COMPILE) $(MAKE) --no-print-directory build

step-format: step-build
	@$(STEP) "gofmt" .ci/gofmt
	@$(STEP) "go mod tidy" go mod tidy -diff
	@$(STEP) "go mod tidy of the benchmarks" go -C cmd/bench mod tidy -diff
	@$(STEP) "docker-compose.yml by the compose specification" env $(COMPILE) $(STATIC) go run $(TOOLS) ./.ci/compose docker-compose.yml

step-vet: step-pages
	@$(STEP) "go vet" env $(COMPILE) $(TESTS) go vet ./...

step-go: step-vet step-build
	@$(STEP) "go test $(firstword $(RACE)) ./..." env $(TESTS) KVARTER_BIN="$(CURDIR)/bin/kvarter" go test -vet=off -timeout 30m -ldflags="-s -w" -o bin/tests/ ./...

step-fuzz: step-go
	@$(STEP) "fuzz, 500 inputs a target" env $(TESTS) .ci/fuzz 500x bin/tests

step-frontend: step-build
	@$(STEP) "lint of the pages" $(NPM) run lint
	@$(STEP) "types and texts of the pages" $(NPM) run check
	@$(STEP) "unit tests of the pages" $(NPM) test

step-model: step-build
	@$(STEP) "the outbox over a bad net, 100 runs" env KVARTER_BIN="$(CURDIR)/bin/kvarter" $(NPM) run test:model

step-e2e: step-build
	@$(STEP) "browser tests" env KVARTER_BIN="$(CURDIR)/bin/kvarter" $(NPM) run test:e2e

.PHONY: test-long
test-long: test lint ## the rest: staticcheck, all browser tests, long kill tests, 10,000 runs over a bad net, a minute of fuzzing a target, the benchmarks' code
	KVARTER_LONG=1 KVARTER_BIN="$(CURDIR)/bin/kvarter" go test -count=1 -timeout 60m ./...
	KVARTER_LONG=1 KVARTER_BIN="$(CURDIR)/bin/kvarter" $(NPM) run test:model
	KVARTER_LONG=1 KVARTER_BIN="$(CURDIR)/bin/kvarter" $(NPM) run test:e2e
	.ci/fuzz $(FUZZTIME)
	cd cmd/bench && go vet ./...

.PHONY: fuzz
fuzz: ## fuzz every target for FUZZTIME (make fuzz FUZZTIME=10m)
	.ci/fuzz $(FUZZTIME)

.PHONY: bench
bench: build ## measure beside rivals, as docs/performance.md tells
	cd cmd/bench && for what in create export box; do go run . $$what; done

.PHONY: bench-live
bench-live: build ## measure how fast a room hears of marks beside PocketBase's realtime, in some five minutes
	cd cmd/bench && go run . live

.PHONY: bench-gis
bench-gis: build ## measure what GIS programs ask beside PostGIS and ogr2ogr, in some ten minutes
	@.ci/install-bench-gis
	cd cmd/bench && go run . gis

.PHONY: lint
lint: $(PAGES) $(STATICCHECK) ## all that reads code and runs none of it: format, vet, eslint, and staticcheck, which make test leaves out
	.ci/gofmt
	$(TESTS) go vet ./...
	$(TESTS) $(STATICCHECK) ./...
	$(NPM) run lint

.PHONY: fmt
fmt: $(MODULES) ## format Go and the pages
	gofmt -w $$(git ls-files '*.go')
	$(NPM) run format

.PHONY: test-qgis
test-qgis: build ## open every export, /ogc and the project in QGIS, and save pictures in frontend/shots
	.ci/test-qgis

.PHONY: shots
shots: build ## screenshots of every screen, in frontend/shots
	.ci/shots

.PHONY: clean
clean: ## remove what was built; data stays
	rm -rf bin frontend/node_modules
	find frontend/dist -mindepth 1 ! -name .gitkeep -delete
