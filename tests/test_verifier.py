"""The verifier's end of the conversation, with somebody at the other end who cannot be trusted."""

import json
import operator
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from backpass.contracts import CONTRACTS
from backpass.grading.common.cells import grade_id, is_test
from backpass.grading.common.events import EVENT, UNSEEN
from backpass.grading.sandbox.cell_source import exercises_in, imports_of, names_in
from backpass.grading.sandbox.link import (
    Frames,
    Link,
    Remote,
    RemoteFunction,
    StudentError,
    StudentGone,
    exception,
)
from backpass.grading.sandbox.own_time import Waits
from backpass.grading.sandbox.shell import CellShell, make_shell
from backpass.grading.sandbox.student import Clock, Student
from backpass.grading.sandbox.verifier import Verifier
from backpass.grading.sandbox.wire import Channel, pair, unpack
from backpass.judging import observe
from backpass.judging.judge import judge_gradients
from backpass.judging.observe import Script, attempt_all, observe_all, repeated, scripted_all
from backpass.judging.plan import there_and_back
from backpass.judging.stopped import raised_finding
from backpass.judging.verdict import Case

COMPARISONS = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)


class Asked:
    def __init__(self, *arguments):
        self.arguments = arguments


def impostor(*frames):
    """A stand-in for a function of somebody who sends these frames, whatever is asked."""
    here, there = map(Channel, pair())

    def answer():
        there.receive(lambda reference: reference)
        for frame in frames:
            told = {**frame, "number": 1} if isinstance(frame, dict) else frame
            there.send(told, lambda one: ["object", 0, type(one).__name__, callable(one)])

    threading.Thread(target=answer, daemon=True).start()
    link = Link(here, 0.5)
    return RemoteFunction(link, {"name": "f"}, "function"), link, there


def calls(count):
    return [Asked(float(number)) for number in range(count)]


def results(function, count=3):
    return [seen.result for _, seen in observe_all(function, calls(count))]


def test_the_same_calls_are_encoded_once_and_others_by_themselves():
    frames, request = Frames(), {"do": "observe", "watch": [], "forward": None, "name": "f"}
    same, equal = calls(3), calls(3)
    assert frames.of(request, same) is None  # nothing is kept yet
    frames.keeping = True
    frame = frames.of(request, same)
    frames.keeping = False
    assert frames.of(dict(request), list(same)) is frame
    size = int.from_bytes(frame[:4], "big")
    sent = unpack(frame[8 : 8 + size], frame[8 + size :])
    assert sent["things"] == [0.0, 1.0, 2.0]
    assert sent["name"] == "f"
    for other in (frames.of(request, equal), frames.of({**request, "name": "g"}, same)):
        assert other is None
    frames.forget()
    assert frames.of(request, same) is None


def test_calls_that_are_given_a_function_are_encoded_for_each_student():
    frames = Frames()
    frames.keeping = True
    assert frames.of({"do": "calls", "name": "f"}, [Asked(abs)]) is None
    assert frames.of({"do": "calls", "object": Remote(None, {"name": "f"}, "f")}, calls(1)) is None


def test_the_same_scripts_are_written_down_once():
    frames = Frames()
    same = [Script(lambda number: {"d": number(1.0).data})]
    frames.keeping = True
    text = frames.written(same)
    frames.keeping = False
    assert frames.written(list(same)) is text
    other = [Script(lambda number: {"d": number(2.0).data})]
    assert frames.written(other) != text
    assert frames.written(other) is not frames.written(other)
    frames.forget()
    assert frames.written(same) is not text


def test_each_call_has_its_answer():
    function, _, _ = impostor({"some": [(1.0,), (2.0,)]}, {"some": [(3.0,)], "last": True})
    assert results(function) == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("frames", "came"),
    [
        ([{"some": [], "last": True}], 0),
        ([{"some": [(1.0,)], "last": True}], 1),
        ([{"some": [(1.0,)]}, {"some": [], "last": True}], 1),
        ([{"some": [(1.0,), (2.0,)], "last": True}], 2),
        ([{"some": [(1.0,)] * 4}], 0),
        ([{"some": [(1.0,)]}, {"some": [(1.0,)] * 3}], 1),
        ([{"some": []}], 0),
        ([{"some": "all"}], 0),
        ([{"some": None}], 0),
        ([{"value": 3.0}], 0),
        ([3.0], 0),
        ([], 0),
    ],
)
def test_a_call_without_an_answer_is_an_exception(frames, came):
    function, _, there = impostor(*frames)
    found = results(function)
    there.close()
    assert found[:came] == [float(k + 1) for k in range(came)]
    assert len(found) == 3
    assert all(isinstance(result, StudentGone) for result in found[came:])


@pytest.mark.parametrize(
    ("frames", "why"),
    [
        (None, observe.PYTHON_ENDED),
        ([], observe.TOO_LONG),
        ([3.0], observe.NOT_READABLE),
        ([{"some": [], "last": True}], observe.LEFT_OUT),
    ],
)
def test_that_no_answer_came_is_told_in_plain_words(frames, why):
    if frames is None:
        here, there = map(Channel, pair())
        function = RemoteFunction(Link(here, 0.5), {"name": "f"}, "function")
        there.close()
    else:
        function, _, there = impostor(*frames)
    finding = raised_finding("f", results(function)[0], Case("a point", ()), None)
    assert finding.text == f"`f` gave no answer: {why}."
    assert finding.raised == ""


@pytest.mark.parametrize("answer", [None, 3.0, (), (1.0, 2.0), {"valu": 1.0}, [1.0], {"value": 1}])
def test_an_answer_that_cannot_be_read_is_an_exception(answer):
    function, _, _ = impostor({"some": [answer] * 3, "last": True})
    assert all(isinstance(result, Exception) for result in results(function))


def test_whoever_answers_right_calls_alone_does_not_pass():
    contract = CONTRACTS["multiply_gradient"]
    plan = contract.plan(np.random.default_rng(0))
    right = [(y, x) for x, y in (call.arguments for call in there_and_back(plan))]
    function, _, _ = impostor({"some": [(pair_,) for pair_ in right[:-1]], "last": True})
    verdict, _ = judge_gradients(contract, function, plan)
    assert verdict.status == "failed"
    assert verdict.score == 0.0
    function, _, _ = impostor({"some": [(pair_,) for pair_ in right], "last": True})
    assert judge_gradients(contract, function, plan)[0].status == "passed"


@pytest.mark.parametrize(
    "thing", [Asked(), [Asked(), 1.0], {"a": Asked}], ids=["one", "a list", "a class"]
)
def test_a_forward_that_is_called_with_things_of_a_students_own_is_no_fault_of_the_graders(thing):
    """With numbers that carry a derivative along, say: nobody can compare those."""
    contract = CONTRACTS["multiply_gradient"]
    plan = contract.plan(np.random.default_rng(0))
    right = [(y, x) for x, y in (call.arguments for call in there_and_back(plan))]
    seen = [(pair_, (), "", [(thing, 1.0)]) for pair_ in right]
    function, _, _ = impostor({"some": seen, "last": True})
    verdict, _ = judge_gradients(contract, function, plan)
    assert verdict.status in ("passed", "failed")


def test_what_was_seen_is_taken_as_plain_data_only():
    noted = [(1.0, (0, "x", 2), True, [(1.0,), 3]), (1.0, 3, "cache", None)]
    function, _, _ = impostor({"some": noted, "last": True})
    first, second = (seen for _, seen in observe_all(function, calls(2)))
    assert (first.changed, first.shared, first.seen) == ((0, 2), "", [(1.0,)])
    assert (second.changed, second.shared, second.seen) == ((), "cache", [])


@pytest.mark.parametrize(
    "reference",
    [
        ["callback", 0, "int", True],
        ["object", -1, "int", True],
        ["object", "0", "int", True],
        ["object", True, "int", True],
        ["object", 0],
        [],
    ],
)
def test_a_reference_to_nothing_ends_the_conversation(reference):
    here, there = map(Channel, pair())
    there.send({"value": object(), "number": 1}, lambda _: reference)
    link = Link(here, 0.5)
    with pytest.raises(StudentGone, match="cannot be read"):
        link.ask({"do": "get", "names": []})
    with pytest.raises(StudentGone):
        link.ask({"do": "get", "names": []})


@pytest.mark.parametrize(
    "name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "print", "int", "__name__", "Own"]
)
def test_what_a_student_raises_never_ends_more_than_the_call(name):
    error = exception({"raised": name, "words": "x"})
    assert isinstance(error, StudentError)
    assert str(error) == "x"


def test_what_a_student_raises_keeps_its_class_and_its_line():
    error = exception({"raised": "ZeroDivisionError", "words": "division by zero", "line": 3})
    assert type(error) is ZeroDivisionError
    assert error.student_line == 3
    for name in ("UnicodeDecodeError", "ExceptionGroup", "KeyError"):
        error = exception({"raised": name, "words": "x"})
        assert (type(error).__name__, str(error)) == (name, "x")


def test_an_error_of_a_students_own_class_is_of_pythons_class_that_it_is_derived_from():
    error = exception({"raised": "Later", "kind": "NotImplementedError", "words": "x"})
    assert isinstance(error, NotImplementedError)
    assert (type(error).__name__, str(error)) == ("Later", "x")
    assert isinstance(exception({"raised": "Own", "kind": "SystemExit"}), StudentError)


@pytest.mark.parametrize(
    "use",
    [
        *(lambda one, compare=compare: compare(one, 1.0) for compare in COMPARISONS),
        *(bool, float, int, operator.index, np.asarray),
        lambda one: one in [1.0],
        lambda one: np.add(one, 1.0),
        lambda one: sorted([one, 1.0]),
    ],
)
def test_what_stands_for_a_students_object_says_nothing_of_itself(use):
    here, there = map(Channel, pair())
    with pytest.raises(TypeError):
        use(Remote(Link(here, 0.5), {"object": 0}, "liar"))
    assert not there.arrived(0)  # nor is anybody asked


@pytest.mark.parametrize("name", ["setitem", "attrgetter", "xor", "__import__", ""])
def test_an_operator_that_no_test_needs_is_refused(name):
    with pytest.raises(TypeError, match="no operator"):
        Student._do_operator(None, {"operator": name, "args": [1, 2]})


# --- an honest one at the other end --------------------------------------------------------------


ALIVE = []  # a socket that is forgotten is closed


class Honest:
    """A student's side in a thread: signals are the main thread's, so there is no clock."""

    def __init__(self, monkeypatch, **space):
        from backpass.grading.sandbox import student

        class NoClock:
            def __init__(self, seconds, _waits):
                self.seconds = seconds

            def start(self):
                pass

            stop = pause = start

        class Shell:
            user_ns = space

        ALIVE.append(self)
        self.space = space
        monkeypatch.setattr(student, "Clock", NoClock)
        monkeypatch.setattr(student, "limited", lambda *_: nullcontext())
        here, there = map(Channel, pair())
        self.kernel, control = map(Channel, pair())
        side = Student(Shell, control, there, 5.0, 5.0)
        threading.Thread(target=side.serve, daemon=True).start()
        self.link = Link(here, 60.0)  # by the clock: other tests may have the processors

    def __getitem__(self, name):
        return self.link.fetch([name])[name]


def test_what_is_left_unread_does_not_answer_the_next_question(monkeypatch):
    def double(x):
        time.sleep(0.003)  # so that several frames of answers come
        return 2 * x

    honest = Honest(monkeypatch, double=double, half=lambda x: x / 2)
    observed = observe_all(honest["double"], calls(10))
    assert next(observed)[1].result == 0.0
    assert honest["half"](8.0) == 4.0
    assert [seen.result for _, seen in observe_all(honest["half"], calls(3))] == [0.0, 0.5, 1.0]


def test_the_letter_of_a_quiz_is_asked_for_like_a_function_of_it(monkeypatch):
    honest = Honest(monkeypatch, quiz_fork="d", quiz_delta2=lambda: "c", quiz_paths=..., number=3)
    assert honest.link.function("quiz_fork")() == "d"
    assert honest.link.function("quiz_delta2")() == "c"
    with pytest.raises(NotImplementedError):
        honest.link.function("quiz_paths")()
    with pytest.raises(TypeError):
        honest.link.function("number")()


def test_names_come_together_and_missing_ones_are_left_out(monkeypatch):
    honest = Honest(monkeypatch, f=abs, number=3, nothing=None)
    found = honest.link.fetch(["f", "number", "nothing", "unknown"])
    assert found["number"] == 3
    assert found["nothing"] is None
    assert found["f"](-2.0) == 2.0
    assert "unknown" not in found


def test_a_batch_ends_at_a_stub_and_at_one_that_takes_too_long(monkeypatch):
    def stub(x):
        raise NotImplementedError

    def slow(x):
        if x == 2.0:
            raise TimeoutError("stopped after 5 seconds")
        return x

    honest = Honest(monkeypatch, stub=stub, slow=slow)
    assert [type(r) for r in results(honest["stub"])] == [NotImplementedError]
    assert [type(r) for r in results(honest["slow"], 9)] == [float, float, TimeoutError]
    came = [type(result) for _, result in attempt_all(honest["slow"], calls(9))]
    assert came == [float, float, TimeoutError]


def test_an_answer_too_large_costs_itself_alone(monkeypatch):
    def grow(x):
        return {1.0: np.zeros(10**7), 2.0: "x" * 40 * 2**20}.get(x, x)

    found = results(Honest(monkeypatch, grow=grow)["grow"], 4)
    assert (found[0], found[3]) == (0.0, 3.0)
    assert found[1].shape == (10**7,)
    assert "too much to be sent" in str(found[2])


def test_a_forward_over_there_makes_the_cache_over_there(monkeypatch):
    class Cache:
        def __init__(self, x):
            self.x = x

    honest = Honest(
        monkeypatch,
        forward=lambda x: (x * x, Cache(x)),
        backward=lambda dout, cache: 2 * cache.x * dout,
        bare=lambda x: x * x,
    )
    asked = [Asked(1.0, (3.0,)), Asked(-2.0, (3.0,))]
    made = observe_all(honest["backward"], asked, forward=honest["forward"])
    assert [seen.result for _, seen in made] == [6.0, -12.0]
    none = observe_all(honest["backward"], asked, forward=honest["bare"])
    assert [seen.result.error for _, seen in none] == [None]


def test_a_callback_answers_between_two_answers(monkeypatch):
    asked = []

    def f(x):
        asked.append(x)
        return x + 1

    honest = Honest(monkeypatch, twice=lambda g, x: g(g(x)))
    pairs = attempt_all(honest["twice"], [Asked(f, 1.0), Asked(f, 10.0)])
    assert [result for _, result in pairs] == [3.0, 12.0]
    assert asked == [1.0, 2.0, 10.0, 11.0]


class Number:
    def __init__(self, data):
        self.data = data

    def __add__(self, other):
        return Number(self.data + getattr(other, "data", other))

    def __mul__(self, other):
        return Number(self.data * getattr(other, "data", other))


@pytest.mark.parametrize("times", [1, 2, 7])
def test_a_repeated_step_is_the_same_here_and_there(monkeypatch, times):
    def script(number):
        x = number(0.5)
        y = repeated(lambda y: y * 2.0 + x, x + 1.0, times)
        return {"y": (y + x).data, "x": x.data}

    here = list(scripted_all(Number, [Script(script)]))
    there = list(scripted_all(Honest(monkeypatch, Number=Number)["Number"], [Script(script)]))
    assert here == there
    expected = 1.5
    for _ in range(times):
        expected = 2.0 * expected + 0.5
    assert here[0]["y"] == expected + 0.5


def test_a_script_that_fails_does_not_take_the_next_one_along(monkeypatch):
    scripts = [
        Script(lambda number: {"d": number(1.0).nothing}),
        Script(lambda number: {"d": number(2.0).data}),
    ]
    first, second = scripted_all(Honest(monkeypatch, Number=Number)["Number"], scripts)
    assert isinstance(first, AttributeError)
    assert second == {"d": 2.0}


# --- test cells ----------------------------------------------------------------------------------


def test_the_exercise_of_every_test_cell_is_known_before_anybody_answers():
    asked = 0
    for path in sorted(Path("source").glob("*/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            name = grade_id(cell).removeprefix("test_")
            if is_test(cell) and name in CONTRACTS:
                assert name in exercises_in("".join(cell["source"]))
                asked += 1
    assert asked >= len(CONTRACTS)  # none is left out


def test_only_what_test_cells_read_is_imported_for_them():
    cells = ["import numpy as np, cmath\nfrom a import b, c as d", "x = 1\nfrom e import *", "1 +"]
    statements = ["import numpy as np", "from a import c as d", "from e import *"]
    assert imports_of(cells, {"np", "d", "c", "x"}) == statements
    assert imports_of(["import a.b\nimport a.b as c"], {"a", "b"}) == ["import a.b"]


def test_what_a_test_cell_imports_itself_is_not_asked_of_the_student():
    assert names_in("from a import grade\nimport b as c\ngrade(f, c, b)") == {"f", "b"}
    assert names_in("def g():\n    from a import grade\ngrade(f)") == {"grade", "f"}


@pytest.fixture
def shell():
    """A shell of this process, which would go on taking what other tests display."""
    yield make_shell()
    CellShell.clear_instance()


def test_a_name_that_is_gone_is_missed_by_the_next_test(monkeypatch, shell):
    honest = Honest(monkeypatch, answer=41.0)
    verifier = Verifier(shell, ["import math"], ["answer + math.floor(1.5)"])
    (output,) = verifier.test(honest.link, "answer + math.floor(1.5)")
    assert output["data"]["text/plain"] == "42.0"
    del honest.space["answer"]
    (output,) = verifier.test(honest.link, "answer")
    assert output["ename"] == "NameError"


GRADED = """\
check(add_backward)

from backpass.grading.hidden import grade

grade(add_backward)
"""


@pytest.mark.parametrize("fails", [True, False])
def test_a_visible_check_that_fails_costs_no_mark_and_is_named(fails, monkeypatch, shell):
    def check(*_):
        if fails:
            raise OSError("the check's own error")

    honest = Honest(
        monkeypatch,
        add_forward=lambda x, y: (x + y, (x, y)),
        add_backward=lambda dout, _cache: (dout, 2 * dout),
    )
    verifier = Verifier(shell, ["from backpass.check import check"], [GRADED])
    shell.user_ns["check"] = check
    outputs = verifier.test(honest.link, GRADED)
    assert outputs[-1]["data"]["text/plain"] == "3.0"
    (event,) = (o["metadata"][EVENT] for o in outputs if EVENT in o.get("metadata", {}))
    assert event.get(UNSEEN) == ("its visible check ended in OSError" if fails else None)


OUT_OF_REACH = """
import sys
from pathlib import Path
from backpass.checking import examination
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load_one
from backpass.grading.sandbox import fork_server, judging_warmup, verifier

names = "numerical_derivative", "affine_forward", "center_backward"
exercises = [load_one(CONTRACTS[name], Path.cwd()) for name in names]

class Refuse:
    def find_spec(self, name, path=None, target=None):
        raise PermissionError(name)

sys.meta_path.insert(0, Refuse())
for exercise in exercises:
    for mistake in exercise.mistakes:
        verdict, trial = examination.examine(exercise.contract, *exercise.handed_in(mistake))
        examination.panel_of(exercise.contract, verdict, trial)
"""


def test_the_visible_check_of_a_wrong_answer_imports_nothing_where_files_are_out_of_reach():
    done = subprocess.run(
        [sys.executable, "-P", "-c", OUT_OF_REACH], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_call_has_its_whole_time_and_no_more_however_long_those_before_it_took():
    waits, stopped = Waits.of("self"), 0
    clock = Clock(0.3, waits)
    try:
        for _ in range(3):  # in all they take longer than one may
            clock.start()
            time.sleep(0.15)
            clock.pause()
        time.sleep(0.4)  # between calls nobody is stopped
        for idle in (lambda: time.sleep(5), lambda: sum(iter(lambda: 0, 1))) * 2:
            clock.start()
            try:
                idle()
            except TimeoutError:
                stopped += 1
            clock.pause()
    finally:
        clock.stop()
        waits.close()
    assert stopped == 4
