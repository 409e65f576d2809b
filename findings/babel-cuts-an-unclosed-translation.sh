#!/usr/bin/env bash
# Babel and polib: a translation without its quotation mark loses letters, in strict mode too.
#
# What one would expect: `read_po(..., abort_invalid=True)` raises for a file that is no catalogue, as it does
#   for an unknown keyword, and as GNU's msgfmt does for all of these lines.
# What happens: both take away the first and the last character of what stands there, marks or not. Where a
#   merge, an editor or a mail lost the closing mark, the translation loses its last letter; where both are
#   lost, the first too. No error and no warning, and `pybabel update` writes the shortened word back.
# What it means for a course in several languages: a word of the course is cut, or, where it had one letter,
#   gone and in English again. Check the lines before reading them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq Babel==2.18.0 polib==1.2.0
echo "Versions:"
python3 --version
env/bin/pip list 2>/dev/null | grep -iE '^(babel|polib) '
cat > run.py <<'PY'
import io
import subprocess
import sys

import polib
from babel.messages.pofile import PoFileError, read_po

FILES = {
    "whole": 'msgid "gradient"\nmsgstr "기울기"\n',
    "end mark missing": 'msgid "gradient"\nmsgstr "기울기\n',
    "both marks missing": 'msgid "gradient"\nmsgstr 기울기\n',
    "text behind the end": 'msgid "gradient"\nmsgstr "기울기" 값\n',
    "unknown keyword": 'msgid "gradient"\nmsgsrt "기울기"\n',
}
for name, text in FILES.items():
    try:
        seen = read_po(io.BytesIO(text.encode()), abort_invalid=True)["gradient"].string
        babel = f"reads {seen!r}"
    except PoFileError:
        babel = "raises"
    try:
        other = f"reads {polib.pofile(text)[0].msgstr!r}"
    except OSError:
        other = "raises"
    print(f"{name}: Babel {babel}, polib {other}")

with open("ko.po", "w", encoding="utf-8") as file:
    file.write(FILES["end mark missing"])
with open("all.pot", "w", encoding="utf-8") as file:
    file.write('msgid "gradient"\nmsgstr ""\n')
command = [sys.executable, "-m", "babel.messages.frontend", "update", "-i", "all.pot", "-o", "ko.po", "-l", "ko"]
done = subprocess.run(command, capture_output=True, text=True)
with open("ko.po", encoding="utf-8") as file:
    last = file.read().rstrip().splitlines()[-1]
print(f"pybabel update: exit status {done.returncode}, last line now: {last}")
PY
env/bin/python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
whole: Babel reads '기울기', polib reads '기울기'
end mark missing: Babel reads '기울', polib reads '기울'
both marks missing: Babel reads '울', polib reads '울'
text behind the end: Babel reads '기울기" ', polib raises
unknown keyword: Babel raises, polib raises
pybabel update: exit status 0, last line now: msgstr "기울"
RECORDED
echo "As recorded."
