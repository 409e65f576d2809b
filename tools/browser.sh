#!/usr/bin/env bash
# Sees to a Chromium for the browser tests, and to fonts for Korean and Japanese. Installs them where that asks
# nobody's leave (root with apt-get, as in a container); elsewhere says what to do, and the tests are skipped and say
# why. With CI=true they fail instead. Debian has a Chromium without windows as well, which takes a quarter less of the
# processor in these tests: it is taken where there is none yet, and used where it is there.
set -euo pipefail

shell=chromium-headless-shell
names=("$shell" chromium chromium-browser google-chrome google-chrome-stable)
missing=()
if [[ -z ${BACKPASS_BROWSER:-} ]] && ! command -v "${names[@]}" >/dev/null 2>&1; then
    missing+=(chromium fonts-dejavu-core)
fi
if [[ -z $(fc-list :lang=ko 2>/dev/null) || -z $(fc-list :lang=ja 2>/dev/null) ]]; then
    missing+=(fontconfig fonts-noto-cjk)
fi
if [[ ${#missing[@]} == 0 ]]; then
    exit 0
fi
if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null 2>&1; then
    echo "browser: ${missing[*]} not found, so tests that need them are skipped."
    echo "browser: install them (so they are called on Debian), or set BACKPASS_BROWSER to the path of a Chromium."
    exit 0
fi
echo "browser: installing ${missing[*]} with apt-get (the log is shown if it fails)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
install() {
    apt-get update -qq || return
    if apt-cache show "$shell" >/dev/null 2>&1; then
        missing=("${missing[@]/%chromium/$shell}")
    fi
    apt-get install -qq --yes --no-install-recommends "${missing[@]}"
}
if ! install >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "browser: apt-get could not install them; its log is above." >&2
    [[ ${CI:-} != true ]] || exit 1
fi
