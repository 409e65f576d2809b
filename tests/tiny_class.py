"""A class of the tiny course: handing in, and what its gradebook says afterwards."""

from concurrent.futures import ThreadPoolExecutor

import commands
import nbformat
import tiny_course

from backpass.grading.gradebook import open_gradebook
from backpass.grading.marking.submission import judge

CHAPTER = tiny_course.CHAPTER


class InThisProcess:
    """Judges here: quicker where it does not matter in which process."""

    def __init__(self, keys, jobs, scratch):
        self.keys = keys

    def judged(self, submissions):
        for one in submissions:
            yield judge(one, self.keys[one.chapter])


def hand_in(course, student, **answers):
    """A submission that answers all; with some answers of its own."""
    notebook = nbformat.read(course.release_notebook(CHAPTER), 4)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in tiny_course.SOLUTIONS:
            cell.source = answers.get(grade_id) or tiny_course.SOLUTIONS[grade_id]
    path = course.submitted / student / CHAPTER / f"{CHAPTER}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def graded_notebook(course, student):
    return course.autograded / student / CHAPTER / f"{CHAPTER}.ipynb"


def gradebook(course):
    """All that the gradebook says of everybody, without the ids that are drawn by chance."""
    with open_gradebook(course) as book:
        return {
            submitted.student.id: {
                "submitted": submitted.timestamp,
                "penalty": submitted.notebooks[0].late_submission_penalty,
                "score": submitted.score,
                "person": submitted.needs_manual_grade,
                "names": (submitted.student.first_name, submitted.student.last_name),
                "marks": {
                    g.name: (g.auto_score, g.manual_score, g.needs_manual_grade, g.extra_credit)
                    for g in submitted.notebooks[0].grades
                },
                "comments": {
                    c.name: (c.auto_comment, c.manual_comment)
                    for c in submitted.notebooks[0].comments
                },
            }
            for submitted in book.find_assignment(CHAPTER).submissions
        }


def graded_by_two_at_once(course, count):
    """Hand in for so many students and have two commands grade them all at the same time."""
    students = [f"s{number:02}" for number in range(count)]
    for student in students:
        hand_in(course, student)
    words = ("grade", "--jobs", "1", "--force")
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: commands.backpass(course.root, *words), range(2)))
    assert [run.returncode for run in runs] == [0, 0], runs
    book = gradebook(course)
    assert {who: record["score"] for who, record in book.items()} == dict.fromkeys(students, 11)
    assert {len(record["marks"]) for record in book.values()} == {3}
