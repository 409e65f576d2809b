#!/usr/bin/env bash
# Makes .venv from constraints.txt: nothing that is not in the lock is installed, not even the build backend.
#
#   tools/setup.sh            takes the first suitable Python it finds
#   PYTHON=python3.12 tools/setup.sh
#   tools/setup.sh --empty    only sees to .venv itself, with pip in it and maybe nothing else
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=.venv
new=$venv/.backpass-new # there as long as the venv holds nothing
suits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$@" >&2; exit 1; }

# The venv's own Python is no candidate for building the venv.
PATH=":$PATH:"
PATH=${PATH//":$PWD/$venv/bin:"/:}
PATH=${PATH#:}
PATH=${PATH%:}

find_python() {
    local candidate
    if [[ -n ${PYTHON:-} ]]; then
        "$PYTHON" -c "$suits" 2>/dev/null || stop \
            "PYTHON=$PYTHON is not a Python that Backpass runs on (3.11, 3.12 or 3.13)." \
            "It says: $("$PYTHON" --version 2>&1 | head -n 1 || true)"
        printf '%s' "$PYTHON"
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c "$suits" 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    stop "no Python 3.11, 3.12 or 3.13 found (python3 is: $(python3 --version 2>&1 | head -n 1 || true))." \
        "Install one, or say where it is: make setup PYTHON=/path/to/python3.12"
}

make_venv() {
    local python
    python=$(find_python)
    say "making $venv with $("$python" --version)"
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv --clear "$venv"
        return
    fi
    # Debian and Ubuntu ship venv without ensurepip. A pip outside the venv can put one inside.
    "$python" -m pip --version >/dev/null 2>&1 || stop \
        "$python has neither ensurepip nor pip. On Debian or Ubuntu: apt-get install python3-venv"
    "$python" -m venv --clear --without-pip "$venv"
    "$python" -m pip --python "$venv/bin/python" install --quiet pip
}

# A venv whose Python has gone, is too old, or which was copied from elsewhere is made afresh. What was made with its
# Python, .venv-colab, is then stale.
if ! { "$venv/bin/python" -c "$suits" && "$venv/bin/python" -m pip --version; } >/dev/null 2>&1 ||
    ! [[ "$("$venv/bin/python" -c 'import sys; print(sys.prefix)')" -ef "$venv" ]] ||
    ! grep -qF "$PWD/$venv" "$venv/bin/activate"; then
    rm -f .venv-colab/.backpass-setup
    make_venv
    touch "$new"
fi

pip="$venv/bin/python -m pip install -qq --disable-pip-version-check --progress-bar off --no-warn-script-location"

# What fills this venv and others; without it pip does.
if [[ -e $new && ! -x $venv/bin/uv ]]; then
    scratch=$(mktemp)
    awk '/^[^ ]/ { wanted = /^uv==/ } wanted' constraints.txt >"$scratch"
    $pip --require-hashes --no-deps --requirement "$scratch" || say "there is no uv for this machine"
    rm "$scratch"
fi
[[ ${1:-} != --empty ]] || exit 0

unable() {
    stop "pip could not install what constraints.txt names; its message is above." \
        "Is the package index reachable from here?"
}

# Without uv, a venv that holds nothing is filled by three pips, each with a third of the lock: unpacking and compiling
# keep one processor busy for a minute. They look after no dependencies; that the lock lacks none, pip check says.
fill() {
    local scratch part said commands=()
    scratch=$(mktemp -d)
    for part in 0 1 2; do
        awk -v part="$part" '/^[^ ]/ { count++ } count % 3 == part' constraints.txt >"$scratch/$part.txt"
        commands+=("$pip --require-hashes --no-deps --requirement '$scratch/$part.txt'")
    done
    tools/beside.sh "${commands[@]}" || { rm -rf "$scratch"; unable; }
    rm -rf "$scratch"
}

say "installing the locked packages (half a minute the first time)"
if ! tools/by_uv.sh "$venv" --compile-bytecode --require-hashes --no-deps --requirement constraints.txt; then
    if [[ -e $new ]]; then fill; else $pip --require-hashes --requirement constraints.txt || unable; fi
fi
if [[ -e $new ]]; then
    said=$("$venv/bin/python" -m pip check 2>&1) || stop "constraints.txt is not whole:" "$said"
    rm "$new"
fi
tools/by_uv.sh "$venv" --no-deps --no-build-isolation --editable . ||
    $pip --no-deps --no-build-isolation --editable . || unable
touch "$venv/.backpass-setup"
say "ready"
