#!/bin/sh
# bootstrap.sh [--no-build | --no-console] [CMD...]: makes a clone ready (Node, packages, build), then runs the command.
# Does only what is missing. The console takes most of a first build and only the server needs it.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

if [ "${SLUICE_BOOTSTRAP:-}" != "$root" ]; then
  SLUICE_BOOTSTRAP=$root
  export SLUICE_BOOTSTRAP
  exec sh "$root/scripts/with-node.sh" sh "$0" "$@"
fi

# The stamp holds the sum of the lockfile that node_modules was installed from.
stamp=$root/node_modules/.installed
sum=$(cksum <"$root/package-lock.json")
if [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ]; then
  echo "Installing packages ..." >&2
  (cd "$root" && npm ci --ignore-scripts --loglevel=error >/dev/null)
  echo "$sum" >"$stamp"
fi

if [ "${1:-}" = --no-build ]; then
  shift
else
  # Incremental: well under a second when nothing changed. One checker per project: half the work of several.
  node "$root/node_modules/typescript/bin/tsc" -b "$root" --checkers 1
  node "$root/scripts/bundle.ts"
  if [ "${1:-}" = --no-console ]; then
    shift
  else
    # Everything but a build goes on without the console; the server then says that it is not built.
    node "$root/packages/console/build/build-when-changed.ts" || [ $# -gt 0 ]
  fi
fi

if [ $# -gt 0 ]; then exec "$@"; fi
