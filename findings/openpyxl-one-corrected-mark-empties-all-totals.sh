#!/usr/bin/env bash
# openpyxl and pandas: one mark is corrected in a workbook, and the totals of the whole class are empty.
#
# What one would expect: openpyxl opens a workbook, changes one cell and saves it; pandas reads it with the totals as
#   they were, or with the new one, or says that it cannot compute formulas.
# What happens: a workbook holds each formula with the value that a spreadsheet program computed last. openpyxl keeps
#   the formulas and drops all of those values, those of untouched rows and sheets too. pandas reads values only: every
#   total is nan, the sum of the class is 0.0, and dropna leaves nobody. XlsxWriter writes 0 as the value of a formula
#   it was not told another for, so from its workbook pandas reads a total of 0 for everybody, a valid mark. Opened
#   and saved in a spreadsheet program, both files are right, so whoever looks sees nothing.
# What it means for a course: marks that go through a workbook on their way to the LMS are none, or 0, depending on who
#   wrote the file last. Compute totals from the points, and refuse a column of formulas.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile numpy==2.4.6 pandas==3.0.0 openpyxl==3.1.5 xlsxwriter==3.2.9
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -iE '^(numpy|pandas|openpyxl|xlsxwriter) '
cat > run.py <<'PY'
import openpyxl
import pandas as pd
import xlsxwriter

CLASS = [("ada", 3, 4), ("ben", 2, 1), ("cyd", 4, 4)]


def write(name, values_too):
    """A workbook as a spreadsheet program saves it, with the value of each formula, or as XlsxWriter does by itself."""
    book = xlsxwriter.Workbook(name)
    sheet = book.add_worksheet("marks")
    sheet.write_row(0, 0, ["student", "relu", "softmax", "total"])
    for line, (who, first, second) in enumerate(CLASS, 1):
        sheet.write_row(line, 0, [who, first, second])
        value = {"value": first + second} if values_too else {}
        sheet.write_formula(line, 3, f"=B{line + 1}+C{line + 1}", **value)
    book.close()


def tell(what, name):
    read = pd.read_excel(name)
    print(f"{what}:")
    print(f"    totals {read['total'].tolist()}, sum {read['total'].sum()}, with a total {len(read.dropna())}")


write("marks.xlsx", values_too=True)
tell("as a spreadsheet program left it", "marks.xlsx")
book = openpyxl.load_workbook("marks.xlsx")
book["marks"]["B3"] = 3
book.save("marks.xlsx")
tell("after openpyxl wrote one mark of ben's", "marks.xlsx")
print(f"    the formulas are there: {openpyxl.load_workbook('marks.xlsx')['marks']['D2'].value}")
write("plain.xlsx", values_too=False)
tell("as XlsxWriter writes it", "plain.xlsx")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
as a spreadsheet program left it:
    totals [7, 3, 8], sum 18, with a total 3
after openpyxl wrote one mark of ben's:
    totals [nan, nan, nan], sum 0.0, with a total 0
    the formulas are there: =B2+C2
as XlsxWriter writes it:
    totals [0, 0, 0], sum 0, with a total 3
RECORDED
echo "As recorded."
