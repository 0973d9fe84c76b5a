"""What one person alone sees: the own mail and the own chats, and never another's."""

import re

from m365bot.sandbox.entra import apps
from tests.sandbox.viewer import conftest as w
from tests.sandbox.viewer.conftest import Window, words

TO = {"toRecipients": [{"emailAddress": {"address": w.TRAINEE}}]}
HOSTILE = '<p onclick="x()">あと1件</p><script>x()</script><img src="https://e.example/a.png">'


async def test_mail_is_seen_by_who_got_it_and_by_who_sent_it(window: Window) -> None:
    body = {"contentType": "html", "content": HOSTILE}
    message = {"subject": "<b>未提出</b>のお知らせ", "body": body, **TO}
    await window.graph("POST", f"/users/{w.OFFICER}/sendMail", {"message": message})
    window.app.tenant.clock.advance(60)

    own = await window.look("/mail")
    sent = await window.look("/mail", who=w.OFFICER, folder="sentitems")
    other = await window.look("/mail", who=w.STRANGER)

    assert "&lt;b&gt;未提出&lt;/b&gt;のお知らせ" in own.text
    assert "<p>あと1件</p>" in own.text
    assert "<script" not in own.text
    assert "onclick" not in own.text
    assert f"宛先 {w.TRAINEE}" in words(sent)
    assert "未提出" not in other.text


async def test_a_guest_has_no_mailbox_and_is_told_so(window: Window) -> None:
    page = await window.look("/mail", who=w.GUEST)

    assert page.status_code == 404
    assert "メールボックスがありません" in words(page)


async def test_a_chat_is_seen_by_its_two_people_alone(window: Window) -> None:
    users = [window.app.tenant.user(name) for name in (w.ACCOUNT, w.TRAINEE)]
    kind = "#microsoft.graph.aadUserConversationMember"
    bind = "https://graph.microsoft.com/v1.0/users('{}')"
    members = [
        {"@odata.type": kind, "roles": ["owner"], "user@odata.bind": bind.format(each.id)}
        for each in users
        if each
    ]
    apps.add(
        window.app.tenant,
        {"client_id": apps.bot_id(window.app.tenant), "delegated": [*apps.BOT_DELEGATED, *apps.BOT_CHATS]},
    )
    chat = await window.graph("POST", "/chats", {"chatType": "oneOnOne", "members": members}, who=w.ACCOUNT)
    said = {"body": {"contentType": "html", "content": HOSTILE}}
    await window.graph("POST", f"/chats/{chat['id']}/messages", said, who=w.ACCOUNT)
    window.app.tenant.clock.advance(60)

    own = await window.look("/chats")
    other = await window.look("/chats", who=w.STRANGER)

    assert "DX通信" in words(own)
    assert "<p>あと1件</p>" in own.text
    assert "あと1件" not in other.text
    assert "チャットはありません" in words(other)


async def test_a_designed_mail_is_shown_as_its_reader_sees_it(window: Window) -> None:
    html = '<style>p{color:#036}</style><p style="color:#036">点検</p><img src="cid:g" alt="図"><script>x()</script>'
    picture = {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": "g.png",
        "contentType": "image/png",
        "contentBytes": "iVBORw0=",
        "contentId": "g",
        "isInline": True,
    }
    body = {"contentType": "html", "content": html}
    message = {"subject": "DX通信", "body": body, "attachments": [picture], **TO}
    await window.graph("POST", f"/users/{w.OFFICER}/sendMail", {"message": message})
    window.app.tenant.clock.advance(60)

    page = await window.look("/mail")
    address = re.search(r'<iframe[^>]* src="([^"]+)"', page.text)[1].replace("&amp;", "&")
    path, _, query = address.removeprefix("/viewer").partition("?")
    face = await window.look(path)
    alone = await window.look(f"{path}/words")
    foreign = await window.look(path, who=w.STRANGER)

    assert f"as={w.TRAINEE}" in query
    assert "g.png" not in page.text
    assert 'src="data:image/png;base64,iVBORw0="' in face.text
    assert "<style>p{color:#036}</style>" in face.text
    assert "default-src 'none'" in face.headers["content-security-policy"]
    assert "script-src" not in face.headers["content-security-policy"]
    assert "allow-scripts" not in face.headers["content-security-policy"]
    assert foreign.status_code == 404
    assert f'href="/viewer{path}/words?as=' in page.text
    assert '<pre class="words">点検\n\n[図]\n</pre>' in alone.text
