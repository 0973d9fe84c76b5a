import pytest

from m365bot.graph import paths


def test_each_segment_of_an_item_is_encoded():
    assert paths.item("b!1", "演習 #1", "50%+班.pdf", suffix="content") == (
        "/drives/b%211/root:/%E6%BC%94%E7%BF%92%20%231/50%25%2B%E7%8F%AD.pdf:/content"
    )


def test_the_root_needs_no_colon():
    assert paths.item("d", suffix="delta") == "/drives/d/root/delta"
    assert paths.item("d") == "/drives/d/root"
    assert paths.item("d", "a") == "/drives/d/root:/a"


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/teams/0f7c1d0e-3a55-4c3b-8b1a-000000000001/channels", None),
        ("/teams('x y')/members", "/teams/*/members"),
        ("/users/taro%40example.jp/sendMail", "/users/*/sendMail"),
        ("/drives/b!abc-_1/root:/%E5%B1%B1%E7%94%B0/a.pdf:/content", "/drives/b!abc-_1/root:/*:/content"),
        ("/drives/b!abc/root:/x", "/drives/b!abc/root:/*"),
        ("/me/messages?$filter=subject eq 'x'", "/me/messages"),
        (
            "/teams/t1/channels/19%3Aab%40thread.tacv2/messages",
            "/teams/*/channels/19:ab@thread.tacv2/messages",
        ),
        ("/$batch", None),
    ],
)
def test_a_log_shows_words_and_ids_never_names(path: str, shape: str | None):
    assert paths.shape(path) == (shape or path)
