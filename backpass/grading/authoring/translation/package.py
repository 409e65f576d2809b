"""The package's own words: checks, hints, quiz replies, explorations, progress.

Two catalogues for each language: ``package.po`` with what stands openly in the student's package,
and ``replies.po`` with what is sealed there, the replies to quizzes and guesses. Both are written
into ``backpass/languages/LANGUAGE.json``, where the package finds them; replies stay sealed.
"""

from __future__ import annotations

import ast
import json
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from backpass.atomic import put
from backpass.grading.authoring import glossary, quiz_key, standalone
from backpass.grading.authoring.translation import catalogue, languages
from backpass.grading.authoring.translation.catalogue import Text
from backpass.grading.course import Course, CourseError
from backpass.grading.exercises import common_mistakes, small_changes, together
from backpass.grading.feedback.student_page import FRAME
from backpass.hints import hint_texts
from backpass.languages.catalogue import PLACE, digest, seal

PACKAGE, REPLIES = "package", "replies"
#: The words of the website, where a course has one.
SITE = "site"
#: What students are told of known mistakes: as secret as the hidden tests, so it lies beside them.
MISTAKES = catalogue.MISTAKES
#: Modules whose strings no learner reads, or that are no words.
SILENT = frozenset(
    "atomic sealing questions/quiz drawing/palette drawing/plot data judging/contract "
    "explore/recipe explore/naming explore/grids languages/particles languages/catalogue "
    "checking/written_down".split()
)
#: Attributes, markup, patterns, file names, keys: strings that are no words.
CODE = re.compile(
    r"^\{\w+\} (?:and|or) \{\w+\}$|^raise NotImplementedError$|"
    r"bp-|^data:image|xml$|/plain|/html|=\"|\\d|\\b|[<>]{1}[a-z/!]|^[\w.]+\.(?:json|grad|data)$|var\(--|;\w+-|"
    r"\w+: ?[\w.]+;|^[a-z]+ n$|^n [a-z]+$|^\S*[_.]\S*$|@title|data-|^\w+\([\w, =.-]*\)$|"
    r"usable point|clear of a kink|no usable|no way to|^module "
)
#: What stands in pictures and lists as one word, or is put together from marks and a word.
ALONE = (
    "hidden", "shown", "slope {value}", "off by {value}", "exactly",
    "◀ back", "▶ play", "step ▶", "❚❚ pause",
    "passed", "Passed", "Exercises", "Quizzes", "nothing", "an array", "rows", "columns",
)  # fmt: skip
#: What sliders, gates, classes and units are called: names in code, told where they are read.
CALLED = (
    "nudge", "rate", "scale", "steps", "step", "levels", "turn", "bias", "round", "sigmoid",
    "add", "subtract", "multiply", "divide", "shift", "power", "reciprocal", "square", "fork",
    "affine",
    *(f"unit {i}" for i in range(6)),
)  # fmt: skip
#: Modules of the grader whose sentences stand on a student's page.
GRADER = frozenset(
    f"grading/{module}"
    for module in """
    common/apart common/oddities feedback/reading intake/choose intake/former_names intake/read
    intake/rebuild intake/regular_files marking/breakpoints marking/readers marking/run
    marking/settle sandbox/execution sandbox/student
    """.split()
)
#: What is one: it ends as a sentence does, and is not for whoever runs a command.
SENTENCE = re.compile(r"(?!.*`backpass)[A-Z{].*[.?]", re.DOTALL)
#: Before or behind a sentence, another one that is put in: that is a text of its own.
ANOTHER_SENTENCE = re.compile(r"^\{\w+\} (?=[A-Z{])|(?<=[.?]) \{\w+\}$")
WORD = re.compile(r"[A-Za-z]{2,}")
LETTERS = re.compile(r"[A-Za-z]+")
#: Names in formulas: a text that has no other words is a formula.
FUNCTIONS = re.compile(r"\b(?:sin|exp|max|log|tanh|w\d|x\d)\b")
#: Functions of ``small_changes`` whose strings are told to students.
TELL_OF_CHANGES = frozenset(
    """
    sentences told_of told_of_two told_beside told_of_shape told_of_order told_of_others
    told_of_exchanged
    _as_if _of_comparison
    """.split()
)
#: Calls whose first argument is a sentence of the catalogue.
TELLING = ("tell", "_tell")
#: Keyword arguments and calls whose strings are words even where they are one word long.
SPOKEN = frozenset({"said", "text", "Choice", "State"})


class BadTranslation(CourseError):
    """A translation of the package has other places than its English."""


def texts(course: Course) -> list[Text]:
    """What the package says openly, each text once, by modules.

    Args:
        course: The course, with the package in its folder.
    """
    found: dict[str, Text] = {}
    folder = course.root / "backpass"
    for path in sorted(folder.rglob("*.py")):
        module = path.relative_to(folder).with_suffix("").as_posix()
        grader = module.startswith("grading/")
        if module in SILENT or (grader and module not in GRADER):
            continue
        for words in in_code(path.read_text(encoding="utf-8")):
            told = ANOTHER_SENTENCE.sub("", words) if grader else words
            if not grader or SENTENCE.fullmatch(told):
                found.setdefault(told, Text("", told, module))
    for words in ALONE:
        found.setdefault(words, Text("", words, "pictures"))
    for words in CALLED:
        found.setdefault(words, Text("", words, "names"))
    for words in FRAME:
        found.setdefault(words, Text("", words, "feedback page"))
    for words in standalone.words():
        found.setdefault(words, Text("", words, "exported notebook"))
    for name, hints in hint_texts().items():
        for words in hints:
            found.setdefault(words, Text("", words, f"hint of {name}"))
    return list(found.values())


def replies(course: Course) -> list[Text]:
    """What quizzes and guesses reply, which the package holds sealed.

    Args:
        course: The course.
    """
    found: dict[str, Text] = {}
    for name, quiz in quiz_key.quizzes_of(course, course.chapters()).items():
        for choice, words in quiz.why.items():
            found.setdefault(words, Text("", words, f"{name} {choice}"))
    path = course.root / "grader_tests" / "guesses.toml"
    if path.is_file():
        for name, guess in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for words in (guess["say"], *guess.get("choices", ())):
                found.setdefault(words, Text("", words, f"guess {name}"))
    return list(found.values())


def mistakes(course: Course) -> list[Text]:
    """What a student is told of a known mistake, on the page that comes back.

    Args:
        course: The course.
    """
    found: dict[str, Text] = {}
    common = Path(common_mistakes.__file__)
    own = (course.root / "grader_tests").glob("*/*.py")
    for path in (*sorted(own), common):
        for words in _told_of_mistakes(path.read_text(encoding="utf-8")):
            found.setdefault(words, Text("", words, path.stem))
    told = [told for _, told, _ in small_changes.SENTENCES]
    told += [words for _, words in small_changes.CHANGES_IN_WORDS]
    told += (*small_changes.OPERATIONS.values(), *small_changes.OTHER_CURVES)
    told += (words for _, words, _ in together.AFTERWARDS)
    tree = ast.parse(Path(small_changes.__file__).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in TELL_OF_CHANGES:
            told += (words for words in in_code(ast.unparse(node)) if words != "in place of")
    for words in told:
        found.setdefault(words, Text("", words, "small_changes"))
    return list(found.values())


#: A text of the site: told in a script, said in Python or in a template.
OF_SITE = {
    name: re.compile(rf"""\b{name}\(\s*(?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)')""")
    for name in ("say", "tell")
}


def site(course: Course) -> list[Text]:
    """What the website says itself; nothing where a course has none.

    Args:
        course: The course.
    """
    found: dict[str, Text] = {}
    folder = course.root / "website"
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".js", ".py"):
            name = path.relative_to(folder).as_posix()
            called = OF_SITE["tell" if path.suffix == ".js" else "say"]
            for double, single in called.findall(path.read_text(encoding="utf-8")):
                words = " ".join((double or single).replace("\\'", "'").split())
                found.setdefault(words, Text("", words, name))
    if found:
        for term in glossary.read(course)[0]:
            if not re.fullmatch(r"`[^`]*`", term.meaning):  # code is the same in every language
                found.setdefault(term.meaning, Text("", term.meaning, "glossary"))
    return list(found.values())


@cache
def _told_of_mistakes(source: str) -> tuple[str, ...]:
    """The sentences that the exercises of a file tell of known mistakes."""
    return tuple(
        str(given.value.value)
        for each in ast.walk(ast.parse(source))
        if isinstance(each, ast.Call)
        for given in each.keywords
        if given.arg == "told" and isinstance(given.value, ast.Constant)
    )


@cache
def in_code(source: str) -> tuple[str, ...]:
    """The texts of a module, with named places where the program puts something in.

    A module is read once, for however many languages it is asked for.

    Args:
        source: Python code.
    """
    return tuple(_in_code(source))


def _in_code(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    skipped = {id(node) for each in ast.walk(tree) for node in _not_words(each)}
    spoken_alone = {id(node) for each in ast.walk(tree) for node in _spoken(each)}
    for each in ast.walk(tree):
        if isinstance(each, ast.Call) and _called(each) in TELLING:
            yield from _told(each.args[0])
        if isinstance(each, ast.Call) and _called(each) == "counted":
            noun = getattr(each.args[1], "value", "")
            yield from (f"1 {noun}", f"{{number}} {noun}s")
    for node in _strings(tree, skipped):
        words = _template(node) if isinstance(node, ast.JoinedStr) else _formatted(node)
        own = FUNCTIONS.sub(" ", PLACE.sub(" ", words))
        count = len(LETTERS.findall(own)) if WORD.search(own) else 0
        wanted = 1 if isinstance(node, ast.JoinedStr) or id(node) in spoken_alone else 2
        if count >= wanted and not CODE.search(words.strip()):
            yield words.strip()


def _told(sentence: ast.expr) -> Iterator[str]:
    """What may be told: a sentence, or one of two."""
    if isinstance(sentence, ast.IfExp):
        yield from _told(sentence.body)
        yield from _told(sentence.orelse)
    elif isinstance(sentence, ast.Constant):
        yield str(sentence.value)


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _strings(tree: ast.Module, skipped: set[int]) -> Iterator[ast.Constant | ast.JoinedStr]:
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str)
        ):
            yield node
        if isinstance(node, ast.JoinedStr):  # strings inside its places are texts of their own
            todo += [v.value for v in node.values if isinstance(v, ast.FormattedValue)]
        else:
            todo += reversed(list(ast.iter_child_nodes(node)))


def _not_words(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, patterns, and what only programmers read."""
    body = getattr(node, "body", None)
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and body:
        first = body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            yield first
    if isinstance(node, ast.Call):
        name = _called(node)
        if name in (
            "compile",
            "import_module",
            "fullmatch",
            "search",
            "startswith",
            "endswith",
            "removeprefix",
            "removesuffix",
            "sub",
            "TypeVar",
        ):
            yield from node.args
        if name in ("Exercise", "Said", *TELLING):
            yield from node.args[:1]
    if isinstance(node, ast.AnnAssign):
        yield node.annotation


def _spoken(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call):
        name = _called(node)
        if name in SPOKEN:
            for each in (*node.args, *(k.value for k in node.keywords)):
                yield each
                if isinstance(each, ast.Tuple | ast.List):
                    yield from each.elts


def _formatted(node: ast.Constant) -> str:
    """A constant; places of ``str.format`` get names."""
    text = str(node.value)
    if "{" not in text:
        return text
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return text
    made, count = "", 0
    for before, name, _, _ in fields:
        made += before
        if name is not None:
            made += "{" + (f"part{name}" if name.isdigit() else name or f"part{count}") + "}"
            count += 1
    return made


def _template(node: ast.JoinedStr) -> str:
    made, names = "", dict[str, str]()
    for value in node.values:
        if isinstance(value, ast.Constant):
            made += str(value.value)
        elif isinstance(value, ast.FormattedValue):
            code = ast.unparse(value)
            if code not in names:
                stem = _name(value.value)
                taken = set(names.values())
                names[code] = next(
                    n for n in (stem, *(f"{stem}{k}" for k in range(2, 99))) if n not in taken
                )
            made += "{" + names[code] + "}"
    return made


def _name(node: ast.AST) -> str:
    """A name for a place: the last name in the expression that says what it is."""
    if isinstance(node, ast.Name):
        return node.id.strip("_")
    if isinstance(node, ast.Attribute):
        return node.attr.strip("_")
    if isinstance(node, ast.Call):
        return _name(node.args[0] if node.args else node.func)
    if isinstance(node, ast.BoolOp):
        return _name(node.values[0])
    if isinstance(node, ast.Subscript | ast.FormattedValue):
        return _name(node.value)
    if isinstance(node, ast.IfExp):
        return "words"
    return "value"


def everything(course: Course) -> dict[str, list[Text]]:
    """The texts of each catalogue of the package.

    Args:
        course: The course, with the package in its folder.
    """
    found = {PACKAGE: texts(course), REPLIES: replies(course), MISTAKES: mistakes(course)}
    pages = site(course)
    return {**found, SITE: pages} if pages else found


def update(course: Course, language: str) -> dict[str, int]:
    """Bring a language's catalogues of the package up to date, and write what the package reads.

    Args:
        course: The course.
        language: Its code.

    Returns:
        For each catalogue, how many texts are shown in English.
    """
    left = {}
    for name, found in everything(course).items():
        made = catalogue.updated(catalogue.read(course, language, name), found)
        catalogue.write(course, language, name, made)
        left[name] = len(catalogue.missing(made, found))
    write(course, language)
    return left


def missing(course: Course, language: str) -> dict[str, int]:
    """For each catalogue of the package, how many texts a language shows in English.

    Args:
        course: The course.
        language: Its code.
    """
    return {
        name: len(catalogue.missing(catalogue.read(course, language, name), found))
        for name, found in everything(course).items()
    }


def compiled(course: Course, language: str) -> str:
    """What the package reads: open texts as they are, replies sealed by their English.

    Args:
        course: The course.
        language: Its code.

    Raises:
        BadTranslation: A translation has other places than its English.
    """
    stored = {}
    for name in (PACKAGE, REPLIES):
        known = catalogue.translations(catalogue.read(course, language, name))
        stored[name] = {english: other for (_, english), other in known.items()}
        for english, other in stored[name].items():
            one, two = (sorted(set(PLACE.findall(text))) for text in (english, other))
            if one != two:
                raise BadTranslation(
                    f"translations/{language}/{name}.po: the places of {english!r} are {one}, "
                    f"those of its translation {two}."
                )
    sealed = {digest(e): seal(e, o) for e, o in stored[REPLIES].items()}
    made = {"texts": dict(sorted(stored[PACKAGE].items())), "sealed": dict(sorted(sealed.items()))}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def path_of(course: Course, language: str) -> Path:
    """Where the package finds a language's texts.

    Args:
        course: The course.
        language: Its code.
    """
    return course.root / "backpass" / "languages" / f"{language}.json"


def write(course: Course, language: str) -> bool:
    """Write what the package reads of a language.

    Args:
        course: The course.
        language: Its code.

    Returns:
        Whether the file was changed.
    """
    path, text = path_of(course, language), compiled(course, language)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    put(path, text.encode(), 0o644)
    return True


def stale(course: Course) -> list[str]:
    """The languages of which the package does not read what the catalogues say."""
    if not quiz_key.holds_package(course):
        return []
    return [
        code
        for code in languages(course)
        if not path_of(course, code).is_file()
        or path_of(course, code).read_text(encoding="utf-8") != compiled(course, code)
    ]
