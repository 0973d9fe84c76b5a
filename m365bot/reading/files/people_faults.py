"""What is wrong with one cohort's rows of people: numbers and addresses that contradict, 部局 that are nowhere.

Called when a cohort is made, once everybody is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from m365bot.programme.names import channel_fold, mail_fold, person_fold
from m365bot.programme.people import Period, Role
from m365bot.programme.programme import Department, Programme
from m365bot.reading.complaints import Notebook, nearest
from m365bot.reading.roster import PersonRow, domain_of, identity_of
from m365bot.words import say

NOT_INVITED = frozenset(
    "~!#$%^&*()+=[]{}\\/|;:\"'<>?,"
)  # in the address of an invitation (docs/facts.md 126)


def look_for(rows: Sequence[PersonRow], programme: Programme, year: Period, notebook: Notebook) -> None:
    """Complain of rows that contradict each other or programme.yaml."""
    _check_identities(rows, notebook)
    _check_doubles(rows, notebook)
    for row in rows:
        _check_department(row, programme.departments, year, notebook)
        _check_domain(row, programme, notebook)
        _check_invitable(row, programme, notebook)


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
        key = (identity_of(row, numbers), row.line.role)
        for first in seen[key]:
            same_mail = mail_fold(first.mail) == mail_fold(row.mail)  # else complained of already
            if same_mail and first.line.period.meets(row.line.period):
                _complain_of_double(first, row, notebook)
        seen[key].append(row)


def _complain_of_double(first: PersonRow, row: PersonRow, notebook: Notebook) -> None:
    line = first.place.line
    if first.line.group == row.line.group:
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
    elif row.line.role is Role.TRAINEE:
        notebook.complain(
            row.at("班"),
            say(
                "『{name}』が同じ期間に2つの班にいます({line}行目は『{group}』)。",
                name=row.name,
                line=line,
                group=first.line.group,
            ),
            say("前の行に終了日、この行に開始日を入れてください。"),
        )


def _check_department(
    row: PersonRow, departments: Iterable[Department], year: Period, notebook: Notebook
) -> None:
    known = {channel_fold(department.name): department for department in departments}
    if not row.line.department or not known:
        return
    department = known.get(channel_fold(row.line.department))
    if department is None:
        names = [each.name for each in known.values()]
        notebook.complain(
            row.at("部局"),
            say("部局『{name}』は programme.yaml にありません。", name=row.line.department),
            nearest(row.line.department, names),
        )
    elif not department.period.meets(Period(row.line.start or year.start, row.line.end or year.end)):
        notebook.complain(
            row.at("部局"),
            say("部局『{name}』はこの時期にはありません。", name=row.line.department),
            say("後継は『{successor}』です。", successor=department.successor)
            if department.successor
            else "",
        )


def _complain_of_no_role(row: PersonRow, notebook: Notebook) -> None:
    """Most likely an instructor, who as a trainee would see every trainees' channel."""
    notebook.complain(
        row.at("役割"),
        say("組織の外のアドレス『{mail}』の人に役割がありません。", mail=row.mail),
        say("書けるもの: {choices}", choices=say("、").join(role.value for role in Role)),
    )


def _check_domain(row: PersonRow, programme: Programme, notebook: Notebook) -> None:
    if row.line.role is Role.INSTRUCTOR or domain_of(row.mail) in programme.domains:
        return
    if not row.role_is_written:
        _complain_of_no_role(row, notebook)
    else:
        notebook.remark(
            row.at("メール"),
            say(
                "『{mail}』は組織のドメイン({domains})ではありません。",
                mail=row.mail,
                domains=say("、").join(programme.domains),
            ),
            say("ゲストとして招待するのは、役割が『講師』の人だけです。"),
        )


def _check_invitable(row: PersonRow, programme: Programme, notebook: Notebook) -> None:
    """An outside instructor is invited by the address, and not every address can be (docs/facts.md 126)."""
    if row.line.role is not Role.INSTRUCTOR or domain_of(row.mail) in programme.domains:
        return
    user = mail_fold(row.mail).partition("@")[0]
    if found := [letter for letter in dict.fromkeys(user) if letter in NOT_INVITED]:
        notebook.complain(
            row.at("メール"),
            say(
                "『{mail}』は「{letters}」を含むため、ゲストとして招待できません。",
                mail=row.mail,
                letters="".join(found),
            ),
            say("本人に、別のアドレスを尋ねてください。")
            if "#ext#" not in user
            else say("招待先の本来のアドレス(#EXT# の付かないもの)を書いてください。"),
        )
    elif user.strip(".-") != user:
        notebook.complain(
            row.at("メール"),
            say(
                "『{mail}』は、@ の前が「.」か「-」で始まるか終わるため、ゲストとして招待できません。",
                mail=row.mail,
            ),
            say("本人に、別のアドレスを尋ねてください。"),
        )
