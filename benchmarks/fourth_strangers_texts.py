"""A fourth set of answers, see :mod:`benchmarks.second_strangers`: all exercises, written anew.

The mistakes are those that published assignments warn of (CS231n, micrograd, minitorch, the courses
of deeplearning.ai, Dive into Deep Learning), and slips of the pen: a name of the line above, a
bracket, a message that is overwritten. They were written before the library's names were looked at.
"""

from __future__ import annotations

from benchmarks.second_strangers_texts import Text

_SIGN = "sign|minus|negat"
_UP = "upstream|dout|dD|dscores|arriv"
_MEAN = "averag|mean|divid|rows|examples|number of|1/N|/ ?N"
_SWAP = "what .* should be|swap|exchang|switch|other|own|order|itself|place of"
_BRANCH = "branch|message|path|way|missing|add up|overwrit|\\+="
_LOCAL = "local|slope|chain|factor|multipl|times|derivative"

TEXTS: dict[str, Text] = {
    "numerical_derivative": Text(
        """
def numerical_derivative(f, x, h=1e-5):
    right = $right
    left = $left
    rise = $rise
    run = $run
    return rise / run
""",
        {"right": "f(x + h)", "left": "f(x - h)", "rise": "right - left", "run": "h + h"},
        (("run", "2 * h"), ("right", "f(h + x)")),
        (
            ("right", "f(x) + h", "input|bracket|inside|f\\(x|h|argument|output"),
            ("left", "f(x) - h", "input|bracket|inside|f\\(x|h|argument|output"),
            ("left", "f(x)", "one side|right|forward|alone|other side|half|half"),
            ("left", "f(x + h)", "zero|0|same|both|side"),
            ("rise", "abs(right - left)", "sign|absolute|negative|size|positive"),
            ("rise", "left - right", _SIGN),
            ("run", "h", "twice|2|two|factor|double|half"),
            ("run", "2 * h**2", "square|h|twice"),
            ("run", "2 * x", "x|h|step"),
        ),
    ),
    "multiply_gradient": Text(
        """
def multiply_gradient(x, y):
    dfdx = $dx
    dfdy = $dy
    return $result
""",
        {"dx": "y", "dy": "x", "result": "(dfdx, dfdy)"},
        (("result", "[dfdx, dfdy]"),),
        (
            ("dx", "x", _SWAP),
            ("dy", "1.0", "add|1|constant|sum|local|one|same number"),
            ("dy", "x * y", "product|output|forward|value|multipl"),
            ("dx", "x + y", "add|sum|plus|x \\+ y"),
            ("result", "(dfdy, dfdx)", _SWAP),
            ("result", "dfdx + dfdy", "one|two|tuple|number|pair|add|another type"),
            ("dx", "y - 1", "1|less|constant|off|add|subtract"),
        ),
    ),
    "add_gradient": Text(
        """
def add_gradient(x, y):
    dfdx = $dx
    dfdy = $dy
    return dfdx, dfdy
""",
        {"dx": "1.0", "dy": "1.0"},
        (("dx", "1"), ("dy", "np.float64(1.0)")),
        (
            ("dx", "x", "input|value|constant|1|x"),
            ("dx", "y", "multipl|product|switch|other|input"),
            ("dy", "0.0", "zero|0|y not matter"),
            ("dy", "0.5", "half|0.5|share|split|factor"),
            ("dy", "-1.0", _SIGN),
            ("dx", "2.0", "two|2|twice|double"),
            ("dy", "x + y", "sum|forward|value|output|add"),
        ),
    ),
    "max_gradient": Text(
        """
def max_gradient(x, y):
    if $test:
        return $first
    return $second
""",
        {"test": "x >= y", "first": "1.0, 0.0", "second": "0.0, 1.0"},
        (("test", "not y > x"), ("first", "(1, 0)")),
        (
            ("test", "x > y", "tie|equal"),
            ("test", "x <= y", "smaller|lower|min|other|swap|wrong"),
            ("first", "x, 0.0", "value|input|multipl|times|forward"),
            ("second", "0.0, y", "value|input|multipl|times|forward"),
            ("second", "1.0, 0.0", "x|always|first|larger|y|both"),
            ("first", "1.0, 1.0", "both|smaller|loser|also|too|add|same number"),
            ("test", "x > 0", "0|positive|sign|compare|negative|relu"),
            ("second", "0.0, -1.0", _SIGN),
        ),
    ),
    "predict_change": Text(
        """
def predict_change(gradient, step):
    total = $start
    for slope, move in zip(gradient, $moves):
        total += $term
    return $result
""",
        {"start": "0.0", "moves": "step", "term": "slope * move", "result": "float(total)"},
        (("result", "total"), ("term", "move * slope")),
        (
            ("start", "1.0", "1|more|add|start|constant|large|too"),
            ("moves", "step[::-1]", "order|reverse|pair|entr"),
            ("moves", "step[:-1]", "last|entr|missing|one"),
            ("term", "slope + move", "add|sum|product|multipl"),
            ("term", "slope * move**2", "square|twice|power|²"),
            ("term", "slope**2 * move", "square|twice|power|²"),
            ("term", "abs(slope) * move", "absolute|sign|size|negative"),
            ("result", "float(total) / len(step)", _MEAN),
            ("result", "float(total) / 2", "half|2|factor"),
            ("result", "float(total) ** 2", "square|power|²"),
        ),
    ),
    "add_backward": Text(
        """
def add_backward(dout, cache):
    a, b = cache
    to_a = $a
    to_b = $b
    return to_a, to_b
""",
        {"a": "dout", "b": "dout"},
        (("a", "1.0 * dout"),),
        (
            ("a", "dout * b", "multipl|other|input"),
            ("a", "dout * a", "multipl|input|times|value"),
            ("b", "1.0", _UP),
            ("b", "dout / 2", "half|split|share|2"),
            ("b", "dout + b", "add|plus|input|value|y \\+ dout"),
            ("a", "a", _UP + "|input|value" + "|x as it is"),
            ("b", "-dout", _SIGN),
            ("b", "dout * dout", "square|twice|upstream"),
        ),
    ),
    "multiply_backward": Text(
        """
def multiply_backward(dout, cache):
    x, y = cache
    dx = $dx
    dy = $dy
    return dx, dy
""",
        {"dx": "y * dout", "dy": "x * dout"},
        (("dx", "dout * y"),),
        (
            ("dx", "y", _UP),
            ("dx", "x * dout", _SWAP),
            ("dy", "dx * x", "dx|twice|product|both|y|factor|gradient|times|multipl"),
            ("dy", "x + dout", "add|sum|plus"),
            ("dy", "x * dout**2", "square|twice|upstream|power"),
            ("dx", "dout / y", "divi"),
            ("dx", "abs(y) * dout", "absolute|sign|negative|size"),
            ("dy", "0.0", "zero|0"),
        ),
    ),
    "max_backward": Text(
        """
def max_backward(dout, cache):
    x, y = cache
    mask = $mask
    dx = $dx
    dy = $dy
    return dx, dy
""",
        {"mask": "float(x >= y)", "dx": "mask * dout", "dy": "(1.0 - mask) * dout"},
        (("mask", "1.0 if x >= y else 0.0"), ("dy", "dout - dx")),
        (
            ("mask", "float(x > y)", "tie|equal"),
            ("mask", "float(y >= x)", "smaller|lower|other|swap|wrong|loser"),
            ("mask", "x >= 0.0", "0|positive|sign|compare|relu|negative"),
            ("dx", "mask", _UP),
            ("dx", "mask * x * dout", "value|input|times|multipl"),
            ("dy", "mask * dout", "x|same|other|mask|wins|larger|smaller|loser"),
            ("dy", "dout", "always|both|also|loser|smaller|too|everywhere|hand|as it came"),
            ("dy", "(mask - 1.0) * dout", _SIGN),
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
        (("result", "f, {'q': q, 'z': z}"), ("result", "[f, (x, y, z)]")),
        (
            ("q", "x * y", "product|multipl|add|sum"),
            ("q", "x - y", "subtract|difference|minus|sign|add"),
            ("f", "q + z", "product|multipl|add|sum"),
            ("f", "x + y * z", "bracket|order|first|x"),
            ("result", "(q, z), f", _SWAP + "|tuple|first|number"),
            ("result", "f", "cache|two|pair|return"),
            ("result", "q, (q, z)", "z|sum|multipl|product|missing"),
        ),
    ),
    "chain_backward": Text(
        """
def chain_forward(x, y, z):
    q = x + y
    return q * z, (q, z)

def chain_backward(dout, cache):
    q, z = cache
    dq = $dq
    dx = $dx
    dy = $dy
    dz = $dz
    return dx, dy, dz
""",
        {"dq": "dout * z", "dx": "dq", "dy": "dq", "dz": "dout * q"},
        (("dy", "dx"), ("dx", "1.0 * dq")),
        (
            ("dq", "z", _UP),
            ("dq", "dout", "z|multipl|local|factor|gate|chain"),
            ("dq", "dout + z", "add|sum|plus"),
            ("dx", "dq * q", "q|multipl|times|factor|sum"),
            ("dx", "dq * z", "z|twice|square|again|times|factor"),
            ("dy", "dx * z", "z|twice|square|again|times|factor"),
            ("dy", "dout", "z|multipl|local|factor|upstream|chain|hand|pass"),
            ("dz", "dout * z", _SWAP + "|z"),
            ("dz", "q", _UP),
            ("dz", "dq * q", "twice|z|times|again|factor|multipl"),
        ),
    ),
    "pattern_backward": Text(
        """
def pattern_backward(dout, cache):
    x, y, z, w = cache
    dsum = $dsum
    dprod = $dprod
    dmax = $dmax
    dx = $dx
    dy = $dy
    dz, dw = $route
    return dx, dy, dz, dw
""",
        {
            "dsum": "2.0 * dout",
            "dprod": "dsum",
            "dmax": "dsum",
            "dx": "dprod * y",
            "dy": "dprod * x",
            "route": "(dmax, 0.0) if z >= w else (0.0, dmax)",
        },
        (("dsum", "dout + dout"), ("route", "(0.0, dmax) if w > z else (dmax, 0.0)")),
        (
            ("dsum", "dout", "2|two|factor|half|double|twice"),
            ("dsum", "2.0", _UP),
            ("dsum", "dout / 2.0", "2|two|factor|divid|quarter|multipl"),
            ("dprod", "dsum / 2", "half|split|share|2|factor"),
            ("dprod", "dout", "2|two|factor|half|double"),
            ("dmax", "dout", "2|two|factor|half|double"),
            ("dmax", "dsum * max(z, w)", "value|output|max|times|multipl"),
            ("dx", "dprod * x", _SWAP),
            ("dy", "dprod", "x|multipl|local|factor|input"),
            ("dy", "dx * x", "y|twice|factor|times|both|product"),
            ("route", "(dmax, 0.0) if z > w else (0.0, dmax)", "tie|equal"),
            ("route", "(0.0, dmax) if z >= w else (dmax, 0.0)", "smaller|loser|swap|other|wrong"),
            ("route", "(dmax, dmax)", "both|add|loser|smaller|also"),
        ),
    ),
    "reciprocal_backward": Text(
        """
def reciprocal_backward(dout, cache):
    x = cache
    out = $out
    slope = $slope
    return $result
""",
        {"out": "1.0 / x", "slope": "-out * out", "result": "slope * dout"},
        (("slope", "-out**2"),),
        (
            ("slope", "out * out", _SIGN),
            ("slope", "-out", "square|power|twice|1/x|once"),
            ("slope", "np.log(abs(x))", "log|integral|antiderivative|square|slope"),
            ("slope", "-x * x", "upside|1/|divid|invers|reciprocal|input|multipl"),
            ("slope", "-out**3", "cube|power|square|third|factor|x"),
            ("out", "x", "1/|output|input|divid|reciprocal"),
            ("result", "slope", _UP),
            ("result", "slope / dout", _UP + "|divi"),
            ("result", "slope + dout", "add|sum|plus"),
            ("slope", "-out * out * 2", "2|two|twice|factor|double"),
        ),
    ),
    "shift_backward": Text(
        """
def shift_backward(dout, cache):
    x, c = cache
    slope = $slope
    return $result
""",
        {"slope": "np.ones_like(x)", "result": "dout * slope"},
        (("slope", "1.0"),),
        (
            ("slope", "c", "c|constant|multipl|scale"),
            ("slope", "x", "x|input|multipl|value"),
            ("slope", "0.0", "zero|0|constant"),
            ("slope", "-1.0", _SIGN),
            ("result", "slope + c", _UP + "|c"),
            ("result", "dout + c", "c|constant|add|shift"),
            ("result", "(dout, dout)", "one|constant|two|gradient|c"),
            ("result", "np.sum(dout)", "sum|shape|entr|number"),
        ),
    ),
    "exp_backward": Text(
        """
def exp_backward(dout, cache):
    x = cache
    out = $out
    return $result
""",
        {"out": "np.exp(x)", "result": "dout * out"},
        (("result", "np.multiply(out, dout)"), ("out", "np.e**x")),
        (
            ("out", "x * np.exp(x - 1)", "power|times|exponent|x|factor"),
            ("out", "x * np.exp(x)", "x|times|input|factor|multipl"),
            ("out", "np.exp(-x)", "sign|minus|negat|-x|−x|exponent"),
            ("out", "x", "exp|input|itself"),
            ("out", "2.718 ** x", "round|digits|2.718|e|precis|constant"),
            ("result", "np.exp(x * dout)", _UP + "|inside|exponent"),
            ("result", "dout + out", "add|sum|plus"),
            ("result", "out", _UP),
            ("result", "dout / out", "divi|sign|exponent|-x|−x"),
        ),
    ),
    "scale_backward": Text(
        """
def scale_backward(dout, cache):
    x, a = cache
    local = $local
    return $result
""",
        {"local": "a", "result": "dout * local"},
        (("result", "local * dout"),),
        (
            ("local", "x", "x|input|constant|other|switch|a"),
            ("local", "1.0", "a|constant|scale|add|unchanged|factor"),
            ("local", "1.0 / a", "divi"),
            ("local", "abs(a)", "absolute|sign|negative|size"),
            ("local", "a * a", "square|twice|power"),
            ("local", "a * x", "output|forward|x|input|value"),
            ("result", "local * np.ones_like(x)", _UP),
            ("result", "(dout * a, dout * x)", "one|constant|two|gradient"),
            ("result", "dout + local", "add|sum|plus"),
        ),
    ),
    "sigmoid_circuit_backward": Text(
        """
def sigmoid_circuit_backward(dout, cache):
    (x, a), scaled, (power, one), shifted = cache
    d_shifted = $r
    d_power = $s
    d_scaled = $e
    return $x
""",
        {
            "r": "-dout / shifted**2",
            "s": "d_shifted",
            "e": "d_power * np.exp(scaled)",
            "x": "d_scaled * a",
        },
        (("e", "d_power * power"), ("x", "-d_scaled"), ("s", "1.0 * d_shifted")),
        (
            ("r", "dout / shifted**2", _SIGN),
            ("r", "-dout / shifted", "square|power|twice|reciprocal"),
            ("r", "-dout / power**2", "shift|1|before|input|other|reciprocal"),
            ("r", "-1.0 / shifted**2", _UP),
            ("s", "d_shifted * one * power", "power|multipl|times|shift|input|twice|factor"),
            ("s", "d_shifted + 1.0", "1|add|shift"),
            ("e", "d_power", "exp|multipl|factor|missing|skip|left"),
            ("e", "d_power * np.exp(-scaled)", "sign|minus|negat|exp"),
            ("e", "d_power * scaled", "exp|input|scale"),
            ("x", "d_scaled", "sign|scale|missing|minus|-1|−1"),
            ("x", "d_scaled * x", "x|input|scale|constant"),
        ),
    ),
    "sigmoid_forward": Text(
        """
def sigmoid_forward(x):
    x = np.asarray(x, dtype=float)
    shrink = np.exp($inner)
    out = $out
    return $result
""",
        {
            "inner": "-np.abs(x)",
            "out": "np.where(x >= 0, 1.0, shrink) / (1.0 + shrink)",
            "result": "(out if out.ndim else float(out)), (x, out)",
        },
        (("result", "out[()], [out]"), ("inner", "-abs(x)")),
        (
            ("inner", "-x", "large|overflow|huge|finite|negative|nan"),
            ("inner", "np.abs(x)", "large|overflow|huge|finite|sign|nan|exponent|infin|σ\\(−x\\)"),
            ("inner", "-np.clip(np.abs(x), 0, 25)", "clip|limit|beyond|size|large|cut"),
            ("out", "1.0 / (1.0 + shrink)", "negative|sign|both|x|positive inputs only"),
            ("out", "np.where(x >= 0, 1.0, shrink) / (1.0 - shrink)", "sign|minus|plus|1"),
            ("out", "np.where(x <= 0, 1.0, shrink) / (1.0 + shrink)", "sign|negat|minus|-x|−x"),
            ("out", "np.tanh(x)", "tanh|−1 to 1"),
            ("out", "np.round(np.where(x >= 0, 1.0, shrink) / (1.0 + shrink), 6)", "round|digits"),
            ("out", "np.maximum(x, 0.0)", "relu|negative|0|max"),
            ("result", "out.sum(), (x, out)", "sum|shape|entr|number"),
            ("result", "float(out.flat[0]), (x, out)", "first|shape|number|array|entr"),
        ),
    ),
    "sigmoid_backward": Text(
        """
class Saved:
    def __init__(self, out):
        self.out = out

def sigmoid_forward(x):
    tail = np.exp(-np.abs(x))
    out = np.where(np.asarray(x) >= 0, 1.0 / (1.0 + tail), tail / (1.0 + tail))
    return (out if out.ndim else float(out)), Saved(out if out.ndim else float(out))

def sigmoid_backward(dout, cache):
    out = cache.out
    left = $left
    right = $right
    return $result
""",
        {"left": "out", "right": "1.0 - out", "result": "dout * left * right"},
        (("result", "dout * (left * right)"),),
        (
            ("left", "1.0 + out", "1|plus|add|factor|sign|tanh"),
            ("left", "1.0", "factor|missing|out|left|one of|only"),
            ("left", "out**2", "square|power|twice|factor|σ\\(x\\)"),
            ("right", "out", "1 ?[-−]|square|factor|missing|out"),
            ("right", "1.0 - out**2", "tanh|square"),
            ("right", "out - 1.0", _SIGN),
            ("right", "1.0", "factor|missing|1 ?[-−]|left|one of|only|value of the gate"),
            ("right", "0.5", "constant|0.5|half|fixed|1 ?[-−]|factor|½"),
            ("result", "left * right", _UP),
            ("result", "dout + left * right", "add|sum|plus"),
            ("result", "dout * np.exp(-out) / (1 + np.exp(-out)) ** 2", "output|twice|again|x"),
        ),
    ),
    "neuron_forward": Text(
        """
def neuron_forward(w, x):
    dot = $dot
    total = $total
    out = $out
    return out, {"w": w, "x": x, "out": out}
""",
        {
            "dot": "w[0] * x[0] + w[1] * x[1]",
            "total": "dot + w[2]",
            "out": "float(1.0 / (1.0 + np.exp(-total)))",
        },
        (("dot", "float(w[:2] @ x)"), ("dot", "sum(a * b for a, b in zip(w, x))")),
        (
            ("dot", "w[0] * x[1] + w[1] * x[0]", _SWAP + "|index|pair"),
            ("dot", "w[0] * x[0]", "second|one|x1|missing|w1|last|w\\[1\\] were zero"),
            ("dot", "(w[0] + w[1]) * (x[0] + x[1])", "product|sum|bracket|add"),
            ("dot", "w[0] + x[0] + w[1] + x[1]", "add|product|multipl|sum"),
            ("total", "dot", "bias|w2|w\\[2\\]"),
            ("total", "dot - w[2]", "bias|sign|subtract|w2|w\\[2\\]"),
            ("total", "dot * w[2]", "bias|multipl|w2|w\\[2\\]"),
            ("total", "dot + w[0]", "bias|w2|w\\[2\\]|w0|other"),
            ("out", "total", "sigmoid"),
            ("out", "float(np.tanh(total))", "tanh"),
            ("out", "1.0 / (1.0 + np.exp(total))", "sign|minus|negat"),
            ("out", "max(0.0, float(total))", "relu|max|negative|sigmoid"),
        ),
    ),
    "neuron_backward": Text(
        """
def neuron_forward(w, x):
    out = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    return float(out), (w, x, out)

def neuron_backward(dout, cache):
    w, x, out = cache
    ddot = $ddot
    extended = $ext
    dw = $dw
    dx = $dx
    return dw, dx
""",
        {
            "ddot": "dout * (1.0 - out) * out",
            "ext": "np.append(x, 1.0)",
            "dw": "ddot * extended",
            "dx": "ddot * w[:2]",
        },
        (("dx", "np.array([w[0] * ddot, w[1] * ddot])"), ("ext", "np.array([x[0], x[1], 1.0])")),
        (
            ("ddot", "dout * out", "1 ?[-−]|factor|missing|sigmoid|slope"),
            ("ddot", "(1.0 - out) * out", _UP),
            ("ddot", "dout", "sigmoid|slope|missing|skip|local"),
            ("ddot", "dout * (1.0 - out**2)", "tanh|square|sigmoid"),
            ("ext", "np.append(x, 0.0)", "bias|last|0|zero|third|w2|w\\[2\\]"),
            ("ext", "np.append(x, w[2])", "bias|last|third|1|w2|w\\[2\\]"),
            ("ext", "np.append(1.0, x)", "order|first|bias|place|shift|entr|last|moved on"),
            ("dw", "ddot * w", "w|x|other|switch|own|itself"),
            ("dw", "dout * extended", "sigmoid|slope|upstream|ddot|local|skip"),
            ("dx", "ddot * x", "w|x|other|switch|own|itself"),
            ("dx", "ddot * w[1:]", "w|index|shift|first|entr|weights|one"),
            ("dx", "dout * w[:2]", "sigmoid|slope|upstream|ddot|local|skip"),
            ("dx", "ddot * w[1::-1]", "order|swap|exchang|reverse|entr|other"),
            ("dx", "ddot * w", "bias|three|shape|3|entr|length"),
        ),
    ),
    "staged_forward": Text(
        """
def squash(v):
    return float(1.0 / (1.0 + np.exp(-v)))

def staged_forward(x, y):
    sigy = $sigy
    num = $num
    sigx = $sigx
    xpy = $xpy
    xpysqr = $sqr
    den = $den
    invden = $inv
    names = "sigy num sigx xpy xpysqr den invden".split()
    here = locals()
    return $f, {name: here[name] for name in names}
""",
        {
            "sigy": "squash(y)",
            "num": "x + sigy",
            "sigx": "squash(x)",
            "xpy": "x + y",
            "sqr": "xpy * xpy",
            "den": "sigx + xpysqr",
            "inv": "1.0 / den",
            "f": "num * invden",
        },
        (("f", "num / den"), ("sqr", "xpy**2")),
        (
            ("sigy", "squash(x)", _SWAP + "|sigx|y"),
            ("sigy", "squash(-y)", "sign|minus|negat"),
            ("num", "x * sigy", "product|multipl|add|sum|x · sigy"),
            ("num", "y + sigy", "x|y|other|input"),
            ("sigx", "np.tanh(x)", "tanh|sigmoid|sigx"),
            ("sigx", "squash(x + y)", "sigx|x|y|sum|xpy"),
            ("xpy", "x - y", "sign|subtract|minus|difference"),
            ("xpy", "x * y", "product|multipl|add|sum"),
            ("sqr", "2 * xpy", "square|double|2|twice"),
            ("sqr", "xpy", "square|power"),
            ("den", "sigx * xpysqr", "product|multipl|add|sum|sigx · xpysqr"),
            ("den", "sigx - xpysqr", "sign|subtract|minus|sigx − xpysqr"),
            ("inv", "-1.0 / den**2", "derivative|slope|square|sign|invden"),
            ("inv", "den", "1/|divid|invers|reciprocal|invden|multipl"),
            ("f", "num * den", "divi|multipl|den|invden"),
            ("f", "invden / num", "upside|invers|swap|num|divi"),
        ),
    ),
    "staged_backward": Text(
        """
def staged_forward(x, y):
    sigy = float(1.0 / (1.0 + np.exp(-y)))
    num = x + sigy
    sigx = float(1.0 / (1.0 + np.exp(-x)))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    return num * invden, dict(
        sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden
    )

def staged_backward(dout, cache):
    sigy, num, sigx, xpy, xpysqr, den, invden = cache.values()
    dnum = $dnum
    dinvden = $dinvden
    dden = $dden
    dsigx = $dsigx
    dsqr = $dsqr
    dxpy = $dxpy
    dsigy = $dsigy
    dx = $dx1
    dx $dx2
    dx $dx3
    dy = $dy1
    dy $dy2
    return dx, dy
""",
        {
            "dnum": "dout * invden",
            "dinvden": "dout * num",
            "dden": "-dinvden / den**2",
            "dsigx": "dden",
            "dsqr": "dden",
            "dxpy": "2.0 * xpy * dsqr",
            "dsigy": "dnum",
            "dx1": "dnum",
            "dx2": "+= dxpy",
            "dx3": "+= dsigx * sigx * (1.0 - sigx)",
            "dy1": "dxpy",
            "dy2": "+= dsigy * sigy * (1.0 - sigy)",
        },
        (("dden", "-dinvden * invden * invden"), ("dxpy", "dsqr * (xpy + xpy)")),
        (
            ("dnum", "dout", "num|den|local|factor|multipl|divi|upstream"),
            ("dnum", "dout * den", "den|invden|divi|multipl|num"),
            ("dinvden", "dout * invden", "num|other|swap|switch|invden"),
            ("dinvden", "num", _UP),
            ("dden", "dinvden / den**2", _SIGN),
            ("dden", "-dinvden / den", "square|den|power|reciprocal"),
            ("dden", "dinvden", "den|reciprocal|invden|local|skip"),
            ("dsigx", "dden * sigx", "sigx|sigmoid|twice|times|factor|x"),
            ("dxpy", "xpy * dsqr", "2|half|square|factor"),
            ("dxpy", "2.0 * dsqr", "square|xpy|factor|local"),
            ("dxpy", "2.0 * xpysqr * dsqr", "square|xpy|factor|power|local"),
            ("dsigy", "dinvden", "num|sigy|other|dy|y"),
            ("dx1", "0.0", _BRANCH),
            ("dx2", "= dxpy", _BRANCH),
            ("dx2", "-= dxpy", _SIGN + "|" + _BRANCH),
            ("dx3", "= dsigx * sigx * (1.0 - sigx)", _BRANCH),
            ("dx3", "+= dsigx * sigx", "1 ?[-−]|sigmoid|sigx|factor|slope"),
            ("dx3", "+= dsigx", "sigmoid|sigx|slope|local|factor"),
            ("dx3", "*= dsigx * sigx * (1.0 - sigx)", _BRANCH + "|multipl|product|add"),
            ("dy1", "0.0", _BRANCH),
            ("dy2", "= dsigy * sigy * (1.0 - sigy)", _BRANCH),
            ("dy2", "+= dsigy * sigx * (1.0 - sigx)", "sigx|sigy|other|x|y|sigmoid"),
            ("dy2", "+= dsigy * (1.0 - sigy)", "sigmoid|sigy|factor|slope"),
        ),
    ),
    "fork_backward": Text(
        """
def fork_backward(dout, cache):
    x, y = cache
    p = x * y
    s = 1.0 / (1.0 + np.exp(-p))
    slope = $slope
    dp = $dp
    messages = [$m1, $m2, $m3]
    return $dx, $dy
""",
        {
            "slope": "s * (1.0 - s)",
            "dp": "dout * x * slope",
            "m1": "dout * s",
            "m2": "dp * y",
            "m3": "2.0 * x * dout",
            "dx": "sum(messages)",
            "dy": "dp * x",
        },
        (("m3", "dout * x + dout * x"), ("dx", "float(np.sum(messages))")),
        (
            ("slope", "s", "1 ?[-−]|sigmoid|slope|factor"),
            ("slope", "1.0 - s**2", "tanh|square|sigmoid"),
            ("slope", "s * (1.0 + s)", "sign|sigmoid|slope|1|plus"),
            ("dp", "dout * slope", "x|factor|multipl|product|outer"),
            ("dp", "x * slope", _UP),
            ("m1", "dout * p", "s|sigmoid|product|p"),
            ("m1", "dout * slope", "s|sigmoid|slope|derivative"),
            ("m1", "0.0", _BRANCH),
            ("m2", "dp * x", "x|y|other|switch|swap"),
            ("m2", "0.0", _BRANCH + "|inside|inner"),
            ("m2", "dp", "y|factor|multipl|local|inner"),
            ("m3", "0.0", _BRANCH + "|square"),
            ("m3", "x**2 * dout", "square|forward|value|2"),
            ("m3", "x * dout", "2|half|square|twice"),
            ("dx", "messages[-1]", _BRANCH + "|last|square"),
            ("dx", "sum(messages) / 3", _MEAN + "|3|third"),
            ("dx", "messages[0] * messages[1] * messages[2]", "product|multipl|add|sum"),
            ("dx", "max(messages)", "largest|max|add|sum|" + _BRANCH),
            ("dy", "dp * y", "x|y|other|switch|swap"),
            ("dy", "dout * slope * x", "x|square|once|twice|factor|outer|missing"),
        ),
    ),
    "score_backward": Text(
        """
def score_backward(dout, cache):
    w, x = cache
    dw = $dw
    dx = $dx
    return $result
""",
        {"dw": "np.multiply(dout, x)", "dx": "np.multiply(dout, w)", "result": "dw, dx"},
        (("result", "[dw, dx]"), ("dw", "x * np.full(x.shape, dout)")),
        (
            ("dw", "w", _UP + "|w|other|x"),
            ("dw", "dout * x.reshape(-1, 1)", "shape|column|dimension"),
            ("dw", "dout * np.ones_like(x)", "x|ones|local|upstream|same"),
            ("dw", "x / dout", _UP + "|divi"),
            ("dw", "dout * x**2", "square|twice|power|times x"),
            ("dw", "dout * w", _SWAP + "|w"),
            ("dx", "dout * (w @ x)", "score|number|shape|sum|dot"),
            ("dx", "dout * w[::-1]", "order|reverse|entr"),
            ("dx", "w - dout", "subtract|minus|step|add|difference|upstream|w − dout"),
            ("dx", "dout + w", "add|sum|plus"),
            ("dx", "dw * w", "x|both|product|dw|twice|times"),
            ("result", "dx, dw", _SWAP),
            ("result", "np.array([dw, dx])", "two|array|tuple|stack|gradients|another type"),
        ),
    ),
    "rescaled_learning_rate": Text(
        """
def rescaled_learning_rate(learning_rate, scale):
    factor = $factor
    return $rate
""",
        {"factor": "1.0 / scale", "rate": "learning_rate * factor"},
        (("rate", "float(learning_rate * factor)"),),
        (
            ("factor", "scale", "multipl|other way|larger|grow|divid"),
            ("factor", "1.0 / scale**2", "square|twice|once"),
            ("factor", "scale ** -0.5", "root"),
            ("factor", "1.0", "unchanged|same|scale"),
            ("factor", "1.0 / (1.0 + scale)", "1|one|add|more"),
            ("factor", "np.exp(-scale)", "exp"),
            ("rate", "learning_rate - factor", "subtract|minus|difference|learning_rate −"),
            ("rate", "factor", "rate|learning"),
            ("rate", "learning_rate + factor", "add|plus|sum|learning_rate \\+"),
            ("rate", "learning_rate ** factor", "power|exponent"),
        ),
    ),
    "matmul_backward": Text(
        """
def matmul_backward(dD, cache):
    W, X = cache
    dW = $dW
    dX = $dX
    return $result
""",
        {
            "dW": "np.einsum('mn,kn->mk', dD, X)",
            "dX": "np.einsum('mk,mn->kn', W, dD)",
            "result": "dW, dX",
        },
        (("dW", "np.tensordot(dD, X, axes=(1, 1))"), ("dX", "np.dot(W.T, dD)")),
        (
            ("dW", "(dD @ X.T).T", "transpose|shape"),
            ("dW", "dD @ X.T / X.shape[1]", _MEAN + "|columns"),
            ("dW", "dD.sum(axis=1, keepdims=True) @ X.sum(axis=1, keepdims=True).T", "sum|product"),
            ("dW", "dD @ np.ones_like(X).T", "X|local|ones|upstream|sum"),
            ("dW", "2 * dD @ X.T", "2|twice|two|double|factor"),
            ("dW", "np.sign(dD) @ X.T", _UP),
            ("dX", "W.T @ np.ones_like(dD)", _UP),
            ("dX", "dD.T @ W", "transpose|shape"),
            ("dX", "W @ dD", "transpose|fit|shape|matmul"),
            ("dX", "-W.T @ dD", _SIGN),
            ("dX", "np.abs(W).T @ dD", "absolute|sign|negat"),
            ("dX", "np.zeros_like(X)", "zero|0"),
            ("result", "dX, dW", _SWAP),
        ),
    ),
    "relu_backward": Text(
        """
def relu_backward(dout, cache):
    x = cache
    mask = $mask
    dx = $dx
    return dx
""",
        {"mask": "(x > 0).astype(float)", "dx": "mask * dout"},
        (("dx", "np.where(mask > 0, dout, 0.0)"), ("mask", "np.heaviside(x, 0.0)")),
        (
            ("mask", "(x >= 0).astype(float)", "0|tie|kink|zero"),
            ("mask", "(x < 0).astype(float)", "negative|other|wrong side|inver|swap|shut"),
            ("mask", "(dout > 0).astype(float)", _UP),
            ("mask", "np.maximum(x, 0.0)", "value|output|input|times|multipl"),
            ("mask", "np.sign(x)", "sign|negative|-1|−1"),
            ("mask", "np.where(x > 0, 1.0, 0.01)", "leaky|0.01|negative|hundred"),
            ("mask", "(x > 1).astype(float)", "1|beyond|small|between|0"),
            ("mask", "np.ones_like(x)", "negative|always|everywhere|open|mask|dead"),
            ("dx", "mask", _UP),
            ("dx", "np.maximum(mask * dout, 0.0)", _UP + "|negative|positive|twice"),
            ("dx", "mask * dout * x", "value|input|times|multipl|x"),
            ("dx", "mask + dout", "add|sum|plus|mask"),
        ),
    ),
    "mean_backward": Text(
        """
def mean_backward(dout, cache):
    x = cache
    rows, columns = x.shape
    count = $count
    return $dx
""",
        {"count": "rows", "dx": "np.repeat((dout / count)[np.newaxis], rows, axis=0)"},
        (
            ("dx", "np.outer(np.full(rows, 1 / count), dout)"),
            ("dx", "np.tile(dout / count, (rows, 1))"),
        ),
        (
            ("count", "columns", "columns|rows|axis|other|count|D|wrong"),
            ("count", "1", _MEAN),
            ("count", "x.size", "entries|columns|all|rows|size|count"),
            ("count", "rows - 1", "1|less|one|variance|rows"),
            ("count", "1 / rows", "multipl|divid|rows|N"),
            ("count", "rows**2", "twice|square|rows|again"),
            ("dx", "dout / count", "shape|row|one"),
            ("dx", "np.tile(dout / count, (rows, 1)) * x", "x|input|times|multipl"),
            ("dx", "np.full_like(x, dout.mean() / count)", "mean|averag|column|same|sum"),
            ("dx", "np.full_like(x, 1 / count)", _UP),
            ("dx", "np.tile(dout / count, (rows, 1)).T", "transpose|shape"),
        ),
    ),
    "center_backward": Text(
        """
def center_backward(dout, cache):
    x = cache
    n = len(x)
    direct = $direct
    through = $through
    return $dx
""",
        {
            "direct": "dout",
            "through": "-np.ones((n, 1)) @ dout.sum(axis=0, keepdims=True) / n",
            "dx": "direct + through",
        },
        (("through", "np.broadcast_to(-np.add.reduce(dout) / n, dout.shape)"),),
        (
            ("direct", "0.0", _BRANCH + "|direct|itself|mean"),
            ("direct", "dout * x", "x|input|times|multipl"),
            ("direct", "np.ones_like(dout)", _UP),
            ("through", "0.0", _BRANCH + "|mean"),
            ("through", "-dout.sum(axis=0)", _MEAN),
            ("through", "-dout / n", "sum|add|rows|mean"),
            ("through", "dout.mean(axis=0)", _SIGN),
            ("through", "-dout.mean(axis=1, keepdims=True)", "axis|row|column"),
            ("through", "-dout.mean()", "all|axis|column|whole|entries"),
            ("through", "-x.mean(axis=0)", "x|input|upstream|dout|forward|mean"),
            ("through", "-dout.sum(axis=0) / (n - 1)", "1|less|one|rows|variance"),
            ("dx", "direct * through", "product|multipl|add|sum|· dout"),
            ("dx", "through - direct", _SIGN + "|2 dout"),
        ),
    ),
    "affine_forward": Text(
        """
def affine_forward(x, w, b):
    flat = $flat
    out = $out
    return $result
""",
        {
            "flat": "x.reshape(len(x), w.shape[0])",
            "out": "flat @ w + b",
            "result": "out, (x, w, b)",
        },
        (
            ("out", "np.einsum('nd,dm->nm', flat, w) + b[np.newaxis]"),
            ("flat", "np.stack([r.ravel() for r in x])"),
        ),
        (
            ("flat", "x.reshape(len(x), -1, order='F')", "order|flatten|reshape|Fortran|column"),
            ("flat", "x.reshape(w.shape[0], -1).T", "order|flatten|reshape|mix|row|transpose"),
            ("out", "flat @ w", "b|bias"),
            ("out", "flat @ w - b", "b|bias|sign"),
            ("out", "(flat + 1) @ w + b", "1|add|x|flat"),
            ("out", "flat @ w * b", "b|bias|multipl"),
            ("out", "(flat @ w + b).T", "transpose|shape"),
            ("out", "np.maximum(0, flat @ w + b)", "relu|negative|0|max"),
            ("out", "flat @ w + b.sum()", "b|bias|sum"),
            ("out", "(flat @ w + b) / len(x)", _MEAN),
            ("result", "out, (flat, w, b)", "cache|x|shape|flat"),
            ("result", "out", "cache|two|pair|return"),
        ),
    ),
    "affine_backward": Text(
        """
def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    dx = $dx
    dw = $dw
    db = $db
    return dx, dw, db
""",
        {
            "dx": "(dout @ w.T).reshape(x.shape)",
            "dw": "flat.T @ dout",
            "db": "np.ones(len(dout)) @ dout",
        },
        (("db", "np.add.reduce(dout, axis=0)"), ("dw", "np.einsum('nd,nm->dm', flat, dout)")),
        (
            ("dx", "dout @ w.T", "shape|flat"),
            ("dx", "(w @ dout.T).reshape(x.shape)", "transpose|order|mix|reshape|shape|entr"),
            ("dx", "(dout @ w.T).reshape(x.shape) / len(x)", _MEAN),
            ("dx", "(np.ones_like(dout) @ w.T).reshape(x.shape)", _UP),
            ("dx", "(-dout @ w.T).reshape(x.shape)", _SIGN),
            ("dw", "flat.T @ dout / len(x)", _MEAN),
            ("dw", "dout.T @ flat", "transpose|shape"),
            ("dw", "flat.T @ dout + w", "w|weight|regular|add|decay"),
            ("dw", "np.outer(flat[0], dout[0])", "first|row|one|example|sum"),
            ("dw", "np.outer(flat.sum(0), dout.sum(0))", "sum|product|row"),
            ("db", "dout.mean(axis=0)", _MEAN),
            ("db", "dout[0]", "first|row|one|example|sum"),
            ("db", "np.ones_like(b)", _UP + "|1|one"),
            ("db", "dout.sum()", "shape|all|number|axis|entries"),
            ("db", "dout.sum(axis=0, keepdims=True)", "shape|dimension|keep"),
            ("db", "dout.sum(axis=0) * b", "b|times|multipl|bias"),
        ),
    ),
    "squared_error_forward": Text(
        """
def squared_error_forward(y, d):
    gap = $gap
    squares = $squares
    loss = $loss
    return $result
""",
        {
            "gap": "y - d",
            "squares": "gap**2",
            "loss": "0.5 * squares.sum()",
            "result": "float(loss), (y, d)",
        },
        (("loss", "np.vdot(gap, gap) / 2"), ("gap", "d - y")),
        (
            ("gap", "y + d", "add|sum|difference|sign|plus"),
            ("gap", "y", "d|target|missing"),
            ("squares", "np.abs(gap)", "square|absolute"),
            ("squares", "gap", "square|y − d"),
            ("squares", "gap**3", "square|cube|power|third|number 3"),
            ("loss", "squares.sum()", "half|½|2|twice|factor"),
            ("loss", "0.5 * squares.mean()", _MEAN + "|entries"),
            ("loss", "0.5 * np.sqrt(squares.sum())", "root"),
            ("loss", "0.5 * squares.sum(axis=0)", "shape|number|axis|all|sum|TypeError"),
            ("loss", "0.5 * squares.max()", "largest|max|sum"),
            ("loss", "0.5 * squares.sum() ** 2", "square|twice|again|power"),
            ("loss", "-0.5 * squares.sum()", _SIGN),
        ),
    ),
    "squared_error_backward": Text(
        """
def squared_error_forward(y, d):
    gap = y - d
    return float(0.5 * np.sum(gap * gap)), {"gap": gap, "d": d}

def squared_error_backward(dout, cache):
    gap, d = cache["gap"], cache["d"]
    local = $local
    return $dy
""",
        {"local": "gap", "dy": "dout * local"},
        (("dy", "local * dout"),),
        (
            ("local", "-gap", _SIGN),
            ("local", "2 * gap", "2|two|twice|half|factor|double"),
            ("local", "gap / 2", "half|2|factor"),
            ("local", "gap / gap.size", _MEAN + "|entries"),
            ("local", "gap / len(gap)", _MEAN),
            ("local", "gap**2", "square|power|y − d"),
            ("local", "gap + d", "y|d|target|add|subtract|missing"),
            ("local", "np.sign(gap)", "sign|absolute|size"),
            ("local", "gap.sum()", "sum|shape|number"),
            ("dy", "local", _UP),
            ("dy", "(dout * local, -dout * local)", "two|one|d|data|gradient"),
            ("dy", "dout + local", "add|sum|plus"),
        ),
    ),
    "softmax_loss": Text(
        """
def softmax_loss(scores, labels):
    rows = len(scores)
    logits = $logits
    weights = np.exp(logits)
    p = weights / $norm
    picked = $picked
    loss = $loss
    grad = $start
    $hit
    return $result
""",
        {
            "logits": "scores - scores.max(axis=1, keepdims=True)",
            "norm": "weights.sum(axis=1, keepdims=True)",
            "picked": "logits[range(rows), labels] - np.log(weights.sum(axis=1))",
            "loss": "-picked.sum() / rows",
            "start": "p.copy()",
            "hit": "grad[range(rows), labels] -= 1.0",
            "result": "float(loss), grad / rows",
        },
        (
            ("start", "1.0 * p"),
            ("hit", "np.subtract.at(grad, (np.arange(rows), labels), 1.0)"),
            ("logits", "scores - np.amax(scores, axis=-1)[:, None]"),
        ),
        (
            ("logits", "scores - 0.0", "large|overflow|finite|huge|nan|max"),
            ("logits", "scores - scores.max()", "large|finite|row|max|nan|each|spread|far"),
            ("norm", "weights.sum()", "row|all|sum|axis|norm|whole"),
            ("norm", "weights.sum(axis=0, keepdims=True)", "axis|row|column"),
            ("norm", "weights.max(axis=1, keepdims=True)", "sum|max|largest|norm|probab"),
            ("picked", "logits[range(rows), labels]", "log|norm|sum|missing|probab|score"),
            ("picked", "p[range(rows), labels]", "log|probab"),
            (
                "picked",
                "np.log(p[range(rows), labels] + 1e-9)",
                "1e-9|small|epsilon|add|log|finite",
            ),
            ("picked", "np.log2(p[range(rows), labels])", "log|base|2|finite|infin"),
            ("loss", "-picked.sum()", _MEAN),
            ("loss", "picked.sum() / rows", _SIGN),
            ("loss", "-picked.sum() / scores.size", "entries|class|rows|columns|size|C"),
            ("loss", "-picked[0]", "first|row|mean|one"),
            ("hit", "pass", "label|1|subtract|right class|target|minus"),
            ("hit", "grad[range(rows), labels] += 1.0", "sign|add|subtract|label|1"),
            ("hit", "grad[:, labels] -= 1.0", "label|row|index|column|every|all"),
            ("hit", "grad[range(rows), labels] *= -1.0", "label|sign|subtract|multipl"),
            ("start", "-p", _SIGN),
            ("result", "float(loss), grad", _MEAN),
            ("result", "float(loss), grad / rows**2", "twice|rows|again|square|divid"),
            ("result", "float(loss) * rows, grad / rows", _MEAN),
        ),
    ),
    "svm_loss": Text(
        """
def svm_loss(scores, labels):
    rows = np.arange(len(scores))
    own = scores[rows, labels][:, np.newaxis]
    gaps = $gaps
    margins = $margins
    margins[rows, labels] = $own
    loss = $loss
    active = $active
    grad = $grad
    grad[rows, labels] $take
    return $result
""",
        {
            "gaps": "scores - own + 1.0",
            "margins": "np.maximum(gaps, 0.0)",
            "own": "0.0",
            "loss": "margins.sum() / len(rows)",
            "active": "(margins > 0.0).astype(float)",
            "grad": "active.copy()",
            "take": "-= active.sum(axis=1)",
            "result": "float(loss), grad / len(rows)",
        },
        (("loss", "margins.sum(axis=1).mean()"), ("take", "= -active.sum(axis=1)")),
        (
            ("gaps", "scores - own", "margin|1"),
            ("gaps", "own - scores + 1.0", "sign|swap|other|minus|label|round"),
            ("gaps", "scores - own - 1.0", "margin|1|sign"),
            ("gaps", "scores - own + 0.5", "margin|1|0.5"),
            ("gaps", "scores - scores.max(axis=1, keepdims=True) + 1.0", "label|largest|max|right"),
            ("margins", "gaps.copy()", "negative|max|0|hinge|clip"),
            ("margins", "np.maximum(gaps, 0.0) ** 2", "square"),
            ("own", "1.0", "label|own|1|right class|itself"),
            ("loss", "margins.sum()", _MEAN),
            ("loss", "margins.mean()", "entries|class|rows|columns|all|averag|C"),
            ("loss", "margins.max(axis=1).mean()", "largest|max|sum"),
            ("active", "(margins >= 0.0).astype(float)", "0|tie|kink|equal|every|all|negative"),
            ("active", "margins.copy()", "margin|count|size|square|value"),
            ("take", "-= 1.0", "count|many|number|each|sum|label|1"),
            ("take", "-= 0.0", "label|right class|missing|own|subtract"),
            ("take", "+= active.sum(axis=1)", "sign|label|add|subtract"),
            ("take", "-= active.sum()", "row|all|sum|axis|count"),
            ("result", "float(loss), grad", _MEAN),
            ("result", "float(loss), grad / scores.size", "entries|class|rows|size|columns|C"),
        ),
    ),
    "two_layer_net": Text(
        """
def two_layer_forward(params, x):
    hidden = $hidden
    h = $act
    scores = $scores
    return scores, (params, x, h)

def two_layer_backward(dscores, cache):
    params, x, h = cache
    dh = $dh
    dz = $dz
    return {
        "W1": $W1,
        "b1": $b1,
        "W2": $W2,
        "b2": $b2,
    }
""",
        {
            "hidden": 'x @ params["W1"] + params["b1"]',
            "act": "1.0 / (1.0 + np.exp(-hidden))",
            "scores": 'h @ params["W2"] + params["b2"]',
            "dh": 'dscores @ params["W2"].T',
            "dz": "dh * h * (1.0 - h)",
            "W1": "x.T @ dz",
            "b1": "dz.sum(axis=0)",
            "W2": "h.T @ dscores",
            "b2": "dscores.sum(axis=0)",
        },
        (("b1", "np.einsum('nh->h', dz)"), ("dz", "dh * (h - h * h)")),
        (
            ("hidden", 'x @ params["W1"]', "b1|bias"),
            ("act", "np.maximum(0.0, hidden)", "relu|sigmoid"),
            ("act", "np.tanh(hidden)", "tanh|sigmoid"),
            ("act", "hidden", "sigmoid|linear|missing"),
            ("scores", 'h @ params["W2"] - params["b2"]', "b2|bias|sign"),
            ("scores", 'hidden @ params["W2"] + params["b2"]', "sigmoid|hidden|before|skip"),
            (
                "scores",
                '1.0 / (1.0 + np.exp(-(h @ params["W2"] + params["b2"])))',
                "sigmoid|scores|last",
            ),
            ("dh", 'np.ones_like(dscores) @ params["W2"].T', _UP),
            ("dh", '-dscores @ params["W2"].T', _SIGN),
            ("dz", "dh", "sigmoid|slope|skip|missing|local"),
            ("dz", "dh * h", "1 ?[-−]|sigmoid|factor|slope"),
            ("dz", "dh * (h > 0)", "relu|sigmoid|slope"),
            ("dz", "dh * (1.0 - h**2)", "tanh|square|sigmoid"),
            ("W1", "x.T @ dh", "sigmoid|slope|dh|skip|before|hidden"),
            ("W1", "x.T @ dz / len(x)", _MEAN),
            ("W1", "dz.T @ x", "transpose|shape"),
            ("b1", "dh.sum(axis=0)", "sigmoid|slope|dh|skip|before|hidden"),
            ("b1", "dz.mean(axis=0)", _MEAN),
            ("b1", "dz.sum(axis=1)", "axis|shape|row"),
            ("W2", "x.T @ dscores", "h|x|hidden|shape|layer"),
            ("W2", "h.T @ dscores / len(h)", _MEAN),
            ("W2", 'h.T @ dscores + params["W2"]', "regular|W2|weight|add|decay"),
            ("b2", "dscores.mean(axis=0)", _MEAN),
            ("b2", "dscores[0]", "first|row|one|sum"),
            ("b2", "np.zeros(dscores.shape[1])", "zero|0"),
        ),
    ),
    "sgd_step": Text(
        """
def sgd_step(params, grads, learning_rate):
    new = $start
    for name in $names:
        new[name] = $update
    return $result
""",
        {
            "start": "{}",
            "names": "params",
            "update": "params[name] - learning_rate * grads[name]",
            "result": "new",
        },
        (("start", "dict(params)"), ("update", "-learning_rate * grads[name] + params[name]")),
        (
            ("names", "list(params)[:-1]", "key|missing|every|last|all|parameter|another type"),
            ("names", '("W1", "W2")', "key|bias|b1|b2|missing|all|parameter|another type"),
            ("update", "params[name] + learning_rate * grads[name]", "sign|up|add|subtract"),
            ("update", "params[name] - grads[name]", "rate|learning|step"),
            ("update", "learning_rate * grads[name]", "param|old|subtract|start|· learning_rate"),
            ("update", "-learning_rate * grads[name]", "param|old|subtract|start|the step"),
            ("update", "params[name] - learning_rate * np.sign(grads[name])", "sign|size"),
            (
                "update",
                "params[name] - learning_rate / grads[name]",
                "divid|multipl|learning_rate / ",
            ),
            ("update", "params[name] * (1 - learning_rate * grads[name])", "multipl|times|param"),
            ("update", "grads[name] - learning_rate * params[name]", "swap|exchang|other|switch"),
            (
                "update",
                "params[name] - learning_rate * grads[name] / len(params)",
                _MEAN + "|param",
            ),
            ("update", "params[name] - learning_rate**2 * grads[name]", "square|rate|twice"),
            (
                "update",
                "params[name] - learning_rate * grads[name].mean()",
                "mean|averag|entr|same",
            ),
            ("result", "list(new.values())", "dict|list|key"),
            ("result", "None", "None|return|nothing|dict"),
        ),
    ),
    "forward_passes_needed": Text(
        """
def forward_passes_needed(parameter_count):
    each = $each
    return $total
""",
        {"each": "2", "total": "each * parameter_count"},
        (("total", "int(parameter_count * each)"),),
        (
            ("each", "1", "2|two|twice|central|one side|each|side"),
            ("each", "3", "2|two|centre|center|middle|each|three"),
            ("each", "4", "2|two|each|twice"),
            ("each", "0.5", "half|2|two|multipl|divid|another type"),
            ("total", "each * parameter_count + 1", "1|one|extra|more|centre|center"),
            ("total", "each ** parameter_count", "power|exponent"),
            ("total", "each + parameter_count", "add|each|multipl|sum|plus|1 \\+ parameter_count"),
            ("total", "parameter_count ** each", "square|power"),
            ("total", "each", "count|parameter|constant|always"),
            ("total", "each * parameter_count - 1", "1|one|less"),
            ("total", "float(each * parameter_count)", "int|float|whole"),
        ),
    ),
    "Value": Text(
        """
class Value:
    def __init__(self, data, parents=(), rule=None):
        self.data, self.grad = float(data), 0.0
        self.parents, self.rule = parents, rule or (lambda up: ())

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), lambda up: ($add1, $add2))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), lambda up: ($mul1, $mul2))

    def __pow__(self, n):
        return Value($powdata, (self,), lambda up: ($pow,))

    def __neg__(self):
        return self * $neg

    def __sub__(self, other):
        return $sub

    def __rsub__(self, other):
        return $rsub

    def __truediv__(self, other):
        return $div

    def __rtruediv__(self, other):
        return $rdiv

    __radd__ = __add__
    __rmul__ = __mul__

    def exp(self):
        out = Value(np.exp(self.data), (self,))
        out.rule = lambda up: ($exp,)
        return out

    def relu(self):
        return Value($reludata, (self,), lambda up: ($relu,))

    def sigmoid(self):
        small = np.exp(-abs(self.data))
        s = (1.0 if self.data >= 0 else small) / (1.0 + small)
        return Value(s, (self,), lambda up: ($sig,))

    def maximum(self, other):
        other = Value.of(other)
        first = $test
        rule = lambda up: ($max1, $max2)
        return Value(self.data if first else other.data, (self, other), rule)

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
        $clear
        self.grad = $seed
        for node in $order:
            for parent, message in zip(node.parents, node.rule(node.grad)):
                parent.grad $collect
""",
        {
            "add1": "up",
            "add2": "up",
            "mul1": "up * other.data",
            "mul2": "up * self.data",
            "powdata": "self.data**n",
            "pow": "up * n * self.data ** (n - 1) if n else 0.0",
            "neg": "-1",
            "sub": "self + -Value.of(other)",
            "rsub": "Value.of(other) + -self",
            "div": "self * Value.of(other) ** -1",
            "rdiv": "Value.of(other) * self**-1",
            "exp": "up * out.data",
            "reludata": "max(0.0, self.data)",
            "relu": "up if self.data > 0 else 0.0",
            "sig": "up * s * (1.0 - s)",
            "test": "self.data >= other.data",
            "max1": "up if first else 0.0",
            "max2": "0.0 if first else up",
            "clear": """for node in order:
            node.grad = 0.0""",
            "seed": "1.0",
            "order": "reversed(order)",
            "collect": "+= message",
        },
        (("order", "order[::-1]"), ("sig", "up * (s - s * s)"), ("neg", "-1.0")),
        (
            ("add1", "up * other.data", "add|\\+|multipl"),
            ("add2", "0.0", "add|\\+|second|other"),
            ("mul1", "up * self.data", "multipl|\\*|switch|own|other"),
            ("mul2", "up", "multipl|\\*|second|other|local"),
            ("mul1", "other.data", "multipl|\\*|upstream"),
            ("pow", "up * self.data ** (n - 1) if n else 0.0", "power|\\*\\*|exponent|n"),
            ("pow", "up * n * self.data**n", "power|\\*\\*|exponent|lower"),
            ("pow", "up * (n - 1) * self.data ** (n - 1)", "power|\\*\\*|exponent"),
            ("neg", "1", "negat|-x|minus|−|-"),
            ("sub", "self + Value.of(other)", "subtract|minus|-|−"),
            ("rsub", "self + -Value.of(other)", "subtract|order|left|number|-|−"),
            ("div", "self * Value.of(other)", "divi|/"),
            ("div", "Value.of(other) * self**-1", "divi|/|order|upside|other way"),
            ("rdiv", "self / other", "divi|/|number|order|left"),
            ("exp", "up", "exp"),
            ("exp", "up * self.data", "exp"),
            ("relu", "up", "relu"),
            ("relu", "up if self.data >= 0 else 0.0", "relu"),
            ("reludata", "abs(self.data)", "relu"),
            ("sig", "up * s", "sigmoid"),
            ("sig", "up * (1.0 - s**2)", "sigmoid|tanh"),
            ("test", "self.data > other.data", "max|tie|equal"),
            ("test", "self.data <= other.data", "max"),
            ("max2", "up", "max"),
            ("clear", "pass", "again|twice|fresh|reset|zero|second|add"),
            ("seed", "self.data", "1|start|seed|own|itself|first"),
            ("order", "order", "order|reverse|front|backward"),
            ("collect", "= message", "\\+=|add|overwrit|fork|branch|several|use"),
            ("collect", "-= message", "sign|minus|subtract|negat"),
        ),
    ),
}
