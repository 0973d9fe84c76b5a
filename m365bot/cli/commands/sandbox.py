"""`m365bot sandbox serve`: the practice tenant as a server of its own.

Called by the command line.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from m365bot.cli import extras
from m365bot.cli.screen import helps
from m365bot.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from m365bot.errors import ConfigError
    from m365bot.sandbox.starting import CannotStart


def _moment(ctx: click.Context, param: click.Parameter, text: str | None) -> datetime | None:
    """A date and time that a clock can begin at: counted from 1970, with room for what comes after."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        words = say("『{text}』は日時として読めません。例: 2025-05-01T08:00+09:00", text=text)
        raise click.BadParameter(words, ctx, param) from None
    if not 1970 < moment.year < 9000:
        words = say("『{text}』は遠すぎます。1971年から8999年までにしてください。", text=text)
        raise click.BadParameter(words, ctx, param)
    return moment


def _milliseconds(ctx: click.Context, param: click.Parameter, text: str) -> float:
    """A wait that ends."""
    try:
        wait = float(text)
    except ValueError:
        wait = -1.0
    if not 0 <= wait <= 600_000:
        raise click.BadParameter(say("0 から 600000 までのミリ秒を書きます。"), ctx, param)
    return wait


@click.group(cls=helps.Group)
def sandbox() -> None:
    """練習環境(模擬のMicrosoft 365テナント)。"""


@sandbox.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="番号", default=0, help="ポート(既定: 空いているもの)"
)
@click.option("--seed", metavar="名前", default="reference", help="最初にいる人たち")
@click.option(
    "--people",
    type=click.Path(path_type=Path),
    metavar="場所",
    help="加える人たち(名簿、JSON、設定一式)",
)
@click.option("--state", type=click.Path(path_type=Path), metavar="ファイル", help="状態を保存するファイル")
@click.option(
    "--faults", type=click.Path(path_type=Path), metavar="ファイル", help="起こす障害を書いたファイル"
)
@click.option("--latency-ms", callback=_milliseconds, metavar="ミリ秒", default="0", help="応答の遅れ")
@click.option("--clock", callback=_moment, metavar="日時", help="練習環境の時計の始まり")
@click.option("--tls", is_flag=True, help="https で、本物のホスト名の証明書をつけて動かす")
@click.option(
    "--weather",
    type=click.Choice(["documented", "harsh"]),
    metavar="名前",
    help="documented(文書どおり)か harsh(最もきびしい)",
)
@click.option("--lend-clock", is_flag=True, help="時計を貸す(待ち時間なしの練習用)")
@click.option("--moments", is_flag=True, help="毎日のようすを残す(ビューアーで、さかのぼって見られる)")
def serve(
    port: int,
    seed: str,
    people: Path | None,
    state: Path | None,
    faults: Path | None,
    latency_ms: float,
    clock: datetime | None,
    tls: bool,
    weather: str | None,
    lend_clock: bool,
    moments: bool,
) -> int:
    """練習環境を動かします。最初の1行に、つなぐための設定をJSONで出します。"""
    extras.needs(extras.SANDBOX)
    from m365bot.sandbox import server, starting

    try:
        server.serve(
            port=port,
            seed=seed,
            state=state,
            faults=faults,
            latency_ms=latency_ms,
            clock=clock,
            with_tls=tls,
            lend_clock=lend_clock,
            weather=weather,
            moments=moments,
            people=_of_instance(people) if people and people.is_dir() else people,
        )
    except starting.CannotStart as refusal:
        given = {
            "port": port,
            "seed": seed,
            "people": people,
            "state": state,
            "saved": state,
            "faults": faults,
        }
        raise _refused(refusal, given[refusal.what]) from refusal
    return 0


def _of_instance(folder: Path) -> "Mapping[str, Any]":
    """Everybody of an instance's config/. Raises ConfigError where it cannot be read."""
    from m365bot import reading
    from m365bot.setup import practice

    reading.needs_instance(folder)
    return practice.seed_of(reading.read(folder).usable())


REFUSED = {
    "port": "ポート {given} を使えません({why})。--port に別の番号を書くか、--port を省いてください"
    "(省くと空いているポートを使います)。",
    "seed": "--seed『{given}』はありません。あるのは {why} です。",
    "people": "--people『{given}』から人を読めません({why})。people.csv か people.xlsx、またはJSONを示してください。",
    "state": "--state『{given}』に書き込めません({why})。すでにあるフォルダーの中の、書き込めるファイルを示してください。",
    "saved": "--state『{given}』は練習環境の状態ファイルとして読めません({why})。"
    "別の場所に移すか別の名前を書くと、新しく始まります。",
    "faults": "--faults『{given}』を障害の一覧として読めません({why})。JSONのリストで書きます。"
    '例: [{{"match": "POST */messages", "then": 503}}](docs/sandbox.md)',
}


def _refused(refusal: "CannotStart", given: object) -> "ConfigError":
    from m365bot.errors import ConfigError

    return ConfigError(say(REFUSED[refusal.what], given=given, why=refusal.why))
