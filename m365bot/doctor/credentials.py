"""When the app's certificate or secret ends.

Called by the examination, by the daemon and by `runs list`, for the end of either stops everything. Pure, but for
reading the certificate's own file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import structlog

from m365bot.doctor import places
from m365bot.doctor.findings import Check, Verdict
from m365bot.errors import ConfigError
from m365bot.graph import certificate
from m365bot.graph.inspection import Secret
from m365bot.words import say

log = structlog.get_logger("m365bot.doctor")

SOON, SOONER, NOW = (timedelta(days=days) for days in (60, 30, 7))


def of_certificate(path: Path, now: datetime) -> Check:
    try:
        begins, ends = certificate.ends(path)
    except ConfigError as error:
        return Check("certificate", Verdict.FAIL, str(error), renewal(), stops=True)
    if now < begins:
        words = say(
            "証明書はまだ有効ではありません({day} から)。", day=f"{begins.astimezone(now.tzinfo):%Y-%m-%d}"
        )
        return Check("certificate", Verdict.FAIL, words, renewal(), stops=True)
    return _judged("certificate", say("証明書"), ends, now)


def near(path: Path, now: datetime) -> Check | None:
    """The same, where there is something to be told."""
    check = of_certificate(path, now)
    return check if check.verdict in (Verdict.WARN, Verdict.FAIL) else None


@dataclass
class Reminder:
    """Warns in the log of a certificate that ends within 60 days, once a day."""

    certificate: Path | None
    _told: date | None = None

    def tell(self, now: datetime) -> None:
        if self.certificate is None or self._told == now.date():
            return
        self._told = now.date()
        try:
            _, ends = certificate.ends(self.certificate)
        except ConfigError:  # whoever signs in says so
            return
        if ends - now <= SOON:
            log.warning("certificate.ends", on=f"{ends:%Y-%m-%d}", days=(ends - now).days)


def of_secrets(found: Sequence[Secret], ours: str, now: datetime) -> Check:
    """The one in use is known by its first letters only: of those alike, the one that ends first counts."""
    alike = [one for one in found if one.hint and ours.startswith(one.hint)] or list(found)
    good = [one for one in alike if one.ends > now] or alike
    if not good:
        return Check(
            "secret", Verdict.UNKNOWN, say("アプリの登録に、シークレットが見当たりません。"), _by_hand()
        )
    return _judged("secret", say("シークレット"), min(one.ends for one in good), now)


def secret_unseen(permission: str) -> Check:
    words = say(
        "シークレットの期限は、権限 {permission} がないため読めません(なくても動きます)。",
        permission=permission,
    )
    return Check("secret", Verdict.UNKNOWN, words, _by_hand())


def _judged(name: str, what: str, ends: datetime, now: datetime) -> Check:
    left = ends - now
    fields = {"what": what, "day": f"{ends.astimezone(now.tzinfo):%Y-%m-%d}", "days": max(left.days, 0)}
    if left <= timedelta():
        words = say("{what}の期限が {day} に切れました。", **fields)
        return Check(name, Verdict.FAIL, words, renewal(), stops=True)
    words = say("{what}の期限は {day} です(あと{days}日)。", **fields)
    if left <= NOW:
        return Check(name, Verdict.WARN, say("至急: ") + words, renewal())
    if left <= SOONER:
        return Check(name, Verdict.WARN, say("まもなく切れます: ") + words, renewal())
    return Check(name, Verdict.WARN if left <= SOON else Verdict.OK, words, renewal() if left <= SOON else "")


def renewal() -> str:
    return say(
        "テナント管理者に、新しい証明書(またはシークレット)を {place} に登録するよう依頼し、"
        "設定 M365BOT_CERTIFICATE(または M365BOT_CLIENT_SECRET)を取り替えてください。"
        "切れると、すべての手順が止まります。",
        place=places.credentials(),
    )


def _by_hand() -> str:
    return say("期限を {place} で見て、予定表に書いておいてください。", place=places.credentials())
