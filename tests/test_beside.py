"""What ``make test`` needs is fetched side by side: all of it ends, and what fails is named."""

import signal
import subprocess
import time

from course_notebooks import ROOT

BESIDE = ROOT / "tools" / "beside.sh"


def beside(*commands, folder):
    done = subprocess.run(
        [BESIDE, *commands], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_commands_run_at_the_same_time(tmp_path):
    waits = "mkfifo {0} 2>/dev/null || true; echo here > {0}"  # goes on when somebody reads
    reads = "until [[ -p {0} ]]; do sleep 0.01; done; cat {0}"
    assert beside(waits.format("pipe"), reads.format("pipe"), folder=tmp_path) == (0, "here\n", "")


def test_what_fails_is_named_and_the_others_come_to_their_end(tmp_path):
    status, _, said = beside("sleep 0.2; touch first", "false; touch second", folder=tmp_path)
    assert status == 1
    assert said == "beside: this failed, its message is above: false; touch second\n"
    assert [path.name for path in tmp_path.iterdir()] == ["first"]


def test_an_interrupt_ends_all_that_was_started(tmp_path):
    started = subprocess.Popen(
        [BESIDE, "touch one; sleep 60 & wait; touch late", "touch two; sleep 60; touch late"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
    )
    until = time.monotonic() + 60
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    started.send_signal(signal.SIGINT)
    started.communicate(timeout=30)  # its end is the end of all who could still write to it
    assert started.returncode == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
