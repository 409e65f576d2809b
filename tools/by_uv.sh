#!/usr/bin/env bash
# Installs into an environment with uv, which needs a tenth of pip's work for it. Fails where there is no uv for this
# machine, and where pip has been told of another index, which uv would not ask: who called it then asks pip.
#
#   tools/by_uv.sh .venv --requirement constraints.txt
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[[ -x .venv/bin/uv ]] || exit 1
told=$(.venv/bin/python -m pip config list)
if [[ -z ${UV_DEFAULT_INDEX:-} ]] && grep -qE '[.](no-)?index(-url)?=' <<<"$told"; then
    exit 1
fi
environment=$1
shift
exec .venv/bin/uv pip install --quiet --python "$environment/bin/python" "$@"
