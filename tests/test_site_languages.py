"""The site in Korean and Japanese: the same pages, that lead to one another, in their language."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import nbformat
import pytest
from english_words import english_in, texts_in
from looked_over import at_least

from backpass.grading.authoring import glossary
from backpass.grading.course import Course
from backpass.hints import hint_texts
from backpass.questions import guesses, quiz
from website import pages, search
from website.living import bundle
from website.living.translate import Untranslatable
from website.markdown import code_block
from website.words import words_of

ROOT = Path(__file__).resolve().parents[1]
COURSE = Course(ROOT)
CODES = ("en", "ko", "ja")
CHAPTERS = ("02_chain_rule", "03_sigmoid_neuron")
LINKS = {
    "repository": "https://example.org/backpass",
    "site": "",
    "lite": "lite/",
    "run": "run/",
    "parts": "[]",
    "later": "[]",
    "weight": "30",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages of two chapters, whose cells have not been run, in all languages."""
    out = tmp_path_factory.mktemp("site")
    every = [words_of(COURSE, code) for code in CODES]
    for words in every:
        read = [
            pages.Chapter(name, nbformat.read(COURSE.release_in(words.code, name), 4))
            if words.folder
            else pages.Chapter(name, nbformat.read(COURSE.release_notebook(name), 4))
            for name in CHAPTERS
        ]
        pages.write_pages(read, out, LINKS, every, words)
    return out


def page(site, code, name):
    return (site / ("" if code == "en" else code) / name / "index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["", *CHAPTERS])
def test_each_page_leads_to_the_same_page_in_the_other_languages(site, name):
    for code in CODES:
        here = site / ("" if code == "en" else code) / name
        text = page(site, code, name)
        assert re.search(r'<html lang="([a-z]+)', text)[1] == code
        links = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]*)"', text)
        assert [lang for lang, _ in links] == list(CODES)
        for lang, link in links:
            other = (here / link / "index.html").resolve()
            assert other == (site / ("" if lang == "en" else lang) / name / "index.html").resolve()
        for asset in at_least(3, re.findall(r'(?:src|href)="([^"]*assets/[^"]*)"', text)):
            assert (here / asset).is_file(), asset


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_cells_of_a_page_are_called_alike_in_every_language(site, name):
    ids = [re.findall(r'id="(cell-[^"]*)"', page(site, code, name)) for code in CODES]
    assert len(ids[0]) > 30
    assert ids[0] == ids[1] == ids[2]


def found_by(site, code):
    """What the search of a language knows."""
    text = (site / ("" if code == "en" else code) / "search.js").read_text("utf-8")
    return json.loads(re.fullmatch(r"window\.backpassSearch = (.*);\n", text)[1])


@pytest.mark.parametrize("code", CODES)
def test_all_that_can_be_found_has_its_place_on_a_page(site, code):
    known = found_by(site, code)
    names = ["glossary", *CHAPTERS]
    assert [name for name, _ in known["chapters"]] == names
    ids = [set(re.findall(r'id="([^"]*)"', page(site, code, name))) for name in names]
    for chapter, anchor, heading, text in at_least(100, known["cells"]):
        assert anchor in ids[chapter]
        assert heading or text
        assert not re.search(r"<[a-z]|\\[a-z]|\$", heading + text), anchor
    every = [[cell[1] for cell in found_by(site, each)["cells"]] for each in CODES]
    assert every[0] == every[1] == every[2]


@pytest.mark.parametrize("code", CODES)
def test_every_word_of_the_glossary_can_be_found_in_both_tongues_with_its_meaning(site, code):
    found = {anchor: (word, text) for _, anchor, word, text in found_by(site, code)["cells"]}
    terms, synonyms = glossary.read(COURSE)
    plain = re.compile(r"`|\*\*")
    for term in at_least(70, terms):
        anchor = "term-" + "-".join(re.findall(r"[a-z0-9]+", term.word.lower()))
        word, text = found[anchor]
        here = {"en": term.word, **term.own}[code]
        assert word == plain.sub("", here)
        meaning = words_of(COURSE, code).say(term.meaning)
        assert (meaning == term.meaning) is (code == "en" or term.meaning.startswith("`x @"))
        assert plain.sub("", meaning) in text
        assert here == term.word or plain.sub("", term.word) in text
    others = [text for anchor, (_, text) in found.items() if anchor.startswith("other-")]
    assert len(others) == len(synonyms) > 20
    assert code == "en" or all(re.search(r"[\u3040-\ud7a3]", text) for text in others)


@pytest.mark.parametrize("code", CODES)
def test_no_solution_hidden_test_or_hint_can_be_found(site, code):
    everything = " ".join(f"{h} {t}" for _, _, h, t in found_by(site, code)["cells"])
    secret = []
    for name in CHAPTERS:
        for cell in nbformat.read(COURSE.source_notebook(name), 4).cells:
            for part in re.findall(r"(?s)### BEGIN \w+(.*?)### END", cell.source):
                secret += [line.strip() for line in part.splitlines() if len(line.strip()) > 16]
    known = words_of(COURSE, code).known
    for hint in (hint for hints in hint_texts().values() for hint in hints):
        secret.append((known.of(hint) if known else hint).replace("`", ""))
    assert [line for line in at_least(150, secret) if line in everything] == []


def test_what_stands_behind_a_fold_is_not_found_and_formulas_are_as_one_types_them():
    half = "<mfrac><mi>a</mi><mrow><mi>b</mi><mo>−</mo><mn>1</mn></mrow></mfrac>"
    signed = f"<mi>x</mi><mo>=</mo><mo>−</mo><msup><mi>y</mi><mn>2</mn></msup>{half}"
    markup = (
        f'<h2 id="a">One &amp; two</h2><p>Here <math xmlns="x" display="inline">{signed}</math>'
        "<details><summary>More</summary><p>hidden</p></details><p>その\n目標値\nafter</p>"
        "<h3>Three</h3>"
    )
    assert search.plain(markup) == (
        "One & two · Three",
        "Here x = −y^2 a/(b − 1) · More · その目標値 after",
    )


def test_a_long_line_of_code_says_how_far_in_it_begins_and_reads_as_it_was_written():
    long = "        scores, cache = two_layer_forward(params, x_train)  # a < b"
    code = f"def f():\n\n{long}\n    return 1"
    block = code_block(code)
    assert re.findall(r"--in:(\d+)ch", block) == ["8"]
    assert html.unescape(re.sub(r"<[^>]*>", "", block)) == code
    string = '"""One\n    ' + "two " * 12 + '\nthree"""'
    assert html.unescape(re.sub(r"<[^>]*>", "", code_block(string))) == string


@pytest.mark.parametrize("code", ["ko", "ja"])
@pytest.mark.parametrize("name", ["", *CHAPTERS])
def test_no_english_is_left_around_the_text_of_a_chapter(site, code, name):
    text = page(site, code, name)
    bare = re.sub(r"(?s)<math.*?</math>|<pre.*?</pre>|<main.*</main>", " ", text)
    if not name:
        bare = re.sub(r"(?s)<math.*?</math>|<pre.*?</pre>", " ", text)
    found = [(words, each) for each in texts_in(bare) if (words := english_in(each))]
    assert [each for each in found if each[0] not in (["English"], ["MIT"], ["MB"])] == []


@pytest.mark.parametrize("code", ["ko", "ja"])
def test_guesses_and_quizzes_answer_in_the_language_of_the_page(code):
    words = words_of(COURSE, code)
    shown = pages.asks('guess("two_steps", ...)  # a word', words)
    sealed = re.search(r'data-sealed="([^"]*)"', shown)[1]
    assert sealed != guesses.sealed("two_steps")
    name = next(iter(quiz.stored()))
    replies = json.loads(
        html.unescape(re.search(r'data-sealed="([^"]*)"', pages.quiz_html(name, words))[1])
    )
    for choice, text in at_least(3, replies.items()):
        own, english = quiz.unseal(name, choice, text), quiz.reply(name, choice)
        assert own.right is english.right
        assert own.why != english.why
        assert english_in(own.why) == []


@pytest.mark.parametrize("code", ["ko", "ja"])
def test_a_script_brings_its_own_sentences_and_no_others(code):
    words = words_of(COURSE, code)
    whole = bundle.script(["explore.secant"], words)
    given = json.loads(re.search(r"Object\.assign\(SPOKEN, (\{.*\})\);", whole)[1])
    assert given["code"] == code
    assert given["words"]["■ secant"] == words.known.of("■ secant")
    assert "show it in words" in given["words"]
    assert "The two-layer net" not in given["words"]
    assert ("particles" in given) is (code == "ko")
    assert "SPOKEN," not in bundle.script(["explore.secant"])


def test_a_script_is_the_same_whatever_was_translated_before_it():
    first = bundle.script(["explore.secant"])
    other = bundle.script(["explore.wants"])
    assert bundle.script(["explore.secant"]) == first != other
    for _ in range(2):  # what is refused is refused again
        with pytest.raises(Untranslatable, match=r"which backpass\.judging\.gradcheck uses"):
            bundle.Gathered().need("backpass.judging.gradcheck", "complex_step")
