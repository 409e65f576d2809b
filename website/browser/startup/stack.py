"""Tell Python in a browser of a small stack, so that endless calls raise a RecursionError.

The browser's own stack is small, too, and where it runs over, Python ends for good without a word.
IPython runs this file as it starts, among the reader's own names.
"""


def _begin() -> None:
    import ctypes  # noqa: PLC0415

    import pyodide_js  # type: ignore[import-not-found] # noqa: PLC0415

    # Chromium has room for about 270 calls of the greediest kind, such as a `__repr__` that shows
    # itself in a list; these took 170 kB of the stack that Python counts. Functions that call one
    # another without a detour through C take nothing of it: they may be a thousand deep, as usual.
    room = 96 * 1024
    calls = ctypes.pythonapi
    calls.PyThreadState_Get.restype = ctypes.c_void_p
    protect = calls.PyUnstable_ThreadState_SetStackProtection
    protect.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
    top = pyodide_js._module._emscripten_stack_get_base()
    if protect(calls.PyThreadState_Get(), top - room, room) != 0:
        raise RuntimeError("Python did not take over the size of its stack")


_begin()
del _begin
