"""Explorations: move a slider and see what a gradient says.

Each returns an :class:`Exploration`, which shows itself when it is the last line of a cell.
"""

from backpass.explore.exploration import Exploration
from backpass.explore.firing import neuron
from backpass.explore.gates import sensitivity
from backpass.explore.live import circuit
from backpass.explore.saturated import saturation
from backpass.explore.slopes import secant
from backpass.explore.wishes import wants

__all__ = ["Exploration", "circuit", "neuron", "saturation", "secant", "sensitivity", "wants"]
