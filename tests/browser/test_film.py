"""The film of a circuit on a page without a kernel: back, play, step, by mouse and by keyboard."""

import re
from pathlib import Path

import course_circuits
import pytest
from axe import grave_violations
from playwright.sync_api import Page, expect

from backpass import draw, pictures
from backpass.drawing import flow

PAGE = (
    '<!doctype html><html lang="en"><title>A circuit</title><meta charset="utf-8"><main>{}</main>'
)


@pytest.fixture
def staged(page: Page, tmp_path: Path) -> Page:
    """A file opened from disk, with a circuit and another film below it."""
    file = tmp_path / "page.html"
    body = draw.html(course_circuits.staged()) + pictures.net().html
    file.write_text(PAGE.format(body), encoding="utf-8")
    page.goto(file.as_uri())
    page.locator(".bp-bar").first.get_by_role("button").first.wait_for()
    return page


def visible_numbers(page: Page) -> int:
    """How many values and gradients of the first circuit can be seen."""
    return page.evaluate(
        """() => [...document.querySelector('svg').querySelectorAll('text[data-from]')]
          .filter(e => getComputedStyle(e).visibility === 'visible').length"""
    )


def test_everything_is_there_at_first_and_back_takes_it_away_step_by_step(staged: Page):
    film = flow.film(course_circuits.staged())
    bar = staged.locator(".bp-bar").first
    assert visible_numbers(staged) == 2 * len(course_circuits.staged())
    back, step = bar.get_by_role("button", name="back"), bar.get_by_role("button", name="step")
    expect(step).to_be_disabled()
    seen = []
    for k in range(film.steps - 1, -1, -1):
        back.click()
        expect(bar).to_contain_text(film.words[k])
        seen.append(visible_numbers(staged))
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == 0
    expect(back).to_be_disabled()
    step.click()
    expect(bar).to_contain_text(film.words[1])


def test_the_arrow_keys_move_it_and_a_gate_shows_its_product(staged: Page):
    film = flow.film(course_circuits.staged())
    bar = staged.locator(".bp-bar").first
    bar.get_by_role("slider", name="step of the pass").focus()
    while str(film.sends_at["xpy"]) not in (
        bar.get_by_role("slider").get_attribute("aria-valuetext") or ""
    ):
        staged.keyboard.press("ArrowLeft")
    expect(bar).to_contain_text("xpy (add) has the gradient 1.58")
    expect(
        staged.get_by_text("local × upstream", exact=True).locator("visible=true")
    ).to_have_count(1)


def test_it_plays_by_itself_and_can_be_stopped(staged: Page):
    bar = staged.locator(".bp-bar").first
    bar.get_by_role("button", name="play").click()
    expect(bar).to_contain_text("sigy = σ(y)")
    bar.get_by_role("button", name="pause").click()
    words = bar.inner_text()
    staged.wait_for_timeout(2500)
    assert bar.inner_text() == words
    expect(bar.get_by_role("button", name="play")).to_be_visible()


def test_two_films_on_a_page_do_not_move_each_other(staged: Page):
    first, second = staged.locator(".bp-bar").all()
    before = first.inner_text()
    second.get_by_role("button", name="back").click()
    assert first.inner_text() == before


def test_the_picture_stays_where_it_was_when_it_is_redrawn(staged: Page):
    """As an exploration does when a slider moves."""
    bar = staged.locator(".bp-bar").first
    for _ in range(5):
        bar.get_by_role("button", name="back").click()
    before = visible_numbers(staged)
    staged.evaluate("() => { const s = document.querySelector('svg'); s.outerHTML = s.outerHTML; }")
    staged.wait_for_timeout(100)
    assert visible_numbers(staged) == before < 2 * len(course_circuits.staged())


def moving(page: Page) -> set[str]:
    """The animations of all wires along which something may run."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('.bp-flow')]
          .map(e => getComputedStyle(e).animationName)"""
    )
    assert len(found) > 10
    return set(found) - {"none"}


def test_wires_run_at_their_step_alone_and_never_for_those_who_want_no_motion(staged: Page):
    assert moving(staged) == set()
    back = staged.locator(".bp-bar").first.get_by_role("button", name="back")
    back.click()  # what is said last
    back.click()  # a gate that sends
    while not moving(staged):
        back.click()
    assert moving(staged) == {"bp-run"}
    staged.emulate_media(reduced_motion="reduce")
    assert moving(staged) == set()


def test_without_scripts_the_last_step_is_shown(page: Page):
    svg = draw.svg(course_circuits.staged())
    page.set_content(PAGE.format(svg))
    assert visible_numbers(page) == 2 * len(re.findall("data-node=", svg))
    assert page.get_by_text("local × upstream").locator("visible=true").count() == 0


def test_the_buttons_are_accessible(staged: Page):
    assert grave_violations(staged, within="main") == []
