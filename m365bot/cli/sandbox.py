"""`m365bot sandbox serve`: the practice tenant as a server of its own.

Called by the command line.
"""

from datetime import datetime
from pathlib import Path

import click


@click.group()
def sandbox() -> None:
    """練習環境(模擬のMicrosoft 365テナント)。"""


@sandbox.command()
@click.option("--port", type=int, default=0, help="ポート(既定: 空いているもの)")
@click.option("--seed", default="reference", help="最初にいる人たち")
@click.option("--state", type=click.Path(path_type=Path), help="状態を保存するファイル")
@click.option("--faults", type=click.Path(path_type=Path, exists=True), help="起こす障害を書いたファイル")
@click.option("--latency-ms", type=float, default=0.0, help="応答の遅れ")
@click.option("--clock", metavar="日時", help="練習環境の時計の始まり")
@click.option("--tls", is_flag=True, help="https で、本物のホスト名の証明書をつけて動かす")
@click.option("--lend-clock", is_flag=True, help="時計を貸す(待ち時間なしの練習用)")
def serve(
    port: int,
    seed: str,
    state: Path | None,
    faults: Path | None,
    latency_ms: float,
    clock: str | None,
    tls: bool,
    lend_clock: bool,
) -> int:
    """練習環境を動かします。最初の1行に、つなぐための設定をJSONで出します。"""
    from m365bot.sandbox import server

    server.serve(
        port=port,
        seed=seed,
        state=state,
        faults=faults,
        latency_ms=latency_ms,
        clock=_moment(clock),
        with_tls=tls,
        lend_clock=lend_clock,
    )
    return 0


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise click.BadParameter(f"『{text}』は日時として読めません。例: 2025-05-01T08:00+09:00") from error
