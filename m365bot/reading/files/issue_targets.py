"""Where an issue goes: channels by name, found among the lasting teams and the cohorts.

Called by the reader of issues.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from m365bot.programme.channels import PRIMARY, Target, is_primary
from m365bot.programme.cohort import Cohort
from m365bot.programme.names import channel_fold
from m365bot.programme.programme import Programme
from m365bot.reading import values
from m365bot.reading.complaints import Place, nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files.channels import resembles_refused
from m365bot.reading.tables import Listing
from m365bot.words import say


@dataclass(frozen=True)
class Press:
    """Where issues may go. `cohort_missing`: a cohort could not be read, whose channel a name may be. `mailbox`: which mail
    leaves from; empty: none.
    """

    programme: Programme
    cohorts: Sequence[Cohort]
    fields: Mapping[str, str]
    cohort_missing: bool = False
    mailbox: str = ""


def targets_of(channels: Listing, publish: date, file: ConfigFile, press: Press) -> Iterator[Target]:
    """The channels that were found, each once."""
    seen: set[tuple[str, str]] = set()
    for written, place in channels.placed():
        target = _target(values.fill(written, press.fields).strip(), publish, file, place, press)
        if target is None:
            continue
        key = target.team.mail_nickname, channel_fold(target.channel)
        if key in seen:
            file.complain(
                place,
                say("投稿先『{name}』が2回書かれています。", name=written),
                say("どちらか1つを残すか、名前を変えてください。"),
            )
        else:
            seen.add(key)
            yield target


def _target(name: str, publish: date, file: ConfigFile, place: Place, press: Press) -> Target | None:
    for target in _known(press):
        if channel_fold(f"{target.team.name}/{target.channel}") == channel_fold(name):
            return target
    here = [target for target in _known(press) if channel_fold(target.channel) == channel_fold(name)]
    if len(here) == 1 and not is_primary(name):
        return here[0]
    if not here and any(cohort.is_finished for cohort in press.cohorts) and _is_past(publish, press):
        return None
    _complain_of_target(name, here, file, place, press)
    return None


def _is_past(publish: date, press: Press) -> bool:
    """Whether an issue is older than all unfinished cohorts: it went to one that is finished by now."""
    return all(publish < cohort.starts for cohort in press.cohorts if not cohort.is_finished)


def _complain_of_target(name: str, here: list[Target], file: ConfigFile, place: Place, press: Press) -> None:
    if is_primary(name) or len(here) > 1:
        teams = [target.team.name for target in here] or [press.programme.leaders_team.name]
        file.complain(
            place,
            say("『{name}』がどのチームのものか分かりません。", name=name),
            say(
                "「チーム名/チャネル名」と書いてください。例: {team}/{name}",
                team=teams[-1],
                name=name,
            ),
        )
        return
    if press.cohort_missing:
        return  # the cohort whose channel this may be was complained of already
    if resembles_refused(name, (channel for cohort in press.cohorts for channel in cohort.channels)):
        return
    known = [target.channel for target in _known(press) if not is_primary(target.channel)]
    known += [f"{target.team.name}/{target.channel}" for target in _known(press)]
    file.complain(place, say("投稿先『{name}』というチャネルはありません。", name=name), nearest(name, known))


def _known(press: Press) -> Iterator[Target]:
    for team in (press.programme.leaders_team, press.programme.officers_team):
        yield Target(team, PRIMARY)
    for cohort in press.cohorts:
        if cohort.read:
            yield Target(cohort.team, PRIMARY)
            for channel in cohort.channels:
                yield Target(cohort.team, channel.name)
