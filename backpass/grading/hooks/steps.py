"""The steps from a submitted file to marks, as nbgrader's ``Autograde`` is configured to take them.

``nbgrader_config.py`` hands them to nbgrader. ``marking/submission.py`` takes the same
steps without a gradebook, and ``backpass grade`` refuses where a course is configured otherwise.
"""

from __future__ import annotations

EXPORTER = "backpass.grading.hooks.intake.SubmissionExporter"

#: A submission is data from a stranger. It is rebuilt on the release, so that only what stands in
#: solution cells and in cells of the student's own has any say. Old marks go before new ones.
SANITIZE = (
    "backpass.grading.hooks.intake.ClearMarks",
    "backpass.grading.hooks.intake.Rebuild",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
)

#: Student cells run contained, test cells outside; what student cells show is made harmless.
AUTOGRADE = (
    "backpass.grading.hooks.contained_run.ContainedRun",
    "backpass.grading.hooks.sanitise.Sanitise",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "backpass.grading.hooks.intake.FlagTrouble",
    "backpass.grading.hooks.intake.RecordReason",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
)
