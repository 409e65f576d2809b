"""The answers of :mod:`benchmarks.second_strangers`: texts with places, and what may stand there.

``$place`` is a place. A mistake comes with a pattern that a right name, or sentence, contains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """An exercise as a text with places.

    Attributes:
        code: The cell, with ``$place`` at each place.
        right: What stands at each place.
        also: Other right pieces, by place.
        wrong: Wrong pieces: place, code, and what the right words contain.
    """

    code: str
    right: Mapping[str, str]
    also: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str, str], ...]


_TIMES = "twice|2 ?×|two|factor|double"
_HALF = "half|factor|2|two|divid"
_SIGN = "sign"
_UPSTREAM = "upstream|dout"
_MEAN = "averag|mean|divid|rows|examples|1/N"

TEXTS: dict[str, Text] = {
    "numerical_derivative": Text(
        """
def numerical_derivative(f, x, h=$step):
    above = $above
    below = $below
    return $quotient
""",
        {
            "step": "1e-5",
            "above": "f(x + h)",
            "below": "f(x - h)",
            "quotient": "(above - below) / (2 * h)",
        },
        (
            ("quotient", "(above - below) / 2 / h"),
            ("quotient", "0.5 * (above - below) / h"),
            ("quotient", "(below - above) / (-2 * h)"),
        ),
        (
            ("below", "f(x)", "right|one side|forward|alone"),
            ("above", "f(x)", "left|one side|backward|alone"),
            ("quotient", "(above - below) / 2 * h", "bracket|left to right|/ 2"),
            ("quotient", "(above - below) / h", _TIMES),
            ("quotient", "(above + below) / (2 * h)", "add|sum|plus|difference"),
            ("quotient", "(below - above) / (2 * h)", _SIGN),
            ("quotient", "(above - below) * 2 * h", "multipl|divid"),
            ("quotient", "above - below / (2 * h)", "bracket"),
            ("quotient", "(above - below) / 2e-5", "h|step|fixed"),
            ("step", "1e-3", "step|default|h"),
        ),
    ),
    "max_gradient": Text(
        """
def max_gradient(x, y):
    dfdx = $dx
    dfdy = $dy
    return dfdx, dfdy
""",
        {"dx": "1.0 if x >= y else 0.0", "dy": "0.0 if x >= y else 1.0"},
        (("dx", "float(not x < y)"), ("dy", "float(y > x)")),
        (
            ("dx", "1.0 if x > y else 0.0", "tie|equal"),
            ("dy", "1.0 if y >= x else 0.0", "tie|equal"),
            ("dx", "x if x >= y else 0.0", "value|times x|input"),
            ("dx", "1.0 if abs(x) >= abs(y) else 0.0", "size|absolute|sign"),
            ("dy", "0.0", "zero|y"),
            ("dy", "1.0", "both|everywhere|always|same number"),
            ("dx", "0.5 if x == y else float(x > y)", "tie|equal|shar|half"),
            ("dy", "-1.0 if y > x else 0.0", _SIGN),
        ),
    ),
    "predict_change": Text(
        """
def predict_change(gradient, step):
    products = $products
    return $total
""",
        {"products": "gradient * step", "total": "float(np.sum(products))"},
        (("total", "sum(products)"), ("total", "float(products.sum())")),
        (
            ("products", "gradient + step", "add|sum|product"),
            ("products", "gradient / step", "divid|product|multipl"),
            ("products", "gradient", "step"),
            ("products", "step", "gradient"),
            ("total", "float(np.mean(products))", _MEAN),
            ("total", "float(products[0])", "first|one entry|entries"),
            ("total", "float(np.sum(np.abs(products)))", "absolute|sign|positive"),
            ("total", "float(np.max(products))", "largest|max"),
            ("total", "products", "array|number|shape"),
            ("total", "-float(np.sum(products))", _SIGN),
            ("products", "gradient * np.sign(step)", "size|sign|step"),
            ("products", "np.linalg.norm(gradient) * step", "norm|length"),
        ),
    ),
    "pattern_backward": Text(
        """
def pattern_backward(dout, cache):
    x, y, z, w = cache
    dsum = $dsum
    dx = $dx
    dy = $dy
    dz = $dz
    dw = $dw
    return dx, dy, dz, dw
""",
        {
            "dsum": "2.0 * dout",
            "dx": "dsum * y",
            "dy": "dsum * x",
            "dz": "dsum * (z >= w)",
            "dw": "dsum * (z < w)",
        },
        (("dz", "dsum if z >= w else 0.0"), ("dw", "dsum - dsum * (z >= w)")),
        (
            ("dsum", "dout", "2|two|half|factor|scale"),
            ("dsum", "2.0", _UPSTREAM),
            ("dsum", "dout / 2", "2|two|divid|quarter|4"),
            ("dx", "dsum * x", "switch|exchang|other|which value|own|input"),
            ("dy", "dsum * y", "switch|exchang|other|which value|own|input"),
            ("dx", "dsum", "y|multipl|local|upstream"),
            ("dy", "-dsum * x", _SIGN),
            ("dz", "dsum * (z > w)", "tie|equal"),
            ("dw", "dsum * (z <= w)", "tie|equal"),
            ("dz", "dsum", "both|max|always|larger|condition"),
            ("dw", "0.0", "zero"),
            ("dz", "dsum * z * (z >= w)", "value|times z|route|input"),
            ("dw", "dsum / 2 if z < w else 0.0", _HALF),
            ("dz", "dsum * (z <= w)", "smaller|other|switch"),
        ),
    ),
    "chain_forward": Text(
        """
def chain_forward(x, y, z):
    q = $q
    f = $f
    return $result
""",
        {"q": "x + y", "f": "q * z", "result": "f, (q, z)"},
        (("f", "z * q"), ("result", "(f, {'q': q, 'z': z, 'more': [x, y]})")),
        (
            ("q", "x - y", "y|minus|sign|subtract"),
            ("q", "x * y", "product|multipl|add"),
            ("q", "x", "y"),
            ("f", "q + z", "add|multipl|sum"),
            ("f", "x + y * z", "bracket|first|order"),
            ("f", "q", "z|multipl"),
            ("result", "f", "cache|two"),
            ("result", "(q, z), f", "order|cache|first"),
            ("f", "-q * z", _SIGN),
            ("result", "f, q, z", "cache|two|tuple"),
        ),
    ),
    "chain_backward": Text(
        """
def chain_forward(x, y, z):
    q = x + y
    return q * z, {"q": q, "inputs": (x, y, z), "note": "mine", "f": q * z}

def chain_backward(dout, cache):
    q, (x, y, z) = cache["q"], cache["inputs"]
    dq = $dq
    dz = $dz
    dx = $dx
    dy = $dy
    return dx, dy, dz
""",
        {"dq": "dout * z", "dz": "dout * q", "dx": "dq", "dy": "dq"},
        (("dx", "1.0 * dq"), ("dz", "dout * (x + y)")),
        (
            ("dq", "z", _UPSTREAM),
            ("dq", "dout", "multiply|z|chain"),
            ("dq", "dout * q", "switch|exchang|other|q"),
            ("dq", "dout + z", "add"),
            ("dz", "dout * x", "y|q|part|term"),
            ("dz", "q", _UPSTREAM),
            ("dz", "dout * z", "z"),
            ("dz", "dout", "upstream|local|multiply"),
            ("dz", "2 * dout * q", _TIMES),
            ("dx", "dq * x", "times x|multipl|input|add"),
            ("dy", "dq * x", "times x|multipl|input|add"),
            ("dx", "dq / 2", _HALF),
            ("dy", "-dq", _SIGN),
            ("dy", "0.0", "zero|no gradient|y"),
            ("dx", "1.0", "1|same number|upstream|one|add"),
        ),
    ),
    "reciprocal_backward": Text(
        """
def reciprocal_backward(dout, cache):
    x = cache
    local = $local
    return $dx
""",
        {"local": "-1.0 / x**2", "dx": "dout * local"},
        (("local", "-(1.0 / x) ** 2"), ("dx", "np.multiply(local, dout)")),
        (
            ("local", "1.0 / x**2", _SIGN),
            ("local", "-1.0 / x", "square|power"),
            ("local", "1.0 / x", "forward|output|value|itself"),
            ("local", "-1.0 / x**3", "power|square"),
            ("local", "-2.0 / x**2", _TIMES),
            ("local", "-1.0 / (x**2 + 1e-6)", "epsilon|small number|constant|digits"),
            ("local", "np.log(np.abs(x))", "log|integral|antiderivative"),
            ("local", "-x**2", "divid|power|recip"),
            ("dx", "local", _UPSTREAM),
            ("dx", "dout + local", "add"),
            ("dx", "dout * dout * local", "twice|squared"),
            ("dx", "np.sum(dout * local)", "sum|array|shape|entry|number"),
        ),
    ),
    "sigmoid_circuit_backward": Text(
        """
def sigmoid_circuit_backward(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dshifted = $dshifted
    dpower = $dpower
    dscaled = $dscaled
    dx = $dx
    return dx
""",
        {
            "dshifted": "-dout / shifted**2",
            "dpower": "dshifted * 1.0",
            "dscaled": "dpower * power",
            "dx": "dscaled * a",
        },
        (("dscaled", "dpower * np.exp(-x)"), ("dx", "-dscaled")),
        (
            ("dshifted", "dout / shifted**2", _SIGN),
            ("dshifted", "-dout / shifted", "square|recip|power"),
            ("dshifted", "-1.0 / shifted**2", _UPSTREAM),
            ("dshifted", "-dout / power**2", "1|shift|plus|add|recip"),
            ("dpower", "dshifted * c * 0.5", "half"),
            ("dscaled", "dpower * scaled", "exp|input"),
            ("dscaled", "dpower", "exp|missing|left out"),
            ("dscaled", "dpower * np.exp(x)", "exp|sign"),
            ("dx", "dscaled", "sign|scale|minus|−1"),
            ("dx", "dscaled * x", "x|input|scale"),
            ("dscaled", "dpower * shifted", "exp|output|shift|plus"),
        ),
    ),
    "sigmoid_forward": Text(
        """
def sigmoid_forward(x):
    x = np.asarray(x, dtype=float)
    small = np.exp(-np.abs(x))
    s = np.where($test, $positive, $negative)
    out = $out
    return out, out
""",
        {
            "test": "x >= 0",
            "positive": "1 / (1 + small)",
            "negative": "small / (1 + small)",
            "out": "float(s) if s.ndim == 0 else s",
        },
        (("out", "s[()]"), ("negative", "1 - 1 / (1 + small)"), ("test", "x > 0")),
        (
            ("test", "x <= 0", "exchang|sign|σ\\(−x\\)|-x|1 −|mirror"),
            ("positive", "1 / (1 - small)", "sign|minus|plus"),
            ("negative", "1 / (1 + small)", "negative"),
            ("negative", "-small / (1 + small)", "negative|sign"),
            ("positive", "small / (1 + small)", "positive|negative|half"),
            ("out", "np.tanh(x)[()]", "tanh"),
            ("out", "(1 / (1 + np.exp(-np.clip(x, -15, 15))))[()]", "clip|bound|limit|large"),
            ("out", "np.round(s, 5)[()]", "round|digits"),
            ("out", "np.float32(s)[()]", "float32|digits"),
            ("out", "(1 / (1 + np.exp(x)))[()]", "sign|−x|minus|mirror|exp"),
            ("out", "(1 / (np.exp(-x)))[()]", "1|one|plus|exp"),
            ("out", "(1 + np.exp(-x))[()]", "recip|1 /|divid"),
            ("out", "(s * (1 - s))[()]", "derivative|slope|backward|gradient"),
        ),
    ),
    "sigmoid_backward": Text(
        """
def sigmoid_forward(x):
    s = np.exp(-np.logaddexp(0.0, -np.asarray(x, dtype=float)))[()]
    return s, {"x": x, "s": s, "shape": np.shape(x)}

def sigmoid_backward(dout, cache):
    x, s = cache["x"], cache["s"]
    local = $local
    return $dx
""",
        {"local": "s * (1.0 - s)", "dx": "dout * local"},
        (("local", "s - s * s"), ("dx", "local * dout")),
        (
            ("local", "s", "1 −|factor|missing|output|1 -|slope"),
            ("local", "(1.0 - s)", "factor|missing|slope|local"),
            ("local", "x * (1.0 - x)", "x|input"),
            ("local", "s * (1.0 + s)", _SIGN),
            ("local", "s * (s - 1.0)", _SIGN),
            ("local", "1.0 - s * s", "tanh"),
            ("local", "s * s", "factor|square|1 −|slope"),
            ("local", "2 * s * (1.0 - s)", _TIMES),
            ("local", "np.round(s * (1.0 - s), 4)", "round|digits"),
            ("dx", "local", _UPSTREAM),
            ("dx", "dout * dout * local", "twice|square"),
            ("dx", "dout + local", "add"),
            ("dx", "dout * local * x", "times x|input"),
        ),
    ),
    "neuron_forward": Text(
        """
def neuron_forward(w, x):
    dot = $dot
    f = $f
    return f, $cache
""",
        {
            "dot": "w[0] * x[0] + w[1] * x[1] + w[2]",
            "f": "float(1 / (1 + np.exp(-dot)))",
            "cache": "(w, x, f)",
        },
        (("dot", "np.dot(w[:2], x) + w[2]"), ("cache", "{'w': w, 'f': f}")),
        (
            ("dot", "w[0] * x[0] + w[1] * x[1]", "bias|w2|w\\[2\\]"),
            ("dot", "w[0] * x[0] + w[1] * x[1] - w[2]", "bias|w2|sign"),
            ("dot", "w[0] * x[1] + w[1] * x[0] + w[2]", "exchang|order|other|wrong"),
            ("dot", "w[0] * x[0] + w[2]", "x1|second|w1"),
            ("dot", "w[0] * x[0] * w[1] * x[1] + w[2]", "product|multipl|add"),
            ("dot", "w[0] + w[1] * x[0] + w[2] * x[1]", "bias|order|first"),
            ("f", "float(1 / (1 + np.exp(dot)))", "sign|minus|exp"),
            ("f", "float(dot)", "sigmoid|σ"),
            ("f", "float(np.tanh(dot))", "tanh"),
            ("f", "float(np.maximum(0, dot))", "relu"),
            ("f", "round(float(1 / (1 + np.exp(-dot))), 2)", "round|digits"),
            ("f", "float(1 / 1 + np.exp(-dot))", "bracket"),
        ),
    ),
    "neuron_backward": Text(
        """
def neuron_forward(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1 / (1 + np.exp(-dot))
    return float(f), {"w": w.copy(), "x": x.copy(), "f": f, "dot": dot}

def neuron_backward(dout, cache):
    w, x, f = cache["w"], cache["x"], cache["f"]
    dot = cache["dot"]
    ddot = $ddot
    dw = $dw
    dx = $dx
    return dw, dx
""",
        {
            "ddot": "dout * f * (1 - f)",
            "dw": "ddot * np.array([x[0], x[1], 1.0])",
            "dx": "ddot * np.array([w[0], w[1]])",
        },
        (("dx", "ddot * w[:2]"), ("dw", "np.append(x, 1.0) * ddot")),
        (
            ("ddot", "f * (1 - f)", _UPSTREAM),
            ("ddot", "dout * f", "sigmoid|1 −|factor|slope"),
            ("ddot", "dout * (1 - f)", "sigmoid|factor|slope"),
            ("ddot", "dout", "sigmoid"),
            ("ddot", "dout * dot * (1 - dot)", "dot|sigmoid|output"),
            ("ddot", "-dout * f * (1 - f)", _SIGN),
            ("dw", "ddot * np.array([x[0], x[1], 0.0])", "bias|w2|last|w\\[2\\]"),
            ("dw", "ddot * np.array([x[1], x[0], 1.0])", "order|exchang|other"),
            ("dw", "ddot * w", "switch|exchang|w"),
            ("dw", "ddot * np.array([x[0], x[1], w[2]])", "bias|w2|last"),
            ("dx", "ddot * x", "switch|exchang|own|x|other"),
            ("dx", "ddot * np.array([w[1], w[2]])", "bias|order|shift|weights|index"),
            ("dx", "-ddot * w[:2]", _SIGN),
            ("dx", "ddot * w", "shape|bias|entries|3"),
        ),
    ),
    "staged_forward": Text(
        """
def staged_forward(x, y):
    sigy = $sigy
    num = $num
    sigx = $sigx
    xpy = $xpy
    xpysqr = $xpysqr
    den = $den
    invden = $invden
    f = $f
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr,
                 den=den, invden=invden)
    return f, cache
""",
        {
            "sigy": "1.0 / (1.0 + np.exp(-y))",
            "num": "x + sigy",
            "sigx": "1.0 / (1.0 + np.exp(-x))",
            "xpy": "x + y",
            "xpysqr": "xpy**2",
            "den": "sigx + xpysqr",
            "invden": "1.0 / den",
            "f": "num * invden",
        },
        (("xpysqr", "xpy * xpy"), ("f", "num / den"), ("num", "sigy + x")),
        (
            ("sigy", "1.0 / (1.0 + np.exp(y))", "sigy|sign"),
            ("sigy", "1.0 / (1.0 + np.exp(-x))", "sigy|x"),
            ("num", "x * sigy", "num|product|multipl"),
            ("num", "y + sigy", "num"),
            ("num", "x + y", "num|sigmoid"),
            ("sigx", "1.0 / (1.0 + np.exp(-y))", "sigx|y"),
            ("sigx", "1.0 / 1.0 + np.exp(-x)", "sigx|bracket"),
            ("xpy", "x - y", "xpy|minus|sign"),
            ("xpy", "x * y", "xpy|product"),
            ("xpysqr", "xpy * 2", "xpysqr|square|double|twice"),
            ("xpysqr", "x**2 + y**2", "xpysqr|square|bracket"),
            ("den", "sigx * xpysqr", "den|product|add"),
            ("den", "sigy + xpysqr", "den|sigy"),
            ("invden", "den", "invden|recip|1 /"),
            ("invden", "-1.0 / den**2", "invden|recip|derivative|slope"),
            ("f", "num / invden", "f|divid|twice|inv"),
            ("f", "invden", "f|num"),
            ("f", "num + invden", "f|product|multipl|add"),
        ),
    ),
    "staged_backward": Text(
        """
def staged_forward(x, y):
    sigy, sigx, xpy = 1 / (1 + np.exp(-y)), 1 / (1 + np.exp(-x)), x + y
    num, xpysqr = x + sigy, xpy**2
    den = sigx + xpysqr
    invden = 1 / den
    cache = {"sigy": sigy, "num": num, "sigx": sigx, "xpy": xpy, "xpysqr": xpysqr, "den": den,
             "invden": invden, "x": x, "y": y, "extra": [1, 2, 3]}
    return num * invden, cache

def staged_backward(dout, cache):
    sigy, num, sigx, xpy = cache["sigy"], cache["num"], cache["sigx"], cache["xpy"]
    den, invden = cache["den"], cache["invden"]
    x, y = cache["x"], cache["y"]
    dnum = $dnum
    dinvden = $dinvden
    dden = $dden
    dsigx = $dsigx
    dxpysqr = dden
    dxpy = $dxpy
    dx = $dx1
    dy = $dy1
    dx $dx2
    dx $dx3
    dy $dy2
    return dx, dy
""",
        {
            "dnum": "dout * invden",
            "dinvden": "dout * num",
            "dden": "-dinvden / den**2",
            "dsigx": "dden",
            "dxpy": "2 * xpy * dxpysqr",
            "dx1": "dxpy",
            "dy1": "dxpy",
            "dx2": "+= dsigx * sigx * (1 - sigx)",
            "dx3": "+= dnum",
            "dy2": "+= dnum * sigy * (1 - sigy)",
        },
        (("dden", "-dinvden * invden**2"), ("dx3", "= dx + dnum")),
        (
            ("dnum", "invden", _UPSTREAM),
            ("dnum", "dout", "invden|num|missing|left out"),
            ("dnum", "dout * den", "invden|den|divid|num"),
            ("dinvden", "num", _UPSTREAM),
            ("dinvden", "dout", "num|missing|left out"),
            ("dden", "dinvden / den**2", "sign"),
            ("dden", "-dinvden / den", "square|den|recip"),
            ("dxpy", "xpy * dxpysqr", "2|square|half|factor"),
            ("dxpy", "2 * dxpysqr", "xpy|square"),
            ("dxpy", "2 * num * dxpysqr", "xpy|num"),
            ("dx1", "0.0", "branch|xpy|message|square|path"),
            ("dy1", "0.0", "branch|xpy|message|square|path"),
            ("dx2", "+= 0.0", "branch|sigx|message|sigmoid|path"),
            ("dx2", "= dsigx * sigx * (1 - sigx)", "branch|message|\\+=|=|path|lost"),
            ("dx2", "+= dsigx * sigx", "sigmoid|sigx|1 −"),
            ("dx2", "-= dsigx * sigx * (1 - sigx)", "sign|sigx"),
            ("dx3", "= dnum", "branch|message|\\+=|=|path|lost"),
            ("dx3", "+= 0.0", "branch|message|num|path"),
            ("dx3", "+= dnum * x", "num|x|multipl"),
            ("dy2", "= dnum * sigy * (1 - sigy)", "branch|message|\\+=|=|path|lost"),
            ("dy2", "+= dnum * sigy", "sigmoid|sigy|1 −"),
            ("dy2", "+= dnum", "sigmoid|sigy"),
            ("dy2", "+= dnum * y * (1 - y)", "sigmoid|sigy|y"),
        ),
    ),
    "fork_backward": Text(
        """
def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    ds = $ds
    dxy = $dxy
    dx = $dx1
    dx $dx2
    dx $dx3
    dy = $dy
    return dx, dy
""",
        {
            "ds": "dout * x",
            "dxy": "ds * s * (1 - s)",
            "dx1": "dout * s",
            "dx2": "+= dxy * y",
            "dx3": "+= dout * 2 * x",
            "dy": "dxy * x",
        },
        (("dx3", "+= 2 * x * dout"), ("dy", "x * dxy")),
        (
            ("ds", "dout", "x|multipl|sigmoid"),
            ("ds", "x", _UPSTREAM),
            ("dxy", "ds * s", "sigmoid|1 −|slope"),
            ("dxy", "ds", "sigmoid|slope"),
            ("dx1", "0.0", "branch|message|path|sig|product"),
            ("dx1", "dout", "sig|s"),
            ("dx1", "s", _UPSTREAM),
            ("dx2", "= dxy * y", "branch|message|\\+=|path"),
            ("dx2", "+= dxy * x", "switch|y|other|exchang"),
            ("dx2", "+= 0.0", "branch|message|path|inner|sigmoid"),
            ("dx2", "+= dxy", "y|inner|multipl"),
            ("dx3", "= dout * 2 * x", "branch|message|\\+=|path|square"),
            ("dx3", "+= dout * x", "2|square|half|once"),
            ("dx3", "+= 0.0", "branch|message|path|square"),
            ("dx3", "+= 2 * x", _UPSTREAM),
            ("dx3", "+= dout * 2", "square|x"),
            ("dy", "dxy * y", "switch|x|other|exchang"),
            ("dy", "dxy", "x|inner|multipl"),
            ("dy", "-dxy * x", _SIGN),
        ),
    ),
    "score_backward": Text(
        """
def score_backward(dout, cache):
    w, x = cache
    dw = $dw
    dx = $dx
    return dw, dx
""",
        {"dw": "dout * x", "dx": "dout * w"},
        (("dw", "np.array([dout * v for v in x])"),),
        (
            ("dw", "dout * w", "switch|exchang|other|own|which|w"),
            ("dw", "x.copy()", _UPSTREAM),
            ("dw", "dout * x.sum()", "sum|shape|number|entr"),
            ("dw", "dout * x / np.linalg.norm(x)", "length|norm|divid"),
            ("dw", "dout * x.mean() * np.ones_like(x)", "mean|averag|each entry|entries"),
            ("dx", "dout * w / w.size", _MEAN + "|entries"),
            ("dx", "dout * np.ones_like(w)", "upstream|w|ones|local"),
            ("dx", "-dout * w", _SIGN),
            ("dx", "dout * w * x", "times x|x"),
            ("dx", "w * 1.0", _UPSTREAM),
            ("dx", "dout * np.abs(w)", "sign|absolute|positive"),
            ("dx", "dout * np.sort(w)", "order"),
        ),
    ),
    "rescaled_learning_rate": Text(
        """
def rescaled_learning_rate(learning_rate, scale):
    return $rate
""",
        {"rate": "learning_rate / scale"},
        (("rate", "learning_rate * (1 / scale)"),),
        (
            ("rate", "learning_rate * scale", "multipl|other way|larger|grow|divid"),
            ("rate", "learning_rate", "scale|same|unchanged"),
            ("rate", "learning_rate / scale**2", "twice|square|once"),
            ("rate", "learning_rate / np.sqrt(scale)", "root"),
            ("rate", "scale / learning_rate", "exchang|upside|divid|other way"),
            ("rate", "learning_rate - scale", "subtract|minus|difference"),
            ("rate", "1 / scale", "rate|learning"),
            ("rate", "learning_rate / 1000", "fixed|example|scale|constant|1000"),
            ("rate", "min(learning_rate, learning_rate / scale)", "small|below|only|larger|raise"),
            ("rate", "round(learning_rate / scale, 6)", "round|digits"),
        ),
    ),
    "matmul_backward": Text(
        """
def matmul_backward(dD, cache):
    W, X = cache
    dW = $dW
    dX = $dX
    return dW, dX
""",
        {"dW": "dD @ X.T", "dX": "W.T @ dD"},
        (("dW", "dD.dot(X.T)"), ("dX", "(dD.T @ W).T")),
        (
            ("dW", "X @ dD.T", "transpose|shape|side"),
            ("dW", "dD @ X", "transpose|shape|fit|inner|matmul"),
            ("dW", "np.ones_like(dD) @ X.T", _UPSTREAM),
            ("dW", "dD @ X.T / X.shape[1]", _MEAN + "|column"),
            ("dW", "-(dD @ X.T)", _SIGN),
            ("dW", "(dD @ X.T) * W", "times W|W|multipl"),
            ("dX", "W @ dD", "transpose|shape|fit|inner|matmul"),
            ("dX", "dD.T @ W", "transpose|shape|side"),
            ("dX", "W.T @ np.ones_like(dD)", _UPSTREAM),
            ("dX", "2 * W.T @ dD", _TIMES),
            ("dX", "W.T @ dD / len(dD)", _MEAN),
            ("dX", "np.zeros_like(X)", "zero"),
            ("dX", "W.T @ np.abs(dD)", "sign|absolute|upstream|positive"),
        ),
    ),
    "relu_backward": Text(
        """
def relu_backward(dout, cache):
    x = cache
    mask = $mask
    return $dx
""",
        {"mask": "x > 0", "dx": "dout * mask"},
        (("dx", "np.where(mask, dout, 0.0)"), ("mask", "np.maximum(0, np.sign(x))")),
        (
            ("mask", "x >= 0", "kink|zero| 0|tie"),
            ("mask", "x < 0", "side|negative|other|invert"),
            ("mask", "x != 0", "negative|sign|zero"),
            ("mask", "x > 0.1", "limit|threshold|small|above|near|next to"),
            ("mask", "dout > 0", "upstream|dout"),
            ("mask", "(x > 0) & (dout > 0)", "upstream|dout|positive"),
            ("mask", "np.where(x > 0, 1.0, 0.1)", "leaky|negative"),
            ("mask", "1.0", "upstream|as it came|mask"),
            ("dx", "mask * 1.0", _UPSTREAM),
            ("dx", "dout * np.maximum(0, x)", "value|times|output|forward"),
            ("dx", "np.maximum(0, dout)", "upstream|dout|forward"),
            ("dx", "dout[mask]", "shape|entries"),
            ("dx", "dout * mask / dout.size", _MEAN + "|entries"),
        ),
    ),
    "mean_backward": Text(
        """
def mean_backward(dout, cache):
    x = cache
    N = $N
    each = $each
    return $dx
""",
        {"N": "x.shape[0]", "each": "dout / N", "dx": "np.ones(x.shape) * each"},
        (("dx", "np.repeat(each[None], N, axis=0)"),),
        (
            ("N", "x.shape[1]", "column|axis|wrong|other|row"),
            ("N", "x.size", "size|entries|all"),
            ("N", "1", "divid|mean|sum|N|rows"),
            ("N", "x.shape[0] - 1", "N|one less|minus|rows"),
            ("each", "dout * N", "divid|multipl|rows"),
            ("each", "np.ones(x.shape[1]) / N", _UPSTREAM),
            ("each", "-dout / N", _SIGN),
            ("dx", "x * each", "times x|x|input"),
            ("dx", "each", "shape|row"),
            ("dx", "np.ones(x.shape) * each.mean()", "mean|column|entries|each"),
            ("dx", "np.vstack([each] + [np.zeros_like(each)] * (len(x) - 1))", "row|first"),
        ),
    ),
    "center_backward": Text(
        """
def center_backward(dout, cache):
    x = cache
    direct = $direct
    through_mean = $through
    return $dx
""",
        {
            "direct": "dout",
            "through": "dout.sum(axis=0) / x.shape[0]",
            "dx": "direct - through_mean",
        },
        (("through", "dout.mean(0)"), ("dx", "direct + -1.0 * through_mean")),
        (
            ("direct", "0.0 * dout", "branch|direct|path|alone|message"),
            ("direct", "dout * x", "x|direct"),
            ("through", "0.0", "branch|mean|upstream|path|alone|message"),
            ("through", "dout.sum(axis=0)", "divid|sum|mean|N"),
            ("through", "dout / x.shape[0]", "sum|rows|each|mean"),
            ("through", "dout.mean()", "axis|all|column|whole"),
            ("through", "dout.mean(axis=1, keepdims=True)", "axis|row|other direction"),
            ("through", "x.mean(axis=0)", "x|upstream|dout|forward"),
            ("dx", "direct + through_mean", _SIGN),
            ("dx", "dout - x.mean(axis=0)", "x|upstream|dout|forward"),
            ("dx", "(direct - through_mean) / x.shape[0]", _MEAN),
        ),
    ),
    "affine_forward": Text(
        """
def affine_forward(x, w, b):
    rows = $rows
    out = $out
    return out, $cache
""",
        {"rows": "x.reshape(x.shape[0], -1)", "out": "rows @ w + b", "cache": "(x, w, b)"},
        (("out", "np.dot(rows, w) + b[None, :]"), ("cache", "[x, w, b]")),
        (
            ("rows", "x.reshape(-1, x.shape[0]).T", "reshape|transpose|order"),
            ("rows", "x.reshape(x.shape[0], -1) / x.shape[0]", _MEAN),
            ("out", "rows @ w", "bias|b"),
            ("out", "rows @ w - b", "bias|b|sign"),
            ("out", "rows @ w * b", "bias|b|multipl"),
            ("out", "rows @ w + b.sum()", "bias|b|sum"),
            ("out", "np.maximum(0, rows @ w + b)", "relu|negative|max"),
            ("out", "2 * (rows @ w) + b", "twice|2|product"),
            ("cache", "(rows, w, b)", "cache|flat|shape"),
            ("cache", "(x, w)", "cache|b|three"),
            ("cache", "(w, x, b)", "cache|order"),
            ("cache", "None", "cache"),
        ),
    ),
    "affine_backward": Text(
        """
def affine_backward(dout, cache):
    x, w, b = cache
    rows = x.reshape(x.shape[0], -1)
    dx = $dx
    dw = $dw
    db = $db
    return dx, dw, db
""",
        {
            "dx": "(dout @ w.T).reshape(x.shape)",
            "dw": "rows.T @ dout",
            "db": "dout.sum(axis=0)",
        },
        (("db", "np.ones(len(x)) @ dout"), ("dw", "(dout.T @ rows).T")),
        (
            ("dx", "dout @ w.T", "shape|flat"),
            ("dx", "(np.ones_like(dout) @ w.T).reshape(x.shape)", _UPSTREAM),
            ("dx", "-(dout @ w.T).reshape(x.shape)", _SIGN),
            ("dx", "(dout @ w.T).reshape(x.shape) * x", "times x|x|multipl"),
            ("dx", "(dout @ w.T).reshape(x.shape) / len(x)", _MEAN),
            ("dx", "(dout @ w.T + b.sum()).reshape(x.shape)", "b|bias"),
            ("dw", "rows.T @ dout / len(x)", _MEAN),
            ("dw", "dout.T @ rows", "transpose|shape|side"),
            ("dw", "rows.T @ np.ones_like(dout)", _UPSTREAM),
            ("dw", "2 * rows.T @ dout", _TIMES),
            ("dw", "rows.T @ dout + w", "w|added|decay|regular"),
            ("db", "dout.mean(axis=0)", _MEAN),
            ("db", "dout.sum(axis=1)", "axis|direction|shape"),
            ("db", "dout.sum()", "number|shape|all"),
            ("db", "dout[-1].copy()", "last|row|example|one"),
            ("db", "np.ones_like(b)", "upstream|ones|same number"),
            ("db", "dout.sum(axis=0) * b", "times b|b"),
            ("db", "np.zeros_like(b)", "zero"),
        ),
    ),
    "squared_error_forward": Text(
        """
def squared_error_forward(y, d):
    difference = $difference
    loss = $loss
    return $result
""",
        {
            "difference": "y - d",
            "loss": "0.5 * float(np.sum(difference**2))",
            "result": "loss, difference",
        },
        (("difference", "d - y"), ("loss", "float(np.sum(np.square(difference))) / 2")),
        (
            ("difference", "y + d", "add|sum|difference|sign"),
            ("loss", "float(np.sum(difference**2))", "half|twice|½|2"),
            ("loss", "0.5 * float(np.mean(difference**2))", _MEAN),
            ("loss", "0.5 * float(np.sum(difference)) ** 2", "bracket|order|square|sum"),
            ("loss", "0.5 * float(np.sum(np.abs(difference)))", "absolute|square"),
            ("loss", "float(np.sqrt(np.sum(difference**2)))", "root|norm|half"),
            ("loss", "-0.5 * float(np.sum(difference**2))", _SIGN),
            ("loss", "0.5 * np.sum(difference**2, axis=0)", "axis|number|array|shape"),
            ("loss", "0.5 * float(np.sum(difference**2)) / len(y)", _MEAN),
            ("result", "loss", "cache|two"),
        ),
    ),
    "squared_error_backward": Text(
        """
def squared_error_forward(y, d):
    return 0.5 * float(np.sum((y - d) ** 2)), {"y": y, "d": d, "count": y.size}

def squared_error_backward(dout, cache):
    y, d = cache["y"], cache["d"]
    difference = $difference
    return $dy
""",
        {"difference": "y - d", "dy": "dout * difference"},
        (("dy", "dout * (y - d)"),),
        (
            ("difference", "d - y", _SIGN),
            ("difference", "y + d", "add|sum|sign"),
            ("difference", "y", "d|target"),
            ("difference", "np.abs(y - d)", "absolute|sign|positive"),
            ("difference", "np.sign(y - d)", "sign|size"),
            ("dy", "difference + 0.0", _UPSTREAM),
            ("dy", "2 * dout * difference", _TIMES),
            ("dy", "dout * difference / y.size", _MEAN + "|entries"),
            ("dy", "dout * 0.5 * difference**2", "square|half|forward|loss"),
            ("dy", "dout * np.sum(difference)", "sum|number|shape|entr"),
            ("dy", "dout * difference / 2", _HALF),
            ("dy", "(dout * difference, -dout * difference)", "two|one gradient|data"),
        ),
    ),
    "softmax_loss": Text(
        """
def softmax_loss(scores, labels):
    N = scores.shape[0]
    moved = $moved
    powers = np.exp(moved)
    p = $p
    picked = p[np.arange(N), labels]
    loss = $loss
    dscores = $start
    dscores[np.arange(N), labels] $label
    return float(loss), $dscores
""",
        {
            "moved": "scores - scores.max(axis=1, keepdims=True)",
            "p": "powers / powers.sum(axis=1, keepdims=True)",
            "loss": "-np.mean((moved - np.log(powers.sum(axis=1, keepdims=True)))"
            "[np.arange(N), labels])",
            "start": "p.copy()",
            "label": "-= 1.0",
            "dscores": "dscores / N",
        },
        (("label", "+= -1.0"), ("dscores", "(1 / N) * dscores")),
        (
            ("moved", "scores", "large|overflow|largest|finite|10.?000"),
            (
                "moved",
                "scores - scores.max()",
                "row|each|000|level|whole|finite|different",
            ),
            ("moved", "scores - scores.max(axis=0)", "axis|row|column|10.?000|each"),
            ("p", "powers / powers.sum()", "row|axis|all"),
            ("p", "powers / powers.sum(axis=0)", "axis|column|row"),
            ("loss", "-np.mean(np.log(picked + 1e-8))", "epsilon|small|log|added|constant"),
            ("loss", "-np.mean(np.log(np.maximum(picked, 1e-12)))", "clip|bound|small|log|limit"),
            ("loss", "-np.sum(np.log(picked))", "sum|mean|divid|rows"),
            ("loss", "np.mean(np.log(picked))", "sign"),
            ("loss", "-np.mean(np.log2(picked))", "log|base"),
            ("loss", "-np.mean(picked)", "log"),
            ("loss", "-np.mean(np.log(p))", "label|all|picked"),
            ("start", "p - 1.0 / scores.shape[1]", "dscores"),
            ("start", "powers.copy()", "dscores|sum|normal|share"),
            ("label", "+= 1.0", "sign|label|1"),
            ("label", "-= 0.0", "label|1|subtract|minus"),
            ("label", "-= picked", "label|1"),
            ("dscores", "dscores", "divid|mean|rows|N"),
            ("dscores", "-dscores / N", "sign"),
            ("dscores", "dscores / scores.size", "size|entries|rows|divid|number|C|classes"),
            ("dscores", "dscores / scores.shape[1]", "column|class|rows|divid|N"),
        ),
    ),
    "svm_loss": Text(
        """
def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margins = $margins
    margins[rows, labels] = $own
    loss = $loss
    d = $d
    d[rows, labels] $label
    return float(loss), $dscores
""",
        {
            "margins": "np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)",
            "own": "0.0",
            "loss": "margins.sum() / N",
            "d": "(margins > 0).astype(float)",
            "label": "-= (margins > 0).sum(axis=1)",
            "dscores": "d / N",
        },
        (("loss", "margins.sum(axis=1).mean()"), ("d", "np.where(margins > 0, 1.0, 0.0)")),
        (
            ("margins", "scores - scores[rows, labels][:, None] + 1.0", "max|negative|positive|0"),
            (
                "margins",
                "np.maximum(0.0, scores - scores[rows, labels][:, None])",
                "margin|1|one",
            ),
            (
                "margins",
                "np.maximum(0.0, scores[rows, labels][:, None] - scores + 1.0)",
                "sign|exchang|other way|order|label",
            ),
            (
                "margins",
                "np.maximum(0.0, scores - scores[rows, labels][:, None] - 1.0)",
                "margin|sign|1",
            ),
            ("own", "1.0", "label|own|itself|right class|j"),
            ("loss", "margins.sum()", "sum|mean|divid|rows|N"),
            ("loss", "margins.mean()", "mean|entries|rows|divid|classes|size|number"),
            ("loss", "(margins**2).sum() / N", "square"),
            ("loss", "margins.max(axis=1).sum() / N", "largest|max"),
            ("d", "(margins >= 0).astype(float)", "kink|0|every"),
            ("d", "margins.copy()", "margin|size|1|value"),
            ("label", "-= 0.0", "label"),
            ("label", "-= 1.0", "label|count|once|each|how many"),
            ("label", "+= (margins > 0).sum(axis=1)", "label|sign"),
            ("dscores", "d", "divid|mean|rows|N"),
            ("dscores", "-d / N", "sign"),
            ("dscores", "d / scores.size", "entries|size|rows|divid|number|classes"),
        ),
    ),
    "two_layer_net": Text(
        """
def two_layer_forward(params, x):
    a = $a
    h = $h
    scores = $scores
    return scores, {"x": x, "a": a, "h": h, "params": params}

def two_layer_backward(dscores, cache):
    x, a, h, params = cache["x"], cache["a"], cache["h"], cache["params"]
    grads = {}
    grads["W2"] = $dW2
    grads["b2"] = $db2
    dh = $dh
    da = $da
    grads["W1"] = $dW1
    grads["b1"] = $db1
    return grads
""",
        {
            "a": "x @ params['W1'] + params['b1']",
            "h": "1.0 / (1.0 + np.exp(-a))",
            "scores": "h @ params['W2'] + params['b2']",
            "dW2": "h.T @ dscores",
            "db2": "dscores.sum(axis=0)",
            "dh": "dscores @ params['W2'].T",
            "da": "dh * h * (1 - h)",
            "dW1": "x.T @ da",
            "db1": "da.sum(axis=0)",
        },
        (("db1", "np.ones(len(x)) @ da"), ("dW2", "np.dot(h.T, dscores)")),
        (
            ("a", "x @ params['W1']", "bias|b1"),
            ("h", "np.maximum(0, a)", "relu|sigmoid"),
            ("h", "a", "sigmoid"),
            ("h", "np.tanh(a)", "tanh|sigmoid"),
            ("scores", "h @ params['W2']", "bias|b2"),
            ("scores", "1 / (1 + np.exp(-(h @ params['W2'] + params['b2'])))", "sigmoid|scores"),
            ("dW2", "a.T @ dscores", "hidden|sigmoid|a|W2"),
            ("dW2", "h.T @ dscores / len(x)", _MEAN),
            ("dW2", "h.T @ np.ones_like(dscores)", _UPSTREAM),
            ("dW2", "dscores.T @ h", "transpose|shape|side"),
            ("db2", "dscores.mean(axis=0)", _MEAN),
            ("db2", "dscores.sum(axis=0, keepdims=True)", "shape|dimension"),
            ("db2", "dscores[0].copy()", "first|row|example"),
            ("dh", "np.ones_like(dscores) @ params['W2'].T", _UPSTREAM),
            ("da", "dh * h", "sigmoid|1 −|slope"),
            ("da", "dh", "sigmoid|slope"),
            ("da", "dh * a * (1 - a)", "sigmoid|output|input|slope|a"),
            ("da", "dh * (h > 0)", "relu|sigmoid"),
            ("da", "-dh * h * (1 - h)", _SIGN),
            ("dW1", "x.T @ dh", "sigmoid|W1"),
            ("dW1", "x.T @ da / len(x)", _MEAN),
            ("dW1", "x.T @ da + params['W1']", "W1|added|decay|regular"),
            ("dW1", "-(x.T @ da)", _SIGN),
            ("db1", "da.mean(axis=0)", _MEAN),
            ("db1", "dh.sum(axis=0)", "sigmoid|b1"),
            ("db1", "da.sum(axis=1)", "axis|shape|direction"),
            ("db1", "np.zeros(params['b1'].shape)", "zero"),
        ),
    ),
    "sgd_step": Text(
        """
def sgd_step(params, grads, learning_rate):
    new = $start
    for name in params:
        new[name] = $update
    return $result
""",
        {
            "start": "{}",
            "update": "params[name] - learning_rate * grads[name]",
            "result": "new",
        },
        (("start", "dict(params)"), ("update", "params[name] + -learning_rate * grads[name]")),
        (
            ("update", "params[name] + learning_rate * grads[name]", "sign|uphill|add|direction"),
            ("update", "params[name] - grads[name]", "rate"),
            ("update", "params[name] - learning_rate", "gradient|grads"),
            ("update", "-learning_rate * grads[name]", "params|parameter|old|step alone"),
            ("update", "params[name] * (1 - learning_rate * grads[name])", "multipl|param"),
            ("update", "params[name] - learning_rate * params[name]", "gradient|param|grads"),
            ("update", "params[name] - grads[name] / learning_rate", "divid|rate"),
            (
                "update",
                "params[name] - learning_rate * grads[name] / len(params[name])",
                _MEAN + "|length|number",
            ),
            ("update", "params[name] - learning_rate * np.sign(grads[name])", "sign|size"),
            ("update", "params[name] - 0.1 * grads[name]", "rate|fixed|0.1|constant"),
            (
                "update",
                "params[name] - learning_rate * np.clip(grads[name], -5, 5)",
                "clip|huge|bound|large|limit",
            ),
            ("start", "params", "argument|change|params|place"),
            ("result", "None", "None|return|nothing"),
            ("result", "{k: new[k] for k in ('W1', 'W2')}", "b1|key|missing|lacks"),
        ),
    ),
    "forward_passes_needed": Text(
        """
def forward_passes_needed(parameter_count):
    return $count
""",
        {"count": "2 * parameter_count"},
        (("count", "parameter_count + parameter_count"),),
        (
            ("count", "parameter_count", "two|twice|half|both|each"),
            ("count", "parameter_count + 1", "one-sided|one side|two|twice|both|each"),
            (
                "count",
                "2 * parameter_count + 1",
                "one more|extra|middle|itself|too many",
            ),
            ("count", "parameter_count ** 2", "square|each|two|twice"),
            ("count", "2", "parameter|count|always|same"),
            ("count", "2.0 * parameter_count", "int|whole|float"),
            ("count", "4 * parameter_count", "four|twice|two|double"),
            ("count", "2 ** parameter_count", "power|exponent|two"),
            ("count", "2 * parameter_count - 1", "one|few|less"),
        ),
    ),
    "Value": Text(
        """
class Value:
    def __init__(self, data, parents=(), name=""):
        self.data = $data
        self.grad = 0.0
        self.parents = parents
        self.push = lambda: None
        self.name = name

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        out = Value($add, (self, other))
        def push():
            self.grad $plus $add_left
            other.grad $plus $add_right
        out.push = push
        return out

    def __mul__(self, other):
        other = Value.of(other)
        out = Value(self.data * other.data, (self, other))
        def push():
            self.grad $plus $mul_left
            other.grad $plus $mul_right
        out.push = push
        return out

    def __pow__(self, n):
        out = Value(self.data ** n, (self,))
        def push():
            if n != 0:
                self.grad += $pow
        out.push = push
        return out

    def __neg__(self):
        return $neg

    def __sub__(self, other):
        return $sub

    def __rsub__(self, other):
        return $rsub

    def __truediv__(self, other):
        return $div

    def __rtruediv__(self, other):
        return $rdiv

    __radd__ = __add__
    __rmul__ = $rmul

    def exp(self):
        out = Value(float(np.exp(self.data)), (self,))
        def push():
            self.grad += $exp
        out.push = push
        return out

    def relu(self):
        out = Value(max(0.0, self.data), (self,))
        def push():
            self.grad += $relu
        out.push = push
        return out

    def sigmoid(self):
        out = Value($sigmoid_value, (self,))
        def push():
            self.grad += $sigmoid
        out.push = push
        return out

    def maximum(self, other):
        other = Value.of(other)
        first = $first
        out = Value(self.data if first else other.data, (self, other))
        def push():
            if first:
                self.grad += $max_left
            else:
                other.grad += $max_right
        out.push = push
        return out

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
        for node in order:
            $reset
        self.grad = $start
        for node in $order:
            node.push()
""",
        {
            "data": "float(data)",
            "plus": "+=",
            "add": "self.data + other.data",
            "add_left": "out.grad",
            "add_right": "out.grad",
            "mul_left": "other.data * out.grad",
            "mul_right": "self.data * out.grad",
            "pow": "n * self.data ** (n - 1) * out.grad",
            "neg": "self * -1.0",
            "sub": "self + Value.of(other) * -1.0",
            "rsub": "Value.of(other) + self * -1.0",
            "div": "self * Value.of(other) ** -1.0",
            "rdiv": "Value.of(other) * self ** -1.0",
            "rmul": "__mul__",
            "exp": "out.data * out.grad",
            "relu": "(out.data > 0) * out.grad",
            "sigmoid_value": "float(np.exp(-np.logaddexp(0.0, -self.data)))",
            "sigmoid": "out.data * (1 - out.data) * out.grad",
            "first": "self.data >= other.data",
            "max_left": "out.grad",
            "max_right": "out.grad",
            "reset": "node.grad = 0.0",
            "start": "1.0",
            "order": "reversed(order)",
        },
        (("relu", "out.grad if self.data > 0 else 0.0"), ("order", "order[::-1]")),
        (
            ("plus", "=", "\\+=|last|overwrit|add up|several|branch|message"),
            ("mul_left", "self.data * out.grad", "switch|multipl|other"),
            ("mul_right", "other.data * out.grad", "switch|multipl|other"),
            ("mul_left", "other.data", "upstream|multipl"),
            ("mul_right", "out.grad", "multipl|add"),
            ("add_left", "self.data * out.grad", "add|sum|\\+"),
            ("add_right", "0.0", "add|second|right|\\+|other"),
            ("add_left", "1.0", "upstream|add|\\+|out.grad"),
            ("pow", "self.data ** (n - 1) * out.grad", "power|factor|exponent|\\*\\*"),
            ("pow", "n * self.data ** n * out.grad", "power|exponent|\\*\\*|minus"),
            ("pow", "n * self.data * out.grad", "power|exponent|\\*\\*"),
            ("pow", "n * self.data ** (n - 1)", "power|upstream|\\*\\*"),
            ("neg", "self", "sign|neg|minus"),
            ("sub", "self + Value.of(other)", "subtract|minus|sign|−"),
            ("rsub", "self + Value.of(other) * -1.0", "subtract|order|left|−|number"),
            ("div", "self * Value.of(other)", "divi|/"),
            ("div", "Value.of(other) * self ** -1.0", "divi|exchang|order|/|upside"),
            ("rdiv", "self * Value.of(other) ** -1.0", "divi|order|number|/"),
            ("exp", "self.data * out.grad", "exp|input"),
            ("exp", "out.grad", "exp|local"),
            ("exp", "out.data", "exp|upstream"),
            ("relu", "(out.grad > 0) * out.grad", "relu|upstream|sign"),
            ("relu", "out.grad", "relu|negative"),
            ("relu", "(out.data >= 0) * out.grad", "relu|0|negative|edge|kink"),
            ("sigmoid", "self.data * (1 - self.data) * out.grad", "sigmoid|input|output"),
            ("sigmoid", "out.data * out.grad", "sigmoid|1 −|factor"),
            ("sigmoid_value", "1 / (1 + np.exp(self.data))", "sigmoid|sign"),
            ("first", "self.data > other.data", "tie|equal|edge"),
            ("first", "self.data <= other.data", "max|smaller|min"),
            ("max_right", "0.0", "max"),
            ("reset", "pass", "again|afresh|add|twice|reset|second"),
            ("start", "self.data", "1|start|seed|itself"),
            ("order", "order", "order"),
            ("data", "round(float(data), 3)", "round|digits"),
        ),
    ),
}
