"""What the sign-in pages say, with the service's own words and number below.

Called by the pages. The sandbox's own: the real pages look and read otherwise.
"""

from m365bot.sandbox.entra.errors import NoToken
from m365bot.sandbox.entra.page import Page
from m365bot.sandbox.entra.pages import rendering
from m365bot.sandbox.words import word

_WORDS = {
    50011: (
        "戻り先が登録されていません",
        "アプリが指定した戻り先(リダイレクト URI)が、アプリの登録にありません。",
    ),
    500113: ("戻り先が登録されていません", "アプリの登録に、戻り先(リダイレクト URI)がひとつもありません。"),
    700016: ("アプリがありません", "このクライアント ID のアプリは、このテナントに登録されていません。"),
    50126: ("サインインできません", "パスワードが違います。"),
    50034: ("サインインできません", "そのアカウントは、このテナントにありません。"),
    50057: ("サインインできません", "そのアカウントは無効になっています。"),
    70018: ("コードが違います", "画面に出たコードを、もう一度確かめてください。"),
    70019: ("コードの期限が切れました", "コードを出した画面で、最初からやり直してください。"),
    90094: (
        "管理者の承認が必要です",
        "このアプリが求める権限は、管理者だけが同意できます。管理者に依頼してください。",
    ),
}
_OTHER = ("サインインの求めが正しくありません", "アプリから送られた内容に、足りないものか誤りがあります。")

DEVICE_DONE = {
    "title": "サインインしました",
    "hint": "この画面を閉じて、元の画面に戻ってください。",
    "detail": "",
}
DEVICE_DECLINED = {
    "title": "サインインを断りました",
    "hint": "元の画面には、断ったことが伝わります。",
    "detail": "",
}


def of(problem: NoToken) -> dict[str, str]:
    title, hint = _WORDS.get(problem.number, _OTHER)
    return {"title": word(title), "hint": word(hint), "detail": str(problem)}


def told(words: dict[str, str], *, status: int = 200) -> Page:
    said = {name: word(sentence) for name, sentence in words.items()}
    return rendering.page("told.html", status=status, words=said)
