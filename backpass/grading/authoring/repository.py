"""Where the course is published: read from one line of ``pyproject.toml``, written nowhere else.

.. code-block:: toml

    [tool.backpass]
    repository = { owner = "somebody", name = "backpass", branch = "main" }

A fork changes that line and runs ``backpass release``: badges, links and the cell that installs the
package then lead to the fork.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from backpass.grading.course import CourseError

EXAMPLE = 'repository = { owner = "you", name = "backpass", branch = "main" }'
# what GitHub admits; a branch may hold slashes
FORMS = {
    "owner": r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})",
    "name": r"[A-Za-z0-9._-]{1,100}",
    "branch": r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*",
}


@dataclass(frozen=True)
class Repository:
    """A repository on GitHub.

    Attributes:
        owner: A person or an organisation.
        name: The repository's name.
        branch: The branch that learners get.
    """

    owner: str
    name: str
    branch: str

    @property
    def page(self) -> str:
        """The repository's own page."""
        return f"https://github.com/{self.owner}/{self.name}"

    @property
    def archive(self) -> str:
        """All files of the branch in one; pip can install the package from it."""
        return f"{self.page}/archive/refs/heads/{self.branch}.zip"

    def colab(self, chapter: str) -> str:
        """Where Colab opens the students' notebook of a chapter."""
        return (
            f"https://colab.research.google.com/github/{self.owner}/{self.name}/blob/"
            f"{self.branch}/release/{chapter}/{chapter}.ipynb"
        )


def read_repository(root: Path) -> Repository | None:
    """What ``pyproject.toml`` says of the repository; None for a course that says nothing.

    Args:
        root: The course's root.

    Raises:
        CourseError: It says something that cannot be an address on GitHub.
    """
    path = root / "pyproject.toml"
    if not path.is_file():
        return None
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"pyproject.toml cannot be read: {error}.") from error
    said = settings.get("tool", {}).get("backpass", {}).get("repository")
    if said is None:
        return None
    if not isinstance(said, dict) or set(said) != set(FORMS):
        raise CourseError(f"pyproject.toml: [tool.backpass] should say {EXAMPLE}")
    for key, form in FORMS.items():
        if not isinstance(said[key], str) or not re.fullmatch(form, said[key]):
            raise CourseError(
                f"pyproject.toml: the repository's {key} cannot be {said[key]!r} on GitHub. "
                f"[tool.backpass] should say {EXAMPLE}"
            )
    return Repository(**said)
