"""Let *Interrupt* stop a reader's own code, and what sliders call, but nothing around it.

What stops a cell before it begins, or when it has ended, stops JupyterLite too: it would wait for
that cell for ever. IPython runs this file as it starts, among the reader's own names.
"""


def _begin() -> None:
    import sys  # noqa: PLC0415
    from typing import Any  # noqa: PLC0415

    import js  # type: ignore[import-not-found] # noqa: PLC0415

    shell = get_ipython()  # type: ignore[name-defined] # noqa: F821
    run_code, sliders = shell.run_code, shell.kernel.comm_manager
    called = sliders.comm_msg

    async def run_and_stop(code: Any, result: Any = None, *, async_: bool = False) -> Any:
        """Run a part of a cell; whether it raised."""
        try:
            try:
                js.backpassMayStop = True
                return await run_code(code, result, async_=async_)
            finally:
                js.backpassMayStop = False
        except KeyboardInterrupt:  # it came before the first line, or after the last
            js.backpassMayStop = False
            if result is not None:
                result.error_in_exec = sys.exc_info()[1]
            shell.showtraceback()
            return True

    def call_and_stop(*message: Any) -> None:
        """Hand a slider's news to whoever waits for it."""
        try:
            try:
                js.backpassMayStop = True
                called(*message)
            finally:
                js.backpassMayStop = False
        except KeyboardInterrupt:
            js.backpassMayStop = False
            shell.showtraceback()

    shell.run_code, sliders.comm_msg = run_and_stop, call_and_stop


_begin()
del _begin
