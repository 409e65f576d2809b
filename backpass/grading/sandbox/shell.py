"""Run notebook cells in this process and collect their outputs, as a kernel does.

An IPython shell with no sockets and no threads: magics, display, top-level ``await`` and inline
figures work; widgets are inert, since nobody is there to move them; ``input`` gets an empty line.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from backpass.grading.sandbox import outside

#: Characters of text that one cell may print, and of everything that it may put out.
MAX_TEXT, MAX_OUTPUT = 100_000, 4_000_000
#: Outputs that one cell may have.
MAX_COUNT = 200


class Outputs:
    """The outputs of one cell, in order, within bounds."""

    def __init__(self) -> None:
        self.by_display_id: dict[str, list[dict[str, Any]]] = {}
        self.ids_before: set[str] = set()
        self.begin()

    def begin(self) -> None:
        """Forget the cell before, but for the ids under which something was displayed."""
        self.ids_before |= self.by_display_id.keys()
        self.items: list[dict[str, Any]] = []
        self.size, self.text, self.full, self.clear_next = 0, 0, False, False
        self.by_display_id = {}

    def stream(self, name: str, text: str) -> None:
        """Add printed text, to the output before it where that is of the same stream.

        Args:
            name: ``"stdout"`` or ``"stderr"``.
            text: What was printed.
        """
        self._clear()
        left = MAX_TEXT - self.text
        if left <= 0:
            return
        if len(text) > left:
            text = text[:left] + "\n… (the rest of the text is cut off)"
        self.text += len(text)
        last = self.items[-1] if self.items else None
        if last is not None and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self.add({"output_type": "stream", "name": name, "text": text})

    def add(self, output: dict[str, Any], display_id: str | None = None) -> None:
        """Add an output; too many or too large ones are replaced by one note.

        Args:
            output: The output in nbformat's form.
            display_id: What it can be changed by later, see :meth:`update`.
        """
        self._clear()
        if self.full:
            return
        self.size += len(json.dumps(output, default=str))
        if self.size > MAX_OUTPUT or len(self.items) >= MAX_COUNT:
            self.full = True
            note = "… (the rest of the output is left out: it is too much)"
            output = {"output_type": "stream", "name": "stdout", "text": note}
        self.items.append(output)
        if display_id is not None:
            self.by_display_id.setdefault(display_id, []).append(output)

    def update(self, display_id: str, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """Change the outputs that were displayed under an id.

        What a cell before has displayed stays as it was; the change is shown by this cell.

        Args:
            display_id: The id.
            data: What is shown now, by media type.
            metadata: What belongs to it.
        """
        for output in self.by_display_id.get(display_id, []):
            output["data"], output["metadata"] = data, metadata
        if display_id not in self.by_display_id and display_id in self.ids_before:
            shown = {"output_type": "display_data", "data": data, "metadata": metadata}
            self.add(shown, display_id)

    def clear(self, wait: bool) -> None:
        """Take everything away, now or with the next output."""
        self.clear_next = True
        if not wait:
            self._clear()

    def _clear(self) -> None:
        if self.clear_next:
            self.items.clear()
            self.by_display_id.clear()
            self.clear_next = False


class _Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of the cells."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs, self.stream, self.name = outputs, name, name

    def fileno(self) -> int:
        """A kernel's streams have one too; some tools of Python's write there."""
        return 1 if self.stream == "stdout" else 2

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self.outputs.stream(self.stream, text)
        return len(text)


def _plain(bundle: Any) -> dict[str, Any]:
    """A display bundle as JSON would carry it."""
    loaded: dict[str, Any] = json.loads(json.dumps(dict(bundle or {}), default=str))
    return loaded


class _Publisher(DisplayPublisher):
    outputs = AnyTrait()

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        display_id = (transient or {}).get("display_id")
        data, metadata = _plain(data), _plain(metadata)
        if update and display_id is not None:
            self.shell.outputs.update(display_id, data, metadata)
            return
        output = {"output_type": "display_data", "data": data, "metadata": metadata}
        self.shell.outputs.add(output, display_id)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait)


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        """No prompt: the output says which cell it belongs to."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Collect the value of the last expression."""
        self.shell.add_result(_plain(format_dict), _plain(md_dict))


class CellShell(outside.Outside):
    """An IPython shell that collects what cells put out."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)

    def __init__(self, **more: Any) -> None:
        self.outputs = Outputs()
        super().__init__(**more)
        self.usual_transformers = self._transformers()
        self.error_shown: tuple[Any, Any] = None, None

    def add_result(self, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        """Collect the value of a last expression, as it is shown.

        Args:
            data: The value, by media type.
            metadata: What belongs to it.
        """
        self.outputs.add(
            {
                "output_type": "execute_result",
                "execution_count": self.execution_count,
                "data": data,
                "metadata": metadata,
            }
        )

    def give_number(self, number: int) -> None:
        """Let the next cell have a number; ``In`` has no text of the cells that are passed over.

        Args:
            number: What ``In[...]`` and ``Out[...]`` are to know it by.
        """
        self.execution_count = number
        history = self.history_manager
        for texts in (history.input_hist_parsed, history.input_hist_raw):
            texts.extend([""] * (number - len(texts)))
            del texts[number:]

    def transform_cell(self, raw_cell: str) -> str:
        """A cell as Python: without its magics, where it has any.

        What Python can read has none, and IPython would take a quarter of a cell's time to find
        that out. Transformers that a notebook brings along are asked all the same.
        """
        if self._transformers() == self.usual_transformers and _is_python(raw_cell):
            return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"
        transformed: str = super().transform_cell(raw_cell)
        return transformed

    def transform_ast(self, node: ast.AST) -> ast.AST:
        """A cell's tree as IPython's transformers make it.

        Ours leaves no node without its line, so where there is no other, none is looked for: that
        takes a walk over the whole cell.
        """
        if [type(one) for one in self.ast_transformers] == [outside.MissingLibraries]:
            return self.ast_transformers[0].visit(node)  # type: ignore[no-any-return]
        transformed: ast.AST = super().transform_ast(node)
        return transformed

    def should_run_async(self, raw_cell: str, *, transformed_cell: Any = None, **more: Any) -> bool:
        """Whether a cell awaits something; one that does says so, and others need no compiling."""
        text = "" if transformed_cell is None else transformed_cell
        if text and "await" not in text and "async" not in text:
            return False
        asked: bool = super().should_run_async(raw_cell, transformed_cell=transformed_cell, **more)
        return asked

    def _transformers(self) -> list[Any]:
        manager = self.input_transformer_manager
        return [
            *manager.cleanup_transforms,
            *manager.line_transforms,
            *manager.token_transformers,
            *self.input_transformers_post,
        ]

    def showtraceback(self, *arguments: Any, **named: Any) -> None:
        """Show the error of a cell.

        Args:
            arguments: As IPython has them.
            named: The same.
        """
        with _cells_are_of_no_module():
            super().showtraceback(*arguments, **named)

    def _format_exception_for_storage(self, exception: Any, *arguments: Any, **named: Any) -> Any:
        """An error for IPython's history: as it was shown, which takes a while to make."""
        error, shown = self.error_shown
        if error is exception:
            return shown
        return super()._format_exception_for_storage(exception, *arguments, **named)

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.error_shown = evalue, stb
        self.outputs.add(
            {
                "output_type": "error",
                "ename": str(getattr(etype, "__name__", etype))[:200],
                "evalue": _words(evalue)[:2000],
                "traceback": [str(line)[:20_000] for line in stb][:60],
            }
        )

    @contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        """Keep no second copy of all that is printed, which IPython would do for its history."""
        del channel
        yield

    def enable_gui(self, gui: Any = None) -> None:
        """There is no screen, and so no event loop of one."""
        del gui


@contextmanager
def _cells_are_of_no_module() -> Iterator[None]:
    """In this block, ``inspect`` knows at once that no module holds the code of a cell.

    It would look through all modules to find that out, a dozen times for each error that is shown.
    """
    find = inspect.getmodule

    def getmodule(thing: Any, _filename: str | None = None) -> Any:
        code = getattr(thing, "f_code", thing)
        if isinstance(code, CodeType) and code.co_filename.startswith("<ipython-input"):
            return None
        return find(thing, _filename)

    inspect.getmodule = getmodule  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getmodule = find


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _words(value: Any) -> str:
    try:
        return str(value)
    except Exception:
        return f"<{type(value).__name__} without words>"


def make_shell() -> CellShell:
    """A fresh shell with an empty namespace; make it in a process that has no threads yet."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    CellShell.clear_instance()
    shell: CellShell = CellShell.instance(config=config)
    shell.extension_manager.load_extension("storemagic")  # ipykernel brings %store along
    return shell


def run(shell: CellShell, source: str) -> list[dict[str, Any]]:
    """Run one cell.

    Args:
        shell: The shell that holds the namespace.
        source: The cell's text, magics included.

    Returns:
        Its outputs in nbformat's form; an exception is one of them.
    """
    with _collecting(shell):
        shell.run_cell(source, store_history=True)
    return list(shell.outputs.items)


def run_plain(shell: CellShell, source: str) -> list[dict[str, Any]]:
    """Run one cell like :func:`run`, without what only people at a prompt need, where that goes.

    A cell that is Python without magics is compiled once for this process and all that are forked
    from it, and leaves no history. For cells of the instructor's, which come again and again.

    Args:
        shell: The shell.
        source: The cell.
    """
    compiled = compiled_cell(source)
    if compiled is None:
        return run(shell, source)
    with _collecting(shell):
        try:
            exec(compiled.body, shell.user_ns)  # noqa: S102 - a cell of the instructor's
            if compiled.last is not None:
                _show(shell, eval(compiled.last, shell.user_ns))  # noqa: S307
        except Exception:
            shell.showtraceback()
    return list(shell.outputs.items)


def _show(shell: CellShell, value: Any) -> None:
    """Show the value of a last expression; a mark at once, for IPython takes its time over it."""
    if type(value) is float:
        shell.add_result({"text/plain": repr(value)}, {})
    else:
        shell.displayhook(value)


class CompiledCell(NamedTuple):
    """A cell's statements, and the expression at its end if there is one."""

    body: CodeType
    last: CodeType | None


@lru_cache(maxsize=512)
def compiled_cell(source: str) -> CompiledCell | None:
    """A cell as Python runs it; None where it is no plain Python."""
    try:
        tree = ast.parse(source)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = compile(ast.Expression(tree.body.pop().value), "<test>", "eval")  # type: ignore[attr-defined]
        return CompiledCell(compile(tree, "<test>", "exec"), last)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@contextmanager
def _collecting(shell: CellShell) -> Iterator[None]:
    """What is printed and displayed in this block goes to the shell's outputs; nobody can type."""
    shell.outputs.begin()
    before = sys.stdout, sys.stderr, builtins.input
    sys.stdout = _Stream(shell.outputs, "stdout")
    sys.stderr = _Stream(shell.outputs, "stderr")
    builtins.input = outside.nobody()
    try:
        yield
    except SystemExit as end:
        shell.outputs.add(_ended("SystemExit", f"the cell called exit({end.code!r})"))
    except KeyboardInterrupt:
        shell.outputs.add(_ended("KeyboardInterrupt", "the cell was stopped"))
    finally:
        sys.stdout, sys.stderr, builtins.input = before


def _ended(name: str, text: str) -> dict[str, Any]:
    return {
        "output_type": "error",
        "ename": name,
        "evalue": text,
        "traceback": [f"{name}: {text}"],
    }
