"""The files that nbgrader's exchange puts beside a submission: its time and its secret.

nbgrader looks for both again in ``feedback/`` when it hands a page back through the exchange: the
secret is in the address of the page, so that only its student can fetch it. They have to travel
with the work, from ``submitted/`` to ``autograded/`` to ``feedback/``.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from backpass.atomic import put
from backpass.grading.intake.regular_files import NotPlain, opened, read

TIMESTAMP = "timestamp.txt"
RECEIPTS = (TIMESTAMP, "submission_secret.txt")
#: nbgrader's own hold less than 100 bytes.
LONGEST = 200


def carry_receipts(source: Path, target: Path) -> list[str]:
    """Copy the two files to the next folder on a submission's way.

    What is missing in the source is removed from the target, so that no page goes out under an
    earlier submission's receipt. Links, and files too long to be nbgrader's, are left behind.

    Args:
        source: The student's folder for a chapter, as it was handed in or graded.
        target: The same student's folder one step on.

    Returns:
        A sentence for each file that was left behind.

    Raises:
        OSError: One cannot be written.
    """
    left = []
    for name in RECEIPTS:
        content = None
        try:
            with opened(source / name) as (descriptor, size):
                content = read(descriptor, LONGEST) if size <= LONGEST else None
            if content is None:
                left.append(f"{name} is {size} bytes long, which nbgrader's never is; left behind.")
        except FileNotFoundError:
            pass  # most work comes without an exchange
        except (NotPlain, OSError) as error:
            left.append(f"{name} was left behind: {error}")
        if content is None:
            (target / name).unlink(missing_ok=True)
            continue
        with suppress(OSError):
            if (target / name).read_bytes() == content:
                continue
        put(target / name, content, 0o644)
    return left
