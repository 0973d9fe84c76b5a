"""A tenant that is not as config/ thinks: who is told what, what is done all the same, and that mended it is finished."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from m365bot.sandbox import seed
from m365bot.sandbox.entra import apps
from m365bot.sandbox.server import Sandbox
from tests.bot import Bot, writes
from tests.journeys.conftest import PEOPLE, PROGRAMME, Desk
from tests.sight import Sight

KICKOFF, RELEASED, COLLECTED, PUBLISH = (
    "2025-05-07T06:30",
    "2025-06-13T08:35",
    "2025-06-23T08:40",
    "2025-07-01T09:00",
)
REPOSITORY = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:1"
NOBODY = "幻野 太郎,t.maborosi@example.jp,,009991,総務局,人事課,事務,,,受講者,班1,,\n"
OTHER_TENANT = "aaaaaaaa-1111-4222-8333-444444444444"
WEAK = {"client_id": "00000000-1111-4222-8333-444444444444", "client_secret": "of-the-weak-app"}


@pytest.fixture
def without(tenant: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sign in as an app that lacks these permissions."""

    def sign_in(*lacking: str) -> None:
        granted = [name for name in apps.BOT_APPLICATION if name not in lacking]
        row = {**WEAK, "displayName": "weak", "application": granted, "delegated": list(apps.BOT_DELEGATED)}
        seed.add(tenant.tenant, {"apps": [row]})
        monkeypatch.setenv("M365BOT_CLIENT_ID", WEAK["client_id"])
        monkeypatch.setenv("M365BOT_CLIENT_SECRET", WEAK["client_secret"])

    return sign_in


AT = {"provision": KICKOFF, "distribute": RELEASED, "collect": COLLECTED, "newsletter": PUBLISH}


def a_year_under_way(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    Sight(tenant).answer(
        "R7 powerbi-1", [{"完了時刻": "2025-06-19T17:05:00+09:00", "メール": "a.yamada@example.jp"}]
    )


def words_of(run: Any) -> list[str]:
    return list(dict.fromkeys(error["words"] for error in run["errors"]))


# people


def test_a_person_who_is_not_in_the_tenant_is_named_and_all_others_come_in(
    bot: Bot, desk: Desk, tenant: Sandbox, weather: str
) -> None:
    desk.add(PEOPLE, NOBODY)

    run = bot.run("provision", at=KICKOFF, exits=3)

    first = run["errors"][0]
    assert run["status"] == "partly_failed"
    assert first["title"] == "チーム『デジタル行政推進リーダー育成研修 R7』のメンバー 幻野 太郎"
    assert "幻野 太郎(t.maborosi@example.jp)" in first["words"]
    assert "people.csv" in first["words"]
    if weather == "documented":  # in the other, channels' sites are waited for, too
        assert all("幻野 太郎" in error["title"] for error in run["errors"])
        assert run["seconds"] < 200  # nobody waits twenty minutes for one who is not there
    assert "a.yamada@example.jp" in Sight(tenant).team("dx-leader-R7").people_of("R7 班1")


def test_a_person_whose_account_is_made_later_comes_in_with_the_next_run(
    bot: Bot, desk: Desk, tenant: Sandbox, weather: str
) -> None:
    desk.add(PEOPLE, NOBODY)
    bot.run("provision", at=KICKOFF, exits=3)
    still = bot.run("provision", at=KICKOFF, exits=3)
    seed.add(tenant.tenant, {"users": [{"userPrincipalName": "t.maborosi@example.jp"}]})

    done = bot.run("provision", at=KICKOFF)
    again = bot.run("provision", at=KICKOFF)

    missing = [error["title"] for error in still["errors"] if error["title"].endswith("メンバー 幻野 太郎")]
    assert len(missing) == 7
    assert "t.maborosi@example.jp" in Sight(tenant).team("dx-leader-R7").people
    if weather == "documented":  # in the other, a channel's site comes a run later
        assert done["counts"]["create"] == len(still["errors"]) == 7
    assert again["status"] == "nothing_to_do"


def test_names_of_people_are_put_in_when_shown_and_nowhere_before(bot: Bot, desk: Desk) -> None:
    desk.add(PEOPLE, NOBODY)
    run = bot.run("provision", at=KICKOFF, exits=3)

    shown = bot.says("runs", "show", run["run_id"]).out
    kept = bot.everything()

    assert "幻野 太郎(t.maborosi@example.jp)というアカウント" in shown
    assert "というアカウント" in kept
    assert "幻野" not in kept


def test_a_misspelt_service_account_is_looked_for_where_it_is_written(bot: Bot, desk: Desk) -> None:
    desk.change(PROGRAMME, "service_account: dx-tsushin@", "service_account: dx-tsusin@")

    run = bot.run("provision", at=KICKOFF, exits=3)

    assert "dx-tsusin@example.jpというアカウントがテナントにありません" in run["errors"][0]["words"]
    assert "programme.yaml" in run["errors"][0]["words"]


# names


def test_a_strangers_group_of_our_nickname_stops_the_run_and_is_left_alone(
    bot: Bot, desk: Desk, tenant: Sandbox
) -> None:
    group = {"displayName": "よその会", "mailNickname": "dx-leader-R7", "owners": ["a.yamada@example.jp"]}
    seed.add(tenant.tenant, {"groups": [group]})

    stopped = bot.run("provision", at=KICKOFF, exits=1)
    untouched = writes(tenant.log())
    desk.change(PROGRAMME, '"dx-leader-{cohort}"', '"dx-lead-{cohort}"')
    done = bot.run("provision", at=KICKOFF)

    (words,) = words_of(stopped)
    assert stopped["status"] == "stopped"
    assert all(part in words for part in ("dx-leader-R7", "『よその会』", "mail_nickname を変える"))
    assert "山田" not in words  # whose it is, is nobody's business here
    assert untouched == []
    assert done["status"] == "done"
    assert Sight(tenant).team("dx-lead-R7").channels


# permissions


@pytest.mark.parametrize(
    ("job", "at", "permission"),
    [
        ("provision", KICKOFF, "User.Read.All"),
        ("distribute", RELEASED, "Files.ReadWrite.All"),
        ("collect", COLLECTED, "Sites.Read.All"),
    ],
)
def test_a_permission_missing_for_all_of_it_is_named(
    job: str, at: str, permission: str, bot: Bot, without: Callable[..., None], tenant: Sandbox
) -> None:
    if job != "provision":
        bot.run("provision", at=KICKOFF)
        bot.forgets_everything()  # what another app did is another instance's
    before = len(tenant.log())
    without(permission, "Sites.ReadWrite.All")  # which holds both of the others

    run = bot.run(job, at=at, exits=5)

    assert run["status"] == "failed"
    assert f"権限 {permission} がありません" in run["errors"][0]["words"]
    assert "テナント管理者" in run["errors"][0]["words"]
    assert run["errors"][0]["title"]
    assert not [
        one
        for one in tenant.log()[before:]
        if one["method"] != "GET"
        and one["status"] in (200, 201)
        and "/oauth2/" not in one["path"]
        and "$batch" not in one["path"]
    ]


@pytest.mark.parametrize(
    ("permission", "done"),
    [("User.Invite.All", 293), ("ChannelMember.ReadWrite.All", 138), ("TeamMember.ReadWrite.All", 7)],
)
def test_a_permission_missing_for_a_part_stops_that_part_alone(
    permission: str, done: int, bot: Bot, without: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    without(permission)

    run = bot.run("provision", at=KICKOFF, exits=3)

    assert run["status"] == "partly_failed"
    assert run["counts"]["create"] == done
    assert words_of(run)[0] == (
        f"この操作に要る権限 {permission} がありません。テナント管理者に同意を依頼してください。"
    )


def test_a_permission_that_is_given_later_finishes_what_was_begun(
    bot: Bot, without: Callable[..., None], tenant: Sandbox
) -> None:
    without("ChannelMember.ReadWrite.All")
    bot.run("provision", at=KICKOFF, exits=3)
    without()

    finished = bot.run("provision", at=KICKOFF)
    again = bot.run("provision", at=KICKOFF)

    assert finished["counts"]["failed"] == 0
    assert again["status"] == "nothing_to_do"
    assert "a.yamada@example.jp" in Sight(tenant).team("dx-leader-R7").people_of("R7 班1")


def test_with_no_permission_at_all_a_plan_too_says_so(bot: Bot, without: Callable[..., None]) -> None:
    without(*apps.BOT_APPLICATION)

    said = bot.says("plan", "provision", "--cohort", "R7", "--at", KICKOFF)

    assert said.exit == 5
    assert "Group.Read.All" in said.err  # to look; to write asks for more


def test_a_plan_that_could_not_be_made_says_in_json_too_which_permission_is_missing(
    bot: Bot, without: Callable[..., None]
) -> None:
    without(*apps.BOT_APPLICATION)

    said = bot.says("plan", "provision", "--cohort", "R7", "--at", KICKOFF, "--json")

    assert said.exit == 5
    assert {error["error"] for error in said.document["errors"]} == {"MissingPermission"}
    assert any("Group.Read.All" in error["words"] for error in said.document["errors"])


def test_r15_a_plan_names_each_permission_that_its_changes_will_miss(
    bot: Bot, without: Callable[..., None]
) -> None:
    without("User.Invite.All", "TeamsTab.ReadWrite.All")

    said = bot.says("plan", "provision", "--cohort", "R7", "--at", KICKOFF, "--json")

    assert said.exit == 3
    assert "TeamsTab.ReadWrite.All" not in str(said.document["missing_permissions"])
    assert "app:User.Invite.All" in said.document["missing_permissions"]
    assert "User.Invite.All がありません" in said.err


def test_r15_a_plan_of_which_nothing_may_be_done_is_exit_5(bot: Bot, without: Callable[..., None]) -> None:
    without("TeamMember.ReadWrite.All")

    said = bot.says("plan", "provision", "--cohort", "R7", "--at", KICKOFF)

    assert said.exit == 3
    assert "TeamMember.ReadWrite.All がありません" in said.err


# signing in and reaching


@pytest.mark.parametrize("job", ["provision", "distribute", "collect", "newsletter"])
def test_a_wrong_secret_is_exit_5_and_the_right_one_goes_on(
    job: str, bot: Bot, tenant: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_year_under_way(bot, tenant)
    monkeypatch.setenv("M365BOT_CLIENT_SECRET", "wrong")
    before = len(tenant.log())

    run = bot.run(job, at=AT[job], exits=5)
    refused = writes(tenant.log()[before:])
    monkeypatch.setenv("M365BOT_CLIENT_SECRET", tenant.env["M365BOT_CLIENT_SECRET"])
    bot.run(job, at=AT[job], exits=4 if job == "newsletter" else 0)

    (words,) = words_of(run)
    assert "クライアントシークレットが正しくありません(AADSTS7000215)" in words
    assert "login" not in words
    assert refused == []


def test_an_expired_secret_says_whom_to_ask(bot: Bot, tenant: Sandbox) -> None:
    for secret in tenant.tenant.apps[apps.bot_id(tenant.tenant)].secrets:
        secret.ends_at = 0.0

    run = bot.run("provision", at=KICKOFF, exits=5)

    (words,) = words_of(run)
    assert "期限が切れています(AADSTS7000222)" in words
    assert "テナント管理者" in words


@pytest.mark.parametrize(
    ("setting", "exits", "words"),
    [
        ("M365BOT_GRAPH_URL", 1, "Microsoft Graph に接続できません"),
        ("M365BOT_AUTHORITY_URL", 5, f"サインイン先 {NOWHERE} に接続できません"),
    ],
)
@pytest.mark.parametrize("job", ["provision", "distribute", "collect", "newsletter"])
def test_what_cannot_be_reached_is_told_and_changes_nothing(
    job: str, setting: str, exits: int, words: str, bot: Bot, tenant: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_year_under_way(bot, tenant)
    with monkeypatch.context() as cut_off:
        cut_off.setenv(setting, f"{NOWHERE}/v1.0" if setting.endswith("GRAPH_URL") else NOWHERE)
        run = bot.run(job, at=AT[job], exits=exits)
        planned = bot.says("plan", job, "--at", AT[job], "--json")
    bot.run(job, at=AT[job], exits=4 if job == "newsletter" else 0)

    assert (run["status"], len(run["errors"])) == ("failed", 1)
    assert words in run["errors"][0]["words"]
    assert "ネットワークとプロキシ" in run["errors"][0]["words"]
    assert planned.exit == exits
    assert words in planned.err
    assert [words in error["words"] for error in planned.document["errors"]] == [True]


def test_a_tenant_that_is_not_there_is_told(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M365BOT_TENANT_ID", OTHER_TENANT)

    run = bot.run("provision", at=KICKOFF, exits=5)

    assert "テナント ID を確かめてください" in words_of(run)[0]


def test_records_of_another_tenant_are_not_taken_for_none(
    bot: Bot, tenant: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a state folder or an address was copied from a neighbour."""
    bot.run("provision", at=KICKOFF)
    before, sent = bot.everything(), len(tenant.log())
    monkeypatch.setenv("M365BOT_TENANT_ID", OTHER_TENANT)

    said = {
        words: bot.says(*words.split())
        for words in ("run provision --cohort R7", "daemon", "jobs", "runs list", "status", "plan provision")
    }

    assert {words: (one.exit, one.out) for words, one in said.items()} == dict.fromkeys(said, (2, ""))
    for one in said.values():
        heard = one.err.replace("\n", "")
        assert tenant.env["M365BOT_TENANT_ID"] in heard
        assert OTHER_TENANT in heard
        assert "別のテナントのもの" in heard
    assert (bot.everything(), len(tenant.log())) == (before, sent)


# words on the command line


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "provison"), "『provison』という手順はありません"),
        (("run", "Provision"), "「provision」ではありませんか?"),
        (("run", "provision", "--cohort", "r7"), "「R7」ではありませんか?"),
        (("plan", "provision", "--cohort", "\uff32\uff17"), "「R7」ではありませんか?"),
        (("records", "export", "--cohort", "r7"), "「R7」ではありませんか?"),
        (("run", "provision", "--cohort", "R9"), "『R9』という期はありません。あるのは R3、R4、R5、R6、R7"),
        (("plan", "provision", "--cohort", "R9"), "『R9』という期はありません"),
        (("run", "provision", "--cohort", "R7", "--at", "きのう"), "--at『きのう』は日時として読めません"),
        (("runs", "approve", "no-such-run"), "実行 no-such-run はありません"),
        (("runs", "show", "no-such-run"), "実行 no-such-run はありません"),
        (("records", "export", "--cohort", "R9"), "『R9』という期はありません"),
        (("run",), "手順の名前(`m365bot jobs` で見られます)を書いてください"),
        (("run", "provision", "distribute"), "余分な語があります: distribute"),
        (
            ("run", "provision", "--cohrt", "R7"),
            "--cohrt というオプションはありません。--cohort ではありませんか?",
        ),
        (("run", "provision", "--cohort"), "--cohort"),
        (("launch",), "『launch』というコマンドはありません"),
        (
            ("runs", "aprove", "x"),
            "『aprove』というコマンドはありません。approve ではありませんか?\n使い方は `m365bot runs --help`",
        ),
        (("records", "export", "--format", "pdf"), "--format の値を使えません。書けるもの: json、csv、xlsx"),
        (("apply", "no-such-file.json"), "no-such-file.json がありません"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_exit_2(words: tuple[str, ...], told: str, bot: Bot) -> None:
    said = bot.says(*words)

    assert (said.exit, said.out) == (2, "")
    assert told in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("words", "told", "error"),
    [
        (("run", "--json"), "手順の名前(`m365bot jobs` で見られます)を書いてください", "UsageError"),
        (("--json", "run"), "--json というオプションはありません", "UsageError"),
        (("run", "provison", "--json"), "『provison』という手順はありません", "ConfigError"),
        (("plan", "provision", "--json", "--cohort", "R9"), "『R9』という期は", "ConfigError"),
        (("apply", "no-such-file.json", "--json"), "no-such-file.json がありません", "ConfigError"),
        (("runs", "show", "no-such-run", "--json"), "実行 no-such-run はありません", "ConfigError"),
        (("runs", "approve", "no-such-run", "--json"), "実行 no-such-run はありません", "ConfigError"),
        (("jobs", "now", "--json"), "余分な語があります: now", "UsageError"),
        (("launch", "--json"), "『launch』というコマンドはありません", "UsageError"),
    ],
)
def test_whoever_asks_for_json_is_told_in_json_too(
    words: tuple[str, ...], told: str, error: str, bot: Bot
) -> None:
    said = bot.says(*words)

    (only,) = said.document["errors"]
    assert said.exit == 2
    assert set(only) == {"words", "error"}
    assert told in only["words"]
    assert only["error"] == error
    assert told in said.err


def test_each_complaint_about_config_is_an_error_of_its_own(bot: Bot, desk: Desk) -> None:
    desk.change(PROGRAMME, "timezone:", "timezoon:")

    said = bot.says("run", "provision", "--json")

    assert said.exit == 2
    assert len(said.document["errors"]) == len(bot.says("check", "--json").document["complaints"])
    assert all("programme.yaml:" in error["words"] for error in said.document["errors"])


def test_with_a_detailed_exit_status_an_error_is_told_in_json_too(bot: Bot) -> None:
    said = bot.says("plan", "provison", "--json", "--detailed-exitcode")

    assert said.exit == 1
    assert said.document["errors"][0]["error"] == "ConfigError"


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("jobs",),
        ("jobs", "--json"),
        ("plan", "provision"),
        ("run", "provision"),
        ("runs", "list"),
        ("runs", "show", "x"),
        ("runs", "approve", "x"),
        ("records", "export"),
        ("daemon",),
    ],
    ids=" ".join,
)
def test_outside_an_instance_every_command_says_what_one_is_and_how_to_point_at_it(
    words: tuple[str, ...], bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("M365BOT_INSTANCE")

    said = bot.says(*words)

    assert said.exit == 2
    assert "に config/ がありません" in said.err
    assert "(インスタンス)" in said.err
    assert "export M365BOT_INSTANCE=" in said.err
    assert not bot.state.exists()


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("SETTLES_S", "soon", "0以上の秒数"),
        ("SETTLES_S", "-5", "0以上の秒数"),
        ("CLOUD", "mars", "gcc-high"),
        ("LANG", "fr", "ja か en"),
        ("DATABASE_URL", "mysql://user:password@host/db", "sqlite:///"),
        ("CLOCK_URL", "noon", "http://"),
        ("CLOCK_URL", "http://clock.example.com/clock", "この端末で動く練習環境"),
        ("CLOCK_URL", "http://[::1", "この端末で動く練習環境"),
        ("LOG", "loud", "debug、info、warning、error"),
        ("GRAPH_URL", "https://graph.microsoft.com", "/v1.0 で終わるアドレス"),
        ("GRAPH_URL", "http://127.0.0.1:8365/", "/v1.0 で終わるアドレス"),
        ("GRAPH_URL", "http://graph.example.com/v1.0", "https で始まる"),
        ("GRAPH_URL", "http://127.0.0.1:port/v1.0", "https で始まる"),
        ("AUTHORITY_URL", "ftp://x", "https で始まる"),
        ("AUTHORITY_URL", "https://[::1", "https で始まる"),
        ("CERTIFICATE", "/nowhere.pem", "/nowhere.pem"),
        ("TENANT_ID", "", "M365BOT_TENANT_ID がありません"),
        ("CLIENT_ID", "", "M365BOT_CLIENT_ID がありません"),
        ("CLIENT_SECRET", "", "M365BOT_CLIENT_SECRET"),
        ("INSTANCE", "/nowhere", "/nowhere に config/ がありません"),
    ],
)
def test_a_setting_of_no_use_is_named_with_what_it_may_be(
    setting: str, value: str, told: str, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"M365BOT_{setting}", value)

    said = bot.says("run", "provision", "--cohort", "R7", "--at", KICKOFF, "--json")

    heard = said.err + (json.dumps(said.document["errors"], ensure_ascii=False) if said.out else "")
    assert said.exit == 2
    assert told in heard
    assert "password" not in heard
    assert "思わぬエラー" not in heard


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("TENANT_ID", "", "M365BOT_TENANT_ID がありません"),
        ("CLIENT_ID", "", "M365BOT_CLIENT_ID がありません"),
        ("CLIENT_SECRET", "", "M365BOT_CLIENT_SECRET"),
        ("CERTIFICATE", "/nowhere.pem", "証明書ファイル /nowhere.pem を読み込めません"),
        ("CERTIFICATE", "config/programme.yaml", "秘密鍵"),
        ("GRAPH_URL", "http://graph.example.com/v1.0", "https で始まる"),
    ],
)
def test_a_daemon_that_could_never_sign_in_does_not_start(
    setting: str, value: str, told: str, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"M365BOT_{setting}", value)
    monkeypatch.chdir(REPOSITORY)

    said = bot.says("daemon")

    assert (said.exit, said.out) == (2, "")
    assert told in said.err


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("STATE_DIR", "/dev/null/state", "/dev/null/state"),
        ("DATABASE_URL", "sqlite:////nowhere/m365bot.db", "データベースを開けません"),
        ("DATABASE_URL", "postgresql://user:password@127.0.0.1:1/m365bot", "データベースを開けません"),
        ("CLOCK_URL", f"{NOWHERE}/clock", "M365BOT_CLOCK_URL の時計に接続できません"),
    ],
)
def test_what_this_machine_does_not_give_is_told(
    setting: str, value: str, told: str, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"M365BOT_{setting}", value)

    said = bot.says("run", "provision", "--cohort", "R7", "--at", KICKOFF)

    assert said.exit == 1
    assert told in said.err
    assert "password" not in said.err
    assert "思わぬエラー" not in said.err
