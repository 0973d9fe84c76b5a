"""The app registration that an instance needs: as JSON for the portal, and as a page for whoever fills the portal in.

Called by `m365bot doctor --manifest`. Pure. Holds no secret: only what is to be registered and why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from m365bot.doctor import app_roles, mailbox, needs, places, reasons, rights
from m365bot.doctor.rights import Needs
from m365bot.job import Job
from m365bot.programme import Programme
from m365bot.words import say

GRAPH = "00000003-0000-0000-c000-000000000000"
"""Microsoft Graph itself, the same in every tenant (docs/facts.md permissions.ids)."""
NAME = "m365bot"
REDIRECTS = ("http://localhost",)  # of the platform Web; any port will do (docs/facts.md entra.redirects)
CONSOLE = "http://localhost/sign-in/back"  # where browsers come back to the console of this machine
NOTES = 1024  # letters that a registration's notes may have
KINDS = {"app": "Role", "account": "Scope"}
SIGNING_IN = {"runs approve": frozenset({"account:openid", "account:profile"})}  # no job's: an approver's
TITLES = {"app": "アプリケーションの許可", "account": "委任されたアクセス許可"}


@dataclass(frozen=True)
class Registration:
    """document: for the portal; page: the same in words; by_hand: permissions whose ids are not known here."""

    document: Mapping[str, Any]
    page: str
    by_hand: Sequence[str]


def of(jobs: Iterable[Job], programme: Programme | None = None, *, console: str = CONSOLE) -> Registration:
    """programme: what config wants of them; None: nobody knows. console: the redirect address of its pages."""
    jobs = list(jobs)
    by_job = {**needs.of_jobs(jobs, programme), **SIGNING_IN}
    redirects = (*REDIRECTS, console)
    page = _page(by_job, needs.easing(jobs), programme, redirects)
    return Registration(_document(by_job, redirects), page, _by_hand(by_job))


def _document(by_job: Mapping[str, Iterable[str]], redirects: Sequence[str]) -> dict[str, Any]:
    """The shape of an application in Microsoft Graph, which the portal's manifest has too (docs/facts.md manifest.shape)."""
    access = [entry for identity in KINDS for entry in _entries(identity, rights.needed(by_job, identity))]
    return {
        "displayName": NAME,
        "signInAudience": "AzureADMyOrg",
        "notes": _notes(by_job),
        "web": {"redirectUris": list(redirects)},
        "appRoles": app_roles.document(),
        "requiredResourceAccess": [{"resourceAppId": GRAPH, "resourceAccess": access}],
    }


def _notes(by_job: Mapping[str, Iterable[str]]) -> str:
    """Which permission is for which jobs; the portal keeps it, for whoever asks later."""
    lines = [
        f"{name}: {' '.join(rights.jobs_for(name, wanted))}"
        for wanted in (rights.needed(by_job, identity) for identity in KINDS)
        for name in rights.to_be_granted(wanted)
    ]
    return "\n".join(lines)[:NOTES]


def _entries(identity: str, wanted: Needs) -> list[dict[str, str]]:
    known = reasons.OF_IDENTITY[identity]
    names = [name for name in rights.to_be_granted(wanted) if name in known]
    return [{"id": known[name].id, "type": KINDS[identity]} for name in names]


def _page(
    by_job: Mapping[str, Iterable[str]],
    easing: Mapping[str, Iterable[str]],
    programme: Programme | None,
    redirects: Sequence[str],
) -> str:
    """Markdown, in the order in which it is done."""
    parts = [
        _head(redirects),
        *(
            _table(identity, *(rights.needed(each, identity) for each in (by_job, easing)))
            for identity in KINDS
        ),
        _of_the_mailbox(by_job, programme),
        _of_the_console(),
        _rest(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(redirects: Sequence[str]) -> str:
    return say(
        "# m365bot のアプリ登録のお願い\n\n"
        "研修プログラムを Microsoft 365 で自動運営するm365bot のために、アプリの登録と権限への同意をお願いします。"
        "この表は、実際に使う手順から作りました。\n\n"
        "## 1. アプリの登録\n\n"
        "- 名前: {name}(この組織のアカウントのみ)\n"
        "- リダイレクト URI(種類は Web): {redirects}\n"
        "- パブリック クライアント フローの許可: 要りません(`m365bot login --device-code` を使うときだけ)\n"
        "- 場所: {place}\n\n"
        "`m365bot doctor --manifest ファイル.json` の内容を、登録の『マニフェスト』に合わせて貼ることもできます"
        "(同じ名前の項目を置き換えます)。\n\n"
        "## 2. 権限への同意(Microsoft Graph)\n\n"
        "場所: {consent}\n\n"
        "アプリケーションの許可に同意できるのは、グローバル管理者か特権ロール管理者です。",
        name=NAME,
        redirects=say("、").join(redirects),
        place=places.overview(),
        consent=places.consent(),
    )


def _table(identity: str, wanted: Needs, easing: Needs) -> str:
    names = rights.to_be_granted(wanted)
    if not names:
        return ""
    head = [f"### {say(TITLES[identity])}", "", say("| 権限 | 何のため | 使う手順 |"), "|---|---|---|"]
    optional = sorted(rights.names_in(easing) - set(names))
    rows = [_row(identity, name, wanted) for name in names]
    rows += [_row(identity, name, easing, say("(任意)")) for name in optional]
    return "\n".join([*head, *rows])


def _row(identity: str, name: str, wanted: Needs, note: str = "") -> str:
    jobs: Sequence[str] = rights.jobs_for(name, wanted)
    return f"| {name}{note} | {reasons.reason(identity, name) or '—'} | {say('、').join(jobs)} |"


def _of_the_mailbox(by_job: Mapping[str, Iterable[str]], programme: Programme | None) -> str:
    """In Exchange, for one mailbox; consent in Entra would open everybody's."""
    wanted = rights.needed(by_job, mailbox.NAME)
    if not wanted:
        return ""
    head = [
        f"### {say('Exchange での割り当て(一つのメールボックスだけ)')}",
        "",
        say("| 権限 | 何のため | 使う手順 |"),
        "|---|---|---|",
    ]
    rows = [_row(mailbox.NAME, name, wanted) for name in rights.to_be_granted(wanted)]
    address = (programme.messages.mailbox if programme else "") or say("担当課のメールボックス")
    return "\n".join([*head, *rows, "", mailbox.asked_for(address)])


def _of_the_console() -> str:
    head = say(
        "### アプリ ロール(ブラウザーの画面 `m365bot console` を使う人)\n\n"
        "次のロール(許可されたメンバーの種類は「ユーザーまたはグループ」)を作り、エンタープライズ アプリケーションの"
        "「ユーザーとグループ」で、使う人に割り当ててください。割り当てのない人は、サインインしても何も見られません。"
    )
    return f"{head}\n\n{app_roles.page()}"


def _rest() -> str:
    return say(
        "アプリケーションの許可は、テナント全体に及びます。"
        "m365bot が読み書きするのは、設定に書かれたチームとそのサイトだけです。\n\n"
        "## 3. 証明書\n\n"
        "公開鍵の証明書(秘密鍵を含まないもの)を受け取り、{credentials} に登録してください。"
        "期限の60日前から、m365bot が知らせます。\n\n"
        "## 4. 広報用アカウント\n\n"
        "Teams を含むライセンスのある、ふつうのユーザーを一つ用意してください。人ではなく、担当課が持つアカウントです。\n\n"
        "## 5. 確かめ\n\n"
        "担当者が `m365bot doctor` を実行すると、足りないもの・余分なものが名前で出ます。",
        credentials=places.credentials(),
    )


def _by_hand(by_job: Mapping[str, Iterable[str]]) -> list[str]:
    return [
        name
        for identity in KINDS
        for name in rights.to_be_granted(rights.needed(by_job, identity))
        if name not in reasons.OF_IDENTITY[identity]
    ]
