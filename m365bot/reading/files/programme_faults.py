"""What contradicts itself in programme.yaml: hours that cannot be reached, successors that are nowhere.

Called by its reader.
"""

from collections.abc import Sequence

from m365bot.programme.names import mail_fold
from m365bot.programme.programme import Programme
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.roster import Mandate
from m365bot.reading.tables import Listing, Table
from m365bot.words import say


def look_for(programme: Programme, officers: Sequence[Mandate], table: Table, file: ConfigFile) -> None:
    """Complain of whatever does not fit together."""
    if not officers and "officers" in table:
        file.complain(
            table.at("officers"),
            say("研修担当が1人もいません。"),
            say("チームの所有者になる人を1人は書いてください。"),
        )
    _look_at_approvers(programme, table, file)
    _look_at_hours(programme, table, file)
    _look_at_required(programme, table, file)
    _look_at_successors(programme, table, file)
    _look_at_teams(programme, table, file)


def _look_at_approvers(programme: Programme, table: Table, file: ConfigFile) -> None:
    """m365bot itself is signed in as the service account: its word is nobody's."""
    if "approvers" in table and not table["approvers"]:
        file.remark(
            table.at("approvers"),
            say("approvers が空です。研修担当(officers)が、サインインして承認します。"),
            say("承認する人を1人は書いてください。研修担当でよければ、この行を消してください。"),
        )
    for entry in table.get("approvers", ()):
        if mail_fold(entry.get("mail", "")) == mail_fold(programme.service_account.mail):
            file.complain(
                entry.at("mail"),
                say("広報用アカウントは、承認する人になれません。"),
                say("人のアカウントを書いてください。"),
            )


def _look_at_hours(programme: Programme, table: Table, file: ConfigFile) -> None:
    wanted = programme.completion.hours_at_least
    offered = sum(course.hours for course in programme.curriculum if not course.on_request)
    if programme.curriculum and offered < wanted:
        file.complain(
            table["completion"].at("hours_at_least"),
            say(
                "修了に{wanted:g}時間が要りますが、科目の合計は{offered:g}時間です。",
                wanted=wanted,
                offered=offered,
            ),
            say("curriculum の時間か hours_at_least を直してください。"),
        )


def _look_at_required(programme: Programme, table: Table, file: ConfigFile) -> None:
    known = {course.key for course in programme.curriculum}
    for key, place in _required(table):
        if key not in known:
            file.complain(
                place,
                say("科目 '{key}' は curriculum にありません。", key=key),
                say("curriculum に科目を足すか、ここから消してください。"),
            )


def _required(table: Table) -> list[tuple[str, Place]]:
    required = table.get("completion", {}).get("required_courses")
    return required.placed() if isinstance(required, Listing) else []


def _look_at_successors(programme: Programme, table: Table, file: ConfigFile) -> None:
    names = [department.name for department in programme.departments]
    for entry in table.get("departments", ()):
        successor = entry.get("successor")
        if successor and successor not in names and not entry.get("until"):
            file.complain(
                entry.at("successor"),
                say("後継の部局『{name}』がありません。", name=successor),
                nearest(successor, names),
            )


def _look_at_teams(programme: Programme, table: Table, file: ConfigFile) -> None:
    name = programme.officers_team.mail_nickname
    if programme.leaders_team.mail_nickname.lower() == name.lower():
        file.complain(
            table["officers_team"].at("mail_nickname"),
            say("mail_nickname『{name}』が2つのチームにあります。", name=name),
            say("どちらかの mail_nickname を変えてください。"),
        )
