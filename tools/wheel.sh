#!/usr/bin/env bash
# Builds the wheel that a release carries, and prints the line of pyproject.toml that names it. Two builds of one
# commit give the same bytes: the time stamps inside are the commit's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ -n $(git status --porcelain -- backpass pyproject.toml README.md LICENSE) ]]; then
    echo "wheel: commit first; these files are not what the tag will hold:" >&2
    git status --short -- backpass pyproject.toml README.md LICENSE >&2
    exit 1
fi
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
rm -rf dist
.venv/bin/python -m hatchling build -t wheel -d dist >&2
.venv/bin/python - <<'PY'
import hashlib
from pathlib import Path

(wheel,) = Path("dist").glob("backpass-*.whl")
version = wheel.name.split("-")[1]
digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
print(f'package = {{ version = "{version}", sha256 = "{digest}" }}')
PY
