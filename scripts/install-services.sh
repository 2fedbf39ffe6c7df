#!/bin/sh
# Installs the servers that tests use, where that is permitted (root, or sudo without a password on Debian and its kin).
# Never fails: what is still missing is printed, and the tests that need it are skipped or, with REQUIRE_SERVICES, fail.
set -u

has_postgresql() { ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }
has_mariadb() { [ -x /usr/sbin/mariadbd ] && [ -x /usr/bin/mariadb-install-db ]; }
has_sqlite() { command -v sqlite3 >/dev/null 2>&1; }

missing() {
  has_postgresql || echo postgresql
  has_mariadb || echo mariadb-server
  has_sqlite || echo sqlite3
}

packages=$(missing | tr '\n' ' ')
[ -n "$packages" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=unavailable; fi
fi

if [ "$as_root" != unavailable ] && command -v apt-get >/dev/null 2>&1; then
  log=$(mktemp)
  echo "Installing $packages..." >&2
  # RUNLEVEL=1 keeps the packages from starting their servers; the tests start their own.
  # shellcheck disable=SC2086
  { $as_root apt-get update -q &&
    $as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -q --no-install-recommends $packages; } >"$log" 2>&1 </dev/null || tail -n 5 "$log" >&2
  rm -f "$log"
fi

packages=$(missing | tr '\n' ' ')
if [ -n "$packages" ]; then
  echo "Not installed: $packages(needs root or sudo; PostgreSQL then comes from npm, the rest is skipped)." >&2
fi
exit 0
