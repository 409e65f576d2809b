"""What numpy and Python say of common slips, in the course's words, with their own behind."""

from __future__ import annotations

import re

from backpass.judging.observe import words_of

#: A pattern of the words of an error, and what it means; ``{0}`` is the pattern's first group.
_MEANINGS: tuple[tuple[str, str], ...] = (
    (
        r"matmul: Input operand \d has a mismatch .*\(size (\d+) is different from (\d+)\)",
        "the shapes do not fit a matrix product: the inner sizes are {1} and {0}, and should be "
        "equal",
    ),
    (
        r"shapes (\(.*?\)) and (\(.*?\)) not aligned",
        "arrays of the shapes {0} and {1} do not fit a matrix product: the inner sizes differ",
    ),
    (
        r"operands could not be broadcast together with (?:remapped )?shapes (\(.*?\)) ?(\(.*?\))",
        "arrays of the shapes {0} and {1} cannot be combined entry by entry",
    ),
    (
        r"non-broadcastable output operand with shape (\(.*?\)) doesn't match .*shape (\(.*?\))",
        "an array of shape {0} cannot take in what has shape {1}",
    ),
    (
        r"cannot reshape array of size (\d+) into shape (\(.*?\))",
        "{0} numbers cannot be laid out in the shape {1}",
    ),
    (
        r"matmul: Input operand \d does not have enough dimensions",
        "`@` multiplies arrays, and one of the two is a single number",
    ),
    (
        r"truth value of an array with more than one element is ambiguous",
        "`if`, `and` and `max` look at one number, and here is a whole array",
    ),
    (
        r"only (?:length-1|0-dimensional) arrays can be converted to Python scalars|"
        r"only 0-dimensional arrays",
        "one number is wanted where a whole array stands",
    ),
    (r"too many values to unpack \(expected (\d+)", "more things came than the {0} names for them"),
    (
        r"not enough values to unpack \(expected (?:at least )?(\d+), got (\d+)\)",
        "{1} things came for {0} names",
    ),
    (
        r"cannot unpack non-iterable (\w+) object",
        "one thing of the type {0} came where several were to be taken apart",
    ),
    (r"index (-?\d+) is out of bounds", "there is no entry number {0}"),
    (r"axis (-?\d+) is out of bounds for array of dimension (\d+)", "an array of {1} dimensions "
     "has no axis {0}"),
    (r"assignment destination is read-only", "this array may be read and not written: copy it"),
    (
        r"name '([A-Za-z])' is not defined",
        "there is no variable `{0}`; a letter that is meant as a text stands in quotes",
    ),
    (r"'(?:int|float)' object has no attribute '(\w+)'", "a plain number has no `.{0}`"),
    (
        r"'(?:int|float)' object is not (?:subscriptable|iterable)|"
        r"object of type '(?:int|float)' has no len",
        "a plain number has no entries",
    ),
    (
        r"module 'numpy' has no attribute '(bool|complex|float|int|object|str)'",
        "NumPy has no `np.{0}` any more: `{0}` does the same",
    ),
    (r"name 'xrange' is not defined", "Python 3 calls it `range`"),
    (r"name 'unicode' is not defined", "Python 3 calls it `str`"),
    (r"name 'raw_input' is not defined", "Python 3 calls it `input`"),
    (r"name 'long' is not defined", "Python 3 calls it `int`"),
    (r"name 'reduce' is not defined", "in Python 3 it has to be imported from `functools`"),
    (r"'dict' object has no attribute 'iter(items|keys|values)'", "Python 3 calls it `{0}`"),
    (r"'dict' object has no attribute 'has_key'", "in Python 3 it is written `key in the_dict`"),
    (r"math range error|Numerical result out of range", "the result is too large for a float"),
    (r"maximum recursion depth exceeded|Stack overflow", "a function calls itself again and again"),
)  # fmt: skip


#: Python keeps what it has made of some hundred patterns only, and makes the oldest anew.
_COMPILED = tuple((re.compile(pattern), meaning) for pattern, meaning in _MEANINGS)


def in_words(error: BaseException) -> str:
    """What an error says; where its words are hard to read, their meaning comes first.

    Args:
        error: An exception of a learner's code.

    Returns:
        A clause without a full stop; empty where the error has no words.
    """
    words = words_of(error)
    for pattern, meaning in _COMPILED:
        found = pattern.search(words)
        if found:
            return f"{meaning.format(*found.groups())} ({words.splitlines()[0]})"
    return words
