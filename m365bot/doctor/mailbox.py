"""The one mailbox that mail leaves from: whether there is one, and whether Exchange grants it to the app.

Called by the examination. Pure: judges what was seen. Exchange's own grants stand in no token (docs/facts.md 100), so
reading is tried; sending cannot be tried without sending.
"""

from m365bot.doctor.findings import Check, Verdict
from m365bot.errors import GraphError, MissingPermission, NotFound
from m365bot.words import say

NAME = "mailbox"


def judged(mailbox: str, error: GraphError | None) -> Check:
    """error: what came of reading it; None: it can be read."""
    if not mailbox:
        words = say("送信元のメールボックスがありません。メールは送れません。")
        return Check(
            NAME,
            Verdict.FAIL,
            words,
            say("settings.toml の mailbox に、担当課のメールアドレスを書いてください。"),
        )
    if error is None:
        words = say(
            "メールボックス {mailbox} を読めます。送信(Mail.Send)は、送るまで分かりません。",
            mailbox=mailbox,
        )
        return Check(NAME, Verdict.OK, words)
    if isinstance(error, MissingPermission):
        words = say("メールボックス {mailbox} を使う権限がありません。", mailbox=mailbox)
        return Check(NAME, Verdict.FAIL, words, asked_for(mailbox))
    if isinstance(error, NotFound):
        words = say("メールボックス {mailbox} がありません。", mailbox=mailbox)
        return Check(
            NAME, Verdict.FAIL, words, say("アドレスを確かめるか、情報システム担当に作成を依頼してください。")
        )
    return Check(NAME, Verdict.UNKNOWN, say("メールボックスを確かめられません({why})。", why=str(error)))


def asked_for(mailbox: str) -> str:
    """What an administrator of Exchange is asked for."""
    return say(
        "Exchange の管理者に、アプリへ {mailbox} だけの Application Mail.ReadWrite と Application Mail.Send"
        "(RBAC for Applications)を割り当てるよう依頼してください。"
        "Entra での同意は、全員のメールボックスに及ぶため不要です。",
        mailbox=mailbox,
    )
