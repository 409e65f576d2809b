"""What a cell prints and folds away: there for whoever asks, and out of the way for all others."""

import pytest
from course_notebooks import CHAPTERS, executed

from backpass.folded import folded


def shown(capsys, monkeypatch, act):
    """What was displayed while something ran, and what was printed in view."""
    bundles = []
    monkeypatch.setattr("backpass.folded.display", lambda data, raw: bundles.append(data))
    act()
    return bundles, capsys.readouterr().out


def test_printed_lines_stand_behind_a_summary(capsys, monkeypatch):
    def act():
        with folded():
            print("x < 1")
            print("y & z")

    bundles, in_view = shown(capsys, monkeypatch, act)
    assert in_view == ""
    assert [bundle["text/plain"] for bundle in bundles] == ["x < 1\ny & z"]
    assert "<summary>The same in words</summary>" in bundles[0]["text/html"]
    assert "x &lt; 1\ny &amp; z</pre></details>" in bundles[0]["text/html"]


def test_nothing_printed_leaves_nothing(capsys, monkeypatch):
    def act():
        with folded():
            pass

    assert shown(capsys, monkeypatch, act) == ([], "")


def test_what_was_printed_before_an_error_is_shown_and_the_error_goes_on(capsys, monkeypatch):
    def act():
        with folded("Numbers"):
            print("one")
            print(1 / 0)

    def tried():
        with pytest.raises(ZeroDivisionError):
            act()

    bundles, in_view = shown(capsys, monkeypatch, tried)
    assert [bundle["text/plain"] for bundle in bundles] == ["one"]
    assert in_view == ""


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_cell_that_draws_prints_few_lines_in_view(chapter):
    drawing = [c for c in executed(chapter, solved=True).cells if "plt.show()" in c.source]
    assert drawing
    for cell in drawing:
        printed = [o.text for o in cell.outputs if o.output_type == "stream"]
        assert len("".join(printed).splitlines()) <= 5, cell.id
