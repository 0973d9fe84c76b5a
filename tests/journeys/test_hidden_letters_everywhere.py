"""S3: letters that nobody sees, in whatever field people, the tenant or the machine can fill, leave by no way raw."""

import io
from pathlib import Path
from urllib.request import urlopen

import openpyxl
import pytest

from m365bot import visible
from m365bot.sandbox.server import Sandbox
from m365bot.sandbox.stored.teams import Channel
from tests.bot import Bot, Said
from tests.journeys.conftest import Desk
from tests.sight import Sight

KICKOFF, BEFORE, AFTER = "2025-05-07T06:30", "2025-06-13T08:35", "2025-06-20T12:00"
HOSTILE = "\u202e\x1b[1A\u200b\x9b2K"


def raw(said: Said) -> list[str]:
    """Letters that left as they came, on either stream."""
    texts = (text.lstrip("\ufeff").replace("\r\n", "\n") for text in (said.out, said.err))
    return [found for text in texts for found in visible.HIDDEN.findall(text)]


def channels(tenant: Sandbox) -> list[Channel]:
    return [channel for team in tenant.tenant.teams.values() for channel in team.channels.values()]


def test_s3_no_name_that_the_tenant_holds_leaves_raw(bot: Bot, tenant: Sandbox, tmp_path: Path) -> None:
    """Names of people, channels, tabs, files, lists and columns, a message's title, and what somebody answered."""
    bot.run("provision", at=KICKOFF)
    bot.run("distribute", at=BEFORE)
    Sight(tenant).answer("R7 powerbi-1", [_answer(mail=f"x{HOSTILE}@example.jp")])
    for user in tenant.tenant.users.values():
        user.display_name = f"{user.display_name}{HOSTILE}"
    for channel in channels(tenant):
        channel.display_name = f"{channel.display_name}{HOSTILE}"
        for tab in channel.tabs.values():
            tab.display_name = f"{tab.display_name}{HOSTILE}"
        for message in channel.messages.values():
            message.subject = f"題{HOSTILE}"

    r7 = ("--cohort", "R7", "--at")
    said = [
        bot.says("plan", "provision", *r7, AFTER, "--out", str(tmp_path / "plan.json")),
        bot.says("run", "provision", *r7, AFTER, "--json"),
        bot.says("run", "collect", *r7, AFTER),
    ]
    shown = bot.runs()[:2]
    said += [bot.says("runs", "show", run["run_id"], *form) for run in shown for form in ((), ("--json",))]

    pages = [urlopen(tenant.viewer_url).read().decode()]

    assert [(one.exit, raw(one)) for one in said if raw(one)] == []
    assert "[U+202E]" in "".join(one.out for one in said)
    assert [visible.HIDDEN.findall(page) for page in (*pages, (tmp_path / "plan.json").read_text())] == [
        [],
        [],
    ]


def _answer(mail: str) -> dict[str, object]:
    mine = {"完了時刻": "2025-06-19T16:00:00+09:00", "メール": mail, "研修の満足度": "5"}
    return mine | {"業務で使えそうな場面": f"点検{HOSTILE}", f"列{HOSTILE}": f"余分{HOSTILE}"}


@pytest.mark.parametrize("status", [403, 409])
def test_s3_what_graph_says_of_an_error_leaves_visible(bot: Bot, tenant: Sandbox, status: int) -> None:
    words = {"status": status, "code": f"x{HOSTILE}", "message": f"断り{HOSTILE}"}
    tenant.faults([{"match": "POST /groups", "then": words}])

    said = [
        bot.says("run", "provision", "--cohort", "R7", "--at", KICKOFF, *form) for form in ((), ("--json",))
    ]
    said += [
        bot.says("runs", "show", run["run_id"], *form) for run in bot.runs() for form in ((), ("--json",))
    ]

    assert [raw(one) for one in said if raw(one)] == []


def test_s3_what_a_sheet_for_excel_holds_is_visible(bot: Bot, tenant: Sandbox) -> None:
    bot.run("provision", at=KICKOFF)
    Sight(tenant).answer("R7 powerbi-1", [_answer(mail=f"x{HOSTILE}@example.jp")])
    bot.says("run", "collect", "--cohort", "R7", "--at", AFTER)

    said = bot.says("records", "export", "--cohort", "R7", "--format", "xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(said.raw)).active
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert [
        visible.HIDDEN.findall(cell) for cell in (sheet.title, *cells) if visible.HIDDEN.search(cell)
    ] == []
    assert "点検[U+202E]" in "".join(cells)


SETTINGS = {
    "GRAPH_URL": f"https://x{HOSTILE}.example/v1.0",
    "AUTHORITY_URL": f"http://127.0.0.1:1/{HOSTILE}",
    "DATABASE_URL": f"sqlite:////nowhere{HOSTILE}/x.db",
    "STATE_DIR": f"/proc/{HOSTILE}",
    "INSTANCE": f"/nowhere{HOSTILE}",
    "CA_BUNDLE": f"/nowhere{HOSTILE}",
    "CLIENT_CERTIFICATE_PATH": f"/nowhere{HOSTILE}",
    "PROXY": f"http://{HOSTILE}:x",
    "TENANT_ID": f"x{HOSTILE}",
    "LOG": f"x{HOSTILE}",
    "CLOUD": f"x{HOSTILE}",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_s3_what_a_setting_holds_leaves_visible(bot: Bot, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"M365BOT_{name}", SETTINGS[name])

    said = [bot.says(*words) for words in (("check",), ("runs", "list"), ("plan", "newsletter", "--json"))]

    assert [raw(one) for one in said if raw(one)] == []


@pytest.mark.parametrize(
    "words",
    [
        (f"x{HOSTILE}",),
        ("run", "provision", "--cohort", f"R7{HOSTILE}"),
        ("run", "provision", "--at", f"2025{HOSTILE}"),
        ("run", "provision", f"--x{HOSTILE}"),
        ("runs", "show", f"x{HOSTILE}"),
        ("runs", "approve", f"x{HOSTILE}", "--kessai", f"総務{HOSTILE}"),
        ("apply", f"/nowhere{HOSTILE}"),
        ("records", "forget", f"x{HOSTILE}", "--reason", f"x{HOSTILE}"),
        ("records", "export", "--cohort", "R7", "--format", f"x{HOSTILE}"),
    ],
)
def test_s3_what_is_typed_is_shown_visible(bot: Bot, words: tuple[str, ...]) -> None:
    said = [bot.says(*words, *form) for form in ((), ("--json",))]

    assert [raw(one) for one in said if raw(one)] == []


HELD = {
    "settings.toml": f'"x{HOSTILE}" = 1\n[network]\nproxy = "x{HOSTILE}"\n',
    f"forms/x{HOSTILE}.yaml": "x: 1\n",
    f"cohorts/R7/materials/kickoff/x{HOSTILE}.pdf": "%PDF",
    f"cohorts/R7{HOSTILE}/cohort.yaml": "cohort: R7\n",
    "forms/after.yaml": f"form: after{HOSTILE}\n",
    "newsletter/099-x.md": f"---\nnumber: 99\ntitle: x{HOSTILE}\n---\n本文{HOSTILE}\n",
}


@pytest.mark.parametrize("file", HELD)
def test_s3_what_stands_in_the_officers_files_is_told_visible(bot: Bot, desk: Desk, file: str) -> None:
    desk.write(file, HELD[file])

    said = [bot.says("check"), bot.says("check", "--json"), bot.says("jobs")]

    assert [raw(one) for one in said if raw(one)] == []
    assert "U+" in said[0].err
