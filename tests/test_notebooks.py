"""The chapters themselves: complete, in form, and running from top to bottom, solved or not."""

import ast
import json
import re

import nbformat
import pytest
from course_notebooks import (
    CHAPTERS,
    PROMISED,
    ROOT,
    executed,
    graded,
    run,
    said,
    source,
    source_path,
    tags,
    troubles,
    unsolved,
)
from looked_over import at_least
from nbgrader.nbgraderformat import MetadataValidator

from backpass.contracts import CONTRACTS, of_chapter
from backpass.grading.authoring.tidy import tidied

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def solution_ids(chapter):
    return [
        graded(cell)["grade_id"] for cell in source(chapter).cells if graded(cell).get("solution")
    ]


def defined(code):
    """What a cell defines at its top level, in order: functions and classes with their names."""
    definitions = (ast.FunctionDef, ast.ClassDef)
    return [
        (type(node), node.name) for node in ast.parse(code).body if isinstance(node, definitions)
    ]


# --- form ----------------------------------------------------------------------------------------


@each_chapter
def test_the_file_is_in_the_form_that_tidy_writes(chapter):
    text = source_path(chapter).read_text(encoding="utf-8")
    assert tidied(text, chapter) == text
    nbformat.validate(source(chapter))


@each_chapter
def test_the_file_is_small_and_says_nothing_about_a_machine(chapter):
    text = source_path(chapter).read_text(encoding="utf-8")
    assert len(text) < 300_000
    assert not re.search(r"/(home|root|Users|work|tmp)/|localhost|127\.0\.0\.1", text)


@each_chapter
def test_what_a_student_downloads_is_small(chapter):
    path = ROOT / "release" / chapter / f"{chapter}.ipynb"
    assert path.stat().st_size < 300_000
    assert len(json.dumps(unsolved(chapter))) < 300_000, "and it stays so when released again"


@each_chapter
def test_cell_ids_can_be_read(chapter):
    ids = [cell.id for cell in source(chapter).cells]
    assert len(set(ids)) == len(ids)
    machine_made = [id_ for id_ in ids if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", id_)]
    assert machine_made == []


@each_chapter
def test_prose_is_wrapped_so_that_a_diff_can_be_read(chapter):
    long = [
        (cell.id, line)
        for cell in source(chapter).cells
        for line in cell.source.splitlines()
        if len(line) > 100
    ]
    assert long == []


def test_relative_links_lead_somewhere():
    """Not every chapter has one, so all of them are looked at together."""
    links = [
        (source_path(chapter).parent, cell.id, target)
        for chapter in CHAPTERS
        for cell in source(chapter).cells
        if cell.cell_type == "markdown"
        for target in re.findall(r"\]\(([^)#]+)", cell.source.replace("\n", " "))
    ]
    for folder, cell, target in at_least(len(CHAPTERS) - 1, links):
        assert "://" in target or (folder / target).exists(), f"{cell} links to {target}"


# --- what a chapter holds ------------------------------------------------------------------------


@each_chapter
def test_each_exercise_has_a_contract_and_the_promised_ones_are_there_in_order(chapter):
    ids, promised = solution_ids(chapter), PROMISED.get(chapter, ())
    assert [name for name in ids if name in promised] == list(promised)
    assert sorted(ids) == sorted(of_chapter(chapter))
    assert ids


@each_chapter
def test_nbgrader_accepts_the_metadata(chapter):
    MetadataValidator().validate_nb(source(chapter))
    for cell in at_least(2, filter(graded, source(chapter).cells)):
        assert graded(cell)["schema_version"] == 3
        assert cell.id == graded(cell)["grade_id"], "a cell's id and its grade id are the same"


@each_chapter
def test_points_are_those_of_the_contracts(chapter):
    points = {
        graded(cell)["grade_id"]: graded(cell)["points"]
        for cell in source(chapter).cells
        if graded(cell).get("grade")
    }
    assert points == {f"test_{name}": CONTRACTS[name].points for name in solution_ids(chapter)}


#: What a traceback quotes when a check is the first cell that somebody runs in a fresh kernel.
SECOND_DAY = "NameError? Run the cells above first"


@each_chapter
def test_every_exercise_is_statement_hint_solution_check(chapter):
    cells = source(chapter).cells
    places = [place for place, cell in enumerate(cells) if graded(cell).get("solution")]
    for place in at_least(1, places):
        cell = cells[place]
        name = graded(cell)["grade_id"]
        statement, hints, _, check = cells[place - 2 : place + 2]
        assert statement.cell_type == "markdown"
        assert hints.source == f'hint("{name}")'
        assert graded(check) == {
            "grade": True,
            "grade_id": f"test_{name}",
            "locked": True,
            "points": CONTRACTS[name].points,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
        imported, empty, line, next_line, *_ = check.source.splitlines()
        assert (imported, empty) == ("from backpass.check import check", ""), "it may run first"
        call, _, note = line.partition("  # ")
        assert SECOND_DAY in (note, next_line.removeprefix("# "))
        handed = defined(cells[place].source)[-1][1] if not CONTRACTS[name].is_quiz else name
        named = "" if handed == name else f', name="{name}"'
        assert re.fullmatch(rf"check\({handed}(, forward=\w+)?{named}\)", call)
        assert "from backpass.grading.hidden import grade" in check.source
        assert call.replace("check(", "grade(") in check.source.split("### BEGIN HIDDEN TESTS")[1]


@each_chapter
def test_a_statement_says_what_comes_in_and_what_goes_out_with_a_number(chapter):
    asked = [cell for cell in source(chapter).cells if cell.id.startswith("ask-")]
    for cell in at_least(1, asked):
        name = cell.id.removeprefix("ask-")
        if name.startswith("quiz_"):
            assert re.findall(r"^- \*\*([a-d])\)\*\*", cell.source, re.M) == list("abcd"), name
        else:
            assert CONTRACTS[name].signature.split("(")[0] in cell.source
            words = ("**Takes**", "**Returns**", "For instance")
            assert all(word in cell.source for word in words), name


@each_chapter
def test_a_stub_names_its_task_and_holds_what_it_should(chapter):
    solved = {cell.id: cell.source for cell in source(chapter).cells}
    stubs = [cell for cell in unsolved(chapter).cells if graded(cell).get("solution")]
    for cell in at_least(1, stubs):
        name = graded(cell)["grade_id"]
        if CONTRACTS[name].is_quiz:
            assert cell.source == f'{name} = ...  # "a", "b", "c" or "d" in place of the dots'
            continue
        made = ast.parse(cell.source).body
        assert defined(cell.source) == defined(solved[name]), "what the course's own answer defines"
        assert len(made) == len(defined(cell.source)), f"{name}: a stub defines, and does no more"
        functions = [node for top in made for node in ast.walk(top)]
        for function in functions:
            if isinstance(function, ast.FunctionDef):
                assert ast.get_docstring(function), f"{name}: {function.name}"
                assert "raise NotImplementedError" in ast.unparse(function.body[-1])


@each_chapter
def test_it_opens_with_what_it_is_and_closes_with_a_summary(chapter):
    cells = source(chapter).cells
    for promise in ("When you are through, you can", "**Time:**", "**It builds on:**"):
        assert promise in cells[0].source
    assert cells[-1].source.startswith("## Summary")
    later = [name for name in CHAPTERS if name > chapter]
    if later:
        title = source(later[0]).cells[0].source.splitlines()[0].partition("· ")[2]
        assert f"In the next chapter, *{title}*" in " ".join(cells[-1].source.split())
    else:
        assert "last chapter" in cells[-1].source
    assert "**Next:**" not in cells[-1].source, "a released notebook has that line below it"


@each_chapter
def test_it_has_explorations_a_circuit_and_a_figure(chapter):
    code = [cell for cell in source(chapter).cells if cell.cell_type == "code"]
    explorations = [cell for cell in code if cell.source.startswith("explore.")]
    assert len(explorations) >= 2
    assert all("show" in tags(cell) for cell in explorations)
    assert any("draw.show(" in cell.source for cell in code)
    figures = [cell for cell in code if "plt.show()" in cell.source]
    assert figures
    for cell in figures:
        assert "show" in tags(cell)
        assert "print(" in cell.source, f"{cell.id}: a figure says in text what it shows"


@each_chapter
def test_cells_that_only_hint_only_show(chapter):
    """They put nothing into a graded notebook, and grading has no time for them."""
    hints = [cell for cell in source(chapter).cells if cell.source.startswith("hint(")]
    assert len(hints) >= len(solution_ids(chapter)) > 0
    assert all("show" in tags(cell) for cell in hints)


def names_in(cell):
    """Names that a cell assigns at its top level, and names that it reads anywhere."""
    tree = ast.parse(cell.source)
    assigned = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    read = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return assigned, read


@each_chapter
def test_nothing_needs_a_cell_that_only_shows(chapter):
    """When submissions are graded, the cells tagged "show" are left out."""
    made_by_shown: set[str] = set()
    made: set[str] = set()
    for cell in source(chapter).cells:
        if cell.cell_type != "code":
            continue
        assigned, read = names_in(cell)
        if "show" in tags(cell):
            made_by_shown |= assigned - made
        else:
            made |= assigned
            missing = read & made_by_shown - made
            assert not missing, f"{cell.id} reads {missing}, which only a cell that shows makes"
    assert made


# --- running it ----------------------------------------------------------------------------------


@each_chapter
def test_unsolved_it_runs_to_its_end_and_every_check_says_not_attempted(chapter):
    notebook = executed(chapter, solved=False)
    assert troubles(notebook) == []
    for cell in notebook.cells:
        if graded(cell).get("grade"):
            words = said(cell)
            assert re.search(r"not (attempted|answered) yet", words), f"{cell.id}: {words}"
            assert words.rstrip().endswith("0.0"), "nbgrader counts the cell as failed"


@each_chapter
def test_solved_it_runs_to_its_end_and_earns_every_point(chapter):
    notebook = executed(chapter, solved=True)
    assert troubles(notebook) == []
    for cell in notebook.cells:
        if graded(cell).get("grade"):
            results = [
                output.data["text/plain"]
                for output in cell.outputs
                if output.output_type == "execute_result" and "text/plain" in output.data
            ]
            assert [float(text) for text in results] == [graded(cell)["points"]], cell.id


@each_chapter
def test_near_its_end_it_says_how_far_one_has_come(chapter):
    count = len(of_chapter(chapter))
    for solved, passed in ((True, f"all {count}"), (False, f"0 of {count}")):
        (cell,) = [cell for cell in executed(chapter, solved=solved).cells if cell.id == "progress"]
        assert tags(cell) == ["show"]
        assert said(cell).startswith(f"You have passed {passed} in this chapter.")


@each_chapter
def test_a_function_that_goes_wrong_breaks_no_other_cell(chapter, tmp_path):
    """Half of a class hands in functions that return nothing, or raise something odd."""
    notebook = unsolved(chapter)
    for cell in notebook.cells:
        if graded(cell).get("solution"):
            cell.source = cell.source.replace("raise NotImplementedError()", "return None")
            cell.source = cell.source.replace(" = ...", " = None")
            assert "None" in cell.source
    ran = run(notebook, tmp_path)
    assert troubles(ran) == []


@each_chapter
def test_what_a_run_leaves_is_small(chapter):
    outputs = sum(
        len(str(output))
        for cell in executed(chapter, solved=True).cells
        for output in cell.get("outputs", [])
    )
    assert outputs < 600_000
