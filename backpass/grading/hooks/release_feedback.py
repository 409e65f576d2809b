"""Giving feedback back through nbgrader's exchange, to all who handed in through it."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from backpass.grading.common.receipts import RECEIPTS


class ReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's, which stops for everybody at the first page that was not handed in there."""

    def copy_files(self) -> None:
        """Leave those out who have no receipt of the exchange, and say so."""
        here = Path(self.coursedir.format_path(self.coursedir.feedback_directory, "*", ""))
        pages = here.parent.parent if here.name == "" else here.parent
        without = [
            folder.parent.name
            for folder in sorted(pages.glob(f"*/{self.coursedir.assignment_id}"))
            if not all((folder / name).is_file() for name in RECEIPTS)
        ]
        for student in without:
            self.log.warning(
                "%s did not hand in through the exchange, so the page cannot go back through it",
                student,
            )
        before = self.coursedir.student_id_exclude
        self.coursedir.student_id_exclude = ",".join(filter(None, [before, *without]))
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = before
