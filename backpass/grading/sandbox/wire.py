"""Plain data between two processes that do not trust each other.

A frame is a length-prefixed JSON skeleton followed by the raw bytes of its arrays. Decoding builds
only the types listed in :func:`encode`, exactly as they were, within fixed bounds. A value of a
class derived from one of them travels as what it is made of and the name of its class; what is not
plain data travels as a reference that stays with its owner, and so does what is nested too deep. An
array of objects or records, or a very large one, comes as a husk: its kind and its shape, no entry.
Nothing is ever unpickled.
"""

from __future__ import annotations

import json
import math
import select
import socket
import struct
import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from backpass.grading.sandbox.own_time import Deadline

#: Longest frame that is taken from the other side.
MAX_FRAME = 32 * 2**20
#: Deepest nesting of containers.
MAX_DEPTH = 40
#: Largest int, in bits.
MAX_INT_BITS = 100_000
#: Most items of an array whose items have no size.
MAX_EMPTY = 1_000_000
#: Longest name of a class, in characters, and most classes that are remembered.
MAX_NAME, MAX_CLASSES = 80, 256
#: Kinds of numpy data that are plain: booleans, integers, floats, complex numbers, text, times.
KINDS = "biufcSUmM"
#: Bytes of arrays in one frame from which on an array comes as a husk, and most fields of a record.
ROOM, MAX_FIELDS = 16 * 2**20, 50

#: Bytes that may be built of a frame's JSON, and what is built of each of its characters at most.
MAX_BUILT = 96 * 2**20
_BUILT = {b"{": 300, b"[": 100, b",": 40, b'"': 30}

#: What JSON carries exactly; whole numbers it does not always.
_AS_THEY_ARE = frozenset({type(None), bool, str, float})
_PLAIN_IN_JSON = _AS_THEY_ARE | {int}
#: How much sooner than it must a socket may give up, to be asked again.
_HASTE = 0.5
_HEADER = struct.Struct(">II")
_COMPACT = json.JSONEncoder(separators=(",", ":"))

Refer = Callable[[Any], "list[Any]"]
Resolve = Callable[["list[Any]"], Any]
#: Until when is waited: a moment of ``time.monotonic()``, or what is left of somebody's own time.
Until = float | Deadline | None


class WireError(RuntimeError):
    """The other side sent what is no frame, or more than a frame may hold."""


class Gone(WireError):
    """The other side is no longer there."""


class Late(WireError):
    """The other side did not answer in time."""


def encode(value: Any, blobs: list[bytes], refer: Refer | None = None, depth: int = 0) -> Any:
    """A value as a JSON tree; the bytes of arrays go to ``blobs``.

    What JSON has is written as it is, and a tuple as its array. Everything else is an object with
    a single key that says what it is.

    Args:
        value: None, bool, int, float, complex, str, bytes, list, tuple, dict, a numpy array or
            numpy scalar of plain kind, nested at will, and what is derived from them: namedtuples,
            enums of numbers, any mapping; anything else goes through ``refer``.
        blobs: Receives the bytes of arrays.
        refer: Makes a reference out of what is not plain data: ``[number, type name, callable]``.
        depth: How deep we are.

    Raises:
        TypeError: When something is not plain and there is no ``refer``.
        ValueError: When it is nested too deep, or an int is too large.
    """
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep to be sent")
    if depth == MAX_DEPTH and refer is not None and isinstance(value, tuple | list | Mapping):
        return {"r": refer(value)}
    if (write := _ENCODERS.get(kind)) is not None:
        return write(value, blobs, refer, depth)
    if kind is np.ndarray and (refer is not None or value.dtype.kind in KINDS):
        if _comes_as_husk(value, blobs, refer):
            return {"h": [_described(value.dtype), value.shape]}
        blobs.append(value.tobytes())
        return {"n": [value.dtype.str, value.shape, len(blobs) - 1]}
    if isinstance(value, np.generic) and kind.__module__.partition(".")[0] == "numpy":
        if value.dtype.kind in KINDS:
            blobs.append(value.tobytes())
            return {"s": [value.dtype.str, len(blobs) - 1]}
        if refer is not None and _described(value.dtype) is not None:
            return {"e": _described(value.dtype)}
    made_of = plain_part(value)
    if made_of is not None:
        return {"u": [kind.__name__[:MAX_NAME], encode(made_of, blobs, refer, depth + 1)]}
    if refer is None:
        raise TypeError(f"a {kind.__name__} is not plain data")
    return {"r": refer(value)}


def plain_part(value: Any) -> Any:
    """What a value of a derived class is made of; None where it is not derived from plain data.

    The methods of the plain class are used, whatever the derived one puts in their place. A mapping
    that is no dict is asked for its items.

    Args:
        value: A value whose own class is not plain.
    """
    for base, bare in _BARE.items():
        if isinstance(value, base):
            return bare(value)
    if isinstance(value, np.ma.MaskedArray) and value.dtype.kind in "biuf":
        filled: Any = np.ma.filled
        return filled(value.astype(np.float64), np.nan)  # what float() makes of it
    if isinstance(value, np.ndarray) and type(value) is not np.ndarray:
        return np.ndarray.view(value, np.ndarray)
    if isinstance(value, Mapping):
        try:
            return dict(value.items())
        except Exception:  # it is no mapping after all
            return None
    return None


def _comes_as_husk(value: np.ndarray, blobs: list[bytes], refer: Refer | None) -> bool:
    if refer is None:
        return False
    full = value.nbytes > ROOM // 64 and value.nbytes + sum(map(len, blobs)) > ROOM
    return (full or value.dtype.kind not in KINDS) and _described(value.dtype) is not None


def _described(dtype: np.dtype[Any]) -> Any:
    """A dtype as JSON; of a record its fields. None where it is too strange."""
    if dtype.names is None:
        return dtype.str if dtype.subdtype is None else None
    fields = dtype.descr
    if len(fields) > MAX_FIELDS or not all(type(field[1]) is str for field in fields):
        return None
    return [dtype.type is np.record, fields]


_BARE: dict[type, Callable[[Any], Any]] = {
    tuple: lambda value: tuple(tuple.__iter__(value)),
    list: lambda value: list(list.__iter__(value)),
    dict: lambda value: dict(dict.items(value)),
    str: str.__str__,
    int: int.__pos__,
    float: float.__pos__,
    complex: complex.__pos__,
    bytes: lambda value: bytes(memoryview(value)),
}


def _each(values: Iterable[Any], blobs: list[bytes], refer: Refer | None, depth: int) -> list[Any]:
    return [
        value if type(value) in _AS_THEY_ARE else encode(value, blobs, refer, depth + 1)
        for value in values
    ]


def _encode_dict(value: Any, blobs: list[bytes], refer: Refer | None, depth: int) -> Any:
    items = _each(value.values(), blobs, refer, depth)
    if all(type(key) is str for key in value):
        return {"o": dict(zip(value, items, strict=True))}
    return {"d": [_each(value, blobs, refer, depth), items]}


def _encode_int(value: int, _blobs: list[bytes], refer: Refer | None, *_: Any) -> Any:
    if abs(value) < 2**53:
        return value
    if value.bit_length() > MAX_INT_BITS:
        if refer is None:
            raise ValueError("an int too large to be sent")
        value = 2**MAX_INT_BITS if value > 0 else -(2**MAX_INT_BITS)  # as far beyond any float
    return {"i": hex(value)}


def _encode_bytes(value: bytes, blobs: list[bytes], *_: Any) -> Any:
    blobs.append(value)
    return {"b": len(blobs) - 1}


_ENCODERS: dict[type, Callable[..., Any]] = {
    tuple: _each,
    list: lambda *arguments: {"l": _each(*arguments)},
    dict: _encode_dict,
    int: _encode_int,
    complex: lambda value, *_: {"c": [value.real, value.imag]},
    bytes: _encode_bytes,
}


def decode(tree: Any, blobs: list[bytes], resolve: Resolve | None = None, depth: int = 0) -> Any:
    """The value that a tree stands for.

    Args:
        tree: What JSON gave.
        blobs: The bytes that it refers to.
        resolve: Finds what a reference stands for; None where none are taken.
        depth: How deep in the message this is.

    Raises:
        WireError: When the tree is not one that :func:`encode` makes.
    """
    kind = type(tree)
    if kind in _PLAIN_IN_JSON:
        return tree
    if depth > MAX_DEPTH:
        raise WireError("nested too deep")
    if kind is list:
        return tuple(_items(tree, blobs, resolve, depth))
    if kind is not dict or len(tree) != 1:
        raise WireError("not a value")
    ((tag, content),) = tree.items()
    try:
        return _DECODERS[tag](content, blobs, resolve, depth)
    except WireError:
        raise
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise WireError(f"not a value: {type(error).__name__}") from error


def _items(content: Any, blobs: list[bytes], resolve: Resolve | None, depth: int) -> list[Any]:
    return [
        item if type(item) in _PLAIN_IN_JSON else decode(item, blobs, resolve, depth + 1)
        for item in content
    ]


_named: dict[tuple[type, str], type] = {}


def named_class(base: type, name: str) -> type:
    """A class like a base, with another name and nothing else of its own.

    Args:
        base: The class.
        name: What it is to be called; the base's name where that is no name.
    """
    proper = name[:MAX_NAME] if name.isidentifier() else base.__name__
    if (base, proper) in _named:
        return _named[base, proper]
    if len(_named) >= MAX_CLASSES:
        _named.clear()
    space = {} if base in (int, bytes, tuple) or base is np.ndarray else {"__slots__": ()}
    return _named.setdefault((base, proper), type(proper, (base,), space))


def _derived(content: Any, blobs: list[bytes], resolve: Resolve | None, depth: int) -> Any:
    name, tree = content
    value = decode(tree, blobs, resolve, depth + 1)
    if type(name) is not str or type(value) not in _DERIVABLE:
        raise WireError("a class derived from something else than plain data")
    made = named_class(type(value), name)
    return value.view(made) if isinstance(value, np.ndarray) else made(value)


class OpaqueKey:
    """A key of a dict that is no plain data: equal to nothing else."""

    __slots__ = ()

    def __repr__(self) -> str:
        """What it is."""
        return f"<a student's {type(self).__name__}>"


def _object(content: Any, blobs: list[bytes], resolve: Resolve | None, depth: int) -> Any:
    if type(content) is not dict:
        raise WireError("an object that is none")
    return dict(zip(content, _items(content.values(), blobs, resolve, depth), strict=True))


def _dict(content: Any, blobs: list[bytes], resolve: Resolve | None, depth: int) -> dict[Any, Any]:
    keys, items = content
    known = [
        named_class(OpaqueKey, type(key).__name__)() if type(tree) is dict and "r" in tree else key
        for key, tree in zip(_items(keys, blobs, resolve, depth), keys, strict=True)
    ]
    return dict(zip(known, _items(items, blobs, resolve, depth), strict=True))


def _int(content: Any, *_: Any) -> int:
    if len(content) > MAX_INT_BITS // 4 + 4:
        raise WireError("an int too large")
    return int(content, 16)


@lru_cache(maxsize=64)
def _dtype(text: str) -> np.dtype[Any]:
    dtype = np.dtype(text)
    if dtype.kind not in KINDS or dtype.hasobject:
        raise WireError("an array of things that are not plain")
    return dtype


def _array(content: Any, blobs: list[bytes], *_: Any) -> np.ndarray:
    text, shape, which = content
    dtype, raw = _dtype(str(text)), blobs[which]
    sizes = tuple(map(int, shape))
    if len(sizes) > 16 or min(sizes, default=0) < 0:
        raise WireError("an array of impossible shape")
    if math.prod(sizes) * dtype.itemsize != len(raw):
        raise WireError("an array whose size differs from its shape")
    if dtype.itemsize == 0 and math.prod(sizes) > MAX_EMPTY:
        raise WireError("too many things of no size")
    if dtype.itemsize == 0:
        return np.zeros(sizes, dtype)
    return np.frombuffer(raw, dtype).reshape(sizes).copy()


def _scalar(content: Any, blobs: list[bytes], *_: Any) -> Any:
    text, which = content
    return np.frombuffer(blobs[which], _dtype(str(text)), 1)[0]


def _husk_dtype(content: Any) -> np.dtype[Any]:
    if type(content) is str:
        return np.dtype("O") if content == "|O" else _any_dtype(content)
    is_record, fields = content
    if len(fields) > MAX_FIELDS:
        raise WireError("too many fields")
    made = np.dtype([_field(*field) for field in fields])
    return np.dtype((np.record, made)) if is_record is True else made


def _field(name: Any, text: Any, shape: Any = ()) -> tuple[str, Any, tuple[int, ...]]:
    sizes = tuple(map(int, shape))
    if type(name) is not str or len(name) > MAX_NAME or math.prod(sizes) > MAX_NAME:
        raise WireError("a strange field")
    return name, np.dtype("O") if text == "|O" else _any_dtype(str(text)), sizes


@lru_cache(maxsize=64)
def _any_dtype(text: str) -> np.dtype[Any]:
    """A dtype of plain kind, or of raw bytes."""
    dtype = np.dtype(text)
    if dtype.kind not in KINDS + "V" or dtype.hasobject or dtype.names or dtype.itemsize > 2**16:
        raise WireError("an array of something strange")
    return dtype


def _husk(content: Any, *_: Any) -> np.ndarray:
    """An array of that kind and shape without entries of its own: it takes next to no memory."""
    described, shape = content
    sizes = tuple(map(int, shape))
    if len(sizes) > 16 or min(sizes, default=0) < 0 or math.prod(sizes) > 2**40:
        raise WireError("an array of impossible shape")
    return np.broadcast_to(np.zeros((), _husk_dtype(described)), sizes)


def _empty(content: Any, *_: Any) -> Any:
    return np.zeros((), _husk_dtype(content))[()]


def _reference(content: Any, _blobs: list[bytes], resolve: Resolve | None, _depth: int) -> Any:
    if resolve is None or not isinstance(content, list):
        raise WireError("a reference where plain data belongs")
    return resolve(content)


_DECODERS: dict[str, Callable[..., Any]] = {
    "l": _items,
    "o": _object,
    "d": _dict,
    "i": _int,
    "c": lambda content, *_: complex(float(content[0]), float(content[1])),
    "b": lambda content, blobs, *_: blobs[content],
    "n": _array,
    "s": _scalar,
    "h": _husk,
    "e": _empty,
    "r": _reference,
    "u": _derived,
}
#: What a class may be derived from.
_DERIVABLE = (tuple, list, dict, str, int, float, complex, bytes, np.ndarray)


def pack(message: Any, refer: Refer | None = None) -> bytes:
    """A message as the bytes of one frame.

    Args:
        message: Plain data, arrays among it.
        refer: Makes references of what is no plain data.

    Raises:
        ValueError: It is larger than a frame may be.
    """
    blobs: list[bytes] = []
    tree = encode(message, blobs, refer)
    text = _COMPACT.encode([tree, [len(blob) for blob in blobs]]).encode()
    size = sum(map(len, blobs))
    if len(text) + size > MAX_FRAME:
        raise ValueError(f"{(len(text) + size) / 2**20:.0f} MB at once: too much to be sent")
    return b"".join((_HEADER.pack(len(text), size), text, *blobs))


def unpack(text: bytes, raw: bytes, resolve: Resolve | None = None) -> Any:
    """The message in the two halves of a frame.

    Args:
        text: The half in JSON.
        raw: The half in bytes.
        resolve: Finds what a reference stands for; None where none are taken.

    Raises:
        WireError: When they are not those of a frame.
    """
    if sum(size * text.count(one) for one, size in _BUILT.items()) > MAX_BUILT:
        raise WireError("too much would be made of what was sent")
    try:
        tree, lengths = json.loads(str(text, "ascii"))
        if any(type(n) is not int or n < 0 for n in lengths) or sum(lengths) != len(raw):
            raise WireError("lengths that do not add up")
    except (ValueError, TypeError, RecursionError, MemoryError) as error:
        raise WireError("no frame") from error
    blobs, at = _Blobs(), 0
    for length in lengths:
        blobs.append(raw[at : at + length])
        at += length
    try:
        return decode(tree, blobs, resolve)
    except MemoryError as error:
        raise WireError("more than memory holds") from error


class _Blobs(list[bytes]):
    """The bytes of a frame's arrays. Each use is a copy, and all copies have a budget."""

    left = 2 * MAX_FRAME

    def __getitem__(self, which: Any) -> Any:
        blob = super().__getitem__(which)
        self.left -= len(blob)
        if self.left < 0:
            raise WireError("too much is made of what was sent")
        return blob


class Channel:
    """Frames over a stream socket.

    Args:
        sock: A connected stream socket; the channel owns it from now on.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.ahead = bytearray()  # what came with the frame before
        self.patience: float | None = sock.gettimeout()

    def fileno(self) -> int:
        """For ``select``."""
        return self.sock.fileno()

    def send(self, message: Any, refer: Refer | None = None, deadline: Until = None) -> None:
        """Send one message.

        Args:
            message: Plain data, arrays among it.
            refer: Makes references of what is no plain data.
            deadline: See Late; None to wait for ever.

        Raises:
            Gone: When nobody is at the other end.
            Late: When the other end did not take it before ``deadline``, by ``time.monotonic()`` or
                by somebody's own time.
        """
        self.send_frame(pack(message, refer), deadline)

    def send_frame(self, frame: bytes, deadline: Until = None) -> None:
        """Send one message that :func:`pack` has made a frame of.

        Args:
            frame: The frame.
            deadline: See :meth:`send`.

        Raises:
            Gone: When nobody is at the other end.
            Late: When the other end did not take it before ``deadline``.
        """
        unsent = memoryview(frame)
        while unsent:
            self._until(deadline)
            try:
                unsent = unsent[self.sock.send(unsent) :]
            except TimeoutError:
                continue  # whoever is too late is told so by the deadline
            except OSError as error:
                raise Gone("nobody there") from error

    def receive(self, resolve: Resolve | None = None, deadline: Until = None) -> Any:
        """Receive one message.

        Args:
            resolve: Finds what a reference stands for; None where none are taken.
            deadline: See :meth:`send`.

        Raises:
            Gone: When the other end is closed.
            Late: When no whole frame came before ``deadline``.
            WireError: When what came is no frame.
        """
        text_size, blob_size = _HEADER.unpack(self._exactly(_HEADER.size, deadline))
        if text_size + blob_size > MAX_FRAME:
            raise WireError(f"a frame of {(text_size + blob_size) / 2**20:.0f} MB")
        text = self._exactly(text_size, deadline)
        return unpack(text, self._exactly(blob_size, deadline), resolve)

    def arrived(self, seconds: float) -> bool:
        """Wait until something can be received; a closed connection counts as something."""
        if self.ahead:
            return True
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()

    def _until(self, deadline: Until) -> None:
        if deadline is None:
            left = None
        elif (left := _left(deadline)) <= 0:
            raise Late("no answer in time")
        elif self.patience is not None and left - _HASTE < self.patience <= left:
            return  # what is set will do: setting it is a system call
        if left != self.patience:
            self.sock.settimeout(left)
            self.patience = left

    def _exactly(self, size: int, deadline: Until) -> bytes:
        while len(self.ahead) < size:
            self._until(deadline)
            try:
                piece = self.sock.recv(min(max(size - len(self.ahead), 1 << 16), 1 << 20))
            except TimeoutError:
                continue  # whoever is too late is told so by the deadline
            except OSError as error:
                raise Gone("nobody there") from error
            if not piece:
                raise Gone("nobody there")
            self.ahead += piece
        data = bytes(self.ahead[:size])
        del self.ahead[:size]
        return data


def _left(deadline: float | Deadline) -> float:
    return deadline - time.monotonic() if isinstance(deadline, float) else deadline.left()


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected stream sockets that belong to nobody else."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
