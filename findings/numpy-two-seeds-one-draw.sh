#!/usr/bin/env bash
# numpy: the seeds 231, [231] and [231, 0] draw the same numbers, and so do 4294967527 and [231, 1].
#
# What one would expect: `default_rng([student, question])` draws other numbers for each pair, and others again than
#   `default_rng(student)`. NumPy's guide prefers the other order, and says that this one works.
# What happens: a seed becomes whole numbers of 32 bits, the lowest first, and what is missing to four of them is filled
#   up with 0. So a 0 at the end is as good as nothing, until there are more than four; a 0 in front is not. And a
#   number from 2**32 on is two: student 4294967527 has the draw of student 231 in question 1. Python's `random` takes
#   the sign off: -7 draws what 7 draws. RandomState, said to be the worse one, does neither.
# What it means for a course: counted from 0, the first question has the points of whatever was drawn with the
#   student's number alone, so hidden test points can be the ones that the notebook shows. Begin to count at 1, put
#   the number of the question in front, or use SeedSequence(student).spawn(questions).
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


def generator(seed):
    return np.random.default_rng(seed).integers(0, 1000, 4).tolist()


def state(seed):
    return np.random.RandomState(seed).randint(0, 1000, 4).tolist()


for seed in (231, [231], [231, 0], [231, 0, 0, 0], [231, 0, 0, 0, 0], [0, 231], [231, 1], 2**32 + 231):
    print(f"default_rng({seed}): {generator(seed)}")
for seed in ([231], [231, 0]):
    print(f"RandomState({seed}): {state(seed)}")
for question, sequence in enumerate(np.random.SeedSequence(231).spawn(2)):
    print(f"SeedSequence(231).spawn(2)[{question}]: {generator(sequence)}")
for seed in (7, -7):
    drawn = random.Random(seed)
    print(f"random.Random({seed}): {[drawn.randrange(1000) for _ in range(4)]}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
default_rng(231): [205, 547, 116, 870]
default_rng([231]): [205, 547, 116, 870]
default_rng([231, 0]): [205, 547, 116, 870]
default_rng([231, 0, 0, 0]): [205, 547, 116, 870]
default_rng([231, 0, 0, 0, 0]): [931, 899, 98, 105]
default_rng([0, 231]): [555, 975, 657, 713]
default_rng([231, 1]): [381, 59, 377, 704]
default_rng(4294967527): [381, 59, 377, 704]
RandomState([231]): [312, 668, 899, 569]
RandomState([231, 0]): [388, 139, 463, 15]
SeedSequence(231).spawn(2)[0]: [931, 899, 98, 105]
SeedSequence(231).spawn(2)[1]: [205, 842, 161, 430]
random.Random(7): [331, 970, 154, 404]
random.Random(-7): [331, 970, 154, 404]
RECORDED
echo "As recorded."
