"""Tasks that take too much time or memory, or end their process.

They stand apart from the test that sets them: a helper that was started imports their module for
each one that it dies of.
"""


def slow(seconds):
    """Keep the processor busy for so long, as a parser may that was given the wrong text."""
    import time

    while time.process_time() < seconds:
        pass


def greedy(size):
    return len(bytearray(size))


def deep():
    import ctypes

    ctypes.string_at(0)
