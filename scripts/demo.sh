#!/bin/sh
# demo.sh: a real job on embedded stores, right after the clone.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if [ ! -f "$root/examples/demo/run.ts" ]; then
  echo "There is no demo in this checkout (examples/demo/run.ts)." >&2
  exit 1
fi
cd "$root"
exec sh scripts/bootstrap.sh --no-console node --conditions=development --disable-warning=ExperimentalWarning examples/demo/run.ts "$@"
