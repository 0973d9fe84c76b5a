"""Who a person is in the tenant: the directory's id of a member of staff or of a guest.

Called by the kinds that name people. Never invites anybody: that is `Guest`.
"""

from m365bot.errors import GraphError, NotFound, Permanent
from m365bot.programme import Person
from m365bot.resources.view import View
from m365bot.words import say


def key_of(person: Person) -> str:
    """Under which their account is remembered."""
    return f"person:{person.id}"


def forget(view: View, person: Person) -> None:
    """The remembered id led nowhere: the account may have been made anew, so it is looked for again."""
    if account := view.memo(key_of(person)).get("id"):
        before = [*accounts_before(view, person), account]
        view.learn(key_of(person), id="", upn="", before=before)


def accounts_before(view: View, person: Person) -> list[str]:
    """The directory's ids of accounts that were this person's."""
    return list(view.memo(key_of(person)).get("before", ()))


async def why_not_found(view: View, person: Person, account: str, error: NotFound) -> GraphError:
    """Why the service finds nobody to add: an account that may not sign in is refused as if it were not there
    (docs/facts.md 125). Anything else may pass, such as a young account.
    """
    try:
        user = await view.graph.read(
            view.root.users.by_user_id(account), query={"$select": "id,accountEnabled"}
        )
    except GraphError:
        return error
    if user.get("accountEnabled") is not False:
        return error
    return Permanent(
        say(
            "{person}のアカウントはサインインが止められている(無効)ため、加えられません。"
            "情報システム担当に確かめ、異動や退職なら people.csv に終了日を入れてください。",
            person=person.id,
        ),
        status=404,
    )


async def user_id(view: View, person: Person) -> str:
    """The id behind a sign-in name; remembered, so that a person is asked for once. Raises Permanent."""
    memo, upn = view.memo(key_of(person)), person.mail.casefold()
    if memo.get("upn") == upn:
        return str(memo["id"])
    try:
        user = await view.read(f"user {upn}", view.root.users.by_user_id(person.mail), {"$select": "id"})
    except NotFound as error:
        raise Permanent(
            say(
                "{person}というアカウントがテナントにありません。people.csv(研修担当と広報用アカウントは"
                " programme.yaml)のサインイン名を確かめるか、情報システム担当に作成を依頼してください。",
                person=person.id,
            ),
            status=404,
        ) from error
    account = str(user["id"])
    before = [*accounts_before(view, person), *([memo["id"]] if memo.get("id") else [])]
    view.learn(
        key_of(person),
        id=account,
        upn=upn,
        name=person.name,
        before=[one for one in before if one != account],
    )
    return account


async def id_now(view: View, person: Person) -> str:
    """The id that the directory gives just now, whatever is remembered; empty where nobody of that name may sign in."""
    where, query = view.root.users.by_user_id(person.mail), {"$select": "id,accountEnabled"}
    try:
        user = await view.read(f"user {person.mail.casefold()} now", where, query)
    except NotFound:
        return ""
    return "" if user.get("accountEnabled") is False else str(user.get("id") or "")


async def newcomer_id(view: View, person: Person) -> str:
    """The same of somebody about to be let in: an id that an earlier run remembered is looked at first, so that no
    change to what is remembered lets anybody else in. Raises Permanent.
    """
    account = await user_id(view, person)
    if key_of(person) in view.learned or await _is_theirs(view, person, account):
        return account
    forget(view, person)
    return await user_id(view, person)


async def _is_theirs(view: View, person: Person, account: str) -> bool:
    where, query = view.root.users.by_user_id(account), {"$select": "id,userPrincipalName,mail"}
    try:
        user = await view.read(f"account {account}", where, query)
    except NotFound:
        return False
    names = (str(user.get(name) or "").casefold() for name in ("userPrincipalName", "mail"))
    return person.mail.casefold() in names


def person_of(view: View, account: str) -> str:
    """The opaque id of whose account this is, as far as it is remembered; empty where it is nobody of ours."""
    people = (key for key in view.known if key.startswith("person:"))
    return next(
        (key.removeprefix("person:") for key in people if account and view.memo(key).get("id") == account), ""
    )
