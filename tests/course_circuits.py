"""The four circuits of the lecture, built by hand for the tests of circuit, draw and explore."""

from __future__ import annotations

from backpass.circuit import Circuit


def chain() -> Circuit:
    c = Circuit("(x + y) z")
    x, y, z = c.input("x", -2.0), c.input("y", 5.0), c.input("z", -4.0)
    c.multiply(c.add(x, y, name="q"), z, name="f")
    c.backward()
    return c


def pattern() -> Circuit:
    c = Circuit("2 (x y + max(z, w))")
    x, y, z, w = c.input("x", 3), c.input("y", -4), c.input("z", 2), c.input("w", -1)
    product, larger = c.multiply(x, y, name="mul"), c.maximum(z, w, name="max")
    c.scale(c.add(product, larger, name="add"), 2, name="out")
    c.backward()
    return c


def neuron() -> Circuit:
    c = Circuit("1 / (1 + exp(−(w0 x0 + w1 x1 + w2)))")
    start = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}
    w0, x0, w1, x1, w2 = (c.input(name, value) for name, value in start.items())
    dot = c.add(c.add(c.multiply(w0, x0), c.multiply(w1, x1)), w2, name="dot")
    c.reciprocal(c.shift(c.exp(c.scale(dot, -1)), 1), name="f")
    c.backward()
    return c


def staged() -> Circuit:
    c = Circuit("(x + σ(y)) / (σ(x) + (x + y)²)")
    x, y = c.input("x", 3.0), c.input("y", -4.0)
    num = c.add(x, c.sigmoid(y, name="sigy"), name="num")
    sigx, xpy = c.sigmoid(x, name="sigx"), c.add(x, y, name="xpy")
    den = c.add(sigx, c.square(xpy, name="xpysqr"), name="den")
    c.multiply(num, c.reciprocal(den, name="invden"), name="f")
    c.backward()
    return c


ALL = (chain, pattern, neuron, staged)
