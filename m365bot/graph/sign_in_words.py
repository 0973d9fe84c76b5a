"""What an officer is told when nobody could be signed in.

Called by auth. Judges by OAuth error names and AADSTS numbers; the authority's own text is not shown, for it
holds ids and addresses.
"""

from collections.abc import Mapping
from typing import Any

from m365bot.errors import ConfigError, ServiceAccountSignedOut, SignInNeeded
from m365bot.graph.connection import Connection
from m365bot.graph.obstacles import Obstacle
from m365bot.words import say


def not_set(name: str) -> ConfigError:
    return ConfigError(
        say(
            "接続先の設定 {setting} がありません。環境変数か config/settings.toml の [tenant] に書いてください。",
            setting=f"M365BOT_{name.upper()}",
        )
    )


def no_credential() -> ConfigError:
    return ConfigError(
        say("アプリの証明書(M365BOT_CERTIFICATE)もシークレット(M365BOT_CLIENT_SECRET)も設定されていません。")
    )


def no_authority(connection: Connection) -> SignInNeeded:
    return SignInNeeded(
        say(
            "サインイン先 {url} にテナント {tenant} が見つかりません。テナント ID を確かめてください。",
            url=connection.authority_url,
            tenant=connection.tenant_id,
        ),
        error="invalid_tenant",
    )


def unreachable(url: str, obstacle: Obstacle | None) -> SignInNeeded:
    return SignInNeeded(
        obstacle.words
        if obstacle
        else say(
            "サインイン先 {url} に接続できません。ネットワークとプロキシの設定を確かめてください。",
            url=url,
        ),
        error="unreachable",
    )


def busy(status: int) -> SignInNeeded:
    return SignInNeeded(
        say(
            "サインイン先が混み合っています({status})。しばらくしてから、もう一度実行してください。",
            status=status,
        ),
        error="busy",
    )


def app_refused(result: Mapping[str, Any]) -> SignInNeeded:
    number = _number(result)
    words = {
        7000215: say(
            "クライアントシークレットが正しくありません(AADSTS7000215)。"
            "テナント管理者に確かめ、設定し直してください。"
        ),
        7000222: say(
            "クライアントシークレットの期限が切れています(AADSTS7000222)。"
            "テナント管理者に新しい証明書またはシークレットを依頼してください。"
        ),
        700024: say(
            "アプリの署名の時刻が受け付けられません(AADSTS700024)。この端末の時計がずれています。"
            "時計を合わせてから、もう一度実行してください。"
        ),
        700027: say(
            "証明書が Entra に登録されていないか、期限が切れています(AADSTS700027)。"
            "テナント管理者に登録を依頼してください。"
        ),
        700016: say(
            "アプリがテナントに登録されていません(AADSTS700016)。"
            "クライアント ID とテナント ID を確かめてください。"
        ),
        90002: say("テナントが見つかりません(AADSTS90002)。テナント ID を確かめてください。"),
    }
    return SignInNeeded(
        words.get(number or 0) or say("アプリとしてサインインできません({why})。", why=_why(result)),
        error=str(result.get("error") or ""),
        number=number,
    )


def account_missing() -> ServiceAccountSignedOut:
    return ServiceAccountSignedOut(
        say(
            "広報用アカウントがまだサインインしていません。"
            "docs/tenant-setup.md の手順3のとおりにサインインしてください。投稿はそれまで待ちます。"
        ),
        error="no_refresh_token",
    )


def account_refused(result: Mapping[str, Any]) -> SignInNeeded:
    """The account is signed out, unless it is the app that is refused: then nothing goes."""
    if result.get("error") in ("invalid_client", "unauthorized_client"):
        return app_refused(result)
    return ServiceAccountSignedOut(
        say(
            "広報用アカウントのサインインが無効になりました({why})。"
            "docs/tenant-setup.md の手順3のとおりに、もう一度サインインしてください。"
            "投稿はそれまで待ちます。",
            why=_why(result),
        ),
        error=str(result.get("error") or ""),
        number=_number(result),
    )


def another_account(wanted: str) -> ServiceAccountSignedOut:
    """Who it is instead may be a person: that name stays out of rows and logs."""
    return ServiceAccountSignedOut(
        say(
            "サインインしているのは、広報用アカウント {wanted}(programme.yaml の service_account)ではなく、"
            "別のアカウントです。そのアカウントの名前では何も投稿しません。docs/tenant-setup.md の手順3のとおりに、"
            "{wanted} でサインインし直すか、service_account を直してください。投稿はそれまで待ちます。",
            wanted=wanted,
        ),
        error="another_account",
    )


def token_refused() -> SignInNeeded:
    return SignInNeeded(
        say(
            "Microsoft Graph がサインインのトークンを受け付けません。"
            "アプリの登録とテナントの条件付きアクセスを確かめてください。"
        ),
        error="token_refused",
    )


def _number(result: Mapping[str, Any]) -> int | None:
    numbers = result.get("error_codes")
    return int(numbers[0]) if isinstance(numbers, list) and numbers else None


def _why(result: Mapping[str, Any]) -> str:
    number = _number(result)
    return f"AADSTS{number}" if number else str(result.get("error") or "-")
