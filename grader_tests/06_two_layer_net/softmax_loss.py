"""softmax_loss: the reference, right ways to write it, and known mistakes."""

import math

import numpy as np

from backpass.contracts import CONTRACTS
from backpass.contracts.two_layer_net import with_gradient
from backpass.grading.exercises import Exercise
from backpass.judging.verdict import Case


def stable_cross_entropies(scores, labels):
    """The cross-entropy of each row, for scores of any size; takes complex scores."""
    lifted = scores - np.max(np.real(scores), axis=1, keepdims=True)
    level = np.log(np.sum(np.exp(lifted), axis=1))
    return level - lifted[np.arange(len(labels)), labels]


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


exercise = Exercise(
    "softmax_loss", cases=softmax_cases, truth=with_gradient(stable_cross_entropies)
)


@exercise.solved_by()
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_shares = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_shares[rows, labels].mean()
    dscores = np.exp(log_shares)
    dscores[rows, labels] -= 1.0
    return loss, dscores / N


@exercise.right("with one-hot labels")
def _(scores, labels):
    N, C = scores.shape
    hot = np.eye(C)[labels]
    z = scores - np.max(scores, axis=1)[:, None]
    powers = np.exp(z)
    total = powers.sum(axis=1)[:, None]
    loss = np.sum(hot * (np.log(total) - z)) / N
    return loss, (powers / total - hot) / N


@exercise.right("with logaddexp, as a list")
def _(scores, labels):
    level = np.logaddexp.reduce(scores, axis=1)
    N = len(labels)
    picked = np.take_along_axis(scores, labels[:, None], axis=1)[:, 0]
    gradient = np.exp(scores - level[:, None])
    np.put_along_axis(
        gradient, labels[:, None], np.take_along_axis(gradient, labels[:, None], 1) - 1, 1
    )
    return [float(np.mean(level - picked)), gradient / N]


@exercise.right("row by row with loops")
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


@exercise.right("a mask, in place on its own array, with a print")
def _(scores, labels):
    z = scores.copy()
    z -= z.max(axis=1).reshape(-1, 1)
    total = np.exp(z).sum(axis=1)
    at = labels[:, None] == np.arange(scores.shape[1])[None, :]
    loss = np.mean(np.log(total) - z[at])
    print("loss", loss)
    return loss, np.where(at, np.exp(z) / total[:, None] - 1, np.exp(z) / total[:, None]) / len(z)


@exercise.right("with a helper and transposes")
def _(scores, labels):
    def log_softmax(columns):
        columns = columns - columns.max(axis=0)
        return columns - np.log(np.exp(columns).sum(axis=0))

    logs = log_softmax(scores.T).T
    N = scores.shape[0]
    hot = np.zeros(scores.shape)
    hot[range(N), labels] = 1
    return -np.sum(logs * hot) / N, (np.exp(logs) - hot) * (1 / N)


@exercise.right("from pairwise differences, with warnings on the way")
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
    "loss not averaged",
    told="The loss is too large by the number of rows; a mean over them is asked for.",
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong("float32")
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    z = scores - scores.max(axis=1, keepdims=True)
    level = np.log(np.exp(z).sum(axis=1))
    loss = np.mean(level - z[rows, labels])
    dscores = np.exp(z - level[:, None])
    dscores[rows, labels] -= 1
    return np.float32(loss), (dscores / N).astype(np.float32)


@exercise.wrong(
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


@exercise.wrong(
    "softmax down the columns",
    told="The shares of a column add up to 1, and not those of a row. Which scores compete with each other?",
    reported="takes the softmax over the examples",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    logs = scores - np.logaddexp.reduce(scores, axis=0)
    dscores = np.exp(logs)
    dscores[rows, labels] -= 1
    return -logs[rows, labels].mean(), dscores / N
