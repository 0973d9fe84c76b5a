"""Which rows are one person, and the persons and lines they make.

Called by `readers.instance` with the rows of all cohorts, oldest first. A person is known by the 職員番号
wherever one row gives it, else by the sign-in name; the newest row's name and addresses are the person's.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from m365bot.programme.names import channel_fold, mail_fold, person_fold
from m365bot.programme.people import Directory, Line, Period, Person, Role
from m365bot.programme.programme import Department
from m365bot.reading.complaints import Notebook, nearest
from m365bot.reading.files.people import PersonRow
from m365bot.reading.files.programme import Mandate, Office
from m365bot.words import say

Pseudonym = Callable[[str], str]


@dataclass(frozen=True)
class Roster:
    """Everybody, and how to find who a row is about."""

    directory: Directory
    persons: Mapping[str, Person]
    numbers: Mapping[str, str]

    def line(self, row: PersonRow) -> Line:
        return Line(
            self.persons[_identity(row, self.numbers)], row.role, row.group, row.department, row.section,
            row.occupation, row.chief, row.chief_mail, row.start, row.end,
        )  # fmt: skip


def make(
    rows: Sequence[PersonRow], mandates: Sequence[Mandate], office: Office, pseudonym: Pseudonym
) -> Roster:
    """Persons of all rows and of everybody whom programme.yaml names."""
    numbers = {mail_fold(row.mail): row.number for row in rows if row.number}
    newest: dict[str, PersonRow] = {}
    roles: dict[str, set[Role]] = defaultdict(set)
    for row in rows:
        newest[_identity(row, numbers)] = row
        roles[_identity(row, numbers)].add(row.role)
    persons = {
        identity: Person(
            pseudonym(identity), row.name, row.mail, row.contact,
            outside=roles[identity] == {Role.INSTRUCTOR} and _domain(row.mail) not in office.domains,
        )
        for identity, row in newest.items()
    }  # fmt: skip
    _add_named(persons, numbers, mandates, pseudonym)
    earlier = {mail_fold(row.mail): persons[_identity(row, numbers)] for row in rows}
    return Roster(Directory(persons.values(), earlier), persons, numbers)


def _add_named(
    persons: dict[str, Person], numbers: Mapping[str, str], mandates: Sequence[Mandate], pseudonym: Pseudonym
) -> None:
    for mandate in mandates:
        mail = mail_fold(mandate.mail)
        identity = numbers.get(mail, mail)
        if identity not in persons:
            name = mandate.name or mandate.mail
            persons[identity] = Person(pseudonym(identity), name, mandate.mail, mandate.mail)


def _identity(row: PersonRow, numbers: Mapping[str, str]) -> str:
    mail = mail_fold(row.mail)
    return row.number or numbers.get(mail, mail)


def _domain(mail: str) -> str:
    return mail_fold(mail).partition("@")[2]


# ---- what is wrong with one cohort's rows --------------------


def check(rows: Sequence[PersonRow], office: Office, year: Period, notebook: Notebook) -> None:
    """Complain of rows that contradict each other or the office."""
    _check_identities(rows, notebook)
    _check_doubles(rows, notebook)
    for row in rows:
        _check_department(row, office.departments, year, notebook)
        _check_domain(row, office, notebook)


def _check_identities(rows: Sequence[PersonRow], notebook: Notebook) -> None:
    by_number: dict[str, PersonRow] = {}
    by_mail: dict[str, PersonRow] = {}
    for row in rows:
        if row.number:
            _complain_of_two_mails(by_number.setdefault(row.number, row), row, notebook)
            first = by_mail.setdefault(mail_fold(row.mail), row)
            if first.number != row.number:
                notebook.complain(
                    row.at("職員番号"),
                    say("{line}行目と同じメールですが、職員番号が違います。", line=first.place.line),
                    say("同じ人なら番号を揃え、別の人ならメールを直してください。"),
                )


def _complain_of_two_mails(first: PersonRow, row: PersonRow, notebook: Notebook) -> None:
    if mail_fold(first.mail) == mail_fold(row.mail):
        return
    same_name = person_fold(first.name) == person_fold(row.name)
    notebook.complain(
        row.at("メール" if same_name else "職員番号"),
        say(
            "職員番号「{number}」が{line}行目と重なっていますが、メールが違います。",
            number=row.number,
            line=first.place.line,
        ),
        say("同じ人なら新しいメールに揃えてください。")
        if same_name
        else say("別の人なら番号を直してください。"),
    )


def _check_doubles(rows: Sequence[PersonRow], notebook: Notebook) -> None:
    numbers = {mail_fold(row.mail): row.number for row in rows if row.number}
    seen: dict[tuple[str, Role], list[PersonRow]] = defaultdict(list)
    for row in rows:
        key = (_identity(row, numbers), row.role)
        for first in seen[key]:
            same_mail = mail_fold(first.mail) == mail_fold(row.mail)  # else complained of already
            if same_mail and first.period.meets(row.period):
                _complain_of_double(first, row, notebook)
        seen[key].append(row)


def _complain_of_double(first: PersonRow, row: PersonRow, notebook: Notebook) -> None:
    line = first.place.line
    if first.group == row.group:
        notebook.complain(
            row.at("メール"),
            say(
                "『{name}』({mail})は{line}行目にもいます(役割と期間が重なっています)。",
                name=row.name,
                mail=row.mail,
                line=line,
            ),
            say("どちらかの行を消すか、開始日・終了日で期間を分けてください。"),
        )
    elif row.role is Role.TRAINEE:
        notebook.complain(
            row.at("班"),
            say(
                "『{name}』が同じ期間に2つの班にいます({line}行目は『{group}』)。",
                name=row.name,
                line=line,
                group=first.group,
            ),
            say("前の行に終了日、この行に開始日を入れてください。"),
        )


def _check_department(
    row: PersonRow, departments: Iterable[Department], year: Period, notebook: Notebook
) -> None:
    known = {channel_fold(department.name): department for department in departments}
    if not row.department or not known:
        return
    department = known.get(channel_fold(row.department))
    if department is None:
        names = [each.name for each in known.values()]
        notebook.complain(
            row.at("部局"),
            say("部局『{name}』は programme.yaml にありません。", name=row.department),
            nearest(row.department, names),
        )
    elif not department.period.meets(Period(row.start or year.start, row.end or year.end)):
        notebook.complain(
            row.at("部局"),
            say("部局『{name}』はこの時期にはありません。", name=row.department),
            say("後継は『{successor}』です。", successor=department.successor)
            if department.successor
            else "",
        )


def _complain_of_no_role(row: PersonRow, notebook: Notebook) -> None:
    """Most likely an instructor, who as a trainee would see every trainees' channel."""
    notebook.complain(
        row.at("役割"),
        say("組織の外のアドレス『{mail}』の人に役割がありません。", mail=row.mail),
        say("書けるもの: {choices}", choices="、".join(role.value for role in Role)),
    )


def _check_domain(row: PersonRow, office: Office, notebook: Notebook) -> None:
    if row.role is Role.INSTRUCTOR or _domain(row.mail) in office.domains:
        return
    if not row.role_is_written:
        _complain_of_no_role(row, notebook)
    else:
        notebook.remark(
            row.at("メール"),
            say(
                "『{mail}』は組織のドメイン({domains})ではありません。",
                mail=row.mail,
                domains="、".join(office.domains),
            ),
            say("ゲストとして招待するのは、役割が『講師』の人だけです。"),
        )
