"""Whether the teams that config wants can be had beside each other, by the names that they will have.

Called by whole, once every cohort is read.
"""

from collections.abc import Sequence

from m365bot.programme import names
from m365bot.programme.cohort import Cohort
from m365bot.reading.files.programme import ProgrammeFile
from m365bot.words import say


def look_at(made: Sequence[Cohort], written: ProgrammeFile) -> None:
    _look_at_names(made, written)
    _look_at_nicknames(made, written)


def _look_at_names(made: Sequence[Cohort], written: ProgrammeFile) -> None:
    """As they will be, {fields} filled in; each line of the file is told of once."""
    known, table = written.programme, written.table
    lasting = {"leaders_team": known.leaders_team.name, "officers_team": known.officers_team.name}
    named = [*lasting.items(), *(("team", each.team.name) for each in made)]
    first: dict[str, str] = {}
    told: set[str] = set()
    for key, name in named:
        place = table[key].at("name")
        if key not in told and (fault := next(names.team_faults(name), "")):
            told.add(key)
            written.file.complain(place, say("チームの名前が長すぎます。"), fault)
        elif (other := first.setdefault(name, key)) != key:
            written.file.remark(
                place,
                say(
                    "チームの名前『{name}』は {key} の名前と同じで、見分けがつきません。",
                    name=name,
                    key=other,
                ),
            )


def _look_at_nicknames(made: Sequence[Cohort], written: ProgrammeFile) -> None:
    """Two teams of one mailNickname would be one team."""
    lasting = (written.programme.leaders_team, written.programme.officers_team)
    seen = {team.mail_nickname.lower() for team in lasting}
    for each in made:
        nickname = each.team.mail_nickname.lower()
        if nickname in seen:
            written.file.complain(
                written.table["team"].at("mail_nickname"),
                say("mail_nickname『{name}』が2つのチームにあります。", name=each.team.mail_nickname),
                say("{cohort} を入れてください。"),
            )
        seen.add(nickname)
