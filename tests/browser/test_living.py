"""The living pictures of a page beside the notebook's: the same numbers, words and pictures."""

import json
import math
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import driver
import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, Page
from traitlets.config import Config

from backpass import explore
from backpass.circuit import Circuit, Gate
from backpass.explore import Exploration
from backpass.grading.course import Course
from backpass.grading.learners_room import furnish
from backpass.guess import compare
from backpass.languages.spoken import VARIABLE
from backpass.questions import guesses, quiz
from website import pages
from website.export import carry, carrying, export
from website.living import bundle
from website.living.translate import Untranslatable
from website.words import words_of

pytestmark = pytest.mark.browser

SETTINGS = 50
VIEWS = bundle.views()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that finds no host. A process has one at a time."""
    with driver.chromium("--host-resolver-rules=MAP * ~NOTFOUND") as browser:
        yield browser


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """An empty page with the script of all views."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>Views</title>")
    page.add_script_tag(content=bundle.script())
    return page


def settings(made: Exploration, seed: str) -> list[dict[str, Any]]:
    """Where an exploration starts, and settings all over its sliders and lists, ends included."""
    rng, found = random.Random(seed), [made.values]
    for _ in range(SETTINGS - 1):
        values: dict[str, Any] = {}
        for name, (slider, box) in made.controls.items():
            low, high = box.min, box.max
            if hasattr(slider, "base"):  # in powers of ten
                at = rng.choice([low, high, 10 ** rng.uniform(math.log10(low), math.log10(high))])
            else:
                at = rng.choice([low, high, *(rng.uniform(low, high) for _ in range(8))])
                at = low + slider.step * round((at - low) / slider.step)
            values[name] = at
        for name, box in made.choices.items():
            values[name] = rng.choice(list(box.options))
        made.set(**values)
        found.append(made.values)
    return found


def on_the_page(page: Page, recipe: str, values: list[dict[str, Any]]) -> list[dict[str, str]]:
    ask = """([recipe, all]) => all.map((values) => {
      try { return backpassLiving.picture(recipe, values); }
      catch (problem) {
        if (problem.words === undefined) throw problem;
        return {complaint: problem.words};
      }
    })"""
    answers: list[dict[str, str]] = page.evaluate(ask, [json.loads(recipe), values])
    return answers


def differences(page: Page, made: Exploration, seed: str) -> tuple[int, list[str]]:
    """How many settings were compared, and where page and notebook part."""
    values = settings(made, seed)
    parted = []
    for wanted, came in zip(values, on_the_page(page, made.recipe, values), strict=True):
        made.set(**wanted)
        if "complaint" in came:
            if came["complaint"] not in made.widget.children[-1].children[-1].children[-1].value:
                parted.append(f"{wanted}: the page complains: {came['complaint']}")
            continue
        pairs = {"svg": made.svg, "text": made.text, "note": made.note}
        for what, own in pairs.items():
            if came[what] != own:
                both = zip(came[what], own, strict=False)
                at = next((i for i, (a, b) in enumerate(both) if a != b), 0)
                here = slice(max(at - 40, 0), at + 40)
                parted.append(f"{wanted}: {what}: {came[what][here]!r} for {own[here]!r}")
    return len(values), parted


@pytest.mark.parametrize("name", VIEWS)
def test_page_and_notebook_show_and_say_the_same_at_fifty_settings(page: Page, name: str):
    compared, parted = differences(page, VIEWS[name](), name)
    assert compared == SETTINGS
    assert parted == []


def test_what_a_notebook_asks_for_with_arguments_is_the_same_on_a_page(page: Page):
    circuit = Circuit("a learner's own")
    x, y = circuit.input("x", 0.5), circuit.input("y", -2.0)
    shifted = circuit.shift(circuit.scale(circuit.sigmoid(x), 3.0), -1.5)
    circuit.maximum(circuit.square(circuit.tanh(shifted)), circuit.divide(y, x), name="f")
    asked = [
        explore.circuit(circuit, nudge=0.3),
        explore.wants(circuit, gate="tanh"),
        explore.secant("sin x", x=0.7, h=1e-9),
        explore.sensitivity(x=4.0, y=2.0, h=0.5, moves="y only"),
        explore.entries("dX[0, 2]"),
    ]
    for made in asked:
        compared, parted = differences(page, made, made.title)
        assert (compared, parted) == (SETTINGS, []), made.title


def test_a_circuit_with_a_gate_of_ones_own_stays_a_snapshot():
    circuit = Circuit("cubed")
    circuit.gate(Gate("cube", "x³", "{0}³", lambda a: a * a * a), circuit.input("x", 2.0))
    made = explore.circuit(circuit)
    assert made.recipe == ""
    assert "data-made" not in made.snapshot()


def test_all_that_a_notebook_can_call_is_on_the_page(page: Page):
    assert page.evaluate("backpassLiving.views") == list(VIEWS)
    assert len(VIEWS) == len(explore.__all__) - 1 + 3


@pytest.mark.parametrize(
    "number",
    [
        0.125,
        2.5,
        0.015,
        1.005,
        -0.5,
        1e-9,
        125000.0,
        135000.0,
        99999.5,
        1e21,
        1e22,
        0.1 + 0.2,
        -0.0,
    ],
)
def test_numbers_read_as_in_python(page: Page, number: float):
    shown = page.evaluate("(x) => backpassLiving.number(x)", number)
    assert shown == [f"{number:.0f}", f"{number:.2f}", f"{number:.1e}", f"{number:g}", repr(number)]


def test_the_picture_of_a_circuit_has_all_digits(page: Page):
    made = explore.wants()
    (came,) = on_the_page(page, made.recipe, [made.values])
    found = re.findall(r'data-value="([^"]+)"', came["svg"])
    assert found == [repr(node.value) for node in example()]


def example() -> Circuit:
    c = Circuit("(x + y) z")
    x, y, z = c.input("x", -2.0), c.input("y", 5.0), c.input("z", -4.0)
    c.multiply(c.add(x, y, name="q"), z, name="f")
    return c


def test_what_cannot_be_translated_is_refused_with_its_place():
    with pytest.raises(
        Untranslatable, match=r"numpy\.\w+, which backpass\.judging\.gradcheck uses"
    ):
        bundle.Gathered().need("backpass.judging.gradcheck", "complex_step")


def by_our_command(path: Path) -> Path:
    """``python -m website --export``."""
    return export(path)


def by_plain_nbconvert(path: Path) -> Path:
    """``python -m website --carry``, and then nbconvert as it comes, without the course."""
    page = path.with_suffix(".plain.html")
    page.write_text(HTMLExporter().from_filename(str(carry(path)))[0], encoding="utf-8")
    return page


def by_a_learners_lab(path: Path) -> Path:
    """The menu of ``backpass lab``: nbconvert with the settings that it writes."""
    furnish(path.parent)
    settings = json.loads((path.parent / "jupyter_server_config.json").read_text(encoding="utf-8"))
    page = path.with_suffix(".lab.html")
    exporter = HTMLExporter(config=Config(settings))
    page.write_text(exporter.from_filename(str(path))[0], encoding="utf-8")
    return page


@pytest.mark.parametrize("way", [by_our_command, by_plain_nbconvert, by_a_learners_lab])
def test_a_notebook_exported_to_html_moves_too(
    page: Page, tmp_path: Path, way: Callable[[Path], Path]
):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("explore.secant()")])
    made = explore.secant()
    data = {"text/html": made.snapshot(), "application/vnd.jupyter.widget-view+json": {}}
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", data=data)]
    path = tmp_path / "one.ipynb"
    nbformat.write(notebook, path)
    page.goto(way(path).as_uri())
    slider = page.get_by_role("slider", name="x", exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    made.set(x=1.05)
    assert page.locator(".bp-note").inner_text() == made.note
    assert page.locator(".bp-living").evaluate("(place) => place.backpass.now.text") == made.text


def test_a_notebook_brings_its_script_along_once():
    cells = [nbformat.v4.new_code_cell("explore.secant()"), nbformat.v4.new_markdown_cell("So.")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    assert carrying(notebook) == notebook, "where nothing moves, nothing is added"
    data = {"text/html": explore.secant().snapshot()}
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", data=data)]
    once = carrying(notebook)
    assert len(once.cells) == 3
    assert [cell.id for cell in carrying(once).cells] == [cell.id for cell in once.cells]


# --- guesses and quizzes -------------------------------------------------------------------------


def test_every_guess_is_answered_on_the_page_as_in_the_notebook(page: Page):
    lines = [f'guess("{name}", ...)  # something' for name in guesses.questions()]
    put(page, "".join(pages.asks(line) for line in lines))
    answered = 0
    for name in guesses.questions():
        answer = guesses.open_answer(name)
        if answer.choices:
            tries: list[Any] = list(answer.choices)
        else:
            right = float(answer.value)
            tries = [right, -right, right + answer.within + 1.0, right * 300 + 7, 0.0]
        for given in tries:
            heard = compare(answer, given)
            said = page.evaluate(
                GUESS, [name, repr(given) if given not in answer.choices else given]
            )
            assert said == [
                heard.title.replace("`", ""),
                *(x.replace("`", "") for x in heard.lines),
            ]
            answered += 1
    assert answered > 300


def test_every_choice_of_every_quiz_is_answered_on_the_page_as_in_the_notebook(page: Page):
    put(page, "".join(pages.quiz_html(name) for name in quiz.stored()))
    answered = 0
    for name, replies in quiz.stored().items():
        for letter in replies:
            reply = quiz.reply(name, letter)
            title = f"{letter} is {'right' if reply.right else 'not it'}."
            said = page.evaluate(QUIZ, [name, letter])
            assert said == [title, reply.why.replace("`", "")]
            answered += 1
    assert answered == 4 * len(quiz.stored()) > 90


@pytest.mark.parametrize("given", ["", "three", "nan", "1e999"])
def test_what_is_no_number_is_no_guess_on_a_page_either(page: Page, given: str):
    put(page, pages.asks('guess("slope_of_square", ...)  # the slope'))
    assert page.evaluate(GUESS, ["slope_of_square", given]) == ["A number belongs here, like 2.5."]


READ = (
    *("2", "-3", " − 3 ", "–4", "+0.5", "0,25", "−0,5", "-1 / 4", "1/−2", "1,5/2", "1e-5", "2E3"),
    *(
        "30 000",
        "33%",
        "12,5 %",
        "\uff0d\uff11\uff0c\uff15",
        "\uff12\uff0f\uff13",
        "½",
        "1_000",
        "about 6",
        "~6.",
        "6?",
        "10^-4",
        "-2**2",
        ".5",
    ),
)
NOT_READ = (
    *("1,000,000", "1.000,5", "1/0", "0/0", "--3", "1 or 2", "3x", "inf", ".", "1e", "0x10"),
    "1/2/3",
)


def test_a_number_is_read_on_the_page_as_in_the_notebook_however_it_is_typed(page: Page):
    put(page, pages.asks('guess("slope_of_square", ...)  # the slope'))
    answer, understood = guesses.open_answer("slope_of_square"), 0
    for typed in READ + NOT_READ:
        said = page.evaluate(GUESS, ["slope_of_square", typed])
        heard = compare(answer, typed)
        if heard.foreseen is None:
            assert said == ["A number belongs here, like 2.5."], typed
        else:
            assert said == [each.replace("`", "") for each in (heard.title, *heard.lines)], typed
            understood += 1
    assert understood == len(READ)


def test_no_answer_to_a_guess_or_a_quiz_can_be_read_on_a_page():
    asked = "".join(pages.asks(f'guess("{name}", ...)') for name in guesses.questions())
    asked += "".join(pages.quiz_html(name) for name in quiz.stored())
    sentences = [guesses.open_answer(name).say for name in guesses.questions()]
    sentences += [quiz.reply(n, letter).why for n, all_ in quiz.stored().items() for letter in all_]
    assert len(sentences) > 150
    assert [each for each in sentences if each in asked or each in bundle.script([])] == []


def put(page: Page, body: str) -> None:
    """A page with this body, and its script run again."""
    page.set_content(f"<!doctype html><title>Asked</title>{body}")
    page.add_script_tag(content=bundle.script([]))


REPLY = """(place) => [...place.querySelector('[role=status]').children].map((line) =>
  [...line.childNodes].filter((n) => n.ariaHidden !== 'true').map((n) => n.textContent).join(''))"""
GUESS = f"""([name, given]) => {{
  const place = document.querySelector(`[data-guess=${{name}}]`);
  place.querySelector('input, select').value = given;
  place.querySelector('form').requestSubmit();
  return ({REPLY})(place);
}}"""
QUIZ = f"""([name, letter]) => {{
  const place = document.querySelector(`[data-quiz=${{name}}]`);
  [...place.querySelectorAll('button')].find((each) => each.textContent === letter).click();
  return ({REPLY})(place);
}}"""


@pytest.fixture(scope="module", params=["ko", "ja"])
def spoken(request: pytest.FixtureRequest, browser: Browser) -> tuple[str, Page]:
    """An empty page with the script of all views in another language."""
    words = words_of(Course(Path(__file__).resolve().parents[2]), request.param)
    page = browser.new_page()
    page.set_content("<!doctype html><title>Views</title>")
    page.add_script_tag(content=bundle.script(words=words))
    return request.param, page


@pytest.mark.parametrize("name", VIEWS)
def test_page_and_notebook_say_the_same_in_korean_and_japanese(
    spoken: tuple[str, Page], name: str, monkeypatch: pytest.MonkeyPatch
):
    code, page = spoken
    monkeypatch.setenv(VARIABLE, code)
    made = VIEWS[name]()
    values = [made.values]
    made.set(**{key: low.min for key, (_, low) in list(made.controls.items())[:2]})
    values.append(made.values)
    assert len(values) == 2
    for wanted, came in zip(values, on_the_page(page, made.recipe, values), strict=True):
        made.set(**wanted)
        assert came == {"svg": made.svg, "text": made.text, "note": made.note}
