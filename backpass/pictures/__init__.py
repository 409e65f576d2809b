"""Figures of the chapters: SVG with its words, most of them to be stepped through.

Each function returns a :class:`Figure`, which shows itself when it is the last line of a cell.
"""

from backpass.pictures.affine import affine
from backpass.pictures.broadcasting import broadcasting
from backpass.pictures.figure import Figure
from backpass.pictures.forks import fork, tower
from backpass.pictures.net import net
from backpass.pictures.sheet import sheet

__all__ = ["Figure", "affine", "broadcasting", "fork", "net", "sheet", "tower"]
