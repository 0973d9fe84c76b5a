"""Pages of a site: made, read as its readers see them, changed, published, in use."""

import pytest

from m365bot.sandbox.control import pages
from m365bot.sandbox.wire.call import Token

TEXT = "<p>計画</p>\n <p onclick='x()'>二 <b>太</b></p>"


def body(name="plan.aspx", text=TEXT, **more):
    column = {"webparts": [{"id": "6f9230af-2a98-4952-b205-9ede4f9ef548", "innerHtml": text}]}
    canvas = {"horizontalSections": [{"layout": "oneColumn", "columns": [column]}]}
    kind = {"@odata.type": "#microsoft.graph.sitePage"}
    return {**kind, "name": name, "title": "研修計画", "canvasLayout": canvas, **more}


def change(**what):
    return {"@odata.type": "#microsoft.graph.sitePage", **what}


@pytest.fixture
def where(desk):
    return f"/sites/{desk.site.id}/pages"


def made(desk, where, **more):
    answer = desk.post(where, body(**more))
    assert answer.status == 201, answer.body
    return answer


def reader(desk):
    return desk.person("reader")


def test_a_new_page_is_a_draft_that_no_reader_finds(desk, where) -> None:
    page = made(desk, where)
    desk.wait(30)

    assert page["publishingState"]["level"] == "checkout"
    assert page["publishingState"]["versionId"] == "0.1"
    assert desk.get(f"{where}/{page['id']}", token=reader(desk)).status == 404
    assert desk.get(where, token=reader(desk))["value"] == []
    assert [each["id"] for each in desk.get(where)["value"]] == [page["id"]]


def test_readers_see_what_was_published_until_it_is_published_again(desk, where) -> None:
    page = made(desk, where)
    cast = f"{where}/{page['id']}/microsoft.graph.sitePage"

    assert desk.post(f"{cast}/publish", None).status == 204
    assert desk.get(cast)["publishingState"] == {"level": "published", "versionId": "1.0"}
    desk.patch(cast, change(title="新しい計画"))

    assert desk.get(cast)["title"] == "新しい計画"
    assert desk.get(cast)["publishingState"]["level"] == "checkout"
    assert desk.get(cast, token=reader(desk))["title"] == "研修計画"


def test_the_content_comes_only_by_the_cast_and_written_anew(desk, where) -> None:
    page = made(desk, where)

    plain = desk.get(f"{where}/{page['id']}?$expand=canvasLayout")
    read = desk.get(f"{where}/{page['id']}/graph.sitePage?$expand=canvasLayout")

    assert plain.status == 400
    assert "'canvasLayout' on type 'microsoft.graph.baseSitePage'" in plain["error"]["message"]
    (part,) = read["canvasLayout"]["horizontalSections"][0]["columns"][0]["webparts"]
    assert part["innerHtml"] == "<p>計画</p><p>二 <b>太</b></p>"
    assert part["id"] != "6f9230af-2a98-4952-b205-9ede4f9ef548"
    assert "canvasLayout" not in desk.get(f"{where}/{page['id']}/graph.sitePage").body


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "plan"},
        {"name": ".aspx"},
        {"name": "a:b.aspx"},
        {"@odata.type": "#microsoft.graph.newsLinkPage"},
        {"promotionKind": "news"},
        {"titleArea": {"colour": "red"}},
        {"pageLayout": "wide"},
        {"canvasLayout": {"horizontalSections": [{"layout": "fourColumns"}]}},
        {"canvasLayout": {"horizontalSections": [{"columns": [{"webParts": []}]}]}},
        {"unknown": 1},
    ],
)
def test_what_no_page_may_be_is_refused(desk, where, wrong) -> None:
    assert desk.post(where, {**body(), **wrong}).status == 400


def test_a_part_that_graph_does_not_support_is_refused(desk, where) -> None:
    part = {"webPartType": "275c0095-a77e-4f6d-a2a0-6a7626911518", "data": {}}  # a video
    canvas = {"horizontalSections": [{"columns": [{"webparts": [part]}]}]}

    assert desk.post(where, body(canvasLayout=canvas)).status == 400


def test_a_second_page_of_a_name_is_refused_and_the_first_found_by_it(desk, where) -> None:
    page = made(desk, where)

    again = desk.post(where, body(name="Plan.ASPX"))

    assert (again.status, again.code) == (409, "nameAlreadyExists")
    desk.wait(30)
    for kind in ("", "/microsoft.graph.sitePage"):
        assert [r["id"] for r in desk.get(f"{where}{kind}?$filter=name eq 'plan.aspx'")["value"]] == [
            page["id"]
        ]


def test_a_new_page_is_missing_in_lists_for_moments(desk, where) -> None:
    desk.tenant.weather = desk.tenant.weather.changed({"profile": "harsh"})

    made(desk, where)

    assert desk.get(where)["value"] == []


def test_while_somebody_edits_it_every_write_is_423(desk, where) -> None:
    desk.person("editor")
    page = made(desk, where)
    cast = f"{where}/{page['id']}/microsoft.graph.sitePage"
    desk.post(f"{cast}/publish", None)
    place = {"site": "R7 DX研修", "page": "研修計画", "by": "editor@example.jp"}
    pages.act(desk.tenant, {**place, "editing": True})

    answers = [
        desk.patch(cast, change(title="x")),
        desk.post(f"{cast}/publish", None),
        desk.delete(f"{where}/{page['id']}"),
    ]

    assert [(each.status, each.code) for each in answers] == [(423, "resourceLocked")] * 3
    pages.act(desk.tenant, {**place, "editing": False, "text": "<p>人の追記</p>"})
    assert desk.patch(cast, change(title="x")).status == 200
    assert "人の追記" in str(desk.get(f"{cast}?$expand=canvasLayout").body)


def test_a_stale_etag_is_refused(desk, where) -> None:
    page = made(desk, where)
    cast = f"{where}/{page['id']}/microsoft.graph.sitePage"
    desk.patch(cast, change(title="一"))

    stale = desk.patch(cast, change(title="二"), headers={"If-Match": page["eTag"]})

    assert stale.status == 412


def test_some_tenants_publish_only_what_was_read_since(desk, where) -> None:
    desk.tenant.weather = desk.tenant.weather.changed({"profile": "harsh"})
    page = made(desk, where)
    cast = f"{where}/{page['id']}/microsoft.graph.sitePage"

    first = desk.post(f"{cast}/publish", None)
    desk.get(cast)

    assert (first.status, first.code) == (412, "resourceModified")
    assert desk.post(f"{cast}/publish", None).status == 204


def test_a_person_may_not_publish_what_they_cannot_find(desk, where) -> None:
    page = made(desk, where)
    stranger = desk.person("stranger", member=False)

    assert desk.post(f"{where}/{page['id']}/graph.sitePage/publish", None, token=stranger).status == 403


def test_a_private_channels_site_has_no_pages(desk) -> None:
    channel = desk.channel("班1", private=True)
    desk.tenant.sites.make_channel_site(desk.group.id, channel.id, "dx-r7", "班1", desk.tenant.clock.now())
    site = next(each for each in desk.tenant.sites.live() if each.channel_id)

    assert desk.post(f"/sites/{site.id}/pages", body()).status == 404


def test_pages_outlive_the_process(desk, where) -> None:
    page = made(desk, where)
    cast = f"{where}/{page['id']}/microsoft.graph.sitePage"
    desk.post(f"{cast}/publish", None)
    before = desk.get(f"{cast}?$expand=canvasLayout").body

    desk.tenant.sites.load(desk.tenant.sites.dump())

    assert desk.get(f"{cast}?$expand=canvasLayout").body == before


def test_the_parts_of_a_page_are_listed_in_order(desk, where) -> None:
    page = made(desk, where)

    found = desk.get(f"{where}/{page['id']}/microsoft.graph.sitePage/webparts")

    assert [each["innerHtml"] for each in found["value"]] == ["<p>計画</p><p>二 <b>太</b></p>"]


def test_an_officer_may_write_a_page_with_their_own_rights(desk, where) -> None:
    officer = Token("app", user_id=desk.person("officer").user_id, scopes=frozenset({"Sites.ReadWrite.All"}))

    page = desk.post(where, body(), token=officer)

    assert desk.get(f"{where}/{page['id']}", token=officer).status == 200


def library(desk) -> str:
    lists = desk.get(f"/sites/{desk.site.id}/lists")["value"]
    return next(one["id"] for one in lists if one["list"]["template"] == "webPageLibrary")


def test_news_is_found_among_pages_and_is_not_made_a_page_again(desk, where) -> None:
    news = made(desk, where, name="news.aspx", promotionKind="newsPost")
    made(desk, where)
    desk.wait(30)
    found = desk.get(f"{where}/microsoft.graph.sitePage?$filter=promotionKind eq 'newsPost'")

    assert [each["id"] for each in found["value"]] == [news["id"]]
    assert desk.patch(f"{where}/{news['id']}/graph.sitePage", change(promotionKind="page")).status == 400


def test_readers_are_counted_by_the_item_of_the_page_and_the_app_is_none(desk, where) -> None:
    page = made(desk, where)
    cast = f"{where}/{page['id']}/microsoft.graph.sitePage"
    desk.post(f"{cast}/publish", None)
    one = reader(desk)
    for token in (one, one, desk.person("another"), None):
        desk.get(cast, token=token)
    figures = f"/sites/{desk.site.id}/lists/{library(desk)}/items/{page['id']}/analytics"

    desk.wait(8 * 86_400)
    desk.get(cast, token=one)

    assert desk.get(figures)["allTime"] is None  # whoever wants figures asks for them by name
    assert desk.get(f"{figures}/allTime")["access"] == {"actionCount": 4, "actorCount": 2}
    assert desk.get(f"{figures}/lastSevenDays")["access"] == {"actionCount": 1, "actorCount": 1}


def test_a_tenant_may_tell_no_figures(desk, where) -> None:
    page = made(desk, where)
    desk.tenant.weather = desk.tenant.weather.changed({"set": {"page_views": False}})

    figures = desk.get(f"/sites/{desk.site.id}/lists/{library(desk)}/items/{page['id']}/analytics/allTime")

    assert figures["access"] is None
    elsewhere = f"/sites/{desk.site.id}/lists/{library(desk)}/items/{desk.site.id}/analytics/allTime"
    assert desk.get(elsewhere).status == 404


def test_likes_and_comments_stand_on_the_page(desk, where) -> None:
    page = made(desk, where)
    desk.person("reader")
    said = {"site": "R7 DX研修", "page": "plan.aspx", "by": "reader@example.jp"}

    pages.act(desk.tenant, {**said, "like": True, "comment": "参考になりました"})
    pages.act(desk.tenant, {**said, "like": True})

    shown = desk.get(f"{where}/{page['id']}/graph.sitePage?$select=id,reactions")
    assert shown["reactions"] == {"commentCount": 1, "likeCount": 1, "shareCount": 0}
