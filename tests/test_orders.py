"""Whoever goes back through a graph in a wrong order is found out, whichever graphs are drawn."""

import heapq
import itertools

import numpy as np
import pytest

from backpass.checking.examination import examine
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load
from backpass.judging.verdict import Status
from benchmarks.distorted_values import in_order, value_class
from benchmarks.page import ROOT
from benchmarks.rates import accepts


def right(root):
    """Each node after all that were made from it."""
    return in_order(root)[::-1]


def breadth_first(root):
    order = [root]
    for node in order:
        order += [one for one in dict.fromkeys(node.of) if one not in order]
    return order


def depth_first(root):
    order, todo = [], [root]
    while todo:
        node = todo.pop()
        if node not in order:
            order.append(node)
            todo += node.of
    return order


def by_level(level):
    """The highest first, as some count of levels says; of equals the newest."""

    def order(root):
        levels = {}
        for node in right(root)[::-1]:
            levels[node] = 1 + level([levels[one] for one in node.of] or [0])
        made = right(root)
        return sorted(made, key=lambda node: (-levels[node], made.index(node)))

    return order


def as_found(root):
    """By a heap of levels into which a node comes when it is reached, and never again."""
    levels = {}
    for node in right(root)[::-1]:
        levels[node] = 1 + (levels[node.of[0]] if node.of else 0)
    tickets, order, found = itertools.count(), [], {root}
    heap = [(-levels[root], next(tickets), root)]
    while heap:
        node = heapq.heappop(heap)[2]
        order.append(node)
        for one in node.of:
            if one not in found:
                found.add(one)
                heapq.heappush(heap, (-levels[one], next(tickets), one))
    return order


def two_exchanged(root):
    """Right but for the two nodes behind the root, which change places."""
    order = right(root)
    if len(order) > 3:
        order[1], order[2] = order[2], order[1]
    return order


def by_size(root):
    return sorted(right(root), key=lambda node: (node is not root, -abs(node.data)))


WRONG = {
    "breadth first": breadth_first,
    "depth first": depth_first,
    "level of the first operand": by_level(lambda of: of[0]),
    "level of the last operand": by_level(lambda of: of[-1]),
    "the lower level": by_level(min),
    "the mean level": by_level(lambda of: sum(of) / len(of)),
    "level of the first operand, as found": as_found,
    "two nodes exchanged": two_exchanged,
    "by size": by_size,
    "oldest first": lambda root: right(root)[:1] + right(root)[:0:-1],
}


def engine(order):
    """A class that is right as long as its order is."""
    kind = value_class({})

    def backward(self):
        nodes = order(self)
        for node in nodes:
            node.grad = 0.0
        self.grad = 1.0
        for node in nodes:
            for parent, slope in zip(node.of, node.slopes, strict=True):
                parent.grad += slope * node.grad

    kind.backward = backward
    return kind


def in_small_graphs(order, most=60):
    """An order that is used in small graphs alone: it would take too long in large ones."""
    return lambda root: order(root) if len(right(root)) <= most else right(root)


def in_deep_graphs(order):
    return lambda root: right(root) if len(right(root)) < 200 else order(root)


def accepted(value, seed):
    exercise = load("07_build_autograd", ROOT)["Value"]
    with np.errstate(all="ignore"):
        return accepts(exercise.tried(value, seed)[0])


def test_the_engine_is_right_where_its_order_is():
    assert accepted(engine(right), 1)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_order_is_refused_whatever_is_drawn(name):
    value = engine(in_small_graphs(WRONG[name]))
    assert [seed for seed in range(3) if accepted(value, seed)] == []
    assert examine(CONTRACTS["Value"], value)[0].status is Status.FAILED


def test_one_that_is_wrong_in_deep_graphs_alone_is_refused():
    def breadth_first_of_many(root):
        order = {root: None}
        todo = [root]
        for node in todo:
            fresh = [one for one in node.of if one not in order]
            order |= dict.fromkeys(fresh)
            todo += dict.fromkeys(fresh)
        return list(order)

    assert not accepted(engine(in_deep_graphs(breadth_first_of_many)), 1)
