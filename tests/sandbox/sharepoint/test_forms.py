"""People who answer a form, and the list their answers reach."""

import pytest

from m365bot.sandbox.control import forms
from m365bot.sandbox.wire.problems import GraphProblem

ANSWER = {
    "メール": "aoki@example.jp",
    "研修の満足度": 4,
    "研修の満足理由": "",
    "業務で使えそうな場面": '<div class="ExternalClassA1B2">橋の点検&#58;写真<br></div>',
}


def rows(desk) -> list[dict]:
    site = desk.tenant.sites.group_site(desk.office.id)
    page = desk.get(f"/sites/{site.id}/lists/R7 powerbi-1/items?$expand=fields")
    return [each["fields"] for each in page["value"]]


def test_the_first_answer_makes_the_list_in_the_officers_site(desk) -> None:
    forms.submit(desk.tenant, {"list": "フォーム回答/R7 powerbi-1", "answers": [ANSWER]})

    site = desk.tenant.sites.group_site(desk.office.id)
    columns = desk.get(f"/sites/{site.id}/lists/R7 powerbi-1/columns")["value"]
    shown = {each["displayName"]: each["name"] for each in columns}
    assert shown["業務で使えそうな場面"] == "_x696d__x52d9__x3067__x4f7f__x30"
    assert set(ANSWER) <= set(shown)


def test_an_answer_is_kept_as_it_was_given_and_empty_ones_are_absent(desk) -> None:
    forms.submit(desk.tenant, {"list": "フォーム回答/R7 powerbi-1", "answers": [ANSWER]})

    (fields,) = rows(desk)

    assert fields["OData__x696d__x52d9__x3067__x4f7f__x30"] == ANSWER["業務で使えそうな場面"]
    assert 4 in fields.values() and "aoki@example.jp" in fields.values()
    assert "" not in [value for key, value in fields.items() if key.startswith("OData__x")]


def test_later_answers_use_the_same_columns_and_may_bring_new_ones(desk) -> None:
    forms.submit(desk.tenant, {"list": "フォーム回答/R7 powerbi-1", "answers": [ANSWER]})
    forms.submit(desk.tenant, {"list": "R7 powerbi-1", "answers": [{**ANSWER, "感想": "よい"}, ANSWER]})

    assert len(rows(desk)) == 3
    assert sum("よい" in fields.values() for fields in rows(desk)) == 1


@pytest.mark.parametrize("site", ["R7 DX研修", "dx-r7", "https://example.sharepoint.com/sites/dx-r7"])
def test_a_site_is_named_by_team_nickname_or_address(desk, site: str) -> None:
    done = forms.submit(
        desk.tenant, {"list": "アンケート", "site": site, "answers": [{"メール": "a@example.jp"}]}
    )

    assert done["site"] == desk.site.id


def test_the_lists_path_may_begin_with_a_team(desk) -> None:
    done = forms.submit(
        desk.tenant, {"list": "R7 DX研修/アンケート", "answers": [{"メール": "a@example.jp"}]}
    )

    assert done["site"] == desk.site.id


def test_words_that_are_unknown_or_do_not_fit_together_are_refused_by_name(desk) -> None:
    with pytest.raises(GraphProblem) as unknown:
        forms.submit(desk.tenant, {"list": "a", "answers": [], "farbe": 1})
    with pytest.raises(GraphProblem) as both:
        forms.submit(desk.tenant, {"open": "研修運営:/a.xlsx", "answers": []})
    with pytest.raises(GraphProblem) as missing:
        forms.submit(desk.tenant, {"open": "研修運営:/a.xlsx"})

    assert "farbe" in unknown.value.message
    assert (both.value.status, missing.value.status) == (400, 404)


def test_a_workbook_does_not_change_by_being_answered_and_fills_when_somebody_opens_it(desk) -> None:
    path = "研修運営:/フォーム/R7.xlsx"
    first = forms.submit(desk.tenant, {"workbook": path, "answers": [ANSWER]})
    drive = desk.tenant.sites.drives[first["drive"]]
    made = drive.items[first["item"]].c_tag

    answered = forms.submit(desk.tenant, {"workbook": path, "answers": [ANSWER]})
    before = drive.items[first["item"]].c_tag
    opened = forms.submit(desk.tenant, {"open": path})
    after = drive.items[first["item"]].c_tag
    forms.submit(desk.tenant, {"open": path})

    assert (answered["waiting"], opened["waiting"]) == (2, 0)
    assert made == before != after
    assert drive.items[first["item"]].c_tag == after
