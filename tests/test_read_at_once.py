"""What is read in a submission at once is what is read of it bit by bit."""

import json
import random

import nbformat
import notebook_edits
import pytest
from course_notebooks import CHAPTERS, ROOT

from backpass.grading.common import apart as helpers
from backpass.grading.common.cells import is_test
from backpass.grading.intake.read import understand
from backpass.grading.intake.rebuild import rebuild
from backpass.grading.marking import readers
from backpass.grading.marking.readers import made_harmless, read_before, rebuilt
from backpass.grading.marking.sanitise import sanitise


def released(chapter):
    return (ROOT / "release" / chapter / f"{chapter}.ipynb").read_text(encoding="utf-8")


def handed_in(chapter, seed):
    """A chapter's solution, after a few of the things that happen to notebooks."""
    rng = random.Random(seed)
    source = nbformat.read(ROOT / "source" / chapter / f"{chapter}.ipynb", 4)
    nb = notebook_edits.solved(source, nbformat.reads(released(chapter), 4))
    nb, _ = notebook_edits.edited(nb, rng)
    return json.dumps(nb).encode()


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_same_at_once_and_bit_by_bit(chapter, seed):
    text, data = released(chapter), handed_in(chapter, seed)
    _, nb, read = rebuilt(data, f"{chapter}.ipynb", None, {}, text)
    release = nbformat.reads(text, 4)
    assert nb == rebuild(release, understand(data, f"{chapter}.ipynb"))
    assert read == read_before(nb, release)
    _, again, nothing = rebuilt(data, f"{chapter}.ipynb", None, {}, text, whole=False)
    assert (again, nothing) == (nb, None)


def test_what_reading_at_once_dies_of_is_read_bit_by_bit(monkeypatch):
    chapter, asked = CHAPTERS[0], []

    def apart(function, *given, tries):
        asked.append(given[-1])
        if given[-1]:
            raise helpers.CameToGrief("it was too much at once")
        return helpers.apart(function, *given, tries=tries)

    text, data = released(chapter), handed_in(chapter, 0)
    expected = rebuilt(data, f"{chapter}.ipynb", None, {}, text)
    monkeypatch.setattr(readers, "apart", apart)
    told, nb, read = rebuilt(data, f"{chapter}.ipynb", None, {}, text)
    assert (told, nb, read) == (*expected[:2], None)
    assert asked == [True, False]


def test_cells_that_are_left_alone_need_not_be_looked_at():
    chapter = CHAPTERS[0]
    release = nbformat.reads(released(chapter), 4)
    _, nb, _ = rebuilt(handed_in(chapter, 1), f"{chapter}.ipynb", None, {}, released(chapter))
    for number, cell in enumerate(nb.cells):
        if cell.cell_type == "code" and number % 3 == 0:
            html = "<b onclick='x'>b</b><script>x</script>"
            data = {"text/html": html, "text/plain": str(number)}
            output = nbformat.v4.new_output("display_data", data)
            cell.outputs = [output, nbformat.v4.new_output("stream", text="\ud800 and more")]
        elif number % 5 == 0:
            cell["source"] = f"# My own\n\n<script>x</script> {number}"
    expected = nbformat.from_dict(json.loads(json.dumps(nb)))
    sanitise(expected, release)
    assert made_harmless(nb, release) == expected
    others = [cell for cell in nb.cells if not is_test(cell)]
    assert "<script" not in json.dumps([cell.get("outputs") for cell in others])
