#!/usr/bin/env bash
# nbautoeval: where an array is wanted, one number, a column, or a whole table of it is right.
#
# What one would expect: ExerciseFunctionNumpy, made "for functions that are expected to return a numpy
#   (nd)array", says OK where shape and values are those of the solution.
# What happens: solution and answer are compared with np.isclose, which broadcasts. A gradient of a bias
#   that is one number, keeps an axis too many, or was never summed over the batch is right as soon as
#   the entries of the dataset are equal; an empty array is right where one entry was wanted. With
#   unequal entries the axis too many is still right.
# What it means for a course: datasets with unequal entries and unequal sizes, and a check of the shape of
#   one's own, with this or any other test that rests on np.isclose or np.allclose.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq nbautoeval==1.8.0 numpy==2.2.6
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(nbautoeval|numpy) '
cat > run.py <<'PY'
import numpy as np
from nbautoeval import Args, ExerciseFunctionNumpy


def bias_backward(dout):
    """The gradient of a bias of shape (D,) that was added to each of N rows; dout has shape (N, D)."""
    return dout.sum(axis=0)


answers = {
    "summed over the batch, shape (D,)": lambda dout: dout.sum(axis=0),
    "an axis too many, shape (1, D)": lambda dout: dout.sum(axis=0, keepdims=True),
    "one number": lambda dout: dout[:, 0].sum(),
    "never summed, times N, shape (N, D)": lambda dout: dout * len(dout),
    "nothing, shape (0,)": lambda dout: np.array([]),
    "not times N, shape (N, D)": lambda dout: dout,
}
datasets = {
    "ones (4, 3)": np.ones((4, 3)),
    "one column (4, 1)": np.ones((4, 1)),
    "unequal (4, 3)": np.arange(12.0).reshape(4, 3),
}
for name, dout in datasets.items():
    exercise = ExerciseFunctionNumpy(bias_backward, [Args(dout)])
    print(f"dout: {name}")
    for words, answer in answers.items():
        right = bool(exercise.validate(bias_backward(dout), answer(dout)))
        print(f"    {words}: {'OK' if right else 'KO'}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
dout: ones (4, 3)
    summed over the batch, shape (D,): OK
    an axis too many, shape (1, D): OK
    one number: OK
    never summed, times N, shape (N, D): OK
OOPS2 <class 'ValueError'> operands could not be broadcast together with shapes (3,) (0,) 
    nothing, shape (0,): KO
    not times N, shape (N, D): KO
dout: one column (4, 1)
    summed over the batch, shape (D,): OK
    an axis too many, shape (1, D): OK
    one number: OK
    never summed, times N, shape (N, D): OK
    nothing, shape (0,): OK
    not times N, shape (N, D): KO
dout: unequal (4, 3)
    summed over the batch, shape (D,): OK
    an axis too many, shape (1, D): OK
    one number: KO
    never summed, times N, shape (N, D): KO
OOPS2 <class 'ValueError'> operands could not be broadcast together with shapes (3,) (0,) 
    nothing, shape (0,): KO
    not times N, shape (N, D): KO
RECORDED
echo "As recorded."
