"""S3: letters that nobody sees are refused in what officers write, where they stand."""

import pytest

ISSUE, PEOPLE, COHORT = "newsletter/012-apps.md", "cohorts/R7/people.csv", "cohorts/R7/cohort.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        (ISSUE, "本文", "本\u202e文", (10, 2)),
        (ISSUE, "title: 施設", "title: 施\x1b[1A設", (3, 9)),
        (ISSUE, "本文", "本文\n\nx\x9b2K", (12, 2)),
        (ISSUE, "title: 施設点検アプリ", 'title: "施\\u202e設"', (3, 8)),
        (ISSUE, "本文", "本\u200b文", (10, 2)),
        (COHORT, "title: Power BI 演習", "title: Power\u2066BI", (13, 17)),
        (PEOPLE, "佐藤 亮", "佐藤\u202e亮", (3, "A")),
    ],
)
def test_s3_a_letter_that_nobody_sees_is_refused_where_it_stands(instance, file, old, new, place) -> None:
    instance.change(file, old, new)

    (complaint,) = instance.read().complaints

    assert (complaint.file, complaint.line, complaint.column) == (f"config/{file}", *place)
    assert "文字 U+" in complaint.words


def test_s3_a_file_whose_name_turns_round_is_refused(instance) -> None:
    instance.write("cohorts/R7/materials/powerbi/資料\u202efdp.exe", "x")

    (complaint,) = instance.read().complaints

    assert "見えない制御文字があります。" in complaint.hint


@pytest.mark.parametrize("words", ["葛\U000e0100飾", "\ue000町", "👩‍💻", "一\r\n二"])
def test_s3_what_japanese_is_written_with_is_no_hidden_letter(instance, words) -> None:
    instance.change(ISSUE, "本文", words)

    assert instance.read().complaints == ()
