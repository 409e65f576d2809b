"""How nbgrader grades this course, for its commands, its Python API and the formgrader alike.

nbgrader runs this file from the folder that it is started in; nothing has to be passed to it.
"""

import os
import sys
from pathlib import Path

c = get_config()
root = Path(__file__).resolve().parent

# nbgrader calls the program `alembic` when it makes a gradebook. It is installed beside Python, and
# not on the PATH of someone who runs `.venv/bin/nbgrader` without activating the environment.
programs = str(Path(sys.executable).parent)
if programs not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = programs + os.pathsep + os.environ.get("PATH", "")

c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "backpass"
# A file, unless BACKPASS_DB_URL names a PostgreSQL database (so that no password stands here). Two
# graders write to one gradebook: the second waits for its turn instead of giving up.
c.CourseDirectory.db_url = (
    os.environ.get("BACKPASS_DB_URL", "").replace("postgresql://", "postgresql+psycopg://")
    or f"sqlite:///{(root / 'gradebook.db').as_posix()}?timeout=60"
)
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

# nbgrader's own steps, after one that adds the badge, the links and the install cell.
c.GenerateAssignment.preprocessors = [
    "backpass.grading.publish.Publish",
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# A submission is data from a stranger. SubmissionExporter reads it whatever it holds, and it is
# rebuilt on the release, so that only what stands in solution cells and in cells of the student's
# own has any say. Old marks go before new ones are made.
c.Autograde.exporter_class = "backpass.grading.intake.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    "backpass.grading.intake.ClearMarks",
    "backpass.grading.intake.Rebuild",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "backpass.grading.contained.ContainedRun",
    "backpass.grading.neutralise.Neutralise",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "backpass.grading.intake.FlagTrouble",
    "backpass.grading.intake.RecordReason",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Execute.timeout = 30
c.Execute.shutdown_kernel = "immediate"

# What goes back to a student never holds a hidden test.
c.GenerateFeedback.preprocessors = [
    "backpass.grading.feedback.HideTests",
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
