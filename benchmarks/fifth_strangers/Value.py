"""Answers to Value."""

ENTRIES = [
    {
        "kind": "right",
        "note": "slopes as numbers, to-do list with every node twice",
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "right",
        "note": "closures that pass the gradient on, and counts of the users that are still to come",
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = float(data)
        self.grad = 0.0
        self._parents = parents
        self._pass_on = lambda: None

    @staticmethod
    def lift(thing):
        return thing if isinstance(thing, Value) else Value(thing)

    def __add__(self, other):
        other = Value.lift(other)
        out = Value(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out._pass_on = pass_on
        return out

    def __mul__(self, other):
        other = Value.lift(other)
        out = Value(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._pass_on = pass_on
        return out

    def __pow__(self, n):
        out = Value(self.data**n, (self,))

        def pass_on():
            if n != 0:
                self.grad += n * self.data ** (n - 1) * out.grad

        out._pass_on = pass_on
        return out

    def __neg__(self):
        out = Value(-self.data, (self,))

        def pass_on():
            self.grad -= out.grad

        out._pass_on = pass_on
        return out

    def __sub__(self, other):
        return self + -Value.lift(other)

    def __truediv__(self, other):
        other = Value.lift(other)
        out = Value(self.data / other.data, (self, other))

        def pass_on():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / other.data**2

        out._pass_on = pass_on
        return out

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return Value.lift(other) - self

    def __rtruediv__(self, other):
        return Value.lift(other) / self

    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def pass_on():
            self.grad += out.data * out.grad

        out._pass_on = pass_on
        return out

    def relu(self):
        out = Value(max(0.0, self.data), (self,))

        def pass_on():
            self.grad += (out.data > 0) * out.grad

        out._pass_on = pass_on
        return out

    def sigmoid(self):
        out = Value(0.5 * (1.0 + math.tanh(self.data / 2)), (self,))

        def pass_on():
            self.grad += out.data * (1.0 - out.data) * out.grad

        out._pass_on = pass_on
        return out

    def maximum(self, other):
        other = Value.lift(other)
        out = Value(max(self.data, other.data), (self, other))

        def pass_on():
            if self.data >= other.data:
                self.grad += out.grad
            else:
                other.grad += out.grad

        out._pass_on = pass_on
        return out

    def backward(self):
        found, stack = {id(self): self}, [self]
        waiting = {id(self): 0}
        while stack:
            node = stack.pop()
            for p in node._parents:
                waiting[id(p)] = waiting.get(id(p), 0) + 1
                if id(p) not in found:
                    found[id(p)] = p
                    stack.append(p)
        for node in found.values():
            node.grad = 0.0
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            node._pass_on()
            for p in node._parents:
                waiting[id(p)] -= 1
                if waiting[id(p)] == 0:
                    ready.append(p)
''',
    },
    {
        "kind": "right",
        "note": "every node gets a number when it is made, and the backward pass goes by falling numbers",
        "source": '''class Value:
    made = 0
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        Value.made += 1
        self.number = Value.made
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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        found, todo = {self}, [self]
        while todo:
            for parent in todo.pop().parents:
                if parent not in found:
                    found.add(parent)
                    todo.append(parent)
        for node in found:
            node.grad = 0.0
        self.grad = 1.0
        for node in sorted(found, key=lambda node: -node.number):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += node.grad * slope
''',
    },
    {
        "kind": "right",
        "note": "a heap of creation numbers",
        "source": '''import heapq
import itertools


class Value:
    counter = itertools.count()
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.born = next(Value.counter)
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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        gradient = {self: 1.0}
        heap = [(-self.born, self)]
        while heap:
            _, node = heapq.heappop(heap)
            node.grad = gradient[node]
            for parent, slope in zip(node.parents, node.slopes):
                if parent not in gradient:
                    gradient[parent] = 0.0
                    heapq.heappush(heap, (-parent.born, parent))
                gradient[parent] += slope * gradient[node]
''',
    },
    {
        "kind": "right",
        "note": "recursion in a thread with a deep stack is avoided by generators: an explicit stack of iterators",
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], {id(self)}
        stack = [(self, iter(self.parents))]
        while stack:
            node, rest = stack[-1]
            for parent in rest:
                if id(parent) not in seen:
                    seen.add(id(parent))
                    stack.append((parent, iter(parent.parents)))
                    break
            else:
                order.append(node)
                stack.pop()
        totals = {id(node): 0.0 for node in order}
        totals[id(self)] = 1.0
        for node in order[::-1]:
            node.grad = totals[id(node)]
            for parent, slope in zip(node.parents, node.slopes):
                totals[id(parent)] += slope * node.grad
''',
    },
    {
        "kind": "right",
        "note": "slots, one helper for all gates, numbers are no nodes",
        "source": '''import operator


class Value:
    """A number that remembers what it was made from; every gate goes through one helper."""

    __slots__ = ("data", "grad", "made_from")

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.made_from = list(zip(parents, slopes))

    def _gate(self, data, *pairs):
        out = Value(data)
        out.made_from = [(p, s) for p, s in pairs if isinstance(p, Value)]
        return out

    def __add__(self, other):
        number = getattr(other, "data", other)
        return self._gate(self.data + number, (self, 1.0), (other, 1.0))

    def __sub__(self, other):
        number = getattr(other, "data", other)
        return self._gate(self.data - number, (self, 1.0), (other, -1.0))

    def __mul__(self, other):
        number = getattr(other, "data", other)
        return self._gate(self.data * number, (self, number), (other, self.data))

    def __truediv__(self, other):
        number = getattr(other, "data", other)
        return self._gate(self.data / number, (self, 1.0 / number), (other, -self.data / number**2))

    def __pow__(self, n):
        return self._gate(self.data**n, (self, n * self.data ** (n - 1) if n != 0 else 0.0))

    def __neg__(self):
        return self._gate(-self.data, (self, -1.0))

    def __radd__(self, other):
        return Value(other).__add__(self)

    def __rmul__(self, other):
        return operator.mul(Value(other), self)

    def __rsub__(self, other):
        return Value(other).__sub__(self)

    def __rtruediv__(self, other):
        return self._gate(other / self.data, (self, -other / self.data / self.data))

    def exp(self):
        value = math.exp(self.data)
        return self._gate(value, (self, value))

    def relu(self):
        on = 1.0 if self.data > 0 else 0.0
        return self._gate(self.data * on, (self, on))

    def sigmoid(self):
        try:
            s = 1.0 / (1.0 + math.exp(-self.data))
        except OverflowError:
            s = 0.0
        return self._gate(s, (self, s * (1 - s)))

    def maximum(self, other):
        number = getattr(other, "data", other)
        first = self.data >= number
        return self._gate(self.data if first else number, (self, float(first)), (other, float(not first)))

    def backward(self):
        users, todo = {self: 0}, [self]
        while todo:
            for parent, _ in todo.pop().made_from:
                if parent not in users:
                    users[parent] = 0
                    todo.append(parent)
                users[parent] += 1
        for node in users:
            node.grad = 0.0
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            for parent, slope in node.made_from:
                parent.grad += slope * node.grad
                users[parent] -= 1
                if not users[parent]:
                    ready.append(parent)
''',
    },
    {
        "kind": "right",
        "note": "recursive search, with the recursion limit raised for the time of the call (enough for 10,000 gates)",
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) in seen:
                return
            seen.add(id(node))
            for parent in node.parents:
                visit(parent)
            order.append(node)

        old_limit = sys.getrecursionlimit()
        sys.setrecursionlimit(1_000_000)
        try:
            visit(self)
        finally:
            sys.setrecursionlimit(old_limit)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order[::-1]:
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "right",
        "note": "gates as module-level functions bound to the class; operators by lambda",
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    __radd__ = lambda self, other: self + other
    __rmul__ = lambda self, other: self * other
    __rsub__ = lambda self, other: (-self) + other
    __rtruediv__ = lambda self, other: self**-1 * other

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        clipped = min(max(self.data, -700.0), 700.0)
        out = 1.0 / (1.0 + math.exp(-clipped))
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "= in place of += at forks",
        "expected": ["= in place of +=", "overwrites where a node is used many times"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad = slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "grads are never set to zero",
        "expected": ["grads must be set to 0 first", "second call adds up"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "grads are set to zero, but only those of the inputs",
        "expected": ["grads of the inner nodes are not set to 0", "second call is wrong"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            if not node.parents:
                node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "own gradient is never set to 1",
        "expected": ["own grad must be 1.0", "everything stays 0"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "own gradient grows with every call",
        "expected": ["own grad set to 1.0, not added"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order[:-1]:
            node.grad = 0.0
        self.grad += 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "upstream gradient forgotten",
        "expected": ["upstream gradient of the node is missing", "chain rule"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope
''',
    },
    {
        "kind": "wrong",
        "note": "swapped slopes in the product",
        "expected": ["slopes of the product are swapped", "the other factor"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        return Value(self.data * other.data, (self, other), (self.data, other.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "order not reversed",
        "expected": ["order must be reversed", "last node first"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order:
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "plain depth-first order: a node passes on before all its users have",
        "expected": ["topological order", "a node passes on only when all of its users have"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen, todo = [], set(), [self]
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            order.append(node)
            todo.extend(node.parents)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order:
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "breadth-first order, wrong when paths have different lengths",
        "expected": ["topological order", "breadth first is wrong where paths differ in length"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [self], {self}
        for node in order:
            for parent in node.parents:
                if parent not in seen:
                    seen.add(parent)
                    order.append(parent)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order:
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "no visited set: every path is gone along",
        "expected": ["each node once", "without a visited set paths explode"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        def clear(node):
            todo, seen = [node], set()
            while todo:
                n = todo.pop()
                if n not in seen:
                    seen.add(n)
                    n.grad = 0.0
                    todo.extend(n.parents)

        clear(self)
        todo = [(self, 1.0)]
        while todo:
            node, upstream = todo.pop()
            node.grad += upstream
            for parent, slope in zip(node.parents, node.slopes):
                todo.append((parent, slope * upstream))
''',
    },
    {
        "kind": "wrong",
        "note": "recursion: no long chains",
        "expected": ["recursion limit", "a chain of 10,000 gates fails"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "recursion straight down the parents, no order at all",
        "expected": [
            "each node once in reverse topological order",
            "the whole grad is passed on again at every visit",
        ],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self, first=True):
        if first:
            self.grad = 1.0
        for parent, slope in zip(self.parents, self.slopes):
            parent.grad += slope * self.grad
            parent.backward(first=False)
''',
    },
    {
        "kind": "wrong",
        "note": "marked when pushed: node written down too early",
        "expected": ["order is no topological one", "mark as seen when taken off"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], {self}
        todo = [(self, False)]
        while todo:
            node, done = todo.pop()
            if done:
                order.append(node)
                continue
            todo.append((node, True))
            for parent in node.parents:
                if parent not in seen:
                    seen.add(parent)
                    todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "visited set of numbers instead of nodes",
        "expected": ["nodes with equal values are taken for one", "visited set must hold nodes"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node.data in seen:
                continue
            seen.add(node.data)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "equality by value, so equal numbers are one node in the set",
        "expected": ["equal values are not the same node", "__eq__ and __hash__ by data"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __eq__(self, other):
        return isinstance(other, Value) and self.data == other.data

    def __hash__(self):
        return hash(self.data)

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "equality defined, hash lost",
        "expected": ["__eq__ without __hash__", "nodes cannot be put into a set"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __eq__(self, other):
        return self is other

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "x − y has slope 1 for y",
        "expected": ["sign: slope of y in a minus is -1"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data - other.data, (self, other), (1.0, 1.0))

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "number − Value turned round",
        "expected": ["reflected minus is the wrong way round", "other - self"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return self - other

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "number / Value turned round",
        "expected": ["reflected divide is the wrong way round", "other / self"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return self / other

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "no reflected plus",
        "expected": ["reflected plus is missing", "number on the left"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "no reflected times",
        "expected": ["reflected times is missing", "number on the left"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "numbers are not wrapped in plus",
        "expected": ["a number on the right of plus", "must be made a Value"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "a / b: minus forgotten for b",
        "expected": ["minus is missing in the slope of the divisor"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data / other.data, (self, other), (1 / other.data, self.data / other.data**2))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "a / b: b not squared",
        "expected": ["square of the divisor is missing in its slope"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data / other.data, (self, other), (1 / other.data, -self.data / other.data))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "integer division by //",
        "expected": ["// cuts decimals", "true division"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data // other.data, (self, other), (1 / other.data, -self.data / other.data**2))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "power: exponent not lowered",
        "expected": ["exponent n - 1 in the slope of a power"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data**n
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "power: factor n forgotten",
        "expected": ["factor n is missing in the slope of a power"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "power by repeated multiplication, whole positive exponents only",
        "expected": ["exponent may be negative or a fraction", "repeated multiplication"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        out = Value(1.0)
        for _ in range(int(n)):
            out = out * self
        return out

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "power through exp and log, fails for negative numbers",
        "expected": ["negative base", "log fails"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        value = math.exp(n * math.log(self.data))
        return Value(value, (self,), (n * value / self.data,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "power: slope as n f / x, which fails at 0",
        "expected": ["division by zero at x = 0 in the slope of a power"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data**n / self.data
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "disputed",
        "why": "The table of gates gives 0 times 1 / 0, which is no number.",
        "note": "power: x ** 0 at 0",
        "expected": ["x ** 0 at x = 0: slope is 0, but 0 ** -1 fails"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1)
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "power: slope 2x for all exponents",
        "expected": ["only right for exponent 2", "n may be any number"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = 2 * self.data
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "exp: slope 1",
        "expected": ["slope of exp is its output", "not 1"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (1.0,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "exp: slope is the input",
        "expected": ["slope of exp is its output", "not the input"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (self.data,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "relu: slope 1 at 0",
        "expected": ["slope of relu at 0 is 0"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data >= 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "relu: negative slope stays",
        "expected": ["slope of relu below 0 is 0"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (1.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "maximum: tie goes to the second",
        "expected": ["tie in maximum goes to the first"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data > other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "maximum: tie shared by x ≥ y and y ≥ x",
        "expected": ["tie in maximum: only the first", "both get it"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        largest = max(self.data, other.data)
        slopes = (float(self.data == largest), float(other.data == largest))
        return Value(largest, (self, other), slopes)

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "maximum returns the larger Value itself: the loser is not recorded",
        "expected": [
            "maximum makes a new Value",
            "it returns one of its operands, whose gradient is lost or kept wrongly",
        ],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self if self.data >= other.data else other

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "sigmoid overflows for very negative numbers",
        "expected": ["overflow for very negative x in sigmoid"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        out = 1.0 / (1.0 + math.exp(-self.data))
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "sigmoid overflows for large positive numbers",
        "expected": ["overflow for large x in sigmoid"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        out = math.exp(self.data) / (1.0 + math.exp(self.data))
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "sigmoid clipped at ±20",
        "expected": ["clipping changes the sigmoid beyond 20"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        z = min(max(self.data, -20.0), 20.0)
        out = 1.0 / (1.0 + math.exp(-z))
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "sigmoid from the gates: (1 + (−x).exp()) ** −1, overflow",
        "expected": ["overflow for very negative x in sigmoid"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        return (1 + (-self).exp()) ** -1

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "sigmoid: 1 − σ forgotten",
        "expected": ["factor 1 - σ is missing in the slope of the sigmoid"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out,))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "plus changes its left operand",
        "expected": ["operands must stay unchanged", "a new Value is needed"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        self.data = self.data + other.data
        self.parents, self.slopes = (self.parents + (other,)), (self.slopes + (1.0,))
        return self

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "the same parent is recorded once: a set of parents",
        "expected": ["x * x has the parent twice", "set of parents loses one"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        pairs = dict(zip(parents, slopes))
        self.parents = tuple(pairs)
        self.slopes = tuple(pairs.values())

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "unary minus without parents",
        "expected": ["minus must record its parent", "gradient is cut off"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return Value(-self.data)

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "sum() starts with 0 + x, and that is answered by a fresh Value without parents",
        "expected": ["x + 0 must record its parent", "gradient is cut off at x + 0"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        if not isinstance(other, Value) and other == 0:
            return Value(self.data)
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "a global tape of all Values: gradients of other circuits are wiped out",
        "expected": [
            "nodes that do not belong to the circuit must keep their grad",
            "all Values are reset",
        ],
        "source": '''TAPE = []


class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes
        TAPE.append(self)

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        for node in TAPE:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(TAPE):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "the order is kept from the first call in the class",
        "expected": ["order belongs to this output", "kept from an earlier call"],
        "source": '''class Value:
    order = []
    seen = set()
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = Value.order, Value.seen
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "a visited flag on the nodes that is never cleared",
        "expected": ["visited flag stays set", "second call finds nothing"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes
        self.visited = False

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node.visited:
                continue
            node.visited = True
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "grad starts as None",
        "expected": ["grad is 0.0 to begin with", "not None"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = None
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "the product keeps the other Value, not its number, as the slope",
        "expected": ["slopes of the product must be numbers, not Values"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        return Value(self.data * other.data, (self, other), (other, self))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "a short cut for products with 0: a plain Value(0) without parents",
        "expected": ["a product that is 0 has gradients, too", "parents must be recorded"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        if self.data == 0 or other.data == 0:
            return Value(0.0)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "data is rounded so that it prints nicely",
        "expected": ["data is rounded", "keep all digits"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = round(data, 6)
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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "pair",
        "note": "= for +=, and no reflected minus order: two mistakes",
        "expected": ["= in place of +=", "reflected minus is the wrong way round"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return self - other

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad = slope * node.grad
''',
    },
    {
        "kind": "pair",
        "note": "grads never zeroed, relu slope 1 at 0: two mistakes",
        "expected": ["grads must be set to 0 first", "slope of relu at 0 is 0"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data >= 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "pair",
        "note": "exponent not lowered, sigmoid overflows: two mistakes",
        "expected": ["exponent n - 1", "overflow for very negative x in sigmoid"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data**n
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        out = 1.0 / (1.0 + math.exp(-self.data))
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "pair",
        "note": "tie to the second, number / Value turned round: two mistakes",
        "expected": ["tie in maximum goes to the first", "reflected divide is the wrong way round"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return self / other

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data > other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "pair",
        "note": "visited set of numbers, exp slope 1: two mistakes",
        "expected": ["equal values are taken for one node", "slope of exp is its output"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (1.0,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node.data in seen:
                continue
            seen.add(node.data)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "closures: own grad is read when the gate is made, so it is 0",
        "expected": ["out.grad must be read at backward time", "it is read too early"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = float(data)
        self.grad = 0.0
        self._parents = parents
        self._pass_on = lambda: None

    @staticmethod
    def lift(thing):
        return thing if isinstance(thing, Value) else Value(thing)

    def __add__(self, other):
        other = Value.lift(other)
        out = Value(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out._pass_on = pass_on
        return out

    def __mul__(self, other):
        other = Value.lift(other)
        out = Value(self.data * other.data, (self, other))
        upstream = out.grad

        def pass_on():
            self.grad += other.data * upstream
            other.grad += self.data * upstream

        out._pass_on = pass_on
        return out

    def __pow__(self, n):
        out = Value(self.data**n, (self,))

        def pass_on():
            if n != 0:
                self.grad += n * self.data ** (n - 1) * out.grad

        out._pass_on = pass_on
        return out

    def __neg__(self):
        out = Value(-self.data, (self,))

        def pass_on():
            self.grad -= out.grad

        out._pass_on = pass_on
        return out

    def __sub__(self, other):
        return self + -Value.lift(other)

    def __truediv__(self, other):
        other = Value.lift(other)
        out = Value(self.data / other.data, (self, other))

        def pass_on():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / other.data**2

        out._pass_on = pass_on
        return out

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return Value.lift(other) - self

    def __rtruediv__(self, other):
        return Value.lift(other) / self

    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def pass_on():
            self.grad += out.data * out.grad

        out._pass_on = pass_on
        return out

    def relu(self):
        out = Value(max(0.0, self.data), (self,))

        def pass_on():
            self.grad += (out.data > 0) * out.grad

        out._pass_on = pass_on
        return out

    def sigmoid(self):
        out = Value(0.5 * (1.0 + math.tanh(self.data / 2)), (self,))

        def pass_on():
            self.grad += out.data * (1.0 - out.data) * out.grad

        out._pass_on = pass_on
        return out

    def maximum(self, other):
        other = Value.lift(other)
        out = Value(max(self.data, other.data), (self, other))

        def pass_on():
            if self.data >= other.data:
                self.grad += out.grad
            else:
                other.grad += out.grad

        out._pass_on = pass_on
        return out

    def backward(self):
        found, stack = {id(self): self}, [self]
        waiting = {id(self): 0}
        while stack:
            node = stack.pop()
            for p in node._parents:
                waiting[id(p)] = waiting.get(id(p), 0) + 1
                if id(p) not in found:
                    found[id(p)] = p
                    stack.append(p)
        for node in found.values():
            node.grad = 0.0
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            node._pass_on()
            for p in node._parents:
                waiting[id(p)] -= 1
                if waiting[id(p)] == 0:
                    ready.append(p)
''',
    },
    {
        "kind": "wrong",
        "note": "closures: two statements with the overwritten gradient for x * x",
        "expected": ["= in place of +=", "x * x loses a half"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = float(data)
        self.grad = 0.0
        self._parents = parents
        self._pass_on = lambda: None

    @staticmethod
    def lift(thing):
        return thing if isinstance(thing, Value) else Value(thing)

    def __add__(self, other):
        other = Value.lift(other)
        out = Value(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out._pass_on = pass_on
        return out

    def __mul__(self, other):
        other = Value.lift(other)
        out = Value(self.data * other.data, (self, other))

        def pass_on():
            self.grad = self.grad + other.data * out.grad
            other.grad = self.data * out.grad + (other.grad if other is not self else 0.0)

        out._pass_on = pass_on
        return out

    def __pow__(self, n):
        out = Value(self.data**n, (self,))

        def pass_on():
            if n != 0:
                self.grad += n * self.data ** (n - 1) * out.grad

        out._pass_on = pass_on
        return out

    def __neg__(self):
        out = Value(-self.data, (self,))

        def pass_on():
            self.grad -= out.grad

        out._pass_on = pass_on
        return out

    def __sub__(self, other):
        return self + -Value.lift(other)

    def __truediv__(self, other):
        other = Value.lift(other)
        out = Value(self.data / other.data, (self, other))

        def pass_on():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / other.data**2

        out._pass_on = pass_on
        return out

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return Value.lift(other) - self

    def __rtruediv__(self, other):
        return Value.lift(other) / self

    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def pass_on():
            self.grad += out.data * out.grad

        out._pass_on = pass_on
        return out

    def relu(self):
        out = Value(max(0.0, self.data), (self,))

        def pass_on():
            self.grad += (out.data > 0) * out.grad

        out._pass_on = pass_on
        return out

    def sigmoid(self):
        out = Value(0.5 * (1.0 + math.tanh(self.data / 2)), (self,))

        def pass_on():
            self.grad += out.data * (1.0 - out.data) * out.grad

        out._pass_on = pass_on
        return out

    def maximum(self, other):
        other = Value.lift(other)
        out = Value(max(self.data, other.data), (self, other))

        def pass_on():
            if self.data >= other.data:
                self.grad += out.grad
            else:
                other.grad += out.grad

        out._pass_on = pass_on
        return out

    def backward(self):
        found, stack = {id(self): self}, [self]
        waiting = {id(self): 0}
        while stack:
            node = stack.pop()
            for p in node._parents:
                waiting[id(p)] = waiting.get(id(p), 0) + 1
                if id(p) not in found:
                    found[id(p)] = p
                    stack.append(p)
        for node in found.values():
            node.grad = 0.0
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            node._pass_on()
            for p in node._parents:
                waiting[id(p)] -= 1
                if waiting[id(p)] == 0:
                    ready.append(p)
''',
    },
    {
        "kind": "wrong",
        "note": "counts a parent that occurs twice only once, so that it waits for too few",
        "expected": [
            "counts of users: a parent that is used twice must be counted twice or the node passes on too early"
        ],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = float(data)
        self.grad = 0.0
        self._parents = parents
        self._pass_on = lambda: None

    @staticmethod
    def lift(thing):
        return thing if isinstance(thing, Value) else Value(thing)

    def __add__(self, other):
        other = Value.lift(other)
        out = Value(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out._pass_on = pass_on
        return out

    def __mul__(self, other):
        other = Value.lift(other)
        out = Value(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._pass_on = pass_on
        return out

    def __pow__(self, n):
        out = Value(self.data**n, (self,))

        def pass_on():
            if n != 0:
                self.grad += n * self.data ** (n - 1) * out.grad

        out._pass_on = pass_on
        return out

    def __neg__(self):
        out = Value(-self.data, (self,))

        def pass_on():
            self.grad -= out.grad

        out._pass_on = pass_on
        return out

    def __sub__(self, other):
        return self + -Value.lift(other)

    def __truediv__(self, other):
        other = Value.lift(other)
        out = Value(self.data / other.data, (self, other))

        def pass_on():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / other.data**2

        out._pass_on = pass_on
        return out

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return Value.lift(other) - self

    def __rtruediv__(self, other):
        return Value.lift(other) / self

    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def pass_on():
            self.grad += out.data * out.grad

        out._pass_on = pass_on
        return out

    def relu(self):
        out = Value(max(0.0, self.data), (self,))

        def pass_on():
            self.grad += (out.data > 0) * out.grad

        out._pass_on = pass_on
        return out

    def sigmoid(self):
        out = Value(0.5 * (1.0 + math.tanh(self.data / 2)), (self,))

        def pass_on():
            self.grad += out.data * (1.0 - out.data) * out.grad

        out._pass_on = pass_on
        return out

    def maximum(self, other):
        other = Value.lift(other)
        out = Value(max(self.data, other.data), (self, other))

        def pass_on():
            if self.data >= other.data:
                self.grad += out.grad
            else:
                other.grad += out.grad

        out._pass_on = pass_on
        return out

    def backward(self):
        found, stack = {id(self): self}, [self]
        waiting = {id(self): 0}
        while stack:
            node = stack.pop()
            for p in set(node._parents):
                waiting[id(p)] = waiting.get(id(p), 0) + 1
                if id(p) not in found:
                    found[id(p)] = p
                    stack.append(p)
        for node in found.values():
            node.grad = 0.0
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            node._pass_on()
            for p in node._parents:
                waiting[id(p)] -= 1
                if waiting[id(p)] == 0:
                    ready.append(p)
''',
    },
    {
        "kind": "wrong",
        "note": "only floats are wrapped in times",
        "expected": ["whole numbers (int) must be wrapped as well"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        if isinstance(other, float):
            other = Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "only ints are wrapped in plus",
        "expected": ["floats must be wrapped as well"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        if isinstance(other, int):
            other = Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "stops as soon as one node has gradient 0",
        "expected": [
            "a zero gradient in one branch does not end the pass",
            "break where continue is meant",
        ],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        if self.data > 0:
            return Value(self.data, (self,), (1.0,))
        return Value(0.0, (self,), (0.0,))

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            if node.grad == 0.0:
                break
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "wrong",
        "note": "relu by maximum, whose tie goes to the first: slope 1 at 0",
        "expected": ["slope of relu at 0 is 0", "the tie rule of maximum gives 1"],
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        return self.maximum(0.0)

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
    {
        "kind": "right",
        "note": "relu by maximum with the zero first, so that a tie goes to the zero",
        "source": '''class Value:
    """A number that remembers what it was made from."""

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
        slope = n * self.data ** (n - 1) if n else 0.0
        return Value(self.data**n, (self,), (slope,))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) + (-self)

    def __rtruediv__(self, other):
        return Value(other) * self**-1

    def exp(self):
        out = math.exp(self.data)
        return Value(out, (self,), (out,))

    def relu(self):
        return Value(0.0).maximum(self)

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        out = 1.0 / (1.0 + e) if self.data >= 0 else e / (1.0 + e)
        return Value(out, (self,), (out * (1.0 - out),))

    def maximum(self, other):
        other = other if isinstance(other, Value) else Value(other)
        if self.data >= other.data:
            return Value(self.data, (self, other), (1.0, 0.0))
        return Value(other.data, (self, other), (0.0, 1.0))

    def backward(self):
        order, seen = [], set()
        todo = [(self, False)]
        while todo:
            node, parents_done = todo.pop()
            if parents_done:
                order.append(node)
                continue
            if node in seen:
                continue
            seen.add(node)
            todo.append((node, True))
            for parent in node.parents:
                todo.append((parent, False))
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad
''',
    },
]
