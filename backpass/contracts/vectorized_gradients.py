"""Contracts of chapter 5: gradients of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backpass.contracts.chain_rule import output_of_forward
from backpass.judging import judge, returned
from backpass.judging.cases import Shapes, array_cases
from backpass.judging.contract import (
    Contract,
    GradientContract,
    QuizContract,
    SpecialContract,
    ValueContract,
)
from backpass.judging.plan import Plan, ValueCall
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Case, Finding, Kind, Status

CHAPTER = "05_vectorized_gradients"
TITLE = "Vectorised gradients"


def matmul(W: Any, X: Any) -> Any:
    """The matrix product W X.

    Args:
        W: An array of shape (M, K).
        X: An array of shape (K, N).
    """
    return W @ X


def relu(x: Any) -> Any:
    """max(0, x), entry by entry; at 0 the slope is 0, which is the course's rule."""
    return np.where(np.real(x) > 0, x, 0.0)


def mean(x: Any) -> Any:
    """The mean over the rows of a matrix."""
    return np.mean(x, axis=0)


def center(x: Any) -> Any:
    """A matrix less the mean of its rows."""
    return x - np.mean(x, axis=0)


def affine(x: Any, w: Any, b: Any) -> Any:
    """X w + b, where X holds the examples of x as rows, each laid out in one line.

    Args:
        x: Examples of shape (N, d_1, …, d_k); D is the product of d_1 … d_k.
        w: Weights of shape (D, M).
        b: Biases of shape (M,).
    """
    return x.reshape(x.shape[0], -1) @ w + b


def sampled(
    published: tuple[Any, ...], shapes: list[Shapes], special: dict[str, Shapes], **more: Any
) -> Callable[[np.random.Generator], list[Case]]:
    """A sampler of arrays with one published point, written as nested lists.

    Args:
        published: The point in the notebook: an array as nested lists for each input.
        shapes: For each turn, the shapes of all inputs.
        special: More shapes, by what is special about them.
        more: Passed on to :func:`backpass.judging.cases.array_cases`.
    """
    point = tuple(np.array(value, dtype=float) for value in published)
    return array_cases([point], shapes, list(special.items()), **more)


def _matrix(N: int, D: int) -> Shapes:
    return ((N, D),)


def _product(M: int, K: int, N: int) -> Shapes:
    return ((M, K), (K, N))


def _layer(N: int, each: tuple[int, ...], M: int) -> Shapes:
    return ((N, *each), (int(np.prod(each)), M), (M,))


#: A matrix of examples: one column first, then as many rows as columns, a single row.
ROWS = {
    "as many rows as columns": _matrix(3, 3),
    "a single row": _matrix(1, 4),
    "a single column": _matrix(5, 1),
}
#: A row and a column of zeros, and one more; the shapes fit those of a matrix product.
WITH_ZEROS = np.array([[0.0, 1.5, -0.4], [0.0, 0.0, 0.0], [0.0, -0.7, 0.0], [0.0, 2.0, 1.1]])
OTHER_ZEROS = np.array([[0.0, 0.0], [1.2, 0.0], [0.0, 0.0]])
matrix_cases = sampled(
    ([[1.0, -2.0], [3.0, 0.5], [-4.0, 6.0]],),
    [_matrix(4, 3), _matrix(2, 5), _matrix(6, 2)],
    ROWS,
    fixed=(("zeros among the entries", (WITH_ZEROS,)),),
)

matmul_cases = sampled(
    ([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]], [[2.0, -1.0], [0.0, 3.0], [-3.0, 1.5]]),
    [_product(2, 3, 4), _product(4, 2, 3), _product(3, 5, 2)],
    {
        "square matrices": _product(3, 3, 3),
        "a matrix and a single column": _product(3, 4, 1),
        "a single row and a matrix": _product(1, 3, 2),
        "a column times a row": _product(3, 1, 4),
        "a single number in an array": _product(1, 1, 1),
    },
    fixed=(("zeros among the entries", (WITH_ZEROS, OTHER_ZEROS)),),
)

#: On both sides of the kink, nearer than any tolerance, the least number that there is among them.
NEXT_TO_ZERO = np.array([s * 10.0**-k for k in (12, 9, 6, 4, 3, 2) for s in (1, -1)] + [5e-324])
ZEROS = np.array([[0.0, 1.5, -2.0], [-0.7, 0.0, 3.0]])
relu_cases = sampled(
    ([[1.0, -2.0, 3.0], [-4.0, 5.0, -6.0]],),
    [((7,),), ((2, 5),), ((3, 2, 4),)],
    {
        "an array of one dimension": ((6,),),
        "a square matrix": _matrix(3, 3),
        "an array of four dimensions": ((2, 3, 1, 2),),
        "a single number in an array": ((1,),),
        "a single row": _matrix(1, 4),
        "a single column": _matrix(5, 1),
    },
    ties=((ZEROS,), (np.zeros(4),), (np.array([0.0, -0.0]),)),
    near=((NEXT_TO_ZERO,),),
)

affine_cases = sampled(
    ([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]], [[2.0, -1.0], [0.0, 3.0], [-3.0, 1.5]], [0.5, -0.25]),
    [_layer(4, (3,), 2), _layer(2, (2, 3), 5), _layer(3, (2, 1, 2), 5)],
    {
        "square matrices": _layer(3, (3,), 3),
        "a batch of one example": _layer(1, (4,), 3),
        "a single output": _layer(4, (2,), 1),
        "a single column": _layer(3, (1,), 2),
        "examples that are small images": _layer(2, (3, 2, 2), 3),
    },
    fixed=(("zeros among the entries", (WITH_ZEROS, OTHER_ZEROS, np.array([0.0, -0.6]))),),
)


def _three(result: Any) -> bool:
    return isinstance(result, tuple | list) and len(result) == 3


def _is(came: Any, expected: np.ndarray) -> bool:
    return isinstance(came, np.ndarray) and returned.same(came, expected)


def _look_into_cache(call: Call, trial: Trial) -> None:
    """Other functions will read this cache, so what it holds and in which order is fixed."""
    cache = call.result[1]
    if not _three(cache):
        came = returned.named(cache)
        many = f" with {len(cache)} things" if isinstance(cache, tuple | list) else ""
        text = f"The cache is {came}{many}; it should be the three inputs, `(x, w, b)`."
        trial.blame(Finding("cache", Kind.TYPE, text, call.case))
        return
    for name, came, given in zip("xwb", cache, call.case.inputs, strict=True):
        if _is(came, given):
            continue
        shape = ""
        if isinstance(came, np.ndarray) and came.shape != given.shape:
            shape = f" It has shape {came.shape}, and {name} came with shape {given.shape}."
        text = f"The cache should hold `(x, w, b)` just as they came; {name} is another one.{shape}"
        trial.blame(Finding("cache", Kind.VALUE, text, call.case))


AFFINE_OUT = ValueContract(
    name="affine_forward",
    chapter=CHAPTER,
    signature="affine_forward(x, w, b)",
    parts={"out": 2.0, "clean": 1.0},
    inputs=("x", "w", "b"),
    outputs=("out",),
    truth=lambda x, w, b: (affine(x, w, b),),
    cases=affine_cases,
    select=output_of_forward,
    between=lambda x, w, b: {"x w": affine(x, w, 0.0), "b": np.broadcast_to(b, (len(x), len(b)))},
)


def examine_affine_forward(
    contract: Contract, function: Any, plan: Plan[ValueCall]
) -> Trial | None:
    """Judge ``affine_forward``: its output as that of any forward, and its cache, which is fixed.

    Args:
        contract: The contract of ``affine_forward``.
        function: The learner's function.
        plan: The calls to make.

    Returns:
        The trial, or None when the function is still the stub.
    """
    verdict, trial = judge.judge_values(AFFINE_OUT, function, plan)
    if verdict.status is Status.NOT_ATTEMPTED:
        return None
    trial.parts, trial.values = contract.parts, ("out", "cache")
    for call in trial.calls:
        if isinstance(call.result, tuple | list) and len(call.result) == 2:
            _look_into_cache(call, trial)
    return trial


def _array_backward(
    name: str, given: str, forward: Callable[..., Any], inputs: str, **more: Any
) -> GradientContract:
    upstream = more.get("upstream", "dout")
    gradients = tuple(f"d{letter}" for letter in inputs)
    return GradientContract(
        name=name,
        chapter=CHAPTER,
        signature=f"{name}({upstream}, cache)",
        parts={**dict.fromkeys(gradients, 2.0), "clean": 1.0},
        inputs=tuple(inputs),
        gradients=gradients,
        forward=forward,
        given=given,
        **more,
    )


CONTRACTS: tuple[Contract, ...] = (
    _array_backward(
        "matmul_backward", "matmul_forward", matmul, "WX", upstream="dD", cases=matmul_cases
    ),
    _array_backward(
        "relu_backward",
        "relu_forward",
        relu,
        "x",
        cases=relu_cases,
        own_array=True,
        tie="where an entry of x is exactly 0, the slope of relu is 0",
    ),
    _array_backward("mean_backward", "mean_forward", mean, "x", cases=matrix_cases),
    _array_backward("center_backward", "center_forward", center, "x", cases=matrix_cases),
    SpecialContract(
        name="affine_forward",
        chapter=CHAPTER,
        signature="affine_forward(x, w, b)",
        parts={"out": 2.0, "cache": 1.0, "clean": 1.0},
        draw=AFFINE_OUT.plan,
        examine=examine_affine_forward,
        pieces=(AFFINE_OUT,),
    ),
    # the cache of affine_forward is fixed by its contract, so a wrong one there costs nothing here
    _array_backward("affine_backward", "affine_forward", affine, "xwb", cases=affine_cases),
    *(
        QuizContract(name=name, chapter=CHAPTER, signature=f"{name}()", parts={"answer": 1.0})
        for name in ("quiz_square_shapes", "quiz_dead_unit", "quiz_bias_sum", "quiz_center_sum")
    ),
)
