"""Sites, who may read them, and where channels keep their files."""

from m365bot.sandbox.sharepoint.drives import as_json
from m365bot.sandbox.sharepoint.lens import Lens
from m365bot.sandbox.sharepoint.sites.initial import add_sites, root_site
from m365bot.sandbox.stored.sharepoint import SharePoint
from m365bot.sandbox.tenant import Tenant


def test_a_site_is_found_by_id_by_path_and_by_its_group(desk) -> None:
    by_path = desk.get("/sites/example.sharepoint.com:/sites/DX-R7")

    assert by_path["id"] == desk.get(f"/sites/{by_path['id']}")["id"]
    assert by_path["id"] == desk.get(f"/groups/{desk.group.id}/sites/root")["id"]
    assert by_path["webUrl"] == "https://example.sharepoint.com/sites/dx-r7"
    assert desk.get("/sites/example.sharepoint.com:/sites/none").code == "itemNotFound"


def test_root_and_seeded_sites_are_listed_with_the_others(desk) -> None:
    root_site(desk.tenant)
    add_sites(desk.tenant, [{"path": "https://example.sharepoint.com/sites/dx", "title": "DX通信"}])

    names = {each["displayName"] for each in desk.get("/sites/getAllSites")["value"]}

    assert desk.get("/sites/root")["webUrl"] == "https://example.sharepoint.com"
    assert {"DX通信", "R7 DX研修", "研修運営"} <= names


def test_the_drive_of_a_site_and_of_its_group_is_one(desk) -> None:
    drive = desk.get(f"/sites/{desk.site.id}/drive")

    assert desk.get(f"/groups/{desk.group.id}/drive")["id"] == drive["id"]
    assert [each["id"] for each in desk.get(f"/sites/{desk.site.id}/drives")["value"]] == [drive["id"]]
    assert desk.get(f"/drives/{drive['id']}")["driveType"] == "documentLibrary"


def test_a_young_site_is_not_there_yet(desk) -> None:
    desk.site.ready_at = desk.tenant.clock.timestamp() + 30

    early = desk.get(f"/groups/{desk.group.id}/drive")
    desk.wait(31)

    assert (early.status, early.code) == (404, "itemNotFound")
    assert desk.get(f"/groups/{desk.group.id}/drive").status == 200


def test_members_read_the_teams_files_and_others_do_not(desk) -> None:
    member, guest = desk.person("aoki"), desk.person("gaibu", guest=True)
    stranger = desk.person("other", member=False)

    answers = [desk.get(f"/drives/{desk.drive.id}/root", token=token) for token in (member, guest, stranger)]

    assert [each.status for each in answers] == [200, 200, 403]
    assert answers[2].code == "accessDenied"


def test_only_its_people_read_the_site_of_a_private_channel(desk) -> None:
    inside, outside = desk.person("aoki"), desk.person("ito")
    channel = desk.channel("班1", people=("aoki",), private=True)
    root = desk.tenant.sites.make_channel_site(
        desk.group.id, channel.id, "dx-r7", "班1", desk.tenant.clock.now()
    )
    drive, _ = desk.tenant.sites.channel_folder(channel.id)

    assert drive.id != desk.drive.id and root.id == drive.root_id
    assert desk.get(f"/drives/{drive.id}/root", token=inside).status == 200
    assert desk.get(f"/drives/{drive.id}/root", token=outside).status == 403


def test_a_private_channel_of_an_older_tenant_has_a_folder(desk) -> None:
    desk.tenant.sites.settings.private_channel_files_in_root = False
    folder = desk.tenant.sites.make_channel_site(
        desk.group.id, "19:p", "dx-r7", "班1", desk.tenant.clock.now()
    )

    assert folder.name == "班1"


def test_a_standard_channels_folder_is_made_once_and_shown_as_filesfolder_shows_it(desk) -> None:
    store, now = desk.tenant.sites, desk.tenant.clock.now()
    folder = store.make_channel_folder(desk.group.id, "19:s", "R7 演習", now)
    again = store.make_channel_folder(desk.group.id, "19:s", "R7 改名", now)

    shown = as_json.files_folder(Lens(store, "http://x", now), desk.drive, folder)

    assert again is folder
    assert shown["createdDateTime"] == "0001-01-01T00:00:00Z"
    assert set(shown["parentReference"]) == {"driveId", "driveType"}


def test_the_state_survives_a_file(desk) -> None:
    desk.put(f"/drives/{desk.drive.id}/root:/a/b.docx:/content", b"x")
    desk.put(f"/drives/{desk.drive.id}/root:/a/b.docx:/content", b"y")
    store = desk.tenant.sites

    other = Tenant()
    other.sites.load(store.dump())

    assert isinstance(other.sites, SharePoint)
    assert other.sites.dump() == store.dump()
    assert other.sites.drives[desk.drive.id].at_path(["A", "B.docx"]) is not None
