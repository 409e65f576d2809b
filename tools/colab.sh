#!/usr/bin/env bash
# Makes .venv-colab with the versions that Colab ships, from constraints-colab.txt: tests run the chapters there.
# Backpass itself is not installed in it, as it is not on Colab. Run by make test, as soon as tools/setup.sh has
# made .venv: it needs nothing of that but its Python.
#
#   tools/colab.sh            the locked versions
#   tools/colab.sh --newest   .venv-newest instead: the newest of everything that pip finds, for make newest
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=.venv-colab
packages=(--require-hashes --no-deps --requirement constraints-colab.txt)
if [[ ${1:-} == --newest ]]; then
    venv=.venv-newest
    packages=(--upgrade numpy matplotlib ipywidgets ipykernel)
fi
[[ -x .venv/bin/python ]] || tools/setup.sh --empty
echo "setup: making $venv (half a minute the first time)"
.venv/bin/python -m venv --clear --without-pip "$venv"
tools/by_uv.sh "$venv" "${packages[@]}" ||
    .venv/bin/python -m pip --python "$venv/bin/python" install -qq --disable-pip-version-check --progress-bar off \
        --no-warn-script-location --no-compile "${packages[@]}" || {
    echo "setup: pip could not fill $venv; its message is above. Is the package index reachable from here?" >&2
    exit 1
}
touch "$venv/.backpass-setup"
