#!/usr/bin/env bash
# Writes constraints.txt from pyproject.toml: every package for every supported Python and system, with hashes and
# with no address of any index. constraints-colab.txt is the same for the versions that Colab ships, those of the group
# `colab`. Uses uv; where there is none, a throw-away venv holds one.
#
#   tools/lock.sh             keeps locked versions where they still fit
#   tools/lock.sh --upgrade   takes the newest
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
uv=$(command -v uv || true)
if [[ -z $uv ]]; then
    "${PYTHON:-python3}" -m venv "$scratch"
    "$scratch/bin/python" -m pip install --quiet --disable-pip-version-check uv
    uv=$scratch/bin/uv
fi
compile() { "$uv" pip compile --universal --generate-hashes --no-header --no-annotate --quiet "$@"; }
compile pyproject.toml --all-extras --output-file constraints.txt "$@"
# The old widgets ask for a whole notebook server, which executing needs nothing of.
echo "widgetsnbextension ; sys_platform == 'nowhere'" >"$scratch/overrides.txt"
compile --group colab --python-version 3.11 --overrides "$scratch/overrides.txt" \
    --output-file constraints-colab.txt "$@"
echo "lock: constraints.txt and constraints-colab.txt written; read the diff, then run make test"
