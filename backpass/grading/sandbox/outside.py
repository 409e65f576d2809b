"""Lines that ask for what grading does not have: commands, installations, libraries, screens.

In the student's own notebook such a line works, or fails without consequence. Here it is answered
with a sentence, and the rest of its cell runs.
"""

from __future__ import annotations

import ast
import builtins
import functools
import getpass
import itertools
import json
import pdb
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from IPython.core import debugger
from IPython.core.autocall import ZMQExitAutocall
from IPython.core.interactiveshell import InteractiveShell
from IPython.external.pickleshare import PickleShareDB
from IPython.utils.syspathcontext import prepended_to_syspath
from IPython.utils.text import SList
from traitlets import Instance

from backpass.grading.sandbox import no_programs, refused, small_commands

#: Name under which a cell finds :func:`imported`.
IMPORTED = "_backpass_imported"
#: Magics that install something or start programs.
_COMMANDS = frozenset(
    {"pip", "conda", "mamba", "micromamba", "uv", "sx", "system", "sc", "rehashx"}
)
#: Magics that come to the lines which a program wrote.
_WITH_LINES = frozenset({"sx", "system"})
#: Magics that wait for somebody to type.
_PROMPTS = frozenset({"debug", "pdb"})
#: Cell magics that write a file.
_WRITE = frozenset({"writefile", "file"})
#: Cell magics whose body is for a shell.
_SHELLS = frozenset({"bash", "sh", "system", "sx", "!"})
#: Cell magics whose body is for another program.
_PROGRAMS = _SHELLS | {
    *("script", "cmd", "powershell", "perl", "ruby", "python", "python2", "python3"),
    *("pypy", "sql", "R", "julia"),
}
#: The names under which such a cell keeps what its program wrote.
_KEEPS = re.compile(r"--(?:out|err)[ =]+(\w+)")


def said(line: str) -> None:
    """Print that a line was not run."""
    first, *more = line.strip().splitlines() or [""]
    print(f"not run while grading: {first[:200]}{' …' if more or len(first) > 200 else ''}")


class Outside(InteractiveShell):
    """A shell that starts no programs and knows every magic."""

    exiter = Instance(ZMQExitAutocall)
    keepkernel_on_exit: Any = None
    _kept: Any = None

    def _exiter_default(self) -> ZMQExitAutocall:
        return ZMQExitAutocall(self)

    def ask_exit(self) -> None:
        """Go on after ``exit()`` or ``quit()``, as a kernel does.

        It only notes that it is to end a tenth of a second later: the rest of the cell runs, that
        of the function which called it too, and the cells below until then.
        """

    @property
    def db(self) -> Any:
        """What ``%store`` and ``%bookmark`` keep, in a folder of this notebook's own."""
        if self._kept is None:
            self._kept = PickleShareDB(tempfile.mkdtemp(prefix="kept-"))
        return self._kept

    @db.setter
    def db(self, value: Any) -> None:
        self._kept = value

    def system(self, cmd: str) -> None:
        """Answer ``!command`` with a sentence; what only makes folders and copies files is done."""
        if not small_commands.done(cmd):
            said(f"!{cmd}")
        self.user_ns["_exit_code"] = 0

    system_raw = system_piped = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Answer ``lines = !command`` with a sentence and no lines."""
        del depth
        said(f"!{cmd}")
        return SList([]) if split else ""

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """Run a magic; one that is not known, or installs something, says so."""
        if magic_name in _COMMANDS | _PROMPTS or not self._knows(magic_name, "line"):
            said(f"%{magic_name} {line}")
            return SList([]) if magic_name in _WITH_LINES else None
        whole = self.var_expand(line, _stack_depth)
        if magic_name == "run":
            line = whole = _nearby(whole)
        if magic_name == "run" and (file := _missing_file(whole)) is not None:
            said(f"%run {whole}")
            print(f"({file} is not there: of what is handed in, only the notebook is read.)")
            return None
        if magic_name in ("matplotlib", "pylab", "load_ext", "gui"):
            try:
                return super().run_line_magic(magic_name, line, _stack_depth + 1)
            except Exception:  # a screen, or an extension, that is not there
                said(f"%{magic_name} {line}")
                return None
        return super().run_line_magic(magic_name, line, _stack_depth + 1)

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """Run a magic; below one that is not known, what is Python runs without it."""
        if magic_name in _PROGRAMS:
            if magic_name not in _SHELLS or not small_commands.done(cell):
                said(f"%%{magic_name} {line}")
            self.user_ns.update(dict.fromkeys(_KEEPS.findall(line), ""))
            return SList([]) if magic_name in _WITH_LINES else None
        if magic_name in _WRITE:
            line = self._within_reach(line)
        if self._knows(magic_name, "cell") and magic_name not in _PROMPTS:
            return super().run_cell_magic(magic_name, line, cell)
        said(f"%%{magic_name} {line}")
        try:
            ast.parse(self.transform_cell(cell))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        return self.run_cell(cell, store_history=False).result

    def _within_reach(self, line: str) -> str:
        """Where ``%%writefile`` is to write: here, where the folder that it names is out of reach.

        Colab's and Kaggle's notebooks name their own folder in full, and import what lies there.
        """
        *options, name = self.var_expand(line, 2).split() or [""]
        path = Path(name.strip("'\"")).expanduser()
        if not path.is_absolute() or _can_be_written(path):
            return line
        print(f"({path} is out of reach while grading: it is written beside the notebook.)")
        return " ".join([*options, path.name])

    def safe_execfile_ipy(
        self, fname: Any, shell_futures: bool = False, raise_exceptions: bool = False
    ) -> None:
        """Run a file of cells; a notebook is read as JSON, for nbformat is out of reach."""
        path = Path(fname).expanduser()
        if path.suffix != ".ipynb":
            super().safe_execfile_ipy(fname, shell_futures, raise_exceptions)
            return
        cells = json.loads(path.read_text(encoding="utf-8")).get("cells", [])
        with prepended_to_syspath(str(path.resolve().parent)):
            for cell in cells:
                if cell.get("cell_type") == "code":
                    source = "".join(cell.get("source", ""))
                    self.run_cell(source, silent=True, shell_futures=shell_futures).raise_error()

    def _knows(self, name: str, kind: str) -> bool:
        find = self.find_line_magic if kind == "line" else self.find_cell_magic
        return find(name) is not None or name in self.magics_manager.lazy_magics


def _can_be_written(path: Path) -> bool:
    """Whether a file can be opened to be written; what the folder's rights say is not all."""
    try:
        with path.open("a"):
            return True
    except OSError:
        return False


def _nearby(line: str) -> str:
    """What ``%run`` is asked for, with a file that lies beside the notebook where none is named."""
    words = line.split()
    for k, word in enumerate(words):
        path = Path(word)
        if path.is_absolute() and not path.exists() and Path(path.name).exists():
            words[k] = path.name
            return " ".join(words)
    return line


def _missing_file(line: str) -> str | None:
    """The file that ``%run`` is asked for, if it is not there; None where no file is named."""
    words = line.split()
    if "-m" in words or '"' in line or "'" in line:
        return None
    name = next((word for word in words if not word.startswith("-")), None)
    if name is None:
        return None
    endings = ("", ".py", ".ipy", ".ipynb")
    return None if any(Path(f"{name}{end}").expanduser().exists() for end in endings) else name


class MissingLibraries(ast.NodeTransformer):
    """Lets a cell go on behind the import of a library that is not installed here.

    Only imports at the top level, and of what is not there, are changed: those inside ``try`` are
    the student's own way of dealing with it.
    """

    def visit(self, node: ast.AST) -> Any:
        """Change a module's imports; everything else stays as it is."""
        if isinstance(node, ast.Module):
            node.body = [new for old in node.body for new in _changed(old)]
        return node


def _changed(node: ast.stmt) -> list[ast.stmt]:
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return [node]
    if isinstance(node, ast.ImportFrom):
        missing = node.level == 0 and not _is_there(node.module or "")
    else:
        missing = any(not _is_there(alias.name) for alias in node.names)
    if not missing:
        return [node]
    names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    text = ast.unparse(node)
    call = ast.parse(
        f"{IMPORTED}({text!r}, {[name for name in names if name != '*']!r}, globals())"
    )
    for inner in ast.walk(call):
        if hasattr(inner, "lineno"):
            ast.copy_location(inner, node)
    return call.body


def _is_there(name: str) -> bool:
    """Whether a module may be importable; a submodule is where its package is."""
    root = name.partition(".")[0]
    if root in sys.modules:  # of the kernel's package there is next to nothing
        return root != "ipykernel" or name in sys.modules
    try:
        return find_spec(root) is not None
    except (ImportError, ValueError, AttributeError):
        return False


def imported(statement: str, names: list[str], space: dict[str, Any]) -> None:
    """Run an import; where the library is not installed, say so and put stand-ins in its place.

    Args:
        statement: The import.
        names: The names that it binds.
        space: The namespace of the cell.

    Raises:
        ModuleNotFoundError: What is missing is no library, but a part of one that is there.
    """
    try:
        exec(statement, space)  # noqa: S102 - a student's own line, in the student's process
    except ModuleNotFoundError as error:
        if error.name is None or _is_there(error.name):
            raise
        said(statement)
        print(
            f"({error.name} is not installed where notebooks are graded, and of what is handed in, "
            "only the notebook is read.)"
        )
        # a name that has a meaning keeps it, as where the line fails in the student's own notebook
        space.update({name: NotInstalled(name) for name in names if name not in space})


class NotInstalled:
    """Stands for something of a library that is not installed; nothing done with it has an effect.

    A decorator leaves the function as it is; a loop goes over what is in the brackets.
    """

    def __init__(self, name: str, arguments: tuple[Any, ...] = ()) -> None:
        self._name, self._arguments = name, arguments

    @property
    def library(self) -> str:
        """The name that was to be imported."""
        return re.split(r"[.(]", self._name)[0]

    def __getattr__(self, name: str) -> NotInstalled:
        """Another one; names of Python's own protocols are none."""
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return NotInstalled(f"{self._name}.{name}")

    def __call__(self, *arguments: Any, **_named: Any) -> Any:
        """A function that is decorated comes back; otherwise one more of these."""
        if len(arguments) == 1 and not _named and _is_definition(arguments[0]):
            return arguments[0]
        return NotInstalled(f"{self._name}(…)", arguments)

    def __iter__(self) -> Iterator[Any]:
        """What ``for step in tqdm(steps)`` is to go over."""
        first = self._arguments[0] if self._arguments else ()
        return iter(first if hasattr(first, "__iter__") else ())

    def __enter__(self) -> NotInstalled:
        """It is its own context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was begun."""

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[type, ...]:
        """A class may be derived from it."""
        return (object,)

    def __repr__(self) -> str:
        """What it stands for."""
        return f"<{self._name}, which is not installed here>"


def missing(name: str) -> NameError:
    """What is to be said where somebody relies on a name that could not be imported.

    Args:
        name: The name.
    """
    return NameError(
        f"name {name!r} was to be imported from what is neither installed where notebooks are "
        "graded nor part of the notebook"
    )


def _is_definition(value: Any) -> bool:
    return callable(value) and not isinstance(value, NotInstalled)


def prepare(shell: InteractiveShell) -> None:
    """Make a student's cells survive missing libraries and screens, and find their own modules.

    Args:
        shell: Where the cells run, in the folder that they run in.
    """
    prepare_for_all(shell)
    prepare_here()


def prepare_for_all(shell: InteractiveShell) -> None:
    """What of :func:`prepare` is the same for all that are forked from this process.

    From then on it starts no programs, and forks only with what it has kept for that.

    Args:
        shell: Where the cells run.
    """
    shell.ast_transformers.append(MissingLibraries())
    setattr(builtins, IMPORTED, imported)
    no_programs.install(said)
    _tolerate_screens()
    _ask_nobody()


def prepare_here() -> None:
    """The rest, in a process that is shut in and in the folder where the cells run."""
    sys.path.insert(0, str(Path.cwd()))  # as in a notebook: what %%writefile wrote can be imported
    refused.install(said)


def _ask_nobody() -> None:
    """Have breakpoints, and questions, say so and go on; answers that ask are called many times."""

    def go_on(*_: Any, **__: Any) -> None:
        said("breakpoint()")

    def no_password(prompt: str = "Password: ", *_: Any, **__: Any) -> str:
        said(f"getpass({prompt!r})")
        return ""

    sys.breakpointhook = go_on
    pdb.set_trace = debugger.set_trace = go_on
    getpass.getpass = no_password
    builtins.input = functools.partial(_typed, itertools.repeat(""))


#: What is answered in one cell, one after another: who asks for the fourth time waits for a word,
#: and who goes on asking may have many questions.
ANSWERS = ("", "", "", "y", "1", "yes", "n", "0", "c", "q", "quit", *[""] * 90)


def nobody() -> Callable[..., str]:
    """What ``input`` is in one cell: an empty line, and a sentence that says so.

    A cell that asks until it hears the right word would ask for ever, as would a prompt of
    Python's own. So other words follow, and then the end of what is typed.
    """
    return functools.partial(_typed, iter(ANSWERS))


def _typed(answers: Iterator[str], prompt: object = "") -> str:
    """The next answer.

    Raises:
        EOFError: There is none any more.
    """
    said(f"input({prompt!r})")
    for answer in answers:
        return answer
    raise EOFError("nobody is there to answer while a notebook is graded")


def _tolerate_screens() -> None:
    """Have ``matplotlib.use`` say so, not fail, where it asks for a screen."""
    matplotlib: Any = sys.modules.get("matplotlib")
    if matplotlib is None or hasattr(matplotlib.use, "of_backpass"):
        return
    original: Callable[..., None] = matplotlib.use

    def use(backend: str, *, force: bool = True) -> None:
        try:
            original(backend, force=force)
        except ImportError:
            said(f"matplotlib.use({backend!r})")

    use.of_backpass = True  # type: ignore[attr-defined]
    use.__doc__ = original.__doc__
    matplotlib.use = use
