"""nbgrader's collect and zip_collect, with this course's configuration."""

import io
import os
import sys
import tarfile
import zipfile
from contextlib import suppress

import pytest
from nbgrader.coursedir import CourseDirectory

from backpass.grading.hooks import collect as collecting
from backpass.grading.hooks.collect import refuse_bombs
from backpass.grading.intake.regular_files import NotPlain, opened, plain_files, read
from tests.attacks.conftest import make_course, nbgrader
from tests.attacks.harness import CANARY, CHAPTER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
NOTEBOOK = f"{CHAPTER}.ipynb"


def handed_in(exchange, student):
    folder = exchange / "backpass" / "inbound" / f"{student}+{CHAPTER}+2026-01-02 03:04:05 UTC+x"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
    return folder


def zipped(files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course")


def everything_in(folder):
    return "\n".join(
        path.read_text(errors="replace") for path in sorted(folder.rglob("*")) if path.is_file()
    )


def collected(course, exchange, *more):
    owner = "--ExchangeCollect.check_owner=False"
    return nbgrader(course, "collect", CHAPTER, f"--Exchange.root={exchange}", owner, *more)


@pytest.fixture
def exchange(course, tmp_path):
    """A class with one honest student in the middle of others."""
    exchange, canary = tmp_path / "exchange", course / "canary.txt"
    (course / "secret.txt").write_text(CANARY)  # and no link to it
    for student in ("bob", "zoe"):
        folder = handed_in(exchange, student)
        (folder / NOTEBOOK).write_text(f"{student}'s")
        (folder / "figures").mkdir()
        (folder / "figures" / "plot.txt").write_text("a plot")
    (handed_in(exchange, "a-link") / NOTEBOOK).symlink_to(canary)
    os.link(canary, handed_in(exchange, "a-hard-link") / NOTEBOOK)
    (handed_in(exchange, "a-linked-folder") / "more").symlink_to(course)
    os.mkfifo(handed_in(exchange, "a-pipe") / NOTEBOOK)
    (handed_in(exchange, "large") / NOTEBOOK).write_bytes(bytes(3 * 10**6))
    many = handed_in(exchange, "many")
    for number in range(30):
        (many / f"{number}.txt").write_bytes(bytes(90_000))
    whole = handed_in(exchange, "nobody")
    for path in whole.iterdir():
        path.unlink()
    whole.rmdir()
    whole.symlink_to(course)
    return exchange


def test_collecting_that_is_killed_half_way_is_done_by_the_next(course, exchange, monkeypatch):
    """nbgrader takes a folder that is there for one that was collected."""
    source = next((exchange / "backpass" / "inbound").glob("bob+*"))
    target = course / "submitted" / "bob" / CHAPTER
    if (pid := os.fork()) == 0:
        with suppress(Exception):
            monkeypatch.setattr(collecting, "put", lambda *_: os._exit(9))  # as if killed
            hook = collecting.Collect(coursedir=CourseDirectory())
            hook.do_copy(str(source), str(target))
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    assert not target.exists()
    assert list(target.parent.iterdir())
    collected(course, exchange)
    assert [path.name for path in target.parent.iterdir()] == [CHAPTER]
    assert (target / NOTEBOOK).read_text() == "bob's"


def test_links_lead_nowhere_and_nobody_stops_the_others(course, exchange):
    limits = ("--CourseDirectory.max_file_size=1000", "--CourseDirectory.max_dir_size=2000")
    said = collected(course, exchange, *limits)
    submitted = course / "submitted"
    for student in ("bob", "zoe"):
        folder = submitted / student / CHAPTER
        assert (folder / NOTEBOOK).read_text() == f"{student}'s"
        assert (folder / "figures" / "plot.txt").read_text() == "a plot"
        assert (folder / "timestamp.txt").read_text().startswith("2026-01-02")
    assert CANARY not in everything_in(submitted)
    left = {p.name for p in submitted.iterdir() if not (p / CHAPTER / NOTEBOOK).exists()}
    assert left == {"a-link", "a-hard-link", "a-linked-folder", "a-pipe", "large", "many", "nobody"}
    assert not any(path.is_symlink() for path in submitted.rglob("*"))
    assert sum(p.stat().st_size for p in (submitted / "many").rglob("*.txt")) <= 2 * 10**6
    for student in left - {"many"}:
        assert (submitted / student / CHAPTER).is_dir(), f"{student} would not be graded"
        assert student in said


def test_nbgraders_own_collecting_follows_the_link(course, exchange):
    """The attack is real: without our class, what the link leads to is copied."""
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\ndel c.ExchangeFactory.collect\n")
    for path in (exchange / "backpass" / "inbound").iterdir():
        if not path.name.startswith(("a-link+", "bob")):
            path.rename(exchange / path.name)
    collected(course, exchange)
    assert CANARY in everything_in(course / "submitted")


def test_archives_are_unpacked_each_by_itself(course, tmp_path):
    archives = course / "downloaded" / CHAPTER / "archive"
    archives.mkdir(parents=True)
    canary = course / "canary.txt"
    (archives / "ann_01_simple_gates.ipynb").write_text("ann's")
    (archives / "all.zip").write_bytes(
        zipped({"bob.zip": zipped({"bob_01_simple_gates.ipynb": "bob's"}), "notes.txt": "x"})
    )
    (archives / "broken.zip").write_bytes(b"PK\3\4 no archive")
    (archives / "bomb.zip").write_bytes(zipped({"dora_01_simple_gates.ipynb": bytes(600 * 10**6)}))
    (archives / "eve_01_simple_gates.ipynb").symlink_to(canary)
    with tarfile.open(archives / "fay.tar.gz", "w:gz") as tar:
        link = tarfile.TarInfo("fay_01_simple_gates.ipynb")
        link.type, link.linkname = tarfile.SYMTYPE, str(canary)
        tar.addfile(link)
    (archives / "zoe_01_simple_gates.ipynb").write_text("zoe's")
    named = r".*[/\\](?P<student_id>[a-z]+)_(?P<file_id>01_simple_gates)"
    said = nbgrader(
        course, "zip_collect", CHAPTER, f"--FileNameCollectorPlugin.named_regexp={named}"
    )
    submitted = course / "submitted"
    found = {p.parent.parent.name: p.read_text() for p in submitted.rglob("*.ipynb")}
    assert found == {"ann": "ann's", "bob": "bob's", "zoe": "zoe's"}, said
    assert CANARY not in everything_in(course / "downloaded" / CHAPTER / "extracted")
    for name in ("broken.zip", "bomb.zip", "eve_"):
        assert name in said


@pytest.mark.parametrize(
    "content",
    [
        lambda: zipped({"a": bytes(501 * 10**6)}),
        lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c": bytes(501 * 10**6)})})}),
        lambda: zipped({f"{k}": "" for k in range(20_001)}),
    ],
    ids=["large", "large inside", "many"],
)
def test_what_grows_beyond_measure_is_refused(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content())  # made now, and not each time that tests are collected
    with pytest.raises(NotPlain, match="more than"):
        refuse_bombs(path)


def test_archives_all_the_way_down_are_refused(tmp_path):
    content = b"x"
    for _ in range(7):
        content = zipped({"a.zip": content})
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(NotPlain, match="deep"):
        refuse_bombs(tmp_path / "a.zip")


def test_usual_archives_and_other_files_pass(tmp_path):
    for name, content in {"a.zip": zipped({"b": "c"}), "a.ipynb": b"{}", "a.gz": b"no"}.items():
        (tmp_path / name).write_bytes(content)
        refuse_bombs(tmp_path / name)
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "a.ipynb", "a.ipynb")
    refuse_bombs(tmp_path / "a.tar.gz")


# --- plain files ---------------------------------------------------------------------------------


def test_a_plain_file_is_read_up_to_a_bound(tmp_path):
    (tmp_path / "f").write_bytes(b"12345")
    with opened(tmp_path / "f") as (descriptor, size):
        assert (size, read(descriptor, 3)) == (5, b"1234")


def test_what_is_not_plain_is_refused(tmp_path):
    (tmp_path / "f").write_text("x")
    (tmp_path / "link").symlink_to("f")
    os.link(tmp_path / "f", tmp_path / "twin")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("f", "link", "twin", "pipe", "folder"):
        with pytest.raises(NotPlain), opened(tmp_path / name):
            pass
    assert list(plain_files(tmp_path)) == []
    with pytest.raises(FileNotFoundError), opened(tmp_path / "nothing"):
        pass


def test_a_link_put_in_place_of_the_file_meanwhile_is_not_followed(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text(CANARY)
    (tmp_path / "f").write_text("x")
    plain = os.lstat(tmp_path / "f")
    (tmp_path / "f").unlink()
    (tmp_path / "f").symlink_to("secret")
    monkeypatch.setattr(os, "lstat", lambda path: plain)  # what it was when it was looked at
    with pytest.raises(NotPlain), opened(tmp_path / "f"):
        pass
    (tmp_path / "f").unlink()
    os.mkfifo(tmp_path / "f")
    with pytest.raises(NotPlain), opened(tmp_path / "f"):
        pass
