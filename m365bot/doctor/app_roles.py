"""The app roles of the registration, by which whoever comes to the console may see and do things.

Called by the manifest. Pure. Their values are those of the console's roles; a test holds the two together.
"""

import uuid
from typing import Any

from m365bot.words import later, say

TITLES = {
    "officer": (later("研修担当"), later("見て、実行し、設定を直す。承認はしない")),
    "approver": (later("承認する人"), later("見て、承認または差し戻しをする")),
    "viewer": (later("閲覧する人"), later("見るだけ")),
    "instructor": (later("講師"), later("自分の回と、その参加者だけを見る")),
    "section_chief": (later("所属長"), later("自分の所属の職員の出欠だけを見る")),
}
_OURS = uuid.UUID("6d333635-626f-4074-8070-726f6c657300")  # any that is nobody else's will do


def document() -> list[dict[str, Any]]:
    """As an application in Microsoft Graph has them (docs/facts.md manifest.shape)."""
    return [_role(value, *words) for value, words in TITLES.items()]


def page() -> str:
    """A table of them for whoever registers and assigns."""
    rows = [f"| {say(title)} | {value} | {say(what)} |" for value, (title, what) in TITLES.items()]
    return "\n".join([say("| 表示名 | 値 | できること |"), "|---|---|---|", *rows])


def _role(value: str, title: str, what: str) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid5(_OURS, value)),
        "allowedMemberTypes": ["User"],
        "displayName": say(title),
        "description": say(what),
        "isEnabled": True,
        "value": value,
    }
