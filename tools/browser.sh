#!/usr/bin/env bash
# Sees to a Chromium for the browser tests. Installs one where that asks nobody's leave (root with apt-get, as in
# a container); elsewhere says what to do, and the tests are skipped and say why. With CI=true they fail instead.
set -euo pipefail

names=(chromium chromium-browser google-chrome google-chrome-stable)
if [[ -n ${BACKPASS_BROWSER:-} ]] || command -v "${names[@]}" >/dev/null 2>&1; then
    exit 0
fi
if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null 2>&1; then
    echo "browser: no Chromium found, so the browser tests are skipped."
    echo "browser: install one (on Debian: apt-get install chromium) or set BACKPASS_BROWSER to its path."
    exit 0
fi
echo "browser: installing chromium with apt-get (the log is shown if it fails)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium fonts-dejavu-core; } \
    >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "browser: apt-get could not install chromium; its log is above." >&2
    [[ ${CI:-} != true ]] || exit 1
fi
