"""``python -m website`` builds the site."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from backpass.grading.authoring.repository import read_repository
from backpass.grading.authoring.translation import languages as languages_of
from backpass.grading.course import Course, CourseError
from backpass.languages import ENGLISH
from website import lite
from website.export import carry, export
from website.pages import run_chapters, write_pages
from website.parts import PartError
from website.words import words_of

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str] | None = None) -> int:
    """Build the site; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m website", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "_site", help="the folder to write")
    parser.add_argument(
        "--cache",
        type=Path,
        default=ROOT / ".cache" / "website",
        help="keeps what was fetched",
    )
    parser.add_argument("--pages-only", action="store_true", help="without JupyterLite")
    parser.add_argument(
        "--export",
        type=Path,
        metavar="NOTEBOOK",
        help="only write this notebook, which has been run, as one HTML file whose pictures move",
    )
    parser.add_argument(
        "--carry",
        type=Path,
        metavar="NOTEBOOK",
        help="only write NAME.living.ipynb, which brings its script along: for nbconvert, nbviewer",
    )
    chosen = parser.parse_args(arguments)
    if chosen.carry is not None:
        print(f"site: {carry(chosen.carry)} is ready")
        return 0
    if chosen.export is not None:
        print(f"site: {export(chosen.export)} is ready")
        return 0
    try:
        build(chosen.out.resolve(), chosen.cache.resolve(), with_lite=not chosen.pages_only)
    except (CourseError, PartError, RuntimeError) as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    return 0


def build(out: Path, cache: Path, *, with_lite: bool = True) -> None:
    """Build the whole site into a folder; what was there is replaced.

    Args:
        out: The folder; it is made anew.
        cache: Where downloads are kept.
        with_lite: Whether to build JupyterLite too.
    """
    course, started = Course(ROOT), time.perf_counter()
    repository = read_repository(ROOT)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    cache.mkdir(parents=True, exist_ok=True)
    (out / ".nojekyll").touch()  # GitHub Pages would leave out what begins with an underscore
    names = course.chapters()
    named = ("repository", "site", "lite", "run", "parts", "later", "weight")
    links = dict.fromkeys(named, "")
    if repository:
        links["repository"] = repository.page
        if not repository.is_placeholder:
            links["site"] = f"https://{repository.owner}.github.io/{repository.name}/".lower()
    languages = [words_of(course, code) for code in (ENGLISH, *languages_of(course))]
    folders = {words.code: words.folder for words in languages}
    with ThreadPoolExecutor(1) as beside:  # much of it waits for programs with one thread
        if with_lite:
            built = beside.submit(lite.build, ROOT, names, out / "lite", cache)
        chapters = run_chapters(ROOT / "release", names, folders)
        print(f"site: all chapters have run after {time.perf_counter() - started:.0f} s")
    if with_lite:
        built.result()
        parts = lite.to_fetch(out / "lite", lite.PRELOADED)
        later = [each for each in lite.to_fetch(out / "lite", [lite.LATE]) if each not in parts]
        links |= {"lite": "lite/", "run": "run/", "parts": json.dumps(parts)}
        links["later"] = json.dumps(later)
        links["weight"] = f"{lite.first_start(parts) / 1e6:.0f}"
        print(f"site: JupyterLite stands after {time.perf_counter() - started:.0f} s")
    for words in languages:
        write_pages(chapters[words.code], out, links, languages, words)
        print(f"site: {words.name} stands after {time.perf_counter() - started:.0f} s")
    print(f"site: {out} is ready after {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
