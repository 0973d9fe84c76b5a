"""One thing changed in a small instance, and the one complaint that follows from it."""

import pytest

from m365bot.reading import Complaint
from m365bot.reading.complaints import Place, nearest
from tests.reading.conftest import Instance

COHORT = "cohorts/R7/cohort.yaml"
PEOPLE = "cohorts/R7/people.csv"
ISSUE = "newsletter/012-apps.md"
FORM = "forms/after.yaml"


def test_an_instance_in_order_has_nothing_to_be_said(instance) -> None:
    reading = instance.read()

    assert reading.complaints == reading.remarks == ()
    assert reading.programme


def test_a_complaint_reads_as_file_line_column_words_and_hint() -> None:
    complaint = Complaint(
        "config/cohorts/R7/cohort.yaml",
        6,
        1,
        "'chanels' という項目はありません。",
        "'channels' ではありませんか?",
    )

    assert str(complaint) == (
        "config/cohorts/R7/cohort.yaml:6:1 'chanels' という項目はありません。 'channels' ではありませんか?"
    )


# file, what is changed, into what, then line:column and a word of the complaint, and of its hint
CHANGES = [
    # keys and types
    (COHORT, "channels:", "chanels:", "6:1", "chanels", "channels"),
    (COHORT, "status: running", "status: runing", "5:9", "runing", "running"),
    (COHORT, "    hours: 3", "    hours: three", "15:12", "three", "例"),
    (COHORT, "status: running", "status: [running]", "5:9", "値の並び", ""),
    (COHORT, "fiscal_year: 2025", "fiscal_year: 7", "2:14", "7", ""),
    (COHORT, "fiscal_year: 2025", "fiscal_year: 令和", "2:14", "令和", ""),
    (COHORT, "hours: 3\n", "hours: 3\n    hours: 4\n", "16:5", "2回", ""),
    (COHORT, "status: running\n", "", "1:1", "'status'", ""),
    # what YAML refuses or loses
    (COHORT, "for: [受講者, メンター]", "for: [@全員]", "7:40", "@全員", '"@全員"'),
    (COHORT, '"R7 {group}"', "{group}班", "9:19", "{group}班", '"{group}班"'),
    (COHORT, "title: Power BI 演習", "title: #2 演習", "13:5", "#2 演習", '"#2 演習"'),
    (COHORT, "title: Power BI 演習", "title: 演習 #2", "13:12", "#2", '"演習 #2"'),
    (COHORT, "title: Power BI", "title：Power BI", "13:1", "title：Power", "全角"),
    (COHORT, "title: Power BI", "title:　Power BI", "13:1", "title:　Power", "全角の空白"),
    (COHORT, "    title: Power", "\ttitle: Power", "13:1", "title", "タブ"),
    (ISSUE, "title: 施設", "title: @施設", "3:8", "@施設点検アプリ", "引用符"),
    # dates
    (COHORT, "starts: 2025-05-12", "starts: 2025-02-30", "3:9", "2025-02-30", ""),
    (COHORT, "at: 2025-06-18 13:30", "at: 2025-06-18", "14:19", "開始時刻", "13:30"),
    (COHORT, "at: 2025-06-18 13:30", "at: 2025-06-18(火) 13:30", "14:19", "水曜日", ""),
    (COHORT, "ends: 2025-11-28", "ends: 2025-04-28", "4:7", "2025-04-28", ""),
    (COHORT, "due: 5 business days after", "due: 2025-06-01", "18:52", "2025-06-01", ""),
    (
        COHORT,
        "3 business days before",
        "3 bussiness days before",
        "17:45",
        "bussiness",
        "3 business days before",
    ),
    ("programme.yaml", '"08:30..17:15"', '"17:15..08:30"', "5:67", "17:15..08:30", ""),
    ("programme.yaml", '"12-29..01-03"', '"12-32..01-03"', "5:35", "12-32", ""),
    ("programme.yaml", "Asia/Tokyo", "Asia/Tokio", "3:11", "Asia/Tokio", ""),
    # people
    (PEOPLE, "市民局", "市民課", "3:E", "市民課", "市民局"),
    (PEOPLE, "市民局", "福祉局", "3:E", "福祉局", "福祉健康局"),
    (PEOPLE, "受講者,班2", "受講生,班2", "3:J", "受講生", "受講者"),
    (PEOPLE, "r.sato@example.jp", "r.sato@example", "3:B", "r.sato@example", "例"),
    (PEOPLE, "000102", "000101", "3:D", "000101", "別の人"),
    (PEOPLE, "メンター,班1,,", "メンター,班1,2025-10-01,2025-09-01", "4:M", "2025-09-01", ""),
    (PEOPLE, "山田 葵", "山田 ?", "2:A", "山田 ?", "UTF-8"),
    (PEOPLE, "越野 隆", "", "4:A", "氏名", ""),
    (PEOPLE, "職種", "職腫", "1:G", "職腫", "職種"),
    # what names something that is not there
    (COHORT, "course: powerbi", "course: powerbii", "12:13", "powerbii", "powerbi"),
    (COHORT, "for: [班1]", "for: [班9]", "14:43", "班9", "班1"),
    (COHORT, "koushi@partner", "kousi@partner", "16:19", "kousi@partner", "koushi@partner"),
    (COHORT, "form: after", "form: atfer", "18:20", "atfer", "after"),
    (COHORT, "hours: 3\n", "hours: 3\n    channel: R7 Power BL\n", "16:14", "R7 Power BL", "R7 Power BI"),
    (COHORT, "hours: 3\n", "hours: 3\n    makes_up: powerbi-9\n", "16:15", "powerbi-9", "powerbi-1"),
    (COHORT, "for_each: [powerbi]", "for_each: [powerbi, excel]", "8:47", "excel", ""),
    (COHORT, "folder: powerbi/", "folder: powerb/", "17:26", "powerb/", "materials/powerb"),
    (COHORT, "folder: powerbi/", "folder: ../../R6", "17:26", "../../R6", ""),
    (ISSUE, "R7 全体", "R7 全員", "7:44", "R7 全員", "R7 全体"),
    (ISSUE, "{leaders_team}", "{leader_team}", "7:23", "leader_team", "leaders_team"),
    (FORM, "{session_title}", "{sesion_title}", "2:8", "sesion_title", "session_title"),
    # guests and channels
    (COHORT, "全体, kind: private", "全体, kind: standard", "7:25", "R7 全体", "private"),
    (COHORT, "for: [受講者, メンター]}", "for: [受講者, 講師]}", "7:39", "R7 全体", "own sessions"),
    (COHORT, "channels:\n", "channels:\n  - {name: 一般}\n", "7:12", "一般", ""),
    (
        COHORT,
        "channels:\n",
        "channels:\n  - {name: \uff32\uff17 全体, kind: private}\n",
        "8:12",
        "R7 全体",
        "名前",
    ),
    (COHORT, "channels:\n", "channels:\n  - {name: R7/別, kind: private}\n", "7:12", "R7/別", "/"),
    (
        COHORT,
        "channels:\n",
        "channels:\n  - {name: R7 別, kind: private, tabs: [{name: a}]}\n",
        "7:40",
        "『a』",
        "",
    ),
    # forms
    (FORM, "type: scale", "type: scal", "5:50", "scal", "scale"),
    (FORM, "range: [1, 5]", "range: [5, 1]", "5:64", "range", "[1, 5]"),
    (FORM, ", range: [1, 5]", "", "5:50", "range", "[1, 5]"),
    (FORM, "type: scale, range: [1, 5]", "type: text", "5:62", "平均", "never"),
    (FORM, "list:", "lists:", "3:10", "lists", "list"),
    # newsletter
    (ISSUE, "publish:", "publsh:", "5:1", "publsh", "publish"),
    (ISSUE, "本文\n", "", "1:1", "本文", ""),
    (ISSUE, "---\nnumber", "number", "1:1", "---", "---"),
    (ISSUE, "approve: true", "approve: maybe", "8:10", "maybe", ""),
    # programme
    (
        "programme.yaml",
        "mail_nickname: dx-leaders",
        "mail_nickname: DX リーダー",
        "7:43",
        "DX リーダー",
        "半角",
    ),
    ("programme.yaml", "mail_nickname: dx-leaders", "mail_nickname: dx-office", "8:44", "dx-office", ""),
    ("programme.yaml", "name: リーダー", f"name: {'あ' * 257}", "7:22", "長すぎます", "257"),
    ("programme.yaml", '"{programme} {cohort}"', f'"{"あ" * 255}{{cohort}}"', "6:14", "長すぎます", "257"),
    ("cohorts/R7/cohort.yaml", "cohort: R7", f"cohort: {'あ' * 3000}", "1:9", "cohort: ", "揃えて"),
    (
        "programme.yaml",
        "curriculum:",
        "completion: {hours_at_least: 9}\ncurriculum:",
        "12:30",
        "9",
        "curriculum",
    ),
    # what is there twice, or too little
    (
        COHORT,
        "{name: R7 全体, kind: private,",
        '{name: R7 全体, kind: private, tabs: [{name: 計画, page: 研修計画}, {name: 計画, url: "https://example.jp/"}],',
        "7:72",
        "『計画』が2つ",
        "どちらか1つを残すか、名",
    ),
    (
        "programme.yaml",
        "required: true}]",
        "required: true}, {key: powerbi, title: もう一つ, hours: 3}]",
        "12:79",
        "'powerbi' が2回",
        "どちらか1つを残すか、名",
    ),
    (
        COHORT,
        "    instructors: [koushi@partner.example.com]\n",
        "    instructors: [koushi@partner.example.com]\n    moved_to: 2025-06-25 13:30\n",
        "17:15",
        "どれが延期に",
        "その日の行(rounds",
    ),
    (
        FORM,
        "source: {list:",
        "source: {drop: 回答, list:",
        "3:16",
        "source は1つだけ",
        "使うものを1つ残し、ほか",
    ),
    (
        FORM,
        'source: {list: "フォーム回答/{cohort} {session}"}',
        "source: {}",
        "3:9",
        "source がありません",
        "書けるもの: list、",
    ),
    (
        FORM,
        'source: {list: "フォーム回答/{cohort} {session}"}',
        "source: {drop: 回答, make: true}",
        "3:26",
        "make を書けるのは list だけ",
        "ブックは Forms が",
    ),
    (
        ISSUE,
        '"R7 全体"]',
        '"R7 全体", "育成研修 R7/R7 全体"]',
        "7:53",
        "2回書かれています",
        "どちらか1つを残すか、名",
    ),
    (ISSUE, '"R7 全体"]', '"一般"]', "7:44", "どのチームのものか", "「チーム名/チャネル名」"),
    (
        "programme.yaml",
        "until: 2022-03-31, successor: 福祉健康局",
        "until: 2022-03-31, from: 2022-04-01",
        "11:60",
        "より前です",
        "どちらかの日付を直してく",
    ),
    (
        "programme.yaml",
        "{name: 市民局}",
        "{name: 市民局}, {name: 市民局}",
        "11:48",
        "部局『市民局』が2回",
        "どちらか1つを残すか、名",
    ),
    (
        "programme.yaml",
        "{name: 市民局}",
        "{name: 市民局, successor: 市民文化局}",
        "11:51",
        "後継の部局『市民文化局』",
        "'市民局' ではありませ",
    ),
    (
        "programme.yaml",
        "officers: [{mail: kenshu@example.jp, from: 2025-04-01}]",
        "officers: []",
        "9:11",
        "1人もいません",
        "チームの所有者になる人を",
    ),
    (
        "programme.yaml",
        "curriculum:",
        "completion: {required_courses: [powerbi, excel]}\ncurriculum:",
        "12:42",
        "'excel' は curriculum に",
        "curriculum に",
    ),
    (
        "programme.yaml",
        "curriculum:",
        "approvers: [{mail: DX@example.jp}]\ncurriculum:",
        "12:20",
        "広報用アカウントは",
        "人のアカウントを書いてく",
    ),
    ("programme.yaml", "organisation: 金沢市", 'organisation: ""', "2:15", "値が空", "値を書いてください。"),
    (COHORT, "key: powerbi-1", 'key: "power bi"', "11:10", "識別名に使えません", "文字、数字、- _ . "),
    (
        "programme.yaml",
        "hours: 3, required",
        "hours: 100000000, required",
        "12:53",
        "「100000000」は大き",
        "数を確かめてください。",
    ),
    (
        "programme.yaml",
        "holidays: JP",
        "holidays: US",
        "5:22",
        "祝日には対応していません",
        "書けるもの: JP、no",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "place", "word", "hint"), CHANGES)
def test_one_fault_is_one_complaint_at_its_place(instance, file, old, new, place, word, hint) -> None:
    instance.change(file, old, new)

    complaint = instance.only_complaint()

    assert f"{complaint.file}:{complaint.line}:{complaint.column}" == f"config/{file}:{place}"
    assert word in complaint.words
    assert hint in complaint.hint


def test_what_is_wrong_with_a_whole_file_is_told_at_its_beginning() -> None:
    assert str(Place("config/programme.yaml")) == "config/programme.yaml:1:1"


def test_many_faults_are_told_at_once(instance) -> None:
    instance.change(COHORT, "at: 2025-06-18 13:30", "at: 2025-06-31 13:30")
    instance.change(COHORT, "    hours: 3", "    hours: three")
    instance.change(COHORT, "status: running", "status: runing")
    instance.change(PEOPLE, "市民局", "市民課")
    instance.write("schedule.yaml", "colect: {when: weekday, missed: maybe}\n")
    instance.write("settings.toml", "[tenant]\ntenantid = 'x'\n")

    files = [complaint.file.removeprefix("config/") for complaint in instance.read().complaints]

    assert files == [*[COHORT] * 3, PEOPLE, *["schedule.yaml"] * 3, "settings.toml"]


@pytest.mark.parametrize(
    ("file", "content", "word"),
    [
        ("programme.yaml", "", "空です"),
        (COHORT, "# 何もない\n", "空です"),
        (COHORT, "- a\n- b\n", "値の並び"),
        (COHORT, "cohort: R7 \x01\n", "読めない文字"),
        (COHORT, "cohort: 期\n".encode("cp932"), "UTF-8"),
        (PEOPLE, "", "見出し"),
        (PEOPLE, "氏名,メール\n", "1人もいません"),
        (PEOPLE, "氏名,部局\n山田 葵,総務局\n", "メール"),
        ("settings.toml", "[tenant]\ntenant_id = abc\n", "tenant_id = abc"),
        ("settings.toml", "[databse]\nurl = 'x'\n", "databse"),
        ("newsletter/013.md", "# 見出しだけ\n", "---"),
        ("messages/welcome.md", "---\nsubjct: 件名\n---\n本文\n", "subjct"),
        ("self-study.yaml", "items: [{key: a, title: b, hours: 1, course: nothing}]\n", "nothing"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_named(instance, file, content, word) -> None:
    instance.write(file, content)

    complaints = instance.read().complaints

    assert {complaint.file for complaint in complaints} == {f"config/{file}"}
    assert any(word in complaint.words for complaint in complaints)


@pytest.mark.parametrize("file", ["programme.yaml", COHORT, PEOPLE])
def test_a_file_that_is_missing_is_named(instance, file) -> None:
    instance.path(file).unlink()

    assert "ありません" in instance.only_complaint().words


def test_two_issues_of_one_number_are_named_at_the_second(instance) -> None:
    instance.write("newsletter/013-again.md", instance.path(ISSUE).read_bytes())

    complaint = instance.only_complaint()

    assert (complaint.file, complaint.line) == ("config/newsletter/013-again.md", 2)
    assert "012-apps.md" in complaint.words


def test_an_old_issue_may_name_a_channel_of_a_finished_cohort(instance) -> None:
    instance.change(COHORT, "status: running", "status: finished")

    assert instance.read().complaints == ()


def test_a_key_without_effect_yet_is_a_remark(instance) -> None:
    instance.add(COHORT, "recruit: {mode: self, opens: 2025-02-17, due: 2025-03-14}\n")

    reading = instance.read()

    assert reading.complaints == ()
    assert [(note.line, "効果のない" in note.words) for note in reading.remarks] == [(19, True)]


def test_what_is_wrong_in_a_key_without_effect_is_a_complaint(instance) -> None:
    instance.add(COHORT, "recruit: {mode: selfish}\n")

    assert "selfish" in instance.only_complaint().words


def test_a_comment_after_a_title_is_no_fault(instance) -> None:
    instance.change(COHORT, "title: Power BI 演習", "title: Power BI 演習  # 2回に分ける")

    assert instance.read().complaints == ()


def test_without_guests_a_standard_channel_may_be(instance) -> None:
    instance.change(COHORT, "全体, kind: private", "全体, kind: standard")
    instance.write("settings.toml", '[tenant]\nguests = "off"\n')

    assert instance.read().complaints == ()


def test_two_questionnaires_on_one_list_are_remarked_on(instance) -> None:
    instance.write(
        "forms/before.yaml", instance.path(FORM).read_text("utf-8").replace("form: after", "form: before")
    )
    instance.change(
        COHORT, "forms: [", "forms: [{form: before, opens: 5 business days before, due: session start}, "
    )

    reading = instance.read()

    assert reading.complaints == ()
    assert "同じ回答先" in reading.remarks[0].words


def test_two_teams_of_one_name_are_remarked_on(instance) -> None:
    instance.change("programme.yaml", "name: 研修運営", "name: リーダー")

    reading = instance.read()

    assert reading.complaints == ()
    assert [(note.line, "leaders_team" in note.words) for note in reading.remarks] == [(8, True)]


@pytest.mark.parametrize(
    "file", ["schedule.yaml", "programme.yaml", PEOPLE, "settings.toml", "messages/reminder.md"]
)
@pytest.mark.parametrize(
    "content",
    [
        bytes(500),
        bytes(range(256)) * 4,
        b"\x89PNG\r\n\x1a\n\xff\xfe\x80",
        b"%PDF-1.7\n",
    ],
    ids=["zeros", "all bytes", "picture", "pdf"],
)
def test_a_file_that_is_no_text_is_one_complaint_and_not_taken_for_another_encoding(
    instance: Instance, file: str, content: bytes
) -> None:
    instance.write(file, content)

    told = [each for each in instance.read().complaints if each.file == f"config/{file}"]

    assert [each.words for each in told if "UTF" in str(each) or "Shift_JIS" in str(each)] == []
    assert len(told) == 1
    assert "文字のファイルではありません" in told[0].words


def test_a_workbook_that_goes_by_another_name_is_no_text(instance: Instance) -> None:
    instance.write("schedule.yaml", b"PK\x03\x04\x14\x00\x06\x00")

    (told,) = [each for each in instance.read().complaints if each.file == "config/schedule.yaml"]

    assert "ブック" in told.hint


def test_bytes_that_no_encoding_knows_are_not_said_to_be_shift_jis(instance: Instance) -> None:
    instance.write("schedule.yaml", b"provision: {when: daily 06:30} # \xff\xfd\n")

    (told,) = [each for each in instance.read().complaints if each.file == "config/schedule.yaml"]

    assert "Shift_JIS" not in told.hint
    assert "壊れています" in told.hint


def test_settings_that_cannot_be_read_are_one_complaint_and_no_issue_is_said_to_lack_a_mailbox(
    instance: Instance,
) -> None:
    instance.change("newsletter/012-apps.md", "to: [teams]", "to: [teams, mail]")
    instance.change("newsletter/012-apps.md", "audience: {", "audience: {group: 全職員, ")
    instance.write("settings.toml", "[tenant\n")

    told = [(each.file, each.line) for each in instance.read().complaints if "メールボックス" in each.words]

    assert told == []


@pytest.mark.parametrize(
    ("mail", "near"),
    [
        ("a.yamda@example.jp", "a.yamada@example.jp"),
        ("x@example.jp", None),
        ("a.yamada@exmple.jp", "a.yamada@example.jp"),
    ],
)
def test_of_addresses_the_nearest_is_one_of_a_like_person_and_not_of_the_same_office(
    mail: str, near: str | None
) -> None:
    hint = nearest(mail, ["a.yamada@example.jp", "a.ito@example.jp"])

    assert ("ではありませんか" in hint) is (near is not None)
    assert (near or "") in hint


def test_approvers_without_a_name_are_remarked_on(instance: Instance) -> None:
    instance.add("programme.yaml", "approvers: []\napprovals: {unverified: refused}\n")

    told = [each for each in instance.read().remarks if "approvers が空" in each.words]

    assert [each.file for each in told] == ["config/programme.yaml"]
