"""What Moodle calls its columns in other languages than English.

Moodle writes tables in the language of whoever downloads them. The words are those of its language
packs (``moodle.php`` and ``assign.php`` of de, es, fr, ja and ko; older packs have other words for
some). A table is read by its English names, and these stand for them.
"""

from __future__ import annotations

#: English names as the course asks for them, with those of the other languages.
WORDS: dict[str, tuple[str, ...]] = {
    "first name": ("Vorname", "Nombre", "Prénom", "名", "이름"),
    "last name": (*("Nachname", "Apellido", "Apellido(s)", "Nom", "Nom de famille", "姓", "성"),),
    "id number": (
        *("ID-Nummer", "Número de ID", "Numéro d'identification", "Numéro d’identification"),
        *("IDナンバー", "ID番号", "id 번호", "ID 번호"),
    ),
    "email address": (
        *("E-Mail-Adresse", "Dirección de correo", "Dirección Email", "Adresse de courriel"),
        *("Correo electrónico", "メールアドレス", "이메일 주소"),
    ),
    "username": (
        *("Anmeldename", "Nombre de usuario", "Nom d'utilisateur", "Nom d’utilisateur"),
        *("ユーザ名", "ユーザー名", "사용자 아이디"),
    ),
    "groups": ("Gruppen", "Grupos", "Groupes", "グループ", "모둠"),
    "full name": (
        *("Vollständiger Name", "Nombre completo", "Nombre completo del usuario", "Nom complet"),
        *("ユーザフルネーム", "フルネーム", "전체 이름", "이용자 성명"),
    ),
    "identifier": ("ID", "Identificador", "Identifiant", "識別子", "식별자"),
    "grade": ("Bewertung", "Calificación", "Note", "評点", "등급", "성적"),
    "maximum grade": ("Bestwertung", "Calificación máxima", "Note maximale"),
    "last modified (grade)": (
        *("Zuletzt geändert (Bewertung)", "Última modificación (calificación)"),
        *("Dernière modification (note)", "最終更新日時 (評定)"),
    ),
    "last modified (submission)": (
        *("Zuletzt geändert (Abgabe)", "Última modificación (entrega)"),
        *("Dernière modification (travail remis)", "最終更新日時 (提出)"),
    ),
}
_ENGLISH = {local.casefold(): name for name, all_of_them in WORDS.items() for local in all_of_them}


def in_english(column: str) -> str:
    """The English name of a column, in small letters; the column's own where it is no word of ours.

    Args:
        column: A column as it stands in the table.
    """
    small = column.casefold()
    return _ENGLISH.get(small, small)
