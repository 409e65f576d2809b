"""What the tagged cells must print or display, for every item with a value.

A pattern is matched against the plain text of a cell's outputs: blanks stretch, and each ``{}``
stands for a number, which is compared with the one given. So the numbers are checked as numbers,
and the words around them say which number is meant.
"""

Want = tuple[str, tuple[float, ...]]


def circuit_row(name: str, gate: str, inputs: str, value: float, gradient: float) -> Want:
    """A line of the text table under a drawn circuit."""
    return (f"{name} {gate} {inputs} {{}} {{}}", (value, gradient))


EXPECTED: dict[str, tuple[Want, ...]] = {
    "C0-EXA01": (
        ("(x_i, y_i), i = 1..N, N = {}; W ({}, {}), b ({},)", (4, 2, 2, 2)),
        ("loss before = {}", (0.25,)),
        ("loss after raising W[0, 0] by 0.01 = {}", (0.2475,)),
        ("change for each unit of W[0, 0] = {}", (-0.25,)),
    ),
    "C1-EQN01": (  # along x: y; along y: x
        ("at (4, -3): along x {}, along y {}", (-3, 4)),
        ("at (2, 5): along x {}, along y {}", (5, 2)),
        ("at (-1, 0.5): along x {}, along y {}", (0.5, -1)),
        ("at (7, 0): along x {}, along y {}", (0, 7)),
    ),
    "C1-EQN02": tuple(  # (f(x + h) - f(x)) / h of x², at 3, is 6 + h
        ("h = " + f"{h:g}" + " slope = {}", (6 + h,)) for h in (1, 0.1, 0.01, 0.001, 0.0001)
    ),
    "C1-EXA01": (("f = {}", (-12,)), ("dfdx = {}", (-3,)), ("dfdy = {}", (4,))),
    "C1-CLM05": (("f changes by {}, {} times the step", (-3e-4, -3)),),
    "C1-EQN03": tuple(  # what first order misses of x² is h²
        ("h = " + f"{h:g}" + " predicted {}, real {}, miss {}", (9 + 6 * h, (3 + h) ** 2, h**2))
        for h in (1, 0.1, 0.01)
    ),
    "C1-CLM06": (("f changes by {}, {} times the step", (4e-4, 4)),),
    "C1-EQN04": (("point: [{} {}] gradient there: [{} {}]", (4, -3, -3, 4)),),
    "C1-EQN05": tuple(
        (f"at {point}: along x {{}}, along y {{}}", (1, 1))
        for point in ("(4, -3)", "(0, 0)", "(-250, 0.001)")
    ),
    "C1-EQN06": (
        ("(4, 2) along x: right {}, left {}, central {}", (1, 1, 1)),
        ("(4, 2) along y: right {}, left {}, central {}", (0, 0, 0)),
        ("(-5, 1) along x: right {}, left {}, central {}", (0, 0, 0)),
        ("(-5, 1) along y: right {}, left {}, central {}", (1, 1, 1)),
        ("(3, 3) along x: right {}, left {}, central {}", (1, 0, 0.5)),
        ("(3, 3) along y: right {}, left {}, central {}", (1, 0, 0.5)),
    ),
    "C1-EXA02": (
        ("max(4, 2) = {}", (4,)),
        ("max(4, 2.001) = {}", (4,)),
        ("gradient = ({}, {})", (1, 0)),
    ),
    "C1-CLM10": (("max(4, 2 + 2.5) = {}", (4.5,)),),
    "C2-COD01": (("q = {}", (3,)), ("f = {}", (-12,))),
    "C2-COD02": (
        ("dfdz = {}, dfdq = {}", (3, -4)),
        ("dqdx = {}, dqdy = {}", (1, 1)),
        ("dfdx = {}, dfdy = {}", (-4, -4)),
    ),
    "C2-EQN05": (("dfdx = {}", (-4,)),),
    "C2-CLM05": (("[dfdx, dfdy, dfdz] = [{}, {}, {}]", (-4, -4, 3)),),
    "C2-FIG01": (
        circuit_row("x", "input", "–", -2, -4),
        circuit_row("y", "input", "–", 5, -4),
        circuit_row("z", "input", "–", -4, 3),
        circuit_row("q", "add", "x, y", 3, -4),
        circuit_row("f", "multiply", "q, z", -12, 1),
    ),
    "C3-EXA01": (
        ("inputs [{}, {}], output {}", (-2, 5, 3)),
        ("local gradients {} and {}", (1, 1)),
        ("final output {}, upstream gradient {}", (-12, -4)),
    ),
    "C3-CLM07": (("output lower, with a force of {}", (4,)),),
    "C3-EXA02": (("on x: {} * {} = {}", (1, -4, -4)), ("on y: {} * {} = {}", (1, -4, -4))),
    "C3-CLM08": (
        ("x = -2.00, y = 5.00: f = {}", (-12,)),
        ("x = -2.01, y = 4.99: f = {}, higher", (-11.92,)),
    ),
    "C6-FIG01": (
        circuit_row("x", "input", "–", 3, -8),
        circuit_row("y", "input", "–", -4, 6),
        circuit_row("z", "input", "–", 2, 2),
        circuit_row("w", "input", "–", -1, 0),
        circuit_row("product", "multiply", "x, y", -12, 2),
        circuit_row("larger", "max", "z, w", 2, 2),
        circuit_row("total", "add", "product, larger", -10, 2),
        circuit_row("f", "scale", "total", -20, 1),
    ),
    "C6-EXA01": (("on the sum {}: on the product {}, on the maximum {}, unchanged", (2, 2, 2)),),
    "C6-EXA02": (("z = {} gets {}", (2, 2)), ("w = {} gets {}", (-1, 0))),
    "C6-EXA03": (("on x: {} * {} = {}", (-4, 2, -8)),),
    "C6-CLM06": (
        ("x = {} gets dx = {}", (1e-3, 1e3)),
        ("y = {} gets dy = {}", (1e3, 1e-3)),
    ),
    "C4-EQN02": (  # -1/x²
        ("at 1: 1/x is {}, its slope {}", (1, -1)),
        ("at 2: 1/x is {}, its slope {}", (0.5, -0.25)),
        ("at 4: 1/x is {}, its slope {}", (0.25, -0.0625)),
        ("at -0.5: 1/x is {}, its slope {}", (-2, -4)),
    ),
    "C4-FIG01": (
        circuit_row("w0", "input", "–", 2, -0.20),
        circuit_row("x0", "input", "–", -1, 0.39),
        circuit_row("w1", "input", "–", -3, -0.39),
        circuit_row("x1", "input", "–", -2, -0.59),
        circuit_row("w2", "input", "–", -3, 0.20),
        circuit_row("w0·x0", "multiply", "w0, x0", -2, 0.20),
        circuit_row("w1·x1", "multiply", "w1, x1", 6, 0.20),
        circuit_row("sum", "add", "w0·x0, w1·x1", 4, 0.20),
        circuit_row("dot", "add", "sum, w2", 1, 0.20),
        circuit_row("neg", "scale", "dot", -1, -0.20),
        circuit_row("exp", "exp", "neg", 0.37, -0.53),
        circuit_row("plus1", "shift", "exp", 1.37, -0.53),
        circuit_row("f", "reciprocal", "plus1", 0.73, 1),
        ("dot: value {}, gradient {}", (1, 0.19661193324148188)),
        ("neg: value {}, gradient {}", (-1, -0.19661193324148188)),
        ("exp: value {}, gradient {}", (0.36787944117144233, -0.534446645388523)),
        ("plus1: value {}, gradient {}", (1.3678794411714423, -0.534446645388523)),
        ("f: value {}, gradient {}", (0.7310585786300049, 1)),
    ),
    "C4-EQN07": tuple(  # four ways to the same slope, and one without the -1
        (
            "at " + f"{x:g}" + ": {} = {} = {}, measured {}; with the -1 lost, {}",
            (s * (1 - s), s * (1 - s), s * (1 - s), s * (1 - s), s),
        )
        for x, s in ((-2, 0.11920292), (0, 0.5), (1, 0.73105858), (3, 0.95257413))
    ),
    "C4-EXA01": (
        ("sigma({}) = {}", (1, 0.7310585786300049)),
        ("(1 - sigma) sigma = {}", (0.19661193324148185,)),
        ("the circuit's gradient on dot = {}", (0.19661193324148188,)),
        ("with sigma rounded to {} first: {}, off by {} %", (0.73, 0.1971, 0.25)),
    ),
    "C4-COD01": (("dot = {}", (1,)), ("f = {}", (0.7310585786300049,))),
    "C4-COD02": (
        ("ddot = {}", (0.19661193324148185,)),
        ("dx = [{}, {}]", (0.3932238664829637, -0.5898357997244456)),
        ("dw = [{}, {}, {}]", (-0.19661193324148185, -0.3932238664829637, 0.19661193324148185)),
    ),
    "C5-COD01": (
        ("sigy = {}, num = {}", (0.01798620996209156, 3.0179862099620918)),
        ("sigx = {}", (0.9525741268224334,)),
        ("xpy = {}, xpysqr = {}", (-1, 1)),
        ("den = {}, invden = {}", (1.9525741268224333, 0.5121444488396316)),
        ("f = {}", (1.5456448841066441,)),
    ),
    "C5-NOT01": (
        ("`dinvden`, `dden`, `dxpysqr`, `dxpy`, `dsigx`, `dnum`, `dsigy`", ()),
        ("`dx` and `dy`", ()),
    ),
    "C5-COD02": (("dnum = {}", (0.5121444488396316,)), ("dinvden = {}", (3.0179862099620918,))),
    "C5-COD03": (("dden = {}", (-0.7915934472725935,)),),
    "C5-COD04": (
        ("dsigx = {}", (-0.7915934472725935,)),
        ("dxpysqr = {}", (-0.7915934472725935,)),
    ),
    "C5-COD05": (("dxpy = {}", (1.583186894545187,)),),
    "C5-COD06": (("dx = {}", (1.583186894545187,)), ("dy = {}", (1.583186894545187,))),
    "C5-COD07": (
        ("this adds {}", (-0.03576154781265359,)),
        ("so far dx = {}", (1.5474253467325334,)),
    ),
    "C5-COD08": (("dx = {}", (2.0595697955721652,)), ("dsigy = {}", (0.5121444488396316,))),
    "C5-COD09": (("this adds {}", (0.009045856938622317,)), ("dy = {}", (1.5922327514838093,))),
    "C5-EXA01": tuple(
        (f"{how}: dx = {{}}, dy = {{}}", (2.0595697955721652, 1.5922327514838093))
        for how in ("by stages", "central difference", "complex step")
    ),
    "C5-CLM06": (
        (
            "with = instead of +=: dx = {}, dy = {}",
            (0.5121444488396316, 0.009045856938622317),
        ),
        ("with +=: dx = {}, dy = {}", (2.0595697955721652, 1.5922327514838093)),
    ),
    "C6-EXA04": (
        ("as they were: [ {} {} {}]", (3, 1, -2)),
        ("ratio = [{} {} {}]", (1000, 1000, 1000)),
    ),
    "C7-COD01": (("D.shape = ({}, {})", (5, 3)),),
    "C7-COD02": (
        ("dW.shape = ({}, {}), dX.shape = ({}, {})", (5, 10, 10, 3)),
        ("dW agrees with central differences: True", ()),
        ("dX agrees with central differences: True", ()),
    ),
    "C7-EXA01": (
        ("dD @ X.T ({}, {}) @ ({}, {}) = ({}, {})", (5, 3, 3, 10, 5, 10)),
        ("dD @ X ({}, {}) and ({}, {}) do not fit", (5, 3, 10, 3)),
        ("X @ dD ({}, {}) and ({}, {}) do not fit", (10, 3, 5, 3)),
        ("X.T @ dD ({}, {}) and ({}, {}) do not fit", (3, 10, 5, 3)),
    ),
    "C7-CLM04": (
        ("dD @ X has shape ({}, {}): wrong", (3, 3)),
        ("X @ dD has shape ({}, {}): wrong", (3, 3)),
        ("dD @ X.T has shape ({}, {}): the gradient", (3, 3)),
        ("X.T @ dD has shape ({}, {}): wrong", (3, 3)),
    ),
    "C9-EQN01": (
        ("dE/dw1[0, 1] = {}", (0.064090,)),
        ("dE/dw2[1, 2] = {}", (-0.505994,)),
    ),
    "C9-CLM02": (("{} parameters: {} forward passes", (17, 34)), ("for each parameter: {}", (2,))),
    "C9-EQN09": (
        ("three links: {}", (-0.505994,)),
        ("(y_j - d_j) z_i: {}", (-0.505994,)),
        ("central difference: {}", (-0.505994,)),
        ("every j and i agrees: True", ()),
        ("z1.T @ delta2 agrees with central differences: True", ()),
    ),
    "C9-EXA01": (("delta2 = ...", ()), ("computed once and **reused**", ())),
    "C9-EXA03": (("grad['W2'] = np.dot(z1.T, delta2)", ()),),
    "C7-CLM05": (("vecDerivs.pdf", ()),),
}

#: Items whose value is a formula or a name: what stands above is that formula at some points.
FORMULAS = {
    "C0-EXA01",
    "C1-EQN01",
    "C1-EQN02",
    "C1-EQN03",
    "C1-EQN05",
    "C1-EQN06",
    "C2-EQN05",
    "C4-EQN02",
    "C4-EQN07",
    "C9-CLM02",
}

#: Items whose value is a name that stands in prose: nothing computes it.
IN_PROSE = {"C5-NOT01", "C7-CLM05", "C9-EXA01", "C9-EXA03"}
