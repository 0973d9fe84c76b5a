"""What is wrong, or worth knowing, with the places where answers arrive.

Called by `questionnaires` once all of a cohort's are made.
"""

from collections.abc import Iterator, Sequence

from m365bot.programme.channels import TeamSpec
from m365bot.programme.forms import Questionnaire, SourcePlace
from m365bot.programme.names import channel_fold
from m365bot.reading.complaints import nearest
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files.sources import IN_A_TEAM
from m365bot.words import say


def look_for(
    found: Sequence[Questionnaire], teams: Sequence[TeamSpec], channels: Sequence[str], file: ConfigFile
) -> None:
    """teams: the cohort's own first, the officers' last."""
    _shared(found, file)
    for place in dict.fromkeys(one.source for one in found):
        for words, hint in _wrong(place, teams, channels):
            file.complain(file.at(), words, hint)
    _readers(found, teams, file)


def _shared(found: Sequence[Questionnaire], file: ConfigFile) -> None:
    seen: dict[tuple[str, str | None, str, str], Questionnaire] = {}
    keys: set[str] = set()
    for each in found:
        if each.key in keys:
            file.complain(
                file.at(),
                say("様式 '{key}' が2回使われています。", key=each.key),
                say("どちらか1つを残してください。"),
            )
        keys.add(each.key)
        source = each.source
        first = seen.setdefault((source.kind, source.team, source.channel, source.name), each)
        if first is not each:
            file.remark(
                file.at(),
                say(
                    "様式 {one} と {two} は同じ回答先『{source}』を読みます。",
                    one=first.key,
                    two=each.key,
                    source=each.source.written,
                ),
                say("source を分けないと、互いの回答が要確認になります。"),
            )


def _wrong(
    place: SourcePlace, teams: Sequence[TeamSpec], channels: Sequence[str]
) -> Iterator[tuple[str, str]]:
    if place.kind == "list":
        return
    written = place.written
    if not place.name:
        yield say("回答先『{source}』にファイルやフォルダーの名前がありません。", source=written), _examples()
    elif ".." in place.name.split("/"):
        yield say("回答先『{source}』に「..」は使えません。", source=written), _examples()
    elif IN_A_TEAM in written and place.team is None:
        name = written.partition(IN_A_TEAM)[0]
        words = say("回答先『{source}』の『{name}』というチームはありません。", source=written, name=name)
        yield words, nearest(name, [team.name for team in teams])
    elif place.channel and channel_fold(place.channel) not in map(channel_fold, channels):
        words = say(
            "回答先『{source}』の『{name}』というチャネルはありません。", source=written, name=place.channel
        )
        yield words, nearest(place.channel, channels)


def _examples() -> str:
    return say("例: 「研修運営:/フォーム/R7 事後.xlsx」か「R7 全体/R7 事後.xlsx」。")


def _readers(found: Sequence[Questionnaire], teams: Sequence[TeamSpec], file: ConfigFile) -> None:
    """Whoever is in a team reads what lies in its site, and in a channel's folder; the officers' team comes last."""
    *others, _ = (team.name for team in teams)
    for place in dict.fromkeys(one.source for one in found if one.source.team in others):
        where = f"{place.team}/{place.channel}" if place.channel else place.team
        file.remark(
            file.at(),
            say(
                "回答先『{source}』は『{team}』のサイトにあり、そのチームの人はみな、人の回答を読めます。",
                source=place.written,
                team=where,
            ),
            say("研修担当のチームのサイトに置いてください。"),
        )
