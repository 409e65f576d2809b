#!/usr/bin/env bash
# NumPy: weights that are trained in what `np.load` gives back stay as they are, without an error.
#
# What one would expect: np.load of a file that np.savez wrote gives a dictionary of arrays. An array that is in a
#   dictionary is the same array each time, so `weights[name] -= step` in a loop trains it, and so does
#   `weights[name][...] -= step`, which the first is taken for.
# What happens: each access reads the file again and makes a new array. `weights[name] -= step` raises TypeError (no
#   item assignment), and the spelling in place, to which one turns then, changes an array that nobody keeps: after a
#   hundred steps the loss is what it was. A single .npy file and np.load's arrays in dict(...) do train. NumPy
#   documents the reading on demand; that a write is lost follows from it, and is said nowhere at the write.
# What it means for a course: a network that goes on from a saved state learns nothing, and the gradient is blamed,
#   which is right. `weights = dict(np.load(...))`, and one loss printed twice.
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
import numpy as np

np.savez("weights.npz", W=np.array([3.0, -4.0]), b=np.array([2.0]))


def loss(weights):
    return float(sum(np.sum(weights[name] ** 2) for name in weights))


def train(weights):
    for _ in range(100):
        for name in weights:
            weights[name][...] -= 0.1 * 2.0 * weights[name]


def rounded(number):
    return round(number, 6)


for said, weights in (
    ("np.load(...)", np.load("weights.npz")),
    ("dict(np.load(...))", dict(np.load("weights.npz"))),
):
    before = loss(weights)
    train(weights)
    print(f"{said}: loss {before}, after 100 steps {rounded(loss(weights))}")
    print(f"    the same array each time: {weights['W'] is weights['W']}")
    try:
        weights["W"] -= 0.0
        print("    weights['W'] -= 0.0 is allowed")
    except TypeError as error:
        print(f"    weights['W'] -= 0.0: TypeError, {error}")
np.save("W.npy", np.array([3.0, -4.0]))
alone = {"W": np.load("W.npy")}
train(alone)
print(f"np.load of one .npy: loss after 100 steps {rounded(loss(alone))}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
np.load(...): loss 29.0, after 100 steps 29.0
    the same array each time: False
    weights['W'] -= 0.0: TypeError, 'NpzFile' object does not support item assignment
dict(np.load(...)): loss 29.0, after 100 steps 0.0
    the same array each time: True
    weights['W'] -= 0.0 is allowed
np.load of one .npy: loss after 100 steps 0.0
RECORDED
echo "As recorded."
