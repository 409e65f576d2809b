"""A third set of answers, see :mod:`benchmarks.second_strangers`: other code, other mistakes.

The mistakes are those that people ask about in the forums of published courses: a message of one of
two uses left out, a share of the rows taken twice, a product by entries for a product of matrices,
an upstream gradient handed on before or after the wrong gate, a value where its square belongs.
"""

from __future__ import annotations

from benchmarks.second_strangers_texts import Text

_SIGN = "sign"
_UPSTREAM = "upstream|dout|dD|dscores"
_MEAN = "averag|mean|divid|rows|examples|1/N|/ ?N"
_ROWS = "row|sum|axis|add"
_FACTOR = "factor|times|multipl|twice|half|power|square|slope|local"

TEXTS: dict[str, Text] = {
    "max_backward": Text(
        """
def max_backward(dout, cache):
    a, b = cache
    grad_a, grad_b = 0.0, 0.0
    if $test:
        grad_a = $first
    else:
        grad_b = $second
    return $result
""",
        {"test": "a >= b", "first": "dout", "second": "dout", "result": "grad_a, grad_b"},
        (("test", "not a < b"),),
        (
            ("test", "a > b", "tie|equal"),
            ("test", "a <= b", "smaller|lower|other|wrong input|swap|loser|larger"),
            ("test", "abs(a) >= abs(b)", "size|magnitude|absolute|sign|negative"),
            ("first", "dout * a", "multipl|times|value|input|forward|switch|local"),
            ("first", "1.0", _UPSTREAM),
            ("second", "dout * b", "multipl|times|value|input|forward|switch|local"),
            ("second", "b", "value|forward|input|itself"),
            ("result", "dout, dout", "both|all|same|add|copies"),
            ("result", "grad_b, grad_a", "swap|exchang|order|other|loser|smaller"),
        ),
    ),
    "multiply_backward": Text(
        """
def multiply_backward(dout, cache):
    a, b = cache
    grad_a = $left
    grad_b = $right
    return grad_a, grad_b
""",
        {"left": "b * dout", "right": "a * dout"},
        (("left", "dout * b"),),
        (
            ("left", "a * dout", "own|other|itself|swap|input|dy|wrong"),
            ("right", "b * dout", "own|other|itself|swap|input|dx|wrong"),
            ("left", "b + dout", "add|sum|plus"),
            ("right", "a", _UPSTREAM),
            ("left", "a * b * dout", "product|output|forward|twice|times|factor|all|too"),
            ("right", "b * a * dout", "product|output|forward|twice|times|factor|all|too"),
            ("left", "dout", "add|unchanged|hand|upstream|local|pass"),
            ("right", "-a * dout", _SIGN),
            ("left", "dout / b", "divi|quotient"),
        ),
    ),
    "chain_backward": Text(
        """
def chain_forward(x, y, z):
    total = x + y
    return total * z, (x, y, z, total)

def chain_backward(dout, cache):
    x, y, z, total = cache
    grad_total = $up
    grad_z = $last
    grad_x = $left
    grad_y = $right
    return grad_x, grad_y, grad_z
""",
        {"up": "z * dout", "last": "total * dout", "left": "grad_total", "right": "grad_total"},
        (("left", "1 * grad_total"),),
        (
            ("up", "dout", "local|z|multipl|factor|skip|gate|hand|upstream"),
            ("up", "total * dout", "other|swap|itself|own|dz|sum"),
            ("last", "total", _UPSTREAM),
            ("last", "x * dout", "only|one|part|y|sum"),
            ("last", "grad_total", "other|dx|dy|same|instead"),
            ("left", "x * grad_total", "multipl|times|input|add|factor"),
            ("right", "x * grad_total", "multipl|times|input|add|factor"),
            ("left", "y * grad_total", "multipl|times|input|add|factor"),
            ("right", "-grad_total", _SIGN),
            ("left", "grad_total / 2", "half|divid|2|split|share"),
        ),
    ),
    "sigmoid_backward": Text(
        """
def sigmoid_forward(x):
    small = np.exp(-abs(x))
    p = np.where(x >= 0, 1 / (1 + small), small / (1 + small))
    p = p if np.ndim(x) else float(p)
    return p, (x, p)

def sigmoid_backward(dout, cache):
    x, p = cache
    slope = $slope
    return $result
""",
        {"slope": "p * (1 - p)", "result": "slope * dout"},
        (("slope", "p - p ** 2"),),
        (
            ("slope", "1 - p ** 2", "tanh|square|1 ?-|power"),
            ("slope", "p * (p - 1)", _SIGN),
            ("slope", "x * (1 - x)", "input|x|output"),
            ("slope", "1 - p", "factor|missing|only|one of|out"),
            ("slope", "p", "factor|missing|only|one of|1 ?[-−]|out"),
            ("slope", "p * (1 - p) ** 2", "square|twice|power|factor|times"),
            ("slope", "p ** 2 * (1 - p)", "square|twice|power|factor|times"),
            ("slope", "np.exp(-abs(x))", "exp|factor|power|denominator"),
            ("slope", "p * (1 + p)", "1 ?[-−+]|plus|add|sign|minus"),
            ("result", "slope", _UPSTREAM),
            ("result", "slope * dout * p", "output|factor|times|twice|power|square|multipl"),
            ("result", "slope + dout", "add|plus|sum"),
        ),
    ),
    "neuron_backward": Text(
        """
def neuron_forward(w, x):
    t = w[0] * x[0] + w[1] * x[1] + w[2]
    a = 1 / (1 + np.exp(-t)) if t > 0 else np.exp(t) / (1 + np.exp(t))
    return a, {"weights": w, "inputs": x, "a": a, "t": t}

def neuron_backward(dout, cache):
    w, x, a, t = (cache[k] for k in ("weights", "inputs", "a", "t"))
    delta = $delta
    grad_w = np.zeros(3)
    grad_w[0] = $w0
    grad_w[1] = $w1
    grad_w[2] = $w2
    grad_x = np.array([$x0, $x1])
    return grad_w, grad_x
""",
        {
            "delta": "dout * a * (1 - a)",
            "w0": "x[0] * delta",
            "w1": "x[1] * delta",
            "w2": "delta",
            "x0": "w[0] * delta",
            "x1": "w[1] * delta",
        },
        (("w2", "1.0 * delta"),),
        (
            ("delta", "dout", "slope|local|sigmoid|factor|skip"),
            ("delta", "a * (1 - a)", _UPSTREAM),
            ("delta", "dout * (1 - a)", "factor|missing|sigmoid|one of|slope"),
            ("delta", "dout * t * (1 - t)", "dot|before|input|sigmoid|t"),
            ("w0", "w[0] * delta", "own|weight|other|w|swap"),
            ("w2", "w[2] * delta", "bias|w\\[2\\]|weight|factor"),
            ("w2", "dout", "bias|slope|sigmoid|local|last|w\\[2\\]|third|upstream"),
            ("w2", "0.0", "bias|0|last|zero|third"),
            ("x0", "x[0] * delta", "own|input|x|w"),
            ("x1", "w[2] * delta", "bias|w\\[2\\]|index|x\\[1\\]|second|weight|other|last|entry 1"),
            ("x0", "w[0] * dout", "slope|sigmoid|local|x\\[0\\]|first|entry"),
            ("w1", "x[0] * delta", "x\\[0\\]|index|second|first|input|entry|w\\[1\\]"),
        ),
    ),
    "fork_backward": Text(
        """
def fork_backward(dout, cache):
    x, y = cache
    prod = x * y
    gate = 1 / (1 + np.exp(-prod))
    grad_gate = $gate
    grad_prod = $prod
    grad_x = $direct
    grad_x += $through
    grad_x += $square
    grad_y = $right
    return grad_x, grad_y
""",
        {
            "gate": "x * dout",
            "prod": "gate * (1 - gate) * grad_gate",
            "direct": "gate * dout",
            "through": "y * grad_prod",
            "square": "2 * x * dout",
            "right": "x * grad_prod",
        },
        (("square", "dout * 2 * x"),),
        (
            ("direct", "0.0", "branch|path|message|fork|use|missing|one"),
            ("through", "0.0", "branch|path|message|fork|use|missing|one"),
            ("square", "0.0", "branch|path|message|fork|use|missing|one|square"),
            ("square", "x * dout", "2|half|twice|square|factor"),
            ("square", "x ** 2 * dout", "forward|square|value|2|slope|local"),
            ("prod", "gate * (1 - gate) * dout", "x|factor|multipl|message|sigmoid|skip|times"),
            ("prod", "grad_gate", "slope|sigmoid|local|skip"),
            ("right", "x * grad_gate", "slope|sigmoid|local|skip"),
            ("right", "y * grad_prod", "own|other|y|itself|swap"),
            ("through", "x * grad_prod", "own|other|x|itself|swap|multiply"),
            ("direct", "gate", _UPSTREAM),
            ("gate", "x", _UPSTREAM),
        ),
    ),
    "staged_backward": Text(
        """
def _squash(v):
    return 1 / (1 + np.exp(-v)) if v >= 0 else np.exp(v) / (1 + np.exp(v))

def staged_forward(x, y):
    sigy = _squash(y)
    num = x + sigy
    sigx = _squash(x)
    xpy = x + y
    xpysqr = xpy ** 2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr,
                 den=den, invden=invden, f=f)
    return f, cache

def staged_backward(dout, cache):
    c = cache
    g_num = $num
    g_inv = $inv
    g_den = $den
    g_sum = $sum
    g_x = $x_sum + $x_sig + $x_num
    g_y = $y_sum + $y_sig
    return g_x, g_y
""",
        {
            "num": "c['invden'] * dout",
            "inv": "c['num'] * dout",
            "den": "-c['invden'] ** 2 * g_inv",
            "sum": "2 * c['xpy'] * g_den",
            "x_sum": "g_sum",
            "x_sig": "c['sigx'] * (1 - c['sigx']) * g_den",
            "x_num": "g_num",
            "y_sum": "g_sum",
            "y_sig": "c['sigy'] * (1 - c['sigy']) * g_num",
        },
        (("den", "-g_inv / c['den'] ** 2"),),
        (
            ("den", "c['invden'] ** 2 * g_inv", _SIGN),
            ("den", "-c['invden'] * g_inv", "square|power|\\^2|\\*\\*|1/|reciprocal"),
            ("den", "-g_inv", "1/|square|power|local|slope|reciprocal"),
            ("sum", "c['xpy'] * g_den", "2|half|twice|square"),
            ("sum", "2 * g_den", "square|x ?\\+ ?y|xpy|slope|local|factor"),
            ("sum", "2 * c['xpysqr'] * g_den", "square|xpy|power"),
            ("x_sig", "0.0", "branch|path|message|fork|use|missing|one|sig"),
            ("x_num", "0.0", "branch|path|message|fork|use|missing|one|num"),
            ("x_sum", "0.0", "branch|path|message|fork|use|missing|one|sum|xpy"),
            ("y_sig", "0.0", "branch|path|message|fork|use|missing|one|sig"),
            ("x_sig", "c['sigy'] * (1 - c['sigy']) * g_den", "sigy|y|other"),
            ("y_sig", "c['sigx'] * (1 - c['sigx']) * g_num", "sigx|x|other"),
            (
                "y_sig",
                "c['sigy'] * (1 - c['sigy']) * g_den",
                "den|num|upstream|branch|gate",
            ),
            ("num", "c['num'] * dout", "own|other|num|itself|multipl|swap"),
            ("num", "c['invden']", _UPSTREAM),
            ("x_sig", "g_den", "slope|local|sig"),
        ),
    ),
    "matmul_backward": Text(
        """
def matmul_backward(dD, cache):
    A, B = cache
    grad_A = $left
    grad_B = $right
    return grad_A, grad_B
""",
        {"left": "np.matmul(dD, B.T)", "right": "np.matmul(A.T, dD)"},
        (("left", "(B @ dD.T).T"),),
        (
            ("left", "np.matmul(B, dD.T)", "transpos|shape"),
            ("right", "np.matmul(dD.T, A)", "transpos|shape"),
            ("left", "np.matmul(np.ones_like(dD), B.T)", _UPSTREAM),
            ("right", "np.matmul(A.T, np.ones_like(dD))", _UPSTREAM),
            ("left", "np.matmul(dD, B.T) / dD.shape[0]", "row|divid|mean|averag|factor|times"),
            (
                "right",
                "np.matmul(A.T, dD) / dD.shape[1]",
                "column|divid|mean|averag|factor",
            ),
            ("right", "-np.matmul(A.T, dD)", _SIGN),
        ),
    ),
    "relu_backward": Text(
        """
def relu_backward(dout, cache):
    inputs = cache
    grad = np.array(dout, dtype=float)
    $mask
    return $result
""",
        {"mask": "grad[inputs <= 0] = 0", "result": "grad"},
        (("mask", "grad = grad * (inputs > 0)"),),
        (
            ("mask", "grad[inputs < 0] = 0", "0|zero|kink|tie|exactly"),
            ("mask", "grad[grad <= 0] = 0", "upstream|dout|sign|input"),
            ("mask", "grad[inputs > 0] = 0", "wrong|other|negative|opposite|invert|revers|off"),
            ("mask", "pass", "negative|everywhere|unchanged|mask|hand|all|switch"),
            ("mask", "grad = np.maximum(inputs, 0)", "forward|value|upstream|input"),
            ("mask", "grad = 1.0 * (inputs > 0)", _UPSTREAM),
            ("mask", "grad[inputs <= 0] *= 0.01", "leak|0.01|1 ?%|negative|small"),
            ("mask", "grad[inputs <= 1] = 0", "1|small|limit|threshold|between"),
            ("result", "grad * inputs", "input|multipl|times|value"),
        ),
    ),
    "center_backward": Text(
        """
def center_backward(dout, cache):
    n = dout.shape[0]
    spread = $mean
    return $result
""",
        {"mean": "dout.sum(axis=0) / n", "result": "dout - spread"},
        (("mean", "np.mean(dout, 0, keepdims=True)"),),
        (
            ("mean", "dout.sum(axis=0)", "divid|mean|averag|sum|number|rows"),
            (
                "mean",
                "dout.sum(axis=1, keepdims=True) / dout.shape[1]",
                "axis|row|column|direct",
            ),
            ("mean", "dout.mean()", "axis|whole|all|everything|column"),
            ("mean", "cache.mean(axis=0)", "forward|cache|x|upstream|input"),
            ("mean", "dout.sum(axis=0) / (n - 1)", "n ?[-−] ?1|one less|N|divid|rows"),
            ("result", "dout", "mean|path|missing|unchanged|forward|branch|hand|subtract"),
            ("result", "dout + spread", "sign|add|plus|subtract"),
            ("result", "dout * (1 - 1 / n)", "other rows|1/N|factor|mean|times|diagonal|own|N"),
            ("result", "cache - cache.mean(axis=0)", "forward|input|upstream|value"),
        ),
    ),
    "affine_backward": Text(
        """
def affine_backward(dout, cache):
    inputs, weights, bias = cache
    count = inputs.shape[0]
    flat = np.reshape(inputs, (count, -1))
    grad_in = $inputs
    grad_weights = $weights
    grad_bias = $bias
    return $result
""",
        {
            "inputs": "np.dot(dout, weights.T).reshape(inputs.shape)",
            "weights": "np.dot(flat.T, dout)",
            "bias": "np.sum(dout, axis=0)",
            "result": "grad_in, grad_weights, grad_bias",
        },
        (("bias", "np.ones(count) @ dout"),),
        (
            ("inputs", "np.dot(dout, weights.T)", "shape|reshape|flat"),
            ("inputs", "np.dot(np.ones_like(dout), weights.T).reshape(inputs.shape)", _UPSTREAM),
            ("weights", "np.dot(flat.T, dout) / count", _MEAN),
            ("weights", "np.dot(dout.T, flat)", "transpos|shape"),
            ("weights", "np.dot(flat.T, np.ones_like(dout))", _UPSTREAM),
            ("weights", "np.dot(np.abs(flat).T, dout)", "absolut|sign|negative|size|positive"),
            ("bias", "np.sum(dout, axis=0) / count", _MEAN),
            ("bias", "np.sum(dout)", "axis|all|whole|number|shape|single"),
            ("bias", "dout[0]", "row|first|sum"),
            ("bias", "dout", "sum|row|shape"),
            ("bias", "np.sum(dout, axis=0) * bias", "multipl|times|bias|b"),
            ("bias", "np.ones(bias.shape)", _UPSTREAM),
            ("bias", "np.sum(dout, axis=0, keepdims=True)", "shape|dimension|keepdims"),
            ("result", "grad_in, grad_bias, grad_weights", "order|swap|exchang"),
            ("result", "grad_weights, grad_in, grad_bias", "order|swap|exchang"),
        ),
    ),
    "squared_error_backward": Text(
        """
def squared_error_forward(y, d):
    e = y - d
    return float(0.5 * np.dot(e.ravel(), e.ravel())), (y, d)

def squared_error_backward(dout, cache):
    y, d = cache
    return $result
""",
        {"result": "dout * (y - d)"},
        (("result", "dout * y - dout * d"),),
        (
            ("result", "dout * (d - y)", _SIGN),
            ("result", "2 * dout * (y - d)", "2|twice|factor"),
            ("result", "y - d", _UPSTREAM),
            ("result", "dout * (y - d) / len(y)", "divid|mean|averag|number|entries|rows|1/"),
            ("result", "dout * (y - d) ** 2", "square"),
            ("result", "0.5 * dout * (y - d) ** 2", "square|forward|half"),
            ("result", "dout * y", "d|target|only|missing|subtract"),
            ("result", "dout * np.sign(y - d)", "sign|absolute|size"),
            ("result", "dout * abs(y - d)", "absolut|sign|size"),
            ("result", "dout * (y + d)", "add|plus|sum|minus|sign"),
        ),
    ),
    "softmax_loss": Text(
        """
def softmax_loss(scores, labels):
    count = len(labels)
    at = np.arange(count)
    moved = scores - np.max(scores, axis=1, keepdims=True)
    powers = np.exp(moved)
    total = np.sum(powers, axis=1, keepdims=True)
    shares = powers / total
    loss = $loss
    grad = np.array($start)
    grad[at, labels] -= $less
    return loss, $result
""",
        {
            "loss": "float(np.sum(np.log(total[:, 0]) - moved[at, labels]) / count)",
            "start": "shares",
            "less": "1",
            "result": "grad / count",
        },
        (("result", "grad * (1 / count)"),),
        (
            ("loss", "float(np.sum(np.log(total[:, 0]) - moved[at, labels]))", _MEAN),
            ("loss", "float(-np.sum(np.log(total[:, 0]) - moved[at, labels]) / count)", _SIGN),
            (
                "loss",
                "float(-np.sum(moved[at, labels]) / count)",
                "log|sum|normali|total|left out",
            ),
            ("loss", "float(np.sum(np.log(total[:, 0])) / count)", "label|right|correct|score"),
            ("loss", "float(np.mean(1 - shares[at, labels]))", "log"),
            (
                "loss",
                "float(np.sum(np.log2(total[:, 0]) - moved[at, labels] / np.log(2)) / count)",
                "log|base|1.44|factor|times",
            ),
            ("less", "0", "label|right|correct|one|1|subtract"),
            ("less", "-1", "label|sign|add|plus|right|correct"),
            ("less", "1 / count", "label|1/N|divid|count|twice"),
            ("less", "shares[at, labels]", "label|share|zero|0|right"),
            ("result", "grad", _MEAN),
            ("result", "-grad / count", _SIGN),
            ("result", "grad / count ** 2", "twice|divid|rows|examples|N"),
            ("result", "grad / scores.shape[1]", "class|column|divid"),
            ("start", "powers", "share|normali|divid|total|sum"),
            ("start", "scores", "share|exp|score|softmax"),
            ("start", "shares * (1 - shares)", "slope|sigmoid|local|diagonal|1 ?[-−]|factor|label"),
        ),
    ),
    "svm_loss": Text(
        """
def svm_loss(scores, labels):
    count = len(scores)
    at = np.arange(count)
    own = scores[at, labels].reshape(-1, 1)
    over = scores - own + $gap
    over[at, labels] = $own
    hinge = np.maximum(over, 0)
    loss = $loss
    grad = np.zeros(scores.shape)
    grad[$active] = 1
    grad[at, labels] $put $count
    return loss, $result
""",
        {
            "gap": "1",
            "own": "0",
            "loss": "float(np.sum(hinge) / count)",
            "active": "over > 0",
            "put": "-=",
            "count": "np.sum(over > 0, axis=1)",
            "result": "grad / count",
        },
        (("put", "= -"),),
        (
            ("gap", "0", "margin|1|gap"),
            ("gap", "2", "margin|1|gap"),
            ("own", "1", "label|own|right|correct|itself|1"),
            ("loss", "float(np.sum(hinge))", _MEAN),
            ("loss", "float(np.mean(hinge))", "class|entries|column|mean|divid"),
            ("loss", "float(np.sum(hinge ** 2) / count)", "square"),
            ("loss", "float(np.sum(hinge.max(axis=1)) / count)", "largest|worst|max|only|one"),
            ("active", "over >= 0", "0|zero|tie|kink|exactly|margin"),
            ("active", "scores > 0", "score|margin"),
            ("put", "+=", "sign|label|add|plus"),
            ("count", "1", "label|count|number|many|how"),
            ("count", "0", "label|right|correct|missing"),
            ("count", "np.sum(hinge, axis=1)", "label|count|margin|size|how"),
            ("result", "grad", _MEAN),
            ("result", "-grad / count", _SIGN),
            ("result", "grad * hinge / count", "margin|size|multipl|times"),
        ),
    ),
    "two_layer_net": Text(
        """
def two_layer_forward(params, x):
    hidden = 1 / (1 + np.exp(-($pre)))
    out = np.dot(hidden, params["W2"]) + params["b2"]
    return out, {"x": x, "hidden": hidden, "params": params, "out": out}

def two_layer_backward(dscores, cache):
    x, hidden, params = cache["x"], cache["hidden"], cache["params"]
    m = x.shape[0]
    back = $back
    delta = $delta
    return {
        "W1": $W1,
        "b1": $b1,
        "W2": $W2,
        "b2": $b2,
    }
""",
        {
            "pre": 'np.dot(x, params["W1"]) + params["b1"]',
            "back": 'np.dot(dscores, params["W2"].T)',
            "delta": "back * hidden * (1 - hidden)",
            "W1": "np.dot(x.T, delta)",
            "b1": "np.sum(delta, axis=0)",
            "W2": "np.dot(hidden.T, dscores)",
            "b2": "np.sum(dscores, axis=0)",
        },
        (("delta", "back * (hidden - hidden ** 2)"),),
        (
            ("delta", "back", "slope|sigmoid|local|skip"),
            ("delta", "back * (1 - hidden ** 2)", "tanh|square|slope"),
            ("delta", "back * hidden * (1 - hidden) / m", "averag|divid|rows|mean|examples"),
            ("delta", "back * (hidden > 0)", "relu|slope|sigmoid|local"),
            ("delta", "back * hidden", "factor|slope|sigmoid|local|1 ?[-−]"),
            ("W1", "np.dot(x.T, back)", "slope|sigmoid|local|skip"),
            ("W1", "np.dot(x.T, delta) / m", _MEAN),
            ("W1", "np.dot(delta.T, x)", "transpos|shape"),
            ("b1", "np.sum(delta)", "axis|all|shape|number|single"),
            ("b1", "np.sum(back, axis=0)", "slope|sigmoid|local|skip"),
            ("b1", "np.mean(delta, axis=0)", _MEAN),
            ("W2", "np.dot(hidden.T, dscores) / m", _MEAN),
            ("W2", "-np.dot(hidden.T, dscores)", _SIGN),
            ("W2", "np.dot((hidden * (1 - hidden)).T, dscores)", "slope|sigmoid|hidden|h"),
            ("b2", "np.mean(dscores, axis=0)", _MEAN),
            ("b2", "dscores[0]", "row|first|sum"),
            ("b2", "np.sum(dscores, axis=0, keepdims=True)", "shape|keepdims|dimension"),
            ("pre", 'np.dot(x, params["W1"])', "b1|bias"),
        ),
    ),
    "Value": Text(
        """
import math

class Value:
    def __init__(self, data, _children=(), _op=""):
        self.data = data
        self.grad = 0.0
        self._prev = tuple(_children)
        self._op = _op
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad $into $add_self
            other.grad $into $add_other

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += $mul_self
            other.grad $into_mul $mul_other

        out._backward = _backward
        return out

    def __pow__(self, n):
        out = Value(self.data ** n, (self,), "**")

        def _backward():
            self.grad += $pow

        out._backward = _backward
        return out

    def __neg__(self):
        return $neg

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return $rsub

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return $div

    def __rtruediv__(self, other):
        return $rdiv

    def exp(self):
        out = Value(math.exp(self.data), (self,), "exp")

        def _backward():
            self.grad $into_exp $exp

        out._backward = _backward
        return out

    def relu(self):
        out = Value(max(0.0, self.data), (self,), "relu")

        def _backward():
            self.grad += $relu

        out._backward = _backward
        return out

    def sigmoid(self):
        if self.data >= 0:
            value = 1 / (1 + math.exp(-self.data))
        else:
            value = math.exp(self.data) / (1 + math.exp(self.data))
        out = Value(value, (self,), "sigmoid")

        def _backward():
            self.grad += $sigmoid

        out._backward = _backward
        return out

    def maximum(self, other):
        first = $first
        out = Value(self.data if first else other.data, (self, other), "max")

        def _backward():
            if first:
                self.grad += out.grad
            else:
                other.grad += $loser

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()
        stack = [(self, iter(self._prev))]
        visited.add(self)
        while stack:
            node, rest = stack[-1]
            child = next(rest, None)
            if child is None:
                topo.append(node)
                stack.pop()
            elif child not in visited:
                visited.add(child)
                stack.append((child, iter(child._prev)))
        for node in topo:
            $clear
        self.grad = $seed
        for node in $order:
            node._backward()
""",
        {
            "into": "+=",
            "into_mul": "+=",
            "into_exp": "+=",
            "add_self": "out.grad",
            "add_other": "out.grad",
            "mul_self": "other.data * out.grad",
            "mul_other": "self.data * out.grad",
            "pow": "n * self.data ** (n - 1) * out.grad",
            "neg": "self * -1",
            "rsub": "(-self) + other",
            "div": "self * other ** -1",
            "rdiv": "other * self ** -1",
            "exp": "out.data * out.grad",
            "relu": "(self.data > 0) * out.grad",
            "sigmoid": "out.data * (1 - out.data) * out.grad",
            "first": "self.data >= other.data",
            "loser": "out.grad",
            "clear": "node.grad = 0.0",
            "seed": "1.0",
            "order": "reversed(topo)",
        },
        (("neg", "self * -1.0"),),
        (
            ("into", "=", "\\+=|add|overwrit|=|accumul|replac|last"),
            ("into_mul", "=", "\\+=|overwrit|=|accumul|replac|last"),
            ("into_exp", "=", "\\+=|overwrit|=|accumul|replac|last"),
            ("add_other", "self.data * out.grad", "add|\\+|multipl"),
            ("mul_self", "self.data * out.grad", "mul|\\*|own|itself"),
            ("mul_other", "self.data", "mul|\\*|upstream"),
            ("pow", "n * self.data ** n * out.grad", "pow|\\*\\*|exponent"),
            ("pow", "self.data ** (n - 1) * out.grad", "pow|\\*\\*|exponent|factor"),
            ("pow", "n * self.data ** (n - 1)", "pow|\\*\\*|upstream"),
            ("exp", "self.data * out.grad", "exp"),
            ("exp", "out.data", "exp"),
            ("relu", "(out.data >= 0) * out.grad", "relu"),
            ("relu", "(self.data > 0)", "relu"),
            ("sigmoid", "(1 - out.data) * out.grad", "sigmoid"),
            ("sigmoid", "self.data * (1 - self.data) * out.grad", "sigmoid"),
            ("first", "self.data > other.data", "max|tie|equal"),
            ("loser", "0.0", "max"),
            ("rsub", "self + (-other)", "sub|minus|[-−]|order|number first"),
            ("rdiv", "self * other ** -1", "div|/|order|number first"),
            ("clear", "pass", "second|twice|again|stale|earlier|zero|old|start|two calls|0"),
            ("order", "topo", "order|revers"),
            ("order", "reversed(topo[:-1])", "last|output|first|seed|itself|nothing|0|own"),
            ("seed", "self.data", "seed|1|start|output|own"),
        ),
    ),
}
