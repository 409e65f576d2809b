#!/usr/bin/env bash
# mygrad: a gradient is gone as soon as its tensor is used again, if only to look at something.
#
# What one would expect: `w.grad` stays what backward() made it until the next backward() or zero_grad(), as in
#   PyTorch, tinygrad or micrograd.
# What happens: whatever is worked out with a tensor takes its gradient away: a loss for the log, a
#   regularisation, `w + 1` in a cell of its own. `w.grad` is None from then on, without a word; so are those of
#   whole numbers, always. A second backward() of the same result gives the same gradient instead of twice
#   of it, so code that adds up over a batch by calling backward() in turn keeps the last one.
# What it means for a course: read and keep `w.grad` before anything else is done with `w`, and tell those
#   who come from other libraries that nothing adds up.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq mygrad==2.5.0 numpy==2.4.6
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(mygrad|numpy) '
cat > run.py <<'PY'
import mygrad

w = mygrad.tensor(3.0)
(w * w).backward()
print("d(w*w)/dw at 3:", w.grad)
print("w is printed:", w, "and its gradient is", w.grad)
w + 1.0
print("after w + 1.0, whose result nobody keeps:", w.grad)

w = mygrad.tensor(3.0)
for x in (1.0, 2.0, 5.0):
    (w * x).backward()
print("backward() of w*1, w*2 and w*5 in turn:", w.grad)

w = mygrad.tensor(3)
(w * w).backward()
print("d(w*w)/dw at the whole number 3:", w.grad)
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
d(w*w)/dw at 3: 6.0
w is printed: Tensor(3.) and its gradient is 6.0
after w + 1.0, whose result nobody keeps: None
backward() of w*1, w*2 and w*5 in turn: 5.0
d(w*w)/dw at the whole number 3: None
RECORDED
echo "As recorded."
