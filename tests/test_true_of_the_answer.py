"""What is said of an answer is true of it: half-written classes, calls that stop, lucky zeros."""

import ast
import builtins
import contextlib
import math
import re

import numpy as np
import pytest
from course_exercises import EXERCISES, GRADIENTS
from looked_over import at_least

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.diagnosis.look_alike import SOME_STOPPED
from backpass.grading.exercises.small_changes import small_changes, told_of
from backpass.grading.exercises.source import source_of
from backpass.judging.errors_in_words import in_words
from backpass.judging.observe import NoAnswer, quiet

pytestmark = pytest.mark.usefixtures("our_own_errors_show", "all_the_time_there_is")

#: The method behind each operation, as it is typed in a sentence.
METHOD = {
    "x + y": "__add__",
    "x - y": "__sub__",
    "x * y": "__mul__",
    "x / y": "__truediv__",
    "-x": "__neg__",
    "x + n": "__add__",
    "n + x": "__radd__",
    "x - n": "__sub__",
    "n - x": "__rsub__",
    "x * n": "__mul__",
    "n * x": "__rmul__",
    "x / n": "__truediv__",
    "n / x": "__rtruediv__",
    "x ** n": "__pow__",
    "backward()": "backward",
} | {name: name for name in ("exp", "relu", "sigmoid", "maximum")}


def of_the_class(value, seed=3):
    """What the check and the hidden tests tell a student who hands in a class."""
    contract = CONTRACTS["Value"]
    with quiet():
        panel = panel_of(contract, *examine(contract, value))
        told = EXERCISES["Value"].judge(value, seed).told or ""
    return [line for line in panel.lines if line[:1] not in "✓○✗"], told


def reference():
    """A class that is right, made anew."""
    return EXERCISES["Value"].solution.function()


def stub(self, *_):
    raise NotImplementedError("nothing is written here yet")


@pytest.mark.parametrize("there", [True, False], ids=["as a stub", "not at all"])
@pytest.mark.parametrize("method", sorted(set(METHOD.values()) - {"__add__"}))
def test_what_is_called_not_written_is_not_written(method, there):
    value = reference()
    if there:
        setattr(value, method, stub)
    else:
        delattr(value, method)
    lines, told = of_the_class(value)
    missing = re.findall(r"`([^`]*)` is not written yet|^(\w+) is not", f"{told} {' '.join(lines)}")
    named = {METHOD[one] for found in missing for one in found if one}
    assert named == {method}


@pytest.mark.parametrize("error", [NameError("name 'topo' is not defined"), TypeError("")])
def test_a_backward_that_stops_is_not_an_operation_that_stops(error):
    value = reference()

    def backward(self):
        raise error

    value.backward = backward
    lines, told = of_the_class(value)
    for text in (" ".join(lines), told):
        assert "x.backward()" in text
        assert not any(f"`{words}` stops" in text for words in METHOD)


def test_a_class_that_gives_no_answer_is_not_told_the_graders_own_errors():
    class Gone(NoAnswer):
        pass

    def value(data):
        raise Gone("one call was left without an answer")

    lines, told = of_the_class(value)
    assert "Gone" not in " ".join([*lines, told])


def test_a_mistake_is_told_before_what_is_not_written_yet():
    value = reference()
    for method in ("__radd__", "__rsub__", "__rmul__", "__rtruediv__"):
        delattr(value, method)
    value.exp = lambda self: value(math.exp(self.data), (self,), (1.0,))
    lines, told = of_the_class(value)
    for text in (" ".join(lines), told):
        assert "`exp` sends back" in text.split("not written")[0]


@pytest.mark.parametrize("seed", range(6))
def test_operations_that_are_wrong_are_not_taken_for_a_wrong_order(seed):
    value = reference()

    def relu(self):
        out = value(max(0.0, self.data), (self,), (0.0,))
        out.backward = lambda: None  # meant for its own step, which is never made
        return out

    value.relu = relu
    value.__truediv__ = lambda self, other: self.data * other**-1
    with quiet():
        named = EXERCISES["Value"].judge(value, seed).mistake
    assert "order" not in named
    assert "relu" in named


def stopping(function, every):
    """A function that stops at some calls, and is what it is at the others."""
    calls = []

    def stops(*arguments):
        calls.append(1)
        if len(calls) % every == 0:
            raise TypeError("'float' object is not subscriptable")
        return function(*arguments)

    return stops


@pytest.mark.parametrize("name", [each for each in GRADIENTS if CONTRACTS[each].partner is None])
def test_what_is_told_beside_calls_that_stop_says_so(name):
    exercise, contract = EXERCISES[name], CONTRACTS[name]
    said = list[str]()
    for mistake in exercise.mistakes[:3]:
        function = stopping(exercise.handed_in(mistake)[0], 3)
        with quiet():
            verdict, trial = examine(contract, function)
            said.append(" ".join(panel_of(contract, verdict, trial).lines))
            said.append(exercise.judge(stopping(exercise.handed_in(mistake)[0], 3), 5).told or "")
    for text in at_least(4, said):
        claims = re.search(r"everywhere|at every point|[Aa]lways|never", text)
        assert claims is None or SOME_STOPPED in text, text


@pytest.mark.parametrize("name", ["softmax_loss", "svm_loss", "squared_error_forward"])
def test_a_zero_is_not_taken_for_something_remembered(name):
    exercise, contract = EXERCISES[name], CONTRACTS[name]
    right = exercise.solution.function

    def function(*arguments):
        result = right(*arguments)
        return (result[0] if result[0] < 1000 else 0.0, *result[1:])

    with quiet():
        panel = panel_of(contract, *examine(contract, function))
        told = exercise.judge(function, 11).told or ""
    assert panel.title.endswith("not right yet.")
    assert "remembered" not in " ".join([*panel.lines, told])


class _Anything(dict):
    """Every name that is not Python's or NumPy's is a matrix."""

    def __missing__(self, name):
        if name == "np":
            return np
        if name.startswith("__"):
            raise KeyError(name)
        if hasattr(builtins, name):
            return getattr(builtins, name)
        return np.arange(12.0).reshape(3, 4)


def without_an_axis():
    """Each change of a right way that takes an axis away: its words, and whether that leaves one
    number of a matrix. What cannot be tried on matrices is left out."""
    for name in [*GRADIENTS, "softmax_loss", "svm_loss"]:
        exercise = EXERCISES[name]
        for variant in [exercise.solution, *exercise.accepted]:
            source = source_of(variant.function, name, exercise.cell)
            for words, _ in small_changes(source, None) if "axis=" in source else ():
                change, _, place = words.partition(" in `")
                try:
                    tree = ast.parse(place.rstrip("`"), mode="eval")
                except SyntaxError:  # cut short
                    continue
                if change == "without axis":
                    tree.body.keywords = [k for k in tree.body.keywords if k.arg != "axis"]
                    with contextlib.suppress(TypeError, ValueError, AttributeError, LookupError):
                        yield words, np.size(eval(ast.unparse(tree), _Anything())) == 1


def test_what_a_missing_axis_does_is_what_numpy_does():
    for words, whole in at_least(5, without_an_axis()):
        assert ("everything at once" in told_of(words, "dx", ())) == whole, words


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_each_name_that_numpy_has_given_up_is_told_in_words():
    for name in at_least(4, np.__former_attrs__):
        with pytest.raises(AttributeError) as caught:
            getattr(np, name)
        words = in_words(caught.value)
        assert words.startswith(f"NumPy has no `np.{name}` any more: `{name}` does the same")
        assert "\n" not in words


@pytest.mark.parametrize(
    ("code", "today"),
    [
        ("xrange(3)", "range"),
        ("raw_input()", "input"),
        ("unicode(3)", "str"),
        ("{}.iteritems()", "`items`"),
        ("{}.has_key(3)", "in"),
        ("reduce(max, [1])", "functools"),
    ],
)
def test_what_python_2_had_is_told_in_python_3(code, today):
    with pytest.raises((NameError, AttributeError)) as caught:
        eval(code)
    words = in_words(caught.value)
    assert today in words.split(" (")[0].replace(code.split("(")[0], "")


@pytest.mark.parametrize("step", [1e-4, 0.3])
def test_steps_of_another_size_are_not_asked_for_again(step):
    def function(f, x, h=1e-5):
        return (f(x + step) - f(x - step)) / (2 * step)

    contract = CONTRACTS["numerical_derivative"]
    text = panel_of(contract, *examine(contract, function)).text
    assert "needs it twice" not in text
    assert "h away" in text


@pytest.mark.parametrize("name", GRADIENTS)
def test_what_returns_nothing_is_called_so(name):
    exercise, contract = EXERCISES[name], CONTRACTS[name]
    many = len(contract.gradients)
    if contract.keys:
        return
    function = (lambda *_: None) if many == 1 else (lambda *_: (None,) * many)
    forward = exercise.solution.forward
    named = exercise.judge(function, 3, forward).mistake
    assert "nothing" in named or "None" in named, named
    assert not re.search("not finite|another type|another shape", named), named


def test_whoever_changes_a_dict_is_told_to_begin_a_new_one():
    def sgd_step(params, grads, learning_rate):
        for name in params:
            params[name] = params[name] - learning_rate * grads[name]
        return params

    contract = CONTRACTS["sgd_step"]
    assert "new dict" in panel_of(contract, *examine(contract, sgd_step)).text


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (np.size, "the number of entries of y"),
        (len, "the number of rows"),
        (lambda y: np.shape(y)[-1], "entries along the last axis of y"),
    ],
)
def test_a_mean_is_told_by_what_it_is_taken_over(count, words):
    def squared_error_forward(y, d):
        return np.sum((y - d) ** 2) / 2, (y, d)

    def squared_error_backward(dout, cache):
        y, d = cache
        return dout * 2 * (y - d) / count(y)

    contract = CONTRACTS["squared_error_backward"]
    panel = panel_of(contract, *examine(contract, squared_error_backward, squared_error_forward))
    assert words in panel.text
