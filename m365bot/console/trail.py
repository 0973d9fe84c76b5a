"""A link of the audit chain in words: what was done, by whom, and where to see it.

Called by the page 記録. Pure. A link of a kind that is not known here is shown as what it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from m365bot.journal import Status
from m365bot.journal.trail import Link
from m365bot.words import later, say

Says = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """kind: by which such links are looked for. to: an address of the desk, where there is one."""

    number: int
    at: datetime
    kind: str
    what: str
    who: str = ""
    why: str = ""
    to: str = ""


def line(link: Link, titles: Mapping[str, str]) -> Line:
    """titles: of jobs, by name."""
    kind = next((kind for kind in KINDS if kind in link.says), "")
    try:
        made = _MAKERS.get(kind, _other)(link, titles)
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
    ):  # somebody changed it: proving the chain says so
        made = _other(link, titles)
    return Line(link.number, link.at, say(KINDS.get(kind, _OTHER)), **made)


def _run(link: Link, titles: Mapping[str, str]) -> dict[str, str]:
    status = Status(link.says["status"]).words
    run = link.run
    why, who = (run.reason, run.actor or say("自動")) if run else ("", "")
    what = say("{job}: {status}", job=_job(link, titles), status=status)
    return {"what": what, "who": who, "why": why, "to": _to_run(link)}


def _approval(link: Link, titles: Mapping[str, str]) -> dict[str, str]:
    told = link.says["approval"]
    is_yes = told["decision"] == "approved"
    what = say("{job} を承認しました") if is_yes else say("{job} を差し戻しました")
    proof = say("サインインで確かめた") if told.get("verified") else say("本人と確かめていない")
    number = say("決裁 {number}", number=told["kessai"]) if told.get("kessai") else ""
    more = [proof, number, told.get("reason", "")]
    return {
        "what": what.format(job=_job(link, titles)),
        "who": told["who"],
        "why": say("、").join(filter(None, more)),
        "to": _to_run(link),
    }


def _corrected(link: Link, _: Mapping[str, str]) -> dict[str, str]:
    return _of_row(link.says["corrected"], say("番号{number}の行を訂正しました({place})"))


def _taken_back(link: Link, _: Mapping[str, str]) -> dict[str, str]:
    return _of_row(link.says["taken back"], say("番号{number}の行の訂正を取り消しました({place})"))


def _of_row(told: Says, words: str) -> dict[str, str]:
    what = words.format(number=told["row"], place=_place(told))
    return {"what": what, "who": told["who"], "why": told["reason"], "to": f"/quarantine/{told['row']}"}


def _confirmed(link: Link, _: Mapping[str, str]) -> dict[str, str]:
    told = link.says["confirmed"]
    return {
        "what": say("回答のブックを「開いて確認済み」にしました({place})", place=_place(told)),
        "who": told["who"],
    }


def _pause(link: Link, titles: Mapping[str, str]) -> dict[str, str]:
    job, begun = link.says["pause"], link.says.get("begun")
    called = say(titles.get(job, job)) if job else say("すべての自動処理")
    told = begun or link.says.get("lifted") or {}
    words = say("{job} を一時停止しました") if begun else say("{job} を再開しました")
    return {"what": words.format(job=called), "who": told.get("who", ""), "why": told.get("reason", "")}


def _config(link: Link, _: Mapping[str, str]) -> dict[str, str]:
    changed: Sequence[Says] = link.says["config"]
    files = say("、").join(f"{one['file']} #{one['number']}" for one in changed)
    people = say("、").join(dict.fromkeys(str(one["who"]) for one in changed))
    return {"what": say("設定を変えました({files})", files=files), "who": people}


def _published(link: Link, _: Mapping[str, str]) -> dict[str, str]:
    return {"what": say("{cohort} の集計の公開を記録しました", cohort=link.says["published"])}


def _exported(link: Link, _: Mapping[str, str]) -> dict[str, str]:
    told = link.says["exported"]
    what = say("{cohort} の記録を書き出しました({format})", cohort=told["cohort"], format=told["format"])
    return {"what": what, "who": told["who"]}


def _account(link: Link, _: Mapping[str, str]) -> dict[str, str]:
    told = link.says["account"]
    hows = {
        "met": say("広報用アカウントで、はじめてサインインしました({id})", id=told.get("id", "")),
        "replaced": say(
            "広報用アカウントを、同じ名前の別のアカウントに替えました({id})", id=told.get("id", "")
        ),
    }
    return {
        "what": hows.get(told.get("how"), say("広報用アカウントでサインインしました")),
        "who": told["who"],
    }


def _downloaded(link: Link, _: Mapping[str, str]) -> dict[str, str]:
    told = link.says["downloaded"]
    what = say("{file} の版 {number} をダウンロードしました", file=told["file"], number=told["number"])
    return {"what": what, "who": told["who"]}


def _other(link: Link, _: Mapping[str, str]) -> dict[str, str]:
    return {"what": say("、").join(link.says)}


def _job(link: Link, titles: Mapping[str, str]) -> str:
    if link.run is None:
        return link.run_id
    return f"{say(titles.get(link.run.job, link.run.job))} {link.run.cohort}".strip()


def _to_run(link: Link) -> str:
    return f"/runs/{link.run_id}" if link.run else ""


def _place(told: Says) -> str:
    return "/".join(filter(None, (told["cohort"], told["form"], told["session"])))


_OTHER = later("そのほか")
KINDS: Mapping[str, str] = {
    "run": later("実行"),
    "approval": later("承認"),
    "corrected": later("行の訂正"),
    "taken back": later("訂正の取り消し"),
    "confirmed": later("開いて確認済み"),
    "pause": later("一時停止"),
    "config": later("設定"),
    "published": later("集計の公開"),
    "exported": later("書き出し"),
    "account": later("サインイン"),
    "downloaded": later("ダウンロード"),
}
"""A word that a link begins with → what it is called."""

_MAKERS: Mapping[str, Callable[[Link, Mapping[str, str]], dict[str, str]]] = {
    "run": _run,
    "approval": _approval,
    "corrected": _corrected,
    "taken back": _taken_back,
    "confirmed": _confirmed,
    "pause": _pause,
    "config": _config,
    "published": _published,
    "exported": _exported,
    "account": _account,
    "downloaded": _downloaded,
}
