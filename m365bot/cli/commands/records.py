"""`m365bot records`: the way in for others to what trainees answered.

Called by the command line.
"""

import sys
from typing import Any

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import door, helps

_TABLES = ("answers", "hours", "completion")  # as app/exporting has them


@click.group(cls=helps.Group)
def records() -> None:
    """集めた回答。"""


@records.command()
@options.cohort
@click.option("--format", "as_", type=click.Choice(["json", "csv", "xlsx"]), default="json", help="形式")
@click.option(
    "--table",
    type=click.Choice(_TABLES),
    default="answers",
    help="CSVに書き出す表(JSONとExcelには全部)",
)
def export(cohort: str | None, as_: str, table: str) -> int:
    """回答、時間、修了要件を標準出力に書き出します(式は動きません)。"""
    from m365bot import app, settings
    from m365bot.app import exporting
    from m365bot.cli import log
    from m365bot.cli.commands import user
    from m365bot.programme import called

    log.to_standard_error()
    if as_ == "xlsx" and sys.stdout.isatty():
        raise _not_for_a_screen()
    found = settings.read()
    named = [cohort] if cohort else []
    with app.records(found, named) as (stored, programme):
        cohorts = [called.cohort(cohort, programme)] if cohort else list(programme.unfinished)
        gathered = exporting.gathered(stored, programme, cohorts)
    if gathered.is_judged_for_good:
        app.note_frames(found, named)
    _tell_of_doubts(gathered.judged)
    shape = f"csv:{table}" if as_ == "csv" else as_
    app.note_export(found, programme, user.name(), gathered.taken(shape))
    if as_ == "json":
        from m365bot.cli.commands import work

        work.print_json(gathered.document())
        return 0
    door.sheet(gathered.csv(table) if as_ == "csv" else gathered.xlsx())
    return 0


def _tell_of_doubts(judged: Any) -> None:
    """What of attendance cannot be read, on standard error: hours stand without it. And by what a finished one is judged."""
    from m365bot.words import say

    for file, fault in {fault.file: fault for one in judged for fault in one.doubts}.items():
        door.err(f"{file} {fault.words}")
    for cohort in (one.cohort.key for one in judged if one.frozen):
        door.err(
            say(
                "{cohort} は、終了したときの科目と修了要件で判定しています(いまの設定とは違います)。",
                cohort=cohort,
            )
        )


@records.command()
@click.argument("person", metavar="[メール]", required=False)
@options.cohort
def hours(person: str | None, cohort: str | None) -> int:
    """時間と修了の見込みを表示します(人を選ぶと、根拠も)。"""
    from m365bot import settings
    from m365bot.cli import log
    from m365bot.cli.commands import standings

    log.to_standard_error()
    return standings.shown(settings.read(), person, cohort)


@records.command()
@options.cohort
@click.option("--form", metavar="様式", default="", help="様式の名前(必ず書きます)")
@click.option("--session", metavar="回", default="", help="回の名前(1つしかなければ要りません)")
def confirm(cohort: str | None, form: str, session: str) -> int:
    """回答のブックを「開いて確認済み」と記録します。"""
    from m365bot import clock, settings

    return clock.run(_confirm(settings.read(), cohort, form, session))


async def _confirm(found: Any, cohort: str | None, form: str, session: str) -> int:
    from m365bot import app
    from m365bot.cli import log
    from m365bot.cli.commands import user
    from m365bot.programme import called
    from m365bot.records.asked import AnswersOf
    from m365bot.words import say

    log.to_standard_error()
    async with app.office(found) as office:
        of = called.cohort(cohort, office.programme) if cohort else _only(office.programme.unfinished)
        one = called.questionnaire(of, form, session)
        office.records.confirm(AnswersOf.questionnaire(one), user.name())
    door.out(
        say("『{title}』を「開いて確認済み」と記録しました。次の取り込みから数えます。", title=one.title)
    )
    return 0


@records.command()
@click.argument("row", metavar="[番号]", type=int, required=False)
@options.cohort
@click.option("--person", metavar="メール", help="回答したのはこの人(サインイン名か連絡先メール)")
@click.option("--answer", "answers", metavar="質問=答え", multiple=True, help="この質問の答え(いくつでも)")
@click.option("--ignore", is_flag=True, help="その行は数えない")
@click.option("--take-back", is_flag=True, help="その行の訂正をすべて取り消す")
@click.option("--reason", metavar="理由", default="", help="実行記録に残す理由(必ず書きます)")
def correct(
    row: int | None,
    cohort: str | None,
    person: str | None,
    answers: tuple[str, ...],
    ignore: bool,  # click hands it over by name
    take_back: bool,
    reason: str,
) -> int:
    """要確認の行を直します(番号がなければ、一覧を出します)。"""
    from m365bot import settings
    from m365bot.cli import log
    from m365bot.cli.commands import mend
    from m365bot.records.mending import Wish

    log.to_standard_error()
    found = settings.read()
    mend.needs_one_wish(row, says_something=bool(person or answers or ignore), take_back=take_back)
    if row is None:
        return mend.listed(found, cohort)
    if take_back:
        return mend.taken_back(found, row, reason)
    return mend.corrected(found, row, Wish(person, answers, ignore), reason)


@records.command()
@click.argument("person", metavar="メール")
@click.option("--reason", metavar="理由", default="", help="実行記録に残す理由(必ず書きます)")
@options.as_json
def forget(person: str, reason: str, as_json: bool) -> int:
    """ある人の記録を消します(承認を待ちます)。"""
    from m365bot import clock, settings

    return clock.run(_ask_to_forget(settings.read(), person, reason, as_json=as_json))


async def _ask_to_forget(found: Any, mail: str, reason: str, *, as_json: bool) -> int:
    from m365bot import app
    from m365bot.cli import log
    from m365bot.cli.commands import work
    from m365bot.errors import ConfigError
    from m365bot.words import say

    log.to_standard_error()
    if not reason.strip():
        raise ConfigError(say("--reason に理由を書いてください。"))
    async with app.office(found) as office:
        office.records.note_to_forget(office.person_called(mail), reason.strip())
    return await work.run_and_show(found, work.Wish("forget", reason=reason), as_json=as_json)


@records.command()
@options.as_json
def expire(as_json: bool) -> int:
    """保存期間を過ぎた記録を消します(承認を待ちます)。"""
    from m365bot import clock, settings
    from m365bot.cli import log
    from m365bot.cli.commands import work

    log.to_standard_error()
    return clock.run(work.run_and_show(settings.read(), work.Wish("expire"), as_json=as_json))


def _only(cohorts: Any) -> Any:
    from m365bot.errors import ConfigError
    from m365bot.words import say

    found = list(cohorts)
    if len(found) != 1:
        raise ConfigError(say("--cohort で期を選んでください。"))
    return found[0]


def _not_for_a_screen() -> Exception:
    from m365bot.errors import ConfigError
    from m365bot.words import say

    return ConfigError(
        say(
            "Excelのファイルは画面に出せません。ファイルに書き出してください。"
            "例: m365bot records export --format xlsx > 回答.xlsx"
        )
    )
