#!/usr/bin/env bash
# autograd: through np.outer, the gradient of a column is flat, and one step makes the column a square matrix.
#
# What one would expect: a gradient has the shape of what it is the gradient on.
# What happens: np.outer takes arrays of any shape and reads their entries one after the other. autograd's gradient
#   stays in that form: (3,) for a column of the shape (3, 1), (6,) for a matrix of the shape (2, 3). Through np.diag,
#   the gradient on a 2 by 3 matrix is 2 by 2. The same product written with * gives the right shape.
# What it means for a course: W = W - rate * grad broadcasts: the column is a square after one step, with another loss,
#   and an error comes a step later, from a line that is right. Compare gradient.shape with W.shape before the step,
#   in a student's work and in what it is compared with.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile autograd==1.9.1 numpy==2.4.6
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(autograd|numpy) '
cat > run.py <<'PY'
import autograd.numpy as np
from autograd import grad

factors = np.array([1.0, 2.0])
column = np.array([[1.0], [2.0], [3.0]])
matrix = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
products = {"*": lambda w: w * factors, "np.outer": lambda w: np.outer(w, factors)}

for name, product in products.items():

    def loss(w):
        return np.mean(product(w) ** 2)

    w = column - 0.1 * grad(loss)(column)
    print(f"{name}: gradient {grad(loss)(column).shape}, w after a step {w.shape}, its loss {loss(w):.3f}")
    try:
        w = w - 0.1 * grad(loss)(w)
        print(f"  after another step {w.shape}, its loss {loss(w):.3f}")
    except ValueError as error:
        print(f"  in another step: {str(error).strip()}")

for name, take in (("np.outer", products["np.outer"]), ("np.diag", np.diag), ("np.ravel", np.ravel)):
    print(f"{name} of a matrix {matrix.shape}: gradient {grad(lambda m: np.sum(take(m)))(matrix).shape}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
*: gradient (3, 1), w after a step (3, 1), its loss 8.102
  after another step (3, 1), its loss 5.626
np.outer: gradient (3,), w after a step (3, 3), its loss 8.657
  in another step: operands could not be broadcast together with shapes (3,3) (9,)
np.outer of a matrix (2, 3): gradient (6,)
np.diag of a matrix (2, 3): gradient (2, 2)
np.ravel of a matrix (2, 3): gradient (2, 3)
RECORDED
echo "As recorded."
