from typing import Any

import pytest

from m365bot import errors
from m365bot.graph import problems
from m365bot.graph.problems import Asked
from m365bot.resources.ports.graph import Answer

NOBODY = Asked()


def _answer(status: int, code: str = "", message: str = "", **more: Any) -> Answer:
    return Answer(status, {}, {"error": {"code": code, "message": message, **more}}, "req-1")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (_answer(404, "NotFound"), errors.NotFound),
        (_answer(404, "itemNotFound"), errors.NotFound),
        (_answer(409, "Conflict", "any text"), errors.Conflict),
        (_answer(409, "nameAlreadyExists"), errors.Conflict),
        (_answer(400, "NameAlreadyExists"), errors.Conflict),
        (_answer(400, "Request_BadRequest", details=[{"code": "ObjectConflict"}]), errors.Conflict),
        (_answer(400, "BadRequest"), errors.Permanent),
        (_answer(412, "resourceModified"), errors.Changed),
        (_answer(423, "accessDenied"), errors.Locked),
        (_answer(410, "resyncRequired"), problems.Gone),
        (_answer(429, "TooManyRequests"), errors.Temporary),
        (_answer(503), errors.Temporary),
        (_answer(501, "NotImplemented"), errors.Permanent),
        (_answer(403, "Authorization_RequestDenied"), errors.MissingPermission),
        (_answer(403, "accessDenied"), errors.MissingPermission),
        (_answer(403, "Forbidden", "The team exceeded the Max allowed channels: 1000"), errors.Permanent),
        (_answer(403, "Forbidden", "The team is archived"), errors.Permanent),
        (_answer(403, "generalException", innerError={"code": "accessDenied"}), errors.MissingPermission),
        (Answer(502, {}, b"<html>", "req-1"), errors.Temporary),
        (Answer(400, {}, None, "req-1"), errors.Permanent),
    ],
)
def test_an_answer_is_the_error(answer: Answer, kind: type[errors.GraphError]):
    problem = problems.of(answer, NOBODY)

    assert type(problem) is kind
    assert (problem.status, problem.request_id) == (answer.status, "req-1")


def test_forbidden_is_a_missing_permission_only_where_the_token_lacks_it():
    answer = _answer(403, "Forbidden", "Something else")

    lacking = problems.of(answer, Asked("Channel.Create", frozenset({"User.Read.All"})))
    holding = problems.of(answer, Asked("Channel.Create", frozenset({"Channel.Create"})))

    assert isinstance(lacking, errors.MissingPermission)
    assert lacking.permission == "Channel.Create"
    assert type(holding) is errors.Permanent


def test_permissions_that_the_service_lists_are_named():
    text = (
        "Missing role permissions on the request. API requires one of 'Channel.Create, Group.ReadWrite.All'. "
        "Roles on the request 'User.Read.All'."
    )

    problem = problems.of(_answer(403, "Forbidden", text), NOBODY)

    assert isinstance(problem, errors.MissingPermission)
    assert problem.permission == "Channel.Create / Group.ReadWrite.All"


def test_the_most_specific_code_is_kept():
    problem = problems.of(_answer(400, "invalidRequest", innerError={"code": "invalidPath"}), NOBODY)

    assert problem.code == "invalidPath"


@pytest.mark.parametrize(
    "address",
    ["taro@example.jp", "taro_example.jp#EXT#@tenant.onmicrosoft.com", "taro%40example.jp", "山田@例.jp"],
)
def test_addresses_of_people_are_not_shown(address: str):
    problem = problems.of(_answer(400, "BadRequest", f"User '{address}' was not found."), NOBODY)

    assert address not in str(problem)
    assert "BadRequest" in str(problem)


def test_an_unclear_write_says_that_it_must_be_looked_for():
    unknown = problems.lost(_answer(504), after=3.0)

    assert isinstance(unknown, errors.OutcomeUnknown)
    assert (unknown.status, unknown.after, unknown.request_id) == (504, 3.0, "req-1")
    assert "確認" in str(unknown)
