"""A list's columns and items as columns and items of answers."""

from datetime import UTC, datetime

import pytest

from m365bot.records.sources import sharepoint
from m365bot.records.sources.port import Column, SourceReading, Type


def column(name, shown="", **more):
    return {"name": name, "displayName": shown or name, "readOnly": False, "hidden": False, **more}


MAIL = column("_x30e1_", "メール", personOrGroup={})
MARK = column("Mark", "満足度", number={})
AGAIN = column("Mark2", "満足度", number={})


def items(*fields, columns, people=None):
    found = sharepoint.list_columns(columns)
    rows = [
        {"id": str(n), "createdDateTime": "2025-06-19T09:00:00Z", "fields": one}
        for n, one in enumerate(fields, 1)
    ]
    return list(sharepoint.items_of(rows, found, people or {}, of="L"))


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ({"text": {}}, Type.TEXT),
        ({"number": {}}, Type.NUMBER),
        ({"currency": {}}, Type.NUMBER),
        ({"choice": {}}, Type.CHOICE),
        ({"personOrGroup": {}}, Type.PERSON),
        ({"personOrGroup": {"allowMultipleSelection": True}}, Type.UNKNOWN),
        ({"boolean": {}}, Type.YES_NO),
        ({"dateTime": {}}, Type.DATE),
        ({"hyperlinkOrPicture": {}}, Type.LINK),
        ({"lookup": {}}, Type.UNKNOWN),
        ({"calculated": {}}, Type.UNKNOWN),
        ({"term": None, "text": {}}, Type.TEXT),
        ({}, Type.UNKNOWN),
    ],
)
def test_a_column_has_a_type(facet, expected):
    (found,) = sharepoint.list_columns([column("a", **facet)])

    assert found.type is expected


def test_it_is_called_as_the_service_calls_it():
    several = {"personOrGroup": {"allowMultipleSelection": True}}
    found = sharepoint.list_columns([MAIL, column("a", **several), column("b", lookup={}), column("c")])

    assert [one.called for one in found] == [
        "personOrGroup",
        "personOrGroup, allowMultipleSelection",
        "lookup",
        "?",
    ]


@pytest.mark.parametrize(
    "own",
    [
        column("ContentType", text={}),
        column("Attachments", boolean={}),
        column("AppAuthor", lookup={}),
        column("_UIVersionString", text={}),
        column("_ColorTag", text={}),
        column("Done", text={}, readOnly=True),
        column("Secret", text={}, hidden=True),
    ],
)
def test_the_lists_own_columns_hold_no_answers_whatever_they_are_called(own):
    assert sharepoint.list_columns([own]) == []


@pytest.mark.parametrize("name", ["Title", "_x30e1_", "Mark", "ContentType0"])
def test_peoples_columns_hold_answers(name):
    assert [one.name for one in sharepoint.list_columns([column(name, text={})])] == [name]


def test_an_item_has_its_lists_id_before_its_own_and_when_it_was_made():
    (found,) = items({"Mark": 5}, columns=[MARK])

    assert (found.id, found.cells, found.created) == (
        "L/1",
        {"満足度": 5},
        datetime(2025, 6, 19, 9, tzinfo=UTC),
    )


def test_an_escaped_name_is_found_with_and_without_its_prefix():
    columns = [column("_x30e1_", "感想", text={})]

    assert [
        one.cells["感想"] for one in items({"OData__x30e1_": "a"}, {"_x30e1_": "b"}, {}, columns=columns)
    ] == [
        "a",
        "b",
        None,
    ]


def test_a_person_is_a_number_and_a_sign_in_name_where_the_site_tells_it():
    fields = ({"OData__x30e1_LookupId": "12"}, {"OData__x30e1_LookupId": "13"}, {})

    found = items(*fields, columns=[MAIL], people={"12": "a@example.jp"})

    assert [one.cells["メール"] for one in found] == [
        {"LookupId": "12", "mail": "a@example.jp"},
        {"LookupId": "13"},
        None,
    ]


def test_whom_items_point_at_is_known_before_the_list_of_users_is_read():
    found = sharepoint.list_columns([MAIL, MARK])
    rows = [
        {"fields": {"_x30e1_LookupId": "12"}},
        {"fields": {"Mark": 3}},
        {"fields": {"_x30e1_LookupId": 13}},
    ]

    assert sharepoint.numbers_of_people(rows, found) == {"12", "13"}


def test_a_type_that_cannot_be_read_is_kept_as_it_came():
    (found,) = items({"RefLookupId": "4"}, columns=[column("Ref", lookup={})])

    assert found.cells == {"Ref": "4"}


@pytest.mark.parametrize(
    ("fields", "cell"),
    [
        ({"Mark": 5}, 5),
        ({"Mark2": 5}, 5),
        ({"Mark": 5, "Mark2": 5.0}, 5),
        ({"Mark": 5, "Mark2": 3}, {"columns": {"Mark": 5, "Mark2": 3}}),
        ({}, None),
    ],
)
def test_of_two_columns_of_one_name_the_filled_one_counts(fields, cell):
    (found,) = items(fields, columns=[MARK, AGAIN])

    assert found.cells == {"満足度": cell}


def test_two_columns_of_one_name_are_one_column_of_answers():
    found = sharepoint.list_columns([MARK, MAIL, AGAIN])

    assert sharepoint.columns_of(found) == [
        Column("満足度", Type.NUMBER, ("Mark", "Mark2"), "number"),
        Column("メール", Type.PERSON, ("_x30e1_",), "personOrGroup"),
    ]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"Name": "i:0#.f|membership|a@example.jp", "EMail": "other@example.jp"}, "a@example.jp"),
        ({"Name": "c:0t.c|tenant|group", "UserName": "u@example.jp", "EMail": "e@x"}, "u@example.jp"),
        ({"EMail": "e@example.jp"}, "e@example.jp"),
        ({}, ""),
    ],
)
def test_an_entry_in_the_list_of_users_tells_a_sign_in_name(fields, name):
    assert sharepoint.sign_in_name(fields) == name


def reading(**more):
    return SourceReading("s", [Column("a"), Column("b")], [], **more)


def test_what_is_lost_is_what_the_source_says_or_what_is_missing_where_all_was_read():
    assert reading(gone=frozenset("xy")).lost(["x", "z"]) == {"x"}
    assert reading(there=frozenset("xy")).lost(["x", "z"]) == {"z"}
    assert reading().lost(["x"]) == frozenset()
    assert reading().headers == ("a", "b")


def test_of_an_item_all_that_may_be_an_answer_is_wanted():
    cells = {"Mark": 4, "OData__x30e1_": "a", "_x30e1_LookupId": "7", "Title": None}
    own = {"@odata.etag": "e", "id": "1", "ContentType": "c", "AuthorLookupId": "11", "LinkTitle": "t"}
    item = {"id": "1", "createdDateTime": "2025-06-19T09:00:00Z", "webUrl": "w", "fields": {**cells, **own}}

    assert sharepoint.wanted(item) == {"id": "1", "createdDateTime": item["createdDateTime"], "fields": cells}


def test_a_deletion_is_wanted_as_it_is():
    gone = {"id": "1", "deleted": {"state": "deleted"}}

    assert sharepoint.wanted(gone | {"eTag": "e"}) == gone


@pytest.mark.parametrize(
    "name", ["ContentType", "Attachments", "_UIVersionString", "ComplianceAssetId", "Order"]
)
def test_r11_sharepoints_own_columns_are_known_by_name_also_where_they_call_themselves_writable(name):
    own = column(name, "コンテンツ タイプ", text={})

    assert sharepoint.list_columns([own, MARK]) == sharepoint.list_columns([MARK])
    (blank,) = items({"ContentType": "アイテム"}, columns=[own, MARK])
    assert blank.cells == {"満足度": None}
