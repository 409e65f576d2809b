"""The Chromium of tests is as Playwright wants it, and loads no page that nobody sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from driver import ARGUMENTS
from playwright.sync_api import Browser, Error, Page

pytestmark = pytest.mark.browser
SWITCH = "--disable-features="


def test_all_that_playwright_switches_off_stays_off(chromium: Browser, tmp_path: Path):
    """A program in the browser's place writes down what it is told, and starts nothing."""
    noted, program = tmp_path / "noted", tmp_path / "program"
    program.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{noted}'\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(Error, match="closed"):
        chromium.browser_type.launch(executable_path=program, args=ARGUMENTS)
    words = noted.read_text(encoding="utf-8").splitlines()
    lists = [set(word.removeprefix(SWITCH).split(",")) for word in words if SWITCH in word]
    assert len(lists) == 2, words
    assert lists[0] - lists[1] == set()


def test_a_window_loads_no_page_beside_the_one_that_is_shown(chromium: Browser, page: Page):
    page.goto("data:text/html,<p>the page</p>")
    targets = chromium.new_browser_cdp_session().send("Target.getTargets")["targetInfos"]
    seen = {target["url"] for target in targets}
    assert page.url in seen
    assert {url for url in seen if url.startswith("chrome")} == set()
