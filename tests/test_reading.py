"""How soon something moves, and how much is read between two things to do.

How it is counted. A thing to do is a cell in which a learner acts: an exploration or a puzzle, a
guess, an answer, or a line that says ``# change me``. A drawing alone is none. Between two of them
every word in view counts, headings, tables and the choices of a quiz included; a formula within a
line counts as one word. Formulas in display, fenced code, and what ``<details>`` folds away do not.
Lines of code count unless they are empty, folded, a hint, a check, or the cell to act in.
"""

import re

import nbformat
import pytest
from course_notebooks import CHAPTERS, graded, source

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)

#: Words and open lines of code that a learner reads at most between two things to do.
MOST = (120, 15)
#: Words and open lines before the first thing that moves.
FIRST = (150, 5)


def words(markdown):
    """How many words a reader has before the eyes: no formulas in display, nothing folded."""
    text = re.sub(r"<details>.*?</details>|\$\$.*?\$\$|```.*?```", " ", markdown, flags=re.S)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return len(re.findall(r"[\w\\$^{}.,−+=/-]*\w[\w$^{}]*", text))


def is_folded(cell):
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def open_lines(cell):
    """Lines of code in view that are not empty."""
    return (
        0 if is_folded(cell) else len([line for line in cell.source.splitlines() if line.strip()])
    )


def moves(cell):
    """Whether a slider stands in this cell."""
    return cell.cell_type == "code" and bool(re.search(r"^explore\.", cell.source, re.M))


def is_to_do(cell):
    """Whether a learner does something here: moves, guesses, answers, plays, changes a line."""
    if cell.cell_type != "code":
        return False
    calls = re.search(r"^(explore|guess|puzzles)[.(]|# change me", cell.source, re.M)
    return bool(calls or graded(cell).get("solution"))


def gaps(chapter):
    """What is read before each thing to do: its name, words, open lines."""
    found, read, lines = [], 0, 0
    for cell in source(chapter).cells:
        if cell.cell_type == "markdown":
            read += words(cell.source)
        elif is_to_do(cell):
            found.append((cell.id, read, lines))
            read, lines = 0, 0
        elif not graded(cell).get("grade") and not cell.source.startswith("hint("):
            lines += open_lines(cell)
    return found


def test_words_are_counted_as_one_reads():
    assert words("**Guess first:** what is $x^2$ at 3? See [chapter 2](../02/x.ipynb).") == 10
    assert words("One\n\n$$f = x$$\n\n<details><summary>More</summary>a b c</details> two.") == 2


@each_chapter
def test_something_moves_before_much_is_read(chapter):
    most_words, most_lines = FIRST
    read = lines = 0
    for cell in source(chapter).cells:
        if moves(cell):
            break
        read += words(cell.source) if cell.cell_type == "markdown" else 0
        lines += open_lines(cell) if cell.cell_type == "code" else 0
    assert 20 < read <= most_words
    assert lines <= most_lines


@each_chapter
def test_there_is_something_to_do_before_one_has_read_long(chapter):
    most_words, most_lines = MOST
    found = gaps(chapter)
    assert len(found) >= 24, f"{len(found)} things to do were found"
    long = [gap for gap in found if gap[1] > most_words or gap[2] > most_lines]
    assert long == []


@each_chapter
def test_pictures_are_drawn_by_folded_code(chapter):
    figures = [
        c for c in source(chapter).cells if c.cell_type == "code" and "plt.show()" in c.source
    ]
    assert figures
    assert [cell.id for cell in figures if not is_folded(cell)] == []
    for cell in source(chapter).cells:
        if is_folded(cell):
            assert cell.source.startswith("# @title "), f"{cell.id}: Colab shows a title"
            assert cell.metadata["cellView"] == "form"


def test_the_first_check_can_pass_within_five_minutes():
    """At 200 words a minute, a quarter of a minute for each guess, and what its statement says."""
    minutes, guesses = 0.0, 0
    for cell in source(CHAPTERS[0]).cells:
        if cell.cell_type == "markdown":
            minutes += words(cell.source) / 200
            stated = re.search(r"about (\d+) minutes?\*", cell.source)
        elif cell.source.startswith(("guess(", "explore.")):
            guesses += 1
        elif graded(cell).get("grade"):
            break
    minutes += 0.25 * guesses + (float(stated[1]) if stated else 1.0)
    assert guesses >= 2
    assert 1.0 < minutes <= 5.0


@each_chapter
@pytest.mark.parametrize("folder", ["release", "release/ko", "release/ja"])
def test_no_line_of_a_sentence_is_read_as_an_item_of_a_list(root, chapter, folder):
    """Markdown begins a list wherever a line within a paragraph starts with ``1.`` or ``-``."""
    begun = re.compile(r"\s*(?:\d+[.)]|[-+*])(?:\s|$)")
    looked, caught = 0, []
    cells = nbformat.read(root / folder / chapter / f"{chapter}.ipynb", 4).cells
    for cell in cells:
        lines = cell.source.splitlines() if cell.cell_type == "markdown" else []
        for line in lines:
            looked += 1
            if begun.fullmatch(line) or re.match(r"\s+[-+*]\s", line):
                caught.append((cell.id, line))
    assert looked > 150
    assert caught == []
