"""Every exploration, figure and puzzle of the chapters fits a laptop's page, sliders in view."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from course_notebooks import source
from driver import JupyterServer, Notebook
from playwright.sync_api import Browser, Locator, Page

from backpass import explore, pictures, puzzles
from backpass.grading.course import Course

pytestmark = pytest.mark.browser

COURSE = Course(Path(__file__).resolve().parents[2])
LAPTOP = {"width": 1366, "height": 768}
HIGHEST = 600.0  # pixels
