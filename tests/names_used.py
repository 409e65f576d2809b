"""Names of other modules that some code uses, and which of them another Python does not have."""

import ast
import importlib

OWN = ("backpass", "__future__")


def names_used(source):
    """Dotted names such as ``numpy.linalg.norm``, as deep as they are written.

    Args:
        source: Python; of the names that it binds, only those of imports are followed.
    """
    tree = ast.parse(source)
    bound, used = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                top = each.name.partition(".")[0]
                bound[each.asname or top] = each.name if each.asname else top
                used.add(each.name)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for each in node.names:
                bound[each.asname or each.name] = f"{node.module}.{each.name}"
                used.add(f"{node.module}.{each.name}")
    for node in ast.walk(tree):
        path, base = [], node
        while isinstance(base, ast.Attribute):
            path.insert(0, base.attr)
            base = base.value
        if path and isinstance(base, ast.Name) and base.id in bound:
            used.add(".".join([bound[base.id], *path]))
    return {name for name in used if name.partition(".")[0] not in OWN}


def not_there(names):
    """Those of some dotted names that this Python does not have.

    Args:
        names: As :func:`names_used` finds them.
    """
    return [name for name in names if not _is_there(name)]


def refused(calls):
    """Those of some calls that this Python refuses, with what it says.

    Args:
        calls: Texts of expressions that begin with a module's name.
    """
    found = {}
    for call in calls:
        name = call.partition("(")[0].rpartition(".")[0]
        try:
            eval(call, {name.partition(".")[0]: __import__(name)})
        except Exception as error:
            found[call] = f"{type(error).__name__}: {error}"
    return found


def not_imported(modules):
    """Import modules: those that cannot be imported, with the reason.

    Args:
        modules: Their dotted names.
    """
    found = {}
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception as error:
            found[name] = f"{type(error).__name__}: {error}"
    return found


def put(module, name, value):
    """Set a name of a module.

    Args:
        module: Its dotted name.
        name: The name in it.
        value: What it is to be.
    """
    setattr(importlib.import_module(module), name, value)


def _is_there(name):
    module, *rest = name.split(".")
    try:
        found = importlib.import_module(module)
        for each in rest:
            if not hasattr(found, each):
                importlib.import_module(f"{found.__name__}.{each}")
            found = getattr(found, each)
    except (ImportError, AttributeError):
        return False
    return True
