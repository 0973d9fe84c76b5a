"""Each file of config with one thing wrong in it, or odd: what is told, and where."""

import pytest

from m365bot.reading import Complaint
from tests.reading.conftest import FILES, Instance

COHORT, ROSTER = "cohorts/R7/cohort.yaml", "cohorts/R7/people.csv"
ATTENDANCE, HOURS, TIMETABLE = (f"cohorts/R7/{name}.csv" for name in ("attendance", "hours", "sessions"))
PROGRAMME, ISSUE = "programme.yaml", "newsletter/012-apps.md"
SETTINGS, WELCOME = "settings.toml", "messages/welcome.md"

# file, what is changed, into what; the line and column of what is told, and a word of it
CHANGED = [
    (
        COHORT,
        "sessions:\n",
        "sessions:\n  - {key: powerbi-1, course: powerbi, title: x, at: 2025-07-01 13:30, hours: 3}\n",
        "12:10",
        "回 'powerbi-1' が2回書かれています",
    ),
    (
        COHORT,
        "    course: powerbi\n    title",
        "    title",
        "16:26",
        "資料を置くチャネルが分かりません(回 'powe",
    ),
    (
        COHORT,
        "sessions:\n",
        "sessions:\n  - 研修\n",
        "11:5",
        "ここには「項目: 値」の並びを書きます。「研修」",
    ),
    (
        COHORT,
        "forms: [{form: after, opens: session end, due: 5 business days after}]",
        "forms: [after]",
        "18:13",
        "ここには「項目: 値」の並びを書きます。「aft",
    ),
    (PROGRAMME, "hours: 3, required", "hours: 三, required", "12:53", "「三」は数として読めません。"),
    (
        PROGRAMME,
        "curriculum:",
        "completion: {course_passed_at: 八割}\ncurriculum:",
        "12:32",
        "「八割」は割合として読めません。",
    ),
    (
        ISSUE,
        "publish: 2025-06-02 09:00",
        "publish: 2025-06-02 09:00\nlate: やめる",
        "6:7",
        "「やめる」は読めません。",
    ),
]
# file, all that stands in it
WRITTEN = [
    (
        ATTENDANCE,
        "氏名,メール,powerbi-1\n山田 葵,a.yamada@example.jp,?\n佐藤 亮,r.sato@example.jp,○\n",
        "2:C",
        "出欠「?」は読めません。",
    ),
    (
        ATTENDANCE,
        "氏名,メール,回,出欠,時間\n山田 葵,a.yamada@example.jp,powerbi-1,○,三\n佐藤 亮,r.sato@example.jp,powerbi-1,○,\n",
        "2:E",
        "「三」は時間として読めません。",
    ),
    (HOURS, "氏名,科目,日付,時間\n山本,powerbi,2025-07-18,3\n", "2:A", "『山本』はこの期の名簿にいません。"),
    (
        HOURS,
        "職員番号,科目,日付,時間\n000999,powerbi,2025-07-18,3\n",
        "2:A",
        "『000999』はこの期の名簿にいません。",
    ),
    (WELCOME, "---\nsubject: 件名\n---\n\n", "1:1", "本文が空です。"),
    (
        "self-study.yaml",
        "items: [{key: a, title: A, hours: 1}, {key: a, title: B, hours: 1}]\n",
        "1:45",
        "教材 'a' が2回書かれています。",
    ),
    (
        TIMETABLE,
        "回,科目,題名,日付,開始,時間\n,powerbi,演習,2025-07-01,13:30,3\nb,powerbi,演習,2025-07-02,13:30,3\n",
        "2:A",
        "回が空です。",
    ),
    (
        TIMETABLE,
        "回,科目,題名,日付,開始,時間\nb,powerbi,演習,2025-07-02,13:30,3\nb,powerbi,別の演習,2025-07-03,13:30,3\n",
        "3:C",
        "回『b』の題名が、前の行では『演習』です。",
    ),
    (TIMETABLE, "回,科目,題名,日付,開始,時間\nb,powerbi,演習,,13:30,3\n", "2:D", "日付が空です。"),
    (SETTINGS, "tenant = 'x'\n", "1:1", "ここには [tenant] という見出しと、その"),
    (SETTINGS, "[tenant]\nendpoints = {graph = 'https://x'}\n", "2:1", "'tenant.endpoints' は con"),
    (SETTINGS, "[tenant]\nclient_id = 5\n", "2:1", "'tenant.client_id' の値を読め"),
    (SETTINGS, "[tenant]\nmode = 'wyde'\n", "2:1", "'tenant.mode' に「wyde」とは書"),
    (SETTINGS, "[database]\nurl = 'sqlite:///x'\n", "2:1", "'database.url' は config/"),
]
# an issue, what stands at its end
ADDED = [
    (ISSUE, "\n::: chart progress R9\n:::\n", "12:1", "グラフの期『R9』がありません。"),
    (ISSUE, "\n::: chart departments R7\n:::\n", "12:1", "部局のグラフは、すべての期を合わせたものです。『"),
    (ISSUE, "\n::: cauti\nx\n:::\n", "12:1", "「::: cauti」という囲みはありません。"),
]
CHANGED_ODDLY = [
    (
        COHORT,
        "channels:\n",
        "channels:\n  - {name: R7 別, kind: private, tabs: [{name: 昔, page: 昔のページ}]}\n",
        "7:56",
        "『昔のページ』というページは作られません。",
    ),
    (
        COHORT,
        "channels:\n",
        "channels:\n  - {name: R7 別😀, kind: private}\n",
        "7:12",
        "チャネル名『R7 別😀』の絵文字は Teams ",
    ),
    (ISSUE, "approve: true", "approve: false", "8:10", "approve: false のため、この号はだ"),
]
WRITTEN_ODDLY = [
    (
        HOURS,
        "氏名,メール,科目,日付,時間,フィードバック\n山田 葵,a.yamada@example.jp,powerbi,2025-06-18,,届かない\n",
        "2:F",
        "出欠も時間も空なので、このフィードバックは本人に",
    ),
    ("messages/other.md", "---\nsubject: 件名\n---\n本文\n", "1:1", "この文面はまだ効果のない設定です。"),
    (WELCOME, "---\nsubject: 件名\n---\n<b>太字</b>\n", "4:1", "HTML の '<b>' は、文字のまま読む人に"),
    (SETTINGS, "[tenant]\nmode = 'narrow'\n", "2:1", "'tenant.mode' はまだ効果のない設定"),
]


@pytest.mark.parametrize(("file", "old", "new", "place", "words"), CHANGED)
def test_what_is_changed_for_the_worse_is_one_complaint(
    instance: Instance, file: str, old: str, new: str, place: str, words: str
) -> None:
    instance.change(file, old, new)

    assert told(instance.only_complaint()).startswith(f"{file}:{place} {words}")


@pytest.mark.parametrize(("file", "text", "place", "words"), WRITTEN)
def test_what_is_written_wrong_is_one_complaint(
    instance: Instance, file: str, text: str, place: str, words: str
) -> None:
    instance.write(file, text)

    assert told(instance.only_complaint()).startswith(f"{file}:{place} {words}")


@pytest.mark.parametrize(("file", "text", "place", "words"), ADDED)
def test_what_an_issue_cannot_show_is_one_complaint(
    instance: Instance, file: str, text: str, place: str, words: str
) -> None:
    instance.add(file, text)

    assert told(instance.only_complaint()).startswith(f"{file}:{place} {words}")


@pytest.mark.parametrize(("file", "old", "new", "place", "words"), CHANGED_ODDLY)
def test_what_is_changed_oddly_is_remarked_on(
    instance: Instance, file: str, old: str, new: str, place: str, words: str
) -> None:
    instance.change(file, old, new)

    assert told(only_remark(instance)).startswith(f"{file}:{place} {words}")


@pytest.mark.parametrize(("file", "text", "place", "words"), WRITTEN_ODDLY)
def test_what_is_written_oddly_is_remarked_on(
    instance: Instance, file: str, text: str, place: str, words: str
) -> None:
    instance.write(file, text)

    assert told(only_remark(instance)).startswith(f"{file}:{place} {words}")


def told(one: Complaint) -> str:
    return f"{one.file.removeprefix('config/')}:{one.line}:{one.column} {one.words}"


def only_remark(instance: Instance) -> Complaint:
    reading = instance.read()
    assert reading.complaints == ()
    (remark,) = reading.remarks
    return remark


@pytest.mark.parametrize(
    ("count", "words"),
    [(26, ""), (27, "テナントによっては30個までです。"), (996, "テナントによっては30個までです。")],
)
def test_many_private_channels_are_remarked_on(instance: Instance, count: int, words: str) -> None:
    """Four are there."""
    more = "".join(f"  - {{name: 別{number}, kind: private}}\n" for number in range(count))
    instance.change(COHORT, "channels:\n", f"channels:\n{more}")

    reading = instance.read()

    assert reading.complaints == ()
    assert [remark.hint for remark in reading.remarks] == ([words] if words else [])


def test_more_private_channels_than_a_team_can_have_are_a_complaint(instance: Instance) -> None:
    more = "".join(f"  - {{name: 別{number}, kind: private}}\n" for number in range(997))
    instance.change(COHORT, "channels:\n", f"channels:\n{more}")

    assert instance.only_complaint().hint == "1000個までです。"


def test_a_form_of_two_files_is_told_at_the_second(instance: Instance) -> None:
    instance.write("forms/again.yaml", FILES["forms/after.yaml"])

    assert told(instance.only_complaint()).startswith(
        "forms/again.yaml:1:7 様式 'after' は別のファイルにもあります。"
    )


def test_a_setting_of_another_kind_is_told_with_its_form(instance: Instance) -> None:
    instance.write(SETTINGS, "# a\n[tenant]\nendpoints = 'x'\n")

    first, *_ = instance.read().complaints

    assert (first.line, first.hint) == (3, '{名前 = "値"} の形で書きます。')


def test_without_any_cohort_there_is_nothing_to_run(instance: Instance) -> None:
    for file in ("cohorts/R7/materials/powerbi/手順書.pdf", COHORT, ROSTER):
        instance.path(file).unlink()
    for folder in ("R7/materials/powerbi", "R7/materials", "R7", ""):
        instance.path(f"cohorts/{folder}").rmdir()

    assert "期のフォルダーが1つもありません" in instance.only_complaint().words


@pytest.mark.parametrize(
    ("since", "told_"), [("", []), (", from: 2025-09-01", ["承認する人が1人もいません"])]
)
def test_days_on_which_nobody_can_approve_are_remarked_on(
    instance: Instance, since: str, told_: list[str]
) -> None:
    instance.change(PROGRAMME, "curriculum:", f"approvers: [{{mail: sato@example.jp{since}}}]\ncurriculum:")

    remarks = [one.words for one in instance.read().remarks if one.file.endswith(PROGRAMME)]

    assert [word for word in told_ if word in "".join(remarks)] == told_
    assert len(remarks) == len(told_)
