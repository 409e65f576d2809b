#!/usr/bin/env bash
# doctest: the examples of a function under `@np.vectorize` or autograd's `@primitive` never run, with exit status 0.
#
# What one would expect: doctest's documentation says that the docstrings of all functions and classes of a module are
#   searched, and only what was imported is left out. A decorator that keeps the docstring, and under which help() shows
#   it, keeps its examples; so it is for functools.cache and np.errstate.
# What happens: np.vectorize makes an object that is neither a function nor a class, and autograd's primitive a function
#   whose globals are another module's and that does not tell what it wraps. Both are passed over, without a word, by
#   `python -m doctest` and by `pytest --doctest-modules`, which run the other examples of the file and end with status
#   0. A wrong example under them is green for ever.
# What it means for a course: these are the decorators of activation functions and of hand-written gradients. Count the
#   examples that ran (-v), or decorate under another name: `relu = np.vectorize(_relu)`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile numpy==2.4.6 autograd==1.8.0 pytest==9.0.2
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(numpy|autograd|pytest) '
write() {
    cat > "$1.py" <<PY
import functools

import numpy as np
from autograd.extend import primitive


def double(x):
    """Twice x.

    >>> double(3)
    6
    """
    return 2 * x


$2
def relu(x):
    """Not less than 0.

    >>> float(relu(-2.0))
    7.0
    """
    return x if x > 0 else 0.0
PY
}
number=0
tell() {
    env/bin/python -m doctest "$1.py" > out.txt && status=0 || status=$?
    printf '    doctest: status %s, %s\n' "$status" "$([ -s out.txt ] && echo 'says what is wrong' || echo 'says nothing')"
    printf '    examples found: %s\n' "$(env/bin/python -m doctest -v "$1.py" | grep -c '^Trying:')"
    env/bin/python -m pytest -q --doctest-modules "$1.py" > out.txt && status=0 || status=$?
    printf '    pytest: status %s, %s\n' "$status" "$(tail -1 out.txt | sed -E 's/ in [0-9.]+s.*//')"
    env/bin/python -c "import $1; print('    the docstring is kept:', 'Not less than 0' in $1.relu.__doc__)"
}
{
    for decorator in "" "@functools.cache" '@np.errstate(over="raise")' "@np.vectorize" "@primitive"; do
        name="made$((++number))"
        write "$name" "$decorator"
        echo "a wrong example under ${decorator:-no decorator}:"
        tell "$name"
    done
} | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
a wrong example under no decorator:
    doctest: status 1, says what is wrong
    examples found: 2
    pytest: status 1, 1 failed, 1 passed
    the docstring is kept: True
a wrong example under @functools.cache:
    doctest: status 1, says what is wrong
    examples found: 2
    pytest: status 1, 1 failed, 1 passed
    the docstring is kept: True
a wrong example under @np.errstate(over="raise"):
    doctest: status 1, says what is wrong
    examples found: 2
    pytest: status 1, 1 failed, 1 passed
    the docstring is kept: True
a wrong example under @np.vectorize:
    doctest: status 0, says nothing
    examples found: 1
    pytest: status 0, 1 passed
    the docstring is kept: True
a wrong example under @primitive:
    doctest: status 0, says nothing
    examples found: 1
    pytest: status 0, 1 passed
    the docstring is kept: True
RECORDED
echo "As recorded."
