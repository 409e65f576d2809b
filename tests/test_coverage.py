"""The chapters teach what the lecture teaches: every item has its cell, every value comes out.

And where the notes on the lecture are wrong, the chapters are right.
"""

import ast
import math
import re

import pytest
from course_notebooks import CHAPTERS, coverage, executed, said, source, tags
from coverage_expectations import EXPECTED, FORMULAS, IN_PROSE
from looked_over import at_least

#: Which part of the list each finished chapter teaches.
TAUGHT_BY = {
    "01_simple_gates": ("C0-", "C1-"),
    "02_chain_rule": (
        "C2-",
        "C3-",
        "C6-CLM01",
        "C6-FIG01",
        "C6-CLM02",
        "C6-CLM03",
        "C6-EXA01",
        "C6-CLM04",
        "C6-EXA02",
        "C6-CLM05",
        "C6-EXA03",
        "C6-CLM06",
    ),
    "03_sigmoid_neuron": ("C4-",),
    "04_staged_computation": (
        "C5-",
        "C6-CLM07",
        "C6-EXA04",
        "C6-CLM08",
        "C8-CLM02",
        "C8-CLM03",
        "C8-CLM04",
    ),
    "05_vectorized_gradients": ("C7-",),
    "06_two_layer_net": ("C8-CLM01", "C9-"),
    "07_build_autograd": ("C8-CLM05", "C8-CLM06"),
}
ITEMS = {item["id"]: item for item in coverage()["items"]}
TAUGHT = {
    id_: chapter
    for chapter, beginnings in TAUGHT_BY.items()
    for id_ in ITEMS
    if id_.startswith(beginnings)
}
NUMBER = r"[-−+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?\.?"
NUMBERS_IN_VALUE = r"(?<![\w.^])[-−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"


def pattern(words):
    """A pattern with ``{}`` for a number, as a regular expression; blanks stretch."""
    pieces = [r"\s+".join(map(re.escape, piece.split(" "))) for piece in words.split("{}")]
    return re.compile(rf"\s*({NUMBER})".join(pieces))


def as_number(text):
    return float(text.replace("−", "-").rstrip("."))


def matches(words, numbers, text):
    """Whether some place in the text has the words with just these numbers."""
    return any(
        all(
            math.isclose(as_number(came), wanted, rel_tol=1e-3, abs_tol=1e-9)
            for came, wanted in zip(found.groups(), numbers, strict=True)
        )
        for found in pattern(words).finditer(text)
    )


def tagged(notebook, id_):
    return [cell for cell in notebook.cells if id_ in tags(cell)]


def test_the_matcher_tells_right_from_wrong_numbers():
    assert matches("f = {} dfdx = {}", (-12, -3), "f = -12.0000\ndfdx =  −3.0")
    assert not matches("f = {}", (-12,), "f = 12")
    assert not matches("f = {}", (-12,), "df = x")
    assert not matches("dz = {}", (3,), "dz = 3.1")


def test_the_list_is_whole():
    assert len(ITEMS) == 141
    assert len(coverage()["errata"]) == 21
    assert set(TAUGHT_BY) == set(CHAPTERS)


@pytest.mark.parametrize("id_", TAUGHT)
def test_every_item_has_a_cell(id_):
    cells = tagged(source(TAUGHT[id_]), id_)
    assert cells, f"{id_} is on no cell of {TAUGHT[id_]}: {ITEMS[id_]['text']}"
    assert all(cell.source.strip() for cell in cells)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_tag_is_an_item_or_known(chapter):
    for cell in at_least(10, source(chapter).cells):
        unknown = set(tags(cell)) - set(ITEMS) - {"show"}
        assert not unknown, f"{cell.id}: {unknown}"


@pytest.mark.parametrize("id_", [id_ for id_ in TAUGHT if ITEMS[id_]["value"]])
def test_every_value_comes_out_when_the_cell_runs(id_):
    assert id_ in EXPECTED, f"{id_} has a value; say in coverage_expectations.py what to look for"
    cells = tagged(executed(TAUGHT[id_], solved=False), id_)
    text = "\n".join(cell.source if id_ in IN_PROSE else said(cell) for cell in cells)
    for words, numbers in EXPECTED[id_]:
        assert matches(words, numbers, text), f"{id_}: no “{words}” with {numbers} in:\n{text}"


def numbers_of(id_):
    """The numbers in what the list says of an item."""
    return re.findall(NUMBERS_IN_VALUE, ITEMS[id_]["value"].replace("*-", "* -"))


@pytest.mark.parametrize(
    "id_", [id_ for id_ in EXPECTED if id_ not in FORMULAS and numbers_of(id_)]
)
def test_the_numbers_looked_for_are_those_of_the_list(id_):
    looked_for = {float(number) for _, numbers in EXPECTED[id_] for number in numbers}
    words = " ".join(words for words, _ in EXPECTED[id_])
    looked_for |= {as_number(text) for text in re.findall(NUMBERS_IN_VALUE, words)}
    steps = STEPS_IN_VALUES.get(id_, ())
    for text in at_least(1, numbers_of(id_)):
        number = as_number(text)
        found = any(math.isclose(number, other, rel_tol=1e-6) for other in looked_for)
        assert found or number in steps, f"{id_}: {text} of the list is not looked for"


#: Numbers of the list that are part of a calculation and not its result.
STEPS_IN_VALUES = {
    "C1-CLM05": (4.0, 1e-4, -3.0, -12.0),
    "C1-CLM06": (4.0, -3.0, 1e-4, -12.0),
    "C1-CLM10": (4.0, 2.0, 2.5),
    "C1-EXA02": (4.0, 2.0, 2.001),
    "C3-CLM08": (-2.01, 4.99, -4.0, -12.0),
}


@pytest.mark.parametrize("id_", [id_ for id_ in EXPECTED if id_ in TAUGHT])
def test_no_value_is_typed_in(id_):
    """A worked example is computed: its result stands in no string of a code cell."""
    strings = [
        node.value
        for cell in at_least(1, tagged(source(TAUGHT[id_]), id_))
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    for words, numbers in at_least(1, EXPECTED[id_]):
        assert not any(matches(words, numbers, text) for text in strings), words


# --- errata --------------------------------------------------------------------------------------

#: Where the notes are wrong: what must not stand in a chapter, and what must.
ERRATA = {
    "E01": {
        "chapter": "02_chain_rule",
        "wrong": [r"dfdq = q\b", r"dfdz = z\b", r"gradient on q becomes 3"],
        "right": [r"dfdz = q\b", r"dfdq = z\b"],
    },
    "E02": {
        "chapter": "01_simple_gates",
        "wrong": [r"The one on \$x\$ is \$4", r"\\partial x\} = 4"],
        "right": [r"The one on \$x\$ is \$-3\$", r"The one on \$y\$ is \$4\$"],
    },
    "E03": {
        "chapter": "02_chain_rule",
        "wrong": [r"gradient on (its|the) output (was|is) \$?4"],
        "right": [r"gradient on its output is \$-4\$"],
    },
    "E04": {
        "chapter": "01_simple_gates",
        "wrong": [r"\\mathbb\{1\}\(x > y\)", r"1 if \$x > y\$", r"1 if \$y \\ge x\$"],
        "right": [
            r"at a tie the gradient goes to `x`, the first input: \(1\.0, 0\.0\)",
            r"Any split \$\(\\lambda, 1 - \\lambda\)\$",
            r"central difference gives the mean: ½",
            r"never by a numerical difference",
        ],
    },
    "E05": {
        "chapter": "01_simple_gates",
        "wrong": [r"\\left\[\\frac\{\\partial\}\{"],
        "right": [
            r"\\nabla f = \\left\[\\frac\{\\partial f\}\{\\partial x\}, "
            r"\\frac\{\\partial f\}\{\\partial y\}\\right\]"
        ],
    },
    "E06": {
        "chapter": "02_chain_rule",
        "wrong": [r"neural circuit", r"neural network diagram"],
        "right": [r"draw it as a circuit"],
    },
    "E08": {
        "chapter": "02_chain_rule",
        "wrong": [r"(gradient|value|derivative) of \$?(q|∂q)[^.]*(not useful|useless)"],
        "right": [r"Nobody asked for the gradient on \$q\$"],
    },
    "E09": {
        "chapter": "02_chain_rule",
        "wrong": [r"gradients? of its inputs? with respect to its output"],
        "right": [r"\*local gradient\* of its output with respect to its inputs"],
    },
    "E13": {
        "chapter": "02_chain_rule",
        "wrong": [r"\$q\$ (is|are) (not useful|useless)", r"need not be computed"],
        "right": [r"it has to be \*\*computed all the same\*\*"],
    },
    "E07": {
        "chapter": "03_sigmoid_neuron",
        "wrong": [],
        "right": [r"add and subtract 1 in the numerator", r"# backward pass, last stage first"],
    },
    "E10": {
        "chapter": "03_sigmoid_neuron",
        "wrong": [
            r"\\frac\{1 \+ e\^\{-x\}\}\{1 \+ e\^\{-x\}\} ?\\right",
            r"\(1 \+ e\^\{-x\}\) ?/ ?\(1 \+ e\^\{-x\}\)",
        ],
        "right": [
            r"= \\left\( \\frac\{1 \+ e\^\{-x\} - 1\}\{1 \+ e\^\{-x\}\} \\right\) "
            r"\\left\( \\frac\{1\}\{1 \+ e\^\{-x\}\} \\right\) "
            r"= \\big\( 1 - \\sigma\(x\) \\big\)\\, \\sigma\(x\)"
        ],
    },
    "E14": {
        "chapter": "03_sigmoid_neuron",
        "wrong": [r"0\.197", r"= 0\.2\b"],
        "right": [
            r"if you round \$\\sigma\$ to two digits \*first\*, the result is off by a quarter"
        ],
    },
    "E15 (neuron)": {
        "chapter": "03_sigmoid_neuron",
        "wrong": [],
        "right": [
            r"f\(w, x\) = \\frac\{1\}\{1 \+ e\^\{-\(w_0 x_0 \+ w_1 x_1 \+ w_2\)\}\}",
            r"f_c\(x\) = c \+ x .{,40}\\frac\{df\}\{dx\} = 1\$\$",
            r"f_a\(x\) = ax .{,40}\\frac\{df\}\{dx\} = a\$\$",
        ],
    },
    "E17 (gates)": {
        "chapter": "03_sigmoid_neuron",
        "wrong": [r"f\(x\) = 1x", r"f\(x\) = ex\b", r"[-−]1/x2"],
        "right": [
            r"f\(x\) = \\frac\{1\}\{x\} .{,40}\\frac\{df\}\{dx\} = -\\frac\{1\}\{x\^2\}",
            r"f\(x\) = e\^x .{,40}\\frac\{df\}\{dx\} = e\^x",
        ],
    },
    "E15 (staged)": {
        "chapter": "04_staged_computation",
        "wrong": [r"x ?\+ ?σ\(y\) ?/ ?σ\(x\)", r"x \+ \\sigma\(y\) ?/"],
        "right": [
            r"f\(x, y\) = \\frac\{x \+ \\sigma\(y\)\}\{\\sigma\(x\) \+ \(x \+ y\)\^2\}",
            r"\(x \+ \\sigma\(y\)\)\\,/\\,\(\\sigma\(x\) \+ \(x \+ y\)\^2\)",
        ],
    },
    "E12": {
        "chapter": "05_vectorized_gradients",
        "wrong": [
            r"always exactly one way[^.]*\.(?! \*\*Not always:\*\*)",
            r"(is|are) the only way (that|in which|for) (the )?(shapes|dimensions)",
        ],
        "right": [
            r"always exactly one way to make the dimensions work out\. \*\*Not always:\*\*",
            r"\*\*fails whenever sizes coincide\*\*",
        ],
    },
    "E21": {
        "chapter": "05_vectorized_gradients",
        "wrong": [r"[-−]1e6\b", r"[-−]10\^\{?6\b"],
        "right": [r"x = -10\^\{-6\}", r"x = -1e-6\b"],
    },
    "E19": {
        "chapter": "06_two_layer_net",
        "wrong": [r"\\frac\{1\}\{N\} ?\\sum_j \(y_j - d_j\)\^2", r"squared error is (the|a) mean"],
        "right": [
            r"E\(y\) = \\tfrac\{1\}\{2\} \\sum_j \(y_j - d_j\)\^2 =",
            r"\*\*In this course the squared error is the sum, with no \$\\frac\{1\}\{N\}\$",
        ],
    },
    "E20": {
        "chapter": "06_two_layer_net",
        "wrong": [r"np\.dot\(delta2, z1\.T\)", r"delta2 never has a factor"],
        "right": [
            r"weight from unit \$i\$ to unit \$j\$ \| `w\[j, i\]` \| `W\[i, j\]`, so `W = w\.T`",
            r"Only because the output is the identity, whose slope is 1",
        ],
    },
}


def whole_text(chapter):
    return re.sub(r"\s+", " ", "\n".join(cell.source for cell in source(chapter).cells))


@pytest.mark.parametrize("id_", ERRATA)
def test_errata_are_taught_right(id_):
    text = whole_text(ERRATA[id_]["chapter"])
    for right in at_least(1, ERRATA[id_]["right"]):
        assert re.search(right, text), f"{id_}: missing: {right}"
    for chapter in CHAPTERS:
        for wrong in ERRATA[id_]["wrong"]:
            found = re.search(wrong, whole_text(chapter))
            assert not found, f"{id_}: {chapter} has {found[0]!r}"


def test_errata_values_come_out_right():
    """E01, E03: the gradient on z is 3, and what the add gate learns is −4 and not 4."""
    notebook = executed("02_chain_rule", solved=False)
    learned = "\n".join(said(cell) for cell in tagged(notebook, "C3-EXA01"))
    assert matches("upstream gradient {}", (-4,), learned)
    backward = "\n".join(said(cell) for cell in tagged(notebook, "C2-COD02"))
    assert matches("dfdz = {}", (3,), backward)


def test_a_gradient_check_across_a_kink_is_shown_to_fail():
    """E21: at x = −1e-6 a step of 1e-5 reaches across the kink of ReLU; at −1e6 it would not."""
    (cell,) = [c for c in executed("05_vectorized_gradients", solved=False).cells if c.id == "kink"]
    assert matches("h = 1e-05: {}", (0.45,), said(cell))
    assert matches("h = 1e-07: {}", (0,), said(cell))


def test_the_bridge_between_columns_and_rows_is_computed():
    """E20: rows are columns transposed, and only the identity leaves delta2 without a factor."""
    notebook = executed("06_two_layer_net", solved=False)
    words = {cell.id: said(cell) for cell in notebook.cells}
    assert matches("shapes: ({}, {}) in rows, ({}, {}) in columns", (3, 2, 2, 3), words["bridge"])
    assert matches("rows are the columns transposed: True", (), words["bridge"])
    slopes = words["delta2-activation"]
    assert matches("identity: dE/du is y - d: True", (), slopes)
    assert matches("sigmoid: dE/du is y - d: False", (), slopes)
    assert matches("sigmoid: dE/du is (y - d) times its slope: True", (), slopes)


def test_sum_and_mean_of_the_squared_error_are_told_apart():
    """E19: the gradient of the sum is y - d; that of the mean is smaller by the factor N."""
    cells = executed("06_two_layer_net", solved=False).cells
    (cell,) = [c for c in cells if c.id == "sum-or-mean-code"]
    assert matches("the mean's is smaller by the factor {}, and N = {}", (4, 4), said(cell))
