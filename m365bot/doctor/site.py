"""The newsletter's own site: whether it is there, and whether this app may look into it.

Called by the examination. Pure: judges what was seen. A token that holds Sites.Selected names no site (docs/facts.md
sites.selected), so reading is tried; writing cannot be tried without writing.
"""

from m365bot.doctor.findings import Check, Verdict
from m365bot.errors import GraphError, NotFound
from m365bot.words import say

NAME = "newsletter_site"


def judged(address: str, error: GraphError | None) -> Check:
    """error: what came of reading its pages; None: they can be read."""
    if error is None:
        words = say(
            "DX通信のサイト {address} を読めます。書き込めるかどうかは、最初の下書きを作るまで分かりません。",
            address=address,
        )
        return Check(NAME, Verdict.OK, words)
    if isinstance(error, NotFound):
        words = say("DX通信のサイト {address} がありません。", address=address)
        todo = say(
            "programme.yaml の newsletter_site を確かめるか、"
            "テナント管理者にコミュニケーション サイトの作成を依頼してください。"
        )
        return Check(NAME, Verdict.FAIL, words, todo)
    if error.status == 403:
        words = say("DX通信のサイト {address} を、このアプリは開けません。", address=address)
        return Check(NAME, Verdict.FAIL, words, _asked_for(address))
    why = say("DX通信のサイト {address} を確かめられません({why})。", address=address, why=str(error))
    return Check(NAME, Verdict.UNKNOWN, why)


def _asked_for(address: str) -> str:
    """What whoever administers SharePoint is asked for."""
    return say(
        "Sites.Selected で使うときは、SharePoint の管理者に、"
        "{address} だけへの write の許可をこのアプリに与えるよう依頼してください"
        "(Graph の POST /sites/{{id}}/permissions。docs/tenant-setup.md の6)。"
        "使わないときは、Sites.ReadWrite.All への同意が要ります。",
        address=address,
    )
