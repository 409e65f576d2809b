"""Explorations: move a slider and see what a gradient says.

Each returns an :class:`Exploration`, which shows itself when it is the last line of a cell.
"""

from backpass.explore.exploration import Exploration
from backpass.explore.recipe import noted
from backpass.explore.views import (
    circuit as _circuit,
)
from backpass.explore.views import (
    data_scale as _data_scale,
)
from backpass.explore.views import (
    dead_units as _dead_units,
)
from backpass.explore.views import (
    entries as _entries,
)
from backpass.explore.views import (
    forks as _forks,
)
from backpass.explore.views import (
    knob as _knob,
)
from backpass.explore.views import (
    losses as _losses,
)
from backpass.explore.views import (
    neuron as _neuron,
)
from backpass.explore.views import (
    order as _order,
)
from backpass.explore.views import (
    paths as _paths,
)
from backpass.explore.views import (
    predict as _predict,
)
from backpass.explore.views import (
    saturation as _saturation,
)
from backpass.explore.views import (
    secant as _secant,
)
from backpass.explore.views import (
    sensitivity as _sensitivity,
)
from backpass.explore.views import (
    shapes as _shapes,
)
from backpass.explore.views import (
    training as _training,
)
from backpass.explore.views import (
    wants as _wants,
)

circuit = noted("explore", _circuit.circuit)
data_scale = noted("explore", _data_scale.data_scale)
dead_units = noted("explore", _dead_units.dead_units)
entries = noted("explore", _entries.entries)
forks = noted("explore", _forks.forks)
knob = noted("explore", _knob.knob)
losses = noted("explore", _losses.losses)
neuron = noted("explore", _neuron.neuron)
order = noted("explore", _order.order)
paths = noted("explore", _paths.paths)
predict = noted("explore", _predict.predict)
saturation = noted("explore", _saturation.saturation)
secant = noted("explore", _secant.secant)
sensitivity = noted("explore", _sensitivity.sensitivity)
shapes = noted("explore", _shapes.shapes)
training = noted("explore", _training.training)
wants = noted("explore", _wants.wants)

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
