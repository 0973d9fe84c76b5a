"""Where in Microsoft's portals a thing is mended.

Called by the checks. The names of screens are from Microsoft's Japanese pages; none was seen in a tenant yet, and each
place says so.
"""

from m365bot.words import say

_ENTRA = "Entra 管理センター(entra.microsoft.com)"
UNCONFIRMED = "(画面の名前は未確認)"


def consent() -> str:
    return _entra(say("アプリの登録 → m365bot → API のアクセス許可"))


def credentials() -> str:
    return _entra(say("アプリの登録 → m365bot → 証明書とシークレット"))


def overview() -> str:
    return _entra(say("アプリの登録 → m365bot → 概要"))


def guests() -> str:
    return _entra(say("External Identities → 外部コラボレーションの設定"))


def users() -> str:
    return _entra(say("ユーザー"))


def licences() -> str:
    return say(
        "Microsoft 365 管理センター(admin.microsoft.com) → ユーザー → アクティブなユーザー → ライセンスとアプリ"
    ) + say(UNCONFIRMED)


def sharing() -> str:
    return say("SharePoint 管理センター → ポリシー → 共有") + say(UNCONFIRMED)


def teams_guests() -> str:
    return say("Teams 管理センター(admin.teams.microsoft.com) → ユーザー → ゲスト アクセス") + say(
        UNCONFIRMED
    )


def _entra(path: str) -> str:
    return f"{say(_ENTRA)} → {path}{say(UNCONFIRMED)}"
