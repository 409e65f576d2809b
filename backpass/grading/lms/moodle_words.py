"""What Moodle calls its columns in other languages than English.

Moodle writes tables in the language of whoever downloads them. The words are those of its language
packs (``moodle.php`` and ``assign.php`` of de, es, fr, it, ja, ko, nl, pt, pt_br and zh_cn; older
packs have other words for some). A table is read by its English names, and these stand for them.
"""

from __future__ import annotations

#: English names as the course asks for them, with those of the other languages.
WORDS: dict[str, tuple[str, ...]] = {
    "first name": ("Vorname", "Nombre", "Prénom", "Nome", "Voornaam", "名", "이름"),
    "last name": (
        *("Nachname", "Apellido", "Apellido(s)", "Nom", "Nom de famille", "Apelido", "Apelido(s)"),
        *("Sobrenome", "Cognome", "Achternaam", "姓", "성"),
    ),
    "id number": (
        *("ID-Nummer", "Número de ID", "Numéro d'identification", "Numéro d’identification"),
        *("Número de identificação (ID)", "Número de identificação", "Codice identificativo"),
        *("Nummer (ID)", "ID-nummer", "学号"),
        *("IDナンバ", "IDナンバー", "ID番号", "id 번호", "ID 번호"),
    ),
    "email address": (
        *("E-Mail-Adresse", "Dirección de correo", "Dirección Email", "Adresse de courriel"),
        *("Correo electrónico", "Endereço de email", "Endereço de e-mail", "Indirizzo email"),
        *("E-mailadres", "电子邮件地址", "メールアドレス", "이메일 주소"),
    ),
    "username": (
        *("Anmeldename", "Nombre de usuario", "Nom d'utilisateur", "Nom d’utilisateur"),
        *("Nome de utilizador", "Nome de usuário", "Gebruikersnaam", "用户名"),
        *("ユーザ名", "ユーザー名", "사용자 아이디"),
    ),
    "groups": (*("Gruppen", "Grupos", "Groupes", "Gruppi", "Groepen", "小组", "グループ", "모둠"),),
    "full name": (
        *("Vollständiger Name", "Nombre completo", "Nombre completo del usuario", "Nom complet"),
        *("Nom complet de l'utilisateur", "Nom complet de l’utilisateur", "Nome completo"),
        *("Nome completo do utilizador", "Nome completo dell'utente", "Volledige naam"),
        *("Volledige naam van de gebruiker", "全名", "用户全名"),
        *("ユーザフルネーム", "フルネーム", "전체 이름", "사용자 성명", "이용자 성명"),
    ),
    "identifier": (
        *("ID", "Identificador", "Identifiant", "Identificativo", "Identificatie", "标识符"),
        *("識別子", "식별자"),
    ),
    "grade": (
        *("Bewertung", "Calificación", "Note", "Nota", "Valutazione", "Beoordeling", "成绩"),
        *("評点", "評定", "등급", "성적"),
    ),
    "maximum grade": (
        *("Bestwertung", "Calificación máxima", "Note maximale", "Nota máxima"),
        *("Valutazione massima", "Maximaal cijfer", "最高分", "最大評点", "최대 성적"),
    ),
    "last modified (grade)": (
        *("Zuletzt geändert (Bewertung)", "Última modificación (calificación)"),
        *("Dernière modification (note)", "Última atualização (avaliação)"),
        *("Última modificação (nota)", "Ultima modifica (valutazione)"),
        *("Laatst gewijzigd (beoordeling)", "上次修改（评分）"),
        *("最終更新日時 (評定)", "마지막 수정됨(성적)"),
    ),
    "last modified (submission)": (
        *("Zuletzt geändert (Abgabe)", "Última modificación (entrega)"),
        *("Dernière modification (travail remis)", "Última atualização (submissão)"),
        *("Última modificação (envio)", "Ultima modifica (consegna)"),
        *("Laatst gewijzigd (inzending)", "上次修改（作业）"),
        *("最終更新日時 (提出)", "마지막 수정됨(제출)"),
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
