"""What the hidden tests of chapter 6 know of each exercise."""

import math

import numpy as np

from backpass.contracts import CONTRACTS
from backpass.contracts.two_layer_net import with_gradient
from backpass.grading.exercises import Exercise, edited
from backpass.grading.exercises.quizzes import quizzes
from backpass.verdict import Case


# Forwards of squared_error_backward's variants, each with a cache of its own, and the caches alone.
def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)


cache_y_d = squared_error_forward


def cache_difference(y, d):
    difference = y - d
    return np.sum(difference**2) / 2, difference


def cache_dict(y, d):
    return 0.5 * ((y - d) ** 2).sum(), {"y": y, "d": d}


def cache_object(y, d):
    class Cache:
        pass

    cache = Cache()
    cache.error = y - d
    return 0.5 * np.sum(cache.error**2), cache


def inputs_tuple(y, d):
    return y, d


def difference_alone(y, d):
    return y - d


def inputs_dict(y, d):
    return {"y": y, "d": d, "diff": y - d}


# squared_error_forward ---------------------------------------------------------------------------
error_out = Exercise("squared_error_forward")


@error_out.solved_by()
def _(y, d):
    difference = y - d
    return 0.5 * np.sum(difference**2), difference


@error_out.right("the inputs as cache")
def _(y, d):
    return np.sum((y - d) ** 2) / 2, (y, d)


@error_out.right("with a dot product and a dict")
def _(y, d):
    flat = (y - d).ravel()
    return float(0.5 * np.dot(flat, flat)), {"flat": flat, "shape": y.shape}


@error_out.right("with a loop")
def _(y, d):
    loss = 0.0
    for a, b in zip(y.flatten(), d.flatten()):
        loss += 0.5 * (a - b) ** 2
    return loss, [y, d]


@error_out.right("with the norm, as a list")
def _(y, d):
    return [0.5 * np.linalg.norm((y - d).ravel()) ** 2, y - d]


@error_out.right("with einsum, in place on its own array")
def _(y, d):
    error = y.copy()
    error -= d
    return np.einsum("i,i->", error.ravel(), error.ravel()) * 0.5, error


@error_out.right("targets first, with a print")
def _(y, d):
    print("shapes", y.shape, d.shape)
    return math.fsum(np.square(d - y).ravel()) / 2, (d, y)


@error_out.wrong(
    "half missing",
    told="Compare the factor in front of the sum.",
    reported="forgets the factor 1/2",
)
def _(y, d):
    return np.sum((y - d) ** 2), (y, d)


@error_out.wrong(
    "averaged over all entries",
    told="It is an average. The contract asks for a sum over all entries.",
    reported="takes the mean over all entries",
)
def _(y, d):
    return 0.5 * np.mean((y - d) ** 2), (y, d)


@error_out.wrong(
    "averaged over the rows",
    told="It is divided by the number of rows. The contract asks for a sum over all entries.",
    reported="divides by the number of rows",
)
def _(y, d):
    return 0.5 * np.sum((y - d) ** 2) / len(y), (y, d)


@error_out.wrong(
    "not summed",
    told="The loss is one number for all entries.",
    reported="returns an array of losses",
)
def _(y, d):
    return 0.5 * (y - d) ** 2, (y, d)


@error_out.wrong(
    "summed over one axis",
    told="The loss is one number, whatever the shape of y.",
    reported="sums over axis 0 only",
)
def _(y, d):
    return 0.5 * np.sum((y - d) ** 2, axis=0), (y, d)


@error_out.wrong(
    "absolute error",
    told="It adds up sizes. What is missing between the difference and the sum?",
    reported="absolute for squared error",
)
def _(y, d):
    return 0.5 * np.sum(np.abs(y - d)), (y, d)


@error_out.wrong(
    "sum before square",
    told="Errors of opposite sign cancel here. In which order come square and sum?",
    reported="squares the sum of the errors",
)
def _(y, d):
    return 0.5 * np.sum(y - d) ** 2, (y, d)


@error_out.wrong(
    "root",
    told="It is the length of the error. The contract asks for its square.",
    reported="takes the square root",
)
def _(y, d):
    return 0.5 * np.sqrt(np.sum((y - d) ** 2)), (y, d)


@error_out.wrong(
    "sum for difference",
    told="How far is y from d? It adds the two.",
    reported="adds the targets",
)
def _(y, d):
    return 0.5 * np.sum((y + d) ** 2), (y, d)


@error_out.wrong(
    "targets ignored",
    told="The targets do not matter to it.",
    reported="ignores d",
)
def _(y, d):
    return 0.5 * np.sum(y**2), (y, d)


@error_out.wrong(
    "the loss alone",
    told="A forward function returns two things.",
    reported="returns no cache",
)
def _(y, d):
    return 0.5 * np.sum((y - d) ** 2)


@error_out.wrong(
    "in place",
    told="It subtracts inside y, which belongs to somebody else.",
    reported="changes y in place",
)
def _(y, d):
    y -= d
    return 0.5 * np.sum(y**2), y


@error_out.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(y, d):
    difference = (y - d).astype(np.float32)
    return 0.5 * np.sum(difference**2), difference


# squared_error_backward --------------------------------------------------------------------------
error = Exercise("squared_error_backward", caches=[inputs_tuple, difference_alone, inputs_dict])


@error.solved_by(forward=cache_difference)
def _(dout, cache):
    return dout * cache


@error.right("from y and d", forward=cache_y_d)
def _(dout, cache):
    y, d = cache
    return (y - d) * dout


@error.right("from a dict, back gate by gate", forward=cache_dict)
def _(dout, cache):
    difference = cache["y"] - cache["d"]
    dhalf = 0.5 * dout
    dsquares = dhalf * np.ones(difference.shape)
    return dsquares * 2 * difference


@error.right("from an object", forward=cache_object)
def _(dout, cache):
    dy = cache.error.copy()
    dy *= dout
    return dy


@error.right("with a loop", forward=cache_y_d)
def _(dout, cache):
    y, d = cache
    dy = np.zeros(y.shape)
    for index in np.ndindex(y.shape):
        dy[index] = dout * (y[index] - d[index])
    return dy


@error.right("targets first, with a warning on the way", forward=cache_y_d)
def _(dout, cache):
    y, d = cache
    np.log(np.zeros(1))
    return -dout * np.subtract(d, y)


@error.right("the forward run again at the same point", forward=cache_y_d)
def _(dout, cache):
    _, (y, d) = squared_error_forward(*cache)
    return dout * y - dout * d


@error.wrong(
    "factor two",
    told="The gradient is twice as steep as the loss. What does the one half in front of it do?",
    reported="factor 2 too many",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * 2 * (y - d)


@error.wrong(
    "half",
    told="The gradient is half as steep as the loss. What becomes of the square?",
    reported="factor 1/2 too many",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * 0.5 * (y - d)


@error.wrong(
    "sign",
    told="If y is above d, does the loss rise or fall when y rises?",
    reported="wrong sign (d − y)",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * (d - y)


@error.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the loss is scaled by ten further on?",
    reported="ignores the upstream gradient",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return y - d


@error.wrong(
    "averaged over all entries",
    told="It is divided by the number of entries. Did the loss take a mean?",
    reported="divides by the number of entries",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * (y - d) / y.size


@error.wrong(
    "averaged over the rows",
    told="It is divided by the number of rows. Did the loss take a mean?",
    reported="divides by the number of rows",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * (y - d) / len(y)


@error.wrong(
    "gradient on the targets too",
    told="The targets are data: nobody learns them, so there is one gradient.",
    reported="returns a gradient on d as well",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * (y - d), dout * (d - y)


@error.wrong(
    "the loss again",
    told="It is the squared difference: how steep is a square?",
    reported="returns the squared differences",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * 0.5 * (y - d) ** 2


@error.wrong(
    "sign of the difference",
    told="All entries count the same here. Does a large error not weigh more than a small one?",
    reported="gradient of the absolute error",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * np.sign(y - d)


@error.wrong(
    "targets forgotten",
    told="The targets do not matter to it.",
    reported="ignores d",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * y


@error.wrong(
    "summed",
    told="Each entry of y has a gradient of its own.",
    reported="sums the gradient to one number",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * np.sum(y - d)


@error.wrong(
    "flattened",
    told="The values are right but lie in one line: a gradient has the shape of its input.",
    reported="flattens the gradient",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return (dout * (y - d)).ravel()


@error.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout + (y - d)


@error.wrong(
    "cache changed",
    told="It multiplies inside its cache, which the next call still needs.",
    reported="changes its cache in place",
    forward=cache_difference,
)
def _(dout, cache):
    cache *= dout
    return cache.copy()


@error.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return np.float32(dout) * (y - d).astype(np.float32)


@error.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    h, dy = 1e-5, np.zeros(y.shape)
    for index in np.ndindex(y.shape):
        step = np.zeros(y.shape)
        step[index] = h
        change = squared_error_forward(y + step, d)[0] - squared_error_forward(y - step, d)[0]
        dy[index] = dout * change / (2 * h)
    return dy


# softmax_loss ------------------------------------------------------------------------------------
def stable_cross_entropy(scores, labels):
    """Mean cross-entropy for scores of any size; takes complex scores."""
    lifted = scores - np.max(np.real(scores), axis=1, keepdims=True)
    level = np.log(np.sum(np.exp(lifted), axis=1))
    return np.mean(level - lifted[np.arange(len(labels)), labels])


def softmax_cases(rng):
    """The public strata, and scores that overflow or vanish in exp, alone and beside usual rows."""
    usual = CONTRACTS["softmax_loss"].cases(rng)
    labels = np.array([0, 2, 1, 2])

    def normal(*shape):
        return rng.normal(size=shape)

    beside = normal(4, 3)
    beside[1] += np.array([1e4, -1e4, 0.0])
    beside[2] += np.array([-1e4, 0.0, 1e4])
    beside[3] = np.array([0.0, 4.0, -5.0]) + 0.3 * normal(3)
    spread = 1e4 * (2 * rng.random((4, 3)) - 1)
    return [
        *usual,
        Case("scores around 10,000", (1e4 - np.abs(normal(4, 3)), labels)),
        Case("scores around −10,000", (np.abs(normal(4, 3)) - 1e4, labels)),
        Case("scores between −10,000 and 10,000", (spread, labels)),
        Case("huge scores beside usual ones", (beside, labels)),
        Case("scores around 800", (800.0 + normal(2, 4), np.array([3, 0]))),
        Case("scores around −800", (normal(2, 4) - 800.0, np.array([1, 2]))),
        Case("a single row of huge scores", (1e4 * normal(1, 3) / 4, np.array([1]))),
    ]


softmax = Exercise("softmax_loss", cases=softmax_cases, truth=with_gradient(stable_cross_entropy))


@softmax.solved_by()
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_shares = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_shares[rows, labels].mean()
    dscores = np.exp(log_shares)
    dscores[rows, labels] -= 1.0
    return loss, dscores / N


@softmax.right("with one-hot labels")
def _(scores, labels):
    N, C = scores.shape
    hot = np.eye(C)[labels]
    z = scores - np.max(scores, axis=1)[:, None]
    powers = np.exp(z)
    total = powers.sum(axis=1)[:, None]
    loss = np.sum(hot * (np.log(total) - z)) / N
    return loss, (powers / total - hot) / N


@softmax.right("with logaddexp, as a list")
def _(scores, labels):
    level = np.logaddexp.reduce(scores, axis=1)
    N = len(labels)
    picked = np.take_along_axis(scores, labels[:, None], axis=1)[:, 0]
    gradient = np.exp(scores - level[:, None])
    np.put_along_axis(
        gradient, labels[:, None], np.take_along_axis(gradient, labels[:, None], 1) - 1, 1
    )
    return [float(np.mean(level - picked)), gradient / N]


@softmax.right("row by row with loops")
def _(scores, labels):
    N, C = scores.shape
    loss, dscores = 0.0, np.zeros((N, C))
    for i in range(N):
        row = scores[i] - max(scores[i])
        powers = [math.exp(value) for value in row]
        total = sum(powers)
        loss += (math.log(total) - row[labels[i]]) / N
        for j in range(C):
            dscores[i, j] = (powers[j] / total - (1.0 if j == labels[i] else 0.0)) / N
    return loss, dscores


@softmax.right("a mask, in place on its own array, with a print")
def _(scores, labels):
    z = scores.copy()
    z -= z.max(axis=1).reshape(-1, 1)
    total = np.exp(z).sum(axis=1)
    at = labels[:, None] == np.arange(scores.shape[1])[None, :]
    loss = np.mean(np.log(total) - z[at])
    print("loss", loss)
    return loss, np.where(at, np.exp(z) / total[:, None] - 1, np.exp(z) / total[:, None]) / len(z)


@softmax.right("with a helper and transposes")
def _(scores, labels):
    def log_softmax(columns):
        columns = columns - columns.max(axis=0)
        return columns - np.log(np.exp(columns).sum(axis=0))

    logs = log_softmax(scores.T).T
    N = scores.shape[0]
    hot = np.zeros(scores.shape)
    hot[range(N), labels] = 1
    return -np.sum(logs * hot) / N, (np.exp(logs) - hot) * (1 / N)


@softmax.right("from pairwise differences, with warnings on the way")
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    with np.errstate(all="warn"):
        ratios = np.exp(scores[:, None, :] - scores[:, :, None])
        share = 1.0 / ratios.sum(axis=2)
    top = scores.max(axis=1)
    level = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    share[rows, labels] -= 1
    return np.sum(level - scores[rows, labels]) / N, share / N


@softmax.wrong(
    "overflow",
    told="exp of a large score is infinite. Which change of all scores of a row leaves their shares as they are?",
    reported="overflows for large scores (no shift by the maximum)",
)
def _(scores, labels):
    N = scores.shape[0]
    powers = np.exp(scores)
    shares = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(shares[np.arange(N), labels]).mean()
    dscores = shares.copy()
    dscores[np.arange(N), labels] -= 1
    return loss, dscores / N


@softmax.wrong(
    "log of a vanished share",
    told="A share may be so small that it comes out as 0, and its log with it. Is there a way to the log without the share?",
    reported="takes the log of a share that underflowed",
)
def _(scores, labels):
    N = scores.shape[0]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(shares[np.arange(N), labels]).mean()
    dscores = shares.copy()
    dscores[np.arange(N), labels] -= 1
    return loss, dscores / N


@softmax.wrong(
    "epsilon in the log",
    told="A small number inside the log keeps it finite and makes it wrong.",
    reported="adds an epsilon inside the log",
)
def _(scores, labels):
    N = scores.shape[0]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(shares[np.arange(N), labels] + 1e-12).mean()
    dscores = shares.copy()
    dscores[np.arange(N), labels] -= 1
    return loss, dscores / N


@softmax.wrong(
    "shift by the maximum of all",
    told="One shift for all rows does not save a row that lies far below the others.",
    reported="shifts all rows by one maximum",
)
def _(scores, labels):
    N = scores.shape[0]
    z = scores - scores.max()
    powers = np.exp(z)
    total = powers.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(total[:, 0]) - z[np.arange(N), labels])
    dscores = powers / total
    dscores[np.arange(N), labels] -= 1
    return loss, dscores / N


@softmax.wrong(
    "minus one missing",
    told="The gradient is the shares alone. The label's score pulls the loss in the other direction.",
    reported="forgets the minus one at the label",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    return loss, dscores / N


@softmax.wrong(
    "minus one everywhere",
    told="Every score of a row loses one. Which score of a row is special?",
    reported="subtracts one from every score",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores -= 1
    return loss, dscores / N


@softmax.wrong(
    "minus one in whole columns",
    told="Whole columns lose one: which entry of which row belongs to a label?",
    reported="subtracts one from the labels' columns in all rows",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[:, labels] -= 1
    return loss, dscores / N


@softmax.wrong(
    "minus one at the largest score",
    told="It takes one from the largest score of a row. Is that always the label's?",
    reported="subtracts one at the largest score, not at the label",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, scores.argmax(axis=1)] -= 1
    return loss, dscores / N


@softmax.wrong(
    "labels minus shares",
    told="The loss would rise if you followed it: look at the sign.",
    reported="wrong sign of dscores",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return loss, -dscores / N


@softmax.wrong(
    "gradient not averaged",
    told="The loss is a mean over the rows. What does that do to its gradient?",
    reported="forgets 1/N in the gradient",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return loss, dscores


@softmax.wrong(
    "loss not averaged",
    told="The loss is a sum over the rows; a mean is asked for.",
    reported="forgets 1/N in the loss",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.sum(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return loss, dscores / N


@softmax.wrong(
    "nothing averaged",
    told="Loss and gradient are sums over the rows; a mean is asked for.",
    reported="forgets 1/N in both",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.sum(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return loss, dscores


@softmax.wrong(
    "averaged over all entries",
    told="It is divided by the number of all scores. What is the mean taken over?",
    reported="divides by N·C",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.sum(level - z[rows, labels]) / scores.size
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return loss, dscores / scores.size


@softmax.wrong(
    "gradient averaged twice",
    told="The gradient is divided by the number of rows twice.",
    reported="divides the gradient by N twice",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return loss, dscores / N / N


@softmax.wrong(
    "loss of the largest score",
    told="The loss does not look at the labels.",
    reported="loss of the largest score, not of the label's",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z.max(axis=1))
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return loss, dscores / N


@softmax.wrong(
    "sign of the loss",
    told="A share is below one, so what sign has its log, and what sign the loss?",
    reported="wrong sign of the loss",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(z[rows, labels] - level)
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return loss, dscores / N


@softmax.wrong(
    "softmax over the batch",
    told="The shares of a column add up to one. Which scores compete with each other?",
    reported="softmax over the wrong axis",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(scores - scores.max(axis=0)) / np.exp(scores - scores.max(axis=0)).sum(axis=0)
    dscores[rows, labels] -= 1
    return loss, dscores / N


@softmax.wrong(
    "derivative of the share",
    told="It multiplies by the derivative of a share once more. Follow the log as well.",
    reported="multiplies by p(1 − p)",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    shares = dscores.copy()
    dscores[rows, labels] -= 1
    dscores *= shares * (1 - shares)
    return loss, dscores / N


@softmax.wrong(
    "other entries forgotten",
    told="Only the label's score gets a gradient. What do the other scores do to the label's share?",
    reported="gradient at the label alone",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    own = dscores[rows, labels] - 1
    dscores[:] = 0
    dscores[rows, labels] = own
    return loss, dscores / N


@softmax.wrong(
    "log to base ten",
    told="The log is another one than the contract's.",
    reported="log to base 10",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels]) / np.log(10.0)
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return loss, dscores / N


@softmax.wrong(
    "loss alone",
    told="Two things are asked for, the loss and its gradient.",
    reported="returns the loss alone",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return loss


@softmax.wrong(
    "other order",
    told="The loss comes first.",
    reported="returns dscores before the loss",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return dscores / N, loss


@softmax.wrong(
    "shift in place",
    told="It subtracts the maximum inside scores, which belong to somebody else.",
    reported="changes the scores in place",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    scores -= scores.max(axis=1, keepdims=True)
    return loss, dscores / N


@softmax.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return np.float32(loss), (dscores / N).astype(np.float32)


@softmax.wrong(
    "numerical differences",
    told="It differences the loss numerically; beside a large loss a small slope drowns in rounding.",
    reported="numerical differences instead of a gradient",
)
def _(scores, labels):
    def loss_at(s):
        z = s - s.max(axis=1, keepdims=True)
        level = np.log(np.exp(z).sum(axis=1))
        return np.mean(level - z[np.arange(len(labels)), labels])

    h, dscores = 1e-5, np.zeros(scores.shape)
    for index in np.ndindex(scores.shape):
        step = np.zeros(scores.shape)
        step[index] = h
        dscores[index] = (loss_at(scores + step) - loss_at(scores - step)) / (2 * h)
    return loss_at(scores), dscores


# svm_loss ----------------------------------------------------------------------------------------
svm = Exercise("svm_loss")


@svm.solved_by()
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.right("with loops")
def _(scores, labels):
    N, C = scores.shape
    loss, dscores = 0.0, np.zeros((N, C))
    for i in range(N):
        for j in range(C):
            if j == labels[i]:
                continue
            margin = scores[i, j] - scores[i, labels[i]] + 1
            if margin > 0:
                loss += margin
                dscores[i, j] += 1
                dscores[i, labels[i]] -= 1
    return loss / N, dscores / N


@svm.right("with a one-hot mask")
def _(scores, labels):
    N, C = scores.shape
    hot = np.eye(C)[labels]
    right = np.sum(np.where(hot > 0, scores, 0.0), axis=1, keepdims=True)
    margin = (scores - right + 1) * (1 - hot)
    active = margin > 0
    loss = float(np.sum(margin[active])) / N
    return loss, (active - hot * active.sum(axis=1, keepdims=True)) / N


@svm.right("the label's own margin subtracted, as a list")
def _(scores, labels):
    N = len(labels)
    picked = np.take_along_axis(scores, labels.reshape(-1, 1), axis=1)
    far = 1 - (picked - scores)
    hit = np.where(far > 0, 1.0, 0.0)
    hit[np.arange(N), labels] = 0.0
    loss = np.sum(np.where(hit > 0, far, 0.0)) / N
    gradient = hit.copy()
    for i, label in enumerate(labels):
        gradient[i, label] = -np.count_nonzero(hit[i])
    return [loss, gradient / N]


@svm.right("with np.delete, in place on its own array")
def _(scores, labels):
    N, C = scores.shape
    dscores, loss = np.zeros_like(scores), 0.0
    for row, label, out in zip(scores, labels, dscores):
        others = np.delete(np.arange(C), label)
        margin = row[others] - row[label] + 1.0
        loss += margin[margin > 0].sum()
        out[others[margin > 0]] = 1.0 / N
        out[label] = -np.sum(margin > 0) / N
    return loss / N, dscores


@svm.right("with heaviside, a helper and a print")
def _(scores, labels):
    def step(values):
        return np.heaviside(values, 0.0)

    N = scores.shape[0]
    others = np.arange(scores.shape[1]) != labels[:, None]
    margin = scores - scores[np.arange(N), labels].reshape(N, 1) + 1
    active = step(margin) * others
    print(active.sum(), "margins count")
    dscores = active / N
    dscores[np.arange(N), labels] -= active.sum(axis=1) / N
    return np.einsum("ij,ij->", active, margin) / N, dscores


@svm.right("hinge by hinge, transposed")
def _(scores, labels):
    N = scores.shape[0]
    columns = scores.T
    right = columns[labels, np.arange(N)]
    hinge_values = np.where(columns - right + 1 > 0, columns - right + 1, 0)
    hinge_values[labels, np.arange(N)] = 0
    counts = np.sign(hinge_values)
    counts[labels, np.arange(N)] -= counts.sum(axis=0)
    return hinge_values.sum(axis=0).mean(), counts.T / N


@svm.wrong(
    "kink counted",
    told="At a margin of exactly 0 it counts a slope of 1. The course's rule says 0.",
    reported="slope 1 at the kink",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = scores - scores[rows, labels][:, None] + 1.0
    margin[rows, labels] = -1.0
    loss = np.maximum(margin, 0).sum() / N
    dscores = (margin >= 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "kink halved",
    told="At a margin of exactly 0 it counts a slope of a half. The course's rule says 0.",
    reported="slope 1/2 at the kink",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = scores - scores[rows, labels][:, None] + 1.0
    margin[rows, labels] = -1.0
    loss = np.maximum(margin, 0).sum() / N
    dscores = np.heaviside(margin, 0.5)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "margin of the label itself",
    told="The loss is too large by one in every row. Which j is left out of the sum?",
    reported="counts the label's own margin in the loss",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = (margin.sum() + N) / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "label's own margin in both",
    told="The label competes with itself here, in the loss and in the gradient.",
    reported="counts the label's own margin",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "gradient on the label missing",
    told="Only the other scores get a gradient. What does a higher score of the label do?",
    reported="no gradient on the label's score",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    return loss, dscores / N


@svm.wrong(
    "minus one at the label",
    told="The label's score counts once, however many margins it stands in.",
    reported="−1 at the label instead of the number of margins",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -1.0
    return loss, dscores / N


@svm.wrong(
    "minus one at the label where it loses",
    told="The label's score counts at most once. In how many margins of its row does it stand?",
    reported="−1 at the label for any number of margins",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -(dscores.sum(axis=1) > 0)
    return loss, dscores / N


@svm.wrong(
    "sign at the label",
    told="A higher score of the label makes the loss larger here.",
    reported="wrong sign at the label",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "gradient not averaged",
    told="The loss is a mean over the rows. What does that do to its gradient?",
    reported="forgets 1/N in the gradient",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores


@svm.wrong(
    "loss not averaged",
    told="The loss is a sum over the rows; a mean is asked for.",
    reported="forgets 1/N in the loss",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum()
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "nothing averaged",
    told="Loss and gradient are sums over the rows; a mean is asked for.",
    reported="forgets 1/N in both",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum()
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores


@svm.wrong(
    "averaged over all entries",
    told="It is divided by the number of all scores. What is the mean taken over?",
    reported="divides by N·C",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.mean()
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / scores.size


@svm.wrong(
    "margin values as gradient",
    told="The gradient grows with the margin. How steep is max(0, m)?",
    reported="uses the margins where 1 belongs",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = margin.copy()
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "margin of one missing",
    told="Does a score count only once it is above the label's?",
    reported="forgets the margin of 1",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None])
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "sign of the difference",
    told="It punishes rows in which the label is far ahead.",
    reported="exchanges the scores in the difference",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores[rows, labels][:, None] - scores + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "squared hinge",
    told="The margins are squared: that is another loss.",
    reported="squared hinge loss",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = np.sum(margin**2) / N
    dscores = 2 * margin
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "only the worst margin",
    told="Only the largest margin of a row counts here. The contract sums over all j.",
    reported="takes the largest margin of a row only",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.max(axis=1).mean()
    dscores = (margin > 0).astype(float)
    worst = np.zeros(scores.shape)
    worst[rows, margin.argmax(axis=1)] = (margin.max(axis=1) > 0).astype(float)
    dscores = worst
    dscores[rows, labels] -= dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "mask missing",
    told="Every other score has a gradient, even where it is far below the label's.",
    reported="forgets the mask",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = np.ones(scores.shape)
    dscores[rows, labels] = -(scores.shape[1] - 1.0)
    return loss, dscores / N


@svm.wrong(
    "loss alone",
    told="Two things are asked for, the loss and its gradient.",
    reported="returns the loss alone",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss


@svm.wrong(
    "other order",
    told="The loss comes first.",
    reported="returns dscores before the loss",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return dscores / N, loss


@svm.wrong(
    "in place",
    told="It subtracts inside scores, which belong to somebody else.",
    reported="changes the scores in place",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    scores -= scores[rows, labels][:, None]
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@svm.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return np.float32(loss), (dscores / N).astype(np.float32)


@svm.wrong(
    "numerical differences",
    told="It differences the loss numerically: that finds no slope at huge scores and half a slope at a kink.",
    reported="numerical differences instead of a gradient",
)
def _(scores, labels):
    def loss_at(s):
        rows = np.arange(len(labels))
        margin = np.maximum(0.0, s - s[rows, labels][:, None] + 1.0)
        margin[rows, labels] = 0.0
        return margin.sum() / len(labels)

    h, dscores = 1e-5, np.zeros(scores.shape)
    for index in np.ndindex(scores.shape):
        step = np.zeros(scores.shape)
        step[index] = h
        dscores[index] = (loss_at(scores + step) - loss_at(scores - step)) / (2 * h)
    return loss_at(scores), dscores


# two_layer_net -----------------------------------------------------------------------------------
net = Exercise("two_layer_net", cell=True)


@net.solved_by()
def _():
    def two_layer_forward(params, x):
        z = x @ params["W1"] + params["b1"]
        h = 1 / (1 + np.exp(-z))
        scores = h @ params["W2"] + params["b2"]
        return scores, (x, h, params)

    def two_layer_backward(dscores, cache):
        x, h, params = cache
        dh = dscores @ params["W2"].T
        dz = dh * h * (1 - h)
        return {
            "W1": x.T @ dz,
            "b1": dz.sum(axis=0),
            "W2": h.T @ dscores,
            "b2": dscores.sum(axis=0),
        }

    return two_layer_backward, two_layer_forward


@net.right("by calling affine and sigmoid of their own")
def _():
    def affine_forward(x, w, b):
        return x.reshape(x.shape[0], -1) @ w + b, (x, w, b)

    def affine_backward(dout, cache):
        x, w, b = cache
        return dout @ w.T, x.T @ dout, dout.sum(axis=0)

    def sigmoid_forward(z):
        out = 1.0 / (1.0 + np.exp(-z))
        return out, out

    def two_layer_forward(params, x):
        z, first = affine_forward(x, params["W1"], params["b1"])
        h, middle = sigmoid_forward(z)
        scores, second = affine_forward(h, params["W2"], params["b2"])
        return scores, (first, middle, second)

    def two_layer_backward(dscores, cache):
        first, h, second = cache
        dh, dW2, db2 = affine_backward(dscores, second)
        dz = (1 - h) * h * dh
        _, dW1, db1 = affine_backward(dz, first)
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    return two_layer_backward, two_layer_forward


@net.right("cache as a dict, keys in backward order")
def _():
    def two_layer_forward(params, x):
        W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
        z1 = np.dot(x, W1) + b1
        z2 = np.dot(1 / (1 + np.exp(-z1)), W2) + b2
        return z2, {"x": x, "z1": z1, "W2": W2}

    def two_layer_backward(dscores, cache):
        s = 1 / (1 + np.exp(-cache["z1"]))
        grads = {}
        grads["b2"] = np.sum(dscores, axis=0)
        grads["W2"] = np.dot(s.T, dscores)
        dz1 = np.dot(dscores, cache["W2"].T) * (s - s**2)
        grads["b1"] = np.sum(dz1, axis=0)
        grads["W1"] = np.dot(cache["x"].T, dz1)
        return grads

    return two_layer_backward, two_layer_forward


@net.right("example by example")
def _():
    def two_layer_forward(params, x):
        out, hidden = [], []
        for row in x:
            h = 1 / (1 + np.exp(-(row @ params["W1"] + params["b1"])))
            hidden.append(h)
            out.append(h @ params["W2"] + params["b2"])
        return np.array(out), (x, hidden, params["W2"])

    def two_layer_backward(dscores, cache):
        x, hidden, W2 = cache
        D, H, C = x.shape[1], len(W2), W2.shape[1]
        grads = {
            "W1": np.zeros((D, H)),
            "b1": np.zeros(H),
            "W2": np.zeros((H, C)),
            "b2": np.zeros(C),
        }
        for row, h, d in zip(x, hidden, dscores):
            dz = (W2 @ d) * h * (1 - h)
            grads["W1"] += np.outer(row, dz)
            grads["b1"] += dz
            grads["W2"] += np.outer(h, d)
            grads["b2"] += d
        return grads

    return two_layer_backward, two_layer_forward


@net.right("with einsum and a cache object")
def _():
    class Cache:
        pass

    def two_layer_forward(params, x):
        cache = Cache()
        cache.x, cache.params = x, params
        cache.h = 1 / (1 + np.exp(-np.einsum("nd,dh->nh", x, params["W1"]) - params["b1"]))
        return np.einsum("nh,hc->nc", cache.h, params["W2"]) + params["b2"], cache

    def two_layer_backward(dscores, cache):
        h = cache.h
        dz = np.einsum("nc,hc->nh", dscores, cache.params["W2"]) * h * (1 - h)
        return {
            "W1": np.einsum("nd,nh->dh", cache.x, dz),
            "b1": np.einsum("nh->h", dz),
            "W2": np.einsum("nh,nc->hc", h, dscores),
            "b2": np.einsum("nc->c", dscores),
        }

    return two_layer_backward, two_layer_forward


@net.right("with tanh, a print and a warning")
def _():
    def two_layer_forward(params, x):
        np.log(np.zeros(1))
        h = 0.5 * (1 + np.tanh((x @ params["W1"] + params["b1"]) / 2))
        return h @ params["W2"] + params["b2"], [x, h, params["W2"].copy()]

    def two_layer_backward(dscores, cache):
        x, h, W2 = cache
        print("hidden units", h.shape)
        slope = np.multiply(h, np.subtract(1, h))
        dz = np.matmul(dscores, W2.T)
        dz *= slope
        ones = np.ones(len(x))
        return dict(
            W1=np.matmul(x.T, dz), b1=ones @ dz, W2=np.matmul(h.T, dscores), b2=ones @ dscores
        )

    return two_layer_backward, two_layer_forward


@net.right("the forward run again at the same point")
def _():
    def two_layer_forward(params, x):
        z = x @ params["W1"] + params["b1"]
        h = 1 / (1 + np.exp(-z))
        scores = h @ params["W2"] + params["b2"]
        return scores, (x, h, params)

    def two_layer_backward(dscores, cache):
        x, _, params = cache
        _, (_, h, _) = two_layer_forward(params, x)
        dz = (params["W2"] @ dscores.T).T * h * (1 - h)
        return {
            "W2": (dscores.T @ h).T,
            "b2": sum(dscores),
            "W1": (dz.T @ x).T,
            "b1": sum(dz),
        }

    return two_layer_backward, two_layer_forward


@net.right("sigmoid by the sign, with np.where")
def _():
    def two_layer_forward(params, x):
        z = x @ params["W1"] + params["b1"]
        small = np.exp(-np.abs(z))
        h = np.where(z >= 0, 1 / (1 + small), small / (1 + small))
        return h @ params["W2"] + params["b2"], (x, z, h, params)

    def two_layer_backward(dscores, cache):
        x, z, h, params = cache
        small = np.exp(-np.abs(z))
        dz = dscores @ params["W2"].T * small / (1 + small) ** 2
        return {"W1": x.T @ dz, "b1": dz.sum(0), "W2": h.T @ dscores, "b2": dscores.sum(0)}

    return two_layer_backward, two_layer_forward


net.wrong(
    "sigmoid's slope missing",
    told="The gradient walks past the sigmoid as if it were not there.",
    reported="forgets the slope of the sigmoid",
)(edited(net.reference, ("dz = dh * h * (1 - h)", "dz = dh")))

net.wrong(
    "slope from the pre-activation",
    told="The slope of the sigmoid is written in terms of its output here, but fed with its input.",
    reported="σ'(z) computed as z(1 − z)",
)(
    edited(
        net.reference,
        ("(x, h, params)", "(x, h, z, params)"),
        ("x, h, params", "x, h, z, params"),
        ("dz = dh * h * (1 - h)", "dz = dh * z * (1 - z)"),
    )
)

net.wrong(
    "sigmoid taken twice",
    told="The cache holds the sigmoid's output already, and it is put through a sigmoid once more.",
    reported="σ' computed from σ(h) instead of h",
)(
    edited(
        net.reference,
        (
            "dz = dh * h * (1 - h)",
            """s = 1 / (1 + np.exp(-h))
    dz = dh * s * (1 - s)""",
        ),
    )
)

net.wrong(
    "half a slope",
    told="The slope of the sigmoid has two factors. Where is the other one?",
    reported="uses h for the slope of the sigmoid",
)(edited(net.reference, ("dz = dh * h * (1 - h)", "dz = dh * h")))

net.wrong(
    "slope of tanh",
    told="That is the slope of tanh. Which squashing function is in this network?",
    reported="uses the slope of tanh",
)(edited(net.reference, ("dz = dh * h * (1 - h)", "dz = dh * (1 - h**2)")))

net.wrong(
    "slope of relu",
    told="That is the slope of a relu. Which squashing function is in this network?",
    reported="uses the slope of relu",
)(edited(net.reference, ("dz = dh * h * (1 - h)", "dz = dh * (h > 0.5)")))

net.wrong(
    "first layer fed with h",
    told="The gradient of the first weights is multiplied by the hidden values. What did those weights meet on the way forward?",
    reported="W1 gradient with h instead of x",
)(
    edited(
        net.reference,
        ("x.T @ dz", "(h.T @ dz)[: x.shape[1]] if h.shape[1] >= x.shape[1] else x.T @ dz * 0"),
    )
)

net.wrong(
    "second layer fed with z",
    told="The gradient of the second weights is multiplied by what went into the sigmoid. What did those weights meet?",
    reported="W2 gradient with z instead of h",
)(
    edited(
        net.reference,
        ("(x, h, params)", "(x, h, z, params)"),
        ("x, h, params", "x, h, z, params"),
        ("h.T @ dscores", "z.T @ dscores"),
    )
)

net.wrong(
    "second weights transposed wrongly",
    told="`reshape` fills a new shape in the old order; it is not a transpose, although the shapes come out alike.",
    reported="reshapes W2 where a transpose belongs",
)(edited(net.reference, ('params["W2"].T', 'params["W2"].reshape(params["W2"].shape[::-1])')))

net.wrong(
    "transpose missing",
    told="Write the shapes of the factors beside each other: do the inner ones fit?",
    reported="forgets to transpose W2",
)(edited(net.reference, ('params["W2"].T', 'params["W2"]')))

net.wrong(
    "weight gradients averaged",
    told="The weight gradients are divided by the number of examples. Where was the mean taken?",
    reported="divides the weight gradients by N",
)(
    edited(
        net.reference,
        ("x.T @ dz", "x.T @ dz / len(x)"),
        ("h.T @ dscores", "h.T @ dscores / len(x)"),
    )
)

net.wrong(
    "bias gradients averaged",
    told="The bias gradients are averages over the examples. Where was the mean taken?",
    reported="averages the bias gradients",
)(
    edited(
        net.reference,
        ("dz.sum(axis=0)", "dz.mean(axis=0)"),
        ("dscores.sum(axis=0)", "dscores.mean(axis=0)"),
    )
)

net.wrong(
    "everything averaged",
    told="All gradients are divided by the number of examples. Where was the mean taken?",
    reported="divides all gradients by N",
)(
    edited(
        net.reference,
        (
            """x, h, params = cache
""",
            """x, h, params = cache
    dscores = dscores / len(x)
""",
        ),
    )
)

net.wrong(
    "bias gradients with two dimensions",
    told="The bias gradients have one dimension too many.",
    reported="keeps the bias gradients 2-d (keepdims)",
)(
    edited(
        net.reference,
        ("dz.sum(axis=0)", "dz.sum(axis=0, keepdims=True)"),
        ("dscores.sum(axis=0)", "dscores.sum(axis=0, keepdims=True)"),
    )
)

net.wrong(
    "bias gradients from the first example",
    told="The bias gradients look at the first example alone.",
    reported="bias gradients from the first row",
)(
    edited(
        net.reference,
        ("dz.sum(axis=0)", "dz[0].copy()"),
        ("dscores.sum(axis=0)", "dscores[0].copy()"),
    )
)

net.wrong(
    "bias gradients along the wrong axis",
    told="The bias gradients are summed in the other direction.",
    reported="sums the bias gradients over the wrong axis",
)(
    edited(
        net.reference,
        ("dz.sum(axis=0)", "dz.sum(axis=1)"),
        ("dscores.sum(axis=0)", "dscores.sum(axis=1)"),
    )
)

net.wrong(
    "first bias from the second layer's gradient",
    told="The first bias hears what arrives before the sigmoid's slope is taken into account.",
    reported="b1 gradient without the slope of the sigmoid",
)(edited(net.reference, ("dz.sum(axis=0)", "dh.sum(axis=0)")))

net.wrong(
    "upstream ignored",
    told="The gradient on the scores does not matter to it, only its shape does.",
    reported="ignores dscores",
)(
    edited(
        net.reference,
        (
            """x, h, params = cache
""",
            """x, h, params = cache
    dscores = np.ones(dscores.shape)
""",
        ),
    )
)

net.wrong(
    "first layer forgotten",
    told="Only the second layer learns.",
    reported="no gradient on the first layer",
)(
    edited(
        net.reference,
        (
            """dh = dscores @ params["W2"].T
    dz = dh * h * (1 - h)
    """,
            "",
        ),
        ("x.T @ dz", 'np.zeros(params["W1"].shape)'),
        ("dz.sum(axis=0)", 'np.zeros(params["b1"].shape)'),
    )
)

net.wrong(
    "keys with a d",
    told="The contract names the four keys of the dict.",
    reported="keys dW1 … instead of W1 …",
)(
    edited(
        net.reference,
        ('"W1": x', '"dW1": x'),
        ('"b1": dz', '"db1": dz'),
        ('"W2": h', '"dW2": h'),
        ('"b2": dscores', '"db2": dscores'),
    )
)

net.wrong(
    "gradient on x too",
    told="The contract names four keys; the input's gradient is not among them.",
    reported="returns a fifth gradient, on x",
)(
    edited(
        net.reference,
        (
            '"b2": dscores.sum(axis=0),',
            """"b2": dscores.sum(axis=0),
        "x": dz @ params["W1"].T,""",
        ),
    )
)


@net.wrong(
    "tuple for dict",
    told="The contract asks for a dict, so that each gradient is found by its name.",
    reported="returns a tuple",
)
def _():
    def two_layer_forward(params, x):
        z = x @ params["W1"] + params["b1"]
        h = 1 / (1 + np.exp(-z))
        scores = h @ params["W2"] + params["b2"]
        return scores, (x, h, params)

    def two_layer_backward(dscores, cache):
        x, h, params = cache
        dh = dscores @ params["W2"].T
        dz = dh * h * (1 - h)
        return x.T @ dz, dz.sum(axis=0), h.T @ dscores, dscores.sum(axis=0)

    return two_layer_backward, two_layer_forward


net.wrong(
    "layers exchanged",
    told="Weights of one layer got the gradient of the other.",
    reported="exchanges the bias gradients of the layers",
)(
    edited(
        net.reference,
        ('"b1": dz.sum(axis=0)', '"b1": dscores.sum(axis=0)'),
        ('"b2": dscores.sum(axis=0)', '"b2": dz.sum(axis=0)'),
    )
)

net.wrong(
    "sign",
    told="The sizes are right, the signs are not.",
    reported="wrong sign",
)(
    edited(
        net.reference,
        (
            """x, h, params = cache
""",
            """x, h, params = cache
    dscores = -dscores
""",
        ),
    )
)

net.wrong(
    "only a batch of one",
    told="It looks at the first example alone. Weights and biases hear from every example.",
    reported="right only for a batch of one",
)(
    edited(
        net.reference,
        ("x.T @ dz", "np.outer(x[0], dz[0])"),
        ("dz.sum(axis=0)", "dz[0].copy()"),
        ("h.T @ dscores", "np.outer(h[0], dscores[0])"),
        ("dscores.sum(axis=0)", "dscores[0].copy()"),
    )
)

net.wrong(
    "upstream changed in place",
    told="It multiplies inside dscores, which belong to somebody else.",
    reported="changes dscores in place",
)(
    edited(
        net.reference,
        (
            """x, h, params = cache
""",
            """x, h, params = cache
    dscores *= 1.5
""",
        ),
        ('    "b2": dscores.sum(axis=0),', '    "b2": dscores.sum(axis=0) / 1.5,'),
        ("h.T @ dscores", "h.T @ dscores / 1.5"),
        ("dz = dh * h * (1 - h)", "dz = dh * h * (1 - h) / 1.5"),
    )
)

net.wrong(
    "cache changed",
    told="It works inside its cache, which the next call still needs.",
    reported="changes h in its cache",
)(
    edited(
        net.reference,
        (
            "return {",
            """h *= 1 - h
    return {""",
        ),
        ("h.T @ dscores", "kept.T @ dscores"),
        (
            "dz = dh * h * (1 - h)",
            """kept = h.copy()
    dz = dh * h * (1 - h)""",
        ),
    )
)

net.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)(
    edited(
        net.reference,
        ("return scores,", "return scores.astype(np.float32),"),
        (
            """x, h, params = cache
""",
            """x, h, params = cache
    x, h = x.astype(np.float32), h.astype(np.float32)
    dscores = dscores.astype(np.float32)
""",
        ),
    )
)

net.wrong(
    "forward: second bias forgotten",
    told="Scores come out as if one of the four parameters were zero.",
    reported="forward forgets b2",
)(edited(net.reference, (' + params["b2"]', "")))

net.wrong(
    "forward: first bias forgotten",
    told="Scores come out as if one of the four parameters were zero.",
    reported="forward forgets b1",
)(edited(net.reference, (' + params["b1"]', "")))

net.wrong(
    "forward: no sigmoid",
    told="Two affine layers in a row are one affine layer. What stands between them?",
    reported="forward forgets the sigmoid",
)(edited(net.reference, ("h = 1 / (1 + np.exp(-z))", "h = z")))

net.wrong(
    "forward: relu for sigmoid",
    told="The squashing function is another one than the contract's.",
    reported="forward uses relu",
)(
    edited(
        net.reference,
        ("h = 1 / (1 + np.exp(-z))", "h = np.maximum(0.0, z)"),
        ("dz = dh * h * (1 - h)", "dz = dh * (h > 0)"),
    )
)

net.wrong(
    "forward: sigmoid on the scores too",
    told="The scores lie between 0 and 1. What comes after the second affine layer?",
    reported="forward puts the scores through a sigmoid",
)(edited(net.reference, ("return scores,", "return 1 / (1 + np.exp(-scores)),")))

net.wrong(
    "forward: sign in the sigmoid",
    told="The squashing function falls where it should rise.",
    reported="σ(−z) instead of σ(z)",
)(edited(net.reference, ("np.exp(-z)", "np.exp(z)")))

net.wrong(
    "forward: examples as columns",
    told="Rows are examples. Here the scores lie on their side.",
    reported="forward returns the scores transposed",
)(edited(net.reference, ("return scores,", "return scores.T,")))

net.wrong(
    "forward: no cache",
    told="A forward function returns two things.",
    reported="forward returns no cache",
)(edited(net.reference, ("return scores, (x, h, params)", "return scores")))

net.wrong(
    "forward: parameters changed",
    told="It writes into the parameters that it was given.",
    reported="forward changes the parameters in place",
)(
    edited(
        net.reference,
        (
            "z = x @",
            """params["W1"] *= 0.5
    z = 2 * x @""",
        ),
    )
)


@net.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dscores and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _():
    def two_layer_forward(params, x):
        z = x @ params["W1"] + params["b1"]
        h = 1 / (1 + np.exp(-z))
        scores = h @ params["W2"] + params["b2"]
        return scores, (x, h, params)

    def two_layer_backward(dscores, cache):
        x, _, params = cache
        step, grads = 1e-5, {}
        for name, value in params.items():
            grads[name] = np.zeros(value.shape)
            for index in np.ndindex(value.shape):
                change = np.zeros(value.shape)
                change[index] = step
                above, _ = two_layer_forward({**params, name: value + change}, x)
                below, _ = two_layer_forward({**params, name: value - change}, x)
                grads[name][index] = np.sum(dscores * (above - below)) / (2 * step)
        return grads

    return two_layer_backward, two_layer_forward


# sgd_step ----------------------------------------------------------------------------------------
step = Exercise(
    "sgd_step",
    truth=lambda params, grads, rate: tuple(
        params[name] - rate * grads[name] for name in ("W1", "b1", "W2", "b2")
    ),
)


@step.solved_by()
def _(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads[name] for name in params}


@step.right("with a loop")
def _(params, grads, learning_rate):
    new = {}
    for name, value in params.items():
        new[name] = value - learning_rate * grads[name]
    return new


@step.right("the four names written out, in another order")
def _(params, grads, learning_rate):
    return {
        "b2": params["b2"] - learning_rate * grads["b2"],
        "W2": params["W2"] - learning_rate * grads["W2"],
        "b1": params["b1"] - learning_rate * grads["b1"],
        "W1": params["W1"] - learning_rate * grads["W1"],
    }


@step.right("a copy of the dict, filled anew")
def _(params, grads, learning_rate):
    new = params.copy()
    for name in new:
        new[name] = new[name] + (-learning_rate) * grads[name]
    return new


@step.right("deep copies, changed in place")
def _(params, grads, learning_rate):
    new = {name: np.array(value) for name, value in params.items()}
    for name in new:
        new[name] -= learning_rate * grads[name]
    return new


@step.right("with a helper and a print")
def _(params, grads, learning_rate):
    def moved(value, gradient):
        return np.subtract(value, np.multiply(learning_rate, gradient))

    print("step", learning_rate)
    return dict((name, moved(params[name], grads[name])) for name in sorted(params))


@step.wrong(
    "uphill",
    told="The loss should fall. In which direction does a gradient point?",
    reported="adds the gradient (goes uphill)",
)
def _(params, grads, learning_rate):
    return {name: params[name] + learning_rate * grads[name] for name in params}


@step.wrong(
    "learning rate ignored",
    told="The learning rate does not matter to it.",
    reported="ignores the learning rate",
)
def _(params, grads, learning_rate):
    return {name: params[name] - grads[name] for name in params}


@step.wrong(
    "divided by the learning rate",
    told="A larger learning rate makes its step smaller.",
    reported="divides by the learning rate",
)
def _(params, grads, learning_rate):
    return {name: params[name] - grads[name] / (learning_rate or 1e-3) for name in params}


@step.wrong(
    "parameters changed",
    told="It changes what it was given, the dict or the arrays in it: a copy of a dict still holds the same arrays.",
    reported="changes the parameters that it is given",
)
def _(params, grads, learning_rate):
    new = {}
    for name in params:
        params[name] -= learning_rate * grads[name]
        new[name] = params[name].copy()
    return new


@step.wrong(
    "nothing returned",
    told="It calculates new parameters and hands nothing back.",
    reported="returns None",
)
def _(params, grads, learning_rate):
    new = {name: params[name] - learning_rate * grads[name] for name in params}
    del new


@step.wrong(
    "the step alone",
    told="It returns the step. Where does it lead from where you are?",
    reported="returns the step, not the parameters",
)
def _(params, grads, learning_rate):
    return {name: -learning_rate * grads[name] for name in params}


@step.wrong(
    "biases forgotten",
    told="Only the weights move. What about the biases?",
    reported="updates the weights only",
)
def _(params, grads, learning_rate):
    new = {name: value.copy() for name, value in params.items()}
    for name in ("W1", "W2"):
        new[name] -= learning_rate * grads[name]
    return new


@step.wrong(
    "paired by position",
    told="It pairs parameters and gradients by their position in the dicts. Their names say which belong together.",
    reported="pairs params and grads by position, not by key",
)
def _(params, grads, learning_rate):
    new = {}
    for (name, value), gradient in zip(params.items(), grads.values()):
        fits = value.shape == gradient.shape
        new[name] = value - learning_rate * gradient if fits else value * 1.0
    return new


@step.wrong(
    "tuple",
    told="The contract asks for a dict with the same names.",
    reported="returns a tuple",
)
def _(params, grads, learning_rate):
    return tuple(params[name] - learning_rate * grads[name] for name in params)


@step.wrong(
    "other names",
    told="The keys of the new dict are not those of the parameters.",
    reported="renames the keys",
)
def _(params, grads, learning_rate):
    return {f"d{name}": params[name] - learning_rate * grads[name] for name in params}


@step.wrong(
    "gradient normalised",
    told="It goes the same distance whatever the size of the gradient.",
    reported="normalises the gradient",
)
def _(params, grads, learning_rate):
    new = {}
    for name in params:
        length = np.linalg.norm(grads[name]) or 1.0
        new[name] = params[name] - learning_rate * grads[name] / length
    return new


@step.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(params, grads, learning_rate):
    return {
        name: (params[name] - learning_rate * grads[name]).astype(np.float32) for name in params
    }


# forward_passes_needed ---------------------------------------------------------------------------
def pass_cases(rng):
    """Counts that a loop still gets through."""
    counts = [1, 2, 7, 3073, *(int(count) for count in rng.integers(50, 60_000, 4))]
    return [Case(f"{count} parameters", (count,)) for count in counts]


passes = Exercise("forward_passes_needed", cases=pass_cases, truth=lambda count: (2 * count,))


@passes.solved_by()
def _(parameter_count):
    return 2 * parameter_count


@passes.right("added")
def _(parameter_count):
    return parameter_count + parameter_count


@passes.right("counted")
def _(parameter_count):
    passes = 0
    for _ in range(parameter_count):
        passes += 1
        passes += 1
    return passes


@passes.right("with numpy")
def _(parameter_count):
    return np.int64(parameter_count) * 2


@passes.right("as a sum, with a print")
def _(parameter_count):
    above, below = parameter_count, parameter_count
    print(above, below)
    return sum((above, below))


@passes.right("shifted")
def _(parameter_count):
    return int(parameter_count) << 1


@passes.wrong(
    "one a parameter",
    told="How many points does a central difference look at?",
    reported="one pass a parameter (a one-sided difference without its base)",
)
def _(parameter_count):
    return parameter_count


@passes.wrong(
    "one-sided",
    told="That is the cost of a one-sided difference. How many points does a central one look at?",
    reported="P + 1: the one-sided difference",
)
def _(parameter_count):
    return parameter_count + 1


@passes.wrong(
    "one more",
    told="Does the central difference look at the point in the middle?",
    reported="2P + 1: counts the middle too",
)
def _(parameter_count):
    return 2 * parameter_count + 1


@passes.wrong(
    "two in all",
    told="The two points differ in one parameter only. What about the others?",
    reported="two passes in all",
)
def _(parameter_count):
    return 2


@passes.wrong(
    "squared",
    told="Each parameter needs its own passes. Does it need more of them when there are more parameters?",
    reported="P²",
)
def _(parameter_count):
    return parameter_count**2


@passes.wrong(
    "both ways for all signs",
    told="Parameters are moved one at a time, not in all combinations.",
    reported="a power of two",
)
def _(parameter_count):
    return 2 ** min(parameter_count, 40)


@passes.wrong(
    "three a parameter",
    told="Which points does a central difference look at? Count them once more.",
    reported="3P",
)
def _(parameter_count):
    return 3 * parameter_count


@passes.wrong(
    "a float",
    told="The number is right; a count is an int.",
    reported="returns a float",
)
def _(parameter_count):
    return 2.0 * parameter_count


# Quizzes ------------------------------------------------------------------------------------------
QUIZZES = {
    "quiz_mean_or_sum": {
        "answer": "c",
        "why": {
            "a": (
                "The minimum is the same, the way there is not: a step is the learning rate times "
                "the gradient, and one of the gradients is 50 times smaller."
            ),
            "b": (
                "That makes Bob's steps even smaller, although his gradient is the smaller one "
                "already."
            ),
            "c": (
                "The mean's gradient is 50 times smaller, so a learning rate 50 times larger makes "
                "the same step."
            ),
            "d": (
                "Dividing a loss by a constant divides its gradient by the same constant, which "
                "turns no direction."
            ),
        },
    },
    "quiz_delta2": {
        "answer": "c",
        "why": {
            "a": (
                "There is no sigmoid at the output, and nothing here says how wrong the output is: "
                "the first link of the chain is missing."
            ),
            "b": (
                "That would be right for an output with a sigmoid; which activation has this "
                "one, and what is its slope?"
            ),
            "c": (
                "The gradient of the error on y, times the slope of the identity, which is 1 and "
                "so does not show."
            ),
            "d": (
                "That is the error itself, one number; the chain begins with its derivative, "
                "which has a number for each output."
            ),
        },
    },
    "quiz_weight_gradient": {
        "answer": "a",
        "why": {
            "a": (
                "The entry in row i and column j adds up z1[n, i] times delta2[n, j] over all "
                "examples n."
            ),
            "b": (
                "The numbers are right and lie the wrong way: this has the shape (J, I), as "
                "weights for columns have."
            ),
            "c": (
                "The inner sizes, I and J, do not match; and it would add up over units instead "
                "of examples."
            ),
            "d": ("The product is right; but is this error a mean over the batch, or a sum?"),
        },
    },
    "quiz_reused_line": {
        "answer": "a",
        "why": {
            "a": (
                "Every line below needs it: the weights, the biases, and the way to the layer "
                "before. It is worked out once."
            ),
            "b": (
                "That is a final result: the step needs it, but no other gradient is made from it."
            ),
            "c": (
                "That is a final result, like the gradient of the weights; look for what it is "
                "made from."
            ),
            "d": (
                "It leads on to the first layer, but by one way only. Which name stands in "
                "several lines?"
            ),
        },
    },
}


EXERCISES = [error_out, error, softmax, svm, net, step, passes, *quizzes(QUIZZES)]
