#!/bin/sh
# test.sh [ARGUMENTS]: every test, against real servers; arguments go to vitest.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
sh scripts/install-services.sh
exec sh scripts/bootstrap.sh node node_modules/vitest/vitest.mjs run "$@"
