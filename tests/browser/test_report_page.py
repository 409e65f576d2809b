"""The class report in a browser: a class of two thousand is searched, sorted and turned over."""

import re
import sys
from pathlib import Path

import pytest
from axe import grave_violations

from backpass.grading.marks import CellScore, Marks
from backpass.grading.reporting.groups import GroupRow, Letters
from backpass.grading.reporting.report import render
from backpass.grading.reporting.results import ClassResults, ExerciseRow, ProblemRow, StudentRow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform == "win32", reason="drives a Chromium of Linux"),
]
COUNT = 2000


def a_class():
    """Two thousand students of two sections; marks that differ."""
    students = [
        StudentRow(
            f"s{n:04}",
            f"Ada {n}",
            "Monday" if n % 2 else "Tuesday",
            sections=("Monday" if n % 2 else "Tuesday",),
            marks={"01_one": Marks(9.0, None, {"test_gate": CellScore(9.0, n % 10 * 0.9)})},
        )
        for n in range(COUNT)
    ]
    group = GroupRow(
        "01_one", "gate", "3fa2c1", ("s0001", "s0002"), "x = 1", "dx = 2", "dx = 3", "a", "b"
    )
    long = "passes the upstream gradient on, as add does, and more"
    named = GroupRow("01_one", "gate", "a2f8b5", ("s0003",), came="dx = 1", mistake=long)
    return ClassResults(
        max_scores={"01_one": 9.0},
        students=students,
        exercises=[ExerciseRow("01_one", "gate", 9.0, COUNT, 200, 1000, 10, 9000.0)],
        mistakes=[],
        problems=[ProblemRow("s0007", "01_one", "submitted/s0007", "not graded", "It is empty.")],
        odd=[],
        handed_in={"01_one": COUNT},
        graded={"01_one": COUNT},
        groups=[group, named],
        letters=[Letters("01_one", "quiz_one", "a", {"a": 3, "b": 1}, {"a": "Yes.", "b": "No."})],
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = Path(tmp_path_factory.mktemp("report")) / "index.html"
    path.write_text(render(a_class()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def report(page, address):
    page.goto(address)
    return page


def shown(report):
    return report.locator("table.sortable tbody tr:visible")


def test_marks_are_turned_over_searched_and_sorted(report):
    assert shown(report).count() == 50
    assert shown(report).first.inner_text().startswith("s0000")
    report.get_by_role("button", name="Next").click()
    assert shown(report).first.inner_text().startswith("s0050")
    report.locator("#marks ~ .filter input").first.fill("ada 1234")
    assert shown(report).count() == 1
    report.locator("#marks ~ .filter input").first.fill("")
    report.locator("table.sortable th", has_text="Total").get_by_role("button").click()
    assert shown(report).first.inner_text().rstrip().endswith("8.1")


def test_the_form_writes_a_command_that_a_shell_takes(report):
    report.locator("summary", has_text="gate").last.click()
    report.get_by_role("button", name="comment").first.click()
    report.locator("form#say textarea").fill("It's the other\ninput.")
    report.locator("form#say input[name=points]").fill("1,5")
    command = report.locator("form#say output").inner_text()
    assert command == "backpass comment 01_one gate 3fa2c1 'It'\\''s the other input.' --points 1.5"


def test_what_is_printed_is_unfolded_and_whole(report):
    report.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert (
        report.locator("details:not([open])").evaluate_all(
            "all => all.filter(one => !one.closest('td')).length"
        )
        == 0
    )
    assert shown(report).count() == COUNT
    report.emulate_media(media="print")
    assert report.locator("form.say").count() == 1
    assert not report.locator("form.say, button.say, .pager, .filter").filter(visible=True).count()
    report.emulate_media(media="screen")
    report.evaluate("dispatchEvent(new Event('afterprint'))")
    assert shown(report).count() == 50


def test_headers_on_paper_hold_no_buttons_and_no_column_that_is_for_pressing(report):
    report.evaluate("dispatchEvent(new Event('beforeprint'))")
    report.emulate_media(media="print")
    header = report.locator("table.sortable thead").first
    assert header.inner_text().split() == ["Student", "Name", "Section", "01_one", "Total"]
    painted = "all => all.filter(one => one.getClientRects().length).length"
    assert report.locator("button").count() > 5
    assert report.locator("button").evaluate_all(painted) == 0
    assert not report.get_by_text("Say something").filter(visible=True).count()
    report.emulate_media(media="screen")
    report.evaluate("dispatchEvent(new Event('afterprint'))")


def test_no_label_of_a_picture_is_cut_off(report):
    report.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    places = report.locator("figure svg text").evaluate_all(
        "all => all.map(one => one.getBBox().x)"
    )
    assert len(places) > 5
    assert min(places) >= 0


def test_what_to_do_stands_first_and_axe_finds_nothing(report):
    first = report.locator("main h2").first.inner_text()
    assert first == "What to do first"
    words = report.locator("ol.first").inner_text()
    assert re.search(r"gate.*10 % solved it", words)
    assert "returns dx = 2, 2 times" in words
    report.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert grave_violations(report) == []
