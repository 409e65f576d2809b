#!/usr/bin/env bash
# Writes constraints.txt from pyproject.toml: every package for every supported Python and system, with hashes and
# with no address of any index. Uses uv; where there is none, a throw-away venv holds one.
#
#   tools/lock.sh             keeps locked versions where they still fit
#   tools/lock.sh --upgrade   takes the newest
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

uv=$(command -v uv || true)
if [[ -z $uv ]]; then
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    "${PYTHON:-python3}" -m venv "$scratch"
    "$scratch/bin/python" -m pip install --quiet --disable-pip-version-check uv
    uv=$scratch/bin/uv
fi
"$uv" pip compile pyproject.toml --all-extras --universal --generate-hashes \
    --no-header --no-annotate --quiet --output-file constraints.txt "$@"
echo "lock: constraints.txt written; read the diff, then run make test"
