"""What somebody is told whom Entra did not vouch for.

Called by the signing pages. Judges by the error's names; the authority's own text is shown nowhere.
"""

from m365bot.errors import SignInNeeded
from m365bot.words import say


def words(error: SignInNeeded) -> str:
    """What the app lacks is told as it stands: its words name the mend and who does it."""
    return _known().get(error.error) or str(error)


def _known() -> dict[str, str]:
    not_ours = say(
        "サインインを確かめられませんでした。このテナントのサインイン先が、この画面のために出した答えではありません。"
    )
    return {
        "foreign_answer": not_ours,
        "not_proved": not_ours,
        "out_of_time": say(
            "サインインの証明の時刻が合いません。運用の担当者に、この画面を動かす端末の時計を合わせるよう頼んでください。"
        ),
        "another_tenant": say("サインインしたのは、別の組織(テナント)のアカウントです。"),
        "access_denied": say("サインイン画面で、サインインが取りやめられました。"),
    }


def not_expected() -> str:
    return say(
        "このサインインは、このブラウザーで始めたものではないか、もう使われたか、15分を過ぎています。もう一度サインインしてください。"
    )


def no_cookies() -> str:
    return say(
        "ブラウザーがクッキーを受け取らないため、サインインできません。"
        "この画面のアドレスにクッキーを許可してから、もう一度サインインしてください。"
    )


def another_account() -> str:
    return say(
        "サインイン先で確かめたのは、この画面を使っている人と別のアカウントです。使っている人のアカウントで、もう一度サインインしてください。"
    )


def no_role(name: str) -> str:
    return say(
        "{name} には、この画面を使う役割がありません。テナント管理者に、役割(アプリ ロール)の割り当てを頼んでください。",
        name=name,
    )


def too_often(seconds: int) -> str:
    return say(
        "サインインの試みが続いたため、{seconds}秒ほど待ってから、もう一度行ってください。", seconds=seconds
    )
