"""The chapters as pages to read: run once while the site is built, and shown with what came out."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from nbclient import NotebookClient
from nbformat.notebooknode import NotebookNode

from backpass import explore
from backpass.drawing import flow, svg
from backpass.drawing.figures import KIND
from backpass.grading.authoring.added import ADDED
from backpass.languages import ENGLISH, markup_said, said
from backpass.languages.catalogue import languages
from backpass.languages.spoken import VARIABLE
from backpass.questions import guesses, quiz
from website import card, glossary, search
from website.colours import stylesheet
from website.kernels import Nursery
from website.living.bundle import asked_for, script
from website.markdown import Reader, code_block
from website.words import IN_ENGLISH, Words

HERE = Path(__file__).parent
WORKERS = 2


@dataclass(frozen=True)
class Chapter:
    """A chapter, read from its released notebook.

    Attributes:
        name: Such as ``"01_simple_gates"``.
        notebook: The notebook, run.
    """

    name: str
    notebook: NotebookNode

    @property
    def title(self) -> str:
        """Its heading, such as ``"1 · Simple gates"``."""
        found = re.search(r"^# (.+)$", self.opening, re.M)
        return found[1].strip() if found else self.name

    @property
    def cells(self) -> list[NotebookNode]:
        """The cells that a page shows."""
        return [cell for cell in self.notebook.cells if cell.get("id") not in ADDED]

    @property
    def opening(self) -> str:
        """The first cell, which says what the chapter is about."""
        return str(self.cells[0].source)

    @property
    def subtitle(self) -> str:
        """The line in bold letters under the heading."""
        found = re.match(r"# .+\n\n\*\*(.+?)\*\*\n(?!\n- )", self.opening)
        return found[1] if found else ""

    @property
    def objectives(self) -> list[str]:
        """What one can do when one is through, in Markdown."""
        items: list[str] = []
        for line in self.opening.splitlines():
            if line.startswith("- "):
                items.append(line[2:])
            elif items and line.startswith("  "):
                items[-1] += " " + line.strip()
        return [item.rstrip(";.。").removesuffix(" and") for item in items]

    @property
    def time(self) -> str:
        """How long it takes, such as ``"about 75 minutes"``."""
        found = re.search(r"\*\*[^*]+[:：]\*\*\s*([^.。]*\d[^.。]*)[.。]", self.opening)
        return " ".join(found[1].split()) if found else ""


def run_chapters(
    release: Path, names: Sequence[str], languages: Mapping[str, str]
) -> dict[str, list[Chapter]]:
    """Run released notebooks, unsolved as they are, some at a time.

    Args:
        release: The folder ``release/``.
        names: The chapters in order.
        languages: The folder of each language in it, by its code.

    Returns:
        The chapters of each language, by its code.

    Raises:
        RuntimeError: A cell failed in a way that a reader would see.
    """
    with ThreadPoolExecutor(WORKERS) as pool, contextlib.ExitStack() as stack:
        forking = sys.platform == "linux"  # elsewhere it is not safe, or not there
        nursery = stack.enter_context(Nursery()) if forking else None
        runs = {
            code: [pool.submit(_run, release / folder, name, code, nursery) for name in names]
            for code, folder in languages.items()
        }
        try:
            return {code: [run.result() for run in some] for code, some in runs.items()}
        except RuntimeError:
            pool.shutdown(cancel_futures=True)  # one is told; nobody waits for the others
            raise


def _run(release: Path, name: str, language: str, nursery: Nursery | None) -> Chapter:
    try:
        notebook = _executed(release / name, language, nursery)
    except RuntimeError:  # no kernel: on a busy machine another program may take the kernel's port
        notebook = _executed(release / name, language, nursery)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" or output.get("name") == "stderr":
                said = output.get("evalue") or output.get("text")
                raise RuntimeError(f"{name}: a cell failed: {said}\n{cell.source[:300]}")
    return Chapter(name, notebook)


def _executed(folder: Path, language: str, nursery: Nursery | None) -> NotebookNode:
    notebook = nbformat.read(folder / f"{folder.name}.ipynb", as_version=4)
    client = NotebookClient(
        notebook,
        timeout=120,
        allow_errors=True,
        coalesce_streams=True,  # what is printed at once comes in parts on a busy machine
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    if nursery is not None:
        client.km = nursery.manager(kernel_name=notebook.metadata.kernelspec.name)
    # pictures are drawn into the page, wherever the one who builds it would have them drawn
    around = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    client.execute(env={**around, "BACKPASS_PROGRESS": "off", VARIABLE: language})
    return notebook


def write_pages(
    chapters: Sequence[Chapter],
    out: Path,
    links: Mapping[str, str],
    languages: Sequence[Words] = (IN_ENGLISH,),
    words: Words = IN_ENGLISH,
) -> None:
    """Write the index and a page for each chapter in one language; in English, what all need too.

    Args:
        chapters: All chapters in order.
        out: The site's folder, which is there.
        links: ``repository``, ``site``, ``lite`` and ``run``: where these are; ``site`` may be
            empty where nobody knows, ``lite`` and ``run`` where there is none. ``weight`` says how
            many megabytes a first start of Python loads.
        languages: All languages of the site, this one among them; pages lead from one to another.
        words: The language of these pages. Other languages than English have a folder of their own.
    """
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    root = "../" if words.folder else "./"
    environment.globals.update(
        say=words.say, language=words.code, here=words, languages=languages, folder=words.folder
    )
    if words.code == ENGLISH:
        _write_assets(environment, chapters, out, links)
    out = out / words.folder
    out.mkdir(exist_ok=True)
    page = environment.get_template("chapter.html")
    to_find: list[tuple[str, str, list[search.Findable]]] = []
    for place, chapter in enumerate(chapters):
        folder = out / chapter.name
        folder.mkdir(exist_ok=True)
        reader = Reader(follow, words)
        to_run = f"{root}../{links['run']}" if words.folder else f"../{links['run']}"
        run = f"{to_run}?chapter={chapter.name}{_asked(words)}" if links["run"] else ""
        cells = lean([cell_html(cell, reader, folder, run, words) for cell in chapter.cells])
        to_find.append((chapter.name, chapter.title, list(search.entries(chapter.cells, cells))))
        written = page.render(
            chapter=chapter,
            cells=[cell for cell in cells if cell],
            sections=reader.sections,
            previous=chapters[place - 1] if place else None,
            next=chapters[place + 1] if place + 1 < len(chapters) else None,
            top="../",
            root="../../" if words.folder else "../",
            asked=_asked(words),
            **links,
        )
        (folder / "index.html").write_text(written, encoding="utf-8")
        moving = script(asked_for("".join(cells)), words)
        (folder / "living.js").write_text(moving, encoding="utf-8")
    plain = Reader(follow, words)
    known, elsewhere = glossary.rows(plain, words)
    written = environment.get_template("glossary.html").render(
        known=known,
        elsewhere=elsewhere,
        places={int(chapter.name[:2]): chapter for chapter in chapters},
        top="../",
        root="../../" if words.folder else "../",
        **links,
    )
    (out / glossary.FOLDER).mkdir(exist_ok=True)
    (out / glossary.FOLDER / "index.html").write_text(written, encoding="utf-8")
    to_find.insert(
        0, (glossary.FOLDER, words.say("Glossary"), list(glossary.entries([*known, *elsewhere])))
    )
    (out / "search.js").write_text(search.script(to_find), encoding="utf-8")

    rows = [(c, plain.read(c.subtitle), [plain.read(o) for o in c.objectives]) for c in chapters]
    with words.spoken():
        (shown,) = lean([explore.wants().snapshot()])
    minutes = sum(int(found[0]) for c in chapters if (found := re.search(r"\d+", c.time)))
    index = environment.get_template("index.html").render(
        rows=rows,
        shown=shown,
        hours=round(minutes / 60),
        top="./",
        root=root,
        asked=_asked(words),
        **links,
    )
    (out / "index.html").write_text(index, encoding="utf-8")
    (out / "living.js").write_text(script(asked_for(shown), words), encoding="utf-8")


def _asked(words: Words) -> str:
    """What the page that runs a chapter is told of the language."""
    return f"&lang={words.code}" if words.folder else ""


def _write_assets(
    environment: Environment, chapters: Sequence[Chapter], out: Path, links: Mapping[str, str]
) -> None:
    """What the pages of all languages need: style, scripts, card, the page that runs chapters."""
    assets = out / "assets"
    assets.mkdir(exist_ok=True)
    style = (HERE / "assets" / "style.css").read_text(encoding="utf-8")
    (assets / "style.css").write_text(svg.STYLE + stylesheet() + style, encoding="utf-8")
    for path in (HERE / "assets").iterdir():
        if path.name != "style.css":
            (assets / path.name).write_bytes(path.read_bytes())

    if links["run"]:
        names = json.dumps([chapter.name for chapter in chapters])
        folder = out / links["run"]
        folder.mkdir(exist_ok=True)
        written = environment.get_template("run.html").render(
            chapters=names, top="../", root="../", **links
        )
        (folder / "index.html").write_text(written, encoding="utf-8")
        (assets / "run.js").rename(folder / "run.js")
    card.draw(assets / "card.png")


def lean(cells: Sequence[str]) -> list[str]:
    """The cells without what every picture brings along for a page that has no style sheet.

    The style of pictures stands in the site's style sheet, and of the script that plays films the
    first copy is enough.
    """
    own, found, played = svg.STYLED, [], False
    players = {flow.PLAYER, *(markup_said(flow.PLAYER, code) for code in languages())}
    whole = next((one for one in players if any(one in cell for cell in cells)), flow.PLAYER)
    for cell in cells:
        before, player, after = cell.replace(own, "").partition(whole)
        found.append(before + ("" if played else player) + after.replace(whole, ""))
        played = played or bool(player)
    return found


def follow(url: str) -> str:
    """Where a link of a notebook leads on the site."""
    chapter = re.fullmatch(r"\.\./(\w+)/\1\.ipynb(#.*)?", url)
    return f"../{chapter[1]}/" if chapter else url


def cell_html(
    cell: NotebookNode, reader: Reader, folder: Path, run: str = "", words: Words = IN_ENGLISH
) -> str:
    """One cell as HTML; pictures are written beside the page.

    Args:
        cell: The cell.
        reader: Reads the chapter's Markdown.
        folder: Where pictures go.
        run: The address at which the chapter can be run; empty for none.
        words: The language of the page.
    """
    place = f'id="cell-{cell.id}"'  # the same in every language, so that a switch stays here
    if cell.cell_type == "markdown":
        return f'<div class="cell text" {place}>{reader.read(cell.source)}</div>'
    if cell.cell_type != "code" or not cell.source.strip():
        return ""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    if grade_id.startswith("test_"):
        return ""  # a check says nothing to those who only read; they are told once, above
    outputs = "".join(output_html(output, folder) for output in cell.outputs)
    if asked := asks(cell.source, words):
        return f'<div class="cell outputs" {place}>{asked}</div>'
    if cell.source.startswith("hint("):
        return f'<div class="cell outputs" {place}>{outputs}</div>'
    kind = "exercise" if cell.metadata.get("nbgrader", {}).get("solution") else "code"
    source = code_block(cell.source)
    shown = f'<div class="outputs">{outputs}</div>' if outputs else ""
    if kind == "exercise" and grade_id in quiz.stored():
        return f'<div class="cell exercise" {place}>{quiz_html(grade_id, words)}</div>'
    if kind == "exercise":
        note = words.say("Yours to write: run this chapter to try it and have it checked.")
        if run:
            door = words.say("Write it here in the browser, and have it checked")
            address = html.escape(f"{run}&cell={grade_id}")
            note = f'<a class="button" href="{address}">{door}</a>'
        return (
            f'<div class="cell exercise" id="{grade_id}">{source}<p class="note">{note}</p>'
            f"{shown}</div>"
        )
    if titled := re.match(r"# @title (.+)", cell.source):
        # as in Colab: what does not matter to the thread of the text is folded under its title
        title = titled[1].removeprefix(words.say("Picture:")).strip()
        title = title.removesuffix(words.say(": run this cell first"))
        summary = html.escape(words.say("Code: {title}", title=title))
        source = f"<details><summary>{summary}</summary>{source}</details>"
    return f'<div class="cell code" {place}>{source}{shown}</div>'


def asks(source: str, words: Words = IN_ENGLISH) -> str:
    """The guesses that a cell asks for, each with its sealed answer; empty if it asks for none.

    Args:
        source: The cell's code.
        words: The language of the page, in which the answers are sealed.
    """
    lines = source.strip().splitlines()
    found = [re.fullmatch(r'guess\("(\w+)", \.\.\.\)\s*(?:#\s*(.*))?', line) for line in lines]
    if not all(found):
        return ""
    return "".join(
        f'<div data-guess="{each[1]}" data-about="{html.escape(each[2] or "")}" '
        f'data-sealed="{_sealed(each[1], words)}">{code_block(line)}</div>'
        for line, each in zip(lines, found, strict=True)
        if each
    )


#: Bytes to which what is sealed in another language is padded: its letters take three each.
ROOMY = 3 * quiz.BLOCK


def _sealed(question: str, words: Words) -> str:
    if words.known is None:
        return guesses.sealed(question)
    with words.spoken():
        own = guesses.in_own_words(guesses.open_answer(question))
    return guesses.seal(question, own, ROOMY)


def _replies(name: str, words: Words) -> dict[str, str]:
    stored = quiz.stored()[name]
    if words.known is None:
        return stored
    own = {choice: quiz.reply(name, choice) for choice in stored}
    return {
        choice: quiz.seal(name, choice, quiz.Reply(r.right, said(r.why, words.code)), ROOMY)
        for choice, r in own.items()
    }


def quiz_html(name: str, words: Words = IN_ENGLISH) -> str:
    """Where a quiz is answered: its replies, each sealed with its choice.

    Args:
        name: The quiz.
        words: The language of the page.
    """
    replies = html.escape(json.dumps(_replies(name, words)))
    note = words.say("Yours to answer: run this chapter to have it checked.")
    return (
        f'<div data-quiz="{name}" data-rounds="{quiz.ROUNDS}" data-sealed="{replies}">'
        f'<p class="note">{note}</p></div>'
    )


def output_html(output: Any, folder: Path) -> str:
    """One output as HTML: what has words of its own before what has none.

    Args:
        output: The output in nbformat's form.
        folder: Where pictures are put.
    """
    if output.output_type == "stream":
        return f'<pre class="printed">{html.escape(output.text.rstrip())}</pre>'
    data = output.get("data", {})
    if "image/png" in data:
        return picture(data["image/png"], data.get("text/html", ""), folder)
    if "text/html" in data:
        return f'<div class="shown">{data["text/html"]}</div>'
    return f'<pre class="printed">{html.escape(data.get("text/plain", "").rstrip())}</pre>'


def picture(png: str, described: str, folder: Path) -> str:
    """A picture in a file of its own, with its size so that nothing jumps while it loads.

    Args:
        png: The picture in base64.
        described: The same picture as the ``<img>`` that :mod:`backpass.drawing.figures` writes.
        folder: Where the file goes.

    Raises:
        RuntimeError: The picture has no words.
    """
    content = base64.b64decode(png)
    name = f"picture-{len(list(folder.glob('picture-*.png'))) + 1}.png"
    (folder / name).write_bytes(content)
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    words = re.match(r'<img alt="([^"]+)"', described)
    if words is None:
        raise RuntimeError(f"{folder.name}: {name} has no words for those who cannot see it")
    return (
        f'<img class="{KIND}" src="{name}" width="{width}" height="{height}" loading="lazy" '
        f'alt="{words[1]}">'
    )
