"""Work that is more alike than chance makes it: found where it is copied, and nowhere else."""

import csv
import io
import json
import random
import zipfile

import pytest
import tiny_course
from tiny_class import hand_in

from backpass.grading import cli
from backpass.grading.similarity.compare import Work, pairs, threshold
from backpass.grading.similarity.page import write_dolos, write_pages
from backpass.grading.similarity.reading import read_class, work_in
from backpass.grading.similarity.words import level
from benchmarks.similar import disguised, simulated

CHAPTER = "03_sigmoid_neuron"
CODE = (
    "def staged(dout, cache):\n    first, second = cache\n    product = first * second\n"
    "    slope = np.exp(-product) / (1 + product) ** 2\n    back = dout * slope\n"
    "    return back * second, back * first\n"
)


@pytest.fixture(scope="module")
def a_class():
    works, copied = simulated(CHAPTER, 150, 3)
    return works, copied, pairs(works)


def test_copies_are_found_though_renamed_reordered_and_commented(a_class):
    _, copied, found = a_class
    shown = {frozenset((pair.one, pair.other)) for pair in found}
    assert len(copied) >= 7
    assert len(shown & copied) >= 0.8 * len(copied)
    assert len(shown & copied) >= 0.8 * len(shown)


def test_a_class_without_copies_shows_hardly_anybody():
    works, copied = simulated(CHAPTER, 150, 4)
    honest = [work for work in works if not any(work.who in pair for pair in copied)]
    assert len(honest) > 120
    assert len(pairs(honest)) <= 1


@pytest.mark.parametrize("seed", range(5))
def test_what_is_easily_changed_is_levelled(seed):
    other = disguised(CODE, random.Random(seed))
    assert other != CODE
    assert level(other).lines == level(CODE).lines


def test_another_way_to_write_it_is_not_levelled():
    assert level(CODE.replace("(1 + product)", "(product + 1)")).lines != level(CODE).lines


def class_of(count, code):
    return [Work(f"s{number}", {"gate": code(number)}) for number in range(count)]


def test_what_everybody_writes_says_nothing():
    assert pairs(class_of(60, lambda _: CODE), least=1.0) == []


def test_one_equal_line_proves_nothing_however_rare():
    def line(number):
        return f"def gate(dout, cache):\n    return dout * {number // 2 + 3}"

    assert pairs(class_of(60, line)) == []


def test_an_equal_wrong_answer_says_more_than_an_equal_right_one():
    def works(flaw):
        made = [
            Work(f"s{n}", {"gate": f"def gate(x):\n    a = x ** {n}\n    return a / {n + 7}"})
            for n in range(100)
        ]
        for work in made[:2]:
            work.answers["gate"] = "def gate(x):\n    return x - 77"
            work.flaws = {"gate": flaw} if flaw else {}
        return {(p.one, p.other): p.bits for p in pairs(made, least=0.5)}

    assert works("3fa2c1")["s0", "s1"] > works(None).get(("s0", "s1"), 0.0) + 2


def test_odd_cells_of_ones_own_are_seen_and_released_ones_are_not():
    works = class_of(80, lambda n: f"def gate(x):\n    return x + {n}")
    for work in works[:2]:
        work.own = [CODE, CODE.replace("exp", "log1p") + "print(staged(1.0, (2.0, 3.0)))"]
        work.texts = ["I wrote this on the train to Basel and am not sure about the second slope."]
    [pair] = pairs(works)
    assert (pair.one, pair.other, set(pair.reasons)) == ("s0", "s1", {"own cells", "names"})
    for work in works[:2]:
        work.texts = []
    assert pairs(works, [*works[0].own]) == []


def test_pairs_of_another_year_alone_are_not_shown():
    works = class_of(80, lambda n: f"def gate(x):\n    return x + {n}")
    for work in works[:3]:
        work.own = [CODE, CODE.replace("exp", "log1p") * 2]
        work.texts = ["A sentence that nobody else would ever write in such words as these."]
    for work in works[1:]:
        work.ours = False
    assert {(pair.one, pair.other) for pair in pairs(works)} == {("s0", "s1"), ("s0", "s2")}


def test_the_threshold_grows_with_the_class():
    assert threshold(2000) > threshold(200) > threshold(20) > 0


STRANGE = [
    "",
    "(((",
    "'''",
    "x = '",
    "%magic\n!ls",
    "\x00\ufffd",
    "def f(:\n  ]]]",
    "é = λ",
    "#" * 99,
]


@pytest.mark.parametrize("code", STRANGE)
def test_code_that_is_none_is_read_all_the_same(code):
    assert isinstance(level(code).lines, tuple)


# --- from a course, to a page --------------------------------------------------------------------


@pytest.fixture(scope="module")
def course(tiny_released, tmp_path_factory):
    """A class whose graded notebooks are made by hand, last year's beside it."""
    here = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("now") / "course")
    before = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("before") / "y2025")
    odd = "def multiply_backward(dout, cache):\n" + "".join(CODE.splitlines(True)[1:])
    for place, count in ((here, 12), (before, 12)):
        for number in range(count):
            code = (
                odd if number == 3 else f"def multiply_backward(dout, cache):\n    return {number}"
            )
            path = hand_in(place, f"s{number}", multiply_backward=code)
            notebook = json.loads(path.read_text())
            if number == 3:
                own = CODE + "print('<b>', staged(1.0, (1.5, -2.0)))\n" * 3
                notebook["cells"].append(
                    {"cell_type": "code", "metadata": {}, "outputs": [], "source": own}
                )
            graded = place.autograded / f"s{number}" / tiny_course.CHAPTER / path.name
            graded.parent.mkdir(parents=True)
            graded.write_text(json.dumps(notebook))
    return here, before


def test_another_years_copy_is_found_and_laid_side_by_side(course, monkeypatch, capsys):
    here, before = course
    monkeypatch.chdir(here.root)
    words = ["similar", tiny_course.CHAPTER, "--with", str(before.root), "--dolos", "--bits", "8"]
    assert cli.main(words) == 0
    assert "1 pairs among 24 notebooks" in capsys.readouterr().out
    page = (here.reports / "similar.html").read_text()
    assert "Likeness is no proof" in page
    assert "y2025/s3" in page
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    with (here.reports / "similar.csv").open() as file:
        rows = list(csv.reader(file))
    assert [rows[1][1], rows[1][3]] == ["s3", "y2025/s3"]
    with zipfile.ZipFile(here.reports / f"dolos-{tiny_course.CHAPTER}.zip") as archive:
        info = list(csv.DictReader(io.StringIO(archive.read("info.csv").decode())))
        assert len(info) == 24
        assert all(row["filename"] in archive.namelist() for row in info)
        assert {row["labels"] for row in info} == {"this class", "y2025"}


def test_a_folder_without_graded_work_is_refused(course, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(course[0].root)
    assert cli.main(["similar", tiny_course.CHAPTER, "--with", str(tmp_path)]) == 2
    assert "holds no graded work" in capsys.readouterr().err


def test_quizzes_and_released_cells_are_nobodys_work(course):
    works = {work.who: work for work in read_class(course[0], tiny_course.CHAPTER)}
    assert set(works["s3"].answers) == {"add_backward", "multiply_backward"}
    assert len(works["s3"].own) == 1
    assert works["s1"].own == []


def test_every_page_says_that_likeness_is_no_proof(course):
    page = write_pages(course[0], {tiny_course.CHAPTER: ([], [])}, {})
    assert "Likeness is no proof" in page.read_text()
    assert write_dolos(course[0], tiny_course.CHAPTER, [], {}).is_file()
    assert work_in({"cells": []}, "nobody", []).answers == {}
