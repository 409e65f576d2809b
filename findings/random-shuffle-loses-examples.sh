#!/usr/bin/env bash
# Python's `random.shuffle` of a NumPy matrix: some of the examples are there twice or more, and others are gone.
#
# What one would expect: shuffle takes any mutable sequence and brings its items into another order. A matrix is a
#   sequence of rows; it can be indexed, assigned to by index, and has a length.
# What happens: shuffle swaps by `x[i], x[j] = x[j], x[i]`. A row of a matrix is a view, so by the time that it is
#   written the second time it has been overwritten, and both places hold the same row. With a vector, a list of rows,
#   or NumPy's own shuffle all is well, so labels that are shuffled beside the matrix from the same seed are complete,
#   and stand beside other examples. No error, no warning; the shape and the type are as before.
# What it means for a course: about half of the training set is lost in the first epoch, and each further epoch loses
#   more, down to a few examples; the loss sinks all the better. Draw an order of row numbers and index with it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile numpy==2.4.6
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^numpy '
cat > run.py <<'PY'
import random

import numpy as np

COUNT = 1000
EPOCHS = 10


def examples():
    """A row i holds 2 i and 2 i + 1, and its label is i."""
    return np.arange(2 * COUNT).reshape(COUNT, 2)


def left(rows):
    return len({tuple(map(int, row)) for row in rows})


X, labels = examples(), np.arange(COUNT)
random.Random(231).shuffle(X)
random.Random(231).shuffle(labels)
print(f"the matrix after one shuffle: {'fewer than 600' if left(X) < 600 else left(X)} of {COUNT} rows")
print(f"its shape is the same: {X.shape == (COUNT, 2)}")
print(f"the labels, from the same seed: {len(set(labels.tolist()))} of {COUNT}")
wrong = int(np.sum(X[:, 0] != 2 * labels))
print(f"more than a third of the labels beside another example: {wrong > COUNT // 3}")
rng = random.Random(231)
X = examples()
for _ in range(EPOCHS):
    rng.shuffle(X)
print(f"the matrix after {EPOCHS} epochs: {'fewer than 150' if left(X) < 150 else left(X)} rows")
rows = list(examples())
random.Random(231).shuffle(rows)
print(f"a list of the rows: {left(rows)} rows")
X = examples()
np.random.default_rng(231).shuffle(X)
print(f"NumPy's shuffle: {left(X)} rows")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
the matrix after one shuffle: fewer than 600 of 1000 rows
its shape is the same: True
the labels, from the same seed: 1000 of 1000
more than a third of the labels beside another example: True
the matrix after 10 epochs: fewer than 150 rows
a list of the rows: 1000 rows
NumPy's shuffle: 1000 rows
RECORDED
echo "As recorded."
