"""msgraph-sdk as shipped, signed in with azure-identity as shipped.

Used by the tests of this folder. Nothing of either is changed; only what they hold open is closed.
"""

import warnings
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from azure.identity import ClientSecretCredential, UsernamePasswordCredential
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.headers_collection import HeadersCollection
from msgraph import GraphServiceClient
from msgraph.generated.models.aad_user_conversation_member import AadUserConversationMember
from msgraph.generated.models.o_data_errors.o_data_error import ODataError

from tests.foreign.served import Application, Served

ROOT = "https://graph.microsoft.com/v1.0"
SCOPES = ["https://graph.microsoft.com/.default"]


@asynccontextmanager
async def as_app(served: Served, app: Application) -> AsyncIterator[GraphServiceClient]:
    with ClientSecretCredential(served.tenant_id, app.id, app.secret) as credential:
        async with _closing(GraphServiceClient(credential, SCOPES)) as client:
            yield client


@asynccontextmanager
async def as_person(served: Served, app: Application, name: str) -> AsyncIterator[GraphServiceClient]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # passwords are; they are what a test has
        credential = UsernamePasswordCredential(
            app.id, name, served.password, client_credential=app.secret, tenant_id=served.tenant_id
        )
    with credential:
        async with _closing(GraphServiceClient(credential, SCOPES)) as client:
            yield client


@asynccontextmanager
async def _closing(client: GraphServiceClient) -> AsyncIterator[GraphServiceClient]:
    try:
        yield client
    finally:
        adapter: Any = client.request_adapter
        for wrapped in filter(None, adapter._http_client._mounts.values()):
            await wrapped.transport.aclose()  # the SDK's own transport does not pass aclose on
        await adapter._http_client.aclose()


def asking(query: object = None, **headers: str) -> RequestConfiguration[Any]:
    """A request's configuration; in names of headers _ stands for -."""
    sent = HeadersCollection()
    for name, value in headers.items():
        sent.add(name.replace("_", "-"), value)
    return RequestConfiguration(query_parameters=query, headers=sent)


def member(user_id: str, *roles: str) -> AadUserConversationMember:
    """A person as teams and channels take one."""
    link = {"user@odata.bind": f"{ROOT}/users('{user_id}')"}
    return AadUserConversationMember(
        odata_type="#microsoft.graph.aadUserConversationMember", roles=list(roles), additional_data=link
    )


def code_of(error: ODataError) -> tuple[int | None, str | None]:
    return error.response_status_code, error.error.code if error.error else None


async def every(first: Any, follow: Callable[[str], Any]) -> Sequence[Any]:
    """All values of all pages; `follow` is the builder's with_url."""
    values, page = list(first.value), first
    while page.odata_next_link:
        page = await follow(page.odata_next_link).get()
        values += page.value
    return values
