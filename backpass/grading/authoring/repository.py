"""Where the course is published: the one line of ``pyproject.toml`` that says so is read here.

.. code-block:: toml

    [tool.backpass]
    repository = { owner = "somebody", name = "backpass", branch = "main" }
    package = { version = "0.1.0", sha256 = "…" }

A fork changes the first line and runs ``backpass release``: badges and links then lead to the fork.
The second line names a wheel that was published under a tag, with its hash. Only with it does a
notebook on Colab install the package by itself: a branch can change after a learner was told to
trust it, a file with a known hash cannot. ``RELEASING.md`` says how the line is made.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from backpass.grading.course import CourseError

EXAMPLE = 'repository = { owner = "you", name = "backpass", branch = "main" }'
PACKAGE_EXAMPLE = 'package = { version = "0.1.0", sha256 = "<64 digits>" }'
# what GitHub admits; a branch may hold slashes
FORMS = {
    "owner": r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})",
    "name": r"[A-Za-z0-9._-]{1,100}",
    "branch": r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*",
}
PACKAGE_FORMS = {
    "version": r"[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc)[0-9]+)?",
    "sha256": r"[0-9a-f]{64}",
}


@dataclass(frozen=True)
class Package:
    """A wheel of the package, published with a release of the repository.

    Attributes:
        version: Its version; the tag is ``v`` and the version.
        sha256: The hash of the file, 64 hexadecimal digits.
    """

    version: str
    sha256: str


@dataclass(frozen=True)
class Repository:
    """A repository on GitHub.

    Attributes:
        owner: A person or an organisation.
        name: The repository's name.
        branch: The branch that learners get.
        package: The published wheel that notebooks install; None where none is published yet.
    """

    owner: str
    name: str
    branch: str
    package: Package | None = None

    @property
    def is_placeholder(self) -> bool:
        """Whether the owner is only a placeholder.

        GitHub lets no name end in a hyphen, so a placeholder that does can never be registered by
        a stranger, whose code learners would then run.
        """
        return self.owner.endswith("-")

    @property
    def page(self) -> str:
        """The repository's own page."""
        return f"https://github.com/{self.owner}/{self.name}"

    @property
    def archive(self) -> str:
        """All files of the branch in one; pip can install the package from it."""
        return f"{self.page}/archive/refs/heads/{self.branch}.zip"

    @property
    def wheel(self) -> str | None:
        """The published wheel and the hash that pip demands; None where there is none."""
        if self.package is None or self.is_placeholder:
            return None
        version = self.package.version
        return (
            f"{self.page}/releases/download/v{version}/backpass-{version}-py3-none-any.whl"
            f"#sha256={self.package.sha256}"
        )

    def colab(self, chapter: str) -> str:
        """Where Colab opens the students' notebook of a chapter."""
        return (
            f"https://colab.research.google.com/github/{self.owner}/{self.name}/blob/"
            f"{self.branch}/release/{chapter}/{chapter}.ipynb"
        )

    def caution(self) -> str | None:
        """What whoever releases should know of the address; None where all is well."""
        if self.is_placeholder:
            return (
                f"The repository's owner in pyproject.toml is the placeholder {self.owner!r}. "
                "Badges and links lead nowhere, and no notebook installs the package by itself, "
                f"until [tool.backpass] names yours: {EXAMPLE}"
            )
        if self.package is None:
            return (
                "pyproject.toml names no published package, so notebooks on Colab tell learners "
                "how to install it instead of doing it. RELEASING.md says how to publish one."
            )
        return None


def read_repository(root: Path) -> Repository | None:
    """What ``pyproject.toml`` says of the repository; None for a course that says nothing.

    Args:
        root: The course's root.

    Raises:
        CourseError: It says something that cannot be an address on GitHub, or names a package
            without a version and a hash.
    """
    path = root / "pyproject.toml"
    if not path.is_file():
        return None
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"pyproject.toml cannot be read: {error}.") from error
    own = settings.get("tool", {}).get("backpass", {})
    said, package = own.get("repository"), own.get("package")
    if said is None:
        return None
    _demand(said, FORMS, EXAMPLE, "repository")
    if package is None:
        return Repository(**said)
    _demand(package, PACKAGE_FORMS, PACKAGE_EXAMPLE, "package")
    return Repository(**said, package=Package(**package))


def _demand(said: object, forms: dict[str, str], example: str, what: str) -> None:
    if not isinstance(said, dict) or set(said) != set(forms):
        raise CourseError(f"pyproject.toml: [tool.backpass] should say {example}")
    for key, form in forms.items():
        if not isinstance(said[key], str) or not re.fullmatch(form, said[key]):
            raise CourseError(
                f"pyproject.toml: the {what}'s {key} cannot be {said[key]!r}. "
                f"[tool.backpass] should say {example}"
            )
