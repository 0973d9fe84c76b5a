"""Each question that a rehearsal asks in the end can be answered with no: by a mistake planted in what was right."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from m365bot import reading
from m365bot.cli.rehearsal import again, copied, learners, people
from m365bot.cli.rehearsal.correspondence import Correspondence, Owed
from m365bot.cli.rehearsal.figures import PNG
from m365bot.cli.rehearsal.people import Answer, Habit
from m365bot.cli.rehearsal.seen import Entry, Face, Letter, Own, Picture, Post, Seen, Studied
from m365bot.cli.rehearsal.stage import Unread
from m365bot.cli.rehearsal.verdict import Rows, Verdict
from m365bot.programme import Cohort, Issue, Programme
from m365bot.setup import reference
from tests.independent import hours as independent

SINCE = datetime.fromisoformat("2025-06-12T06:00+09:00")
UNTIL = datetime.fromisoformat("2025-07-09T18:00+09:00")
TOLD = "演習 事後アンケート(Power BI 演習)"
LETTERS = {
    "reminder": ("未提出のお知らせ(1件)", "09:00"),
    "escalation": ("所属職員の提出状況のお知らせ", "09:00"),
    "results": ("7月の経過のお知らせ", "09:20"),
}
REMINDER = "【デジタル行政推進リーダー育成研修】未提出のお知らせ(1件)"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That a year is played on."""
    return copied.of(reference.FOLDER, tmp_path_factory.mktemp("year") / "copy", "R7")


@pytest.fixture(scope="module")
def programme(copy: Path) -> Programme:
    return reading.read(copy).usable()


@pytest.fixture(scope="module")
def cohort(programme: Programme) -> Cohort:
    found = programme.cohort("R7")
    assert found
    return found


@pytest.fixture(scope="module")
def answered(cohort: Cohort, programme: Programme) -> list[Answer]:
    return people.answered(cohort, programme, SINCE, UNTIL)


@pytest.fixture(scope="module")
def logged(cohort: Cohort, programme: Programme) -> list[Answer]:
    """Since the kickoff; of the last day nobody knows on the page."""
    return learners.logged(
        cohort, programme, datetime.combine(cohort.starts, time(), programme.timezone), UNTIL
    )


@pytest.fixture(scope="module")
def studied(logged: list[Answer]) -> list[Studied]:
    return [Studied(one.person.mail, one.at, one.cells["教材"], one.cells["かかった時間"]) for one in logged]


@pytest.fixture(scope="module")
def owed(cohort: Cohort, programme: Programme, answered: list[Answer]) -> list[Owed]:
    return [*Correspondence(programme, cohort, answered, SINCE, UNTIL).owed()]


@pytest.fixture(scope="module")
def right(
    cohort: Cohort,
    programme: Programme,
    answered: list[Answer],
    logged: list[Answer],
    studied: list[Studied],
    owed: list[Owed],
) -> Verdict:
    """A season in which all came out as it ought to."""
    every = [*answered, *logged]
    seen = Seen(
        people=in_channels(cohort, programme),
        files=in_folders(cohort),
        answers=handed(every, lambda one: one.asked.source.name),
        posts=posts(cohort, programme),
        pages=[Post("dx-leader-R7", "", "研修計画", "6月18日(水) Power BI 演習")],
        letters=[
            *letters(owed),
            *(
                Letter("zen@example.jp", f"DX通信 第{one.number}号 {one.title}", one.publish, "")
                for one in told(programme)
            ),
        ],
        book=[entry(one.name, cohort, programme, one.id, studied) for one in cohort.trainees()],
        own=[Own((one.mail,), wider=False) for one in cohort.trainees()],
        news=[Post("", "", f"DX通信 第{one.number}号 {one.title}", "") for one in told(programme)],
        studied=studied,
        faces=[progress_page(), board(cohort, programme, studied)],
    )
    rows: Rows = handed(
        every, lambda one: (one.asked.form.key, one.asked.session.key if one.asked.session else "")
    )
    return Verdict(seen, programme, cohort, rows, answered, since=SINCE, until=UNTIL, logged=logged)


def progress_page() -> Face:
    chart = Picture("提出した人数.png", "提出した人数。Power BI 18人", PNG, '{"version": "1.0"}')
    return Face("みんなの進捗", (), "期のみんなでどこまで進んだか", (chart,), 1)


def board(cohort: Cohort, programme: Programme, studied: list[Studied]) -> Face:
    """As on the last Monday, at each one's own count."""
    known = again.studied_by(cohort, programme, studied, at("2025-07-07T08:50"))
    counts = [sum(one.person == each.id for one in known) for each in cohort.trainees()]
    rows = [("呼び名", "進み", "終えた教材")] + [
        (f"あおいリス{n:02}", "■□", f"{c} / 6") for n, c in enumerate(counts)
    ]
    return Face("自主学習", (tuple(rows),), f"自主学習の進みぐあいです。{rows}", (), 1)


def told(programme: Programme) -> list[Issue]:
    return [one for one in programme.issues if SINCE < one.publish <= UNTIL]


def handed(answered: list[Answer], where: Callable[[Answer], Any]) -> dict[Any, Counter[Any]]:
    found: dict[Any, Counter[Any]] = {}
    for one in answered:
        found.setdefault(where(one), Counter())[one.person.mail, one.at] += 1
    return found


def in_channels(cohort: Cohort, programme: Programme) -> dict[str, Counter[str]]:
    beside = (*programme.officers_on(UNTIL.date()), programme.service_account)
    return {
        spec.name: Counter(one.mail for one in (*cohort.people_of(spec, UNTIL.date()), *beside))
        for spec in cohort.channels
    }


def in_folders(cohort: Cohort) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for one in cohort.materials:
        if one.release <= UNTIL:
            found.setdefault(one.channel, Counter())[one.relative] += 1
    return found


def posts(cohort: Cohort, programme: Programme) -> list[Post]:
    team, first = cohort.team.mail_nickname, cohort.channels[0].name
    issues = [
        Post(
            target.team.mail_nickname,
            "General" if target.is_primary else target.channel,
            f"DX通信 第{issue.number}号 {issue.title}",
            "本文",
            issue.publish,
        )
        for issue in programme.issues
        for target in issue.channels
        if SINCE < issue.publish <= UNTIL
    ]
    out = Post(team, "R7 Power BI", "『Power BI 演習』の資料を公開しました", "資料", at("2025-06-13T08:45"))
    early = Post(
        team,
        "R7 Power Automate",
        "『Power Automate 演習(前半)』の資料を公開しました",
        "資料",
        at("2025-07-03T08:45"),
    )
    weeks = [
        Post(team, first, "R7 研修の集計(2025年第26週)", TOLD, at("2025-06-27T16:00")),
        Post(
            team,
            first,
            "R7 研修の集計(2025年第27週)",
            "演習 事前アンケート(Power Automate 演習(前半))",
            at("2025-07-04T16:00"),
        ),
    ]
    return [*issues, out, early, *weeks]


def letters(owed: list[Owed]) -> list[Letter]:
    """One a person, text and day."""
    each: dict[Any, list[Owed]] = {}
    for one in owed:
        each.setdefault((one.text, one.to.id, one.since), []).append(one)
    return [letter(some) for some in each.values()]


def letter(owed: list[Owed]) -> Letter:
    first, says = owed[0], " ".join(one.says for one in owed)
    what, hour = LETTERS[first.text]
    sent = at(f"{first.since}T{hour}")
    return Letter(
        first.to.contact, f"【デジタル行政推進リーダー育成研修】{what}", sent, f"{first.to.name} さん {says}"
    )


def entry(name: str, cohort: Cohort, programme: Programme, person: str, studied: list[Studied]) -> Entry:
    known = again.studied_by(cohort, programme, studied, UNTIL)
    had = again.had_by(cohort, UNTIL.date(), known)[person]
    return Entry(name, had.total, "これから取れます")


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}:00+09:00")


def wrong(verdict: Verdict) -> list[str]:
    return [one.title for one in verdict.findings() if one.wrong]


def test_a_right_season_is_found_right_and_every_question_looked_at_something(right: Verdict) -> None:
    findings = right.findings()

    assert [one.wrong for one in findings if one.wrong] == []
    assert [one.title for one in findings if not one.looked_at] == [
        "途中でやめた人",
        "班を移った人",
    ]  # test_movements


Mistake = Callable[[Any], Any]


def first_twice(found: Sequence[Any]) -> list[Any]:
    return [*found, found[0]]


def other(subject: str, **changed: Any) -> Mistake:
    """All as it was but the first of this subject."""

    def planted(found: Sequence[Any]) -> list[Any]:
        mine = next(one for one in found if subject in one.subject)
        return [replace(one, **changed) if one is mine else one for one in found]

    return planted


def without(subject: str) -> Mistake:
    def planted(found: Sequence[Any]) -> list[Any]:
        mine = next(one for one in found if subject in one.subject)
        return [one for one in found if one is not mine]

    return planted


def again_of(subject: str, later: timedelta) -> Mistake:
    def planted(found: Sequence[Any]) -> list[Any]:
        mine = next(one for one in found if subject in one.subject)
        return [*found, replace(mine, sent=mine.sent + later)]

    return planted


def without_face(title: str) -> Mistake:
    return lambda found: [one for one in found if one.title != title]


def other_face(title: str, **changed: Any) -> Mistake:
    return lambda found: [replace(one, **changed) if one.title == title else one for one in found]


def other_picture(**changed: Any) -> Mistake:
    def planted(found: Sequence[Any]) -> list[Any]:
        (chart,) = found[0].pictures
        return [replace(found[0], pictures=(replace(chart, **changed),)), found[1]]

    return planted


MISTAKES: list[tuple[str, str, Mistake, set[str]]] = [
    (
        "somebody is in no channel",
        "people",
        lambda found: {**found, "R7 班1": Counter()},
        {"チャネルの参加者"},
    ),
    ("a channel is missing", "people", lambda found: {"R7 全体": found["R7 全体"]}, {"チャネルの参加者"}),
    (
        "a stranger is in a channel",
        "people",
        lambda found: {**found, "R7 班1": found["R7 班1"] + Counter(["x@example.jp"])},
        {"チャネルの参加者"},
    ),
    ("a file is missing", "files", lambda found: {**found, "R7 Power BI": Counter()}, {"配った資料"}),
    (
        "a file came too early",
        "files",
        lambda found: {**found, "R7 Power Apps": Counter(["apps/x.pdf"])},
        {"配った資料"},
    ),
    ("an issue is posted twice", "posts", again_of("DX通信", timedelta(minutes=1)), {"DX通信"}),
    ("an issue is posted in one place less", "posts", without("DX通信"), {"DX通信"}),
    (
        "an issue is posted before its minute",
        "posts",
        other("DX通信", sent=at("2025-06-13T03:00")),
        {"DX通信"},
    ),
    (
        "materials are announced twice",
        "posts",
        again_of("資料を公開", timedelta(days=1)),
        {"資料公開のお知らせ"},
    ),
    ("materials are not announced", "posts", without("資料を公開"), {"資料公開のお知らせ"}),
    ("a week is told twice", "posts", again_of("研修の集計", timedelta(minutes=1)), {"週の集計"}),
    ("a week is not told", "posts", without("研修の集計"), {"週の集計"}),
    ("a week is told at night", "posts", other("研修の集計", sent=at("2025-06-27T22:00")), {"週の集計"}),
    (
        "a post names somebody",
        "posts",
        other("研修の集計", text=f"{TOLD} 山田　葵"),
        {"投稿に名前が出ていないこと"},
    ),
    (
        "a post has an address of somebody",
        "posts",
        other("研修の集計", text=f"{TOLD} <a href='mailto:A.Yamada@example.jp'>"),
        {"投稿に名前が出ていないこと"},
    ),
    (
        "a post tells what somebody wrote",
        "posts",
        other("研修の集計", text=f"{TOLD} {people.IDEAS[0]}"),
        {"投稿に名前が出ていないこと"},
    ),
    (
        "a page names somebody",
        "pages",
        other("研修計画", text="{'innerHtml': '𠮷田美咲'}"),
        {"ページに名前が出ていないこと"},
    ),
    (
        "a mail is sent twice",
        "letters",
        again_of("未提出", timedelta(hours=2)),
        {"一人ひとりへのメール", "届くはずのメール"},
    ),
    ("a mail is not sent", "letters", without("未提出"), {"届くはずのメール"}),
    ("a letter of the month is not sent", "letters", without("経過"), {"届くはずのメール"}),
    (
        "a mail is sent at night",
        "letters",
        other("未提出", sent=at("2025-06-24T20:00")),
        {"一人ひとりへのメール"},
    ),
    (
        "a mail names another",
        "letters",
        other("経過", body="髙木 亮 さん 山田 葵 さん 山下 翔平 さん"),
        {"一人ひとりへのメール"},
    ),
    (
        "a mail goes to a stranger",
        "letters",
        other("経過", to="x@elsewhere.example"),
        {"一人ひとりへのメール", "届くはずのメール"},
    ),
    (
        "hours are wrong",
        "book",
        lambda found: [replace(found[0], total=found[0].total + 0.5), *found[1:]],
        {"時間と修了の判定"},
    ),
    (
        "somebody is said to have completed",
        "book",
        lambda found: [replace(found[0], outlook="満たしています"), *found[1:]],
        {"時間と修了の判定"},
    ),
    ("somebody is not in the workbook", "book", lambda found: found[1:], {"時間と修了の判定"}),
    ("there is no workbook", "book", lambda found: None, {"時間と修了の判定"}),
    (
        "a record is read by two",
        "own",
        lambda found: [replace(found[0], readers=(*found[0].readers, *found[1].readers)), *found[1:]],
        {"本人だけが読める記録"},
    ),
    (
        "a record is open by a link",
        "own",
        lambda found: [replace(found[0], wider=True), *found[1:]],
        {"本人だけが読める記録"},
    ),
    ("the page of progress is missing", "faces", without_face("みんなの進捗"), {"進みを見せるページ"}),
    (
        "the board of self-study is missing",
        "faces",
        without_face("自主学習"),
        {"進みを見せるページ", "自主学習の進み"},
    ),
    ("a page is there twice", "faces", lambda found: [*found, found[0]], {"進みを見せるページ"}),
    ("no tab opens the board", "faces", other_face("自主学習", tabs=0), {"進みを見せるページ"}),
    ("no chart stands on the page", "faces", other_face("みんなの進捗", pictures=()), {"進みを見せるページ"}),
    ("a chart has no words", "faces", other_picture(alt=""), {"進みを見せるページ"}),
    ("a chart cannot be drawn", "faces", other_picture(png=b""), {"進みを見せるページ"}),
    (
        "the board tells of one item too many",
        "faces",
        lambda found: [found[0], replace(found[1], tables=(*found[1].tables, (("x", "■", "6 / 6"),)))],
        {"自主学習の進み"},
    ),
    (
        "the board names somebody",
        "faces",
        other_face("自主学習", said="createdBy: 髙木　亮"),
        {"進みのページと図に名前が出ていないこと"},
    ),
    (
        "a chart's words name somebody",
        "faces",
        other_picture(alt="提出した人。山田 葵"),
        {"進みのページと図に名前が出ていないこと"},
    ),
    (
        "a chart's version has an address",
        "faces",
        other_picture(said="A.Yamada@example.jp"),
        {"進みのページと図に名前が出ていないこと"},
    ),
    (
        "an item was logged that nobody counted",
        "studied",
        lambda found: [*found, Studied("s.noto@example.jp", at("2025-06-20T12:10"), "api", 1.5)],
        {"時間と修了の判定", "自主学習の進み"},
    ),
    ("somebody has two records", "own", first_twice, {"本人だけが読める記録"}),
    ("somebody has no record", "own", lambda found: found[1:], {"本人だけが読める記録"}),
]


@pytest.mark.parametrize(
    ("part", "mistake", "noticed"), [pytest.param(*rest, id=name) for name, *rest in MISTAKES]
)
def test_what_is_planted_is_found_and_nothing_else(
    part: str, mistake: Mistake, noticed: set[str], right: Verdict
) -> None:
    seen = replace(right.seen, **{part: mistake(getattr(right.seen, part))})

    assert set(wrong(replace(right, seen=seen))) == noticed


@pytest.mark.parametrize("part", Seen.__dataclass_fields__)
def test_what_could_not_be_read_is_never_in_order(part: str, right: Verdict) -> None:
    seen = replace(right.seen, **{part: Unread("/users/x/messages?$top=50", 403)})

    findings = [one for one in replace(right, seen=seen).findings() if one.wrong]

    assert findings
    assert {one.wrong for one in findings} == {("読めませんでした(403 /users/x/messages)",)}


def lost(handed: Counter[Any]) -> Counter[Any]:
    return handed - Counter([next(iter(handed))])


def doubled(handed: Counter[Any]) -> Counter[Any]:
    return handed + Counter([next(iter(handed))])


def another(handed: Counter[Any]) -> Counter[Any]:
    """One lost and one twice: as many as there ought to be."""
    return lost(handed) + Counter([list(handed)[-1]])


@pytest.mark.parametrize("planted", [lost, doubled, another])
@pytest.mark.parametrize("where", ["the records", "the list", "both"])
def test_an_answer_lost_or_doubled_is_found(
    planted: Callable[[Counter[Any]], Counter[Any]], where: str, right: Verdict
) -> None:
    handed = right.rows["after", "powerbi-1"]
    assert not isinstance(right.seen.answers, Unread)
    rows = {**right.rows, ("after", "powerbi-1"): planted(handed)} if where != "the list" else right.rows
    items = right.seen.answers | ({"R7 powerbi-1": planted(handed)} if where != "the records" else {})

    assert wrong(replace(right, rows=rows, seen=replace(right.seen, answers=items))) == ["集めた回答"]


def test_a_reminder_of_what_was_handed_in_is_found(right: Verdict, answered: list[Answer]) -> None:
    person = next(one.person for one in answered if people.habit_of(one.person) is Habit.PROMPT)
    sent = Letter(person.contact, REMINDER, at("2025-06-26T09:00"), TOLD)
    assert not isinstance(right.seen.letters, Unread)

    seen = replace(right.seen, letters=[*right.seen.letters, sent])

    assert "一人ひとりへのメール" in wrong(replace(right, seen=seen))


def test_who_never_answers_is_owed_each_reminder_and_who_did_at_once_none(owed: list[Owed]) -> None:
    of_powerbi = [one for one in owed if one.text == "reminder" and one.says == TOLD]
    reminded = Counter(people.habit_of(one.to) for one in of_powerbi)
    of_each = Counter(one.to.id for one in of_powerbi)

    assert reminded.keys().isdisjoint({Habit.PROMPT, Habit.TWICE})
    assert {str(one.since) for one in of_powerbi} == {"2025-06-24", "2025-06-26", "2025-06-30"}
    assert {of_each[one.to.id] for one in of_powerbi if people.habit_of(one.to) is Habit.NEVER} == {3}


def test_hours_worked_out_again_are_those_of_another_program(cohort: Cohort, copy: Path) -> None:
    by_mail = independent.hours_of(copy / "config/cohorts/R7")

    had = again.had_by(cohort, cohort.ends)

    for person in cohort.trainees():
        found = {course: round(hours, 4) for course, hours in had[person.id].by_course.items() if hours}
        assert found == by_mail[person.mail]


@pytest.mark.parametrize(
    ("part", "title"), [("news", "DX通信のページ"), ("letters", "DX通信のメール"), ("posts", "DX通信")]
)
def test_an_issue_that_is_there_twice_or_not_at_all_by_one_of_its_faces_is_noticed(
    right: Verdict, part: str, title: str
) -> None:
    found = getattr(right.seen, part)
    issue = next(one for one in found if one.subject.startswith("DX通信 第"))
    twice = replace(right, seen=replace(right.seen, **{part: [*found, issue]}))
    gone = replace(right, seen=replace(right.seen, **{part: [one for one in found if one is not issue]}))

    assert wrong(twice) == wrong(gone) == [title]


def test_a_line_of_self_study_that_the_records_lost_is_found(right: Verdict) -> None:
    rows = {**right.rows, ("study", ""): lost(right.rows["study", ""])}

    assert wrong(replace(right, rows=rows)) == ["集めた回答"]


def test_an_item_counts_its_hours_once_and_with_hours_that_nobody_can_mean_not_at_all(
    cohort: Cohort, programme: Programme
) -> None:
    moment = at("2025-06-20T12:10")
    lines = [
        *(Studied("a.yamada@example.jp", moment, item, 1.5) for item in ("api", "API のしくみ", "no item")),
        Studied("a.yamada@example.jp", moment, "cloud", 100.0),
        Studied("a.yamada@example.jp", at("2025-06-21T12:10"), "data", 2.5),
        Studied("stranger@example.jp", moment, "api", 1.5),
    ]

    found = again.studied_by(cohort, programme, lines, before=at("2025-06-21T08:30"))

    assert [(one.item, one.course, one.hours) for one in found] == [("api", "basics", 1.5)]


def test_a_board_on_which_nobody_has_begun_yet_is_right(
    right: Verdict, cohort: Cohort, programme: Programme
) -> None:
    seen = replace(right.seen, studied=[], faces=[progress_page(), board(cohort, programme, [])])

    found = next(one for one in replace(right, seen=seen).findings() if one.title == "自主学習の進み")

    assert (found.looked_at, found.wrong) == (20, ())
