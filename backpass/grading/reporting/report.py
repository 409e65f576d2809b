"""The class report: one page that opens anywhere, and the same numbers as tables."""

from __future__ import annotations

import io
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from backpass.atomic import moved, take_away_unfinished, unfinished
from backpass.drawing import palette
from backpass.grading.common.pages import templates
from backpass.grading.course import Course
from backpass.grading.lms.tables import csv_text
from backpass.grading.reporting.groups import GroupRow, Letters, as_rows
from backpass.grading.reporting.over_time import Then, curves, history, keep_earlier, read_earlier
from backpass.grading.reporting.results import ClassResults, ExerciseRow, gather
from backpass.grading.reporting.students import (
    STUDENTS,
    in_place,
    page_of,
    student_pages,
)
from backpass.grading.reporting.summary import advice, chapter_rows, section_rows
from backpass.grading.sandbox.scratch import removed_in_any_case
from backpass.judging.verdict import Status

INK = "#123456"  # drawn in this colour, shown in the page's own
ACCENT = "#0072b2"  # blue of the Okabe-Ito palette, readable on light and dark
COMMONEST = 12  # mistakes in the plot; the table has them all
GROUPS_SHOWN = 8  # groups of an exercise on the page; the table has them all
LISTED = 500  # problems on the page; more have one cause, and the table has them all
PAGE = "index.html"
EXERCISES = "exercises.csv"
FEW = 20  # rows that one looks through without a filter
PAGED = 50  # rows of a long table that are shown at a time
TALL = 60  # rows of a table that is not scrolled by itself


def write_report(
    course: Course,
    chapters: Sequence[str],
    *,
    section: str | None = None,
    before: Path | None = None,
) -> Path:
    """Write ``reports/index.html``, its tables and a page for each student, all of them or none.

    Args:
        course: The course.
        chapters: Names of chapters.
        section: Only students whom the roster puts there; everybody when None.
        before: An earlier report to compare with: its ``exercises.csv``, or the folder that has it.

    Returns:
        The page.

    Raises:
        CourseError: The gradebook is missing or another course's, or there is no earlier report.
    """
    take_away_unfinished(course.reports)
    with removed_in_any_case(None, [str(course.reports)]):
        return _report(course, chapters, section, before)


def _report(
    course: Course, chapters: Sequence[str], section: str | None, before: Path | None
) -> Path:
    earlier = read_earlier(before) if before is not None else {}
    results = gather(course, chapters, section)
    texts = {name: csv_text(rows) for name, rows in tables(results).items()}
    today = datetime.now().astimezone().date().isoformat()
    past = [Then("the earlier report", earlier)] if earlier else []
    if section is None:  # tables of earlier days may be of everybody
        past += history(course.reports, today)
    texts[PAGE] = render(results, section, earlier, past)
    course.reports.mkdir(exist_ok=True)
    keep_earlier(course.reports, texts[EXERCISES])
    with ExitStack() as stack:
        pages = stack.enter_context(student_pages(course, results))
        files = {
            name: stack.enter_context(
                unfinished(text.encode("utf-8", "replace"), 0o644, course.reports)
            )
            for name, text in texts.items()
        }
        for name, file in files.items():  # nothing can run out of room any more
            moved(file, course.reports / name)
        in_place(pages, course.reports / STUDENTS)
    return course.reports / PAGE


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """What each student is called: by their name, and by their id too where others share it.

    Args:
        names: The students' names, by their ids.
    """
    shared = Counter(names.values())
    return {who: f"{name} ({who})" if shared[name] > 1 else name for who, name in names.items()}


def render(
    results: ClassResults,
    section: str | None = None,
    earlier: Mapping[tuple[str, str], float] | None = None,
    past: Sequence[Then] = (),
) -> str:
    """The page's text.

    Args:
        results: What it shows.
        section: The section that it is about; None for everybody.
        earlier: The share that solved each exercise in an earlier report, by chapter and exercise.
        past: What earlier reports said, the oldest first.
    """
    now = {(row.chapter, row.exercise): row.share for row in results.exercises if row.graded}
    environment = templates("backpass.grading.reporting")
    environment.filters["mark"] = mark
    environment.filters["breakable"] = breakable
    environment.filters["count"] = count
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    by_chapter = {
        chapter: [row for row in results.exercises if row.chapter == chapter]
        for chapter in results.chapters
    }
    return environment.get_template("report.html").render(
        results=results,
        called=told_apart(results.names),
        section=section,
        sections=any(row.section for row in results.students),
        figures=headline(results),
        by_chapter=by_chapter,
        chapters=chapter_rows(results),
        section_rows=section_rows(results),
        advice=advice(results),
        earlier=earlier or {},
        curves=curves([*past, Then("now", now)]) if past else {},
        page_of=page_of,
        with_page={row.student for row in results.students},
        solved_plots={c: solved_plot(c, rows) for c, rows in by_chapter.items() if rows},
        mistake_plot=mistake_plot(results),
        by_exercise=by_exercise(results.groups),
        group_plots=group_plots(results.groups),
        groups_shown=GROUPS_SHOWN,
        letters={(row.chapter, row.exercise): row for row in results.letters},
        letter_plots={(row.chapter, row.exercise): letter_plot(row) for row in results.letters},
        written=datetime.now().astimezone(),
        commonest=min(COMMONEST, len(results.mistakes)),
        few=FEW,
        paged=PAGED,
        listed=LISTED,
        tall=TALL,
        wrong=palette.WRONG,
    )


def mark(value: float | None) -> str:
    """A mark as one writes it; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def count(number: int) -> str:
    """How many, as one writes it."""
    return f"{number:,}"


def breakable(path: str) -> Markup:
    """A path that may be broken after its slashes only."""
    return Markup("/<wbr>").join(path.split("/"))


def headline(results: ClassResults) -> list[tuple[str, str]]:
    """The few numbers at the top, each with what it says."""
    handed_in, graded = sum(results.handed_in.values()), sum(results.graded.values())
    totals = [row.total for row in results.students if row.scores]
    figures = [
        (f"{count(graded)} of {count(handed_in)}", "submissions graded"),
        (count(len(results.problems)), "need your eyes"),
        (count(len(totals)), "students with marks"),
    ]
    if totals:
        median = statistics.median(totals)
        figures.append((mark(median), f"median of {mark(results.points)} points"))
    hardest = min(results.exercises, key=lambda row: row.share, default=None)
    if hardest is not None and hardest.graded:
        name = Markup("_<wbr>").join(hardest.exercise.split("_"))
        figures.append((name, f"hardest: {100 * hardest.share:.0f} % solved it"))
    return figures


# --- plots ---------------------------------------------------------------------------------------


def solved_plot(chapter: str, rows: Sequence[ExerciseRow]) -> Markup:
    """Bars: the share of a class that solved each exercise.

    Args:
        chapter: The chapter.
        rows: Its exercises.
    """
    shares = ", ".join(f"{row.exercise} {100 * row.share:.0f} per cent" for row in rows)
    return bars(
        [row.exercise for row in rows],
        [100 * row.share for row in rows],
        alt=f"Bar chart for {chapter}: share of the graded submissions that solved each exercise. "
        f"{shares}. The table below has the same numbers.",
        unit="% solved",
        limit=100.0,
    )


def mistake_plot(results: ClassResults) -> Markup | None:
    """Bars: the commonest mistakes; None when no known one was made."""
    rows = results.mistakes[:COMMONEST]
    if not rows:
        return None
    counts = ", ".join(f"{row.exercise}: {row.sentence}, {row.count}" for row in rows)
    return bars(
        [f"{row.exercise}: {row.sentence}" for row in rows],
        [float(row.count) for row in rows],
        alt=f"Bar chart: the {len(rows)} commonest mistakes and how many made each. {counts}. "
        "The table below has the same numbers.",
        unit="students",
        limit=max(row.count for row in rows) * 1.1,
    )


def by_exercise(groups: Sequence[GroupRow]) -> dict[tuple[str, str], list[GroupRow]]:
    """Groups by chapter and exercise, the exercise with the largest group first."""
    found: dict[tuple[str, str], list[GroupRow]] = {}
    for row in groups:
        found.setdefault((row.chapter, row.exercise), []).append(row)
    return found


def group_plots(groups: Sequence[GroupRow]) -> dict[tuple[str, str], Markup]:
    """Bars for the groups of each exercise."""
    plots = {}
    for key, rows in by_exercise(groups).items():
        shown = rows[:GROUPS_SHOWN]
        labels = [f"{row.group} {row.mistake or row.came or 'no value'}" for row in shown]
        alt = f"Bar chart: how many gave each wrong answer to {key[1]}. The table has the numbers."
        plots[key] = strips(labels, [row.count for row in shown], alt)
    return plots


def letter_plot(row: Letters) -> Markup:
    """Bars for the letters of a quiz."""
    labels = [f"{one}{' (right)' if one == row.answer else ''}" for one in row.counts]
    counts = ", ".join(f"{one} {number}" for one, number in row.counts.items())
    alt = f"Bar chart: answers to {row.exercise}: {counts}; right is {row.answer}."
    return strips(labels, list(row.counts.values()), alt)


def strips(labels: Sequence[str], counts: Sequence[int], alt: str) -> Markup:
    """Plain bars, quick to make: a report may hold a hundred such pictures.

    Args:
        labels: One for each bar; cut where it is long.
        counts: Lengths of the bars.
        alt: What the picture says, in words.
    """
    most = max(*counts, 1)
    lines = []
    for place, (label, number) in enumerate(zip(labels, counts, strict=True)):
        short = label if len(label) <= 44 else f"{label[:43]}…"
        width = 330 * number / most
        lines.append(
            Markup(
                '<text x="360" y="{y}" text-anchor="end">{label}</text>'
                '<rect x="370" y="{top}" width="{width}" height="14" fill="{colour}"/>'
                '<text x="{end}" y="{y}">{number}</text>'
            ).format(
                y=22 * place + 15,
                top=22 * place + 4,
                width=f"{width:.1f}",
                end=f"{376 + width:.1f}",
                label=short,
                number=f"{number:,}",
                colour=ACCENT,
            )
        )
    return Markup(
        '<svg role="img" aria-label="{alt}" viewBox="0 0 760 {height}" width="760"'
        ' height="{height}" font-size="13" fill="currentColor">{lines}</svg>'
    ).format(alt=alt, height=22 * len(lines) + 6, lines=Markup("").join(lines))


def bars(
    labels: Sequence[str], values: Sequence[float], *, alt: str, unit: str, limit: float
) -> Markup:
    """Horizontal bars as an SVG that takes on the page's colours.

    Args:
        labels: One for each bar, top to bottom.
        values: Lengths of the bars.
        alt: What the picture says, in words.
        unit: Below the axis.
        limit: Where the axis ends.
    """
    import matplotlib as mpl  # noqa: PLC0415 - only a report needs it
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    # text stays text: it is sharp, selectable and in the page's own font
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": "backpass", "font.size": 10}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(7.5, 0.5 + 0.3 * len(labels)), layout="constrained")
        axes = figure.subplots()
        drawn = axes.barh(range(len(labels)), values, color=ACCENT, height=0.62)
        axes.bar_label(drawn, labels=[f"{value:.0f}" for value in values], padding=3, color=INK)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.set_xlim(0, limit * 1.04)
        axes.set_xlabel(unit, color=INK)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        axes.tick_params(colors=INK, length=0)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        axes.spines["left"].set_color(INK)
        text = io.StringIO()
        figure.savefig(
            text, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    return _inline(text.getvalue(), alt)


def _inline(svg: str, alt: str) -> Markup:
    """An SVG file's text as part of a page, named for those who do not see it."""
    body = svg[svg.index("<svg") :].replace(INK, "currentColor")
    label = Markup("{}").format(alt)
    return Markup(body.replace("<svg", f'<svg role="img" aria-label="{label}"', 1))  # noqa: S704


# --- tables --------------------------------------------------------------------------------------


def tables(results: ClassResults) -> dict[str, list[list[Any]]]:
    """The report's numbers as rows, by file name; the first row has the columns' names."""
    chapters = results.chapters
    details = ("raw", "extra", "penalty")
    columns = [f"{chapter} {detail}" for chapter in chapters for detail in details]
    marks: list[list[Any]] = [
        ["student", "name", *chapters, "total", "of", "section", "email", "lms_user_id", *columns]
    ]
    for row in results.students:
        scores = [mark(row.scores[c]) if c in row.scores else "" for c in chapters]
        line = [row.student, row.name, *scores, mark(row.total), mark(results.points)]
        line += [row.section, row.email, row.lms_user_id]
        for chapter in chapters:
            of = row.marks.get(chapter)
            line += ["", "", ""] if of is None else map(mark, (of.raw, of.extra, of.penalty or 0.0))
        marks.append(line)
    exercises: list[list[Any]] = [
        [
            "chapter",
            "exercise",
            "points",
            "graded",
            "solved",
            "partly",
            str(Status.NOT_ATTEMPTED),
            "mean",
        ]
    ]
    for e in results.exercises:
        exercises.append(
            [
                e.chapter,
                e.exercise,
                mark(e.points),
                e.graded,
                e.solved,
                e.partly,
                e.not_attempted,
                mark(e.mean),
            ]
        )
    names, emails = results.names, {row.student: row.email for row in results.students}
    columns = ["chapter", "exercise", "mistake", "what", "count", "students", "names"]
    mistakes: list[list[Any]] = [columns]
    for m in results.mistakes:
        who = "; ".join(names.get(student, "") for student in m.students)
        mistakes.append(
            [m.chapter, m.exercise, m.mistake, m.sentence, m.count, " ".join(m.students), who]
        )
    problems: list[list[Any]] = [["student", "chapter", "kind", "what", "file", "name", "email"]]
    for p in [*results.problems, *results.odd]:
        whose = [names.get(p.student, ""), emails.get(p.student, "")]
        problems.append([p.student, p.chapter, p.kind, p.text, p.file, *whose])
    return {
        "marks.csv": marks,
        "exercises.csv": exercises,
        "mistakes.csv": mistakes,
        "problems.csv": problems,
        "groups.csv": as_rows(results.groups, names),
    }
