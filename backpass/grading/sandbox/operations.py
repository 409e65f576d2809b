"""Operators and functions by what they do to the values that they are given."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

#: Operators, by the names that rewritten code calls them by.
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": operator.mod,
    "Pow": operator.pow,
    "MatMult": operator.matmul,
    "LShift": operator.lshift,
    "RShift": operator.rshift,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
    "IAdd": operator.iadd,
    "ISub": operator.isub,
    "IMult": operator.imul,
    "IDiv": operator.itruediv,
    "IFloorDiv": operator.ifloordiv,
    "IMod": operator.imod,
    "IPow": operator.ipow,
    "IMatMult": operator.imatmul,
    "ILShift": operator.ilshift,
    "IRShift": operator.irshift,
    "IBitAnd": operator.iand,
    "IBitOr": operator.ior,
    "IBitXor": operator.ixor,
}
#: Functions that are operators under another name.
AS_OPERATORS = {
    "add": "Add",
    "subtract": "Sub",
    "sub": "Sub",
    "multiply": "Mult",
    "mul": "Mult",
    "matmul": "MatMult",
    "dot": "MatMult",
    "divide": "Div",
    "true_divide": "Div",
    "truediv": "Div",
}
#: Functions that change how a value is kept, and not what it is.
THROUGH = frozenset(
    "float float64 asarray array copy deepcopy list tuple atleast_1d atleast_2d ravel reshape item "
    "squeeze tolist Fraction Decimal mpf longdouble ascontiguousarray real flatten astype repeat "
    "tile broadcast_to expand_dims swapaxes transpose moveaxis stack vstack hstack concatenate "
    "column_stack row_stack dstack fromiter".split()
)
#: Functions that take no more than a shape, or an order, of what they are given.
SHAPES = frozenset(
    "zeros_like ones_like empty_like full_like shape ndim size len type isinstance range "
    "enumerate zip id repr str print hasattr".split()
)
#: Functions that give a value as large as what they are given.
SIZES = frozenset({"abs", "fabs", "absolute", "negative", "neg", "maximum", "max"})
#: Operators and functions that multiply.
PRODUCTS = frozenset({"Mult", "MatMult", "dot", "matmul", "einsum", "tensordot", "inner", "outer"})
