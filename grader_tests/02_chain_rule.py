"""What the hidden tests of chapter 2 know of each exercise."""

import numpy as np

from backpass.grading.exercises import Exercise

# The given forwards, as they stand in the notebook; what the students' functions may call.
from backpass.grading.exercises.quizzes import quizzes


# The given forwards, as they stand in the notebook; what the students' functions may call.
def add_forward(x, y):
    return x + y, (x, y)


def multiply_forward(x, y):
    return x * y, (x, y)


def max_forward(x, y):
    return max(x, y), (x, y)


def pattern_forward(x, y, z, w):
    return 2 * (x * y + max(z, w)), (x, y, z, w)


# Forwards of chain_backward's variants, each with a cache of its own, and the caches alone.
def chain_forward(x, y, z):
    q = x + y
    return q * z, (q, z)


cache_q_z = chain_forward


def cache_inputs(x, y, z):
    return (x + y) * z, (x, y, z)


def cache_dict(x, y, z):
    q = x + y
    return q * z, {"q": q, "z": z}


def cache_object(x, y, z):
    class Cache:
        pass

    cache = Cache()
    cache.q, cache.z = x + y, z
    return cache.q * cache.z, cache


def cache_array(x, y, z):
    q = x + y
    return q * z, np.array([q, z])


def inputs_tuple(x, y, z):
    return x, y, z


def q_z_tuple(x, y, z):
    return x + y, z


def q_z_dict(x, y, z):
    return {"x": x, "y": y, "z": z, "q": x + y, "f": (x + y) * z}


def inputs_dict(x, y, z):
    return {"x": x, "y": y, "z": z}


def x_y_z_q_tuple(x, y, z):
    return x, y, z, x + y


# add_backward ------------------------------------------------------------------------------------
add = Exercise("add_backward")


@add.solved_by()
def _(dout, cache):
    return dout, dout


@add.right("with local gradients")
def _(dout, cache):
    dx = 1.0 * dout
    dy = 1.0 * dout
    return dx, dy


@add.right("as a list")
def _(dout, cache):
    return [dout, dout]


@add.right("with the cache unpacked")
def _(dout, cache):
    x, y = cache
    return dout * 1, dout * 1


@add.right("as 0-d arrays")
def _(dout, cache):
    return np.asarray(dout), np.asarray(dout)


@add.right("the forward run again at the same point")
def _(dout, cache):
    x, y = cache
    add_forward(x, y)
    return dout, dout


@add.right("with a warning on the way")
def _(dout, cache):
    np.log(np.array(0.0))
    return np.float64(dout), np.float64(dout)


@add.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    return 1.0, 1.0


@add.wrong(
    "shared",
    told="An add gate does not share: each input gets what arrives, in full.",
    reported="halves the upstream gradient",
)
def _(dout, cache):
    return dout / 2, dout / 2


@add.wrong(
    "switched inputs",
    told="That is what a multiply gate does. What are the local gradients of x + y?",
    reported="uses the multiply gate's rule",
)
def _(dout, cache):
    x, y = cache
    return dout * y, dout * x


@add.wrong(
    "the inputs",
    told="The inputs have nothing to do with it: by how much does x + y rise if x rises by one?",
    reported="multiplies by the inputs",
)
def _(dout, cache):
    x, y = cache
    return dout * x, dout * y


@add.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
)
def _(dout, cache):
    return dout + 1.0, dout + 1.0


@add.wrong(
    "second sign",
    told="The second one has the sign of a subtraction.",
    reported="wrong sign on dy",
)
def _(dout, cache):
    return dout, -dout


@add.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign on both",
)
def _(dout, cache):
    return -dout, -dout


@add.wrong(
    "first only",
    told="Only x is given a gradient. Does y not matter?",
    reported="gives all to x",
)
def _(dout, cache):
    return dout, 0.0


@add.wrong(
    "the output",
    told="It multiplies by the value of the gate. The local gradient is a rate.",
    reported="multiplies by the output",
)
def _(dout, cache):
    x, y = cache
    return dout * (x + y), dout * (x + y)


@add.wrong(
    "one number",
    told="There are two inputs, so there are two gradients.",
    reported="returns one gradient for two inputs",
)
def _(dout, cache):
    return dout


@add.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    return np.float32(dout), np.float32(dout)


@add.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
)
def _(dout, cache):
    return -4.0, -4.0


@add.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    x, y = cache
    h = 1e-5
    above, _ = add_forward(x + h, y)
    below, _ = add_forward(x - h, y)
    slope = (above - below) / (2 * h)
    return dout * slope, dout * slope


# multiply_backward -------------------------------------------------------------------------------
multiply = Exercise("multiply_backward")


@multiply.solved_by()
def _(dout, cache):
    x, y = cache
    return dout * y, dout * x


@multiply.right("with local gradients")
def _(dout, cache):
    x, y = cache
    dlocal_x, dlocal_y = y, x
    dx = dlocal_x * dout
    dy = dlocal_y * dout
    return dx, dy


@multiply.right("by index, as a list")
def _(dout, cache):
    return [dout * cache[1], dout * cache[0]]


@multiply.right("with numpy")
def _(dout, cache):
    return tuple(dout * np.array(cache)[::-1])


@multiply.right("as 0-d arrays")
def _(dout, cache):
    x, y = np.array(cache[0]), np.array(cache[1])
    return np.multiply(dout, y), np.multiply(dout, x)


@multiply.right("the forward run again at the same point")
def _(dout, cache):
    x, y = cache
    _, (a, b) = multiply_forward(x, y)
    return dout * b, dout * a


@multiply.right("with a helper and a print")
def _(dout, cache):
    def local(of, other):
        print("local gradient", other)
        return other

    x, y = cache
    return local(x, y) * dout, local(y, x) * dout


@multiply.wrong(
    "not switched",
    told="Each input is multiplied by its own value. If x moves a little, what decides how far xy moves?",
    reported="local gradients not switched",
)
def _(dout, cache):
    x, y = cache
    return dout * x, dout * y


@multiply.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    x, y = cache
    return y, x


@multiply.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
)
def _(dout, cache):
    x, y = cache
    return dout + y, dout + x


@multiply.wrong(
    "the upstream alone",
    told="That is what an add gate does: nothing of x or y is in it.",
    reported="passes the upstream gradient on, as add does",
)
def _(dout, cache):
    return dout, dout


@multiply.wrong(
    "the product",
    told="It multiplies by the value of the gate. The local gradient is a rate.",
    reported="multiplies by the output",
)
def _(dout, cache):
    x, y = cache
    return dout * x * y, dout * x * y


@multiply.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign on both",
)
def _(dout, cache):
    x, y = cache
    return -dout * y, -dout * x


@multiply.wrong(
    "sign of one",
    told="One of the two has the wrong sign.",
    reported="wrong sign on dy",
)
def _(dout, cache):
    x, y = cache
    return dout * y, -dout * x


@multiply.wrong(
    "absolute values",
    told="It is right for positive inputs only.",
    reported="right only for positive inputs",
)
def _(dout, cache):
    x, y = cache
    return dout * abs(y), dout * abs(x)


@multiply.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
)
def _(dout, cache):
    return -8.0, 6.0


@multiply.wrong(
    "upstream on one only",
    told="Only one of the two knows of the upstream gradient.",
    reported="ignores the upstream gradient on dy",
)
def _(dout, cache):
    x, y = cache
    return dout * y, x


@multiply.wrong(
    "upstream squared",
    told="The upstream gradient is there twice.",
    reported="multiplies by the upstream gradient twice",
)
def _(dout, cache):
    x, y = cache
    return dout * dout * y, dout * dout * x


@multiply.wrong(
    "one number",
    told="There are two inputs, so there are two gradients.",
    reported="returns one gradient for two inputs",
)
def _(dout, cache):
    x, y = cache
    return dout * y


@multiply.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    x, y = cache
    return np.float32(dout) * np.float32(y), np.float32(dout) * np.float32(x)


@multiply.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    x, y = cache
    h = 1e-5
    dx = (multiply_forward(x + h, y)[0] - multiply_forward(x - h, y)[0]) / (2 * h)
    dy = (multiply_forward(x, y + h)[0] - multiply_forward(x, y - h)[0]) / (2 * h)
    return dout * dx, dout * dy


# max_backward ------------------------------------------------------------------------------------
maximum = Exercise("max_backward")


@maximum.solved_by()
def _(dout, cache):
    x, y = cache
    if x >= y:
        return dout, 0.0
    return 0.0, dout


@maximum.right("comparisons as numbers")
def _(dout, cache):
    x, y = cache
    return dout * (x >= y), dout * (y > x)


@maximum.right("with np.where")
def _(dout, cache):
    x, y = cache
    return np.where(x >= y, dout, 0.0), np.where(x >= y, 0.0, dout)


@maximum.right("the rest")
def _(dout, cache):
    x, y = cache
    dx = dout if x >= y else 0.0
    return dx, dout - dx


@maximum.right("with argmax, as a list")
def _(dout, cache):
    gradient = [0.0, 0.0]
    gradient[int(np.argmax(cache))] = dout
    return gradient


@maximum.right("int zeros")
def _(dout, cache):
    x, y = cache
    return (0, dout) if y > x else (dout, 0)


@maximum.right("the forward run again at the same point")
def _(dout, cache):
    x, y = cache
    out, _ = max_forward(x, y)
    if x == out:
        return dout, 0.0
    return 0.0, dout


@maximum.wrong(
    "strict on both sides",
    told="At a tie both come out as zero. The course's rule gives the whole gradient to the first input.",
    reported="tie: nothing to either",
)
def _(dout, cache):
    x, y = cache
    return dout * (x > y), dout * (y > x)


@maximum.wrong(
    "both at a tie",
    told="At a tie both get all of it. The course's rule gives it to the first input alone.",
    reported="tie: all to both",
)
def _(dout, cache):
    x, y = cache
    return dout * (x >= y), dout * (y >= x)


@maximum.wrong(
    "tie to the second",
    told="At a tie it all goes to y. The course's rule gives it to the first input.",
    reported="tie goes to y",
)
def _(dout, cache):
    x, y = cache
    return dout * (x > y), dout * (y >= x)


@maximum.wrong(
    "tie shared",
    told="At a tie it is shared. The course's rule gives the whole gradient to the first input.",
    reported="tie: shared",
)
def _(dout, cache):
    x, y = cache
    if x == y:
        return dout / 2, dout / 2
    return dout * (x > y), dout * (y > x)


@maximum.wrong(
    "to the smaller",
    told="It goes to the smaller input. Which of the two does max let through?",
    reported="gives the gradient to the smaller input",
)
def _(dout, cache):
    x, y = cache
    if x <= y:
        return dout, 0.0
    return 0.0, dout


@maximum.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    x, y = cache
    if x >= y:
        return 1.0, 0.0
    return 0.0, 1.0


@maximum.wrong(
    "to both",
    told="Both get it. Nudge the smaller input: does max notice?",
    reported="gives the gradient to both, as add does",
)
def _(dout, cache):
    return dout, dout


@maximum.wrong(
    "shared",
    told="A max gate does not share.",
    reported="shares the gradient",
)
def _(dout, cache):
    return dout / 2, dout / 2


@maximum.wrong(
    "by value",
    told="It multiplies by the larger value. The local gradient of the larger input is …?",
    reported="multiplies by the value",
)
def _(dout, cache):
    x, y = cache
    if x >= y:
        return dout * x, 0.0
    return 0.0, dout * y


@maximum.wrong(
    "mask on the upstream",
    told="It decides by the sign of dout. What decides which input gets the gradient?",
    reported="decides by the upstream gradient",
)
def _(dout, cache):
    if dout >= 0:
        return dout, 0.0
    return 0.0, dout


@maximum.wrong(
    "by absolute size",
    told="It compares sizes without signs. Which is larger, −3 or 2?",
    reported="compares absolute values",
)
def _(dout, cache):
    x, y = cache
    if abs(x) >= abs(y):
        return dout, 0.0
    return 0.0, dout


@maximum.wrong(
    "positive ones",
    told="It asks whether each input is positive. What does max compare with?",
    reported="compares with zero, not with the other input",
)
def _(dout, cache):
    x, y = cache
    return dout * (x > 0), dout * (y > 0)


@maximum.wrong(
    "always the first",
    told="It always goes to x, whichever is larger.",
    reported="always gives the gradient to x",
)
def _(dout, cache):
    return dout, 0.0


@maximum.wrong(
    "one number",
    told="There are two inputs, so there are two gradients.",
    reported="returns one gradient for two inputs",
)
def _(dout, cache):
    x, y = cache
    return dout * (x >= y)


@maximum.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    x, y = cache
    h = 1e-5
    dx = (max_forward(x + h, y)[0] - max_forward(x - h, y)[0]) / (2 * h)
    dy = (max_forward(x, y + h)[0] - max_forward(x, y - h)[0]) / (2 * h)
    return dout * dx, dout * dy


# chain_forward -----------------------------------------------------------------------------------
chain_out = Exercise("chain_forward")


@chain_out.solved_by()
def _(x, y, z):
    q = x + y
    f = q * z
    return f, (q, z)


@chain_out.right("the inputs as cache")
def _(x, y, z):
    return (x + y) * z, (x, y, z)


@chain_out.right("a dict as cache")
def _(x, y, z):
    q = x + y
    return q * z, {"q": q, "z": z}


@chain_out.right("multiplied out")
def _(x, y, z):
    return x * z + y * z, [x, y, z]


@chain_out.right("a list, not a tuple")
def _(x, y, z):
    q = x + y
    return [q * z, (q, z)]


@chain_out.right("as numpy numbers")
def _(x, y, z):
    q = np.float64(x) + np.float64(y)
    return q * z, np.array([q, z])


@chain_out.right("an object as cache")
def _(x, y, z):
    class Cache:
        pass

    cache = Cache()
    cache.q, cache.z = x + y, z
    return cache.q * cache.z, cache


@chain_out.wrong(
    "brackets missing",
    told="Multiplication binds tighter than addition: which brackets are missing?",
    reported="computes x + yz",
)
def _(x, y, z):
    return x + y * z, (x + y, z)


@chain_out.wrong(
    "all added",
    told="The last gate is a multiply gate.",
    reported="adds instead of multiplying",
)
def _(x, y, z):
    q = x + y
    return q + z, (q, z)


@chain_out.wrong(
    "all multiplied",
    told="The first gate is an add gate.",
    reported="multiplies instead of adding",
)
def _(x, y, z):
    return x * y * z, (x, y, z)


@chain_out.wrong(
    "minus",
    told="The first gate is an add gate.",
    reported="subtracts instead of adding",
)
def _(x, y, z):
    q = x - y
    return q * z, (q, z)


@chain_out.wrong(
    "the sum returned",
    told="It returns q, which is only half-way.",
    reported="returns q instead of f",
)
def _(x, y, z):
    q = x + y
    return q, (q, z)


@chain_out.wrong(
    "no cache",
    told="The backward pass will need something of the forward pass: return a cache too.",
    reported="returns no cache",
)
def _(x, y, z):
    return (x + y) * z


@chain_out.wrong(
    "published example",
    told="It returns the number of the worked example at every point.",
    reported="returns the published example",
)
def _(x, y, z):
    return -12.0, (3.0, -4.0)


@chain_out.wrong(
    "absolute sum",
    told="It is right for positive inputs only.",
    reported="right only for positive inputs",
)
def _(x, y, z):
    q = abs(x) + abs(y)
    return q * z, (q, z)


@chain_out.wrong(
    "order exchanged",
    told="Output first, cache second.",
    reported="returns the cache first",
)
def _(x, y, z):
    q = x + y
    return (q, z), q * z


# chain_backward ----------------------------------------------------------------------------------
chain = Exercise(
    "chain_backward", caches=(inputs_tuple, q_z_tuple, q_z_dict, inputs_dict, x_y_z_q_tuple)
)


@chain.solved_by(forward=cache_q_z)
def _(dout, cache):
    q, z = cache
    dq = dout * z
    dz = dout * q
    dx = dq * 1.0
    dy = dq * 1.0
    return dx, dy, dz


@chain.right("in one line", forward=cache_q_z)
def _(dout, cache):
    q, z = cache
    return dout * z, dout * z, dout * q


@chain.right("from the inputs", forward=cache_inputs)
def _(dout, cache):
    x, y, z = cache
    return dout * z, dout * z, dout * (x + y)


@chain.right("a dict as cache", forward=cache_dict)
def _(dout, cache):
    dq = cache["z"] * dout
    return [dq, dq, cache["q"] * dout]


@chain.right("an object as cache", forward=cache_object)
def _(dout, cache):
    dq = dout * cache.z
    return dq, dq, dout * cache.q


@chain.right("an array as cache", forward=cache_array)
def _(dout, cache):
    dz, dq = dout * cache
    return dq, dq, dz


@chain.right("multiplied out", forward=cache_inputs)
def _(dout, cache):
    x, y, z = cache
    return z * dout, z * dout, x * dout + y * dout


@chain.right("as 0-d arrays", forward=cache_q_z)
def _(dout, cache):
    q, z = (np.array(value) for value in cache)
    return np.asarray(dout * z), np.asarray(dout * z), np.asarray(dout * q)


@chain.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return z, z, q


@chain.wrong(
    "chain factor missing",
    told="dx and dy know the add gate but not the multiply gate behind it. What is the gradient on q?",
    reported="forgets the multiply gate on the way to x and y",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout, dout, dout * q


@chain.wrong(
    "not switched",
    told="q and z have each other's gradient: what are the local gradients of a multiply gate?",
    reported="local gradients of multiply not switched",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout * q, dout * q, dout * z


@chain.wrong(
    "z for dz",
    told="dz is wrong: what does f gain if z rises by one?",
    reported="uses z for dz",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout * z, dout * z, dout * z


@chain.wrong(
    "half each",
    told="An add gate does not share: each input gets all that arrives.",
    reported="halves the gradient at the add gate",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout * z / 2, dout * z / 2, dout * q


@chain.wrong(
    "upstream on z only",
    told="dx and dy do not know of the upstream gradient.",
    reported="ignores the upstream gradient on dx, dy",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return z, z, dout * q


@chain.wrong(
    "upstream added",
    told="Two rates in a chain: are those added?",
    reported="adds the upstream gradient",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout + z, dout + z, dout + q


@chain.wrong(
    "sign",
    told="The sizes are right, the signs are not.",
    reported="wrong sign",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return -dout * z, -dout * z, -dout * q


@chain.wrong(
    "dy missing",
    told="y is given no gradient. Does f not depend on it?",
    reported="no gradient on y",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout * z, 0.0, dout * q


@chain.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
    forward=cache_q_z,
)
def _(dout, cache):
    return -4.0, -4.0, 3.0


@chain.wrong(
    "upstream twice",
    told="On the way to x and y the upstream gradient is multiplied in twice: it is in dq already.",
    reported="multiplies by the upstream gradient twice on the way to x, y",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    dq = dout * z
    return dq * dout, dq * dout, dout * q


@chain.wrong(
    "wrong order",
    told="The gradients come in another order than the inputs.",
    reported="returns the gradients in another order",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout * q, dout * z, dout * z


@chain.wrong(
    "dq returned too",
    told="There are three inputs. The gradient on q is needed on the way, not at the end.",
    reported="returns the gradient on q too",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    dq = dout * z
    return dq, dq, dq, dout * q


@chain.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    h = 1e-5
    dx = (chain_forward(q + h, 0.0, z)[0] - chain_forward(q - h, 0.0, z)[0]) / (2 * h)
    dz = (chain_forward(q, 0.0, z + h)[0] - chain_forward(q, 0.0, z - h)[0]) / (2 * h)
    return dout * dx, dout * dx, dout * dz


# pattern_backward --------------------------------------------------------------------------------
pattern = Exercise("pattern_backward")


@pattern.solved_by()
def _(dout, cache):
    x, y, z, w = cache
    dsum = 2.0 * dout
    dx = dsum * y
    dy = dsum * x
    dz = dsum if z >= w else 0.0
    dw = 0.0 if z >= w else dsum
    return dx, dy, dz, dw


@pattern.right("in one line")
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z >= w), 2 * dout * (w > z)


@pattern.right("with the gates of the chapter inside")
def _(dout, cache):
    def multiply_back(d, a, b):
        return d * b, d * a

    def max_back(d, a, b):
        return (d, 0.0) if a >= b else (0.0, d)

    x, y, z, w = cache
    d = dout * 2
    return (*multiply_back(d, x, y), *max_back(d, z, w))


@pattern.right("with np.where, as a list")
def _(dout, cache):
    x, y, z, w = cache
    d = np.multiply(2.0, dout)
    return [d * y, d * x, np.where(z >= w, d, 0.0), np.where(z >= w, 0.0, d)]


@pattern.right("added to zeros")
def _(dout, cache):
    x, y, z, w = cache
    dx = dy = dz = dw = 0.0
    d = 2 * dout
    dx += d * y
    dy += d * x
    if z >= w:
        dz += d
    else:
        dw += d
    return dx, dy, dz, dw


@pattern.right("doubled by adding")
def _(dout, cache):
    x, y, z, w = cache
    d = dout + dout
    dz = d * float(z >= w)
    return y * d, x * d, dz, d - dz


@pattern.right("with a print")
def _(dout, cache):
    x, y, z, w = cache
    d = 2 * dout
    print("max takes", max(z, w))
    return (d * y, d * x) + ((d, 0) if not z < w else (0, d))


@pattern.wrong(
    "factor two missing",
    told="The gate next to the output is missing from the chain.",
    reported="forgets the gate ×2",
)
def _(dout, cache):
    x, y, z, w = cache
    return dout * y, dout * x, dout * (z >= w), dout * (w > z)


@pattern.wrong(
    "factor two on the product only",
    told="The gate next to the output is missing on the way to z and w.",
    reported="forgets the gate ×2 on the way to z, w",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, dout * (z >= w), dout * (w > z)


@pattern.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * y, 2 * x, 2.0 * (z >= w), 2.0 * (w > z)


@pattern.wrong(
    "not switched",
    told="x and y have each other's gradient: what are the local gradients of a multiply gate?",
    reported="local gradients of multiply not switched",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * x, 2 * dout * y, 2 * dout * (z >= w), 2 * dout * (w > z)


@pattern.wrong(
    "max to both",
    told="z and w both get it. Nudge the smaller one: does max notice?",
    reported="max gives the gradient to both",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout, 2 * dout


@pattern.wrong(
    "max to the smaller",
    told="The smaller of z and w gets it. Which of the two does max let through?",
    reported="max gives the gradient to the smaller input",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z < w), 2 * dout * (w <= z)


@pattern.wrong(
    "strict on both sides",
    told="At a tie neither z nor w gets anything. The course's rule gives it to z.",
    reported="tie: nothing to either",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z > w), 2 * dout * (w > z)


@pattern.wrong(
    "both at a tie",
    told="At a tie z and w both get it. The course's rule gives it to z alone.",
    reported="tie: all to both",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z >= w), 2 * dout * (w >= z)


@pattern.wrong(
    "tie to the second",
    told="At a tie it goes to w. The course's rule gives it to z.",
    reported="tie goes to w",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z > w), 2 * dout * (w >= z)


@pattern.wrong(
    "tie shared",
    told="At a tie it is shared. The course's rule gives the whole gradient to z.",
    reported="tie: shared",
)
def _(dout, cache):
    x, y, z, w = cache
    d = 2 * dout
    if z == w:
        return d * y, d * x, d / 2, d / 2
    return d * y, d * x, d * (z > w), d * (w > z)


@pattern.wrong(
    "max of values",
    told="The larger of z and w is multiplied by its own value. What is its local gradient?",
    reported="max multiplies by the value",
)
def _(dout, cache):
    x, y, z, w = cache
    d = 2 * dout
    return d * y, d * x, d * z * (z >= w), d * w * (w > z)


@pattern.wrong(
    "add gate shares",
    told="The product gets only half of what arrives at the add gate.",
    reported="halves the gradient on the way to x, y",
)
def _(dout, cache):
    x, y, z, w = cache
    d = dout
    return d * y, d * x, d * (z >= w) * 2, d * (w > z) * 2


@pattern.wrong(
    "sign",
    told="The sizes are right, the signs are not.",
    reported="wrong sign",
)
def _(dout, cache):
    x, y, z, w = cache
    d = -2 * dout
    return d * y, d * x, d * (z >= w), d * (w > z)


@pattern.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
)
def _(dout, cache):
    return -8.0, 6.0, 2.0, 0.0


@pattern.wrong(
    "w forgotten",
    told="w never gets anything, even when it is the larger one.",
    reported="never gives a gradient to w",
)
def _(dout, cache):
    x, y, z, w = cache
    d = 2 * dout
    return d * y, d * x, d * (z >= w), 0.0


@pattern.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    x, y, z, w = cache
    h = 1e-5

    def slope(*move):
        above, _ = pattern_forward(*(v + h * m for v, m in zip(cache, move)))
        below, _ = pattern_forward(*(v - h * m for v, m in zip(cache, move)))
        return dout * (above - below) / (2 * h)

    return slope(1, 0, 0, 0), slope(0, 1, 0, 0), slope(0, 0, 1, 0), slope(0, 0, 0, 1)


# Quizzes ------------------------------------------------------------------------------------------
QUIZZES = {
    "quiz_reused_values": {
        "answer": "c",
        "why": {
            "a": (
                "The add gate's local gradients are 1 whatever x and y are, so the backward "
                "pass need not look at either of them."
            ),
            "b": (
                "The last value of all, f, is an end: no local gradient in this circuit is "
                "made from it."
            ),
            "c": (
                "The multiply gate's local gradients are its inputs switched, q for z and z "
                "for q; the add gate needs no value at all."
            ),
            "d": (
                "Only an add gate works like that; the multiply gate's local gradients are "
                "forward values."
            ),
        },
    },
    "quiz_add_wants": {
        "answer": "b",
        "why": {
            "a": (
                "The force is right; look at the sign once more, which says in which "
                "direction the output should move."
            ),
            "b": (
                "The sign says lower, the size says how strongly: each unit that q goes "
                "down lifts f by 4."
            ),
            "c": (
                "A gradient is a rate and not a target: it says which way to go and how "
                "much that pays, never where to stop."
            ),
            "d": (
                "3 is the gate's forward value; what the circuit wants is told by the "
                "gradient on it, not by the value."
            ),
        },
    },
    "quiz_max_route": {
        "answer": "d",
        "why": {
            "a": (
                "A max gate does not share: w could move a little either way without "
                "anybody noticing at the output."
            ),
            "b": (
                "That is how an add gate distributes; here one of the inputs has no "
                "influence on the output."
            ),
            "c": (
                "Those are the local gradients; they still have to be multiplied by the "
                "gradient that arrives from above."
            ),
            "d": (
                "The larger input gets all of what arrives, unchanged, and the other one nothing."
            ),
        },
    },
    "quiz_big_gradient": {
        "answer": "a",
        "why": {
            "a": (
                "Each input's local gradient is the other input: a step of x is multiplied "
                "by 1000, a step of y by 0.001."
            ),
            "b": (
                "It feels natural, but the gate switches its inputs: ask how much f moves "
                "when y moves by one, and then x."
            ),
            "c": (
                "The product is a value and not a sensitivity; try by how much it moves "
                "when one input moves a little."
            ),
            "d": (
                "Passing the gradient through unchanged is what an add gate does; a "
                "multiply gate scales it."
            ),
        },
    },
}


EXERCISES = [add, multiply, maximum, chain_out, chain, pattern, *quizzes(QUIZZES)]
