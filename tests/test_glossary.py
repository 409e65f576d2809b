"""One word for one thing in everything that a learner reads: docs/glossary.md says which."""

import re

import pytest
from course_notebooks import CHAPTERS, ROOT, source

from backpass.grading.authoring.translation import catalogue as files
from backpass.grading.course import Course

COURSE = Course(ROOT)
#: By word of the glossary: what other books call it, and the course does not.
OTHERS = {
    "upstream gradient": ("incoming gradient", "global gradient", "upstream derivative"),
    "local gradient": ("local derivative", "local slope", "local rate"),
    "backward pass": ("backwards pass", "back pass", "reverse pass"),
    "forward pass": ("forwards pass",),
    "backpropagation": ("back-propagation", "back propagation"),
    "chain rule": ("chain law",),
    "circuit": ("computational graph", "computation graph"),
    "fork": ("branch point", "junction"),
    "loss": ("cost function", "objective function"),
    "learning rate": ("step size", "stepsize", "learning speed"),
    "central difference": ("finite difference", "finite differences", "two-sided difference"),
    "numerical gradient": ("numeric gradient", "numeric derivative"),
    "rounding error": ("round-off", "roundoff"),
    "to nudge": ("wiggle", "jiggle", "perturb", "perturbation"),
    "gradient check": ("grad check",),
    "sigmoid, σ": ("logistic function", "squashing function"),
    "bias": ("bias term",),
    "activation": ("nonlinearity", "non-linearity"),
    "matrix product": ("matrix multiplication", "matrix multiply"),
    "entry by entry": ("elementwise", "element-wise", "element by element"),
    "hidden layer": ("inner layer",),
    "example": ("sample", "samples", "instance of the data"),
    "batch": ("minibatch", "mini-batch"),
    "label": ("ground truth",),
    "dead unit": ("dead neuron", "dead relu"),
    "topological order": ("topological sort",),
    "autograd": ("autodiff", "automatic differentiation"),
}
CODE = re.compile(r"`[^`]*`|\$[^$]*\$|https?://\S+")


def chapter_texts(chapter: str) -> list[str]:
    """The prose of a chapter, and the comments and words of its code."""
    return [cell.source for cell in source(chapter).cells]


def package_texts() -> list[str]:
    """Checks, explorations, hints, and the replies to quizzes and guesses, in English."""
    folder = ROOT / "translations" / "ko"
    names = sorted(path.stem for path in folder.glob("*.po") if path.stem not in CHAPTERS)
    return [
        english
        for name in names
        for _, english in files.translations(files.read(COURSE, "ko", name))
    ]


def strange_words(texts: list[str]) -> list[str]:
    """Each word that is not the glossary's, with what stands around it."""
    words = [re.escape(other) for others in OTHERS.values() for other in others]
    pattern = re.compile(rf"\b({'|'.join(words)})\b", re.IGNORECASE)
    read = [CODE.sub("", text) for text in texts]
    return [
        text[max(0, hit.start() - 40) : hit.end() + 30]
        for text in read
        for hit in pattern.finditer(text)
    ]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_calls_each_thing_by_its_word_in_the_glossary(chapter):
    texts = chapter_texts(chapter)
    assert len(texts) > 90
    assert strange_words(texts) == []


def test_checks_hints_and_replies_call_each_thing_by_its_word_in_the_glossary():
    texts = package_texts()
    assert len(texts) > 1000
    assert strange_words(texts) == []


def test_each_word_that_is_guarded_stands_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    missing = [word for word in OTHERS if not re.search(rf"^\| [^|]*{word}[^|]*\|", glossary, re.M)]
    assert missing == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("What is left is round-off.", 1),
        ("The Incoming gradient meets samples of the data.", 2),
        ("Call `sample(3)`; $step size$ is a formula; resampled rows are other rows.", 0),
    ],
)
def test_a_strange_word_is_seen_in_prose_and_not_in_code(text, count):
    assert len(strange_words([text])) == count
