"""What the hidden tests of chapter 1 know of each exercise."""

import math

import numpy as np

from backpass.grading.exercises import Exercise

# numerical_derivative ----------------------------------------------------------------------------
from backpass.grading.exercises.quizzes import quizzes

# numerical_derivative ----------------------------------------------------------------------------
derivative = Exercise("numerical_derivative")


@derivative.solved_by()
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@derivative.right("with names for both sides")
def _(f, x, h=1e-5):
    above = f(x + h)
    below = f(x - h)
    return (above - below) / (2 * h)


@derivative.right("divided twice")
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h / 2


@derivative.right("half the sum of two slopes, f called twice")
def _(f, x, h=1e-5):
    above, below = f(x + h), f(x - h)
    return 0.5 * (above / h - below / h)


@derivative.right("with a loop over the two sides")
def _(f, x, h=1e-5):
    total = 0.0
    for side in (1, -1):
        total += side * f(x + side * h)
    return total / (2 * h)


@derivative.right("as a numpy number")
def _(f, x, h=1e-5):
    return np.float64(f(x + h) - f(x - h)) / np.float64(2 * h)


@derivative.right("below first, with a print")
def _(f, x, h=1e-5):
    below = f(x - h)
    above = f(x + h)
    print("above", above, "below", below)
    return -(below - above) / (2 * h)


@derivative.right("as a 0-d array")
def _(f, x, h=1e-5):
    return np.array((f(x + h) - f(x - h)) / (2 * h))


@derivative.wrong(
    "one-sided",
    told="It steps to one side only. The central difference steps as far below x as above.",
    reported="takes the one-sided difference",
)
def _(f, x, h=1e-5):
    return (f(x + h) - f(x)) / h


@derivative.wrong(
    "one-sided below",
    told="It steps below x only. The central difference steps to both sides.",
    reported="takes the one-sided difference below x",
)
def _(f, x, h=1e-5):
    return (f(x) - f(x - h)) / h


@derivative.wrong(
    "divided by h",
    told="How far apart are the two points? The difference is divided by that distance.",
    reported="divides by h instead of 2h",
)
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h


@derivative.wrong(
    "precedence of the division",
    told="Python divides and multiplies from left to right: what does `/ 2 * h` do?",
    reported="writes / 2 * h without brackets",
)
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / 2 * h


@derivative.wrong(
    "brackets of the difference",
    told="Only a part of the difference is divided. Which brackets are missing?",
    reported="divides only the second value",
)
def _(f, x, h=1e-5):
    return f(x + h) - f(x - h) / (2 * h)


@derivative.wrong(
    "sides exchanged",
    told="The sign is the wrong way round: which side comes first?",
    reported="exchanges the two sides (sign)",
)
def _(f, x, h=1e-5):
    return (f(x - h) - f(x + h)) / (2 * h)


@derivative.wrong(
    "sum for difference",
    told="A slope comes from a difference of two values.",
    reported="adds the two values",
)
def _(f, x, h=1e-5):
    return (f(x + h) + f(x - h)) / (2 * h)


@derivative.wrong(
    "h ignored",
    told="It takes the same step whatever h it is given.",
    reported="ignores the argument h",
)
def _(f, x, h=1e-5):
    return (f(x + 1e-5) - f(x - 1e-5)) / (2 * 1e-5)


@derivative.wrong(
    "not divided",
    told="A slope is a change of f for each unit of x.",
    reported="forgets to divide",
)
def _(f, x, h=1e-5):
    return f(x + h) - f(x - h)


@derivative.wrong(
    "f called too often",
    told="The value is right, but f is called more often than it has to be, and calls are what a numerical gradient costs.",
    reported="calls f more than twice",
)
def _(f, x, h=1e-5):
    return ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h) / 2


# multiply_gradient -------------------------------------------------------------------------------
multiply = Exercise("multiply_gradient")


@multiply.solved_by()
def _(x, y):
    return y, x


@multiply.right("with names")
def _(x, y):
    dfdx = y
    dfdy = x
    return dfdx, dfdy


@multiply.right("as a list")
def _(x, y):
    return [y, x]


@multiply.right("as numpy numbers")
def _(x, y):
    return np.float64(y), np.float64(x)


@multiply.right("as 0-d arrays")
def _(x, y):
    return np.array(y), np.array(x)


@multiply.right("by the product rule")
def _(x, y):
    return 1.0 * y + x * 0.0, 0.0 * y + x * 1.0


@multiply.right("with a helper and a print")
def _(x, y):
    def other(a, b):
        print("the other one is", b)
        return b

    return other(x, y), other(y, x)


@multiply.wrong(
    "not switched",
    told="Each input is given its own value. If x moves a little, what decides how far xy moves?",
    reported="gives each input its own value (not switched)",
)
def _(x, y):
    return x, y


@multiply.wrong(
    "the product for both",
    told="It returns the value of f. The question is how fast f changes.",
    reported="returns the product itself",
)
def _(x, y):
    return x * y, x * y


@multiply.wrong(
    "ones",
    told="1 and 1 is what an add gate answers. Try a step of x at y = −3.",
    reported="returns 1, 1 as for an add gate",
)
def _(x, y):
    return 1.0, 1.0


@multiply.wrong(
    "sign",
    told="The sizes are right, the signs are not.",
    reported="wrong sign on both",
)
def _(x, y):
    return -y, -x


@multiply.wrong(
    "sign of one",
    told="One of the two has the wrong sign.",
    reported="wrong sign on dfdx",
)
def _(x, y):
    return -y, x


@multiply.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
)
def _(x, y):
    return -3.0, 4.0


@multiply.wrong(
    "absolute values",
    told="It is right for positive inputs only. What does a negative input do?",
    reported="right only for positive inputs",
)
def _(x, y):
    return abs(y), abs(x)


@multiply.wrong(
    "the sum",
    told="It returns x + y. Which of the two matters for a step of x?",
    reported="returns the sum",
)
def _(x, y):
    return x + y, x + y


@multiply.wrong(
    "rounded",
    told="It loses digits: nothing in a gradient needs rounding.",
    reported="rounds the gradient",
)
def _(x, y):
    return round(y), round(x)


@multiply.wrong(
    "one number",
    told="There are two inputs, so there are two gradients.",
    reported="returns one gradient for two inputs",
)
def _(x, y):
    return y


@multiply.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(x, y):
    return np.float32(y), np.float32(x)


@multiply.wrong(
    "numerical differences",
    told="This is a numerical gradient. It loses its digits as the inputs grow; here the exact one is asked for.",
    reported="differences numerically",
)
def _(x, y):
    h = 1e-5
    return ((x + h) * y - (x - h) * y) / (2 * h), (x * (y + h) - x * (y - h)) / (2 * h)


# add_gradient ------------------------------------------------------------------------------------
add = Exercise("add_gradient")


@add.solved_by()
def _(x, y):
    return 1.0, 1.0


@add.right("as ints")
def _(x, y):
    return 1, 1


@add.right("as a list")
def _(x, y):
    return [1.0, 1.0]


@add.right("with names")
def _(x, y):
    dfdx = 1.0
    dfdy = 1.0
    return dfdx, dfdy


@add.right("as numpy numbers")
def _(x, y):
    return np.float64(1), np.float64(1)


@add.right("as 0-d arrays")
def _(x, y):
    return np.ones(()), np.ones(())


@add.right("by the power rule")
def _(x, y):
    return float(x**0), float(y**0)


@add.right("with a warning on the way")
def _(x, y):
    np.log(np.array(-1.0))
    return 1.0, 1.0


@add.wrong(
    "the inputs",
    told="It returns the inputs. Raise x by one: by how much does x + y rise?",
    reported="returns the inputs",
)
def _(x, y):
    return x, y


@add.wrong(
    "switched inputs",
    told="That is what a multiply gate answers. Raise x by one: by how much does x + y rise?",
    reported="returns the switched inputs, as for multiply",
)
def _(x, y):
    return y, x


@add.wrong(
    "halves",
    told="The gate does not share: a step of x arrives in full.",
    reported="shares 1/2, 1/2",
)
def _(x, y):
    return 0.5, 0.5


@add.wrong(
    "the sum",
    told="It returns the value of f. The question is how fast f changes.",
    reported="returns the sum itself",
)
def _(x, y):
    return x + y, x + y


@add.wrong(
    "zeros",
    told="Zero would mean that f does not move at all.",
    reported="returns zeros",
)
def _(x, y):
    return 0.0, 0.0


@add.wrong(
    "second sign",
    told="The second one has the sign of a subtraction.",
    reported="wrong sign on dfdy",
)
def _(x, y):
    return 1.0, -1.0


@add.wrong(
    "signs of the inputs",
    told="It depends on the signs of the inputs. Does the rate?",
    reported="returns the signs of the inputs",
)
def _(x, y):
    return np.sign(x), np.sign(y)


@add.wrong(
    "first only",
    told="Only x is given a gradient. Does y not matter?",
    reported="gives all to x",
)
def _(x, y):
    return 1.0, 0.0


@add.wrong(
    "one number",
    told="There are two inputs, so there are two gradients.",
    reported="returns one gradient for two inputs",
)
def _(x, y):
    return 1.0


@add.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(x, y):
    return np.float32(1), np.float32(1)


@add.wrong(
    "numerical differences",
    told="This is a numerical gradient. It loses its digits as the inputs grow; here the exact one is asked for.",
    reported="differences numerically",
)
def _(x, y):
    h = 1e-5
    return ((x + h + y) - (x - h + y)) / (2 * h), ((x + (y + h)) - (x + (y - h))) / (2 * h)


# max_gradient ------------------------------------------------------------------------------------
maximum = Exercise("max_gradient")


@maximum.solved_by()
def _(x, y):
    if x >= y:
        return 1.0, 0.0
    return 0.0, 1.0


@maximum.right("comparisons as numbers")
def _(x, y):
    return float(x >= y), float(y > x)


@maximum.right("comparisons as they are")
def _(x, y):
    return x >= y, y > x


@maximum.right("with np.where")
def _(x, y):
    return np.where(x >= y, 1.0, 0.0), np.where(x >= y, 0.0, 1.0)


@maximum.right("the rest to one")
def _(x, y):
    dfdx = 1.0 if x >= y else 0.0
    return dfdx, 1.0 - dfdx


@maximum.right("with argmax")
def _(x, y):
    gradient = [0.0, 0.0]
    gradient[int(np.argmax([x, y]))] = 1.0
    return gradient


@maximum.right("by the difference")
def _(x, y):
    difference = x - y
    if difference < 0:
        return 0, 1
    return 1, 0


@maximum.wrong(
    "strict on both sides",
    told="At a tie both come out as zero. The course's rule gives the whole gradient to the first input.",
    reported="tie: 0, 0",
)
def _(x, y):
    return float(x > y), float(y > x)


@maximum.wrong(
    "both at a tie",
    told="At a tie both come out as one. The course's rule gives the whole gradient to the first input.",
    reported="tie: 1, 1",
)
def _(x, y):
    return float(x >= y), float(y >= x)


@maximum.wrong(
    "tie to the second",
    told="At a tie it all goes to y. The course's rule gives it to the first input.",
    reported="tie goes to y",
)
def _(x, y):
    return float(x > y), float(y >= x)


@maximum.wrong(
    "tie shared",
    told="At a tie it is shared. The course's rule gives the whole gradient to the first input.",
    reported="tie: 1/2, 1/2",
)
def _(x, y):
    if x == y:
        return 0.5, 0.5
    return float(x > y), float(y > x)


@maximum.wrong(
    "to the smaller",
    told="It goes to the smaller input. Which of the two does max let through?",
    reported="gives the gradient to the smaller input",
)
def _(x, y):
    if x <= y:
        return 1.0, 0.0
    return 0.0, 1.0


@maximum.wrong(
    "values",
    told="It returns the larger value. The question is the rate: raise it by one, and f rises by …?",
    reported="returns the values, not the rates",
)
def _(x, y):
    if x >= y:
        return x, 0.0
    return 0.0, y


@maximum.wrong(
    "both ones",
    told="Both are ones. Nudge the smaller input: does max notice?",
    reported="gives 1 to both, as for add",
)
def _(x, y):
    return 1.0, 1.0


@maximum.wrong(
    "halves",
    told="A max gate does not share.",
    reported="shares 1/2, 1/2",
)
def _(x, y):
    return 0.5, 0.5


@maximum.wrong(
    "by absolute size",
    told="It compares sizes without signs. Which is larger, −3 or 2?",
    reported="compares absolute values",
)
def _(x, y):
    if abs(x) >= abs(y):
        return 1.0, 0.0
    return 0.0, 1.0


@maximum.wrong(
    "positive ones",
    told="It asks whether each input is positive. What does max compare with?",
    reported="compares with zero, not with the other input",
)
def _(x, y):
    return float(x > 0), float(y > 0)


@maximum.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
)
def _(x, y):
    return 1.0, 0.0


@maximum.wrong(
    "one number",
    told="There are two inputs, so there are two gradients.",
    reported="returns one gradient for two inputs",
)
def _(x, y):
    return float(x >= y)


@maximum.wrong(
    "numerical differences",
    told="This is a numerical gradient: it says one half at a tie, and loses its digits as the inputs grow.",
    reported="differences numerically",
)
def _(x, y):
    h = 1e-5
    return (max(x + h, y) - max(x - h, y)) / (2 * h), (max(x, y + h) - max(x, y - h)) / (2 * h)


# predict_change ----------------------------------------------------------------------------------
change = Exercise("predict_change", truth=lambda gradient, step: (float(np.dot(gradient, step)),))


@change.solved_by()
def _(gradient, step):
    return float(np.dot(gradient, step))


@change.right("with @")
def _(gradient, step):
    return gradient @ step


@change.right("product and sum")
def _(gradient, step):
    return np.sum(gradient * step)


@change.right("with a loop")
def _(gradient, step):
    total = 0.0
    for g, s in zip(gradient, step):
        total += g * s
    return total


@change.right("with einsum")
def _(gradient, step):
    return np.einsum("i,i->", gradient, step)


@change.right("as a 0-d array")
def _(gradient, step):
    return np.array((gradient * step).sum())


@change.right("with math.fsum")
def _(gradient, step):
    return math.fsum(g * s for g, s in zip(gradient, step))


@change.right("in place on a copy")
def _(gradient, step):
    parts = step.copy()
    parts *= gradient
    return parts.sum()


@change.wrong(
    "not added up",
    told="It returns one change for each input. f is one number: what is its change in all?",
    reported="returns the products, not their sum",
)
def _(gradient, step):
    return gradient * step


@change.wrong(
    "mean for sum",
    told="The changes add up; nothing is averaged.",
    reported="averages instead of adding",
)
def _(gradient, step):
    return float(np.mean(gradient * step))


@change.wrong(
    "product of sums",
    told="Each input has its own gradient and its own step; they belong together pair by pair.",
    reported="multiplies the sums",
)
def _(gradient, step):
    return float(np.sum(gradient) * np.sum(step))


@change.wrong(
    "first input only",
    told="It looks at the first input only.",
    reported="uses the first input only",
)
def _(gradient, step):
    return float(gradient[0] * step[0])


@change.wrong(
    "sizes only",
    told="It multiplies the lengths. A step against the gradient makes f fall.",
    reported="multiplies the lengths",
)
def _(gradient, step):
    return float(np.linalg.norm(gradient) * np.linalg.norm(step))


@change.wrong(
    "absolute products",
    told="Every part comes out positive. A step against the gradient makes f fall.",
    reported="adds absolute values",
)
def _(gradient, step):
    return float(np.sum(np.abs(gradient * step)))


@change.wrong(
    "the gradients alone",
    told="It forgets how large the steps are.",
    reported="ignores the step",
)
def _(gradient, step):
    return float(np.sum(gradient))


@change.wrong(
    "the steps alone",
    told="It forgets how sensitive f is to each input.",
    reported="ignores the gradient",
)
def _(gradient, step):
    return float(np.sum(step))


@change.wrong(
    "sum for product",
    told="A rate and a step are not added.",
    reported="adds gradient and step",
)
def _(gradient, step):
    return float(np.sum(gradient + step))


@change.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
)
def _(gradient, step):
    return -float(np.dot(gradient, step))


@change.wrong(
    "divided",
    told="Is it the step times the rate, or divided by it?",
    reported="divides by the gradient",
)
def _(gradient, step):
    return float(np.sum(step / gradient))


@change.wrong(
    "two inputs only",
    told="It works for two inputs only; take all that there are.",
    reported="works only for two inputs",
)
def _(gradient, step):
    return float(gradient[0] * step[0] + gradient[1] * step[1])


@change.wrong(
    "argument overwritten",
    told="The value is right, but `step` is changed under the caller's hands.",
    reported="changes its argument in place",
)
def _(gradient, step):
    step *= gradient
    return float(step.sum())


@change.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(gradient, step):
    return float(np.dot(gradient.astype(np.float32), step.astype(np.float32)) * np.float32(1))


# Quizzes ------------------------------------------------------------------------------------------
QUIZZES = {
    "quiz_sensitivity": {
        "answer": "b",
        "why": {
            "a": (
                "The size is right, but the sign counts too: a negative gradient says that "
                "f moves against x."
            ),
            "b": (
                "Step times gradient is 0.01 · (−3) = −0.03: the sign gives the direction, "
                "the size gives the rate."
            ),
            "c": (
                "−3 is a rate, the change of f per unit of x; it still has to be multiplied "
                "by the step, and the step is 0.01."
            ),
            "d": (
                "The gradient tells how f changes, not what f is: f may well stay positive "
                "while it falls."
            ),
        },
    },
    "quiz_large_step": {
        "answer": "d",
        "why": {
            "a": (
                "A gradient of 0 promises that only for small steps, and 2.5 is more than "
                "the gap of 2 between the inputs."
            ),
            "b": (
                "The first 2 of those 2.5 only bring y level with x, and on that stretch f "
                "does not move."
            ),
            "c": (
                "After the step y is indeed the larger input, but a maximum never falls "
                "when one of its inputs rises."
            ),
            "d": (
                "max(4, 4.5) = 4.5: the step crosses the kink at y = 4, and a derivative "
                "speaks only of the immediate surroundings."
            ),
        },
    },
    "quiz_which_gradient": {
        "answer": "a",
        "why": {
            "a": (
                "Training turns the knobs that are ours to turn, W and b, and asks how the "
                "loss answers to each."
            ),
            "b": (
                "Those are as easy to compute, and good for looking into a network, but the "
                "pictures are given and stay as they are."
            ),
            "c": (
                "That is upside down: we differentiate the loss, the one number at the end, "
                "with respect to what it depends on."
            ),
            "d": ("The data are given and fixed, so nothing that belongs to them gets updated."),
        },
    },
}


EXERCISES = [derivative, multiply, add, maximum, change, *quizzes(QUIZZES)]
