"""Sets the version in every file that names it, and closes the changelog's "Unreleased" part.

``python tools/version.py 0.2.0`` in the repository's root. Nothing is written unless every place is
found, so the files never disagree.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from backpass.atomic import put

#: Each file with the text around its version; what is in the group is replaced.
PLACES = {
    "pyproject.toml": r'(?m)^version = "([^"]+)"$',
    "CITATION.cff": r"(?m)^version: (\S+)$",
}
VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(?:rc[0-9]+)?")
UNRELEASED = "## [Unreleased]"


def changed(root: Path, version: str, day: str) -> dict[Path, str]:
    """The files with the new version in them.

    Args:
        root: The repository.
        version: As ``0.2.0``.
        day: The day of the release, as ``2026-12-01``.

    Raises:
        ValueError: It is no version, or a place is missing or names it more than once.
    """
    if not VERSION.fullmatch(version):
        raise ValueError(f"{version!r} is no version: say it as 0.2.0")
    found = {}
    for name, form in PLACES.items():
        text = (root / name).read_text(encoding="utf-8")
        places = list(re.finditer(form, text))
        if len(places) != 1:
            raise ValueError(f"{name} names its version {len(places)} times; once is expected")
        start, end = places[0].span(1)
        found[root / name] = text[:start] + version + text[end:]
    path = root / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8")
    if text.count(f"{UNRELEASED}\n") != 1:
        raise ValueError(f"CHANGELOG.md has no single heading {UNRELEASED!r}")
    heading = f"{UNRELEASED}\n\nNothing yet.\n\n## [{version}] - {day}\n"
    found[path] = text.replace(f"{UNRELEASED}\n", heading)
    return found


def main(arguments: list[str], root: Path) -> int:
    """Write the version; print what was written, or what is wrong."""
    if len(arguments) != 1:
        print("say the version, for instance: make version V=0.2.0", file=sys.stderr)
        return 2
    try:
        files = changed(root, arguments[0], datetime.now(UTC).date().isoformat())
    except (ValueError, OSError) as error:
        print(f"version: {error}", file=sys.stderr)
        return 1
    for path, text in files.items():
        put(path, text.encode("utf-8"), 0o644)
        print(f"version: {path.relative_to(root)} says {arguments[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
