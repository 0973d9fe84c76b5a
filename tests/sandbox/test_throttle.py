"""The documented limits, each request counted alone, on the sandbox's own clock."""

from tests.sandbox.driver import Driver, code

OWNER, OTHER = "d.mori@example.jp", "a.endo@example.jp"


def test_a_team_takes_four_requests_a_second_its_channels_included(driver: Driver) -> None:
    driver.tenant.clock.freeze(at=driver.tenant.clock.timestamp())
    team = driver.team("dx", [driver.user(OWNER)])
    channel = driver.channel(team, "a")
    urls = [f"/teams/{team.id}", f"/teams/{team.id}/members", f"/teams/{team.id}/primaryChannel"]

    passed = [driver.app.get(url).status_code for url in (*urls, f"/teams/{team.id}/channels/{channel.id}")]
    fifth = driver.app.get(urls[0])
    driver.tenant.clock.freeze(at=driver.tenant.clock.timestamp() + 1.0)
    later = driver.app.get(urls[0])
    driver.tenant.clock.freeze(at=None)

    assert passed == [200] * 4
    assert (fifth.status_code, code(fifth), fifth.headers["Retry-After"]) == (429, "TooManyRequests", "1")
    assert later.status_code == 200


def test_a_channel_takes_one_request_a_second(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])
    driver.tenant.clock.freeze(at=driver.tenant.clock.timestamp())
    place = f"/teams/{team.id}/channels/{team.general}"

    answers = [driver.app.get(each).status_code for each in (place, f"{place}/tabs")]
    driver.tenant.clock.freeze(at=None)

    assert answers == [200, 429]


def test_the_fifth_single_add_in_a_minute_waits_and_bulk_adds_do_not_count(driver: Driver) -> None:
    team = driver.team("dx", [driver.user(OWNER)])
    body = driver.member(driver.user(OTHER))

    def add(place: str, body: object) -> int:
        driver.sandbox.advance(2)
        return driver.app.post(f"/teams/{team.id}/members{place}", json=body).status_code

    singles = [add("", body) for _ in range(5)]
    bulk = add("/add", {"values": [body]})
    driver.sandbox.advance(60)
    later = add("", body)

    assert singles == [201, 201, 201, 201, 429]
    assert (bulk, later) == (200, 201)


def test_requests_while_throttled_count_too(driver: Driver) -> None:
    driver.tenant.settings.limits["teams.members.post"] = (1, 10)
    team = driver.team("dx", [driver.user(OWNER)])
    body = driver.member(driver.user(OTHER))

    driver.app.post(f"/teams/{team.id}/members", json=body)
    driver.sandbox.advance(6)
    hasty = driver.app.post(f"/teams/{team.id}/members", json=body)
    driver.sandbox.advance(6)
    again = driver.app.post(f"/teams/{team.id}/members", json=body)
    driver.tenant.settings.limits.clear()

    assert (hasty.status_code, again.status_code) == (429, 429)


def test_each_request_of_a_batch_is_throttled_alone(driver: Driver) -> None:
    driver.tenant.clock.freeze(at=driver.tenant.clock.timestamp())
    team = driver.team("dx", [driver.user(OWNER)])
    rows = [{"id": str(n), "method": "GET", "url": f"/teams/{team.id}"} for n in range(6)]

    answer = driver.app.post("/$batch", json={"requests": rows})
    driver.tenant.clock.freeze(at=None)

    inner = answer.json()["responses"]
    assert answer.status_code == 200
    assert [row["status"] for row in inner] == [200] * 4 + [429] * 2
    assert inner[5]["headers"]["Retry-After"]
    log = driver.sandbox.log()[-7:]
    assert [row["throttled"] for row in log] == [False] * 5 + [True] * 2
    assert {row["batch"] for row in log[1:]} == {log[0]["id"]}
