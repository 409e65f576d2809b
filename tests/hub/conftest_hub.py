"""A Chromium for the hub's tests."""

import os
from contextlib import contextmanager

import pytest
from driver import ARGUMENTS, find_chromium
from playwright.sync_api import sync_playwright


@contextmanager
def browser_or_skip():
    """A headless Chromium; without one the test is skipped, but in CI that is a failure."""
    path = find_chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("the hub must be tried in CI, but no Chromium was found")
        pytest.skip("skipped, because no Chromium was found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
