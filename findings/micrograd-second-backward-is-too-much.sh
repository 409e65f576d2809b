#!/usr/bin/env bash
# micrograd: a second backward pass adds more than its own gradient.
#
# What one would expect: `backward()` accumulates, as in PyTorch. Two losses whose gradients are to be added can each be
#   sent back in turn; the same loss sent back twice, without setting the gradients to zero, gives twice the gradient.
# What happens: the gradients of the nodes in between stay too, and the second pass sends them back once more. Two
#   losses that share a node with gradients 3 and 3 leave 9 on the input. The same loss twice gives n + 1 times the
#   gradient for a chain of n operations, the third time (n + 1)(n + 2) / 2 times.
# What it means for a course that builds such an engine: "you forgot to set the gradients to zero, so they are
#   twice as large" is false, and gradients of several losses must be added in the graph, or all nodes be set to zero.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq micrograd==0.1.0
echo "Versions:"
python3 --version
env/bin/pip list 2>/dev/null | grep -i '^micrograd '
cat > run.py <<'PY'
from micrograd.engine import Value


def losses(x):
    """Two losses of one input that share a node; each has the slope 3."""
    shared = x * 3.0
    return shared * 1.0, shared * 1.0


step = 1e-6
numbers = [sum(loss.data for loss in losses(Value(at))) for at in (2.0 + step, 2.0 - step)]
print(f"numerical gradient of the sum of both: {(numbers[0] - numbers[1]) / (2 * step):.4f}")
x = Value(2.0)
first, second = losses(x)
(first + second).backward()
print(f"added in the graph, one backward: {x.grad}")
x = Value(2.0)
first, second = losses(x)
first.backward()
print(f"after the backward of the first: {x.grad}")
second.backward()
print(f"after the backward of the second: {x.grad}")

for length in (1, 2, 5, 10):
    x = Value(1.0)
    y = x
    for _ in range(length):
        y = y * 1.0
    seen = []
    for _ in range(3):
        y.backward()
        seen.append(x.grad)
    print(f"chain of {length}, gradient 1.0, after one, two, three backwards: {seen}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
numerical gradient of the sum of both: 6.0000
added in the graph, one backward: 6.0
after the backward of the first: 3.0
after the backward of the second: 9.0
chain of 1, gradient 1.0, after one, two, three backwards: [1.0, 2.0, 3.0]
chain of 2, gradient 1.0, after one, two, three backwards: [1.0, 3.0, 6.0]
chain of 5, gradient 1.0, after one, two, three backwards: [1.0, 6.0, 21.0]
chain of 10, gradient 1.0, after one, two, three backwards: [1.0, 11.0, 66.0]
RECORDED
echo "As recorded."
