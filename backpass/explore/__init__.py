"""Explorations: move a slider and see what a gradient says.

Each returns an :class:`Exploration`, which shows itself when it is the last line of a cell.
"""

from backpass.explore.counted import paths
from backpass.explore.dead import dead_units
from backpass.explore.descent import training
from backpass.explore.exploration import Exploration
from backpass.explore.firing import neuron
from backpass.explore.fitting import shapes
from backpass.explore.forked import forks
from backpass.explore.gates import sensitivity
from backpass.explore.guessing import predict
from backpass.explore.live import circuit
from backpass.explore.ordering import order
from backpass.explore.origins import entries
from backpass.explore.saturated import saturation
from backpass.explore.scaled import data_scale
from backpass.explore.scores import losses
from backpass.explore.slopes import secant
from backpass.explore.wishes import wants

__all__ = [
    "Exploration",
    "circuit",
    "data_scale",
    "dead_units",
    "entries",
    "forks",
    "losses",
    "neuron",
    "order",
    "paths",
    "predict",
    "saturation",
    "secant",
    "sensitivity",
    "shapes",
    "training",
    "wants",
]
