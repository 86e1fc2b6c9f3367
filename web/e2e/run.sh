#!/usr/bin/env bash
# Runs the end-to-end tests: real browsers against the real server. Arguments go to vitest (a part of a file's name, -t "a
# test's name"). The exit code counts; the last line says how many passed.
#   curve                as the first argument: what loss does to what is heard, instead of the tests (15 minutes)
#   CORNER_BINARY=path   test this server instead of building one
#   CORNER_E2E_FULL=1    outages of a full minute instead of a few seconds
#   CORNER_E2E_REHEARSE=1  prove the browser instruments without a server first
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/install.sh"
cd "$here/.."
if [ "${1:-}" = curve ]; then
  shift
  export CORNER_E2E_MEASURE=1
  set -- measure/curve "$@"
fi
exec node_modules/.bin/vitest run --config e2e/vitest.config.ts "$@"
