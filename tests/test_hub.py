"""What `backpass hub` writes, and the receipts that nbgrader's exchange needs again."""

import json
import os
import stat
import types

import pytest
import tiny_course

from backpass.grading.cli import main
from backpass.grading.common.receipts import LONGEST, RECEIPTS, carry_receipts
from backpass.grading.hub import NAME, write_hub


@pytest.fixture
def course(tmp_path):
    return tiny_course.make(tmp_path / "course")


class Settings(dict):
    """What a configuration file fills in: sections that come into being when they are named."""

    def __getattr__(self, name):
        return self.setdefault(name, Settings())

    def __setattr__(self, name, value):
        self[name] = value


def read(path, given=None):
    settings = Settings() if given is None else given
    names = {"get_config": lambda: settings}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), names)
    return settings


def test_every_account_learns_of_the_exchange_and_only_instructors_of_the_course(course, tmp_path):
    folder, exchange = tmp_path / "hub", tmp_path / "exchange"
    written = write_hub(course, exchange, folder, ["teacher"])
    assert stat.S_IMODE(exchange.stat().st_mode) == 0o777
    everyone = read(folder / "everyone/nbgrader_config.py")
    assert everyone.Exchange.root == str(exchange)
    assert everyone.CourseDirectory.course_id == course.course_id
    assert str(course.root) not in "".join(
        path.read_text() for path in written if "everyone" in path.parts
    )
    assert read(folder / "instructor/nbgrader_config.py").CourseDirectory.root == str(course.root)


def test_a_server_gets_the_settings_of_who_it_belongs_to(course, tmp_path):
    folder = tmp_path / "hub"
    write_hub(course, tmp_path / "exchange", folder, ["teacher", "assistant"])
    given = Settings()
    given.Spawner.environment = {"OTHER": "kept"}
    environment = read(folder / NAME, given).Spawner.environment
    assert environment["OTHER"] == "kept"
    chosen = {
        who: environment["JUPYTER_CONFIG_PATH"](
            types.SimpleNamespace(user=types.SimpleNamespace(name=who))
        ).split(os.pathsep)
        for who in ("ada", "teacher", "assistant")
    }
    everyone, instructor = str(folder / "everyone"), str(folder / "instructor")
    assert chosen == {
        "ada": [everyone],
        "teacher": [instructor, everyone],
        "assistant": [instructor, everyone],
    }


def test_students_see_no_instructors_panel(course, tmp_path):
    folder = tmp_path / "hub"
    write_hub(course, tmp_path / "exchange", folder, ["teacher"])
    for who, off in (("everyone", True), ("instructor", False)):
        panels = json.loads((folder / who / "labconfig/page_config.json").read_text())
        assert set(panels["disabledExtensions"].values()) == {off}
        servers = json.loads((folder / who / "jupyter_server_config.json").read_text())
        assert set(servers["ServerApp"]["jpserver_extensions"].values()) == {not off}


@pytest.mark.parametrize(
    ("exchange", "into", "said"),
    [
        ("exchange", "{tmp}/hub", "say it in full: not exchange"),
        ("{tmp}/exchange", "hub", "say it in full: not hub"),
        ("{course}/exchange", "{tmp}/hub", "lies inside the course"),
        ("{tmp}/exchange", "{course}", "lies inside the course"),
        ("{tmp}/file", "{tmp}/hub", "is a file; a folder is needed"),
        ("{tmp}/closed", "{tmp}/hub", "chmod 777"),
        ("{tmp}/file/exchange", "{tmp}/hub", "cannot be made"),
        ("{tmp}/exchange", "{tmp}/file/hub", "cannot be written"),
    ],
)
def test_a_hub_that_could_not_work_is_refused_in_words(
    course, tmp_path, capsys, monkeypatch, exchange, into, said
):
    (tmp_path / "file").write_text("")
    (tmp_path / "closed").mkdir(mode=0o755)
    monkeypatch.chdir(course.root)
    exchange, into = (one.format(tmp=tmp_path, course=course.root) for one in (exchange, into))
    assert main(["hub", "--exchange", exchange, "--into", into, "--instructor", "teacher"]) == 2
    assert said in capsys.readouterr().err


def test_the_command_says_what_to_add_to_the_hub(course, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(course.root)
    words = ["--exchange", str(tmp_path / "exchange"), "--into", str(tmp_path / "hub")]
    assert main(["hub", *words, "--instructor", "teacher"]) == 0
    out = capsys.readouterr().out
    assert f"load_subconfig('{tmp_path / 'hub' / NAME}')" in out
    assert out.count("wrote ") == 7


# ---------------------------------------------------------------- receipts


@pytest.fixture
def folders(tmp_path):
    made = tmp_path / "submitted", tmp_path / "autograded"
    for folder in made:
        folder.mkdir()
    return made


def test_receipts_travel_and_an_old_one_does_not_stay(folders):
    source, target = folders
    for name in RECEIPTS:
        (source / name).write_text(f"the {name}")
    assert carry_receipts(source, target) == []
    assert [(target / name).read_text() for name in RECEIPTS] == [f"the {n}" for n in RECEIPTS]
    (source / RECEIPTS[1]).unlink()
    (source / RECEIPTS[0]).write_text("later")
    assert carry_receipts(source, target) == []
    assert (target / RECEIPTS[0]).read_text() == "later"
    assert not (target / RECEIPTS[1]).exists()


def test_what_a_receipt_leads_to_is_not_published(folders, tmp_path):
    source, target = folders
    (tmp_path / "secret").write_text("a hidden test")
    (source / RECEIPTS[0]).symlink_to(tmp_path / "secret")
    os.link(tmp_path / "secret", source / RECEIPTS[1])
    said = carry_receipts(source, target)
    assert len(said) == 2
    assert "link" in said[0]
    assert list(target.iterdir()) == []


def test_a_receipt_of_another_size_is_left_behind(folders):
    source, target = folders
    (source / RECEIPTS[0]).write_bytes(b"x" * (LONGEST + 1))
    (source / RECEIPTS[1]).mkdir()
    said = carry_receipts(source, target)
    assert f"{LONGEST + 1} bytes long" in said[0]
    assert len(said) == 2
    assert list(target.iterdir()) == []
