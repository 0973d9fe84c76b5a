"""What Graph refused, in plain words.

Called by the pages. Graph's own words stand below it, for who looks after the tenant.
"""

from dataclasses import dataclass

from m365bot.sandbox.viewer.graph import Refused
from m365bot.sandbox.words import word

_WORDS = {
    0: ("答えが届きませんでした", "途中で接続が切れました。少し待ってから、もう一度開いてください。"),
    401: ("サインインできませんでした", "もう一度開いてください。続くときは、人を選び直してください。"),
    403: ("見る権限がありません", "この人は、このチームやチャネルの参加者ではありません。"),
    404: ("見つかりません", "まだ用意の途中か、消されたか、この人には見えない場所です。"),
    423: ("ロックされています", "ほかの人が使っています。少し待ってから、もう一度開いてください。"),
    429: ("混み合っています", "少し待ってから、もう一度開いてください。"),
    501: ("練習環境にない機能です", "本物のMicrosoft 365にはありますが、練習環境では再現していません。"),
}
_OTHER = ("うまく読めませんでした", "少し待ってから、もう一度開いてください。")
NO_FOLDER = (
    "ファイルの置き場は用意中です",
    "チャネルができてからしばらくかかります(プライベートチャネルは1分ほど)。少し待ってから開いてください。",
)
NO_MAILBOX = ("メールボックスがありません", "この人には、メールを使えるライセンスがありません。")
NOT_READY = ("準備中です", "できたばかりのチームは、見えるようになるまで数秒かかります。")
NOT_HERE = ("リンク先が見つかりません", "この人が見られるチームの中に、リンクの指すものがありません。")
NO_CHANNEL = (
    "このチャネルは見えません",
    "消されたか、まだ用意の途中か、この人が参加者でないプライベートチャネルです。",
)


@dataclass(frozen=True)
class Trouble:
    """A headline, what to do, the page's status, and what Graph said."""

    title: str
    hint: str
    status: int
    detail: str = ""


def of(refused: Refused, words: tuple[str, str] | None = None) -> Trouble:
    title, hint = words or _WORDS.get(refused.status, _OTHER)
    status = refused.status if refused.status in (403, 404, 429) else 502
    detail = " ".join(filter(None, (str(refused.status or ""), refused.code, refused.message)))
    return Trouble(word(title), word(hint), status, detail)


def of_words(words: tuple[str, str], status: int = 404) -> Trouble:
    title, hint = words
    return Trouble(word(title), word(hint), status)
