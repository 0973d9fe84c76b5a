"""Sites that a seed names."""

import pytest

from m365bot.sandbox.sharepoint.sites.initial import add_sites, root_site
from m365bot.sandbox.tenant import Tenant
from m365bot.sandbox.wire.problems import GraphProblem


@pytest.mark.parametrize("path", ["dx", "/sites/dx", "sites/dx/", "https://example.sharepoint.com/sites/dx"])
def test_a_path_may_be_written_short_or_whole(path: str) -> None:
    (site,) = add_sites(Tenant(), [{"path": path}])

    assert (site.path, site.title) == ("sites/dx", "sites/dx")


def test_another_collection_is_kept_and_a_title_counts() -> None:
    (site,) = add_sites(Tenant(), [{"path": "teams/dx", "title": "DX"}])

    assert (site.path, site.title) == ("teams/dx", "DX")


def test_what_is_there_stays() -> None:
    tenant = Tenant()

    first, again = add_sites(tenant, [{"path": "dx", "title": "a"}, {"path": "sites/DX", "title": "b"}])

    assert first is again
    assert again.title == "a"
    assert root_site(tenant) is root_site(tenant)


@pytest.mark.parametrize(
    ("row", "words"), [({"path": ""}, "needs a path"), ({}, "needs a path"), ({"paht": "x"}, "'paht'")]
)
def test_a_row_that_names_no_site_is_refused(row: dict[str, str], words: str) -> None:
    with pytest.raises(GraphProblem, match=words) as caught:
        add_sites(Tenant(), [row])

    assert caught.value.status == 400
