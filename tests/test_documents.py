"""What documents name is there: files, commands, options, targets, variables, settings, links."""

import contextlib
import importlib
import importlib.util
import io
import re
from functools import cache

import clone
import pytest
from course_notebooks import ROOT
from looked_over import at_least
from nbgrader.apps.nbgraderapp import NbGraderApp

from backpass.grading.cli import main

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "findings/README.md"])
#: Names in other people's programs.
FOREIGN = {
    "downloaded/CHAPTER/archive/": "nbgrader's",
    "--no-deps": "pip's",
    "lib/gradebook_importer.rb": "Canvas's",
    "lib/content_zipper.rb": "Canvas's",
    "mod/assign/feedback/offline/importgradeslib.php": "Moodle's",
    "mod/assign/feedback/file/importziplib.php": "Moodle's",
}
#: A name that stands for any other: `CHAPTER`, `<exercise>`, `X.ipynb`, `…`, and the examples.
ANY = re.compile(r"<\w+>|\b[A-Z][A-Z_]*\b|\*+|…|08_squares|squares|square_backward|02_chain_rule")
PATH = re.compile(r"[\w.<>*…+ ()-]*(?:/[\w.<>*…+ ()-]*)+|[\w<>*…-]+\.(?:py|md|ipynb|toml|txt|json)")


def text_of(document):
    return document.read_text(encoding="utf-8")


def code_of(document):
    """Every piece of code: what stands in backquotes and in fences."""
    text = text_of(document)
    fences = re.findall(r"^ *```\w*\n(.*?)^ *```$", text, re.M | re.S)
    return fences, re.findall(
        r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.M | re.S)
    )


@cache
def places():
    """Files of the repository and their folders."""
    files = clone.files()
    folders = {
        "/".join(name.split("/")[:n]) for name in files for n in range(1, name.count("/") + 1)
    }
    return {*files, *folders}


@cache
def programs():
    """All that is written in programs and settings of the repository, tests apart."""
    kinds = (".py", ".sh", ".toml", ".html", ".js")
    names = [
        name for name in places() if name.endswith(kinds) or name in ("Makefile", ".gitignore")
    ]
    names = [name for name in names if not name.startswith(("tests/", "grader_tests/", "release/"))]
    return "\n".join(text_of(ROOT / name) for name in sorted(names) if (ROOT / name).is_file())


def is_there(path):
    """Whether a path, or the end of one, is of this repository, or is what our programs write."""
    parts = [part for part in path.strip().strip("/").split("/") if part not in (".", "..", "")]
    parts = ["[^/]*".join(map(re.escape, ANY.split(part))) for part in parts]
    wanted = re.compile(rf"(?:.*/)?{'/'.join(parts)}")
    if any(wanted.fullmatch(place) for place in places()):
        return True
    written = [part for part in parts if part.strip("[^/]*.")]
    return all(re.search(rf"[\"'/_]{part}[\"'/]", programs()) for part in written)


def paths_in(document):
    _, inline = code_of(document)
    for piece in inline:
        named = piece.strip()
        if PATH.fullmatch(named) and " " not in named and not named.startswith(("/", "http", "-")):
            yield named


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_a_document_names_are_there(document):
    missing = [name for name in paths_in(document) if name not in FOREIGN and not is_there(name)]
    assert missing == []


def test_documents_name_many_files():
    assert sum(len(list(paths_in(document))) for document in DOCUMENTS) > 200
    assert not is_there("backpass/grading/no_such_file.py")
    assert not is_there("no_such_folder/")


# --- commands ------------------------------------------------------------------------------------


@cache
def help_of(*command):
    """What `--help` says of a command; empty where there is no such command."""
    out = io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        pytest.raises(SystemExit) as end,
    ):
        main([*command, "--help"])
    return out.getvalue() if end.value.code == 0 else ""


def lines_of(document):
    fences, inline = code_of(document)
    return [line for fence in fences for line in fence.splitlines()] + inline


def calls_of(program, document):
    """What follows a program's name in the code of a document, comments cut off."""
    called = re.compile(rf"(?<![\w/.-])(?<!from )(?<!import ){program} ([a-z_]+)([^#|>]*)")
    return [(found[1], found[2]) for line in lines_of(document) for found in called.finditer(line)]


def all_calls(program):
    """Where documents call a program: the document, and what follows the name."""
    return [(path.name, *call) for path in DOCUMENTS for call in calls_of(program, path)]


def test_backpass_commands_and_options_that_documents_name_are_there():
    for document, command, rest in at_least(50, all_calls("backpass")):
        words = [command, *rest.split()[:1]] if command == "new" else [command]
        told = help_of(*words)
        assert told, f"{document}: there is no `backpass {' '.join(words)}`"
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", rest):
            there = re.search(rf"{option}\b(?!-)", told)
            assert there, f"{document}: backpass {command} has no {option}"


def test_nbgrader_commands_that_documents_name_are_there():
    for document, command, _ in at_least(5, all_calls("nbgrader")):
        assert command in NbGraderApp.subcommands, f"{document}: there is no `nbgrader {command}`"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_an_option_named_alone_is_one_of_a_command_nearby(document):
    text = text_of(document)
    ours = set(re.findall(r"\bbackpass ([a-z]+)", text)) | {"grade", "export"}
    known = "\n".join(help_of(name) for name in ours if help_of(name))
    for option in re.findall(r"`(--[a-z][a-z-]*)[^`]*`", text):
        assert option in FOREIGN or re.search(rf"{option}\b(?!-)", known), option


def test_make_has_the_targets_and_variables_that_documents_name():
    makefile = text_of(ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    for document, target, rest in at_least(20, all_calls("make")):
        assert target in targets, f"{document}: there is no `make {target}`"
        for variable in re.findall(r"\b([A-Z_]+)=", rest):
            assert f"$({variable})" in makefile, f"the Makefile does not use {variable}"


def test_modules_that_are_run_and_variables_that_are_set_are_there():
    looked = 0
    tests = "\n".join(text_of(path) for path in (ROOT / "tests").rglob("*.py"))
    for document in DOCUMENTS:
        text = text_of(document)
        for module in re.findall(r"python3? -m ((?:benchmarks|website|backpass)[\w.]*)", text):
            looked += 1
            assert importlib.util.find_spec(module), f"{document.name}: python -m {module}"
        for name in set(re.findall(r"\bBACKPASS_[A-Z_]+\b", text)) - {"BACKPASS_KEY"}:
            looked += 1
            assert name in programs() or name in tests, f"{document.name}: {name}"
    assert looked > 10


def test_settings_that_a_document_names_are_there():
    classes = {one.__name__: one for one in NbGraderApp().all_configurable_classes()}
    looked = 0
    for document in DOCUMENTS:
        for kind, trait in re.findall(r"\bc\.([A-Z]\w+)\.(\w+)", text_of(document)):
            home = re.search(rf"^class {kind}\(", programs(), re.M)
            if home and kind not in classes:
                path = next(
                    path
                    for path in (ROOT / "backpass").rglob("*.py")
                    if re.search(rf"^class {kind}\(", text_of(path), re.M)
                )
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                classes[kind] = getattr(importlib.import_module(module), kind)
            assert trait in classes[kind].class_trait_names(), f"{document.name}: {kind}.{trait}"
            looked += 1
    assert looked > 5


# --- links ---------------------------------------------------------------------------------------


def anchors(text):
    """The anchors that GitHub makes of headings."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_links_lead_to_files_and_headings_that_are_there():
    looked = 0
    for document in DOCUMENTS:
        plain = re.sub(r"^ *```.*?^ *```$|`[^`\n]*`", "", text_of(document), flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", plain):
            if "://" in target:
                continue
            looked += 1
            name, _, anchor = target.partition("#")
            path = document.parent / name if name else document
            assert path.exists(), f"{document.name} links to {target}"
            if anchor:
                assert anchor in anchors(text_of(path)), f"{document.name} links to {target}"
    assert looked > 80
