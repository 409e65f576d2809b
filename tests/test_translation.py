"""The course in other languages: what is translated, what stays, and what is refused."""

import re
from pathlib import Path

import nbformat
import pytest
import tiny_course
from hypothesis import given
from hypothesis import strategies as st

from backpass.drawing.columns import columns
from backpass.grading.authoring.release import outdated, release
from backpass.grading.authoring.translation import catalogue, languages, releases
from backpass.grading.authoring.translation.code import (
    BrokenTranslation,
    pieces,
    replaced,
    same_but_for_words,
)
from backpass.grading.authoring.translation.markdown import blocks, skeleton
from backpass.grading.authoring.translation.notebook import differences, translated
from backpass.grading.authoring.translation.ways import ON_COLAB, WAYS
from backpass.grading.cli import main
from backpass.grading.course import Course, CourseError

CODE = '''\
# @title Picture: how the loss falls
def step(weight, slope):
    """Return the weight after one step."""
    # The slope says which way is up,
    # so we go the other way.
    return weight - 0.1 * slope  # downhill


names = {"left": "the first input"}
verdict = "the same numbers" if step(1, 1) < 1 else "other numbers"
print("after", f"one step: {step(1, 2):.2f} (was {1})", verdict, sep=", and ")
axis.set(title="How the loss falls", xlabel="step")
explore.sensitivity(moves="y only please")
if verdict == "the same numbers":
    raise NotImplementedError("nothing is written here yet")
'''


def test_comments_docstrings_and_what_is_printed_are_translated_and_nothing_else():
    assert [(piece.kind, piece.words) for piece in pieces(CODE)] == [
        ("comment", "Picture: how the loss falls"),
        ("docstring", "Return the weight after one step."),
        ("comment", "The slope says which way is up, so we go the other way."),
        ("comment", "downhill"),
        ("text", "the same numbers"),
        ("text", "other numbers"),
        ("text", "after"),
        ("template", "one step: {step(1, 2):.2f} (was {1})"),
        ("text", "How the loss falls"),
        ("text", "step"),
        ("text", "nothing is written here yet"),
    ]


def test_translated_code_is_the_same_but_for_words():
    words = {
        "Picture: how the loss falls": "그림: 손실이 줄어드는 모습",
        "The slope says which way is up, so we go the other way.": "기울기는 오르막을 알려 줍니다. "
        * 8,
        "downhill": "내리막",
        "one step: {step(1, 2):.2f} (was {1})": "({1}이었음) 한 걸음: {step(1, 2):.2f}",
        "the same numbers": '같은 "수"',
    }
    made = replaced(CODE, lambda text: words.get(text, text))
    assert made.startswith("# @title 그림: 손실이 줄어드는 모습\ndef step")
    assert '("after", f"({1}이었음) 한 걸음: {step(1, 2):.2f}", verdict' in made
    assert max(columns(line) for line in made.splitlines()) <= 100
    assert same_but_for_words(CODE, made)
    compile(made, "cell", "exec")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("0.1 * slope", "0.2 * slope"),
        ('"left"', '"right"'),
        ("y only", "x only"),
        ("(1, 2)", "(1, 3)"),
    ],
)
def test_other_code_is_seen(before, after):
    assert before in CODE
    assert not same_but_for_words(CODE, CODE.replace(before, after))


@pytest.mark.parametrize(
    "words", ["한 걸음", "{step(1, 2)} ({1})", "{step(1, 2):.2f} {1} {1}", "{1"]
)
def test_a_template_that_loses_a_value_is_refused(words):
    with pytest.raises(BrokenTranslation):
        replaced(CODE, lambda text: words if text.startswith("one step") else text)


@given(st.text(alphabet="ab \n`~$#*-1가", max_size=60))
def test_blocks_put_together_are_the_cell(source):
    assert "".join(block.text for block in blocks(source)) == source


def test_code_formulas_and_white_space_are_not_given_to_translators():
    source = (
        "# Title\n\n$$f = x$$\n\n```python\nprint('words here')\n\n# more\n```\n\nTwo\nlines.\n"
    )
    assert [b.text for b in blocks(source) if b.translated] == ["# Title", "Two\nlines."]


@pytest.mark.parametrize(
    ("english", "other", "what"),
    [
        ("The slope of $x^2$.", "$x^3$의 기울기.", "formulas"),
        ("See `dout`.", "`dx`를 보세요.", "code"),
        ("[next](../b.ipynb)", "[다음](../c.ipynb)", "links"),
        ("It is 6.", "7입니다.", "numbers"),
        ("a **bold** word", "굵은 낱말", "bold"),
        ("an *italic* word", "기운 낱말", "italic"),
        ("The **end.** More", "**끝.**더", "bold"),  # the stars would be shown
        ("- one\n- two", "- 하나", "bullets"),
        ("## Heading", "제목", "headings"),
    ],
)
def test_what_a_translation_must_keep_is_compared(english, other, what):
    one, two = skeleton(english), skeleton(other)
    assert [key for key in one if one[key] != two[key]] == [what]


def test_a_faithful_translation_has_the_same_skeleton():
    english = "**At** $x = 3$, see `f`: *6* and [more](a.md)."
    korean = "**$x = 3$에서는** `f`를 보세요: *6* 그리고 [더 보기](a.md)."
    assert skeleton(english) == skeleton(korean)


@pytest.fixture
def course(tmp_path, tiny_released):
    return tiny_course.copied(tiny_released, tmp_path / "course")


def add(course, chapter, **words):
    """Give each text of a chapter that contains a key its translation."""
    releases.update(course, "ko", [chapter])
    made = catalogue.read(course, "ko", chapter)
    for message in made:
        for key, other in words.items():
            if message.id and key in str(message.id):
                message.string = other
    catalogue.write(course, "ko", chapter, made)


def test_a_release_in_korean_has_the_same_cells_marks_and_code(course):
    chapter = tiny_course.CHAPTER
    add(course, chapter, Your="답을 여기에 쓰세요. 다음 줄을 지우고 쓰면 됩니다.")
    written = release(course, [chapter])
    path = course.release_in("ko", chapter)
    assert path in written
    english = nbformat.read(course.release_notebook(chapter), 4)
    korean = nbformat.read(path, 4)
    assert differences(english, korean) == []
    assert korean.metadata["language_code"] == "ko"
    stubs = [c for c in korean.cells if "답을 여기에" in c.source]
    assert stubs
    assert all("raise NotImplementedError" in c.source for c in stubs)
    assert outdated(course, [chapter]) == []


def test_an_english_text_that_changed_is_shown_in_english_and_counted(course, capsys, monkeypatch):
    monkeypatch.chdir(course.root)
    chapter = tiny_course.CHAPTER
    assert main(["translate", "ko"]) == 0
    total = len(list(catalogue.texts(nbformat.read(course.release_notebook(chapter), 4))))
    assert f"ko {chapter}: {total} texts are shown in English" in capsys.readouterr().out
    made = catalogue.read(course, "ko", chapter)
    for message in made:
        if message.id:
            message.string = str(message.id)
    catalogue.write(course, "ko", chapter, made)
    assert main(["translate", "--check"]) == 0
    source = nbformat.read(course.source_notebook(chapter), 4)
    source.cells[0].source += "\n\nA sentence that is new."
    nbformat.write(source, course.source_notebook(chapter))
    release(course, [chapter])
    assert main(["translate", "--check"]) == 1
    assert f"ko {chapter}: 1 text is shown in English" in capsys.readouterr().out
    assert "A sentence that is new." in course.release_in("ko", chapter).read_text()


def test_a_translation_that_changes_a_number_is_refused_and_the_old_release_stays(course):
    chapter = tiny_course.CHAPTER
    source = nbformat.read(course.source_notebook(chapter), 4)
    source.cells[0].source += "\n\nThe slope there is 6."
    nbformat.write(source, course.source_notebook(chapter))
    before = course.release_notebook(chapter).read_bytes()
    release(course, [chapter])
    after = course.release_notebook(chapter).read_bytes()
    assert after != before
    add(course, chapter, slope="거기에서 기울기는 7입니다.")
    with pytest.raises(
        CourseError, match=r"(?s)ko/.*changes more than words.*English has 6, .*has 7"
    ):
        release(course, [chapter])
    assert course.release_notebook(chapter).read_bytes() == after


def test_a_text_translated_once_serves_wherever_it_stands(course):
    chapter = tiny_course.CHAPTER
    releases.update(course, "ko", [chapter])
    made = catalogue.read(course, "ko", chapter)
    same = [m for m in made if m.id and "Your code goes here" in str(m.id)]
    assert len(same) > 1
    same[0].string = "여기에 쓰세요."
    catalogue.write(course, "ko", chapter, made)
    releases.update(course, "ko", [chapter])
    known = catalogue.translations(catalogue.read(course, "ko", chapter))
    assert [v for (_, words), v in known.items() if "Your code goes" in words] == [
        "여기에 쓰세요."
    ] * len(same)


@pytest.mark.parametrize("line", ['msgstr "b', "msgstr b", 'msgstr "b" c', "nonsense"])
def test_a_catalogue_that_is_broken_is_told_with_its_line_and_stays_as_it_is(course, line):
    path = catalogue.path_of(course, "ko", tiny_course.CHAPTER)
    path.parent.mkdir(parents=True)
    path.write_text(f'msgid "a"\n{line}\n', encoding="utf-8")
    with pytest.raises(CourseError, match=r"ko/.*\.po cannot be read: line 2"):
        releases.update(course, "ko", [tiny_course.CHAPTER])
    assert line in path.read_text(encoding="utf-8")


def test_links_lead_to_chapters_that_are_in_the_language_and_else_to_the_english(course):
    chapter = tiny_course.CHAPTER
    source = nbformat.read(course.source_notebook(chapter), 4)
    source.cells[0].source += f"\n\nSee [this](../{chapter}/a.ipynb), [that](../01_x/b.ipynb)."
    nbformat.write(source, course.source_notebook(chapter))
    other = course.source / "01_x" / "01_x.ipynb"
    other.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(), other)
    release(course, [chapter])
    releases.update(course, "ko", [chapter])
    english = nbformat.read(course.release_notebook(chapter), 4)
    made = releases.made_in(course, "ko", chapter, english)
    assert f"[this](../{chapter}/a.ipynb), [that](../../01_x/b.ipynb)" in made.cells[0].source


def test_a_link_that_names_another_place_is_refused(course):
    chapter = tiny_course.CHAPTER
    english = nbformat.read(course.release_notebook(chapter), 4)
    releases.update(course, "ko", [chapter])
    made = catalogue.read(course, "ko", chapter)
    words = made.add(ON_COLAB, "Colab에서 {numer}장 열기", context=WAYS)
    catalogue.write(course, "ko", chapter, made)
    with pytest.raises(CourseError, match=r"places \['number'\].*\['numer'\]"):
        releases.made_in(course, "ko", chapter, english)
    words.string = "Colab에서 {number}장 열기"
    catalogue.write(course, "ko", chapter, made)
    assert releases.made_in(course, "ko", chapter, english).cells


ROOT = Path(__file__).resolve().parents[1]
OURS = [
    (language, chapter)
    for language in languages(Course(ROOT))
    for chapter in releases.chapters_in(Course(ROOT), language)
]


@pytest.mark.parametrize(("language", "chapter"), OURS)
def test_a_chapter_in_another_language_is_complete_and_the_same_but_for_its_words(
    language, chapter
):
    course = Course(ROOT)
    english = nbformat.read(course.release_notebook(chapter), 4)
    made = catalogue.read(course, language, chapter)
    assert not list(catalogue.missing(made, catalogue.texts(english)))
    assert not [message.id for message in made if message.fuzzy and message.id]
    other = nbformat.read(course.release_in(language, chapter), 4)
    assert differences(english, other, links=False) == []
    assert len(other.cells) > 20


@pytest.mark.parametrize(("language", "chapter"), OURS)
def test_no_english_sentence_is_left(language, chapter):
    """Three small English words in a row stand in no Korean or Japanese text."""
    notebook = nbformat.read(Course(ROOT).release_in(language, chapter), 4)
    small = "the|a(?= [a-z]{2})|of|is|to|and|you|it|in|that|this|what|are|by|its"
    english = re.compile(rf"\b(?:{small})\b", re.I)
    left = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            words = [b.text for b in blocks(cell.source) if b.translated]
        else:
            words = [piece.words for piece in pieces(cell.source)]
        for text in words:
            bare = re.sub(r"`[^`]*`|\$[^$]*\$|\{[^{}]*\}|<[^>]*>|\([^()]*/[^()]*\)", " ", text)
            if len(english.findall(bare)) >= 2:
                left.append((cell.id, text))
    assert left == []


def test_without_a_translation_the_english_stays():
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("Some words.", id="a")]
    )
    assert translated(notebook, {}, "ko").cells == notebook.cells
