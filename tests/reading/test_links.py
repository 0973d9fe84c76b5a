"""C69: links of an issue that cannot be one, told with their place before anybody approves."""

ISSUE = "newsletter/012-apps.md"


def test_c69_a_link_to_a_shared_folder_is_a_complaint_at_its_place(instance) -> None:
    instance.change(ISSUE, "本文", "本文\n\n資料は [共有](\\\\fs01\\研修) です。")

    complaint = instance.only_complaint()

    assert (complaint.file, complaint.line, complaint.column) == (f"config/{ISSUE}", 12, 10)
    assert "『\\\\fs01\\研修』はリンクになりません。" in complaint.words


def test_c69_what_only_looks_like_a_link_is_a_remark(instance) -> None:
    instance.change(ISSUE, "本文", "[手引](あとで 決める)")

    reading = instance.read()

    assert reading.complaints == ()
    assert ["リンクのように見えます" in remark.words for remark in reading.remarks] == [True]


def test_c69_links_that_are_right_are_no_matter(instance) -> None:
    good = "[a](https://a.jp/x) <https://a.jp> [b](https://a.jp/Shared Documents/x.pdf) [c](mailto:a@example.jp) `[d](e)`"
    instance.change(ISSUE, "本文", good)

    reading = instance.read()

    assert (reading.complaints, reading.remarks) == ((), ())


def test_o12_an_issue_for_a_sunday_is_remarked_on(instance) -> None:
    instance.change(ISSUE, "publish: 2025-06-02", "publish: 2025-06-01")

    reading = instance.read()

    assert [remark.words for remark in reading.remarks] == ["公開日 2025-06-01(日)は休みの日です。"]
    assert reading.complaints == ()
