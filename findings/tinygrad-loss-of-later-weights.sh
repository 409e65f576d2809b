#!/usr/bin/env bash
# tinygrad: after the step, the loss and the gradient are those of the new weights, even if they were read before.
#
# What one would expect: `loss.backward(); optimizer.step(); print(loss.item(), w.grad.item())` shows the loss and the
#   gradient that the step was made from, as in PyTorch; a loss that was printed once stays that number.
# What happens: loss and gradient are recipes, worked out anew each time they are read, from whatever the weight's
#   buffer holds then. step() and assign() write into that buffer. The logged loss is one step too good, a clipped or
#   checked gradient belongs to another point, and the same `loss` is 29 before the step and 23.5 after it.
#   Where the weight is made new instead (`w = w - rate * w.grad`), both stay.
# What it means for a course: call realize() on the loss and the gradient before the step; a numerical check that
#   moves a weight by assign() and compares with `w.grad` compares with the gradient at the moved weight.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile tinygrad==0.14.0
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^tinygrad '
cat > run.py <<'PY'
from tinygrad import Tensor, nn
from tinygrad.helpers import Context


def made():
    """The loss (w - 1)**2 + (2 w - 1)**2 at w = 3 is 29; its gradient is 24; a step at the rate 0.01 leads to 2.76."""
    w = Tensor([3.0]).realize()
    optimizer = nn.optim.SGD([w], lr=0.01)
    loss = ((w * Tensor([1.0, 2.0]) - 1) ** 2).sum()
    loss.backward()
    return w, optimizer, loss


def step(optimizer):
    with Context(TRAINING=1):
        optimizer.step()


def shown(words, loss, grad):
    print(f"{words}: loss {loss.item():.4g}, gradient {grad.item():.4g}")


w, optimizer, loss = made()
shown("before the step", loss, w.grad)
step(optimizer)
shown("the same two after the step", loss, w.grad)

w, optimizer, loss = made()
step(optimizer)
shown("read after the step only", loss, w.grad)

w, optimizer, loss = made()
grad = w.grad
w.assign(w - 0.01 * grad).realize()
shown("after w.assign(w - 0.01 * grad)", loss, grad)

w, optimizer, loss = made()
grad = w.grad
w = (w - 0.01 * grad).realize()
shown("after w = w - 0.01 * grad", loss, grad)

w, optimizer, loss = made()
loss.realize()
w.grad.realize()
step(optimizer)
shown("both realized, then the step", loss, w.grad)
PY
DEV=PYTHON env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
before the step: loss 29, gradient 24
the same two after the step: loss 23.53, gradient 21.6
read after the step only: loss 23.53, gradient 21.6
after w.assign(w - 0.01 * grad): loss 23.53, gradient 21.6
after w = w - 0.01 * grad: loss 29, gradient 24
both realized, then the step: loss 29, gradient 24
RECORDED
echo "As recorded."
