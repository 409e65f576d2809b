"""Learning management systems: rosters in, downloads in, marks and pages out.

The files here are made up in the form that the systems write; what an export has to hold is asked
by readers written after the systems' own importers, not after ours.
"""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime

import commands
import pytest
import tiny_course
from tiny_class import hand_in

from backpass.grading import cli
from backpass.grading.course import CourseError
from backpass.grading.gradebook import open_gradebook
from backpass.grading.lms.collecting import collect, collected_before
from backpass.grading.lms.downloads import plain_name, recognise
from backpass.grading.lms.marks_out import export_marks
from backpass.grading.lms.moodle_times import moment_named
from backpass.grading.lms.tables import parse_table
from backpass.grading.reporting.results import gather
from backpass.grading.roster import in_our_form, read_roster, understand

CHAPTER = tiny_course.CHAPTER
CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Homework 2 (4711),Final Score\r\n"
    ",,,,,Manual Posting,\r\n"
    "    Points Possible,,,,,11.0,(read only)\r\n"
    '"Lovelace, Ada",880123,0042,ada,Monday and Tuesday,,90\r\n'
    '"Noether, Emmy",880124,0043,emmy,Monday,7,80\r\n'
    '"=HYPERLINK(""http://x"")",880125,0044,cem,Drawing and Painting,,70\r\n'
    '"Student, Test",880199,,8c1f0,Monday,,\r\n'
)
MOODLE = (
    "\ufeffFirst name;Last name;ID number;Email address;Groups\n"
    'Ada;Lovelace;ada;ada@example.org;"Monday, Tuesday"\n'
    "Emmy;Noether;emmy;emmy@example.org;Monday\n"
    "Cem;Özgür;cem;cem@example.org;\n"
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"\t'
    '"Homework 2 [Total Pts: 11 Score] |123456"\n'
    '"Lovelace"\t"Ada"\t"ada"\t"0042"\t"2026-10-01"\t"Yes"\t""\n'
    '"Noether"\t"Emmy"\t"emmy"\t"0043"\t"2026-10-01"\t"Yes"\t"7.00"\n'
    '"Özgür"\t"Cem"\t"cem"\t"0044"\t"2026-10-01"\t"Yes"\t""\n'
    '"Preview"\t"User"\t"bob_previewuser"\t""\t""\t"Yes"\t""\n'
)
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade)\n"
    "Participant 734211,Ada Lovelace,ada@example.org,Submitted for grading,-,11.00,Yes,"
    '"Friday, 2 October 2026, 9:14 PM",-\n'
    "Participant 734212,Emmy Noether,emmy@example.org,Submitted for grading,,11.00,Yes,"
    '"Friday, 2 October 2026, 8:00 PM","Saturday, 3 October 2026, 8:00 PM"\n'
    "Participant 734213,Cem Özgür,cem@example.org,No submission,,11.00,Yes,-,-\n"
)
NAMES = {"ada": "Ada Lovelace", "emmy": "Emmy Noether", "cem": "Cem Özgür"}
FILES = {
    "canvas": CANVAS.encode(),
    "canvas with semicolons": re.sub(r",(?! )", ";", CANVAS).encode(),
    "moodle": MOODLE.encode(),
    "blackboard": b"\xff\xfe" + BLACKBOARD.encode("utf-16-le"),
    "blackboard without a mark": BLACKBOARD.encode("utf-16-le"),
    "blackboard as csv": BLACKBOARD.replace("\t", ",").encode("utf-8-sig"),
    "brightspace": "OrgDefinedId,Username,Last Name,First Name,Email,HW 1 Points Grade <Numeric "
    "MaxPoints:11>,End-of-Line Indicator\n#007,#ada,Lovelace,Ada,,5,#\n#8,#emmy,Noether,Emmy,,,#\n"
    "#9,#cem,Özgür,Cem,,,#\n".encode("utf-8-sig"),
    "sakai, an assignment": '"Homework 2","SCORE_GRADE_TYPE"\n""\n"Display ID","ID","Last Name",'
    '"First Name","grade","Submission date","Late submission"\n"007","ada","Lovelace","Ada","",'
    '"2026-10-02T19:14:05Z","On time"\n"008","emmy","Noether","Emmy","5","",""\n'
    '"009","cem","Özgür","Cem","","",""\n'.encode(),
    "sakai, the gradebook": "Student ID,Student Name,Homework 2 [11],* Homework 2\n"
    'ada,"Lovelace, Ada",,\nemmy,"Noether, Emmy",5,well\ncem,"Özgür, Cem",,\n'.encode(),
    "edx, grades": b"Student ID,Email,Username,Grade,Homework 1: Gates,Homework (Avg),"
    b"Enrollment Track,Certificate Eligible\n9,a@x.org,ada,0.0,Not Attempted,0.0,audit,N\n"
    b"12,e@x.org,emmy,0.5,1.0,1.0,audit,N\n13,c@x.org,cem,0.5,1.0,1.0,audit,N\n",
    "edx, learners": b"id,username,name,email,language,location,year_of_birth,enrollment_mode\n"
    b"9,ada,Ada Lovelace,a@x.org,,,,audit\n12,emmy,E N,e@x.org,,,,audit\n13,cem,C O,,,,,audit\n",
    "plain": b'id,name,e-mail\nada,Ada Lovelace,a@x.org\nemmy,Emmy Noether,\ncem,"Ozgur, Cem",\n',
    "plain, by Excel": b'sep=;\r\nid;first name;last name\r\n="ada";Ada;Lovelace\r\nemmy;E;N\r\n'
    b"cem;C;O\r\n;;\r\n",
}


@pytest.fixture
def course(tiny_released, tmp_path):
    return tiny_course.copied(tiny_released, tmp_path / "course")


@pytest.fixture
def marked(course):
    """Three students of Canvas's roster; two have marks, one of them a penalty."""
    (course.root / "roster.csv").write_bytes(FILES["canvas"])
    with open_gradebook(course) as book:
        for who, score, penalty in (("ada", 5.0, 1.5), ("emmy", 4.25, None)):
            book.add_student(who)
            book.add_submission(CHAPTER, who)
            notebook = book.find_submission_notebook(CHAPTER, CHAPTER, who)
            notebook.late_submission_penalty = penalty
            book.find_grade("test_add_backward", CHAPTER, CHAPTER, who).auto_score = score
        book.db.commit()
    return course


# --- rosters -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FILES)
def test_rosters_of_every_system_name_the_same_students(kind):
    understood = understand(parse_table(FILES[kind], "roster.csv"))
    assert set(understood.roster) == set(NAMES)
    if "Excel" not in kind and kind != "edx, grades":  # which hold no names
        assert understood.roster["ada"].name == "Ada Lovelace"


LOCAL = {
    "de": ("Vorname", "Nachname", "ID-Nummer", "E-Mail-Adresse", "Gruppen"),
    "es": ("Nombre", "Apellido(s)", "Número de ID", "Dirección de correo", "Grupos"),
    "fr": ("Prénom", "Nom de famille", "Numéro d'identification", "Adresse de courriel", "Groupes"),
    "ja": ("名", "姓", "IDナンバー", "メールアドレス", "グループ"),
    "ko": ("이름", "성", "id 번호", "이메일 주소", "모둠"),
    "pt": ("Nome", "Apelido", "Número de identificação (ID)", "Endereço de email", "Grupos"),
    "it": ("Nome", "Cognome", "Codice identificativo", "Indirizzo email", "Gruppi"),
    "nl": ("Voornaam", "Achternaam", "Nummer (ID)", "E-mailadres", "Groepen"),
}


@pytest.mark.parametrize("language", LOCAL)
def test_moodles_participants_are_read_in_the_language_they_were_written_in(language):
    text = MOODLE.replace(MOODLE.splitlines()[0], "\ufeff" + ";".join(LOCAL[language]))
    english = understand(parse_table(MOODLE.encode(), "m.csv"))
    ours = understand(parse_table(text.encode(), "m.csv"))
    assert replace(ours, id_column=english.id_column) == english
    assert ours.id_column == LOCAL[language][2]
    assert english.system.name == "Moodle"


@pytest.mark.parametrize(
    "header",
    [
        "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert "
        "werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung)",
        "Identificador,Nombre completo,Dirección de correo,Estado,Calificación,Calificación máxima,"
        "La calificación puede cambiar,Última modificación (entrega),"
        "Última modificación (calificación)",
        "Identifiant,Nom complet,Adresse de courriel,Statut,Note,Note maximale,Modifiable,"
        "Dernière modification (travail remis),Dernière modification (note)",
        "Identificador,Nome completo,Endereço de email,Estado,Nota,Nota máxima,A nota pode ser "
        "alterada,Última atualização (submissão),Última atualização (avaliação)",
        "식별자,전체 이름,이메일 주소,상태,성적,최대 성적,성적이 변경될 수 있음,"
        "마지막 수정됨(제출),마지막 수정됨(성적)",
    ],
    ids=["de", "es", "fr", "pt", "ko"],
)
def test_moodles_worksheet_is_filled_in_with_its_own_words(marked, header):
    english = marked.root / "worksheet.csv"
    english.write_text(WORKSHEET, encoding="utf-8")
    local = marked.root / "local.csv"
    local.write_text(WORKSHEET.replace(WORKSHEET.splitlines()[0], header), encoding="utf-8")
    in_english, ours = (
        list(csv.reader(written(marked, "moodle", template=path).path.open(encoding="utf-8-sig")))
        for path in (english, local)
    )
    assert ours[1:] == in_english[1:]
    assert len(ours) > 1
    assert set(ours[0]) <= set(header.split(","))


def test_a_roster_keeps_numbers_sections_and_mail():
    canvas = understand(parse_table(FILES["canvas"], "x")).roster
    assert (canvas["ada"].lms_user_id, canvas["ada"].number) == ("880123", "0042")
    assert canvas["ada"].sections == ("Monday", "Tuesday")
    assert canvas["cem"].sections == ("Drawing and Painting",)
    moodle = understand(parse_table(FILES["moodle"], "x")).roster
    assert (moodle["ada"].sections, moodle["ada"].email) == (
        ("Monday", "Tuesday"),
        "ada@example.org",
    )


def test_google_classrooms_dates_and_points_are_no_students():
    text = (
        "Last Name,First Name,Email Address,HW 1\nDate,,,2026-10-02\nPoints,,,11\n"
        "Lovelace,Ada,ada@example.org,5\n"
    )
    understood = understand(parse_table(text.encode(), "grades.csv"))
    assert set(understood.roster) == {"ada@example.org"}
    assert understood.system.name == "Google Classroom"
    assert understood.left_out == (
        "grades.csv, line 2: Google Classroom's dates and points, no student.",
        "grades.csv, line 3: Google Classroom's dates and points, no student.",
    )


def test_lines_that_are_no_student_are_named():
    assert list(understand(parse_table(CANVAS.encode(), "x.csv")).left_out) == [
        "x.csv, line 2: no student.",
        "x.csv, line 3: the points, no student.",
        "x.csv, line 7: Canvas's test student, left out.",
    ]


@pytest.mark.parametrize("kind", FILES)
def test_a_roster_in_our_own_form_says_the_same(kind):
    roster = understand(parse_table(FILES[kind], "x")).roster
    text = io.StringIO()
    csv.writer(text).writerows(in_our_form(roster))
    again = understand(parse_table(text.getvalue().encode(), "roster.csv")).roster
    assert {who: (of.names, of.sections, of.login, of.number) for who, of in again.items()} == {
        who: (of.names, of.sections, of.login, of.number) for who, of in roster.items()
    }


BAD = {
    "id,name\nada,A\nAda,B\n": "line 3, column 'id': Ada is there twice, first on line 2",
    "id,section,section\nada,x,y\n": "column 'section' is there twice (columns 2 and 3)",
    "id,name\nada,A\nbob\n": "line 3: it has 1 cells and the first line has 2, so there is nothing",
    "id,name\nada,Love,lace\n": "line 2: it has 3 cells",
    'id,name\nada,"Lovelace\n': "line 2: unexpected end of data",
    "name,mark\nAda,3\n": "no column for the students' ids",
    "id,name\n../../x,A\n": "line 2, column 'id': '../../x' cannot be the name of a folder",
    "id,name\n=1+1,A\n": "line 2, column 'id': '=1+1' cannot be the name",
    "id,name\n1.2E+10,A\n": "line 2, column 'id': 1.2E+10 is a long number as Excel shortens it",
    "id\nJos\u00e9\nJose\u0301\n": "Jose\u0301 is there twice, first on line 2",
    "id,name\nada,A\0da\n": "line 2: a zero byte stands there",
    "id,name\n,Ada\n": "line 2, column 'id': the cell is empty, so Ada has no id",
    "id,lms_user_id\nada,7\nbob,7\n": "line 3, column 'lms_user_id': 7 is there twice",
    "": "is empty",
    "id,name\n": "names no student",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_roster_is_refused_with_its_line_and_column(course, text, monkeypatch, capsys):
    good = b"id\nzoe\n"
    (course.root / "roster.csv").write_bytes(good)
    (course.root / "new.csv").write_text(text)
    monkeypatch.chdir(course.root)
    assert cli.main(["roster", "new.csv"]) == 2
    said = capsys.readouterr().err
    assert BAD[text] in said
    assert said.count("\n") == 1
    assert (course.root / "roster.csv").read_bytes() == good


def test_text_in_another_encoding_is_refused_with_its_line():
    with pytest.raises(CourseError, match=r"x.csv, line 3: this is not UTF-8 text"):
        parse_table("id,name\nada,A\ncem,Özgür\n".encode("latin-1"), "x.csv")
    with pytest.raises(CourseError, match="a workbook or an archive"):
        parse_table(b"PK\x03\x04...", "x.csv")


def test_the_roster_command_says_what_it_understood(course, monkeypatch, capsys):
    (course.root / "canvas.csv").write_bytes(FILES["canvas"])
    monkeypatch.chdir(course.root)
    assert cli.main(["roster", "canvas.csv"]) == 0
    said = capsys.readouterr().out
    assert "3 students from Canvas; their ids are its 'SIS Login ID', ada for example." in said
    assert "3 sections: Drawing and Painting, Monday, Tuesday." in said
    assert set(read_roster(course)) == set(NAMES)
    assert cli.main(["roster", "canvas.csv", "--id", "ID"]) == 0
    assert set(read_roster(course)) == {"880123", "880124", "880125"}
    assert (course.root / "roster.csv.before").is_file()


def test_one_of_two_sections_shows_a_student_in_the_report(marked):
    found = gather(marked, [CHAPTER], "Tuesday").students
    assert [row.student for row in found] == ["ada"]


def test_the_tables_show_mail_and_the_number_in_the_system(marked):
    from backpass.grading.class_run.ledger import Ledger
    from backpass.grading.reporting.report import tables

    with Ledger(marked) as ledger:
        ledger.enter({who: of.names for who, of in read_roster(marked).items()})
    table = tables(gather(marked, [CHAPTER]))["marks.csv"]
    [ada] = [dict(zip(table[0], row, strict=True)) for row in table[1:] if row[0] == "ada"]
    assert (ada["name"], ada["lms_user_id"]) == ("Ada Lovelace", "880123")


# --- downloads -----------------------------------------------------------------------------------

HOW_THEY_ARE_CALLED = {
    f"lovelaceada_880123_4711_{CHAPTER}.ipynb": ("Canvas", "880123", False),
    f"lovelaceada_LATE_880123_4711_{CHAPTER}-2.ipynb": ("Canvas", "880123", True),
    f"anon_Xy1zA_4711_{CHAPTER}.ipynb": ("Canvas", "Xy1zA", False),
    f"Ada Lovelace_734211_assignsubmission_file_/{CHAPTER}.ipynb": ("Moodle", "734211", False),
    f"Ada Lovelace_734211_assignsubmission_file/{CHAPTER}.ipynb": ("Moodle", "734211", False),
    f"top/Tue-Ada Lovelace_734211_assignsubmission_file_{CHAPTER}.ipynb": (
        "Moodle",
        "734211",
        False,
    ),
    f"Homework 2_ada_attempt_2026-10-02-21-14-05_{CHAPTER}.ipynb": ("Blackboard", "ada", False),
    f"HW 2/Lovelace, Ada(ada)/Submission attachment(s)/{CHAPTER}.ipynb": ("Sakai", "ada", False),
    f"HW 2/Ada Lovelace - {CHAPTER}.ipynb": ("Google Classroom", "", False),
}


@pytest.mark.parametrize("path", HOW_THEY_ARE_CALLED)
def test_names_of_every_system_are_recognised(path):
    found = recognise(path)
    assert (found.system, found.user, found.late) == HOW_THEY_ARE_CALLED[path]
    assert plain_name(found.file) == CHAPTER


@pytest.mark.parametrize("path", ["notes.ipynb", "__MACOSX/a_1_2_x.ipynb", "._a_1_2_x.ipynb"])
def test_other_names_are_not(path):
    assert recognise(path) is None


def notebook(course, mark="answer"):
    """A notebook of the chapter that can be told from others."""
    path = hand_in(course, "somebody", add_backward=f"# {mark}")
    content = path.read_bytes()
    path.unlink()
    path.parent.rmdir()
    path.parent.parent.rmdir()
    return content


def zipped(course, files, name="submissions.zip"):
    path = course.root / name
    with zipfile.ZipFile(path, "w") as archive:
        for place, content in files.items():
            archive.writestr(place, content)
    return path


def told(course, mark):
    return json.dumps(json.loads(notebook(course, mark))).encode()


def texts(course):
    return {
        path.parents[1].name: next(
            mark for mark in ("first", "second", "third") if f"# {mark}" in path.read_text()
        )
        for path in sorted(course.submitted.glob("*/*/*.ipynb"))
    }


def test_canvas_download_is_collected(course):
    (course.root / "roster.csv").write_bytes(FILES["canvas"])
    archive = zipped(
        course,
        {
            f"lovelaceada_LATE_880123_10_{CHAPTER}.ipynb": told(course, "first"),
            f"lovelaceada_LATE_880123_12_{CHAPTER}-1.ipynb": told(course, "second"),
            f"noetheremmy_990000_11_{CHAPTER} (1).ipynb": told(course, "third"),  # known by name
            f"strangerina_5_6_{CHAPTER}.ipynb": told(course, "first"),
            "lovelaceada_LATE_880123_13_text.html": b"",
        },
    )
    done = collect(course, [archive])
    assert done.out.chapter == CHAPTER
    assert texts(course) == {"ada": "second", "emmy": "third"}
    assert done.out.missing == ["cem"]
    assert [one.student for one in done.out.chosen if one.found.late] == ["ada"]
    assert any("strangerina (5) is not in roster.csv" in line for line in done.out.left_out)
    late = [row for row in gather(course, [CHAPTER]).problems if row.kind == "late, time unknown"]
    assert [row.student for row in late] == ["ada"]


def test_who_hands_in_a_file_that_is_no_notebook_is_asked_for_one(course):
    (course.root / "roster.csv").write_bytes(FILES["canvas"])
    page = {"lovelaceada_880123_13_work.html": b"<p>", "noetheremmy_880124_14_work.html": b"<p>"}
    emmy = {f"noetheremmy_880124_15_{CHAPTER}.ipynb": told(course, "second")}
    done = collect(course, [zipped(course, page | emmy)])
    assert "ada handed in no notebook, only work.html." in done.out.left_out
    assert done.out.missing == ["cem"]

    def asked():
        rows = gather(course, [CHAPTER]).problems
        return [(row.student, row.text) for row in rows if row.kind == "no notebook"]

    ((who, text),) = asked()
    assert who == "ada"
    assert "work.html" in text
    later = {f"lovelaceada_880123_16_{CHAPTER}.ipynb": told(course, "first")}
    collect(course, [zipped(course, page | emmy | later)])
    collect(course, [zipped(course, page)], CHAPTER)  # an old download again
    assert asked() == []
    assert texts(course) == {"ada": "first", "emmy": "second"}


@pytest.mark.parametrize("ending", [".ipynb.txt", ".ipynb.json", ".json", ".TXT", ""])
def test_a_notebook_that_a_browser_saved_as_text_is_a_notebook(course, ending):
    (course.root / "roster.csv").write_bytes(FILES["canvas"])
    saved = {f"lovelaceada_880123_90_{CHAPTER}{ending}": told(course, "first")}
    other = {
        f"noetheremmy_880124_91_{CHAPTER}.txt": b"I could not upload it",
        "=HYPERLINK_880125_92_x.json": b'{"cells": 1}',
    }
    done = collect(course, [zipped(course, saved | other)])
    assert texts(course) == {"ada": "first"}
    assert "emmy" in done.out.without
    assert (course.submitted / "ada" / CHAPTER / f"{CHAPTER}.ipynb").is_file()


def test_what_jupyter_keeps_beside_a_notebook_is_not_handed_in(course):
    kept = f"work/.ipynb_checkpoints/{CHAPTER}-checkpoint.ipynb"
    inside = {kept: told(course, "second"), f"work/{CHAPTER}.ipynb": told(course, "first")}
    files = {"a_1_1_work.zip": as_zip(**inside)}
    collect(course, [zipped(course, files)])
    assert texts(course) == {"1": "first"}
    assert len(list((course.submitted / "1" / CHAPTER).iterdir())) == 1


def test_an_older_download_of_canvas_sets_nobody_back(course):
    (course.root / "roster.csv").write_bytes(FILES["canvas"])
    name = f"_880123_{{}}_{CHAPTER}.ipynb"
    older = zipped(course, {"lovelaceada" + name.format(90): told(course, "first")}, "older.zip")
    newer = zipped(course, {"lovelaceada" + name.format(110): told(course, "second")}, "newer.zip")
    stamp = course.submitted / "ada" / CHAPTER / "timestamp.txt"
    collect(course, [older])
    stamp.write_text("2026-10-01 12:00 UTC")
    done = collect(course, [newer])
    assert done.replaced == ["ada"]
    kept = course.root / "replaced" / "ada" / CHAPTER / "001"
    assert {one.name for one in kept.iterdir()} == {f"{CHAPTER}.ipynb", "timestamp.txt"}
    assert not stamp.exists()  # of the new work no time is known
    done = collect(course, [older])
    assert (done.older, done.replaced, done.new) == (["ada"], [], [])
    assert texts(course) == {"ada": "second"}
    assert any("is newer and stays" in line for line in done.out.left_out)
    assert collected_before(course)[CHAPTER]["ada"]["prefix"] == "lovelaceada_880123_110_"
    assert collect(course, [newer]).unchanged == ["ada"]


def test_who_had_handed_in_before_is_not_said_to_be_missing(course):
    (course.root / "roster.csv").write_bytes(FILES["canvas"])
    ada = {f"lovelaceada_880123_90_{CHAPTER}.ipynb": told(course, "first")}
    emmy = {f"noetheremmy_880124_91_{CHAPTER}.ipynb": told(course, "second")}
    assert collect(course, [zipped(course, ada)]).out.missing == ["cem", "emmy"]
    out = collect(course, [zipped(course, emmy)]).out
    assert (out.missing, out.before) == (["cem"], ["ada"])


@pytest.mark.parametrize("layout", ["{}_assignsubmission_file/", "{}_assignsubmission_file_"])
def test_moodle_download_is_collected(course, layout):
    (course.root / "roster.csv").write_bytes(FILES["moodle"])
    (course.root / "sheet.csv").write_text(WORKSHEET)
    files = {
        f"Monday-{layout.format('Ada Lovelace_734211')}{CHAPTER}.ipynb": told(course, "first"),
        f"{layout.format('Cem Özgür_734213')}{CHAPTER}.ipynb": told(course, "second"),
        f"{layout.format('E. N._734212')}{CHAPTER}.ipynb": told(course, "third"),
    }
    archive = zipped(course, files)
    done = collect(course, [archive])
    assert texts(course) == {"ada": "first", "cem": "second"}
    done = collect(course, [archive], worksheet=course.root / "sheet.csv", zone="Europe/Berlin")
    assert texts(course) == {"ada": "first", "cem": "second", "emmy": "third"}
    assert done.unchanged == ["ada", "cem"]
    stamp = course.submitted / "ada" / CHAPTER / "timestamp.txt"
    assert stamp.read_text() == "2026-10-02 19:14:00 UTC\n"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Friday, October 2, 2026, 9:14 PM", "2026-10-02 21:14"),
        ("Freitag, 2. Oktober 2026, 21:14", "2026-10-02 21:14"),
        ("Samstag, 7. März 2026, 00:30", "2026-03-07 00:30"),
        ("mardi 3 mars 2026, 08:00", "2026-03-03 08:00"),
        ("martes, 3 de marzo de 2026, 08:00", "2026-03-03 08:00"),
        ("sexta, 2 de outubro de 2026 às 21:14", "2026-10-02 21:14"),
        ("martedì, 3 marzo 2026, 08:00", "2026-03-03 08:00"),
        ("maandag, 2 maart 2026, 21:14", "2026-03-02 21:14"),
        ("2026年 10月 2日(金曜日) 21:14", "2026-10-02 21:14"),
        ("금요일, 02 10월 2026, 09:14 오후", "2026-10-02 21:14"),
        ("2026년 10월 2일(금요일) 오전 12:14", "2026-10-02 00:14"),
        ("2026年10月2日 星期五 21:14", "2026-10-02 21:14"),
        ("02/10/2026, 21:14", None),
        ("2.10.2026 21:14", None),
        ("Mar, 3 mar 2026, 08:00", None),
        ("Friday, 2 October 2026, 13:14 PM", None),
        ("Montag, 29. Februar 2027, 12:00", None),
        ("-", None),
    ],
)
def test_moodles_times_are_read_in_the_language_they_were_written_in(text, moment):
    assert moment_named(text) == (moment and datetime.fromisoformat(moment))


def test_a_time_of_moodles_that_cannot_be_read_is_said_with_its_line_and_column(course):
    (course.root / "roster.csv").write_bytes(FILES["moodle"])
    sheet = course.root / "sheet.csv"
    readable = "Friday, 2 October 2026, 9:14 PM"
    assert readable in WORKSHEET
    sheet.write_text(WORKSHEET.replace(readable, "2/10/2026 21:14"))
    place = f"Ada Lovelace_734211_assignsubmission_file/{CHAPTER}.ipynb"
    done = collect(course, [zipped(course, {place: notebook(course)})], worksheet=sheet)
    assert done.new == ["ada"]
    assert done.out.left_out == [
        "sheet.csv, line 2, column 'Last modified (submission)': '2/10/2026 21:14' is no time that "
        "can be read, so no lateness is counted for ada."
    ]


def test_brightspace_download_is_collected(course):
    (course.root / "roster.csv").write_bytes(FILES["brightspace"])
    archive = zipped(
        course,
        {
            f"12-34 - Ada Lovelace - Oct 2, 2026 914 PM/{CHAPTER}.ipynb": told(course, "first"),
            f"12-34 - Ada Lovelace - Oct 3, 2026 1204 AM/{CHAPTER}.ipynb": told(course, "second"),
            f"13-34 - emmy E. N. - 02 October 2026 612 PM/{CHAPTER}.ipynb": told(course, "first"),
            f"14-34 - 9 Özgür - Oct 2, 2026 9:14 PM/{CHAPTER} (1).ipynb": told(course, "third"),
            f"15-34 - A. Stranger - Oct 2, 2026 914 PM/{CHAPTER}.ipynb": b"{}",
            "index.html": b"",
        },
    )
    done = collect(course, [archive], zone="Europe/Berlin")
    assert texts(course) == {"ada": "second", "emmy": "first", "cem": "third"}
    stamp = course.submitted / "ada" / CHAPTER / "timestamp.txt"
    assert stamp.read_text() == "2026-10-02 22:04:00 UTC\n"
    assert any("A. Stranger" in line for line in done.out.left_out)


def test_sakais_download_is_collected_with_its_times(course):
    (course.root / "roster.csv").write_bytes(FILES["sakai, an assignment"])
    ada, emmy, cem = "HW 2/Lovelace, Ada(ada)", "HW 2/Noether, Emmy(008)", "HW 2/Özgür, Cem(cem)"
    archive = zipped(
        course,
        {
            "HW 2/grades.csv": FILES["sakai, an assignment"],
            f"{ada}/timestamp.txt": b"2026-10-02T19:14:05Z",
            f"{ada}/Submission attachment(s)/{CHAPTER}.ipynb": told(course, "first"),
            f"{ada}/Submission attachment(s)/{CHAPTER}-1.ipynb": told(course, "second"),
            f"{emmy}/timestamp.txt": b"20261002191405000",
            f"{emmy}/Submission attachment(s)/Ada Lovelace - {CHAPTER}.ipynb": told(
                course, "third"
            ),
            f"{cem}/timestamp.txt": b"20261302191405000",
            f"{cem}/Submission attachment(s)/{CHAPTER}.ipynb": told(course, "first"),
            f"HW 2/Ghost(boo)/Submission attachment(s)/{CHAPTER}.ipynb": b"{}",
            f"HW 2/Cem Özgür - {CHAPTER}.ipynb": told(course, "third"),  # no file of Sakai's
        },
    )
    done = collect(course, [archive], zone="Asia/Seoul")
    assert texts(course) == {"ada": "second", "emmy": "third", "cem": "first"}
    stamps = {p.parents[1].name: p.read_text() for p in course.submitted.glob("*/*/timestamp.txt")}
    assert stamps == dict.fromkeys(("ada", "emmy"), "2026-10-02 19:14:05 UTC\n")
    assert any("Ghost (boo) is not in roster.csv" in line for line in done.out.left_out)


def test_copies_that_google_classroom_made_are_collected_by_their_names(course):
    (course.root / "roster.csv").write_text("id,name\nada,Ada Lovelace\nemmy,Emmy Noether\n")
    archive = zipped(
        course,
        {
            f"HW 2/Ada Lovelace - {CHAPTER}.ipynb": told(course, "first"),
            f"HW 2/Emmy Noether - Copy of {CHAPTER} (1).ipynb": told(course, "second"),
            f"HW 2/Bob - {CHAPTER}.ipynb": b"{}",
            f"HW 2/{CHAPTER}.ipynb": b"{}",
        },
    )
    done = collect(course, [archive])
    assert texts(course) == {"ada": "first", "emmy": "second"}
    assert [line for line in done.out.left_out if "Bob is not in roster.csv" in line]
    (course.root / "roster.csv").unlink()
    assert "no roster.csv to find" in collect(course, [archive]).out.left_out[0]


def test_downloads_of_two_systems_at_once_are_refused(course):
    canvas = zipped(course, {f"a_1_2_{CHAPTER}.ipynb": told(course, "first")}, "c.zip")
    time = "2026-10-02-21-14-05"
    name = f"HW_a_attempt_{time}_{CHAPTER}.ipynb"
    board = zipped(course, {name: told(course, "first")}, "b.zip")
    with pytest.raises(CourseError, match="are from Blackboard and Canvas"):
        collect(course, [canvas, board])
    assert not list(course.submitted.glob("*/*/*.ipynb"))


def test_the_list_of_an_archive_is_read_once_however_many_files_it_holds(course, monkeypatch):
    files = {f"s{n}_{n}_1_{CHAPTER}.ipynb": told(course, "first") for n in range(1, 31)}
    archive = zipped(course, files)
    opened = []
    real = zipfile.ZipFile.__init__
    monkeypatch.setattr(
        zipfile.ZipFile, "__init__", lambda *a, **k: (opened.append(1), real(*a, **k))[1]
    )
    assert len(collect(course, [archive]).new) == 30
    assert len(opened) < 5


def as_zip(**files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}", content)
    return held.getvalue()


def test_an_archive_that_grows_beyond_measure_costs_its_student_alone(course):
    deep = as_zip(**{"a.ipynb": b"{}"})
    for _ in range(7):
        deep = as_zip(**{"a.zip": deep})
    large = as_zip(**{f"{n}.ipynb": bytes(99 * 10**6) for n in range(6)})
    inside = {"work/.x.ipynb": b"{}", f"work/{CHAPTER}.ipynb": told(course, "second")}
    files = {
        f"a_1_1_{CHAPTER}.ipynb": told(course, "first"),
        "b_2_1_work.zip": as_zip(**{"more.zip": as_zip(**inside)}),
        "c_3_1_work.zip": large,
        "d_4_1_work.zip": deep,
        "e_5_1_work.zip": b"no archive",
        f"f_6_1_{CHAPTER}.ipynb": bytes(101 * 10**6),
    }
    done = collect(course, [zipped(course, files)])
    assert texts(course) == {"1": "first", "2": "second"}
    left = "\n".join(done.out.left_out)
    assert all(f"{who} handed in no notebook, only work.zip" in left for who in "345")
    assert "it is larger than 100 MB" in left


def test_a_class_may_hand_in_more_than_one_student_may(course, monkeypatch):
    size = len(told(course, "first"))
    for module in ("intake.archives", "lms.collecting"):
        monkeypatch.setattr(f"backpass.grading.{module}.MAX_UNPACKED", 3 * size)
    monkeypatch.setattr("backpass.grading.intake.archives.MAX_MEMBERS", 3)
    files = {f"s{n}_{n}_1_{CHAPTER}.ipynb": told(course, "first") for n in range(1, 9)}
    files |= {f"x_99_{n}_own{n}.ipynb": told(course, "first") for n in range(5)}
    archive = zipped(course, files)
    done = collect(course, [archive])
    assert len(done.new) == 9
    assert sum("99 handed in more than" in line for line in done.out.left_out) == 2
    monkeypatch.setattr("backpass.grading.lms.opening.MOST_FILES", 12)
    with pytest.raises(CourseError, match="more than 12 files"):
        collect(course, [archive])


def blackboard(course, user, time, content, login=None):
    head = f"Homework_2_{user}_attempt_{time}"
    text = (
        f"Name: Ada Lovelace ({login or user})\nAssignment: Homework 2\n"
        "Date Submitted: Friday, October 2, 2026 9:14:05 PM CEST\nCurrent Grade: Needs Grading\n\n"
        f"Submission Field:\nNone\n\nFiles:\n\tOriginal filename: {CHAPTER}.ipynb\n"
        f"\tFilename: {head}_{CHAPTER}.ipynb\n"
    )
    return {f"{head}_{CHAPTER}.ipynb": content, f"{head}.txt": text.encode()}


def test_blackboard_download_is_collected(course):
    (course.root / "roster.csv").write_bytes(
        FILES["blackboard"].replace('\t"ada"'.encode("utf-16-le"), '\t"a_da"'.encode("utf-16-le"))
    )
    archive = zipped(
        course,
        {
            **blackboard(course, "a_da", "2026-10-02-21-14-05", told(course, "first")),
            **blackboard(course, "a_da", "2026-10-02-22-00-00", told(course, "second")),
        },
    )
    with pytest.raises(CourseError, match=r"writes its times in CEST.*--zone"):
        collect(course, [archive])
    assert texts(course) == {}
    done = collect(course, [archive], zone="Europe/Berlin")
    assert texts(course) == {"a_da": "second"}
    stamp = course.submitted / "a_da" / CHAPTER / "timestamp.txt"
    assert stamp.read_text() == "2026-10-02 20:00:00 UTC\n"
    assert done.out.missing == ["cem", "emmy"]


def test_what_was_handed_in_before_is_kept_and_newer_work_stays(course):
    (course.root / "roster.csv").write_bytes(FILES["blackboard"])
    first = zipped(course, blackboard(course, "ada", "2026-10-02-21-14-05", told(course, "first")))
    collect(course, [first], zone="UTC")
    second = zipped(
        course, blackboard(course, "ada", "2026-10-03-01-00-00", told(course, "second"))
    )
    assert collect(course, [second], zone="UTC").replaced == ["ada"]
    [kept] = course.root.glob("replaced/ada/*/*/*.ipynb")
    assert "# first" in kept.read_text()
    older = zipped(course, blackboard(course, "ada", "2026-10-01-01-00-00", told(course, "third")))
    done = collect(course, [older], zone="UTC")
    assert "what ada handed in before is newer" in done.out.left_out[0]
    assert texts(course) == {"ada": "second"}


def test_two_students_of_one_name_are_left_to_a_person(course):
    (course.root / "roster.csv").write_text("id,name\na1,Ada Lovelace\na2,Ada Lovelace\n")
    archive = zipped(
        course, {f"Ada Lovelace_7_assignsubmission_file_/{CHAPTER}.ipynb": told(course, "first")}
    )
    done = collect(course, [archive])
    assert "a1 and a2 both have this name. Add --worksheet" in done.out.left_out[0]
    assert texts(course) == {}


@pytest.mark.parametrize("name", ["../../x_1_2_y.ipynb", "/etc/x_1_2_y.ipynb"])
def test_no_name_in_an_archive_leads_out_of_the_course(course, name):
    archive = zipped(course, {name: b"{}", f"a_1_2_{CHAPTER}.ipynb": told(course, "first")})
    collect(course, [archive])
    assert [path.name for path in course.submitted.glob("*/*/*.ipynb")] == [f"{CHAPTER}.ipynb"]


@pytest.mark.parametrize("name", ["Hw_.._attempt_2026-10-02-21-14-05_x.ipynb"])
def test_no_id_in_an_archive_is_a_way_up(course, name):
    collect(course, [zipped(course, {name: told(course, "first")})], CHAPTER, zone="UTC")
    assert [path.parents[1].parent for path in course.submitted.glob("*/*/*.ipynb")] == [
        course.submitted
    ]


def test_a_download_in_other_names_is_refused_as_a_whole(course):
    with pytest.raises(CourseError, match=r"no file in submissions.zip has a name as Canvas"):
        collect(course, [zipped(course, {"ada.ipynb": b"{}"})])
    (course.root / "x.zip").write_bytes(b"no archive")
    with pytest.raises(CourseError, match=r"x\.zip is no zip archive"):
        collect(course, [course.root / "x.zip"])


def test_a_chapter_is_told_by_the_cells_where_names_say_nothing(course):
    archive = zipped(course, {"a_1_2_homework.ipynb": told(course, "first")})
    assert collect(course, [archive]).out.chapter == CHAPTER
    with pytest.raises(CourseError, match="does not tell which chapter"):
        collect(course, [zipped(course, {"a_1_2_homework.ipynb": b"{}"})])


def test_nbgraders_zip_collect_takes_them_without_configuration(course):
    (course.root / "roster.csv").write_bytes(FILES["canvas"])
    folder = course.root / "downloaded" / CHAPTER / "archive"
    folder.mkdir(parents=True)
    archive = zipped(
        course,
        {
            f"lovelaceada_880123_10_{CHAPTER}.ipynb": told(course, "first"),
            f"lovelaceada_880123_12_{CHAPTER}-1.ipynb": told(course, "second"),
            f"noetheremmy_LATE_880124_11_{CHAPTER}.ipynb": told(course, "third"),
        },
    )
    archive.rename(folder / archive.name)
    ran = commands.nbgrader(course.root, "zip_collect", CHAPTER)
    assert ran.returncode == 0, ran.stderr
    assert texts(course) == {"ada": "second", "emmy": "third"}
    assert "Nothing came from: cem" in ran.stderr


# --- marks, read as the systems read them --------------------------------------------------------


def canvas_reads(content):
    """Scores by Canvas's number, as lib/gradebook_importer.rb finds them."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    head = rows[0]
    assert "Student" in head[0]
    assert head[1] == "ID"
    info = 5 if head[2] == "SIS User ID" and head[3] == "SIS Login ID" else 3
    assert "Section" in head[info - 1]  # else "Invalid header row"
    titles = head[info:]
    points, scores = {}, {}
    for row in rows[1:]:
        assert len(row) == len(head)
        values = dict(zip(titles, row[info:], strict=True))
        if "Points Possible" in row[0]:
            points = values
            continue
        scores[row[1]] = values
    return titles, points, scores


def moodle_reads(content):
    """Grades by participant, as mod/assign/feedback/offline/importgradeslib.php finds them."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    for row in rows:
        assert {"Identifier", "Grade", "Last modified (grade)"} <= row.keys()
    return {int(row["Identifier"].removeprefix("Participant ")): row["Grade"] for row in rows}


def blackboard_reads(content):
    """Scores by user name and column number, as the help describes an upload."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-16")), delimiter="\t"))
    [column] = [name for name in rows[0] if "|" in name]
    return column.rpartition("|")[2], {row["Username"]: row[column] for row in rows}


def written(course, system, **how):
    return export_marks(course, CHAPTER, system, **how)


def template(course, name, content):
    path = course.root / name
    path.write_bytes(content)
    return path


def test_canvas_takes_marks_with_penalties_and_nobody_elses(marked):
    titles, points, scores = canvas_reads(written(marked, "canvas").path.read_bytes())
    assert titles == [CHAPTER]
    assert points == {CHAPTER: "11"}
    assert scores == {"880123": {CHAPTER: "3.5"}, "880124": {CHAPTER: "4.25"}}


def test_canvas_takes_its_own_gradebook_filled_in(marked):
    path = template(marked, "export.csv", FILES["canvas"])
    made = written(marked, "canvas", template=path, title="Homework 2")
    titles, points, scores = canvas_reads(made.path.read_bytes())
    assert titles == ["Homework 2 (4711)"]
    assert points == {"Homework 2 (4711)": "11.0"}
    assert scores == {
        "880123": {"Homework 2 (4711)": "3.5"},
        "880124": {"Homework 2 (4711)": "4.25"},
    }


def test_those_who_handed_in_nothing_get_zeros_when_asked(marked):
    _, _, scores = canvas_reads(written(marked, "canvas", zeros=True).path.read_bytes())
    assert scores["880125"] == {CHAPTER: "0"}


def test_no_cell_of_an_export_is_a_formula(marked):
    made = written(marked, "canvas", zeros=True)
    cells = [cell for row in csv.reader(made.path.open(encoding="utf-8-sig")) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_moodle_takes_its_worksheet_filled_in(marked):
    template(marked, "roster.csv", FILES["moodle"])
    path = template(marked, "sheet.csv", WORKSHEET.encode("utf-8-sig"))
    made = written(marked, "moodle", template=path)
    assert moodle_reads(made.path.read_bytes()) == {734211: "3.5", 734212: "4.25"}


def test_moodles_gradebook_takes_marks_by_mail_and_number(marked):
    template(marked, "roster.csv", FILES["moodle"])
    rows = list(csv.reader(written(marked, "moodle").path.open()))
    assert rows == [
        ["ID number", "Email address", CHAPTER],
        ["ada", "ada@example.org", "3.5"],
        ["emmy", "emmy@example.org", "4.25"],
    ]


def test_blackboard_takes_its_own_file_filled_in(marked):
    template(marked, "roster.csv", FILES["blackboard"])
    path = template(marked, "offline.xls", FILES["blackboard"])
    made = written(marked, "blackboard", template=path, title="Homework 2")
    assert blackboard_reads(made.path.read_bytes()) == ("123456", {"ada": "3.5", "emmy": "4.25"})
    with pytest.raises(CourseError, match="knows its columns by numbers"):
        written(marked, "blackboard")


def brightspace_reads(content):
    """Points by id and title, as the help "Importing grades" describes a file."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    head = rows[0]
    assert {"OrgDefinedId", "Username"} & set(head)
    assert head[-1] == "End-of-Line Indicator"
    [place] = [at for at, name in enumerate(head) if re.search(r"\bPoints Grade\b", name)]
    assert all(len(row) == len(head) and row[-1] == "#" for row in rows[1:])
    title = head[place].partition(" Points Grade")[0]
    return title, {row[0].removeprefix("#"): row[place] for row in rows[1:]}


def test_brightspace_takes_marks_with_and_without_its_own_file(marked):
    assert brightspace_reads(written(marked, "brightspace").path.read_bytes()) == (
        CHAPTER,
        {"0042": "3.5", "0043": "4.25"},
    )
    template(marked, "roster.csv", FILES["brightspace"])
    path = template(marked, "export.csv", FILES["brightspace"])
    made = written(marked, "brightspace", template=path, title="HW 1")
    title, points = brightspace_reads(made.path.read_bytes())
    assert (title, points) == ("HW 1", {"007": "3.5", "8": "4.25"})
    assert "Lovelace" not in made.path.read_text()  # "do not import first names or e-mail"
    with pytest.raises(CourseError, match=r"The assignments there are: 'HW 1'"):
        written(marked, "brightspace", template=path)
    other = template(marked, "other.csv", FILES["brightspace"].replace(b"Points:11", b"Points:22"))
    with pytest.raises(CourseError, match="worth 22 points there and 11 here"):
        written(marked, "brightspace", template=other, title="HW 1")


def test_sakai_takes_marks_with_and_without_its_own_file(marked):
    rows = list(csv.reader(written(marked, "sakai").path.open(encoding="utf-8")))
    assert rows == [
        ["Student ID", "Student Name", f"{CHAPTER} [11]"],
        ["ada", "Lovelace, Ada", "3.5"],
        ["emmy", "Noether, Emmy", "4.25"],
    ]
    book = template(marked, "gradebook.csv", FILES["sakai, the gradebook"])
    made = written(marked, "sakai", template=book, title="Homework 2")
    rows = list(csv.reader(made.path.open(encoding="utf-8")))
    assert rows[0] == ["Student ID", "Student Name", "Homework 2 [11]"]
    assert [row[2] for row in rows[1:]] == ["3.5", "4.25"]
    sheet = template(marked, "grades.csv", FILES["sakai, an assignment"])
    rows = list(csv.reader(written(marked, "sakai", template=sheet).path.open()))
    assert rows[:2] == [["Homework 2", "SCORE_GRADE_TYPE"], [""]]
    assert rows[2][:5] == ["Display ID", "ID", "Last Name", "First Name", "grade"]
    assert {row[1]: row[4] for row in rows[3:]} == {"ada": "3.5", "emmy": "4.25"}


def test_other_points_in_the_system_are_refused_or_converted(marked):
    path = template(marked, "export.csv", FILES["canvas"].replace(b"11.0", b"22"))
    with pytest.raises(CourseError, match=r"worth 22 points there and 11 here"):
        written(marked, "canvas", template=path, title="Homework 2")
    made = written(marked, "canvas", template=path, title="Homework 2", scale=True)
    assert canvas_reads(made.path.read_bytes())[2]["880123"] == {"Homework 2 (4711)": "7"}


WRONG_TEMPLATES = {
    "doubled": (
        CANVAS + '"Lovelace, Ada",880123,,,Monday,,\n',
        "line 8, column 'ID': ada is there",
    ),
    "no column": (CANVAS.replace("Homework 2", "Essay"), "The assignments there are: 'Essay'"),
    "strangers": (re.sub(r"88012\d,00\d\d,\w+", "1,2,x", CANVAS), "nobody with a mark for"),
}


@pytest.mark.parametrize("kind", WRONG_TEMPLATES)
def test_a_template_that_does_not_fit_writes_nothing(marked, kind):
    content, words = WRONG_TEMPLATES[kind]
    path = template(marked, "export.csv", content.encode())
    with pytest.raises(CourseError, match=re.escape(words)):
        written(marked, "canvas", template=path, title="Homework 2")
    assert not list(marked.root.glob("reports/canvas*"))


# --- pages back ----------------------------------------------------------------------------------


def with_page(course, *students):
    for student in students:
        page = course.feedback / student / CHAPTER / f"{CHAPTER}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"the page of {student}")


def moodle_gives(archive):
    """Which participant gets which file, as importziplib.php finds them."""
    given = {}
    for name in archive.namelist():
        parts = name.split("/")
        info = parts[0].split("_", 4)
        assert len(info) >= 4
        assert info[2:4] == ["assignsubmission", "file"]
        given[int(info[1])] = archive.read(name).decode()
    return given


def canvas_gives(archive):
    """Which user and attachment get which file: the first two numbers between underscores."""
    return {
        tuple([part for part in name.split("_") if part.isdecimal()][:2]): archive.read(
            name
        ).decode()
        for name in archive.namelist()
    }


def test_pages_go_back_to_canvas_by_the_names_of_the_download(course, monkeypatch, capsys):
    (course.root / "roster.csv").write_bytes(FILES["canvas"])
    files = {
        f"lovelaceada_LATE_880123_10_{CHAPTER}.ipynb": told(course, "first"),
        f"noetheremmy_880124_11_{CHAPTER}.ipynb": told(course, "second"),
    }
    collect(course, [zipped(course, files)])
    with_page(course, "ada", "emmy", "cem")
    monkeypatch.chdir(course.root)
    from backpass.grading.lms.commands import zip_pages

    zip_pages(course, [CHAPTER], "canvas", None)
    with zipfile.ZipFile(course.reports / f"feedback-canvas-{CHAPTER}.zip") as archive:
        assert canvas_gives(archive) == {
            ("880123", "10"): "the page of ada",
            ("880124", "11"): "the page of emmy",
        }
    assert "cem: nobody knows how Canvas calls it" in capsys.readouterr().err


def test_pages_go_back_to_moodle_by_its_worksheet(course):
    from backpass.grading.lms.feedback_zip import zip_feedback

    (course.root / "roster.csv").write_bytes(FILES["moodle"])
    with_page(course, "ada", "cem")
    made = zip_feedback(course, CHAPTER, "moodle", template(course, "s.csv", WORKSHEET.encode()))
    with zipfile.ZipFile(made.path) as archive:
        assert moodle_gives(archive) == {734211: "the page of ada", 734213: "the page of cem"}
        assert archive.namelist()[0] == (
            f"Ada Lovelace_734211_assignsubmission_file_/{CHAPTER}.html"
        )


def test_times_of_the_download_are_those_of_the_gradebook(course):
    (course.root / "roster.csv").write_bytes(FILES["blackboard"])
    collect(
        course,
        [zipped(course, blackboard(course, "ada", "2026-10-02-21-14-05", told(course, "first")))],
        zone="America/New_York",
    )
    from backpass.grading.dates import handed_in_at

    assert handed_in_at(course, "ada", CHAPTER) == datetime(2026, 10, 3, 1, 14, 5)
