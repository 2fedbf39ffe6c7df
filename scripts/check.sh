#!/bin/sh
# check.sh: what must hold before a change is proposed. Fast, needs no network and no servers.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

if [ -z "${SLUICE_CHECK:-}" ]; then exec env SLUICE_CHECK=1 sh scripts/bootstrap.sh --no-build sh "$0" "$@"; fi

failed=
step() {
  name=$1
  shift
  echo "-- $name"
  "$@" || failed="$failed $name"
}

step types node node_modules/typescript/bin/tsc -b
step format node node_modules/prettier/bin/prettier.cjs --check --log-level warn .
step lint node node_modules/oxlint/bin/oxlint --quiet
step boundaries node scripts/check-boundaries.ts
step sizes node scripts/check-sizes.ts
step text node scripts/check-text.ts
if [ -f packages/console/dist/.vite/manifest.json ]; then step bundle node scripts/check-bundle.ts; fi
if [ -f scripts/docs.ts ]; then step generated node --conditions=development scripts/docs.ts --check; fi
step tests env SERVICES=none node node_modules/vitest/vitest.mjs run --project unit --reporter=dot

if [ -n "$failed" ]; then
  echo "Failed:$failed" >&2
  exit 1
fi
echo "All checks passed."
