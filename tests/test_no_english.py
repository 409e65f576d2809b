"""Whatever the package shows is in the learner's language: no English word is left in it.

Everything is made at several settings and searched: words, labels, text alternatives, steps of
films. What is found is listed, and the list is empty.
"""

from __future__ import annotations

import html
import random
import re

import course_circuits
import numpy as np
import pytest
from english_words import english_in, texts_in
from looked_over import at_least
from test_explore import MAKERS
from test_languages import LANGUAGES, wrong_in_many_ways

from backpass import boundary, draw, explore, hints, pictures, progress, puzzles
from backpass import guess as guess_module
from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.guess import guess
from backpass.hints import Hints, hint, hint_texts
from backpass.languages import BUTTONS, said, spoken
from backpass.notebook.record import Entry
from backpass.questions.guesses import IN_RECORD, open_answer, questions
from backpass.questions.quiz import reply, stored

ALL = {
    **MAKERS,
    "knob": explore.knob,
    "losses": explore.losses,
    "training": explore.training,
    **{f"puzzle {name}": getattr(puzzles, name) for name in puzzles.__all__},
    "by head, with forks": lambda: puzzles.by_head(3),
}
FIGURES = {name: getattr(pictures, name) for name in pictures.__all__ if name != "Figure"}
SETTINGS = 5


@pytest.fixture(params=LANGUAGES)
def tongue(request, monkeypatch):
    monkeypatch.setenv(spoken.VARIABLE, request.param)
    return request.param


def nodes_of(svg):
    """The names of the nodes that a picture shows: they are the learner's, as in the code."""
    return {html.unescape(name) for name in re.findall(r'data-node="([^"]*)"', svg)}


def left_in(texts, names=frozenset()):
    """The lines in which English is left."""
    lines = dict.fromkeys(line for text in texts for line in text.splitlines())
    return [f"{found}: {line}" for line in lines if (found := english_in(line, names))]


def in_bundle(shown):
    """Every text of what was displayed."""
    data = shown if isinstance(shown, dict) else shown._repr_mimebundle_()
    return [data["text/plain"], *texts_in(data["text/html"])]


@pytest.fixture
def displayed(monkeypatch):
    """What was displayed, in order."""
    shown = []
    for module in (draw, guess_module, hints):
        monkeypatch.setattr(module, "display", lambda thing, **_: shown.append(thing))
    return shown


def none_are(found):
    assert not found, "\n".join(found)


def names_in(contract):
    """What an exercise takes and gives back, as in the code; a type, as Python says it."""
    return {"method", contract.name, *re.findall(r"\w+", f"{contract.signature} {contract!r}")}


def value_of(option):
    """What an option stands for; in another language than English, it has a name of its own."""
    return option[1] if isinstance(option, tuple) else option


def settings_of(x, rng):
    """Settings of an exploration: each choice once, and numbers at ends and in between."""
    for name, box in x.choices.items():
        for option in list(box.options)[:SETTINGS]:
            yield {name: value_of(option)}
    for _ in range(SETTINGS):
        yield {
            **{
                name: rng.choice([slider.min, slider.max, 0.0, rng.uniform(slider.min, slider.max)])
                for name, (_, slider) in x.controls.items()
            },
            **{n: value_of(rng.choice(list(box.options))) for n, box in x.choices.items()},
        }


@pytest.mark.parametrize("name", ALL)
def test_explorations_and_puzzles_at_many_settings(name, tongue):
    x = ALL[name]()
    names = nodes_of(x.svg)
    labels = [box.description for box in x.choices.values()]
    labels += [option[0] for box in x.choices.values() for option in box.options]
    labels += [each.description for pair in x.controls.values() for each in pair]
    found = left_in([x.title, x.in_words.description, *labels, *texts_in(x.snapshot())], names)
    for values in at_least(SETTINGS, settings_of(x, random.Random(name))):
        x.set(**values)
        found += left_in([x.text, x.note, *texts_in(x._view.value)], names)
    none_are(found)


@pytest.mark.parametrize("name", FIGURES)
def test_figures_with_all_their_steps(name, tongue):
    shown = FIGURES[name]()._repr_mimebundle_()
    texts = at_least(9, [shown["text/plain"], *texts_in(shown["text/html"])])
    none_are(left_in(texts, nodes_of(shown["text/html"])))


@pytest.mark.parametrize("make", course_circuits.ALL)
def test_circuits_with_their_films_and_tables(make, tongue, displayed):
    circuit = make()
    for gradients in (True, False):
        draw.show(circuit, gradients=gradients)
    texts = [text for shown in at_least(2, displayed) for text in in_bundle(shown)]
    none_are(left_in(texts, {node.name for node in circuit}))


def test_the_plane_as_a_net_sees_it(tongue):
    shown = boundary.picture(lambda at: at, np.zeros((4, 2)), np.array([0, 1, 0, 1]), "x")
    none_are(left_in([shown["text/plain"], *texts_in(shown["text/html"])]))


def test_hints_each_unfolded(tongue, displayed):
    for name, texts in at_least(60, hint_texts().items()):
        for number in range(len(texts) + 1):
            displayed.append(Hints(name, texts, number))
    hint("add_backwards")
    hint()
    hint("add_backward", 99)
    none_are(left_in([text for shown in displayed for text in in_bundle(shown)], set(CONTRACTS)))


def test_guesses_right_and_wrong(tongue, displayed, monkeypatch):
    monkeypatch.setattr(progress, "note_guess", lambda *_, **__: False)
    for question in at_least(90, questions()):
        answer = open_answer(question)
        tried = [..., answer.value, *answer.choices, "maybe", None]
        if not answer.choices:
            value = float(answer.value)
            tried += [-value, value + 0.5, 1000.0 * value, value / 1000.0, value + answer.within]
        for each in tried:
            guess(question, each)
    texts = [text for shown in at_least(400, displayed) for text in in_bundle(shown)]
    none_are(left_in(texts, {"hidden"}))  # a variable among the choices


def test_replies_to_quizzes(tongue):
    found, looked = [], 0
    for question, choices in stored().items():
        for choice in choices:
            looked += 1
            found += left_in([said(reply(question, choice).why)])
    assert looked > 60
    none_are(found)


@pytest.mark.parametrize("chapter", [None, "02_chain_rule", "06_two_layer_net"])
def test_progress_however_far_one_is(chapter, tongue):
    found, rng = [], random.Random(f"{chapter}")
    names = [*CONTRACTS, *(IN_RECORD + question for question in questions())]
    for share in at_least(5, [0.0, 0.02, 0.5, 0.97, 1.0]):
        entries = {
            name: Entry(
                CONTRACTS[name].chapter
                if name in CONTRACTS
                else questions()[name[len(IN_RECORD) :]],
                "passed" if share == 1.0 or rng.random() < 0.7 else "failed",
                "2026-01-31",
                "2026-01-30" if rng.random() < 0.9 else None,
            )
            for name in names
            if rng.random() < share
        }
        made = progress.View(chapter, entries, "Kept in this browser, and sent nowhere.")
        found += left_in([made.text, *texts_in(made.html)], CONTRACTS)
    none_are(found)


@pytest.mark.parametrize("name", list(CONTRACTS)[::4])
def test_checks_of_answers_that_go_wrong(name, tongue):
    contract, found = CONTRACTS[name], []
    for answer in at_least(7, wrong_in_many_ways(name)):
        panel = panel_of(contract, *examine(contract, answer))
        found += left_in([panel.text, *texts_in(panel.html)], names_in(contract))
    none_are(found)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("dx는 입력의 sum입니다.", ["sum"]),
        ("dx は要素の mean です。", ["mean"]),
        ("값은 scale. 끝.", ["scale"]),
        ("最後の square、reciprocal", ["square", "reciprocal"]),
        ("`sum`을 쓰세요. sum(out)과 np.mean(x)도 됩니다.", []),
        ("w0이 0.01 올라가면 dx와 `data`가 변합니다. x.grad는 2.", []),
        ("SVM은 max(0, x)를, ReLU는 exp를 씁니다.", []),
        ("IndexError로 멈췄습니다. tuple index out of range.", []),
    ],
)
def test_an_english_word_is_seen_in_prose_and_a_name_in_code_is_not(text, left):
    assert english_in(text) == left


def test_the_buttons_below_every_picture(tongue):
    """They are made by a script in an attribute, where no other test reads words."""
    circuit = course_circuits.neuron()
    shown = [draw.html(circuit), explore.knob().snapshot(), explore.circuit(circuit).snapshot()]
    shown += [in_html(figure()) for figure in FIGURES.values()]
    players = [html.unescape(markup) for markup in shown if "bp-bar" in markup]
    assert len(players) > 4
    assert not [words for words in BUTTONS if any(f"'{words}'" in page for page in players)]


def in_html(shown):
    """What a figure shows on a page."""
    return shown._repr_mimebundle_()["text/html"]
