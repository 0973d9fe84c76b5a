"""How the tenant treats guests, as far as anybody lets us see.

Called by the examination. Pure. These settings take permissions that nothing else here needs, so they are not asked
for: what to look at by hand is told instead.
"""

from m365bot.doctor import places
from m365bot.doctor.findings import Check, Verdict
from m365bot.words import say


def guests(*, has_outsiders: bool) -> Check:
    if not has_outsiders:
        return Check("guests", Verdict.OK, say("庁外の講師はいないため、ゲストの設定は関係ありません。"))
    words = say(
        "庁外の講師をゲストとして招けるかは、m365bot の権限では読めません"
        "(読むには Policy.Read.All と SharePointTenantSettings.Read.All が要ります。付与する必要はありません)。"
    )
    todo = say(
        "テナント管理者に確かめてもらってください: 招待が許されているか = {invite}、"
        "Teams のゲスト アクセス = {teams}、サイトの共有が『既存のゲスト』以上か = {sharing}",
        invite=places.guests(),
        teams=places.teams_guests(),
        sharing=places.sharing(),
    )
    return Check("guests", Verdict.UNKNOWN, words, todo)
