"""A class graded on a Dask cluster: real scheduler and worker processes, one of them killed."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import tiny_course
from tiny_class import gradebook, graded_notebook, hand_in

from backpass.grading import cli
from backpass.grading.class_run.grade import Options, grade

pytestmark = pytest.mark.pipeline

CHAPTER = tiny_course.CHAPTER
DASK = [sys.executable, "-m", "dask"]


class Cluster:
    """A scheduler and its workers, in a folder that has nothing of the course."""

    def __init__(self, folder):
        self.folder, self.processes = folder, []
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("BACKPASS")},
            "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false",
            "DASK_TEMPORARY_DIRECTORY": str(folder),
        }
        told = folder / "scheduler.log"
        self._start(told, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self._wait(told, r"Scheduler at:\s+(tcp://\S+)")

    def worker(self, name):
        """One more worker process; its number."""
        told = self.folder / f"{name}.log"
        process = self._start(
            told, "worker", self.address, "--nworkers", "1", "--nthreads", "1", "--no-nanny",
            "--no-dashboard", "--name", name, "--local-directory", str(self.folder),
        )  # fmt: skip
        self._wait(told, r"Registered to:\s+(\S+)")
        return process

    def _start(self, told, *words):
        process = subprocess.Popen(
            [*DASK, *words],
            cwd=self.folder,
            env=self.environment,
            stdout=told.open("wb"),
            stderr=subprocess.STDOUT,
        )
        self.processes.append(process)
        return process

    def _wait(self, told, pattern):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            found = re.search(pattern, told.read_text())
            if found:
                return found[1]
            time.sleep(0.1)
        raise AssertionError(told.read_text())

    def close(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.worker("first")
        made.worker("second")
        yield made
    finally:
        made.close()


@pytest.fixture
def course(tiny_released, tmp_path):
    return tiny_course.copied(tiny_released, tmp_path / "course")


def test_a_worker_that_is_killed_has_its_work_done_elsewhere(cluster, course):
    students = [f"s{number:02}" for number in range(16)]
    for student in students:
        hand_in(course, student)
    wrong = "def add_backward(dout, cache):\n    return dout, -dout"
    hand_in(course, "wrong", add_backward=wrong)
    broken = hand_in(course, "broken")
    broken.write_text(broken.read_text()[:400])
    victim = cluster.worker("victim")

    def kill_in_the_middle():
        while len(list(course.autograded.glob("*/*/*.ipynb"))) < 4:
            time.sleep(0.02)
        victim.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill_in_the_middle)
    killer.start()
    options = Options(scheduler=cluster.address)
    done = grade(course, [CHAPTER], options=options).done
    killer.join()
    assert victim.wait(timeout=10) == -signal.SIGKILL
    assert [one for one in done if one.error] == []
    assert sorted(one.student for one in done) == sorted([*students, "wrong", "broken"])
    scores = {who: record["score"] for who, record in gradebook(course).items()}
    assert scores.pop("wrong") < 11
    assert scores.pop("broken") == 0
    assert scores == dict.fromkeys(students, 11)
    assert grade(course, [CHAPTER], options=options).unchanged == 18


def test_the_cluster_and_this_computer_give_the_same(cluster, course):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=Options(scheduler=cluster.address, seed=5))
    there, text = gradebook(course), graded_notebook(course, "ada").read_bytes()
    grade(course, [CHAPTER], options=Options(jobs=1, seed=5))
    assert gradebook(course) == there
    assert graded_notebook(course, "ada").read_bytes() == text


def test_workers_know_nothing_of_the_gradebook(cluster, course):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=Options(scheduler=cluster.address))
    files = [path for path in Path(cluster.folder).rglob("*") if path.is_file()]
    assert [path for path in files if path.suffix in (".db", ".ipynb")] == []


def test_no_scheduler_and_no_workers_are_said(course, monkeypatch, capsys, tmp_path):
    hand_in(course, "ada")
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("backpass.grading.class_run.engine.PATIENCE", "1s")
    assert cli.main(["grade", "--scheduler", "tcp://127.0.0.1:1"]) == 2
    assert "there is no Dask scheduler at tcp://127.0.0.1:1" in capsys.readouterr().err
    empty = Cluster(tmp_path)
    try:
        assert cli.main(["grade", "--scheduler", empty.address]) == 2
        assert "has no workers" in capsys.readouterr().err
    finally:
        empty.close()
    assert list(course.autograded.glob("*/*")) == []
