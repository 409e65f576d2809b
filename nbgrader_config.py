"""How nbgrader grades this course, for its commands, its Python API and the formgrader alike.

nbgrader runs this file from the folder that it is started in; nothing has to be passed to it.
"""

import os
import sys
from pathlib import Path

try:
    from backpass.grading.course import CourseError, course_id_of
    from backpass.grading.hooks import nbgrader_starts, steps
    from backpass.grading.one_database import gradebook_address
except ImportError as error:
    # After any exception but this one nbgrader goes on without this file: without containment, and
    # with hidden tests on the students' pages.
    sys.exit(f"backpass: nbgrader_config.py needs Backpass, which cannot be imported ({error}).")

c = get_config()
root = Path(__file__).resolve().parent

# nbgrader calls the program `alembic` when it makes a gradebook. It is installed beside Python, and
# not on the PATH of someone who runs `.venv/bin/nbgrader` without activating the environment.
programs = str(Path(sys.executable).parent)
if programs not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = programs + os.pathsep + os.environ.get("PATH", "")

c.CourseDirectory.root = str(root)
# From pyproject.toml ([tool.backpass], course = "…") or BACKPASS_COURSE_ID: another one each year.
try:
    c.CourseDirectory.course_id = course_id_of(root)
except CourseError as error:
    sys.exit(f"backpass: {error}")
# A file, unless BACKPASS_DB_URL names a PostgreSQL database (so that no password stands here). Two
# graders write to one gradebook: the second waits for its turn instead of giving up.
# There each course has tables of its own, so that one database serves several years and sections.
server = os.environ.get("BACKPASS_DB_URL", "").replace("postgresql://", "postgresql+psycopg://")
c.CourseDirectory.db_url = gradebook_address(
    server or f"sqlite:///{(root / 'gradebook.db').as_posix()}?timeout=60",
    c.CourseDirectory.course_id,
)
# No mark of another course's, the one number in the formgrader's lists, no mark that is no number.
nbgrader_starts.set_up(c.CourseDirectory)
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "README.md",
    ".graded.json",
]

c.ClearSolutions.code_stub = {
    "python": "# Your code goes here: write it in place of the next line.\n"
    'raise NotImplementedError("nothing is written here yet")'
}
c.ClearSolutions.text_stub = "*Your answer goes here.*"

# nbgrader's own steps, after one that adds the badge, the links and the install cell. A quiz keeps
# the three dots that stand in its cell.
c.GenerateAssignment.preprocessors = [
    "backpass.grading.authoring.links.Publish",
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "backpass.grading.hooks.clear_solutions.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "backpass.grading.hooks.clear_widgets.ClearWidgets",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# What students handed in, without what their links lead to; one bad folder or archive stops nobody.
c.ExchangeFactory.collect = "backpass.grading.hooks.collect.Collect"
c.ExchangeFactory.release_feedback = "backpass.grading.hooks.release_feedback.ReleaseFeedback"
c.ZipCollectApp.extractor_plugin = "backpass.grading.hooks.collect.Extractor"
c.ZipCollectApp.collector_plugin = "backpass.grading.hooks.collect.Collector"

# From a submitted file to marks: why, and in which order, is said there.
c.Autograde.exporter_class = steps.EXPORTER
c.Autograde.sanitize_preprocessors = list(steps.SANITIZE)
c.Autograde.autograde_preprocessors = list(steps.AUTOGRADE)
# What notebooks may import besides the standard library and what the released chapters import, e.g.
# ["pandas"]. A library that differentiates would earn its marks for it.
c.ContainedRun.modules = []
c.Execute.timeout = 30
c.Execute.shutdown_kernel = "immediate"

# What goes back to a student never holds a hidden test.
c.GenerateFeedback.preprocessors = [
    "backpass.grading.hooks.hide_tests.HideTests",
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
