"""`m365bot demo`: the reference instance played against a sandbox, in the order of the calendar.

Called by the command line. The sandbox is a process of its own and is spoken to over HTTP; each act is what an
officer would type. Nothing of it is kept but the report of a year.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from m365bot import clock
from m365bot.cli import extras
from m365bot.cli.screen import door, helps
from m365bot.errors import ConfigError
from m365bot.words import later, say

if TYPE_CHECKING:
    from m365bot.runs.office import Office

BEGINS = "2025-04-30T06:00+09:00"
COHORT, SESSION = "R7", "powerbi-1"
OFFICER, APPROVER = "kenshu@example.jp", "kacho@example.jp"
OF_THE_SCREEN = ("M365BOT_LANG", "M365BOT_LOG", "M365BOT_DEBUG")  # all else is of the office's own tenant


@click.command(cls=helps.Command)
@click.option("--no-serve", is_flag=True, help="終わったらビューアーを開いたままにしない")
@click.option("--year", is_flag=True, help="1年を、最初の日から最後の日まで1日ずつ動かす")
@click.option(
    "--report",
    metavar="ファイル",
    type=click.Path(path_type=Path, dir_okay=False),
    help="1年の報告を、図も入れて書くファイル(.html)。--year と使う",
)
def demo(no_serve: bool, year: bool, report: Path | None) -> int:
    """練習環境で、R7の研修を動かします。

    用意→配布→回答→取り込み→未提出のお知らせ→集計→DX通信 の順です。
    """
    from m365bot.cli import log

    log.to_standard_error()
    extras.needs(extras.SANDBOX)
    if report and not year:
        raise ConfigError(
            say("--report は --year と使います: m365bot demo --year --report {file}", file=report)
        )
    told = _report(report) if year else None
    instance = _instance()
    # Told to end or left alone, the sandbox ends with us; a shell's background jobs begin deaf to SIGINT.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="m365bot-demo-") as folder, _sandbox() as place:
        if year:
            instance = _copy_of(instance, Path(folder))
        _alone_in(folder, instance, place["env"])
        _give_lists(place)
        code = clock.run(_year(place, told) if told else _play(place))
        if code == 0 and not no_serve and sys.stdout.isatty():
            with _desk(place) as desk:
                _open_until_interrupted(place, desk)
        else:
            _where_to_look(place)
            door.out(_closed(code))
    return code


def _instance() -> Path:
    """The one here where it is the reference instance or made like it, else the reference instance, and that is said."""
    from m365bot import reading
    from m365bot.setup import reference

    here: Path = _settings().folder
    found = reading.read(here).programme if (here / "config").is_dir() else None
    if reference.can_be_played(found, COHORT, SESSION):
        return here
    door.out(say("見本の団体の設定で動かします(ここにある設定と記録は、使わず、変えません)。"))
    return reference.FOLDER


def _copy_of(instance: Path, folder: Path) -> Path:
    from m365bot.cli.rehearsal import copied

    return copied.of(instance, folder / "instance", COHORT)


def _report(asked: Path | None) -> Path:
    """Where it goes; by itself into a new folder among the machine's temporary ones, where it stays. Raises ConfigError."""
    if asked and not asked.absolute().parent.is_dir():
        raise ConfigError(say("フォルダー『{folder}』がありません。", folder=asked.absolute().parent))
    if asked:
        return asked.absolute()
    return Path(tempfile.mkdtemp(prefix="m365bot-year-")) / "report.html"


def _alone_in(folder: str, instance: Path, env: dict[str, str]) -> None:
    """From here on this process knows the practice tenant only; a .env of the folder it began in is out of sight."""
    for name in [name for name in os.environ if name.startswith("M365BOT_") and name not in OF_THE_SCREEN]:
        del os.environ[name]
    os.environ.update(env)
    os.environ.update(M365BOT_STATE_DIR=folder, M365BOT_INSTANCE=str(instance))
    os.chdir(folder)


def _give_lists(place: dict[str, Any]) -> None:
    """An office has the lists to which issues are mailed; the practice tenant has the people only."""
    from m365bot import app
    from m365bot.cli.rehearsal.stage import Stage

    issues = app.reading(_settings()).usable().issues
    Stage(place).has_its_lists(sorted({issue.group for issue in issues if issue.group}))


@contextlib.contextmanager
def _sandbox() -> Iterator[dict[str, Any]]:
    command = [
        sys.executable,
        "-m",
        "m365bot",
        "sandbox",
        "serve",
        "--lend-clock",
        "--moments",
        "--clock",
        BEGINS,
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)  # noqa: S603 - ours
    assert process.stdout is not None  # asked for a pipe
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        process.stdout.close()


@contextlib.contextmanager
def _desk(place: dict[str, Any]) -> Iterator[str]:
    """The address of the officers' desk, served beside the viewer, which leads there; "" where its parts are missing."""
    if not extras.is_there(extras.CONSOLE):
        yield ""
        return
    command = [sys.executable, "-m", "m365bot", "console", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)  # noqa: S603 - ours
    assert process.stdout is not None  # asked for a pipe
    try:
        found = re.search(r"https?://\S+", process.stdout.readline())
        if found:
            _sent("PUT", f"{place['control_url']}/settings", {"desk_url": found[0]})
        yield found[0] if found else ""
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        process.stdout.close()


async def _play(place: dict[str, Any]) -> int:
    codes = [
        await _act(
            place, 1, later("チーム・チャネル・参加者・タブを用意します"), "provision", "2025-04-30T06:30"
        ),
        await _act(
            place, 2, later("Power BI 演習の3営業日前、資料を配ります"), "distribute", "2025-06-13T08:35"
        ),
        await _answers(place),
        await _act(place, 4, later("回答を取り込みます"), "collect", "2025-06-24T08:40"),
        await _act(place, 5, later("まだの人に、本人だけへ知らせます"), "remind", "2025-06-24T09:00"),
        await _act(place, 6, later("金曜日、集計を投稿します"), "results", "2025-06-27T16:00"),
        await _newsletter(place),
    ]
    return max(codes)


async def _year(place: dict[str, Any], report: Path) -> int:
    from m365bot.cli.rehearsal import year

    return await year.play(_settings(), place, COHORT, report)


async def _act(place: dict[str, Any], number: int, words: str, job: str, at: str) -> int:
    from m365bot import app
    from m365bot.cli.commands import work
    from m365bot.cli.rehearsal.stage import Stage

    _heading(number, words, at)
    cohort = None if job == "newsletter" else COHORT
    began = clock.now()
    code = await work.plan_and_run(_settings(), work.Wish(job, cohort, at))
    Stage(place).worked(app.jobs(_settings())[job].title, began, clock.now())
    return code


async def _answers(place: dict[str, Any]) -> int:
    """The sandbox's people fill in the form after the session: a flow would bring each answer to the list."""
    from m365bot import app

    _heading(3, later("受講者がアンケートに答えます(練習環境の人たち)"), "2025-06-19T17:00")
    programme = app.reading(_settings()).usable()
    cohort = programme.cohort(COHORT)
    assert cohort is not None  # the demo plays the reference instance
    people = [person for person in cohort.trainees_on(clock.now().date()) if not person.outside]
    ideas = (
        "窓口の予約",
        "橋の点検",
        "備品の貸出",
        '=HYPERLINK("https://e.example","x")',
        "<b>会議室</b>の予約",
    )
    answers = [
        {
            "完了時刻": f"2025-06-19T{16 + number // 12:02}:{number * 5 % 60:02}:00+09:00",
            "メール": person.mail,
            **_filled_in(cohort, number, ideas[number % len(ideas)]),
        }
        for number, person in enumerate(people[:18])
    ]
    asked = next(one for one in cohort.questionnaires if one.session and one.session.key == SESSION)
    _sent("POST", f"{place['control_url']}/forms", {"list": asked.source.name, "answers": answers})
    door.out(say("  {count}人が『{title}』に答えました。", count=len(answers), title=asked.title))
    return 0


def _filled_in(cohort: Any, number: int, idea: str) -> dict[str, Any]:
    asked = next(one for one in cohort.questionnaires if one.session and one.session.key == SESSION)
    by_type = {"scale": 3 + number % 3, "text": idea}
    return {
        question.text: by_type.get(question.type, question.options[0] if question.options else "")
        for question in asked.form.questions
    }


async def _newsletter(place: dict[str, Any]) -> int:
    """An issue waits for approval, is approved ahead of its minute, and is posted at it."""
    from m365bot.cli.commands import user, work
    from m365bot.journal import Status
    from m365bot.runs import deciding, taking

    await _act(place, 7, later("DX通信 第13号の承認をお願いします"), "newsletter", "2025-06-30T08:30")
    _heading(8, later("課長が承認します(公開は翌朝9時)"), "2025-06-30T10:00")
    word = deciding.Word(user.name(), reason=say("練習での承認"))

    async def approve(office: "Office") -> Any:
        (waiting,) = office.runs.of_status(Status.AWAITING_APPROVAL)
        return await taking.at_its_minute(
            office, deciding.approve(office, waiting.id, word), taking.By.PERSON
        )

    await work.with_office(_settings(), approve, as_json=False)
    return await _act(place, 9, later("公開時刻になりました"), "newsletter", "2025-07-01T09:00")


def _heading(number: int, words: str, at: str) -> None:
    moment = datetime.fromisoformat(f"{at}:00+09:00")
    clock.move_to(moment)
    from m365bot.cli.screen.console import Screen

    Screen().block(f"\n{number}. {moment:%Y-%m-%d %H:%M}  {say(words)}", "bold")


def _where_to_look(place: dict[str, Any]) -> None:
    door.out(say("\nビューアー(Teamsのように見えます):"))
    door.out(say("  受講者として:   {url}/?as={who}", url=place["viewer_url"], who="a.yamada@example.jp"))
    door.out(say("  研修担当として: {url}/?as={who}", url=place["viewer_url"], who=OFFICER))


def _where_to_decide(desk: str, password: str) -> None:
    door.out(say("\n研修担当の画面(ビューアーのとなりに開いてください):"))
    door.out(say("  {url}", url=desk))
    door.out(say("  サインイン: 研修担当 {officer}、承認者 {approver}", officer=OFFICER, approver=APPROVER))
    door.out(say("  パスワード: {password} (練習環境では全員同じです)", password=password))
    door.out(say("  画面で求めた実行は、すぐに行います(予定の時刻の実行はありません)。"))


def _closed(code: int) -> str:
    if code:
        return say("ビューアーは閉じました。うまくいかなかったことは上に書いてあります。")
    return say(
        "ビューアーは閉じました。端末で `m365bot demo` を --no-serve なしで実行すると、Ctrl-C まで開いたままです。"
    )


def _open_until_interrupted(place: dict[str, Any], desk: str) -> None:
    from m365bot.cli.rehearsal import errands
    from m365bot.cli.screen import keyboard

    with errands.done(_settings()), keyboard.waiting() as until_interrupted:
        _where_to_look(place)
        if desk:
            _where_to_decide(desk, place["service_account"]["password"])
        door.out(say("Ctrl-C で終わります。"))
        until_interrupted()


def _settings() -> Any:
    from m365bot import settings

    return settings.read()


def _sent(method: str, url: str, body: Any) -> None:
    request = urllib.request.Request(  # noqa: S310 - the sandbox's own loopback address
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
        answer.read()
