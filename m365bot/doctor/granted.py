"""What each identity's token holds, against what the jobs ask for.

Called by the examination. Pure.
"""

from collections.abc import Collection, Sequence

from m365bot.doctor import places, reasons, rights
from m365bot.doctor.findings import Check, Rights, Verdict
from m365bot.doctor.rights import Comparison, Needs
from m365bot.words import say


def judged(
    identity: str, needs: Needs, held: Collection[str] | None, easing: Collection[str] = ()
) -> tuple[Sequence[Check], Rights]:
    """Two checks, what is missing and what is too much; held is None where the token could not be read."""
    if held is None:
        unread = say("トークンから権限を読み取れません。足りないものは、実行したときに分かります。")
        check = Check(f"permissions_{identity}", Verdict.UNKNOWN, unread)
        return [check], Rights(identity, {job: sorted(names) for job, names in needs.items()})
    found = rights.compared(needs, held, easing)
    checks = [_missing(identity, needs, held, found), *_excess(identity, found)]
    return checks, rights.told(identity, needs, held, found)


def _missing(identity: str, needs: Needs, held: Collection[str], found: Comparison) -> Check:
    name = f"permissions_{identity}"
    if found.missing:
        lines = [_line(identity, needs, one) for one in found.missing]
        head = (
            say("同意された権限が、まだ一つもありません。", count=0)
            if not held
            else say("足りない権限があります。")
        )
        return Check(name, Verdict.FAIL, "\n".join([head, *lines]), _consent(identity, found.missing))
    if found.replaced:
        lines = [_line(identity, needs, one, instead=other) for one, other in found.replaced.items()]
        head = say("ほかの権限で代わりがきいていますが、次の権限が付与されていません。")
        return Check(name, Verdict.WARN, "\n".join([head, *lines]), _consent(identity, list(found.replaced)))
    count = len(rights.to_be_granted(needs))
    words = say("必要な{count}件の権限がすべて付与されています。", count=count)
    return Check(
        name, Verdict.OK, "\n".join([words, *(_line_of_easing(identity, one) for one in found.would_ease)])
    )


def _line_of_easing(identity: str, name: str) -> str:
    return say(
        "・任意: {name} もあると、{reason}のに使います。", name=name, reason=reasons.reason(identity, name)
    )


def _line(identity: str, needs: Needs, name: str, *, instead: str = "") -> str:
    jobs = say("、").join(rights.jobs_for(name, needs))
    reason = reasons.reason(identity, name)
    parts = [part for part in (reason, say("手順 {jobs}", jobs=jobs)) if part]
    if instead:
        parts.append(say("いまは {instead} で足りています", instead=instead))
    return f"・{name}({say('、').join(parts)})"


def _consent(identity: str, names: Sequence[str]) -> str:
    kind = say("アプリケーションの許可") if identity == "app" else say("委任されたアクセス許可")
    return say(
        "テナント管理者に、{place} で、Microsoft Graph の『{kind}』に {names} を加え、"
        "『管理者の同意を与えます』を押すよう依頼してください。数分たってから、もう一度 `m365bot doctor` を実行します。",
        place=places.consent(),
        kind=kind,
        names=say("、").join(names),
    )


def _excess(identity: str, found: Comparison) -> Sequence[Check]:
    name = f"excess_{identity}"
    if not found.excess:
        return [Check(name, Verdict.OK, say("余分な権限はありません。"))]
    words = say("どの手順も使わない権限が付与されています: {names}", names=say("、").join(found.excess))
    todo = say(
        "ほかの用途がなければ、テナント管理者に、{place} で取り消すよう依頼してください(このままでも動きます)。",
        place=places.consent(),
    )
    return [Check(name, Verdict.WARN, words, todo)]
