"""The quiz key: what the visible check says of a quiz is what the hidden tests give marks for."""

import hashlib
import json
import shutil
from types import SimpleNamespace

import commands
import pytest
import tiny_course
from course_notebooks import ROOT
from tiny_class import hand_in

from backpass import sealing
from backpass.grading.authoring import quiz_key
from backpass.grading.authoring.release import release
from backpass.grading.authoring.standalone import standalone
from backpass.grading.class_run.grade import Options, answer_key, grade
from backpass.grading.class_run.ledger import Ledger
from backpass.grading.cli import main
from backpass.grading.course import Course, CourseError
from backpass.grading.exercises.quizzes import QUIZZES
from backpass.grading.marking import submission
from backpass.grading.marking.submission import Submission, judge
from backpass.grading.sandbox.judging_warmup import Points
from backpass.questions import quiz

QUIZ, RIGHT, OTHER = "quiz_max_route", "d", "c"


@pytest.fixture
def course(tiny_released, tmp_path):
    """A course whose folder does not hold the package."""
    return tiny_course.copied(tiny_released, tmp_path / "course")


@pytest.fixture
def whole(course):
    """A course with a package of its own in its folder, as a clone of the repository has."""
    (course.root / "backpass" / "questions").mkdir(parents=True)
    shutil.copy(ROOT / "backpass" / "questions" / "quiz.py", course.root / "backpass" / "questions")
    quiz_key.write(course)
    return course


def quizzes_file(course):
    return course.root / "grader_tests" / tiny_course.CHAPTER / QUIZZES


def answered(course, letter):
    """Change the answer of the tiny course's quiz."""
    text = quizzes_file(course).read_text(encoding="utf-8")
    assert f'answer = "{RIGHT}"' in text
    quizzes_file(course).write_text(text.replace(f'answer = "{RIGHT}"', f'answer = "{letter}"'))


def replied(course, letter):
    """What the visible check would say, by the key in the course's folder."""
    stored = json.loads((course.root / "backpass" / quiz.SEALED).read_text(encoding="utf-8"))
    return quiz.unseal(QUIZ, letter, stored[QUIZ][letter]).right


def test_a_release_writes_the_key_so_that_check_and_hidden_tests_agree(whole):
    assert (replied(whole, RIGHT), replied(whole, OTHER)) == (True, False)
    answered(whole, OTHER)
    release(whole, [tiny_course.CHAPTER])
    assert (replied(whole, RIGHT), replied(whole, OTHER)) == (False, True)
    assert quiz_key.stale(whole, whole.chapters()) == []
    assert not quiz_key.write(whole), "twice written is the same"


def test_a_changed_reply_is_as_stale_as_a_changed_answer(whole):
    text = quizzes_file(whole).read_text(encoding="utf-8")
    quizzes_file(whole).write_text(text.replace('c = "', 'c = "Hm. '), encoding="utf-8")
    assert quiz_key.stale(whole, whole.chapters()) == [QUIZ]


def test_a_stale_key_is_refused_by_whatever_would_use_it(whole, monkeypatch, capsys):
    hand_in(whole, "ada")
    answered(whole, OTHER)
    monkeypatch.chdir(whole.root)
    said = "the quiz key and grader_tests/ do not say the same of quiz_max_route"
    with pytest.raises(CourseError, match=said):
        grade(whole, [tiny_course.CHAPTER])
    with pytest.raises(CourseError, match=said):
        standalone(whole, tiny_course.CHAPTER)
    assert main(["tidy", "--check"]) == 2
    assert f"{said}: students would be told one thing and marked" in capsys.readouterr().err
    assert main(["release", "--check"]) == 1


@pytest.mark.pipeline
@pytest.mark.parametrize("command", ["generate_assignment", "autograde"])
def test_nbgraders_own_commands_refuse_it_too(whole, command):
    hand_in(whole, "ada")
    answered(whole, OTHER)
    done = commands.nbgrader(whole.root, command, tiny_course.CHAPTER, "--force")
    assert done.returncode != 0
    assert "do not say the same of quiz_max_route" in done.stderr


def test_a_copy_of_a_course_is_told_where_its_key_comes_from(course):
    assert not quiz_key.holds_package(course)
    answered(course, OTHER)
    with pytest.raises(CourseError, match="Change the quiz in the folder that holds backpass/"):
        release(course, [tiny_course.CHAPTER])
    assert not (course.root / "backpass").exists()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text.replace(f'answer = "{RIGHT}"', 'answer = "e"'), "answer has to be one"),
        (lambda text: text.replace("\nc = ", "\ne = "), "says nothing to the choice c"),
        (lambda text: text + 'x = "?"\n', "x is no choice"),
        (lambda text: text + "x = 3\n", "a table of texts"),
        (lambda text: text.replace('answer = "', "answer = '"), "cannot be read"),
        (lambda text: text.replace('c = "', f'c = "{"long " * 80}'), "shorten it"),
    ],
)
def test_quizzes_that_are_not_what_they_should_be_are_told_in_a_sentence(whole, damage, said):
    before = (whole.root / "backpass" / quiz.SEALED).read_bytes()
    text = quizzes_file(whole).read_text(encoding="utf-8")
    quizzes_file(whole).write_text(damage(text), encoding="utf-8")
    with pytest.raises(CourseError, match=rf"grader_tests/.*{said}"):
        release(whole, [tiny_course.CHAPTER])
    assert (whole.root / "backpass" / quiz.SEALED).read_bytes() == before


def test_a_damaged_key_is_written_anew(whole):
    path = whole.root / "backpass" / quiz.SEALED
    for text in ("", "[]", "{"):
        path.write_text(text, encoding="utf-8")
        assert quiz_key.write(whole)
        assert replied(whole, RIGHT)


def test_replies_cannot_be_read_in_the_key():
    text = (ROOT / "backpass" / quiz.SEALED).read_text(encoding="utf-8")
    looked_at = 0
    for name, one in quiz_key.quizzes_of(Course(ROOT), Course(ROOT).chapters()).items():
        for choice, why in one.why.items():
            assert why not in text
            assert quiz.reply(name, choice) == quiz.Reply(choice == one.answer, why)
            with pytest.raises(quiz.NoReply):
                quiz.unseal(name, "z", quiz.seal(name, choice, quiz.Reply(True, "x")))
            looked_at += 1
    assert looked_at > 80


def test_keys_that_were_made_once_are_not_made_again(monkeypatch):
    monkeypatch.setattr(quiz, "_keys", {})
    seal = quiz.seal(QUIZ, RIGHT, quiz.Reply(True, "x"))
    keys = quiz.keys_of([QUIZ])
    assert json.loads(quiz.keys_of(["quiz_fork"])) == []
    monkeypatch.setattr(quiz, "_keys", {})
    monkeypatch.setattr(sealing, "stretched", lambda *_: pytest.fail("it was made again"))
    quiz.take_over(keys)
    assert quiz.unseal(QUIZ, RIGHT, seal) == quiz.Reply(True, "x")
    with pytest.raises(ValueError, match="Expecting value"):
        quiz.take_over("")


def test_a_nursery_is_given_the_keys_that_the_command_has_made(whole, monkeypatch):
    """The folder of an answer key is what a nursery reads; no student's process can."""
    monkeypatch.setattr(quiz, "_keys", {})
    quiz_key._sealed.cache_clear()
    quiz_key.require_fresh(whole, [tiny_course.CHAPTER])
    with Ledger(whole) as ledger:
        key = answer_key(whole, ledger, tiny_course.CHAPTER, Options())
    made = set(quiz._keys)
    assert made == {(QUIZ, choice) for choice in "abcd"}
    roots = []
    monkeypatch.setattr(submission, "run", lambda *told: roots.append(told[2].root))
    judge(Submission("s", tiny_course.CHAPTER, key.release.encode(), None, 1), key)
    monkeypatch.setattr(quiz, "_keys", {})
    Points(SimpleNamespace(tests=[]), roots[0])
    assert set(quiz._keys) == made


def test_replies_open_where_python_was_built_without_openssl(monkeypatch):
    usual = sealing.stretched(b"d", b"quiz_max_route", 300)
    monkeypatch.delattr(hashlib, "pbkdf2_hmac")
    assert sealing.stretched(b"d", b"quiz_max_route", 300) == usual
