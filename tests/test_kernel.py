"""Running a notebook contained, with the verdict reached outside."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest
import ready_servers

from backpass.grading.marking import run as marking
from backpass.grading.sandbox.containment import Limits
from backpass.grading.sandbox.execution import Cell, Settings, cleaned, execute
from backpass.grading.sandbox.fork_client import IDLE, NURSERIES, ForkServers, ServerGone
from backpass.grading.sandbox.fork_server import set_environment
from backpass.grading.sandbox.owners import Owner
from backpass.grading.sandbox.wire import Gone, WireError, pair

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = ["import numpy as np\nfrom backpass.check import check"]

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.xdist_group("kernel"),
]


@pytest.fixture(scope="module")
def warm():
    with ready_servers.started_afresh(), ForkServers() as parent:
        yield parent


def ran(warm, *sources, data=None, **settings):
    """Run cells, those that call grade( as tests; the outputs of each."""
    cells = [Cell(i, source, "grade(" in source) for i, source in enumerate(sources)]
    return execute(cells, IMPORTS, Settings(ROOT, **{"seed": 1, **settings}), warm, data)


def grade(call):
    return f"from backpass.grading.hidden import grade\n\ngrade({call})"


def mark(outputs):
    results = [o for o in outputs if o["output_type"] == "execute_result"]
    return float(results[-1]["data"]["text/plain"]) if results else None


def words(outputs):
    return "\n".join(
        str(o.get("text") or o.get("evalue") or o.get("data", {}).get("text/plain"))
        for o in outputs
    )


RIGHT = "def multiply_backward(dout, cache):\n    x, y = cache\n    return dout * y, dout * x"


def test_a_right_answer_gets_full_marks(warm):
    run = ran(warm, RIGHT, grade("multiply_backward"))
    assert mark(run.outputs[1]) == 5.0
    assert run.stopped is None
    assert not any(text.startswith("no:") for text in run.got.values() if text), run.got


@pytest.mark.parametrize(
    "said",
    ["sum = np.sum", "max = np.maximum", "min = b.abs = np.abs", "print = lambda *_: None"],
)
def test_a_cell_may_give_pythons_own_functions_another_meaning(warm, said):
    cells = f"import builtins as b, numpy as np\nb.{said}", RIGHT, grade("multiply_backward")
    assert mark(ran(warm, *cells).outputs[2]) == 5.0


def test_a_module_that_was_written_anew_is_loaded_again_before_the_check(warm):
    files = [f"%%writefile mine.py\n{text}" for text in (RIGHT.replace("* y", "* x"), RIGHT)]
    load = "%load_ext autoreload\n%autoreload 2\nfrom mine import multiply_backward"
    run = ran(warm, files[0], load, files[1], grade("multiply_backward"))
    assert mark(run.outputs[3]) == 5.0


def test_a_wrong_answer_is_named(warm):
    run = ran(
        warm, RIGHT.replace("dout * y, dout * x", "dout * x, dout * y"), grade("multiply_backward")
    )
    assert mark(run.outputs[1]) < 5.0
    event = [o for o in run.outputs[1] if "backpass" in o.get("metadata", {})][-1]
    assert event["metadata"]["backpass"]["mistake"] == "not switched"
    assert event["metadata"]["backpass"]["seed"] == 1


def test_a_function_as_argument_is_called_back(warm):
    run = ran(
        warm,
        "def numerical_derivative(f, x, h=1e-5):\n    return (f(x + h) - f(x - h)) / (2 * h)",
        grade("numerical_derivative"),
    )
    assert mark(run.outputs[1]) == 4.0


def test_an_object_as_cache_stays_with_the_student(warm):
    source = (
        "class Cache:\n    pass\n\n"
        "def chain_forward(x, y, z):\n    c = Cache()\n    c.q, c.z = x + y, z\n"
        "    return c.q * z, c\n\n"
        "def chain_backward(dout, c):\n    return dout * c.z, dout * c.z, dout * c.q"
    )
    run = ran(warm, source, grade("chain_backward, forward=chain_forward"))
    assert mark(run.outputs[1]) == 7.0


def test_a_changed_argument_is_noticed_over_there(warm):
    source = (
        "def predict_change(gradient, step):\n    step *= gradient\n    return float(step.sum())"
    )
    run = ran(warm, source, grade("predict_change"))
    assert mark(run.outputs[1]) == 3.0
    assert "changes `step`" in words(run.outputs[1])


def test_differencing_is_noticed_over_there(warm):
    source = (
        "def multiply_forward(x, y):\n    return x * y, (x, y)\n\n"
        "def multiply_backward(dout, cache):\n    x, y = cache\n    h = abs(x) * 1e-6 + 1e-9\n"
        "    k = abs(y) * 1e-6 + 1e-9\n"
        "    dx = (multiply_forward(x + h, y)[0] - multiply_forward(x - h, y)[0]) / (2 * h)\n"
        "    dy = (multiply_forward(x, y + k)[0] - multiply_forward(x, y - k)[0]) / (2 * k)\n"
        "    return dout * dx, dout * dy"
    )
    run = ran(warm, source, grade("multiply_backward"))
    assert mark(run.outputs[1]) == 0.0
    assert "displaced points" in words(run.outputs[1])


def test_prints_and_warnings_cost_nothing(warm):
    noisy = RIGHT.replace("    x, y", "    print('hm')\n    np.log(-1.0)\n    x, y")
    run = ran(warm, "import numpy as np", noisy, grade("multiply_backward"))
    assert mark(run.outputs[2]) == 5.0


def test_an_exception_comes_with_its_line(warm):
    run = ran(
        warm, "def multiply_backward(dout, cache):\n    return 1 / 0", grade("multiply_backward")
    )
    assert mark(run.outputs[1]) == 0.0
    assert "ZeroDivisionError: division by zero in line 2" in words(run.outputs[1])


def test_a_loop_without_end_costs_its_own_marks_only(warm):
    endless = "def add_backward(dout, cache):\n    while True:\n        pass"
    run = ran(
        warm, endless, RIGHT, grade("add_backward"), grade("multiply_backward"), call_seconds=0.5
    )
    assert mark(run.outputs[2]) == 0.0
    assert "TimeoutError" in words(run.outputs[2])
    assert mark(run.outputs[3]) == 5.0


def test_a_cell_without_end_is_stopped(warm):
    run = ran(warm, "while True:\n    pass", RIGHT, grade("multiply_backward"), cell_seconds=0.5)
    assert "stopped after" in words(run.outputs[0])
    assert mark(run.outputs[2]) == 5.0


def test_a_loop_that_swallows_its_stop_is_killed(warm):
    swallow = (
        "    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
    )
    stubborn = f"while True:\n{swallow}"
    run = ran(warm, stubborn, RIGHT, grade("multiply_backward"), cell_seconds=0.5)
    assert "longer than 0.5 seconds" in run.stopped
    assert run.lost == 0


UNLINKED = {
    "open": "files = []\n"
    "for k in range(4):\n"
    "    files.append(open(str(k), 'wb'))\n"
    "    os.unlink(str(k))\n"
    "    files[k].write(bytes(2**20)); files[k].flush()",
    "mapped": "maps = []\n"
    "for k in range(4):\n"
    "    with open(str(k), 'w+b') as file:\n"
    "        file.truncate(2**20)\n"
    "        maps.append(mmap.mmap(file.fileno(), 0))\n"
    "    os.unlink(str(k))\n"
    "    maps[k][:] = bytes(2**20)",
}


@pytest.mark.parametrize("how", UNLINKED)
def test_files_that_were_removed_and_are_still_in_use_count_as_disk(warm, how):
    fill = "import mmap, os\n" + UNLINKED[how]
    run = ran(warm, fill, RIGHT, grade("multiply_backward"), disk=2 * 2**20)
    assert run.stopped == "The notebook wrote more than 2 MB to disk."
    assert ran(warm, fill, disk=8 * 2**20).stopped is None


@pytest.mark.parametrize("after", ["", "import time\ntime.sleep(20)"], ids=["at once", "slowly"])
def test_a_notebook_that_fills_the_disk_is_stopped(warm, after):
    fill = f"open('f', 'wb').write(bytes(3 * 2**20))\n{after}"
    run = ran(warm, fill, RIGHT, grade("multiply_backward"), "1 + 1", disk=2 * 2**20)
    assert run.stopped == "The notebook wrote more than 2 MB to disk."
    assert mark(run.outputs[2]) is None
    assert run.outputs[3][0]["ename"] == "NotRun"
    assert ran(warm, fill[:40], disk=4 * 2**20).stopped is None


def test_a_process_that_ends_is_said_to_have_ended_there(warm):
    run = ran(warm, RIGHT, "import os\nos._exit(0)", "1 + 1")
    assert "import os" in run.stopped
    assert run.lost == 1
    assert 2 not in run.outputs


def test_a_process_that_ends_behind_an_answer_is_tried_again_without_calling_it(warm):
    """It may be the answer that ended it. What the test of it said stays."""
    cells = RIGHT, grade("multiply_backward"), "import os\nos._exit(0)", "1 + 1"
    run = ran(warm, *cells)
    assert mark(run.outputs[1]) == 5.0
    assert (run.again, run.settled, run.lost) == (True, {1}, None)
    known = [Cell(1, cells[1], True, known=run.outputs[1])]
    cells = [Cell(0, cells[0]), *known, Cell(2, cells[2]), Cell(3, cells[3])]
    run = execute(cells, IMPORTS, Settings(ROOT, seed=1), warm, None, careful=True)
    assert mark(run.outputs[1]) == 5.0
    assert "import os" in run.stopped
    assert run.lost == 2
    assert 3 not in run.outputs


def test_printing_without_measure_takes_no_memory(warm):
    flood = "for _ in range(5_000):\n    print('x' * 10**5)"
    run = ran(warm, flood, "print('still here')", limits=Limits(memory=600 * 2**20))
    assert len(words(run.outputs[0])) < 101_000
    assert words(run.outputs[1]) == "still here\n"


def test_a_name_that_is_missing_is_worth_nothing(warm):
    run = ran(warm, grade("multiply_backward"), grade("unheard_of, name='multiply_backward'"))
    assert mark(run.outputs[0]) == 0.0
    assert "name 'multiply_backward' is not defined" in words(run.outputs[0])
    assert mark(run.outputs[1]) is None
    assert "name 'unheard_of' is not defined" in words(run.outputs[1])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("def multiply_backward(dout, cache):\n    return (", "its cell stopped with SyntaxError"),
        ("import math\n1 / 0\nmultiply_backward = math.hypot", "ZeroDivisionError: division by"),
        ("def another():\n    return (", "no cell that ran to its end defines it"),
    ],
)
def test_a_name_that_its_cell_did_not_come_to_define_says_what_ended_the_cell(warm, answer, said):
    run = ran(warm, answer, "print(3)", grade("multiply_backward"))
    told = words(run.outputs[2])
    assert said in told
    assert "?." not in told
    assert ".py" not in told


@pytest.mark.parametrize("answer", ["multiply_backward = 3", "multiply_backward = None", "x = 1 +"])
def test_what_is_no_function_is_worth_nothing(warm, answer):
    run = ran(warm, answer, grade("multiply_backward"))
    assert mark(run.outputs[1]) == 0.0
    assert "multiply_backward" in words(run.outputs[1])


def test_nothing_leaks_from_one_run_to_the_next(warm):
    ran(
        warm, "import numpy\nnumpy.float64 = int\nleft_behind = 3\nimport os\nos.environ['X'] = 'y'"
    )
    run = ran(
        warm, "import numpy, os\nprint(numpy.float64, 'left_behind' in dir(), os.environ.get('X'))"
    )
    assert words(run.outputs[0]) == "<class 'numpy.float64'> False None\n"


def test_verifiers_come_from_a_nursery_that_has_the_tests_loaded(warm):
    one = warm.nursery(ROOT, IMPORTS, [grade("multiply_backward")])
    assert warm.nursery(ROOT, IMPORTS, [grade("multiply_backward")]) is one
    assert warm.nursery(ROOT, IMPORTS, [grade("add_backward")]) is not one
    assert mark(ran(warm, RIGHT, grade("multiply_backward")).outputs[1]) == 5.0


def test_all_of_a_run_meet_the_same_points_and_those_of_another_run_others(warm):
    watching = RIGHT.replace("    x, y", "    seen.append((dout, cache))\n    x, y")

    def points(seed):
        run = ran(warm, "seen = []", watching, grade("multiply_backward"), "print(seen)", seed=seed)
        assert mark(run.outputs[2]) == 5.0
        return run.outputs[3][0]["text"]

    first, other = points(1), points(2)
    assert first == points(1) != other == points(2)
    assert len({first, other, points(None), points(None)}) == 4


def test_old_nurseries_make_room_for_new_ones(warm):
    first = warm.nursery(ROOT, [], ["0"])
    for number in range(1, NURSERIES):
        warm.nursery(ROOT, [], [str(number)])
    assert warm.nursery(ROOT, [], ["0"]) is first  # used again, so not the next to go
    second = warm.nursery(ROOT, [], ["1"])
    for number in range(NURSERIES - 1):
        warm.nursery(ROOT, [], [f"other {number}"])
    assert len(warm.nurseries) == NURSERIES
    assert warm.nursery(ROOT, [], ["1"]) is second
    assert warm.nursery(ROOT, [], ["0"]) is not first
    assert not Path(f"/proc/{first.pid}").exists()
    assert mark(ran(warm, RIGHT, grade("multiply_backward")).outputs[1]) == 5.0


def test_a_nursery_that_nobody_asks_for_any_more_is_ended(warm):
    idle, used = (warm.nursery(ROOT, [], [source]) for source in ("idle", "used"))
    for _ in range(IDLE - 1):
        assert warm.nursery(ROOT, [], ["used"]) is used
    assert Path(f"/proc/{idle.pid}").exists()
    assert warm.nursery(ROOT, [], ["used"]) is used
    assert not Path(f"/proc/{idle.pid}").exists()


@pytest.fixture
def own_parents():
    """The warm parents of this thread, as nbgrader's step uses it; gone afterwards."""
    marking.leave_fork_servers()  # those of another file's tests in this process
    yield marking.fork_servers()
    marking.leave_fork_servers()


def executed(settings=None, imports=IMPORTS):
    cells = [Cell(0, RIGHT), Cell(1, grade("multiply_backward"), True)]
    return marking.executed(cells, imports, settings or Settings(ROOT, seed=1), None)


@pytest.mark.parametrize("which", ["of students", "of nurseries", "nursery"])
def test_a_parent_that_the_system_ended_costs_nobody_a_mark(own_parents, which):
    assert mark(executed().outputs[1]) == 5.0
    (nursery,) = own_parents.nurseries.values()
    parents = {"of students": own_parents.of_students, "of nurseries": own_parents.of_nurseries}
    os.kill(parents.get(which, nursery).pid, signal.SIGKILL)
    another_nursery = [*IMPORTS, "import math"] if which == "of nurseries" else IMPORTS
    assert mark(executed(imports=another_nursery).outputs[1]) == 5.0
    assert marking.fork_servers() is not own_parents
    assert mark(executed().outputs[1]) == 5.0


def test_a_parent_whose_owner_left_goes_without_a_word():
    owners, own = pair()
    owner = Owner(own)
    owner.say({"ready": 1})
    owners.close()  # without having read that, which the other end learns as an error
    assert owner.requests.next() is None
    with pytest.raises(Gone):
        owner.say({"pid": 1})


def test_a_parent_that_is_gone_is_said_to_be(own_parents):
    os.kill(own_parents.of_students.pid, signal.SIGKILL)
    with pytest.raises(ServerGone, match="a fork server"):
        execute([Cell(0, "1")], [], Settings(ROOT), own_parents)


def test_hidden_tests_that_cannot_be_loaded_are_the_graders_error(warm, tmp_path):
    (tmp_path / "source").mkdir()
    folder = tmp_path / "grader_tests" / "02_chain_rule"
    folder.mkdir(parents=True)
    (folder / "multiply_backward.py").write_text("exercise = [broken")
    cells = [Cell(0, RIGHT), Cell(1, grade("multiply_backward"), True)]
    run = execute(cells, IMPORTS, Settings(tmp_path, seed=1), warm)
    assert mark(run.outputs[1]) == 0.0
    assert "could not be graded" in words(run.outputs[1])
    event = next(o["metadata"]["backpass"] for o in run.outputs[1] if o.get("metadata"))
    assert "SyntaxError" in event["trouble"]


def test_a_student_never_meets_a_process_that_knows_the_tests(warm):
    warm.nursery(ROOT, IMPORTS, [grade("multiply_backward")])
    look = (
        "import os, sys\n"
        "print([n for n in sys.modules if 'grader_tests' in n], os.environ.get('BACKPASS_ROOT'))"
    )
    assert words(ran(warm, look, grade("multiply_backward")).outputs[0]) == "[] None\n"


def test_a_notebook_has_a_time_of_its_own_however_quick_its_cells(warm):
    # what a busy machine keeps from a process is not counted, so there is room on both sides
    cells = ["import time\ntime.sleep(1)"] * 3
    run = ran(warm, *cells, notebook_seconds=1.4)
    assert "The notebook's cells took longer than 1.4 seconds in all" in run.stopped
    assert [bool(outputs) for outputs in run.outputs.values()] == [False, True, True]


def test_no_process_is_left_behind_by_a_notebook(warm):
    look = "import os\nprint(os.getpid())"
    pid = int(words(ran(warm, look).outputs[0]))
    assert not Path(f"/proc/{pid}").exists()  # nor as one that has ended and is not waited for


def test_whatever_looks_for_a_home_finds_the_scratch_folder(warm):
    look = (
        "import os, tempfile\nfrom pathlib import Path\n"
        "(Path.home() / 'note').write_text('kept')\n"
        "names = ('HOME', 'MPLCONFIGDIR', 'IPYTHONDIR', 'TMPDIR')\n"
        "print({os.environ[name] for name in names} == {os.getcwd()}, tempfile.gettempdir() == "
        "os.getcwd(), open('note').read())"
    )
    assert words(ran(warm, look).outputs[0]) == "True True kept\n"


def test_a_stranger_s_outputs_are_counted():
    one = {"output_type": "stream", "name": "stdout", "text": "x"}
    assert len(cleaned([one] * 5_000)) < 500


def test_a_notebook_puts_out_so_much_and_no_more_whatever_its_cells_do_to_their_limits(warm):
    """The limits in the student's process are the student's; these are the reader's."""
    flood = (
        "from IPython import get_ipython\n"
        "add = get_ipython().outputs.items\n"
        "for _ in range(3):\n"
        "    add.append({'output_type': 'stream', 'name': 'stdout', 'text': 'x' * 2**20})"
    )
    run = ran(warm, *[flood] * 5, RIGHT, grade("multiply_backward"))
    sizes = [len(words(outputs)) for outputs in run.outputs.values()]
    assert 7 * 2**20 < sum(sizes) < 8.1 * 2**20
    assert "left out" in words(run.outputs[4])
    assert mark(run.outputs[6]) == 5.0


def test_what_cells_put_out_before_the_end_is_kept(warm):
    run = ran(warm, "print('one')", "print('two')", "import os\nos._exit(0)", "print('four')")
    assert [words(run.outputs[k]) for k in (0, 1)] == ["one\n", "two\n"]
    assert run.outputs[2][0]["ename"] == "Stopped"
    assert run.lost == 2


def test_a_slow_cell_takes_no_time_from_the_next(warm):
    nap = "import time\ntime.sleep(0.4)\nprint('rested')"
    run = ran(warm, nap, nap, nap, cell_seconds=0.6)
    assert [words(run.outputs[k]) for k in range(3)] == ["rested\n"] * 3


def test_a_call_without_end_leaves_the_other_exercises_their_time(warm):
    """Each call of a batch has its own time, and the first that takes too long is the last."""
    slow = "import time\n" + RIGHT.replace("    x, y", "    time.sleep(0.05)\n    x, y")
    assert mark(ran(warm, slow, grade("multiply_backward"), call_seconds=0.3).outputs[1]) == 5.0
    started = time.monotonic()
    slower = slow.replace("0.05", "60")
    run = ran(warm, slower, grade("multiply_backward"), call_seconds=0.3)
    assert "TimeoutError" in words(run.outputs[1])
    assert time.monotonic() - started < 10


def test_magics_and_transformers_of_a_notebooks_own_work_as_ever(warm):
    own = (
        "ip = get_ipython()\n"
        "ip.input_transformers_cleanup.append(lambda lines: [l.replace('€', '1') for l in lines])"
    )
    run = ran(warm, "%precision 3\n1/3", "%%capture said\nprint('quiet')", own, "print('€ + €')")
    assert words(run.outputs[0]) == "0.333"
    assert run.outputs[1] == []
    assert words(run.outputs[3]) == "1 + 1\n"


def test_chance_is_drawn_afresh(warm):
    source = "import random, numpy\nprint(random.random(), numpy.random.rand())"
    first, second = (words(ran(warm, source).outputs[0]).split() for _ in range(2))
    assert all(one != other for one, other in zip(first, second, strict=True))


def test_a_student_finds_nothing_open_but_what_it_needs(warm):
    look = (
        "import os\nfound = []\nfor number in range(1024):\n    try:\n        os.fstat(number)\n"
        "    except OSError:\n        continue\n    found.append(number)\nprint(len(found))"
    )
    # input, output, errors, two sockets, and what it waited for a processor, to be read
    assert words(ran(warm, look).outputs[0]) == "6\n"


def test_the_environment_is_what_it_should_be_and_no_more(monkeypatch):
    monkeypatch.setattr(os, "environ", wanted := {"KEPT": "1", "CHANGED": "1", "SECRET": "1"})
    set_environment({"KEPT": "1", "CHANGED": "2", "NEW": "3"})
    assert wanted == {"KEPT": "1", "CHANGED": "2", "NEW": "3"}


@pytest.mark.parametrize("uncontained", [False, True])
def test_hidden_tests_reach_other_files_only_where_all_is_open(warm, tmp_path, uncontained):
    (tmp_path / "more.txt").write_text("2.0")
    test = f"# grade(\nfloat(open({str(tmp_path / 'more.txt')!r}).read())"
    outputs = ran(warm, RIGHT, test, uncontained=uncontained).outputs[1]
    assert outputs[0].get("ename") == (None if uncontained else "PermissionError")


def test_data_files_are_there_and_links_are_not_followed(warm, tmp_path):
    (tmp_path / "data.csv").write_text("1,2")
    (tmp_path / "secret.csv").symlink_to("/etc/passwd")
    run = ran(
        warm, "import os\nprint(sorted(os.listdir()), open('data.csv').read())", data=tmp_path
    )
    assert words(run.outputs[0]) == "['data.csv'] 1,2\n"


def test_the_same_seed_gives_the_same_run(warm):
    wrong = "def multiply_backward(dout, cache):\n    return dout * cache[1], dout * cache[1] ** 2"
    one, two = (ran(warm, wrong, grade("multiply_backward")).outputs[1] for _ in range(2))
    assert one == two


@pytest.mark.parametrize(
    ("outputs", "kept"),
    [
        ([{"output_type": "stream", "name": "x", "text": 3}], [("stream", "stdout", "3")]),
        ([{"output_type": "nonsense"}, 3, None], []),
        ([{"output_type": "display_data", "data": 3}], []),
    ],
)
def test_outputs_of_a_stranger_are_put_into_form(outputs, kept):
    shown = [(o["output_type"], o.get("name"), o.get("text")) for o in cleaned(outputs)]
    assert shown == kept


def test_a_stranger_cannot_speak_to_the_report():
    forged = {
        "output_type": "display_data",
        "data": {"text/plain": "x"},
        "metadata": {"backpass": {"exercise": "multiply_backward", "score": 5.0}},
    }
    assert cleaned([forged])[0]["metadata"] == {}
    with pytest.raises(WireError):
        cleaned("not a list")
