"""msgraph-sdk with typed models: sites, lists, their columns and items."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgraph import GraphServiceClient
from msgraph.generated.models.column_definition import ColumnDefinition
from msgraph.generated.models.field_value_set import FieldValueSet
from msgraph.generated.models.list_ import List_
from msgraph.generated.models.list_info import ListInfo
from msgraph.generated.models.list_item import ListItem
from msgraph.generated.models.number_column import NumberColumn
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.site import Site
from msgraph.generated.models.text_column import TextColumn
from msgraph.generated.sites.item.lists.item.items.items_request_builder import ItemsRequestBuilder

from tests.foreign import sdk
from tests.foreign.served import Served

Items = ItemsRequestBuilder.ItemsRequestBuilderGetQueryParameters


@pytest.fixture
async def graph(served: Served) -> AsyncIterator[GraphServiceClient]:
    async with sdk.as_app(served, served.app("lists")) as client:
        yield client


@pytest.fixture
async def site(graph: GraphServiceClient, served: Served) -> Site:
    served.seed(sites=[{"path": "dx", "title": "DX研修"}])
    found = await graph.sites.by_site_id("example.sharepoint.com:/sites/dx").get()
    assert found and found.id
    return found


async def table(graph: GraphServiceClient, site: Site, title: str) -> tuple[Any, List_]:
    """A list with two columns, and its builder."""
    wanted = List_(
        display_name=title,
        list_=ListInfo(template="genericList"),
        columns=[
            ColumnDefinition(name="Department", text=TextColumn()),
            ColumnDefinition(name="Hours", number=NumberColumn()),
        ],
    )
    lists = graph.sites.by_site_id(site.id or "").lists
    made = await lists.post(wanted)
    assert made and made.id
    return lists.by_list_id(made.id), made


def row(**fields: object) -> ListItem:
    return ListItem(fields=FieldValueSet(additional_data=dict(fields)))


async def test_a_site_is_found_by_its_path_and_by_its_id(graph: GraphServiceClient, site: Site) -> None:
    again = await graph.sites.by_site_id(site.id or "").get()
    every = await graph.sites.get_all_sites.get()

    assert site.display_name == "DX研修" and site.web_url == "https://example.sharepoint.com/sites/dx"
    assert again and again.id == site.id and (site.id or "").count(",") == 2
    assert every and site.id in {each.id for each in every.value or []}


async def test_a_list_is_made_with_its_columns_and_found(graph: GraphServiceClient, site: Site) -> None:
    builder, made = await table(graph, site, "アンケート")

    columns = await builder.columns.get()
    by_title = await graph.sites.by_site_id(site.id or "").lists.by_list_id("アンケート").get()
    listed = await graph.sites.by_site_id(site.id or "").lists.get()

    assert {"Title", "Department", "Hours"} <= {each.name for each in columns.value}
    assert next(each for each in columns.value if each.name == "Hours").number is not None
    assert by_title and by_title.id == made.id
    assert listed and made.id in {each.id for each in listed.value or []}


async def test_items_are_made_read_changed_and_deleted(graph: GraphServiceClient, site: Site) -> None:
    builder, _ = await table(graph, site, "受講記録")
    made = [
        await builder.items.post(row(Title=f"{n}人目", Department="消防局", Hours=n)) for n in range(1, 6)
    ]

    first = await builder.items.get(sdk.asking(Items(expand=["fields"], top=2)))
    listed = await sdk.every(first, builder.items.with_url)
    changed = await builder.items.by_list_item_id(made[0].id).fields.patch(
        FieldValueSet(additional_data={"Hours": 6.5})
    )
    await builder.items.by_list_item_id(made[1].id).delete()
    with pytest.raises(ODataError) as gone:
        await builder.items.by_list_item_id(made[1].id).get()
    with pytest.raises(ODataError) as unknown:
        await builder.items.post(row(Title="x", ShoeSize=26))

    assert first.odata_next_link and len(first.value) == 2
    assert [each.fields.additional_data["Hours"] for each in listed] == [1, 2, 3, 4, 5]
    assert changed.additional_data["Hours"] == 6.5
    assert sdk.code_of(gone.value) == (404, "itemNotFound")
    assert sdk.code_of(unknown.value) == (400, "invalidRequest")


async def test_a_column_without_an_index_is_filtered_only_when_asked_for(
    graph: GraphServiceClient, site: Site
) -> None:
    builder, _ = await table(graph, site, "絞り込み")
    for name in ("消防局", "土木局"):
        await builder.items.post(row(Title="x", Department=name))
    query = Items(expand=["fields($select=Department)"], filter="fields/Department eq '土木局'")

    with pytest.raises(ODataError) as refused:
        await builder.items.get(sdk.asking(query))
    found = await builder.items.get(sdk.asking(query, Prefer="HonorNonIndexedQueriesWarningMayFailRandomly"))

    assert sdk.code_of(refused.value) == (400, "invalidRequest")
    assert [each.fields.additional_data["Department"] for each in found.value] == ["土木局"]


async def test_answers_of_a_form_are_followed(graph: GraphServiceClient, site: Site, served: Served) -> None:
    answer = {"満足度(1-5)": "5", "ご意見": "良かった"}
    served.control("POST", "/forms", {"list": "第1回アンケート", "site": site.web_url, "answers": [answer]})
    builder = graph.sites.by_site_id(site.id or "").lists.by_list_id("第1回アンケート")

    columns = await builder.columns.get()
    first = await builder.items.delta.get()
    seen = await sdk.every(first, builder.items.delta.with_url)
    served.control("POST", "/forms", {"list": "第1回アンケート", "site": site.web_url, "answers": [answer]})
    changed = await builder.items.delta.with_url(first.odata_delta_link).get()

    names = {each.display_name: each.name for each in columns.value}
    assert len(seen) == 1 and len(changed.value) == 1
    one = await builder.items.by_list_item_id(changed.value[0].id).fields.get()
    assert one.additional_data[f"OData_{names['ご意見']}"] == "良かった"  # docs/facts.md 47
