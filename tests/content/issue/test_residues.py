"""What Word, Excel and mail leave behind becomes what was meant, or is asked about."""

import pytest

from m365bot.content.issue import residues
from m365bot.content.issue.lines import Doubt


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("・聞く\n・作る", "- 聞く\n- 作る"),
        ("・聞く", "- 聞く"),
        ("●研修\n本文", "●研修\n本文"),
        ("•\t聞く\n•\t作る", "- 聞く\n- 作る"),
        ("\uf0b7\t聞く", "- 聞く"),
        ("o\t聞く\no\t作る", "- 聞く\n- 作る"),
        ("・聞く\n　・窓口で\n　・電話で\n・作る", "- 聞く\n    - 窓口で\n    - 電話で\n- 作る"),
        ("次のとおり。\n・聞く\n・作る", "次のとおり。\n\n- 聞く\n- 作る"),
        ("森\n・林", "森\n・林"),
        ("-　聞く\n-　作る", "- 聞く\n- 作る"),
        ("１．聞く\n２．作る", "1. 聞く\n2. 作る"),
        ("１.聞く\n２.作る", "1. 聞く\n2. 作る"),
        ("1.聞く\n2.作る", "1. 聞く\n2. 作る"),
        ("１）聞く\n２）作る", "1) 聞く\n2) 作る"),
        ("１．５倍になりました。", "１．５倍になりました。"),
        ("2025.6.18 に開きます。", "2025.6.18 に開きます。"),
        ("1. 聞く\n2. 作る", "1. 聞く\n2. 作る"),
        ("１．日時\n　６月１８日\n２．場所\n　研修室", "1. 日時  \n   ６月１８日\n2. 場所  \n   研修室"),
        ("- 聞く\n- 作る\n続き", "- 聞く\n- 作る\n続き"),
    ],
)
def test_lists_are_lists(pasted: str, meant: str) -> None:
    assert residues.mended(pasted).text == meant


def test_a_line_below_a_list_is_a_paragraph_of_its_own_and_is_asked_about() -> None:
    mended = residues.mended("・聞く\n・作る\n以上です。")

    assert mended.text == "- 聞く\n- 作る\n\n以上です。"
    assert mended.doubts == ((3, Doubt.AFTER_LIST),)


def test_a_point_that_mail_broke_in_two_stays_one() -> None:
    long = "・" + "現場で入力したデータがそのまま一覧になり集計も自動で終わるようにと"

    assert residues.mended(f"{long}\n考えました。").text == f"- {long[1:]}\n   考えました。"


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("#　見出し", "# 見出し"),
        ("＃＃　見出し", "## 見出し"),
        ("##見出し", "## 見出し"),
        ("# 見出し", "# 見出し"),
        ("＃DX", "＃DX"),
        ("：：：　note　持ち物", "::: note　持ち物"),
        (":::note", "::: note"),
        (":::", ":::"),
    ],
)
def test_marks_that_an_input_method_made_wide_are_marks(pasted: str, meant: str) -> None:
    assert residues.mended(pasted).text == meant


def test_a_hash_that_may_be_a_word_is_asked_about() -> None:
    assert residues.mended("#DX の話").doubts == ((1, Doubt.HASH),)


def test_cells_parted_by_tabs_are_a_table_with_figures_at_the_right() -> None:
    mended = residues.mended("前\n機器\t台数\nマイク\t5台\nタブレット\t１２台\n後")

    assert mended.text.split("\n") == [
        "前",
        "",
        "| 機器 | 台数 |",
        "| --- | ---: |",
        "| マイク | 5台 |",
        "| タブレット | １２台 |",
        "",
        "後",
    ]
    assert mended.numbers == (1, 2, 2, 2, 3, 4, 4, 5)
    assert mended.doubts == ((2, Doubt.TABLE_WITH_HEAD),)


def test_two_columns_of_words_are_a_table_without_a_head() -> None:
    mended = residues.mended("日時\t6月18日\n会場\t研修室|A")

    assert mended.text.split("\n")[1:5] == [
        "|  |  |",
        "| --- | --- |",
        "| 日時 | 6月18日 |",
        "| 会場 | 研修室\\|A |",
    ]
    assert mended.doubts == ((1, Doubt.TABLE_WITHOUT_HEAD),)


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("\t字下げした文\n\t次の文", "字下げした文\n次の文"),
        ("日時:\t6月18日", "日時:\u30006月18日"),
        ("- 点\n\t- 下の点", "- 点\n\t- 下の点"),
    ],
)
def test_other_tabs_are_gaps(pasted: str, meant: str) -> None:
    assert residues.mended(pasted).text == meant


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("一行目\x0b二行目", "一行目<br>二行目"),
        ("持ち物\x0b・名札\x0b・筆記具", "持ち物\n\n- 名札\n- 筆記具"),
        ("持ち物<br>・名札<br>・筆記具", "持ち物\n\n- 名札\n- 筆記具"),
        ("あ\u2028い", "あ<br>い"),
    ],
)
def test_words_breaks_inside_a_paragraph_are_breaks(pasted: str, meant: str) -> None:
    assert residues.mended(pasted).text == meant


def test_an_address_that_outlook_wrapped_is_the_address_itself_and_names_no_reader() -> None:
    wrapped = (
        "https://jpn01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.jp%2Flibrary"
        "&data=05%7C02%7Ckenshu%40example.jp%7C1&sdata=x&reserved=0"
    )

    assert residues.mended(f"[電子図書]({wrapped})を").text == "[電子図書](https://example.jp/library)を"


def test_an_address_that_is_wrapped_around_something_else_stays() -> None:
    wrapped = "https://jpn01.safelinks.protection.outlook.com/?url=javascript%3Aalert(1)"

    assert residues.mended(wrapped).text == wrapped


def test_what_is_counted_in_brackets_begins_a_line() -> None:
    assert residues.mended("記\n（1）日時\n（2）場所").text == "記  \n（1）日時  \n（2）場所"


def test_a_block_of_code_is_left_as_it_is() -> None:
    code = "```\n・x\t1\n１．y\t2\n```"

    assert residues.mended(code).text == code


def test_furigana_in_a_row_of_a_table_is_no_cell() -> None:
    assert residues.mended("| {研修|けんしゅう} | 日 |").text == "| {研修\\|けんしゅう} | 日 |"


@pytest.mark.parametrize(
    "text",
    [
        " " * 100_000 + "x\ty",
        "x" + " " * 100_000 + "y\tz",
        ":::" + (" " * 50_000 + "x") * 2,
        "<br>" * 20_000,
        "{" * 100_000,
        "{漢|" + "か" * 100_000,
        "・\t" * 50_000,
        ("a\t" * 20_000 + "\n") * 2,
        "https://" + "a." * 50_000,
        "#" * 100_000,
    ],
    ids=range(10),
)
def test_a_line_of_any_length_is_read_at_once(text: str) -> None:
    """What takes its square would take minutes."""
    assert residues.mended(text).text


def test_more_footnotes_than_anybody_writes_are_letters() -> None:
    assert "[^" not in residues.mended("[^a]" * 501).text
    assert "[^" in residues.mended("[^a]" * 500).text


def test_every_line_knows_where_it_stands_in_the_file() -> None:
    mended = residues.mended("a\r\n・b\r\n・c\r\nd")

    assert [mended.number(line) for line in range(1, len(mended.text.split("\n")) + 1)] == [1, 2, 2, 3, 4, 4]
