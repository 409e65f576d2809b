"""svm_loss: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("svm_loss")


@exercise.solved_by()
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return loss, dscores / N


@exercise.right("with loops")
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


@exercise.right("with a one-hot mask")
def _(scores, labels):
    N, C = scores.shape
    hot = np.eye(C)[labels]
    right = np.sum(np.where(hot > 0, scores, 0.0), axis=1, keepdims=True)
    margin = (scores - right + 1) * (1 - hot)
    active = margin > 0
    loss = float(np.sum(margin[active])) / N
    return loss, (active - hot * active.sum(axis=1, keepdims=True)) / N


@exercise.right("the label's own margin subtracted, as a list")
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


@exercise.right("with np.delete, in place on its own array")
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


@exercise.right("with heaviside, a helper and a print")
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


@exercise.right("hinge by hinge, transposed")
def _(scores, labels):
    N = scores.shape[0]
    columns = scores.T
    right = columns[labels, np.arange(N)]
    hinge_values = np.where(columns - right + 1 > 0, columns - right + 1, 0)
    hinge_values[labels, np.arange(N)] = 0
    counts = np.sign(hinge_values)
    counts[labels, np.arange(N)] -= counts.sum(axis=0)
    return hinge_values.sum(axis=0).mean(), counts.T / N


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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
    dscores[rows, labels] = -(dscores.sum(axis=1) > 0).astype(float)
    return loss, dscores / N


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
    "loss not averaged",
    told="The loss is too large by the number of rows; a mean over them is asked for.",
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong("float32")
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    loss = margin.sum() / N
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -dscores.sum(axis=1)
    return np.float32(loss), (dscores / N).astype(np.float32)


@exercise.wrong(
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


@exercise.wrong(
    "all classes count at the label",
    told="At the label, each other class counts, whether its margin is positive or not. Which of them do add to the loss?",
    reported="subtracts C − 1 at the label, however many margins are positive",
)
def _(scores, labels):
    N, C = scores.shape
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    dscores = (margin > 0).astype(float)
    dscores[rows, labels] = -(C - 1.0)
    return margin.sum() / N, dscores / N


@exercise.wrong(
    "label not averaged",
    told="At the label the gradient is larger than elsewhere by the number of rows. Of what is the loss a mean?",
    reported="forgets 1/N at the label",
)
def _(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    margin = np.maximum(0.0, scores - scores[rows, labels][:, None] + 1.0)
    margin[rows, labels] = 0.0
    positive = (margin > 0).astype(float)
    dscores = positive / N
    dscores[rows, labels] = -positive.sum(axis=1)
    return margin.sum() / N, dscores
