"""The settings of the connection, the way out of the building, and the clock.

Called by the examination. Pure: judges what inspection saw.
"""

from collections.abc import Sequence

from m365bot.doctor import places
from m365bot.doctor.findings import Check, Verdict
from m365bot.errors import ConfigError
from m365bot.graph.connection import Connection
from m365bot.graph.inspection import Reached
from m365bot.words import say
from m365bot.words.spans import span

TOLERATED = 30.0  # seconds; more is told
REFUSED = 5 * 60.0  # seconds; a signed sign-in is refused beyond (docs/facts.md entra.skew)


def settings(fault: ConfigError | None) -> Check:
    if fault is None:
        return Check(
            "settings", Verdict.OK, say("テナント、アプリ、証明書またはシークレットが設定されています。")
        )
    todo = say(
        "テナント ID とクライアント ID は {place} にあります。環境変数か config/settings.toml に書いてください。",
        place=places.overview(),
    )
    return Check("settings", Verdict.FAIL, str(fault), todo, stops=True)


def network(connection: Connection, found: Sequence[Reached]) -> Check:
    barred = [one for one in found if one.obstacle]
    if not barred:
        hosts = say("、").join(dict.fromkeys(one.host for one in found))
        return Check(
            "network", Verdict.OK, say("{hosts} に接続できます({way})。", hosts=hosts, way=_way(connection))
        )
    words = "\n".join(dict.fromkeys(one.obstacle for one in barred))
    todo = say(
        "ネットワークの担当者に、login.microsoftonline.com、graph.microsoft.com、*.sharepoint.com(443番)への"
        "接続の許可を依頼してください。プロキシは config/settings.toml の network.proxy、"
        "通信を検査する認証局は network.ca_bundle に書きます。"
    )
    return Check("network", Verdict.FAIL, words, todo, stops=bool(found[0].obstacle))


def _way(connection: Connection) -> str:
    if connection.proxy is None:
        return say("プロキシなし")
    return say("プロキシ {proxy}", proxy=connection.proxy.shown)


def clock(found: Sequence[Reached]) -> Check:
    ahead = next((one.ahead for one in reversed(found) if one.ahead is not None), None)
    if ahead is None:
        return Check("clock", Verdict.UNKNOWN, say("サービスの時刻が分からないため、時計を比べられません。"))
    if abs(ahead) < TOLERATED:
        return Check("clock", Verdict.OK, say("この端末の時計は、サービスの時刻と合っています。"))
    verdict = Verdict.FAIL if abs(ahead) >= REFUSED else Verdict.WARN
    return Check("clock", verdict, _apart(ahead), _set_the_clock())


def _apart(ahead: float) -> str:
    sentence = (
        "この端末の時計は、サービスの時刻より{apart}進んでいます。"
        if ahead > 0
        else "この端末の時計は、サービスの時刻より{apart}遅れています。"
    )
    return say(sentence, apart=span(abs(ahead))) + say(
        "5分を超えるとサインインが断られることがあり、投稿や資料の公開の時刻もずれます。"
    )


def _set_the_clock() -> str:
    return say(
        "この端末の時計を合わせ、自動で合わせる設定(NTP、timedatectl set-ntp true)を確かめてください。"
    )
