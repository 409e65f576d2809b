"""A term drawn by a seed, and what everybody's mark then is, worked out by itself.

:class:`Term` does to a small course what instructors and students do in four months, in any order:
work handed in again, due dates, extensions, late rules, marks by hand, extra points, mended tests,
other points, renamed exercises, students who leave or change their section, grading by one command
or the other. It keeps a plain record of each of these. From that record alone :meth:`Term.wanted`
says what each student's mark is, and :func:`told` reads it from every place that tells it.
"""

import csv
import io
import math
import random
import re
import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import commands
import nbformat
import tiny_course
from mid_term_edits import cell_of, edit
from nbgrader.server_extensions.formgrader import base
from tiny_class import hand_in

from backpass.grading.authoring.release import release
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.dates import extend
from backpass.grading.feedback.class_pages import give_feedback
from backpass.grading.gradebook import open_gradebook
from backpass.grading.lms.marks_out import export_marks
from backpass.grading.marking.submission import judge
from backpass.grading.marks import read_marks
from backpass.grading.reporting.report import write_report
from backpass.grading.reporting.results import gather

CHAPTER = tiny_course.CHAPTER
BEGIN = datetime(2026, 10, 1)
ANSWERS = {
    "add_backward": {
        5.0: tiny_course.SOLUTIONS["add_backward"],
        3.0: "def add_backward(dout, cache):\n    return dout, -dout",
        0.0: "raise NotImplementedError",
    },
    "quiz_max_route": {1.0: 'quiz_max_route = "d"', 0.0: 'quiz_max_route = "a"'},
}
#: A question of the course's own, with a test that is no contract's.
OWN = "effort"
#: What judging came to, by all that it depends on.
KNOWN = {}
#: Places that show those alone whose graded notebook is there.
OF_FOLDERS = ("the student's page", "the formgrader, by chapter")
#: Canvas is told two digits.
TOLERANCE = {"Canvas": 0.00501}


class Remembers:
    """Judges here, and no answer twice by the same tests: what is looked at is the gradebook."""

    def __init__(self, keys, jobs, scratch):
        self.keys = keys

    def judged(self, submissions):
        for one in submissions:
            key = self.keys[one.chapter]
            what = (one.data, one.reason, one.note, key.release, repr(sorted(key.cells.items())))
            if what not in KNOWN:
                KNOWN[what] = judge(one, key)
            yield replace(KNOWN[what], student=one.student)


@dataclass
class Work:
    """What the record says of one student."""

    answers: dict[str, float]
    day: float
    effort: float
    by_hand: dict[str, float] = field(default_factory=dict)
    extra: dict[str, float] = field(default_factory=dict)
    auto: dict[str, float] = field(default_factory=dict)  # at the last grading
    here: bool = True  # the folder in submitted/


class Term:
    """A course in mid-term.

    Args:
        course: The tiny course, released; it is changed.
        seed: Draws all that happens.
        count: How many students there are.
    """

    def __init__(self, course, seed, count=3):
        self.course, self.draw = course, random.Random(seed)
        self.done = []
        self.works = {}
        self.due, self.longer, self.rule = None, {}, {}
        self.sections, self.numbers = {}, set()
        self.full, self.lenient = 4.0, False
        self.own = OWN
        self.written = None
        self.rules_before = (course.root / "nbgrader_config.py").read_text("utf-8")
        self._release()
        for number in range(count):
            self._hand_in(f"s{number:02}")
            self.sections[f"s{number:02}"] = self.draw.choice("AB")
        self._roster()
        self.grade()

    # --- what happens ----------------------------------------------------------------------------

    def step(self):
        """Something happens, and is written down."""
        self.draw.choice(
            [
                self.again, self.again, self.say_due, self.give_time, self.give_time,
                self.late_rule, self.mark_by_hand, self.mark_by_hand, self.extra_points,
                self.mend, self.other_points, self.rename, self.leave, self.move, self.come,
            ]
        )()  # fmt: skip

    def _note(self, *words):
        self.done.append(" ".join(map(str, words)))

    def _anyone(self):
        return self.draw.choice(sorted(self.works))

    def _hand_in(self, who):
        answers = {name: self.draw.choice(list(of)) for name, of in ANSWERS.items()}
        effort = self.draw.choice([0.0, 0.5, 1.0])
        day = self.draw.choice([-1, 0, 0.5, 1.5, 3.25, 9])
        path = hand_in(
            self.course, who, **{name: ANSWERS[name][worth] for name, worth in answers.items()}
        )
        notebook = nbformat.read(path, 4)
        cell = next(cell for cell in notebook.cells if "effort =" in cell.source)
        cell.source = f"effort = {effort}"
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
        moment = BEGIN + timedelta(days=day)
        path.with_name("timestamp.txt").write_text(f"{moment} UTC")
        work = self.works.setdefault(who, Work({}, 0.0, 0.0))
        work.answers, work.day, work.effort, work.here = answers, day, effort, True
        self._note(who, "hands in", answers, effort, "on day", day)

    def again(self):
        """A student hands in, for the second time perhaps."""
        self._hand_in(self._anyone())

    def come(self):
        """A latecomer, whom the roster may know."""
        who = f"s{len(self.works):02}"
        self._hand_in(who)
        if self.draw.random() < 0.5:
            self.sections[who] = "B"
            self._roster()

    def say_due(self):
        """The due date is set, moved or taken back."""
        self.due = self.draw.choice([None, 0.0, 1.0, 2.0])
        with open_gradebook(self.course) as book:
            moment = None if self.due is None else BEGIN + timedelta(days=self.due)
            book.find_assignment(CHAPTER).duedate = moment
            book.db.commit()
        self._note("due on day", self.due)

    def give_time(self):
        """A student gets an extension, or loses it."""
        who, days = self._anyone(), self.draw.choice([0, 0.25, 1, 5])
        extend(self.course, who, CHAPTER, days)
        self.longer[who] = days
        self._note(who, "gets days", days)

    def late_rule(self):
        """Another late rule, or none."""
        self.rule = self.draw.choice(
            [
                {},
                {"points_per_day": 2.0},
                {"percent_per_day": 10.0},
                {"points_per_day": 1.5, "grace_minutes": 800.0},
                {"percent_per_day": 50.0, "most_percent": 60.0},
            ]
        )
        self._configure()
        self._note("late rule", self.rule)

    def _configure(self):
        plugin = "backpass.grading.hooks.late.ByTheDay"
        lines = [f'c.AssignLatePenalties.plugin_class = "{plugin}"'] if self.rule else []
        lines += [f"c.ByTheDay.{name} = {value}" for name, value in self.rule.items()]
        text = "\n".join([self.rules_before, *lines, ""])
        (self.course.root / "nbgrader_config.py").write_text(text, "utf-8")

    def _cells(self):
        return [f"test_{name}" for name in ("add_backward", "multiply_backward", self.own)]

    def _set(self, who, cell, **values):
        with open_gradebook(self.course) as book:
            mark = book.find_grade(cell, CHAPTER, CHAPTER, who)
            for name, value in values.items():
                setattr(mark, name, value)
            book.db.commit()

    def mark_by_hand(self):
        """A mark by hand is given or taken back."""
        who, cell = self._graded(), self.draw.choice(self._cells())
        mark = self.draw.choice([None, 0.0, 0.75, 2.5])
        self._set(who, cell, manual_score=mark)
        self.works[who].by_hand.pop(cell, None)
        if mark is not None:
            self.works[who].by_hand[cell] = mark
        self._note(who, cell, "by hand", mark)

    def extra_points(self):
        """Extra points, of a sort that no binary number is."""
        who, cell = self._graded(), self.draw.choice(self._cells())
        points = self.draw.choice([0.0, 0.1, 1.25])
        self._set(who, cell, extra_credit=points)
        self.works[who].extra[cell] = points
        self._note(who, cell, "extra", points)

    def _graded(self):
        return self.draw.choice(sorted(who for who, work in self.works.items() if work.auto))

    def mend(self):
        """The course's own test is mended: half an answer is worth something, or nothing."""
        self.lenient = not self.lenient
        self._release()
        self._note("lenient" if self.lenient else "strict", "test")

    def other_points(self):
        """The course's own question is worth more, or less."""
        self.full = self.draw.choice([2.0, 4.0, 6.5])
        self._release()
        self._note("points", self.full)

    def rename(self):
        """The course's own question gets another name in mid-term; the cell stays."""
        old, self.own = self.own, f"{OWN}_{len(self.done)}"
        self._release(old)
        for work in self.works.values():
            for of in (work.by_hand, work.extra, work.auto):
                if f"test_{old}" in of:
                    of[f"test_{self.own}"] = of.pop(f"test_{old}")
        self._note(old, "is called", self.own)

    def leave(self):
        """A student leaves: the roster's line goes, and the folder perhaps."""
        who = self._anyone()
        self.sections.pop(who, None)
        self._roster()
        if self.draw.random() < 0.5:
            path = self.course.submitted / who
            if path.exists():
                path.rename(self.course.root / f"left-{who}-{len(self.done)}")
            self.works[who].here = False
            if self.draw.random() < 0.5:  # somebody tidies up
                shutil.rmtree(self.course.autograded / who, ignore_errors=True)
                shutil.rmtree(self.course.feedback / who, ignore_errors=True)
        self._note(who, "leaves", "" if self.works[who].here else "with the folder")

    def move(self):
        """A student goes to the other section, or comes back."""
        who = self._anyone()
        self.sections[who] = "A" if self.sections.get(who) == "B" else "B"
        self._roster()
        self._note(who, "goes to section", self.sections[who])

    def _roster(self):
        self.numbers |= set(self.sections)  # the gradebook keeps them of those who leave
        lines = [f"{who},{self.sections[who]},9{who[1:]}" for who in sorted(self.sections)]
        text = "\n".join(["id,section,lms_user_id", *lines, ""])
        (self.course.root / "roster.csv").write_text(text, "utf-8")

    def _release(self, old=None):
        def change(notebook):
            hidden = (
                f"share = {{1.0: 1.0, 0.5: {0.5 if self.lenient else 0.0}}}.get(effort, 0.0)\n"
                f"{self.full} * share"
            )
            test = f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
            try:
                cell = cell_of(notebook, f"test_{old or self.own}")
            except StopIteration:
                own = tiny_course.code("own_effort", "effort = 1.0")
                cell = tiny_course.code("test_" + OWN, test, grade=True, locked=True, points=4)
                notebook.cells += [own, cell]
            cell.source = test
            cell.metadata["nbgrader"]["points"] = self.full
            cell.metadata["nbgrader"]["grade_id"] = f"test_{self.own}"

        edit(self.course, change)
        release(self.course, [CHAPTER])
        self.released = (self.full, self.lenient)

    # --- grading ---------------------------------------------------------------------------------

    def grade(self):
        """One of the ways to grade, and what it must come to."""
        there = [who for who, work in self.works.items() if work.here]
        if not there:
            return
        way = self.draw.choice(["plain", "plain", "force", "keep", "foreseen", "nbgrader"])
        if way == "nbgrader":
            who = self.draw.choice(sorted(there))
            ran = commands.nbgrader(
                self.course.root, "autograde", CHAPTER, "--student", who, "--force"
            )
            assert ran.returncode == 0, ran.stderr
        how = Options(jobs=1, force=way == "force", keep_seed=way == "keep")
        before = {who: of.score for who, of in read_marks(self.course, CHAPTER).items() if of.cells}
        foreseen = None
        if way == "foreseen":
            foreseen = grade(self.course, [CHAPTER], options=Options(jobs=1, dry_run=True))
        graded = grade(self.course, [CHAPTER], options=how)
        assert [one.error for one in graded.done if one.error] == []
        if foreseen is not None:
            assert list(map(str, foreseen.changes)) == list(map(str, graded.changes))
        after = {who: of.score for who, of in read_marks(self.course, CHAPTER).items()}
        changed = {one.student: (one.before, one.after) for one in graded.changes}
        for who, was in before.items():
            assert changed.get(who, (was, was)) == (was, after[who]), (who, was, after[who])
        for who in there:
            work = self.works[who]
            own = {1.0: 1.0, 0.5: 0.5 if self.lenient else 0.0}.get(work.effort, 0.0)
            work.auto = {f"test_{name}": worth for name, worth in work.answers.items()}
            work.auto |= {"test_multiply_backward": 5.0, f"test_{self.own}": self.full * own}
        self._note("grade", way)

    # --- what everybody's mark is ----------------------------------------------------------------

    def wanted(self):
        """The mark of each student who has one, by the record alone."""
        return {who: self._mark(who, work) for who, work in self.works.items() if work.auto}

    def _mark(self, who, work):
        raw = math.fsum(work.by_hand.get(cell, auto) for cell, auto in work.auto.items())
        raw += math.fsum(work.extra.values())
        return max(0.0, raw - self._penalty(who, work, raw))

    def _penalty(self, who, work, raw):
        if self.due is None or not self.rule:
            return 0.0
        late = work.day - self.due - self.longer.get(who, 0)
        late -= self.rule.get("grace_minutes", 0.0) / 1440 if late > 0 else 0.0
        if late <= 0 or raw <= 0:
            return 0.0
        days = math.ceil(late - 1e-9)
        taken = (
            self.rule.get("points_per_day", 0.0) + raw * self.rule.get("percent_per_day", 0) / 100
        )
        return min(days * taken, raw * self.rule.get("most_percent", 100.0) / 100)


def told(course, *, slow=True):
    """Everybody's mark, from each place that tells it.

    Args:
        course: The course.
        slow: Whether those are asked that take half a second.
    """
    course.config()  # as the formgrader's server reads it
    lists = base.NbGraderAPI(course.directory())
    places = {
        "the gradebook": {who: of.score for who, of in read_marks(course, CHAPTER).items()},
        "the formgrader, by chapter": {
            one["student"]: one["score"]
            for one in lists.get_submissions(CHAPTER)
            if one["autograded"]
        },
        "the formgrader, by notebook": {
            one["student"]: one["score"] for one in lists.get_notebook_submissions(CHAPTER, CHAPTER)
        },
        "the formgrader, by student": {one["id"]: one["score"] for one in lists.get_students()},
        "the report's rows": {
            row.student: row.scores[CHAPTER]
            for row in gather(course, [CHAPTER]).students
            if CHAPTER in row.scores
        },
        "Canvas": _canvas(export_marks(course, CHAPTER, "canvas").path),
    }
    if not slow:
        return places
    write_report(course, [CHAPTER])
    for name, column in (("marks.csv", CHAPTER), ("marks.csv, together", "total")):
        with (course.reports / "marks.csv").open() as file:
            rows = list(csv.DictReader(file))
        places[name] = {row["student"]: float(row[column]) for row in rows if row[CHAPTER]}
    commands.nbgrader(course.root, "export", "--to", "all.csv").check_returncode()
    with (course.root / "all.csv").open() as file:
        places["nbgrader export"] = {
            row["student_id"]: float(row["score"]) for row in csv.DictReader(file)
        }
    give_feedback(course, [CHAPTER], jobs=1)
    places["the student's page"] = {
        page.parent.parent.name: _points(page.read_text("utf-8"))
        for page in course.feedback.glob(f"*/{CHAPTER}/{CHAPTER}.html")
    }
    return places


def _points(page):
    return float(re.search(r"([\d.]+) of [\d.]+ points", page)[1])


def _canvas(path):
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    titles = [name for name in rows[0] if CHAPTER in name]
    by_number = {row["ID"]: row for row in rows if row["ID"]}
    return {
        f"s{number[1:]}": float(row[titles[0]])
        for number, row in by_number.items()
        if row[titles[0]]
    }


def disagreements(term, places):
    """Places whose marks are not those of the record: for each student what is wanted and told.

    Args:
        term: The term.
        places: Marks, as :func:`told` gives them.
    """
    wanted = term.wanted()
    found = {}
    for place, marks in places.items():
        near = TOLERANCE.get(place, 1e-9)
        here = {
            who: mark
            for who, mark in wanted.items()
            if (place != "Canvas" or who in term.numbers)
            and (place not in OF_FOLDERS or (term.course.autograded / who).is_dir())
        }
        wrong = {
            who: (here.get(who), marks.get(who))
            for who in {*here, *marks}
            if who not in here or who not in marks or abs(here[who] - marks[who]) > near
        }
        if wrong:
            found[place] = wrong
    return found
