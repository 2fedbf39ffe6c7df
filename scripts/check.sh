#!/bin/sh
# check.sh: what must hold before a change is proposed. Fast, needs no network and no servers.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

if [ -z "${SLUICE_CHECK:-}" ]; then exec env SLUICE_CHECK=1 sh scripts/bootstrap.sh --no-build sh "$0" "$@"; fi

failed=
started=
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT

step() {
  name=$1
  shift
  echo "-- $name"
  "$@" || failed="$failed $name"
}

# start NAME CMD...: beside the steps that follow; what it says and whether it failed is told by `finish`.
start() {
  name=$1
  shift
  "$@" >"$said/$name" 2>&1 &
  started="$started $name:$!"
}

finish() {
  for each in $started; do
    name=${each%:*}
    echo "-- $name"
    wait "${each#*:}" || failed="$failed $name"
    cat "$said/$name"
  done
}

# The cache goes by the content of files, the settings and the version of prettier.
start format node node_modules/prettier/bin/prettier.cjs --check --log-level warn \
  --cache --cache-strategy content --cache-location .cache/prettier .
if [ -f scripts/docs.ts ]; then start generated node --conditions=development scripts/docs.ts --check; fi
# Several checkers per project would check much of it several times over.
step types node node_modules/typescript/bin/tsc -b --checkers 1
step lint node node_modules/oxlint/bin/oxlint --quiet
step boundaries node scripts/check-boundaries.ts
step sizes node scripts/check-sizes.ts
step text node scripts/check-text.ts
if [ -f packages/console/dist/.vite/manifest.json ]; then step bundle node scripts/check-bundle.ts; fi
step tests env SERVICES=none node node_modules/vitest/vitest.mjs run --project 'unit*' --reporter=dot
finish

if [ -n "$failed" ]; then
  echo "Failed:$failed" >&2
  exit 1
fi
echo "All checks passed."
