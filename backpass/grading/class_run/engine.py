"""Judge many submissions: in processes of this computer, or on the workers of a Dask cluster.

Both are a ``concurrent.futures.Executor`` that :func:`judge` is handed to. A worker is given bytes
and gives bytes back, so it needs neither the course's folder nor the gradebook.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from typing import Protocol

from backpass.grading.common import apart, workers
from backpass.grading.common.settled import give_back
from backpass.grading.course import CourseError
from backpass.grading.marking.run import TRIES, leave_nurseries, share
from backpass.grading.marking.submission import (
    AnswerKey,
    Judgement,
    Submission,
    judge,
    rehearse,
)
from backpass.grading.sandbox.fork_client import ServerPair
from backpass.grading.sandbox.own_time import AND_MORE, LOOSE
from backpass.grading.sandbox.scratch import kept_by_others

#: Submissions on their way for each worker: enough that none waits, few enough to fit in memory.
AHEAD = 2
#: Workers that share fork servers: enough that few are started, few enough that none waits for one.
SHARE = 4
#: How long a scheduler is waited for.
PATIENCE = "15s"


class Judging(Protocol):
    """A place where submissions are judged."""

    def judged(self, submissions: Iterable[Submission]) -> Iterator[Judgement]:
        """The outcomes, as they come in; an outcome for each submission, whatever happens."""
        ...


# --- here ----------------------------------------------------------------------------------------

_keys: dict[str, AnswerKey] = {}


class Here:
    """Processes of this computer.

    A process that dies (of too little memory, say) takes no other submission with it: those that
    were on their way are judged again, one at a time, and only the one with which the process dies
    again is given up.

    Args:
        keys: Answer keys by chapter.
        jobs: How many at a time.
        scratch: A folder for what the processes need meanwhile.
    """

    def __init__(self, keys: Mapping[str, AnswerKey], jobs: int, scratch: str) -> None:
        self.keys, self.jobs, self.scratch = keys, jobs, scratch

    def judged(self, submissions: Iterable[Submission]) -> Iterator[Judgement]:
        """The outcomes, as they come in."""
        left = iter(submissions)
        suspects: list[Submission] = []
        while True:
            yield from self._with_one_pool(left, suspects)
            if not suspects:
                return
            for suspect in suspects:
                yield self._alone(suspect)
            suspects = []

    def _with_one_pool(
        self, left: Iterator[Submission], suspects: list[Submission]
    ) -> Iterator[Judgement]:
        """Judge until all is done or a process dies; what was on its way then is suspect."""
        with self._pool(self.jobs) as pool:
            flow = Flow(lambda one: pool.submit(judge_here, one), self.jobs * AHEAD)
            yield from flow.outcomes(left, suspects)

    def _alone(self, suspect: Submission) -> Judgement:
        with self._pool(1) as pool:
            try:
                return pool.submit(judge_here, suspect).result()
            except BrokenProcessPool:
                return _given_up(
                    suspect,
                    "the process that graded it was ended twice, by the system or by hand, or "
                    "stood still; too little memory is the usual reason",
                )

    @contextmanager
    def _pool(self, jobs: int) -> Iterator[ProcessPoolExecutor]:
        with _shared_servers(jobs, self.scratch) as shared:
            if workers.METHOD == "fork":
                with suppress(Exception):  # what is wrong with it is said of each submission
                    rehearse(next(iter(self.keys.values())))
            pool = workers.pool(jobs, _begin, dict(self.keys), self.scratch, shared)
            pool.silence = max(map(longest, self.keys.values()))
            try:
                yield pool
            except BaseException:  # Ctrl-C: what is on its way is judged the next time
                for process in list(getattr(pool, "_processes", {}).values()):
                    process.terminate()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
            pool.shutdown(wait=True)


@contextmanager
def _shared_servers(jobs: int, scratch: str) -> Iterator[Sequence[ServerPair]]:
    """Fork servers for some workers each: none where workers are not forked from this process."""
    with ExitStack() as stack:
        shared = []
        for _ in range(0, jobs if workers.METHOD == "fork" else 0, SHARE):
            shared.append(ServerPair(scratch))
            stack.callback(shared[-1].close)
        yield shared


def longest(key: AnswerKey) -> float:
    """Seconds on the clock in which a submission is done on the busiest machine.

    Args:
        key: What it is graded by.
    """
    return TRIES * (LOOSE * key.settings.notebook_seconds + AND_MORE)


def _begin(keys: dict[str, AnswerKey], scratch: str, shared: Sequence[ServerPair]) -> None:
    """In a worker process."""
    tempfile.tempdir = scratch
    kept_by_others.add(scratch)
    _keys.update(keys)
    if shared:
        share(shared[os.getpid() % len(shared)])


#: The chapter that this process has judged last.
_latest: list[str] = []


def judge_here(submission: Submission) -> Judgement:
    """Judge with an answer key that this process was given when it began.

    A class is judged chapter by chapter: what was made for the one before is done with.
    """
    new = submission.chapter not in _latest
    if _latest and new:
        leave_nurseries()
        apart.leave()  # with all that it remembers of the chapter
    _latest[:] = [submission.chapter]
    try:
        return judge(submission, _keys[submission.chapter])
    finally:
        if new:  # what was done for all others of the chapter, too
            give_back()


# --- elsewhere -----------------------------------------------------------------------------------


class OnDask:
    """Workers of a Dask cluster, which share nothing with this computer but the network.

    Work of a worker that dies is done by another one: Dask sees to that.

    Args:
        keys: Answer keys by chapter.
        address: The scheduler's, e.g. ``tcp://scheduler:8786``.
    """

    def __init__(self, keys: Mapping[str, AnswerKey], address: str) -> None:
        self.keys, self.address = keys, address

    def judged(self, submissions: Iterable[Submission]) -> Iterator[Judgement]:
        """The outcomes, as they come in.

        Args:
            submissions: What was handed in.

        Raises:
            CourseError: Dask is not installed, the scheduler does not answer, or it has no workers.
        """
        try:
            from distributed import Client  # noqa: PLC0415 - the extra `cluster`
        except ImportError as error:
            raise CourseError(
                "grading on a cluster needs Dask: pip install -e '.[grading,cluster]'."
            ) from error
        try:
            client = Client(self.address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise CourseError(
                f"there is no Dask scheduler at {self.address} ({error}). Start one with "
                "`dask scheduler`, workers with `dask worker ADDRESS`, and try again."
            ) from error
        with client:
            threads = sum(client.nthreads().values())
            if not threads:
                raise CourseError(
                    f"the scheduler at {self.address} has no workers. Start some with "
                    f"`dask worker {self.address}` and try again."
                )
            # sent to each worker once, not with each submission
            sent = {
                chapter: client.scatter(key, broadcast=True) for chapter, key in self.keys.items()
            }
            executor: Executor = client.get_executor(pure=False, retries=2)

            def send(submission: Submission) -> Future[Judgement]:
                return executor.submit(judge, submission, sent[submission.chapter])

            yield from Flow(send, threads * AHEAD).outcomes(iter(submissions), [])


# --- both ----------------------------------------------------------------------------------------


class Flow:
    """Keeps at most ``ahead`` submissions in flight.

    Args:
        send: Sends one on its way.
        ahead: How many may be on their way.
    """

    def __init__(self, send: Callable[[Submission], Future[Judgement]], ahead: int) -> None:
        self.send, self.ahead = send, ahead
        self.on_their_way: dict[Future[Judgement], Submission] = {}

    def outcomes(
        self, submissions: Iterator[Submission], suspects: list[Submission]
    ) -> Iterator[Judgement]:
        """The outcomes, as they come in.

        Args:
            submissions: What is to be judged; read only as far as there is room.
            suspects: Gets those that were on their way when a process died. Nothing is sent after.
        """
        while True:
            self._fill(submissions, suspects)
            if not self.on_their_way:
                return
            done, _ = wait(self.on_their_way, return_when=FIRST_COMPLETED)
            for future in done:
                submission = self.on_their_way.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    suspects.append(submission)
                except Exception as error:  # the cluster's, such as a worker that died too often
                    yield _given_up(submission, f"{type(error).__name__}: {error}")

    def _fill(self, submissions: Iterator[Submission], suspects: list[Submission]) -> None:
        while not suspects and len(self.on_their_way) < self.ahead:
            submission = next(submissions, None)
            if submission is None:
                return
            try:
                self.on_their_way[self.send(submission)] = submission
            except BrokenProcessPool:
                suspects.append(submission)


def _given_up(submission: Submission, why: str) -> Judgement:
    return Judgement(submission.student, submission.chapter, seed=submission.seed, error=why)
