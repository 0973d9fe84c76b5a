"""Limits that a plan must not pass without a person.

Called by the flow after diff. Pure.
"""

from m365bot.programme import Guards
from m365bot.reconcile.plan import Action, Plan
from m365bot.words import say


def why_not(plan: Plan, limits: Guards) -> str:
    """Why it must not be carried out: it touches more than config allows at once. Empty: it may be."""
    removed = {c.resource.name for c in plan.changes if c.action is Action.REMOVE}
    replaced = [c for c in plan.changes if c.action is Action.UPDATE and c.resource.kind == "File"]
    return _limit(len(removed), limits.members_removed, say("外れる人"), "members_removed") or _limit(
        len(replaced), limits.files_replaced, say("置き換わるファイル"), "files_replaced"
    )


def _limit(count: int, limit: int, what: str, setting: str) -> str:
    if count <= limit:
        return ""
    return say(
        "{what}が{count}件あり、安全確認の上限{limit}件を超えるため、何もせずに止めました。"
        "名簿や資料の誤りでなければ、programme.yaml の guards: {setting} を一時的に上げてください。",
        what=what,
        count=count,
        limit=limit,
        setting=setting,
    )
