#!/bin/sh
# Installs the servers that tests use, where that is permitted (root, or sudo without a password on Debian and its kin).
# Never fails: what is still missing is printed, and the tests that need it are skipped or, with REQUIRE_SERVICES, fail.
set -u

has_postgresql() { ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }
has_mariadb() { [ -x /usr/sbin/mariadbd ] && [ -x /usr/bin/mariadb-install-db ]; }
has_sqlite() { command -v sqlite3 >/dev/null 2>&1; }
has_jdk() { command -v javac >/dev/null 2>&1; }
has_maven() { command -v mvn >/dev/null 2>&1; }
has_sshd() { [ -x /usr/sbin/sshd ]; }
has_vsftpd() { [ -x /usr/sbin/vsftpd ]; }
has_pyftpdlib() { /usr/bin/python3 -c 'import pyftpdlib, OpenSSL' >/dev/null 2>&1; }
has_rclone() { [ -x /usr/bin/rclone ]; }
has_lzop() { [ -x /usr/bin/lzop ]; }
has_chromium() { [ -x /usr/bin/chromium ]; }
has_chinese_font() { [ -e /usr/share/fonts/truetype/wqy/wqy-microhei.ttc ]; }

missing() {
  has_postgresql || echo postgresql
  has_mariadb || echo mariadb-server
  has_sqlite || echo sqlite3
  has_sshd || echo openssh-server
  has_vsftpd || echo vsftpd
  has_pyftpdlib || echo python3-pyftpdlib python3-openssl
  has_rclone || echo rclone
  has_lzop || echo lzop
  has_chromium || echo chromium
  has_chinese_font || echo fonts-wqy-microhei
}

install_packages() {
  packages=$(missing | tr '\n' ' ')
  [ -n "$packages" ] || return

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
}

# Libraries of a server in Java, from Maven into the cache of this user: once, whole or not at all.
# install_libraries NAME VERSION_TAG: packages/testkit/src/services/NAME/pom.xml to NAME-VERSION.
install_libraries() {
  pom=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)/packages/testkit/src/services/$1/pom.xml
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/sluice/$1-$(sed -n "s|.*<$2>\(.*\)</$2>.*|\1|p" "$pom")
  if [ -d "$folder" ]; then return; fi
  if ! has_jdk || ! has_maven; then
    echo "Not installed: $1 (needs a JDK and Maven, which are not there; tests that need it are skipped)." >&2
    return
  fi
  echo "Fetching the libraries of $1..." >&2
  part=$folder.part.$$
  mkdir -p "$part"
  if timeout 240 mvn -B -q -f "$pom" dependency:copy-dependencies -DoutputDirectory="$part" >"$part/log" 2>&1 </dev/null; then
    rm -f "$part/log"
    mv -T "$part" "$folder" 2>/dev/null || rm -rf "$part"
  else
    tail -n 5 "$part/log" >&2
    echo "Not installed: the libraries of $1 (tests that need it are skipped)." >&2
    rm -rf "$part"
  fi
}

cache=${XDG_CACHE_HOME:-$HOME/.cache}/sluice
services=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)/packages/testkit/src/services

# install_server NAME COMMAND: runs COMMAND FOLDER VERSION, so that FOLDER has the server in the end; whole or not at all.
# The version is told by the definition of the server.
install_server() {
  version=$(sed -n "s/^const version = '\(.*\)';/\1/p" "$services/$1.ts")
  folder=$cache/$1-$version
  [ ! -d "$folder" ] || return 0
  echo "Installing $1 $version..." >&2
  part=$folder.part.$$
  mkdir -p "$part"
  if "$2" "$part" "$version" >"$part/log" 2>&1 </dev/null; then
    rm -f "$part/log"
    mv -T "$part" "$folder" 2>/dev/null || rm -rf "$part"
  else
    tail -n 5 "$part/log" >&2
    echo "Not installed: $1 (tests that need it are skipped)." >&2
    rm -rf "$part"
  fi
}

# build_by_go FOLDER PACKAGE@VERSION [FLAGS]
build_by_go() {
  go=$(command -v go || echo /usr/local/go/bin/go)
  [ -x "$go" ] || { echo "It is built by Go, which is not there."; return 1; }
  # shellcheck disable=SC2086
  GOBIN=$1/bin GOFLAGS=-buildvcs=false timeout 1200 "$go" install ${3-} -ldflags '-s -w' "$2"
}

# Three minutes on two cores.
build_versitygw() {
  build_by_go "$1" "github.com/versity/versitygw/cmd/versitygw@$2"
}

# Five minutes on two cores. MySQL itself is in no archive; Dolt speaks as MySQL 8 does.
build_dolt() {
  build_by_go "$1" "github.com/dolthub/dolt/go/cmd/dolt@$2" '-tags gms_pure_go'
}

fetch_azurite() {
  sh "$services/../../../../scripts/with-node.sh" timeout 240 npm install --prefix "$1" --no-save --ignore-scripts "azurite@$2"
}

install_packages
install_libraries hdfs hadoop.version
install_server versitygw build_versitygw
install_server dolt build_dolt
install_server azurite fetch_azurite
exit 0
