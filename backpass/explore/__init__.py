"""Explorations: move a slider and see what a gradient says.

Each returns an :class:`Exploration`, which shows itself when it is the last line of a cell.
"""

from backpass.explore.counted import paths
from backpass.explore.dead import dead_units
from backpass.explore.exploration import Exploration
from backpass.explore.firing import neuron
from backpass.explore.fitting import shapes
from backpass.explore.gates import sensitivity
from backpass.explore.live import circuit
from backpass.explore.ordering import order
from backpass.explore.origins import entries
from backpass.explore.saturated import saturation
from backpass.explore.slopes import secant
from backpass.explore.wishes import wants

__all__ = [
    "Exploration",
    "circuit",
    "dead_units",
    "entries",
    "neuron",
    "order",
    "paths",
    "saturation",
    "secant",
    "sensitivity",
    "shapes",
    "wants",
]
