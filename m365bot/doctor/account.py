"""The service account: who it is, whether it is signed in, its licence.

Called by the examination. Pure: judges what was seen.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from m365bot.doctor import places
from m365bot.doctor.findings import Check, Verdict
from m365bot.errors import M365BotError, SignInNeeded
from m365bot.graph.account import Standing
from m365bot.words import say

# Teams in its clouds, as licences name it (docs/facts.md licences.plans).
TEAMS = frozenset({"TEAMS1", "TEAMS_GOV", "TEAMS_AR_GCCHIGH", "TEAMS_AR_DOD"})
AT_WORK = frozenset({"Success", "PendingActivation"})
OLD = timedelta(days=60)  # unused for 90, a refresh token dies (docs/facts.md 111)


def signed_in(wanted: str, kept: Standing, now: datetime) -> Check:
    """A token was to be had just now."""
    parts = [say("{account} としてサインインできます。", account=wanted)]
    if kept.refreshed:
        parts.append(
            say("前に使ったのは {day} です。", day=f"{kept.refreshed.astimezone(now.tzinfo):%Y-%m-%d %H:%M}")
        )
    if kept.others_may_read:
        words = say("サインインの記録 service-account.json を、ほかの人も読めます。")
        todo = say("`chmod 600` で、持ち主だけのものにしてください。")
        return Check("service_account", Verdict.WARN, "".join((*parts, words)), todo)
    if kept.refreshed and now - kept.refreshed > OLD:
        todo = say("90日使わないとサインインは無効になります。`m365bot daemon` を動かしておいてください。")
        return Check("service_account", Verdict.WARN, "".join(parts), todo)
    return Check("service_account", Verdict.OK, "".join(parts))


def not_named() -> Check:
    words = say("config/programme.yaml に service_account がありません。投稿はできません。")
    return Check(
        "service_account", Verdict.FAIL, words, say("programme.yaml に広報用アカウントを書いてください。")
    )


def refused(wanted: str, error: SignInNeeded) -> Check:
    todo = say(
        "`m365bot login` で、{account} としてサインインしてください(docs/tenant-setup.md の手順3)。"
        "アカウントが無効になっていないかは {place} で分かります。",
        account=wanted,
        place=places.users(),
    )
    return Check("service_account", Verdict.FAIL, str(error), todo, stops=True)


def licence(wanted: str, plans: Mapping[str, str]) -> Check:
    if any(plans.get(plan) in AT_WORK for plan in TEAMS):
        return Check(
            "licence", Verdict.OK, say("{account} には Teams のライセンスがあります。", account=wanted)
        )
    todo = say("{place} で、Teams を含むライセンスを割り当ててください。", place=places.licences())
    if not plans:
        words = say("{account} にはライセンスがありません。投稿できません。", account=wanted)
        return Check("licence", Verdict.FAIL, words, todo)
    words = say(
        "{account} のライセンスに、使える状態の Teams が見当たりません。投稿できないかもしれません。",
        account=wanted,
    )
    return Check("licence", Verdict.WARN, words, todo)


def licence_unseen(error: M365BotError) -> Check:
    return Check(
        "licence",
        Verdict.UNKNOWN,
        say("ライセンスを読めませんでした。") + str(error),
        say("{place} で確かめてください。", place=places.licences()),
    )
