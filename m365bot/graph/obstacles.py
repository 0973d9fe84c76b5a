"""What stood in the way of a request: the proxy, a filter, a certificate, or nobody there.

Called by wire, by the sign-in and by problems, so that each is told in words of its own. Pure.
"""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from m365bot.graph.proxy import Proxy
from m365bot.words import say

_NOT_YET_VALID, _EXPIRED = 9, 10  # OpenSSL's numbers for a certificate out of its time


@dataclass(frozen=True)
class Obstacle:
    """In words, for the officer; `may_pass`: asking again within minutes may get through."""

    words: str
    may_pass: bool = False


def of(error: BaseException, host: str, proxy: Proxy | None) -> Obstacle | None:
    """What kept a request to `host` from being answered; None where no more is known than that."""
    way = proxy if proxy and proxy.is_for(host) else None
    if isinstance(error, httpx.ProxyError) and way:
        return _refused_by(way, str(error)[:3], host)
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _untrusted(cause, host)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) and way:
        return Obstacle(
            say(
                "プロキシ {proxy} に接続できません。config/settings.toml の network.proxy"
                "(または HTTPS_PROXY)のアドレスを確かめてください。",
                proxy=way.shown,
            ),
            may_pass=True,
        )
    return None


def of_page(answer: httpx.Response, host: str) -> Obstacle | None:
    """A page for people where data is due, and none of Microsoft's own trouble (docs/facts.md errors.texts)."""
    if "html" not in answer.headers.get("content-type", "").lower() or answer.status_code >= 500:
        return None
    words = say(
        "{host} の代わりに、途中の装置(プロキシやフィルター)がウェブページを返しました({status})。"
        "ネットワークの担当者に、{host} への接続の許可を依頼してください。",
        host=host,
        status=answer.status_code,
    )
    return Obstacle(words, may_pass=True)


def _refused_by(proxy: Proxy, status: str, host: str) -> Obstacle:
    if status == "407":
        return Obstacle(
            say(
                "プロキシ {proxy} が利用者名とパスワードを求めています(407)。network.proxy に利用者名を、"
                "network.proxy_password_file にパスワードのファイルを設定し、合っているか確かめてください。",
                proxy=proxy.shown,
            )
        )
    return Obstacle(
        say(
            "プロキシ {proxy} が {host} への接続を断りました({status})。"
            "ネットワークの担当者に、このアドレスへの接続の許可を依頼してください。",
            proxy=proxy.shown,
            host=host,
            status=status,
        )
    )


def _untrusted(error: ssl.SSLCertVerificationError, host: str) -> Obstacle:
    if error.verify_code in (_NOT_YET_VALID, _EXPIRED):
        return Obstacle(
            say("{host} の証明書が有効期間の外です。この端末の時計が正しいか確かめてください。", host=host)
        )
    return Obstacle(
        say(
            "{host} の証明書を確かめられません。通信を検査するプロキシがあるときは、その認証局の証明書(PEM)を"
            "この端末の証明書ストアに入れるか、config/settings.toml の network.ca_bundle に書いてください。",
            host=host,
        )
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
