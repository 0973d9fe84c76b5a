"""`m365bot login` and `m365bot logout`: the service account's sign-in, by a person at a screen.

Called by the command line. Never shows a token.
"""

from typing import TYPE_CHECKING

import click

from m365bot.cli.commands import options
from m365bot.cli.screen import door, helps, signing

if TYPE_CHECKING:
    from m365bot.graph.account import Standing
    from m365bot.graph.login import Kept
    from m365bot.settings import Settings


@click.command(cls=helps.Command)
@click.option("--new-account", is_flag=True, help="同じ名前で作り直した、別のアカウントに替える")
@options.way_to_sign_in
def login(new_account: bool, device_code: bool, no_browser: bool, port: int, timeout: int) -> int:
    """広報用アカウントでサインインします(ほかのアカウントは受け付けません)。"""
    from m365bot import app, settings
    from m365bot.cli import log
    from m365bot.graph.login import Trust
    from m365bot.words import say

    log.to_standard_error()
    read = settings.read()
    _tell_of_the_file(app.account_standing(read), read)
    entry = app.login(read, timeout, Trust.NEW if new_account else Trust.KNOWN)
    if device_code:
        kept = entry.by_device(lambda url, typed: signing.code(url, typed, say("広報用アカウントで")))
    else:
        whose = say("{account} で", account=entry.connection.service_account)
        kept = entry.by_browser(lambda url: signing.address(url, whose, quietly=no_browser), port=port)
    door.out(say("{account} でサインインしました。", account=kept.who.name))
    _tell_of_the_account(kept)
    _note(read, kept)
    return 0


def _tell_of_the_account(kept: "Kept") -> None:
    from m365bot.graph.login import How
    from m365bot.words import say

    words = {
        How.MET: say(
            "これからは、このアカウント(オブジェクト ID {id})だけを受け付けます。同じ名前でも、別のアカウントは断ります。",
            id=kept.who.id,
        ),
        How.REPLACED: say(
            "前のアカウントに替えて、これからは、このアカウント(オブジェクト ID {id})だけを受け付けます。",
            id=kept.who.id,
        ),
    }
    if kept.how in words:
        door.out(words[kept.how])


def _note(read: "Settings", kept: "Kept") -> None:
    """A chain that cannot be written is told; whoever is signed in stays so."""
    from m365bot import app
    from m365bot.cli.commands import user
    from m365bot.errors import M365BotError
    from m365bot.words import say

    try:
        app.note_login(read, kept, user.name())
    except M365BotError as error:
        door.err(say("サインインしたことを、監査の記録に残せませんでした。{why}", why=error))


def _tell_of_the_file(standing: "Standing", read: "Settings") -> None:
    """A token that others could read is told: who did may post by the account's name."""
    from m365bot.words import say

    if standing.others_may_read:
        door.err(
            say(
                "サインインの記録をほかの利用者も読めるようになっていました({folder})。新しい記録は持ち主だけのものに"
                "なります。心当たりがなければ、古いサインインを取り消してください(`m365bot logout` に方法が出ます)。",
                folder=read.state,
            )
        )


@click.command(cls=helps.Command)
def logout() -> int:
    """広報用アカウントのサインインを、この端末から消します。"""
    from m365bot import app, settings
    from m365bot.words import say

    read = settings.read()
    was_kept = app.account_store(read).forget()
    door.out(
        say("サインインの記録を、この端末から消しました。投稿は、次にサインインするまで待ちます。")
        if was_kept
        else say("この端末に、サインインの記録はありません。")
    )
    if read.service_account_refresh_token:
        door.out(
            say(
                "設定 M365BOT_SERVICE_ACCOUNT_REFRESH_TOKEN には、まだサインインの鍵があります。"
                "環境変数か .env から消してください。消すまでは、それでサインインし直します。"
            )
        )
    door.out(
        say(
            "Microsoft 側では、発行済みのサインインが最長90日有効なままです。取り消すには、広報用アカウントで "
            "https://mysignins.microsoft.com を開いて「すべての場所からサインアウト」を選ぶか、テナント管理者が "
            "Entra 管理センターのそのユーザーの画面で「セッションの取り消し」を行います。"
        )
    )
    return 0
