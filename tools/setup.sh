#!/usr/bin/env bash
# Makes .venv from constraints.txt: nothing that is not in the lock is installed, not even the build backend.
#
#   tools/setup.sh            takes the first suitable Python it finds
#   PYTHON=python3.12 tools/setup.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=.venv
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

# A venv whose Python has gone, is too old, or which was copied from elsewhere is made afresh.
if ! { "$venv/bin/python" -c "$suits" && "$venv/bin/python" -m pip --version; } >/dev/null 2>&1 ||
    ! [[ "$("$venv/bin/python" -c 'import sys; print(sys.prefix)')" -ef "$venv" ]] ||
    ! grep -qF "$PWD/$venv" "$venv/bin/activate"; then
    make_venv
fi

pip() {
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --progress-bar off \
        --no-warn-script-location "$@" || stop \
        "pip could not install what constraints.txt names; its message is above." \
        "Is the package index reachable from here?"
}
say "installing the locked packages (about a minute the first time)"
pip --require-hashes --requirement constraints.txt
pip --no-deps --no-build-isolation --editable .
touch "$venv/.backpass-setup"
say "ready"
