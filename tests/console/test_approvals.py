"""承認: what waits as a difference, one word of one person, and everybody told."""

import pytest

from m365bot.console.roles import Role
from m365bot.journal import Decision, Status
from tests.console import hall, rows
from tests.console.hall import Sitting


def digest_of(run: object) -> str:
    return str(run.asking["digest"])  # type: ignore[attr-defined]  # a run of `rows`


def test_what_waits_is_shown_as_readers_will_read_it(approver: Sitting) -> None:
    run = rows.asks(approver)

    page = approver.reads(f"/approvals/{run.id}")

    assert "DX通信 第13号" in page
    assert "第13号の本文です。" in page
    assert "公開には承認が必要です。" in page
    assert "この内容で承認する" in page


def test_a_text_that_goes_to_two_channels_is_shown_once(approver: Sitting) -> None:
    run = rows.asks(approver, rows.issue(key="a"), rows.issue(key="b"))

    page = approver.reads(f"/approvals/{run.id}")

    assert page.count("第13号の本文です。") == 1
    assert "(本文は上と同じです)" in page


def test_a_text_that_waits_is_framed_as_its_readers_get_it_and_nothing_else_is(approver: Sitting) -> None:
    run = rows.asks(approver, rows.issue(key="a"))
    face = f"/approvals/{run.id}/faces"

    shown = approver.browser.get(f"{face}/0")

    assert "第13号の本文です。" in shown.text
    assert "sandbox" in shown.headers["content-security-policy"]
    for number in ("1", "-1", "x"):
        answer = approver.browser.get(f"{face}/{number}")
        assert "第13号" not in answer.text
        assert "ここで見られるものはありません。" in answer.text


def test_whoever_is_no_approver_sees_and_cannot_decide(officer: Sitting) -> None:
    run = rows.asks(officer)

    assert "この内容で承認する" not in officer.reads(f"/approvals/{run.id}")
    answer = officer.browser.post(f"/approvals/{run.id}/approve", data={"digest": digest_of(run)})
    assert answer.status_code == 403


def test_an_approval_is_kept_with_who_signed_in(approver: Sitting) -> None:
    run = rows.asks(approver)

    page = approver.sends(f"/approvals/{run.id}/approve", digest=digest_of(run), kessai="総務第12号")

    word = approver.desk.books.approvals.of(run.id)
    assert word is not None
    assert (word.who, word.verified, word.account, word.kessai) == (
        "kacho@example.jp",
        True,
        "oid-kacho@example.jp",
        "総務第12号",
    )
    assert approver.desk.books.runs.get(f"{run.id}:apply").status is Status.REQUESTED  # type: ignore[union-attr]
    assert "承認しました" in page
    assert "常駐が動いていません" in page


def test_a_second_click_and_a_second_person_are_told_what_was_decided(approver: Sitting) -> None:
    run = rows.asks(approver)
    approver.sends(f"/approvals/{run.id}/approve", digest=digest_of(run))

    again = approver.browser.post(f"/approvals/{run.id}/approve", data={"digest": digest_of(run)})
    other = approver.browser.post(f"/approvals/{run.id}/send-back", data={"reason": "待って"})

    for answer in (again, other):
        assert answer.status_code == 409
        assert "承認待ちではありません" in answer.text
        assert "kacho@example.jp" in answer.text
    word = approver.desk.books.approvals.of(run.id)
    assert word is not None
    assert word.decision is Decision.APPROVED


def test_a_stale_page_approves_nothing(approver: Sitting) -> None:
    run = rows.asks(approver)

    answer = approver.browser.post(f"/approvals/{run.id}/approve", data={"digest": "of another plan"})

    assert answer.status_code == 409
    assert "もう一度ご確認ください" in answer.text
    assert approver.desk.books.approvals.of(run.id) is None


@pytest.mark.parametrize("field", ["reason", "kessai"])
def test_what_is_kept_of_a_decision_has_its_end(approver: Sitting, field: str) -> None:
    run = rows.asks(approver)

    answer = approver.browser.post(
        f"/approvals/{run.id}/approve", data={"digest": digest_of(run), field: "あ" * 501}
    )

    assert answer.status_code == 400
    assert approver.desk.books.approvals.of(run.id) is None


def test_what_is_sent_back_needs_a_word_to_whoever_drafted_it(approver: Sitting) -> None:
    run = rows.asks(approver)

    silent = approver.browser.post(f"/approvals/{run.id}/send-back", data={"reason": " "})
    page = approver.sends(f"/approvals/{run.id}/send-back", reason="日付が違います")

    assert silent.status_code == 409
    assert "差し戻しました" in page
    assert "日付が違います" in page
    kept = approver.desk.books.runs.get(run.id)
    assert kept is not None
    assert kept.status is Status.REJECTED


def test_a_reason_that_was_typed_while_another_was_quicker_is_not_lost(approver: Sitting) -> None:
    run = rows.asks(approver)
    approver.sends(f"/approvals/{run.id}/approve", digest=digest_of(run))

    answer = approver.browser.post(f"/approvals/{run.id}/send-back", data={"reason": "写真を差し替えて"})

    assert answer.status_code == 409
    assert "写真を差し替えて" in answer.text
    assert "記録していません" in answer.text


def test_what_waits_is_listed_by_what_it_is_about(approver: Sitting) -> None:
    rows.asks(approver)
    programme = approver.desk.known().programme
    assert programme is not None
    subject = next(one.subject for one in programme.issues if one.number == 13)

    assert subject in approver.reads("/approvals")
    assert subject in approver.reads("/")


def test_what_is_no_issue_is_listed_by_what_would_be_done(approver: Sitting) -> None:
    rows.asks(approver, rows.issue(key="a"), rows.issue(key="b"))

    assert "への投稿『DX通信 第13号』 ほか1件" in approver.reads("/approvals")


def test_what_is_due_when_it_is_approved_is_done_soon_and_not_some_time(approver: Sitting) -> None:
    run = rows.asks(approver)

    page = approver.sends(f"/approvals/{run.id}/approve", digest=digest_of(run))

    assert "まもなく行います" in page
    assert "時刻になったら行います" not in page
    assert "まもなく行います" in approver.reads("/approvals")


def test_an_approval_that_waits_for_its_minute_is_taken_back(approver: Sitting) -> None:
    run = rows.asks(approver)
    approver.sends(f"/approvals/{run.id}/approve", digest=digest_of(run))

    page = approver.sends(f"/approvals/{run.id}:apply/send-back", reason="差し替えます")

    assert "差し戻しました" in page
    assert approver.desk.books.runs.of_status(Status.REQUESTED) == []


def test_nobody_approves_what_they_asked_for_themselves(approver: Sitting) -> None:
    run = rows.asks(approver, actor="kacho@example.jp")

    page = approver.reads(f"/approvals/{run.id}")
    assert "この内容で承認する" not in page
    assert "起案したか、原稿を保存したか、この実行を求めた人です" in page
    assert "差し戻す" in page

    answer = approver.browser.post(f"/approvals/{run.id}/approve", data={"digest": digest_of(run)})

    assert "起案したか、原稿を保存したか、この実行を求めた人です" in answer.text
    assert approver.desk.books.approvals.of(run.id) is None


def test_a_role_alone_makes_nobody_an_approver(nobody: Sitting) -> None:
    """Whom programme.yaml does not name decides nothing, whatever Entra says."""
    nobody.hall.guest = hall.visitor(Role.APPROVER, sign_in_name="stranger@example.jp")
    run = rows.asks(nobody)

    answer = nobody.browser.post(f"/approvals/{run.id}/approve", data={"digest": digest_of(run)})

    assert "承認する人(programme.yaml" in answer.text
    assert nobody.desk.books.approvals.of(run.id) is None


def test_what_changed_since_the_last_approval_is_marked(approver: Sitting) -> None:
    before = rows.plan(rows.issue("<p>初稿です。</p>"), rows.issue(key="dx-001"))
    rows.run(
        approver, "newsletter", Status.DONE, number=9, cohort=None, id="old:apply", applies="old", plan=before
    )
    run = rows.asks(approver, rows.issue("<p>改稿です。</p>"), rows.issue(key="dx-020"))

    page = approver.reads(f"/approvals/{run.id}")

    assert "前回の承認から変わったもの" in page
    assert "前回の承認にはないもの" in page
    assert "前回の承認にあって、今回はないもの" in page
    assert '<p class="cut">' in page
    assert '<p class="add">' in page


def test_a_plan_of_another_version_is_told_and_not_decided(approver: Sitting) -> None:
    run = rows.asks(approver, number=4)
    broken = rows.run(
        approver, "results", Status.AWAITING_APPROVAL, number=5, asking={"digest": "d", "changes": [{"x": 1}]}
    )

    assert "ほかの版の m365bot" in approver.reads(f"/approvals/{broken.id}")
    answer = approver.browser.post(f"/approvals/{broken.id}/approve", data={"digest": "d"})
    assert "ほかの版の m365bot" in answer.text
    assert "DX通信" in approver.reads("/approvals")
    assert run.id in approver.reads("/approvals")


def test_an_issue_is_compared_with_its_own_last_approval_and_not_with_another_issue(
    approver: Sitting,
) -> None:
    own = rows.plan(rows.issue("<p>初稿です。</p>"))
    other = rows.plan(rows.issue("<p>第12号です。</p>", key="dx-012"))
    done = {"cohort": None, "applies": "old"}
    rows.run(approver, "newsletter", Status.DONE, number=9, id="own:apply", plan=own, **done)
    rows.run(approver, "newsletter", Status.DONE, number=5, id="other:apply", plan=other, **done)

    page = approver.reads(f"/approvals/{rows.asks(approver, rows.issue('<p>改稿です。</p>')).id}")

    assert "前回の承認から変わったもの" in page
    assert "初稿です。" in page
    assert "第12号です。" not in page


def test_what_was_approved_and_never_went_out_is_what_the_next_draft_is_compared_with(
    approver: Sitting,
) -> None:
    taken_back = rows.plan(rows.issue("<p>初稿です。</p>"))
    rows.run(
        approver,
        "newsletter",
        Status.REJECTED,
        number=9,
        cohort=None,
        id="x:apply",
        applies="x",
        plan=taken_back,
    )

    page = approver.reads(f"/approvals/{rows.asks(approver, rows.issue('<p>改稿です。</p>')).id}")

    assert "前回の承認から変わったもの" in page
