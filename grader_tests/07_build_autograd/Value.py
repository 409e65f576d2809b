"""Value: the reference, right ways to write it, and known mistakes."""

import heapq
import itertools
import math

import numpy as np

from backpass.grading.exercises import Exercise, edited

exercise = Exercise("Value", cell=True)


@exercise.solved_by()
def _():
    class Value:
        def __init__(self, data, parents=(), slopes=()):
            self.data = data
            self.grad = 0.0
            self.parents = parents
            self.slopes = slopes

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data + other.data, (self, other), (1.0, 1.0))

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data * other.data, (self, other), (other.data, self.data))

        def __pow__(self, n):
            return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

        def __neg__(self):
            return self * -1

        def __sub__(self, other):
            return self + -other

        def __truediv__(self, other):
            return self * other**-1

        def __radd__(self, other):
            return self + other

        def __rmul__(self, other):
            return self * other

        def __rsub__(self, other):
            return -self + other

        def __rtruediv__(self, other):
            return self**-1 * other

        def exp(self):
            out = math.exp(self.data)
            return Value(out, (self,), (out,))

        def relu(self):
            return Value(max(0.0, self.data), (self,), (1.0 if self.data > 0 else 0.0,))

        def sigmoid(self):
            small = math.exp(-abs(self.data))
            out = (1.0 if self.data >= 0 else small) / (1.0 + small)
            return Value(out, (self,), (out * (1.0 - out),))

        def maximum(self, other):
            first = self.data >= other.data
            out = self.data if first else other.data
            return Value(out, (self, other), (float(first), float(not first)))

        def backward(self):
            order, seen, stack = [], set(), [(self, False)]
            while stack:
                node, finished = stack.pop()
                if finished:
                    order.append(node)
                elif node not in seen:
                    seen.add(node)
                    stack.append((node, True))
                    stack.extend((parent, False) for parent in node.parents)
            for node in order:
                node.grad = 0.0
            self.grad = 1.0
            for node in reversed(order):
                for parent, slope in zip(node.parents, node.slopes):
                    parent.grad += slope * node.grad

    return Value


@exercise.right("closures")
def _():
    class Value:
        def __init__(self, data, parents=()):
            self.data = data
            self.grad = 0.0
            self.parents = parents
            self.pass_back = lambda: None

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data + other.data, (self, other))

            def pass_back():
                self.grad += out.grad
                other.grad += out.grad

            out.pass_back = pass_back
            return out

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data * other.data, (self, other))

            def pass_back():
                self.grad += other.data * out.grad
                other.grad += self.data * out.grad

            out.pass_back = pass_back
            return out

        def __pow__(self, n):
            out = Value(self.data**n, (self,))

            def pass_back():
                self.grad += n * self.data ** (n - 1) * out.grad

            out.pass_back = pass_back
            return out

        def exp(self):
            out = Value(math.exp(self.data), (self,))

            def pass_back():
                self.grad += out.data * out.grad

            out.pass_back = pass_back
            return out

        def relu(self):
            out = Value(self.data if self.data > 0 else 0.0, (self,))

            def pass_back():
                self.grad += (out.data > 0) * out.grad

            out.pass_back = pass_back
            return out

        def sigmoid(self):
            if self.data >= 0:
                out = Value(1 / (1 + math.exp(-self.data)), (self,))
            else:
                out = Value(1 - 1 / (1 + math.exp(self.data)), (self,))

            def pass_back():
                self.grad += (1 - out.data) * out.data * out.grad

            out.pass_back = pass_back
            return out

        def maximum(self, other):
            out = Value(max(self.data, other.data), (self, other))

            def pass_back():
                if self.data >= other.data:
                    self.grad += out.grad
                else:
                    other.grad += out.grad

            out.pass_back = pass_back
            return out

        def __neg__(self):
            return self * -1.0

        def __sub__(self, other):
            return self + (-other)

        def __rsub__(self, other):
            return other + (-self)

        def __truediv__(self, other):
            return self * other**-1

        def __rtruediv__(self, other):
            return other * self**-1

        __radd__ = __add__
        __rmul__ = __mul__

        def backward(self):
            order, seen, stack = [], set(), [(self, iter(self.parents))]
            while stack:
                node, rest = stack[-1]
                if node in seen:
                    stack.pop()
                    continue
                for parent in rest:
                    if parent not in seen:
                        stack.append((parent, iter(parent.parents)))
                        break
                else:
                    seen.add(node)
                    order.append(node)
                    stack.pop()
            for node in order:
                node.grad = 0.0
            self.grad = 1.0
            while order:
                order.pop().pass_back()

    return Value


# What most of the mistakes differ from in a line or two.
by_slopes, by_closures = exercise.reference, exercise.accepts["closures"].function


@exercise.right("sorted by creation number")
def _():
    class Value:
        made = 0

        def __init__(self, data, *edges):
            Value.made += 1
            self.number = Value.made
            self.data, self.grad, self.edges = float(data), 0.0, edges

        @staticmethod
        def of(other):
            return other if isinstance(other, Value) else Value(other)

        def __add__(self, other):
            other = Value.of(other)
            return Value(self.data + other.data, (self, 1.0), (other, 1.0))

        def __sub__(self, other):
            other = Value.of(other)
            return Value(self.data - other.data, (self, 1.0), (other, -1.0))

        def __mul__(self, other):
            other = Value.of(other)
            return Value(self.data * other.data, (self, other.data), (other, self.data))

        def __truediv__(self, other):
            other = Value.of(other)
            out = self.data / other.data
            return Value(out, (self, 1 / other.data), (other, -out / other.data))

        def __pow__(self, n):
            return Value(self.data**n, (self, n * self.data ** (n - 1)))

        def __neg__(self):
            return Value(-self.data, (self, -1.0))

        def __radd__(self, other):
            return Value.of(other) + self

        def __rsub__(self, other):
            return Value.of(other) - self

        def __rmul__(self, other):
            return Value.of(other) * self

        def __rtruediv__(self, other):
            return Value.of(other) / self

        def exp(self):
            out = math.exp(self.data)
            return Value(out, (self, out))

        def relu(self):
            return Value(self.data, (self, 1.0)) if self.data > 0 else Value(0.0, (self, 0.0))

        def sigmoid(self):
            half = math.tanh(self.data / 2)
            return Value((1 + half) / 2, (self, (1 - half) * (1 + half) / 4))

        def maximum(self, other):
            if self.data >= other.data:
                return Value(self.data, (self, 1.0), (other, 0.0))
            return Value(other.data, (self, 0.0), (other, 1.0))

        def backward(self):
            found, waiting = {self}, [self]
            while waiting:
                for parent, _ in waiting.pop().edges:
                    if parent not in found:
                        found.add(parent)
                        waiting.append(parent)
            for node in found:
                node.grad = 0.0
            self.grad = 1.0
            for node in sorted(found, key=lambda node: node.number, reverse=True):
                for parent, slope in node.edges:
                    parent.grad += node.grad * slope

    return Value


@exercise.right("slots, users counted")
def _():
    class Value:
        __slots__ = ("data", "grad", "parents", "slopes")

        def __init__(self, data, parents=(), slopes=()):
            self.data = data
            self.grad = 0.0
            self.parents = parents
            self.slopes = slopes

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data + other.data, (self, other), (1.0, 1.0))

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data * other.data, (self, other), (other.data, self.data))

        def __pow__(self, n):
            return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

        def __neg__(self):
            return self * -1

        def __sub__(self, other):
            return self + -other

        def __truediv__(self, other):
            return self * other**-1

        def __radd__(self, other):
            return self + other

        def __rmul__(self, other):
            return self * other

        def __rsub__(self, other):
            return -self + other

        def __rtruediv__(self, other):
            return self**-1 * other

        def exp(self):
            out = math.exp(self.data)
            return Value(out, (self,), (out,))

        def relu(self):
            return Value(max(0.0, self.data), (self,), (1.0 if self.data > 0 else 0.0,))

        def sigmoid(self):
            small = math.exp(-abs(self.data))
            out = (1.0 if self.data >= 0 else small) / (1.0 + small)
            return Value(out, (self,), (out * (1.0 - out),))

        def maximum(self, other):
            first = self.data >= other.data
            out = self.data if first else other.data
            return Value(out, (self, other), (float(first), float(not first)))

        def backward(self):
            users, stack = {self: 0}, [self]
            while stack:
                for parent in stack.pop().parents:
                    if parent not in users:
                        users[parent] = 0
                        stack.append(parent)
                    users[parent] += 1
            for node in users:
                node.grad = 0.0
            self.grad, ready = 1.0, [self]
            while ready:
                node = ready.pop()
                for parent, slope in zip(node.parents, node.slopes):
                    parent.grad += slope * node.grad
                    users[parent] -= 1
                    if users[parent] == 0:
                        ready.append(parent)

    return Value


@exercise.right("a heap of nodes, numpy numbers")
def _():
    class Value:
        count = itertools.count()

        def __init__(self, data, parents=(), slopes=()):
            self.data = np.float64(data)
            self.born = -next(Value.count)
            self.grad = 0.0
            self.parents = parents
            self.slopes = slopes

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data + other.data, (self, other), (1.0, 1.0))

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data * other.data, (self, other), (other.data, self.data))

        def __pow__(self, n):
            return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

        def __neg__(self):
            return self * -1

        def __sub__(self, other):
            return self + -other

        def __truediv__(self, other):
            return self * other**-1

        def __radd__(self, other):
            return self + other

        def __rmul__(self, other):
            return self * other

        def __rsub__(self, other):
            return -self + other

        def __rtruediv__(self, other):
            return self**-1 * other

        def exp(self):
            out = np.exp(self.data)
            return Value(out, (self,), (out,))

        def relu(self):
            return Value(np.maximum(0.0, self.data), (self,), (1.0 if self.data > 0 else 0.0,))

        def sigmoid(self):
            small = np.exp(-abs(self.data))
            out = (1.0 if self.data >= 0 else small) / (1.0 + small)
            return Value(out, (self,), (out * (1.0 - out),))

        def maximum(self, other):
            first = self.data >= other.data
            out = self.data if first else other.data
            return Value(out, (self, other), (float(first), float(not first)))

        def backward(self):
            grads, nodes, heap = {self.born: 1.0}, {self.born: self}, [self.born]
            while heap:
                node = nodes[heapq.heappop(heap)]
                node.grad = grads[node.born]
                for parent, slope in zip(node.parents, node.slopes):
                    if parent.born not in nodes:
                        nodes[parent.born] = parent
                        grads[parent.born] = 0.0
                        heapq.heappush(heap, parent.born)
                    grads[parent.born] += slope * node.grad

    return Value


@exercise.right("a class for each gate")
def _():
    class Value:
        inputs = ()

        def __init__(self, data):
            self.data, self.grad = data, 0.0

        def __add__(self, other):
            return Add(self, lift(other))

        def __mul__(self, other):
            return Multiply(self, lift(other))

        def __pow__(self, n):
            return Power(self, n)

        def __neg__(self):
            return Multiply(self, Value(-1))

        def __sub__(self, other):
            return Add(self, -lift(other))

        def __truediv__(self, other):
            return Multiply(self, Power(lift(other), -1))

        def __radd__(self, other):
            return lift(other) + self

        def __rmul__(self, other):
            return lift(other) * self

        def __rsub__(self, other):
            return lift(other) - self

        def __rtruediv__(self, other):
            return lift(other) / self

        def exp(self):
            return Exp(self)

        def relu(self):
            return Maximum(Value(0.0), self)

        def sigmoid(self):
            return Sigmoid(self)

        def maximum(self, other):
            return Maximum(self, other)

        def backward(self):
            depth, stack = {}, [self]
            while stack:
                node = stack[-1]
                missing = [parent for parent in node.inputs if parent not in depth]
                if missing:
                    stack.extend(missing)
                else:
                    depth[node] = 1 + max([depth[parent] for parent in node.inputs], default=0)
                    stack.pop()
            for node in depth:
                node.grad = 0.0
            self.grad = 1.0
            for node in sorted(depth, key=depth.get, reverse=True):
                for parent, gradient in zip(node.inputs, node.pull(node.grad)):
                    parent.grad = parent.grad + gradient

        def pull(self, grad):
            return ()

    class Gate(Value):
        def __init__(self, data, *inputs):
            super().__init__(data)
            self.inputs = inputs

    class Add(Gate):
        def __init__(self, a, b):
            super().__init__(a.data + b.data, a, b)

        def pull(self, grad):
            return grad, grad

    class Multiply(Gate):
        def __init__(self, a, b):
            super().__init__(a.data * b.data, a, b)

        def pull(self, grad):
            a, b = self.inputs
            return grad * b.data, grad * a.data

    class Power(Gate):
        def __init__(self, a, n):
            super().__init__(a.data**n, a)
            self.n = n

        def pull(self, grad):
            return (grad * self.n * self.inputs[0].data ** (self.n - 1),)

    class Exp(Gate):
        def __init__(self, a):
            super().__init__(math.exp(a.data), a)

        def pull(self, grad):
            return (grad * self.data,)

    class Sigmoid(Gate):
        def __init__(self, a):
            small = math.exp(-abs(a.data))
            super().__init__(1 / (1 + small) if a.data > 0 else small / (1 + small), a)

        def pull(self, grad):
            return (grad * self.data * (1 - self.data),)

    class Maximum(Gate):
        def __init__(self, a, b):
            super().__init__(max(a.data, b.data), a, b)

        def pull(self, grad):
            a, b = self.inputs
            return (grad, 0.0) if a.data >= b.data else (0.0, grad)

    def lift(number):
        return number if isinstance(number, Value) else Value(number)

    return Value


@exercise.right("with prints, a warning and a repr")
def _():
    class Value:
        def __init__(self, data, parents=(), slopes=()):
            self.data = data
            self.grad = 0.0
            self.parents = parents
            self.slopes = slopes

        def __repr__(self):
            return f"Value({self.data}, grad={self.grad})"

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data + other.data, (self, other), (1.0, 1.0))

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data * other.data, (self, other), (other.data, self.data))

        def __pow__(self, n):
            return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

        def __neg__(self):
            return self * -1

        def __sub__(self, other):
            return self + -other

        def __truediv__(self, other):
            return self * other**-1

        def __radd__(self, other):
            return self + other

        def __rmul__(self, other):
            return self * other

        def __rsub__(self, other):
            return -self + other

        def __rtruediv__(self, other):
            return self**-1 * other

        def exp(self):
            out = math.exp(self.data)
            return Value(out, (self,), (out,))

        def relu(self):
            return Value(max(0.0, self.data), (self,), (1.0 if self.data > 0 else 0.0,))

        def sigmoid(self):
            small = math.exp(-abs(self.data))
            out = (1.0 if self.data >= 0 else small) / (1.0 + small)
            return Value(out, (self,), (out * (1.0 - out),))

        def maximum(self, other):
            first = self.data >= other.data
            out = self.data if first else other.data
            return Value(out, (self, other), (float(first), float(not first)))

        def backward(self):
            order, seen, stack = [], set(), [(self, False)]
            while stack:
                node, finished = stack.pop()
                if finished:
                    order.append(node)
                elif node not in seen:
                    seen.add(node)
                    stack.append((node, True))
                    stack.extend((parent, False) for parent in node.parents)
            for node in order:
                node.grad = 0.0
            self.grad = 1.0
            print(self, len(order))
            np.log(np.zeros(1))
            for node in reversed(order):
                for parent, slope in zip(node.parents, node.slopes):
                    parent.grad += slope * node.grad

    return Value


@exercise.right("visited marks on the nodes")
def _():
    class Value:
        def __init__(self, data, parents=(), slopes=()):
            self.data = data
            self.grad = 0.0
            self.parents = parents
            self.slopes = slopes
            self.mark = None

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data + other.data, (self, other), (1.0, 1.0))

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data * other.data, (self, other), (other.data, self.data))

        def __pow__(self, n):
            return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

        def __neg__(self):
            return self * -1

        def __sub__(self, other):
            return self + -other

        def __truediv__(self, other):
            return self * other**-1

        def __radd__(self, other):
            return self + other

        def __rmul__(self, other):
            return self * other

        def __rsub__(self, other):
            return -self + other

        def __rtruediv__(self, other):
            return self**-1 * other

        def exp(self):
            out = math.exp(self.data)
            return Value(out, (self,), (out,))

        def relu(self):
            return Value(max(0.0, self.data), (self,), (1.0 if self.data > 0 else 0.0,))

        def sigmoid(self):
            small = math.exp(-abs(self.data))
            out = (1.0 if self.data >= 0 else small) / (1.0 + small)
            return Value(out, (self,), (out * (1.0 - out),))

        def maximum(self, other):
            first = self.data >= other.data
            out = self.data if first else other.data
            return Value(out, (self, other), (float(first), float(not first)))

        def backward(self):
            order, stack = [], [self]
            mark = object()
            while stack:
                node = stack.pop()
                if node is None:
                    order.append(stack.pop())
                elif node.mark is not mark:
                    node.mark = mark
                    stack += [node, None]
                    stack += node.parents
            for node in order:
                node.grad = 0.0
            self.grad = 1.0
            for node in reversed(order):
                for parent, slope in zip(node.parents, node.slopes):
                    parent.grad += slope * node.grad

    return Value


exercise.wrong(
    "overwritten in add",
    told="In an add gate a gradient replaces what is there already. What if the same Value is used elsewhere too?",
    reported="= for += in add",
)(
    edited(
        by_closures,
        (
            """self.grad += out.grad
            other.grad += out.grad""",
            """self.grad = out.grad
            other.grad = out.grad""",
        ),
    )
)


exercise.wrong(
    "overwritten in multiply",
    told="In a multiply gate a gradient replaces what is there already. What if the same Value is used elsewhere too?",
    reported="= for += in multiply",
)(
    edited(
        by_closures,
        (
            """self.grad += other.data * out.grad
            other.grad += self.data * out.grad""",
            """self.grad = other.data * out.grad
            other.grad = self.data * out.grad""",
        ),
    )
)


exercise.wrong(
    "overwritten in power",
    told="In a power a gradient replaces what is there already. What if the same Value is used elsewhere too?",
    reported="= for += in power",
)(edited(by_closures, ("self.grad += n *", "self.grad = n *")))


exercise.wrong(
    "overwritten in exp",
    told="In exp a gradient replaces what is there already. What if the same Value is used elsewhere too?",
    reported="= for += in exp",
)(edited(by_closures, ("self.grad += out.data * out.grad", "self.grad = out.data * out.grad")))


exercise.wrong(
    "overwritten in relu",
    told="In relu a gradient replaces what is there already. What if the same Value is used elsewhere too?",
    reported="= for += in relu",
)(
    edited(
        by_closures,
        ("self.grad += (out.data > 0) * out.grad", "self.grad = (out.data > 0) * out.grad"),
    )
)


exercise.wrong(
    "overwritten in sigmoid",
    told="In sigmoid a gradient replaces what is there already. What if the same Value is used elsewhere too?",
    reported="= for += in sigmoid",
)(edited(by_closures, ("self.grad += (1 - out.data)", "self.grad = (1 - out.data)")))


exercise.wrong(
    "overwritten in maximum",
    told="In maximum a gradient replaces what is there already. What if the same Value is used elsewhere too?",
    reported="= for += in maximum",
)(
    edited(
        by_closures,
        (
            """                self.grad += out.grad
            else:
                other.grad += out.grad""",
            """                self.grad = out.grad
            else:
                other.grad = out.grad""",
        ),
    )
)


exercise.wrong(
    "overwritten everywhere",
    told="A gradient replaces what is there already. What happens where a Value is used more than once?",
    reported="= for += in every gate",
)(edited(by_slopes, ("parent.grad += slope * node.grad", "parent.grad = slope * node.grad")))


exercise.wrong(
    "recursion",
    told="A function that calls itself once for each gate meets Python's limit on a long chain. How can a loop remember where to go on?",
    reported="recursive topological sort: fails on a chain of 10,000 gates",
)(
    edited(
        by_slopes,
        (
            """        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
""",
            """        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
""",
        ),
    )
)


exercise.wrong(
    "recursion from node to node",
    told="Each gate calls the one before it: that meets Python's limit on a long chain, and it goes along every path.",
    reported="recursive along all paths",
)(
    edited(
        by_slopes,
        (
            """        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
""",
            """        def clear(node):
            node.grad = 0.0
            for parent in node.parents:
                clear(parent)

        def pass_on(node, gradient):
            node.grad += gradient
            for parent, slope in zip(node.parents, node.slopes):
                pass_on(parent, slope * gradient)

        clear(self)
        pass_on(self, 1.0)
""",
        ),
    )
)


exercise.wrong(
    "every path",
    told="It is right and far too slow: it goes along every path. How often does it have to visit a node?",
    reported="walks every path: exponential where nodes are shared",
)(
    edited(
        by_slopes,
        (
            """        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
""",
            """        for node in order:
            node.grad = 0.0
        paths = [(self, 1.0)]
        while paths:
            node, gradient = paths.pop()
            node.grad += gradient
            for parent, slope in zip(node.parents, node.slopes):
                paths.append((parent, slope * gradient))
""",
        ),
    )
)


exercise.wrong(
    "shared nodes visited several times",
    told="A node passes on its gradient each time that it is reached, what it had passed on before included.",
    reported="visits shared nodes several times with accumulated gradients",
)(
    edited(
        by_slopes,
        (
            """        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
""",
            """        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        waiting = [self]
        while waiting:
            node = waiting.pop()
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
                if len(waiting) < 1000:
                    waiting.append(parent)
""",
        ),
    )
)


exercise.wrong(
    "depth first, no order",
    told="A node passes its gradient on before all of it has arrived. When is a node finished?",
    reported="depth-first order instead of topological order",
)(
    edited(
        by_slopes,
        (
            """        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
""",
            """        order, seen, stack = [], set(), [self]
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                order.insert(0, node)
                stack.extend(node.parents)
""",
        ),
    )
)


exercise.wrong(
    "breadth first, no order",
    told="It goes level by level. A node may be reached by a short and by a long way: when is it finished?",
    reported="breadth-first order instead of topological order",
)(
    edited(
        by_slopes,
        (
            """        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
""",
            """        order, seen, level = [], {self}, [self]
        while level:
            order = level[::-1] + order
            new = []
            for node in level:
                for parent in node.parents:
                    if parent not in seen:
                        seen.add(parent)
                        new.append(parent)
            level = new
""",
        ),
    )
)


exercise.wrong(
    "order not reversed",
    told="The gradient gets to the operands of the last operation and no further. Where does it start, and which way does it go from there?",
    reported="goes through the nodes in forward order",
)(edited(by_slopes, ("for node in reversed(order):", "for node in order:")))


exercise.wrong(
    "added up over calls",
    told="Called a second time it gives something else: what was there from the first time?",
    reported="does not set the gradients afresh",
)(
    edited(
        by_slopes,
        (
            """        for node in order:
            node.grad = 0.0
""",
            "",
        ),
    )
)


exercise.wrong(
    "only leaves added up",
    told="The gates in between start afresh, the inputs do not.",
    reported="does not reset the gradients of the leaves",
)(
    edited(
        by_slopes,
        (
            """            node.grad = 0.0
        self.grad""",
            """            node.grad = 0.0 if node.parents else node.grad
        self.grad""",
        ),
    )
)


exercise.wrong(
    "gates in between added up",
    told="The inputs start afresh, the gates in between do not.",
    reported="resets the gradients of the leaves only",
)(
    edited(
        by_slopes,
        (
            """            node.grad = 0.0
        self.grad""",
            """            node.grad = node.grad if node.parents else 0.0
        self.grad""",
        ),
    )
)


exercise.wrong(
    "no start",
    told="Everything is zero. What is the gradient of the output with respect to itself?",
    reported="does not set its own gradient to 1",
)(
    edited(
        by_slopes,
        (
            """        self.grad = 1.0
        for""",
            "        for",
        ),
    )
)


exercise.wrong(
    "start from the data",
    told="What is the gradient of the output with respect to itself?",
    reported="starts from its data instead of 1",
)(
    edited(
        by_slopes,
        (
            """        self.grad = 1.0
        for""",
            """        self.grad = self.data
        for""",
        ),
    )
)


exercise.wrong(
    "upstream ignored",
    told="Each gate's own slope is there, but not what arrives from above.",
    reported="adds local gradients without the upstream gradient",
)(edited(by_slopes, ("parent.grad += slope * node.grad", "parent.grad += slope")))


exercise.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient to the local one",
)(edited(by_slopes, ("parent.grad += slope * node.grad", "parent.grad += slope + node.grad")))


exercise.wrong(
    "only the inputs keep a gradient",
    told="The gates in between have a gradient too, and someone wants to look at it.",
    reported="clears the gradients of the gates in between",
)(
    edited(
        by_slopes,
        (
            "parent.grad += slope * node.grad",
            """parent.grad += slope * node.grad
            if node.parents and node is not self:
                node.grad = 0.0""",
        ),
    )
)


exercise.wrong(
    "all Values ever made",
    told="It touches Values that this output was not made from.",
    reported="resets every Value there is",
)(
    edited(
        by_slopes,
        (
            """class Value:
""",
            """class Value:
    everything = []

""",
        ),
        (
            """        self.slopes = slopes
""",
            """        self.slopes = slopes
        Value.everything.append(self)
""",
        ),
        (
            """        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
        for node in order:
            node.grad = 0.0
""",
            """        order = Value.everything
        for node in order:
            node.grad = 0.0
""",
        ),
    )
)


exercise.wrong(
    "__radd__ missing",
    told="`2 + x` asks the number first, which knows no Value. Which method does Python try then?",
    reported="no __radd__",
)(
    edited(
        by_slopes,
        (
            """    def __radd__(self, other):
        return self + other

""",
            "",
        ),
    )
)


exercise.wrong(
    "__rmul__ missing",
    told="`2 * x` asks the number first, which knows no Value. Which method does Python try then?",
    reported="no __rmul__",
)(
    edited(
        by_slopes,
        (
            """    def __rmul__(self, other):
        return self * other

""",
            "",
        ),
    )
)


exercise.wrong(
    "__rsub__ missing",
    told="`2 - x` asks the number first, which knows no Value. Which method does Python try then?",
    reported="no __rsub__",
)(
    edited(
        by_slopes,
        (
            """    def __rsub__(self, other):
        return -self + other

""",
            "",
        ),
    )
)


exercise.wrong(
    "__rtruediv__ missing",
    told="`2 / x` asks the number first, which knows no Value. Which method does Python try then?",
    reported="no __rtruediv__",
)(
    edited(
        by_slopes,
        (
            """    def __rtruediv__(self, other):
        return self**-1 * other

""",
            "",
        ),
    )
)


exercise.wrong(
    "number minus Value the wrong way",
    told="`2 - x` comes out as `x - 2`.",
    reported="__rsub__ subtracts the wrong way",
)(edited(by_slopes, ("return -self + other", "return self + -other")))


exercise.wrong(
    "number by Value the wrong way",
    told="`2 / x` comes out as `x / 2`.",
    reported="__rtruediv__ divides the wrong way",
)(edited(by_slopes, ("return self**-1 * other", "return self * other**-1")))


exercise.wrong(
    "numbers not accepted",
    told="`x + 2` stops: a number has no `data` of its own.",
    reported="does not wrap numbers",
)(
    edited(
        by_slopes,
        (
            """        other = other if isinstance(other, Value) else Value(other)
""",
            "",
        ),
    )
)


exercise.wrong(
    "power not lowered",
    told="How steep is a power? Look at the exponent of its slope.",
    reported="slope of the power keeps the exponent",
)(edited(by_slopes, ("n * self.data ** (n - 1)", "n * self.data**n")))


exercise.wrong(
    "exponent forgotten in the slope",
    told="How steep is a power? Compare x² with x³ at x = 1.",
    reported="slope of the power without the factor n",
)(edited(by_slopes, ("(n * self.data ** (n - 1),)", "(self.data ** (n - 1),)")))


exercise.wrong(
    "whole exponents only",
    told="The exponent may be a fraction.",
    reported="cuts the exponent down to an int",
)(
    edited(
        by_slopes,
        (
            """    def __pow__(self, n):
""",
            """    def __pow__(self, n):
        n = int(n)
""",
        ),
    )
)


exercise.wrong(
    "multiply not switched",
    told="If one factor moves a little, what decides how far the product moves?",
    reported="local gradients of multiply not switched",
)(edited(by_slopes, ("(other.data, self.data))", "(self.data, other.data))")))


exercise.wrong(
    "subtraction without its sign",
    told="Move what is subtracted up by one: which way does the result go?",
    reported="wrong sign on the second input of −",
)(
    edited(
        by_slopes,
        (
            """        return self + -other

    def __truediv__""",
            """        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data - other.data, (self, other), (1.0, 1.0))

    def __truediv__""",
        ),
    )
)


exercise.wrong(
    "division without its sign",
    told="Make the denominator larger: which way does the quotient go?",
    reported="wrong sign on the denominator",
)(
    edited(
        by_slopes,
        (
            """        return self * other**-1
""",
            """        other = other if isinstance(other, Value) else Value(other)
        out = self.data / other.data
        return Value(out, (self, other), (1 / other.data, out / other.data))
""",
        ),
    )
)


exercise.wrong(
    "denominator like a factor",
    told="The denominator is treated like a factor. How does a quotient answer to it?",
    reported="denominator gets the numerator as slope",
)(
    edited(
        by_slopes,
        (
            """        return self * other**-1
""",
            """        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data / other.data, (self, other), (1 / other.data, self.data))
""",
        ),
    )
)


exercise.wrong(
    "minus cuts the graph",
    told="The result of a unary minus does not know where it came from.",
    reported="unary minus is not recorded",
)(
    edited(
        by_slopes,
        (
            """        return self * -1
""",
            """        return Value(-self.data)
""",
        ),
    )
)


exercise.wrong(
    "slope of the unary minus",
    told="Move x up by one: which way does −x go?",
    reported="wrong sign on unary minus",
)(
    edited(
        by_slopes,
        (
            """        return self * -1
""",
            """        return Value(-self.data, (self,), (1.0,))
""",
        ),
    )
)


exercise.wrong(
    "exp by the power rule",
    told="exp is no power of x. What is special about its slope?",
    reported="slope of exp by the power rule",
)(
    edited(
        by_slopes,
        (
            "return Value(out, (self,), (out,))",
            "return Value(out, (self,), (self.data * math.exp(self.data - 1),))",
        ),
    )
)


exercise.wrong(
    "slope of exp missing",
    told="exp passes the gradient on as it came. Is it as steep everywhere?",
    reported="slope 1 for exp",
)(edited(by_slopes, ("return Value(out, (self,), (out,))", "return Value(out, (self,), (1.0,))")))


exercise.wrong(
    "relu open at zero",
    told="At exactly 0 relu lets the gradient through; the course's rule says that its slope there is 0.",
    reported="relu has slope 1 at 0",
)(edited(by_slopes, ("1.0 if self.data > 0 else 0.0", "1.0 if self.data >= 0 else 0.0")))


exercise.wrong(
    "relu always open",
    told="Where x is negative, does a small push on it change relu's output?",
    reported="relu without its mask",
)(edited(by_slopes, ("(1.0 if self.data > 0 else 0.0,)", "(1.0,)")))


exercise.wrong(
    "relu of the gradient",
    told="relu stops negative gradients. What decides whether the gate is open?",
    reported="relu masks by the upstream gradient",
)(
    edited(
        by_slopes,
        (
            "        return Value(max(0.0, self.data), (self,), (1.0 if self.data > 0 else 0.0,))",
            """        out = Value(max(0.0, self.data), (self,), (1.0 if self.data > 0 else 0.0,))
        out.gated = True
        return out""",
        ),
        (
            """        self.slopes = slopes
""",
            """        self.slopes = slopes
        self.gated = False
""",
        ),
        (
            "parent.grad += slope * node.grad",
            "parent.grad += slope * (max(0.0, node.grad) if node.gated else node.grad)",
        ),
    )
)


exercise.wrong(
    "sigmoid overflows",
    told="exp of a large number overflows. Which sign should its argument have, so that it never does?",
    reported="sigmoid overflows for large negative inputs",
)(
    edited(
        by_slopes,
        (
            """        small = math.exp(-abs(self.data))
        out = (1.0 if self.data >= 0 else small) / (1.0 + small)
""",
            """        out = 1.0 / (1.0 + math.exp(-self.data))
""",
        ),
    )
)


exercise.wrong(
    "sigmoid overflows on the other side",
    told="exp of a large number overflows. Which sign should its argument have, so that it never does?",
    reported="sigmoid overflows for large positive inputs",
)(
    edited(
        by_slopes,
        (
            """        small = math.exp(-abs(self.data))
        out = (1.0 if self.data >= 0 else small) / (1.0 + small)
""",
            """        out = math.exp(self.data) / (1.0 + math.exp(self.data))
""",
        ),
    )
)


exercise.wrong(
    "sigmoid's slope from its input",
    told="The slope of the sigmoid is written in terms of its output here, but fed with its input.",
    reported="σ'(x) computed as x(1 − x)",
)(edited(by_slopes, ("(out * (1.0 - out),)", "(self.data * (1.0 - self.data),)")))


exercise.wrong(
    "half of sigmoid's slope",
    told="The slope of the sigmoid has two factors. Where is the other one?",
    reported="σ for the slope of the sigmoid",
)(edited(by_slopes, ("(out * (1.0 - out),)", "(out,)")))


exercise.wrong(
    "maximum: tie to the second",
    told="At a tie the gradient goes to the second one; the course's rule gives it to the first.",
    reported="maximum gives a tie to the second",
)(
    edited(
        by_slopes,
        (
            "(float(first), float(not first))",
            "(float(self.data > other.data), float(self.data <= other.data))",
        ),
    )
)


exercise.wrong(
    "maximum: tie to both",
    told="At a tie both get all of it; the course's rule gives it to the first alone.",
    reported="maximum gives a tie to both",
)(
    edited(
        by_slopes,
        ("(float(first), float(not first))", "(float(first), float(self.data <= other.data))"),
    )
)


exercise.wrong(
    "maximum: tie to neither",
    told="At a tie neither gets anything; the course's rule gives it to the first.",
    reported="maximum gives a tie to neither",
)(
    edited(
        by_slopes,
        ("(float(first), float(not first))", "(float(self.data > other.data), float(not first))"),
    )
)


exercise.wrong(
    "maximum: tie shared",
    told="At a tie it is shared; the course's rule gives it to the first.",
    reported="maximum shares at a tie",
)(
    edited(
        by_slopes,
        (
            "(float(first), float(not first))",
            "(0.5, 0.5) if self.data == other.data else (float(first), float(not first))",
        ),
    )
)


exercise.wrong(
    "maximum to both",
    told="Both get the gradient. Nudge the smaller one: does the maximum notice?",
    reported="maximum passes the gradient to both",
)(edited(by_slopes, ("(float(first), float(not first))", "(1.0, 1.0)")))


exercise.wrong(
    "maximum to the smaller",
    told="The smaller one gets the gradient. Which one does the maximum let through?",
    reported="maximum passes the gradient to the smaller",
)(edited(by_slopes, ("(float(first), float(not first))", "(float(not first), float(first))")))


exercise.wrong(
    "float32",
    told="It calculates with half the digits; stay with Python's floats.",
    reported="uses float32",
)(
    edited(
        by_slopes,
        (
            """        self.data = data
""",
            """        self.data = np.float32(data)
""",
        ),
    )
)


exercise.wrong(
    "backward not written",
    told="The operators are there; `backward` is still missing.",
    reported="backward is missing",
)(
    edited(
        by_slopes,
        (
            """        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((parent, False) for parent in node.parents)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
""",
            """        raise NotImplementedError("backward")
""",
        ),
    )
)
