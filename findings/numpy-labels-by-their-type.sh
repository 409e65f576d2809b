#!/usr/bin/env bash
# numpy: labels that index an array may not be put into one, and the type in which they are stored decides the loss.
#
# What one would expect: a whole number is a whole number: where scores[rows, labels] works, every other way to pick
#   the labels' scores does, too, and picks the same.
# What happens: with the very same labels as uint64, indexing and np.take_along_axis work, np.put and np.choose
#   raise "Cannot cast array data", and labels + rows * C is an array of floats, which indexes nothing. As uint8, in which
#   data sets of pictures come, labels * N wraps round at 256: scores of other classes are picked, without a warning.
# What it means for a course: two right ways to write a loss differ in whether they run, or in the loss, by how the
#   labels were saved. Begin with labels = labels.astype(int), and judge a loss with labels of several types.
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
import warnings

import numpy as np

warnings.simplefilter("error")
N, C = 100, 10
rows = np.arange(N)
scores = np.random.default_rng(231).standard_normal((N, C))
drawn = np.random.default_rng(7).integers(0, C, N)


def put(labels):
    hot = np.zeros((C, N))
    for column, label in enumerate(np.split(labels, N)):
        np.put(hot[:, column], label, 1.0)
    return np.sum(hot.T * scores, axis=1)


ways = {
    "scores[rows, labels]": lambda labels: scores[rows, labels],
    "take_along_axis": lambda labels: np.take_along_axis(scores, labels[:, None], 1)[:, 0],
    "np.eye(C)[labels]": lambda labels: np.sum(np.eye(C)[labels] * scores, axis=1),
    "np.choose(labels, scores.T)": lambda labels: np.choose(labels, scores.T),
    "np.put into zeros": put,
    "ravel()[labels + rows * C]": lambda labels: scores.ravel()[labels + rows * C],
    "T.ravel()[labels * N + rows]": lambda labels: scores.T.ravel()[labels * N + rows],
}
for name, pick in ways.items():
    came = []
    for kind in (np.int64, np.int32, np.uint8, np.uint64):
        try:
            came.append(f"{kind.__name__} {np.mean(pick(drawn.astype(kind))):.4f}")
        except (TypeError, IndexError) as error:
            came.append(f"{kind.__name__} {type(error).__name__}")
    print(f"{name}: {', '.join(came)}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
scores[rows, labels]: int64 0.2408, int32 0.2408, uint8 0.2408, uint64 0.2408
take_along_axis: int64 0.2408, int32 0.2408, uint8 0.2408, uint64 0.2408
np.eye(C)[labels]: int64 0.2408, int32 0.2408, uint8 0.2408, uint64 0.2408
np.choose(labels, scores.T): int64 0.2408, int32 0.2408, uint8 0.2408, uint64 TypeError
np.put into zeros: int64 0.2408, int32 0.2408, uint8 0.2408, uint64 TypeError
ravel()[labels + rows * C]: int64 0.2408, int32 0.2408, uint8 0.2408, uint64 IndexError
T.ravel()[labels * N + rows]: int64 0.2408, int32 0.2408, uint8 0.1589, uint64 IndexError
RECORDED
echo "As recorded."
