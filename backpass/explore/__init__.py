"""Explorations: move a slider and see what a gradient says.

Each returns an :class:`Exploration`, which shows itself when it is the last line of a cell. The
module of one is imported when it is first asked for, so a page pays for what it shows.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from backpass.explore.exploration import Exploration
from backpass.explore.recipe import noted

if TYPE_CHECKING:
    from backpass.explore.views.circuit import circuit
    from backpass.explore.views.data_scale import data_scale
    from backpass.explore.views.dead_units import dead_units
    from backpass.explore.views.entries import entries
    from backpass.explore.views.forks import forks
    from backpass.explore.views.knob import knob
    from backpass.explore.views.losses import losses
    from backpass.explore.views.neuron import neuron
    from backpass.explore.views.order import order
    from backpass.explore.views.paths import paths
    from backpass.explore.views.predict import predict
    from backpass.explore.views.saturation import saturation
    from backpass.explore.views.secant import secant
    from backpass.explore.views.sensitivity import sensitivity
    from backpass.explore.views.shapes import shapes
    from backpass.explore.views.training import training
    from backpass.explore.views.wants import wants

__all__ = [
    "Exploration",
    "circuit",
    "data_scale",
    "dead_units",
    "entries",
    "forks",
    "knob",
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


def __getattr__(name: str) -> Any:
    """The exploration of that name.

    Raises:
        AttributeError: There is none.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    view = import_module(f"{__name__}.views.{name}")
    globals()[name] = noted("explore", getattr(view, name))
    return globals()[name]


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
