"""The cells that releasing adds to a notebook, by their ids, and the picture that lies beside it.

What reads notebooks needs these names; :mod:`backpass.grading.authoring.links` makes the cells, and
with it comes nbgrader, which takes a second to import.
"""

from __future__ import annotations

#: The badge lies beside each notebook: a picture from elsewhere would tell its owner who reads.
BADGE = "open-in-colab.png"
#: Ids of the cells that are added; that of the code cell is its grade id too, as everywhere.
OPENING, INSTALL, NAVIGATION = "open-in-colab", "install", "navigation"
LINKS = frozenset({OPENING, NAVIGATION})
ADDED = LINKS | {INSTALL}
