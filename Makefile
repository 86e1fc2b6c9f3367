# What a person runs: `make run`, `make test`. What CI runs: .ci/run, which is `make check` and `make test`.

GO ?= go
STATICCHECK = $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI = $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: run test test-go test-web test-e2e web check lint fuzz bench install clean

run: ## start a server on http://127.0.0.1:8080
	$(GO) run ./cmd/corner

test: install test-go test-web test-e2e ## everything: Go under the race detector, the SDK and app, real browsers

install: ## install what the tests need (Debian), or name what is missing
	bash web/e2e/install.sh

test-go: ## race-enabled Go tests, protocol golden files, fuzz seeds; and what is too much for the race detector
	$(GO) test -race -shuffle=on -timeout 10m ./...
	$(GO) test -count=1 -run 'TheRulesDoWhatTheModelSays|ALateJoinerSees|EveryCellOfThePermissionTable' ./room
	$(GO) test -count=1 -run 'RandomHistories|Milliseconds' ./room/fairqueue ./room/discovery ./presence/redis
	$(GO) test -count=1 -run 'HostileSchedules|DearestPlans' ./signaling

test-web: ## SDK and app: types, unit tests, and that web/dist is what the sources build
	cd web && npm run check && npm test && npm run verify-dist

test-e2e: ## real browsers and peers of other kinds that hear each other, in networks good and bad (needs root)
	cd web && npm run e2e

web: ## rebuild web/dist, which is committed so that `go run` needs no Node
	cd web && npm ci --no-audit --no-fund && npm run build

check: ## formatting, vet, staticcheck (what CI asks; `make lint` asks more)
	@test -z "$$(gofmt -l cmd room signaling presence sfu web/*.go)" || { gofmt -l cmd room signaling presence sfu web/*.go; exit 1; }
	$(GO) vet ./...
	$(STATICCHECK) ./...

lint: ## golangci-lint with .golangci.yml (builds the linter first: some minutes)
	$(GOLANGCI) run ./...

FUZZTIME ?= 30s
fuzz: ## run every fuzz target for FUZZTIME
	@for package in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
	    echo "$$package $$target"; $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
	  done; \
	done

# bench without more: the micro-benchmarks, then the whole path beside its floor and a PeerConnection fan-out.
# bench SCENARIO=one-room (idle, talk, one-room, many-rooms, bytes, rush, joins, overload, all, path): that alone.
# FULL=1: the full size and length, three rounds. BENCHFLAGS: -rounds 5, -duration 1m, -listeners 500, -json FILE, …
BENCH = $(GO) run ./cmd/corner/bench $(if $(FULL),-full) $(BENCHFLAGS)
BENCHTIME ?= 1s
bench: ## what it costs: docs/performance.md
ifdef SCENARIO
	$(BENCH) -scenario $(SCENARIO)
else
	$(GO) test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) ./sfu/... ./signaling/... ./room/...
	$(BENCH)
endif

clean:
	rm -rf corner data web/node_modules web/e2e/out
