"""Load matplotlib with the first cell that speaks of it: it takes longer than all the rest.

A chapter's first cell imports it as everywhere else, and the notebook stays as it is. IPython runs
this file as it starts, among the reader's own names.
"""


def _begin() -> None:
    import importlib  # noqa: PLC0415
    import re  # noqa: PLC0415

    import pyodide_js  # type: ignore[import-not-found] # noqa: PLC0415

    shell = get_ipython()  # type: ignore[name-defined] # noqa: F821
    plots = re.compile(r"import matplotlib\.pyplot as plt\s*(#.*)?")
    promised = False

    async def plots_when_needed(lines: list[str]) -> list[str]:
        """Leave the import out until a cell mentions what it brings; lines keep their numbers."""
        nonlocal promised
        rest = ["\n" if plots.fullmatch(line.strip()) else line for line in lines]
        promised = promised or rest != lines
        if not re.search(r"\b(plt|matplotlib)\b", "".join(rest)):
            return rest
        await pyodide_js.loadPackage("matplotlib")
        if promised and "plt" not in shell.user_ns:
            shell.user_ns["plt"] = importlib.import_module("matplotlib.pyplot")
        return lines

    shell.kernel.lite_transform_manager.line_transforms.append(plots_when_needed)


_begin()
del _begin
