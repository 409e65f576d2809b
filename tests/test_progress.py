"""Progress: what is remembered, where, and what is said of it."""

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from course_notebooks import CHAPTERS, source
from looked_over import at_least

from backpass import progress
from backpass.check import check
from backpass.contracts import CONTRACTS, TITLES, of_chapter
from backpass.drawing import svg
from backpass.judging.verdict import Status
from backpass.languages import spoken
from backpass.notebook import record
from backpass.notebook.record import Entry, Record
from backpass.progress import LOST, OPEN, PASSED, WRONG, View, state_of

CHAPTER = "01_simple_gates"


def add_gradient(x, y):
    return 1.0, 1.0


def add_gradient_wrong(x, y):
    return x, y


def add_gradient_stub(x, y):
    raise NotImplementedError


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """A record of this test's own, and no view that another test has shown."""
    path = tmp_path / "data" / "progress.json"
    monkeypatch.setenv(record.VARIABLE, str(path))
    monkeypatch.setattr(record, "_RECORDS", {})
    monkeypatch.setattr(progress, "_SHOWN", {})
    return path


def check_quietly(function, capsys, name="add_gradient"):
    outcome = check(function, name=name)
    capsys.readouterr()
    return outcome


# --- what is remembered --------------------------------------------------------------------------


def test_a_check_is_remembered_by_name_state_and_day_and_nothing_else(kept, capsys):
    assert check_quietly(add_gradient, capsys)
    found = json.loads(kept.read_text(encoding="utf-8"))
    (name, fields), *others = found["exercises"].items()
    assert (name, others) == ("add_gradient", [])
    assert {"chapter": CHAPTER, "state": "passed"}.items() <= fields.items()
    assert set(fields) == {"chapter", "state", "checked", "passed"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", fields[day]) for day in ("checked", "passed"))
    assert "return" not in kept.read_text(encoding="utf-8")


def test_it_is_there_in_the_next_kernel(kept, capsys, monkeypatch):
    check_quietly(add_gradient, capsys)
    monkeypatch.setattr(record, "_RECORDS", {})  # as after a restart
    assert progress.view(CHAPTER).states["add_gradient"] is PASSED


@pytest.mark.parametrize(
    ("functions", "state"),
    [
        ([add_gradient_stub], OPEN),
        ([add_gradient_wrong], WRONG),
        ([add_gradient_wrong, add_gradient], PASSED),
        ([add_gradient, add_gradient_wrong], LOST),
        ([add_gradient, add_gradient_wrong, add_gradient_wrong], LOST),
        ([add_gradient, add_gradient_wrong, add_gradient], PASSED),
        ([add_gradient, add_gradient_stub], PASSED),  # a stub is no attempt
        ([add_gradient_wrong, add_gradient_stub], WRONG),
    ],
)
def test_the_state_says_what_happened(functions, state, kept, capsys, monkeypatch):
    for restart in (False, True):
        for function in functions:
            check_quietly(function, capsys)
            if restart:
                monkeypatch.setattr(record, "_RECORDS", {})
        assert progress.view(CHAPTER).states["add_gradient"] is state
        kept.unlink(missing_ok=True)


def test_the_day_of_the_first_pass_stays(kept):
    kept.parent.mkdir()
    old = {"chapter": CHAPTER, "state": "passed", "checked": "2020-02-02", "passed": "2020-02-01"}
    kept.write_text(json.dumps({"version": 1, "exercises": {"add_gradient": old}}))
    Record(kept).note("add_gradient", CHAPTER, Status.FAILED)
    entry = Record(kept).entries()["add_gradient"]
    assert (entry.state, entry.passed) == ("failed", "2020-02-01")
    assert entry.checked > "2020-02-02"


def test_an_unknown_exercise_is_not_remembered(kept, capsys):
    check_quietly(add_gradient, capsys, name="nonsense")
    assert not kept.exists()


def test_an_exercise_that_this_version_does_not_know_is_left_in_the_file(kept):
    Record(kept).note("of_a_later_chapter", "08_more", Status.PASSED)
    Record(kept).note("add_gradient", CHAPTER, Status.PASSED)
    assert set(Record(kept).entries()) == {"of_a_later_chapter", "add_gradient"}
    assert progress.view().first == f"You have passed 1 of {len(CONTRACTS)} in the whole course."


# --- where it is kept ----------------------------------------------------------------------------


def test_two_notebooks_lose_nothing_of_each_other(kept):
    ours, theirs = Record(kept), Record(kept)
    ours.note("add_gradient", CHAPTER, Status.PASSED)
    theirs.note("max_gradient", CHAPTER, Status.PASSED)
    ours.note("predict_change", CHAPTER, Status.FAILED)
    for each in (ours, theirs):
        assert set(each.entries()) == {"add_gradient", "max_gradient", "predict_change"}


def test_what_was_saved_is_not_written_again_over_a_later_check(kept):
    ours, theirs = Record(kept), Record(kept)
    ours.note("add_gradient", CHAPTER, Status.FAILED)
    theirs.note("add_gradient", CHAPTER, Status.PASSED)
    ours.note("max_gradient", CHAPTER, Status.PASSED)
    assert ours.entries()["add_gradient"].state == "passed"


def test_a_check_that_says_what_the_one_before_it_said_writes_nothing(kept):
    Record(kept).note("add_gradient", CHAPTER, Status.PASSED)
    before = kept.stat().st_ino, kept.stat().st_mtime_ns  # a file that is replaced is another one
    Record(kept).note("add_gradient", CHAPTER, Status.PASSED)
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == before
    Record(kept).note("add_gradient", CHAPTER, Status.FAILED)
    assert kept.stat().st_ino != before[0]


def test_a_damaged_file_is_replaced_by_a_check_that_says_nothing_new(kept):
    Record(kept).note("add_gradient", CHAPTER, Status.PASSED)
    found = json.loads(kept.read_text())
    kept.write_text(json.dumps({**found, "exercises": {**found["exercises"], "other": 3}}))
    Record(kept).note("add_gradient", CHAPTER, Status.PASSED)
    assert json.loads(kept.read_text()) == found


def test_kernels_that_write_at_the_same_time_lose_nothing(kept):
    program = (
        "import sys\nfrom pathlib import Path\nfrom backpass.notebook import record\n"
        "record.PATIENCE = 60\n"  # a loaded machine must not fail a test
        "from backpass.judging.verdict import Status\nkept = record.Record(Path(sys.argv[1]))\n"
        "for k in range(20):\n"
        "    kept.note(f'{sys.argv[2]}{k}', '01_simple_gates', Status.PASSED)\n"
        "    assert kept.trouble is None, kept.trouble\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(kept), name]) for name in "abc"]
    assert [each.wait(120) for each in running] == [0, 0, 0]
    assert set(Record(kept).entries()) == {f"{name}{k}" for name in "abc" for k in range(20)}
    assert sorted(path.name for path in kept.parent.iterdir()) == [
        "progress.json",
        "progress.json.lock",
    ]


def test_where_another_never_lets_go_it_is_kept_in_memory_and_saved_later(kept, monkeypatch):
    monkeypatch.setattr(record, "PATIENCE", 0.05)
    ours = Record(kept)
    kept.parent.mkdir()
    with record._alone(kept):
        ours.note("add_gradient", CHAPTER, Status.PASSED)
        assert "until the kernel stops: another notebook" in ours.where()
        assert set(ours.entries()) == {"add_gradient"}
        assert not kept.exists()
    ours.note("max_gradient", CHAPTER, Status.PASSED)
    assert "until" not in ours.where()
    assert set(Record(kept).entries()) == {"add_gradient", "max_gradient"}


def test_a_write_that_breaks_off_leaves_the_old_file_and_no_other(kept, monkeypatch):
    Record(kept).note("add_gradient", CHAPTER, Status.PASSED)
    before = kept.read_bytes()

    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    ours = Record(kept)
    ours.note("max_gradient", CHAPTER, Status.PASSED)
    assert "no space left on device" in ours.where()
    assert kept.read_bytes() == before
    assert not list(kept.parent.glob("*.new"))
    assert set(ours.entries()) == {"add_gradient", "max_gradient"}


def test_a_place_that_cannot_be_written_never_fails_the_check(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(record.VARIABLE, str(tmp_path / "file" / "progress.json"))
    assert check(add_gradient)
    told = capsys.readouterr()
    assert "passed" in told.out
    assert told.err == ""
    view = progress.view(CHAPTER)
    assert view.states["add_gradient"] is PASSED
    assert "Kept only until the kernel stops" in view.text
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.parametrize(
    "damage",
    [
        "{",
        "[]",
        '"x"',
        "nul\0",
        "[" * 100_000,
        '{"version": "1", "exercises": {}}',
        '{"version": 1, "exercises": []}',
        "x" * (record.LARGEST + 1),
    ],
    ids=lambda damage: damage[:12],
)
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(damage, kept):
    kept.parent.mkdir()
    kept.write_text(damage)
    assert Record(kept).entries() == {}
    assert kept.read_text() == damage, "looking changes nothing"
    ours = Record(kept)
    ours.note("add_gradient", CHAPTER, Status.PASSED)
    assert set(Record(kept).entries()) == {"add_gradient"}
    assert (kept.parent / "progress-damaged-1.json").read_text() == damage
    assert "progress-damaged-1.json" in ours.where()


def test_what_can_be_read_of_a_damaged_file_stays(kept):
    ours = Record(kept)
    ours.note("add_gradient", CHAPTER, Status.PASSED)
    found = json.loads(kept.read_text())
    found["exercises"]["max_gradient"] = {"state": "perhaps"}
    found["exercises"]["predict_change"] = None
    found["exercises"]["exp_backward"] = found["exercises"]["add_gradient"] | {"passed": 3}
    kept.write_text(json.dumps(found))
    ours.note("multiply_gradient", CHAPTER, Status.PASSED)
    assert set(Record(kept).entries()) == {"add_gradient", "multiply_gradient"}
    assert (kept.parent / "progress-damaged-1.json").exists()


def test_a_newer_versions_file_is_left_alone(kept):
    kept.parent.mkdir()
    newer = json.dumps({"version": 2, "exercises": {"add_gradient": ["who", "knows"]}})
    kept.write_text(newer)
    ours = Record(kept)
    ours.note("add_gradient", CHAPTER, Status.PASSED)
    assert kept.read_text() == newer
    assert "a newer Backpass" in ours.where()


def test_what_is_no_plain_file_is_left_alone(tmp_path):
    """Somebody will name /dev/null. A folder stands for it here: root could replace a device."""
    folder = tmp_path / "progress.json"
    folder.mkdir()
    ours = Record(folder)
    ours.note("add_gradient", CHAPTER, Status.PASSED)
    assert "not a plain file" in ours.where()
    assert list(tmp_path.iterdir()) == [folder]
    assert folder.is_dir()
    assert set(ours.entries()) == {"add_gradient"}


def test_off_reads_and_writes_nothing(tmp_path, monkeypatch, capsys):
    """So it is when submissions are graded, and in every other test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv(record.VARIABLE)
    record.current().note("max_gradient", CHAPTER, Status.PASSED)
    assert progress.view(CHAPTER).states["max_gradient"] is PASSED
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.json*")}
    assert before

    monkeypatch.setenv(record.VARIABLE, "off")
    check_quietly(add_gradient, capsys)
    view = progress.view(CHAPTER)
    assert "until the kernel stops" in view.text
    assert [view.states[n] for n in ("max_gradient", "add_gradient")] == [OPEN, PASSED]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.json*")} == before


def test_grading_keeps_no_record():
    from backpass.grading.sandbox.fork_client import ForkServers

    with ForkServers() as warm:
        assert warm.environment[record.VARIABLE] == record.OFF


@pytest.mark.parametrize(
    ("system", "variables", "expected"),
    [
        ("linux", {}, "~/.local/share/backpass/progress-KEY.json"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/backpass/progress-KEY.json"),
        ("linux", {"XDG_DATA_HOME": "not/absolute"}, "~/.local/share/backpass/progress-KEY.json"),
        ("darwin", {}, "~/Library/Application Support/backpass/progress-KEY.json"),
        ("win32", {}, "~/AppData/Local/backpass/progress-KEY.json"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/backpass/progress-KEY.json"),
        ("linux", {record.VARIABLE: "~/mine.json"}, "~/mine.json"),
        ("linux", {record.VARIABLE: " OFF "}, None),
    ],
)
def test_it_is_kept_where_the_system_keeps_users_data(system, variables, expected, monkeypatch):
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", record.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", system)
    place = record.place()
    if expected is None:
        assert place is None
    else:
        name = re.sub(r"progress-.+-[0-9a-f]{8}\.json", "progress-KEY.json", place.name)
        assert place.with_name(name) == Path(expected).expanduser()


def in_folder(folder, monkeypatch):
    """What is kept for a kernel that starts in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder)
    record.started_in.cache_clear()
    return record.place()


def test_each_copy_of_the_course_has_a_record_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv(record.VARIABLE)
    mine = in_folder(tmp_path / "mine" / "01_simple_gates", monkeypatch)
    assert in_folder(tmp_path / "mine" / "02_chain_rule", monkeypatch) == mine
    assert in_folder(tmp_path / "mine", monkeypatch) == mine
    monkeypatch.chdir(tmp_path)  # the learner goes elsewhere while the kernel runs
    assert record.place() == mine
    assert in_folder(tmp_path / "yours" / "01_simple_gates", monkeypatch) != mine
    record.started_in.cache_clear()


def test_the_record_that_was_for_all_folders_goes_to_the_first_that_is_opened(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv(record.VARIABLE, str(tmp_path / "data" / "backpass" / "progress.json"))
    record.current().note("add_gradient", CHAPTER, Status.PASSED)
    monkeypatch.delenv(record.VARIABLE)
    in_folder(tmp_path / "mine" / "01_simple_gates", monkeypatch)
    assert set(record.current().entries()) == {"add_gradient"}
    in_folder(tmp_path / "yours" / "01_simple_gates", monkeypatch)
    assert record.current().entries() == {}
    record.started_in.cache_clear()


def test_a_folder_gets_the_file_put_into_it(tmp_path, monkeypatch):
    monkeypatch.setenv(record.VARIABLE, str(tmp_path))
    assert record.place() == tmp_path / "progress.json"


def test_without_a_home_folder_it_is_kept_in_memory(monkeypatch, capsys):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv(record.VARIABLE)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert check_quietly(add_gradient, capsys)
    assert progress.view(CHAPTER).states["add_gradient"] is PASSED
    assert "no folder for user data" in progress.view(CHAPTER).text


# --- what is said --------------------------------------------------------------------------------


def view_of(chapter, **states):
    entries = {
        name: Entry(CONTRACTS[name].chapter, state, "2026-01-31", first)
        for name, (state, first) in states.items()
    }
    return View(chapter, entries, "Kept here.")


DONE, FAILS, LOSES = ("passed", "2026-01-01"), ("failed", None), ("failed", "2026-01-01")


def test_the_first_line_counts_what_passes_now():
    seven = dict.fromkeys(list(of_chapter(CHAPTER))[:7], DONE)
    assert view_of(CHAPTER).first == "You have passed 0 of 8 in this chapter."
    assert view_of(CHAPTER, **seven).first == "You have passed 7 of 8 in this chapter."
    lost = seven | {"add_gradient": LOSES}
    assert view_of(CHAPTER, **lost).first == "You have passed 6 of 8 in this chapter."
    every = dict.fromkeys(of_chapter(CHAPTER), DONE)
    assert view_of(CHAPTER, **every).first == "You have passed all 8 in this chapter."
    assert (
        view_of(None, **every).first
        == f"You have passed 8 of {len(CONTRACTS)} in the whole course."
    )


def test_what_fails_now_and_what_comes_next_are_told():
    view = view_of(CHAPTER, numerical_derivative=DONE, add_gradient=LOSES, max_gradient=LOSES)
    assert view.remarks == [
        "`add_gradient` and `max_gradient` passed before and fail now.",
        "Next: `multiply_gradient`.",
    ]
    assert view_of(CHAPTER, add_gradient=LOSES).remarks[0].endswith("passed before and fails now.")
    done = view_of(None, **dict.fromkeys(of_chapter(CHAPTER), DONE))
    assert done.remarks == ["Next: `add_backward` in chapter 2."]
    assert view_of(CHAPTER).remarks == []


@pytest.mark.parametrize("chapter", [*CHAPTERS, None])
def test_text_html_and_picture_say_the_same_and_not_by_colour_alone(chapter):
    names = list(CONTRACTS if chapter is None else of_chapter(chapter))
    view = view_of(chapter, **dict(zip(names, [DONE, FAILS, LOSES], strict=False)))
    states = [PASSED, WRONG, LOST, OPEN]
    assert [view.states[name] for name in names[:4]] == states
    assert len({state.mark for state in states}) == len({state.words for state in states}) == 4
    label = re.search(r'aria-label="([^"]*)"', view.svg)[1]
    boxes = re.findall(r">([✓✗↺○])</text>", view.svg)
    for state in states:
        count = sum(each is state for each in view.states.values())
        assert boxes.count(state.mark) == count
        assert state.words in view.text
        told = sum(int(number) for number in re.findall(rf"(\d+) {state.words}[,.]", label))
        assert told == count
    assert view.text.splitlines()[0] == view.first
    assert view.first in view.html
    assert "Kept here." in view.text
    assert "Kept here." in view.html
    if chapter is not None:
        for name in names:
            words = view.states[name].words
            assert f"{name}: {words}" in view.text
            assert f"<code>{name}</code> {words}" in view.html


def test_a_chapter_goes_by_its_name_or_its_number(capsys):
    for asked in (3, "3", "03_sigmoid_neuron"):
        progress.progress(asked)
        assert "quiz_saturated" in capsys.readouterr().out
    progress.progress(99)
    assert "There is no chapter 99" in capsys.readouterr().out
    progress.progress()
    assert "3 · A sigmoid neuron" in capsys.readouterr().out


def test_in_a_notebook_the_view_follows_the_checks(monkeypatch, capsys):
    class Handle:
        def __init__(self):
            self.updates = []

        def update(self, view):
            self.updates.append(view.first)

    handle = Handle()
    shown = progress.view(CHAPTER)
    monkeypatch.setattr(progress, "_SHOWN", {CHAPTER: (shown.text, handle)})
    check_quietly(add_gradient, capsys)
    check_quietly(add_gradient, capsys)
    check_quietly(add_gradient_wrong, capsys)
    assert handle.updates == [
        "You have passed 1 of 8 in this chapter.",
        "You have passed 0 of 8 in this chapter.",
    ]


def test_every_state_is_one_that_an_entry_can_have():
    assert state_of(None) is OPEN
    assert state_of(Entry(CHAPTER, *DONE[:1], "2026-01-31", None)) is PASSED


# --- the chapters --------------------------------------------------------------------------------


def test_titles_are_those_of_the_notebooks():
    assert tuple(TITLES) == CHAPTERS
    for chapter, title in TITLES.items():
        heading = source(chapter).cells[0].source.splitlines()
        number = int(chapter[:2])
        assert f"# {number} · {title}" in heading


@pytest.mark.parametrize("code", ["en", "ko", "ja"])
def test_no_box_covers_the_name_of_its_chapter(code, monkeypatch):
    monkeypatch.setenv(spoken.VARIABLE, code)
    picture = re.search(r"(?s)<svg.*?</svg>", progress.view(None).html)[0]
    boxes = [float(left) for left in re.findall(r'<rect x="([\d.]+)"', picture)]
    names = re.findall(r'<text x="12"[^>]*>([^<]+)<', picture)
    for name in at_least(7, names):
        assert 12 + svg.width(html.unescape(name), 15) < min(boxes), name
