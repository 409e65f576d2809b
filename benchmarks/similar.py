"""Copied work in a simulated class: ``python -m benchmarks.similar`` writes docs/benchmarks.md.

A class is drawn from the course's own right and wrong ways, so that many honest students hand in
the very same code. Some of the notebooks are then somebody else's, with other names, other comments
and lines in another order. How many of the copies are found, and how many of the pairs that are
shown are copies?
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import resource
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from backpass.grading.course import Course
from backpass.grading.exercises.library import load
from backpass.grading.reporting.groups import Answered, groups_of
from backpass.grading.similarity.compare import Work, pairs
from backpass.grading.similarity.reading import released_code
from backpass.grading.similarity.words import level
from backpass.grading.simulation.plans import drawn
from benchmarks.page import ROOT, circumstances, table, write

PAGE = ROOT / "docs" / "benchmarks.md"
SHARE = 0.05
OWN_CELL = 0.5  # of the class add a cell of their own, of a kind that many add
TRIED = ("{f}(1.0, (2.0, 3.0))", "print({f}.__doc__)", "x, y = 2.0, {n}\nprint(x * y)", "help({f})")
NAMES = "a b c p q r s t u grad_a grad_b left right first second out1 out2 tmp val res".split()


def simulated(chapter: str, count: int, seed: int) -> tuple[list[Work], set[frozenset[str]]]:
    """A class's work, and the pairs of which one copied from the other.

    Args:
        chapter: The chapter.
        count: Students.
        seed: Draws it.
    """
    chance = random.Random(seed)
    exercises = load(chapter, ROOT)
    works: list[Work] = []
    while len(works) < count:
        plan = drawn(exercises, chance)
        if plan is None:
            continue
        work = Work(f"s{len(works):04}")
        for name, answer in plan.answers.items():
            if exercises[name].quiz is None and answer.source is not None:
                work.answers[name] = by_hand(answer.source, chance)
                if answer.way.startswith("mistake"):
                    work.flaws[name] = answer.way
        if chance.random() < OWN_CELL and work.answers:
            cell = chance.choice(TRIED)
            work.own.append(
                cell.format(f=chance.choice(list(work.answers)), n=chance.randint(1, 9))
            )
        works.append(work)
    places = chance.sample(range(count), int(SHARE * count))
    honest = [work for number, work in enumerate(works) if number not in set(places)]
    families: dict[str, list[str]] = {}  # who copied from one student are copies of each other, too
    for place in places:
        source = chance.choice(honest)
        works[place] = altered(source, works[place].who, chance)
        families.setdefault(source.who, [source.who]).append(works[place].who)
    copied = {frozenset(two) for family in families.values() for two in combinations(family, 2)}
    return works, copied


class _Hand(ast.NodeTransformer):
    """Writes the same function as another person would: steps, order of factors, doubled ones."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.steps = chance.uniform(0.0, 0.5)  # how fond this person is of steps in between
        self.made = 0

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        plain = not any(isinstance(side, ast.Tuple | ast.List) for side in (node.left, node.right))
        if isinstance(node.op, ast.Mult | ast.Add) and plain and self.chance.random() < 0.4:
            node.left, node.right = node.right, node.left
        if isinstance(node.op, ast.Mult) and self.chance.random() < 0.04:
            return ast.BinOp(ast.Constant(1.0), ast.Mult(), node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.body = [new for old in node.body for new in self._in_steps(old)]
        return node

    def _in_steps(self, node: ast.stmt) -> list[ast.stmt]:
        if not isinstance(node, ast.Return | ast.Assign) or node.value is None:
            return [node]
        before: list[ast.stmt] = []
        value = node.value
        parts = list(value.elts) if isinstance(value, ast.Tuple) else [value]
        for place, part in enumerate(parts):
            if isinstance(part, ast.BinOp) and self.chance.random() < self.steps:
                side = "left" if self.chance.random() < 0.5 else "right"
                before.append(self._named(getattr(part, side)))
                setattr(part, side, ast.Name(f"step{self.made}", ast.Load()))
            if isinstance(value, ast.Tuple) and self.chance.random() < self.steps:
                before.append(self._named(part))
                value.elts[place] = ast.Name(f"step{self.made}", ast.Load())
        return [*before, node]

    def _named(self, value: ast.expr) -> ast.stmt:
        self.made += 1
        return ast.Assign([ast.Name(f"step{self.made}", ast.Store())], value)


def by_hand(code: str, chance: random.Random) -> str:
    """A known way to write an answer, as one person of many would write it."""
    tree = _Hand(chance).visit(ast.parse(code))
    return ast.unparse(ast.fix_missing_locations(tree))


def altered(work: Work, who: str, chance: random.Random) -> Work:
    """Somebody's work under another name: renamed, reordered, commented."""
    answers = {name: disguised(code, chance) for name, code in work.answers.items()}
    return Work(who, answers, [disguised(code, chance) for code in work.own], [], dict(work.flaws))


def disguised(code: str, chance: random.Random) -> str:
    """Code with other names, comments of its own, and neighbouring lines swapped."""
    for name in sorted(level(code).names):
        if not re.search(rf"def {name}\b", code):
            code = re.sub(rf"\b{name}\b", f"{chance.choice(NAMES)}{chance.randint(1, 99)}", code)
    lines = code.splitlines()
    for number in range(1, len(lines) - 2):
        both = lines[number : number + 2]
        if all(re.match(r"    \w+ = ", line) for line in both) and chance.random() < 0.5:
            lines[number : number + 2] = both[::-1]
    at = chance.randint(1, len(lines))
    return "\n".join([*lines[:at], f"    # step {chance.randint(1, 999)}", *lines[at:]])


def measured(chapter: str, count: int, seed: int) -> list[object]:
    """One line of the table."""
    works, copied = simulated(chapter, count, seed)
    released = released_code(Course(ROOT), chapter)
    level.cache_clear()
    start = time.perf_counter()
    found = pairs(works, released)
    seconds = time.perf_counter() - start
    shown = {frozenset((pair.one, pair.other)) for pair in found}
    right = len(shown & copied)
    return [
        chapter,
        f"{count:,}",
        len(copied),
        f"{right / len(copied):.2f}",
        f"{right / len(shown):.2f}" if shown else "–",
        len(shown),
        f"{seconds:.1f} s",
    ]


def grouping(chapter: str, count: int) -> float:
    """Seconds for the groups of one chapter, every answer of every student being wrong."""
    exercises = load(chapter, ROOT)
    chance = random.Random(1)
    wrong: dict[str, list[Answered]] = {}
    for name, exercise in exercises.items():
        if exercise.quiz is not None:
            continue
        for number in range(count):
            group = f"{chance.randint(0, 40):06x}"
            event = {"returned": {"group": group, "calls": [group] * 8, "shown": ["dx = 1"] * 8}}
            wrong.setdefault(name, []).append(Answered(f"s{number}", f"def {name}(): pass", event))
    start = time.perf_counter()
    groups_of(chapter, exercises, wrong)
    return time.perf_counter() - start


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--print", action="store_true", help="print it and write nothing")
    arguments = parser.parse_args(argv)
    chapters = ["02_chain_rule", "03_sigmoid_neuron", "05_vectorized_gradients", "06_two_layer_net"]
    assert set(chapters) <= set(Course(Path(ROOT)).chapters())
    rows = [measured(chapter, arguments.students, arguments.seed) for chapter in chapters]
    rows.append(measured("02_chain_rule", 200, arguments.seed))
    groups = grouping("02_chain_rule", arguments.students)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    head = ["chapter", "notebooks", "copied", "recall", "precision", "pairs shown", "time"]
    text = "\n\n".join(
        [
            f"{SHARE:.0%} of the class handed in somebody else's notebook with other names, other "
            "comments and lines in another order. The others were drawn from the course's own "
            "right and wrong ways, with steps in between and factors in an order of their own; "
            "many still hand in the very same answers by chance.",
            table(head, rows),
            f"The groups of equal wrong answers of one chapter took {groups:.1f} s; the process "
            f"had {memory:.0f} MB at most. A copy is missed where most write what was copied.",
            circumstances("numpy", "rapidfuzz"),
        ]
    )
    print(text)
    if not arguments.print:
        write(PAGE, {"similar": text})


if __name__ == "__main__":
    main()
