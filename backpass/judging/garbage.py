"""What a script leaves behind: graphs whose nodes hold one another, which Python has to look for.

A chain of ten thousand gates is a hundred thousand objects. Where such a graph stays until Python
comes upon it, the next one is made beside it, and a process takes twice the memory.
"""

from __future__ import annotations

from gc import collect, get_count  # a cell may give these names of its module to others

#: How many objects may be garbage before it is looked for.
MANY = 10_000


def taken_away() -> bool:
    """Look for garbage if many objects were made since that was done last; whether it was.

    For processes of the grader, where all that was there before is left out of the search.
    """
    young, *older = get_count()
    if young <= MANY and not any(older):
        return False
    collect()
    return True
