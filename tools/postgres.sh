#!/usr/bin/env bash
# Makes sure that a PostgreSQL server's programs are there, for the tests of a gradebook on a server. The tests start it.
# Installs Debian's where no permission is needed (root with apt-get, as in a container). Elsewhere those tests are
# skipped and say why. With CI=true they fail instead.
set -euo pipefail

shopt -s nullglob
found=(/usr/lib/postgresql/*/bin/initdb)
if [[ ${#found[@]} -gt 0 ]] || command -v initdb >/dev/null 2>&1; then
    exit 0
fi
if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null 2>&1; then
    echo "postgres: no PostgreSQL found, so its tests are skipped (on Debian: apt-get install postgresql)."
    exit 0
fi
echo "postgres: installing postgresql with apt-get (the log is shown if it fails)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# only the programs: no cluster of Debian's own is made or started
mkdir -p /etc/postgresql-common
[[ -e /etc/postgresql-common/createcluster.conf ]] ||
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
if ! { apt-get update -qq && apt-get install -qq --yes --no-install-recommends postgresql; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "postgres: apt-get could not install postgresql; its log is above." >&2
    [[ ${CI:-} != true ]] || exit 1
fi
