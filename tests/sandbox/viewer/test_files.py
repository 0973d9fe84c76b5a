"""Files of a channel: listed, opened, and closed to who may not read them."""

from pathlib import Path

import pytest

from m365bot.sandbox.viewer import files
from m365bot.sandbox.viewer.files import Folder
from tests.sandbox.viewer import conftest as w
from tests.sandbox.viewer.conftest import Window, links, words

STATIC = Path(files.__file__).parent / "static"


@pytest.mark.parametrize("where", ["general", "secret"])
async def test_folders_open_and_files_too(window: Window, where: str) -> None:
    channel = getattr(window, where)
    await window.file(channel, "演習/手引 #1 100%.txt", "本文です。".encode())

    top = await window.channel(channel, "/files/")
    inside = await window.follow(links(top)["フォルダー演習"])
    file = await window.follow(links(inside)["ファイル手引 #1 100%.txt"])

    assert "演習" in words(inside)
    assert file.text == "本文です。"
    assert file.headers["content-type"] == "text/plain; charset=utf-8"
    assert file.headers["content-disposition"].startswith("inline")


async def test_what_could_run_in_a_browser_is_saved_not_shown(window: Window) -> None:
    for name in ("a.html", "b.svg", "c.js", "d.docx"):
        await window.file(window.general, name, b"<script>x()</script>")
        file = await window.channel(window.general, f"/open/{name}")
        assert file.headers["content-type"] == "application/octet-stream", name
        assert file.headers["content-disposition"].startswith("attachment"), name


async def test_a_file_is_closed_to_who_is_not_in_its_channel(window: Window) -> None:
    await window.file(window.secret, "内部.txt", b"secret")

    for who in (w.GUEST, w.STRANGER):
        page = await window.channel(window.secret, "/open/内部.txt", who=who)
        assert page.status_code == 403
        assert "secret" not in page.text


async def test_a_name_is_escaped_wherever_it_stands(window: Window) -> None:
    await window.file(window.general, "R&D 'x'.txt", b"x")

    page = await window.channel(window.general, "/files/")

    assert "R&amp;D &#39;x&#39;.txt" in page.text


async def test_an_empty_folder_and_a_missing_file_say_so(window: Window) -> None:
    assert "このフォルダーは空です" in words(await window.channel(window.general, "/files/"))
    missing = await window.channel(window.general, "/open/none.pdf")
    assert missing.status_code == 404
    assert "見つかりません" in words(missing)


async def test_a_folder_that_is_being_made_is_said_to_be_coming(window: Window) -> None:
    fault = {"match": "GET */filesFolder", "times": 1, "then": {"status": 404, "code": "NotFound"}}
    window.app.gateway.faults.replace([fault])

    page = await window.channel(window.secret, "/files/")

    assert page.status_code == 404
    assert "ファイルの置き場は用意中です" in words(page)


async def test_a_link_of_a_post_to_a_file_opens_it_here(window: Window) -> None:
    await window.file(window.secret, "演習/手引.txt", "本文です。".encode())
    url = (await window.folder(window.secret))["webUrl"] + "/%E6%BC%94%E7%BF%92/%E6%89%8B%E5%BC%95.txt?web=1"
    await window.post(window.secret, f'<a href="{url}">手引</a>')

    file = await window.follow(links(await window.channel(window.secret))["手引"])

    assert file.text == "本文です。"


def test_an_address_is_within_a_folder_or_is_not() -> None:
    folder = Folder("d", "General", "https://x.sharepoint.com/sites/r7/Shared%20Documents/General")

    assert folder.path_of("https://x.sharepoint.com/sites/r7/Shared Documents/General/") == ""
    assert (
        folder.path_of("https://x.sharepoint.com/sites/r7/Shared%20Documents/General/A/%E3%81%82.txt")
        == "A/あ.txt"
    )
    assert folder.path_of("https://x.sharepoint.com/sites/r7/Shared%20Documents/Generals") is None
    assert folder.path_of("https://y.sharepoint.com/sites/r7/Shared%20Documents/General") is None


async def test_every_page_forbids_scripts_and_other_sites(window: Window) -> None:
    for path in ("/", "/static/viewer.css", "/nowhere"):
        headers = (await window.look(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "script-src" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path


def test_pages_and_style_load_nothing_from_elsewhere() -> None:
    sources = [*STATIC.iterdir(), *(STATIC.parent / "templates").iterdir()]

    for source in sources:
        text = source.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text and "https://" not in text, source.name
        assert "<script" not in text and " style=" not in text and "|safe" not in text, source.name
