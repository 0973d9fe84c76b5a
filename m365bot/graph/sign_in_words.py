"""What an officer is told when nobody could be signed in.

Called by auth and login. Judges by OAuth error names and AADSTS numbers; the authority's own text is not shown, for it
holds ids and addresses.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from m365bot.errors import ConfigError, ServiceAccountSignedOut, SignInNeeded
from m365bot.graph.connection import Connection
from m365bot.graph.obstacles import Obstacle
from m365bot.words import say
from m365bot.words.spans import span

_AADSTS = re.compile(r"^AADSTS(\d{4,8})\b")


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
        7000218: say(
            "アプリの登録で「パブリック クライアント フローを許可する」が「いいえ」のため、"
            "コードでのサインイン(--device-code)ができません(AADSTS7000218)。"
            "--device-code を付けずにサインインするか、テナント管理者に許可を依頼してください。"
        ),
        700025: say(
            "アプリの登録で、戻り先 http://localhost の種類が「モバイル アプリケーションとデスクトップ アプリケーション」に"
            "なっています(AADSTS700025)。テナント管理者に、種類「Web」への変更を依頼してください。"
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
            "`m365bot login` でサインインしてください(docs/tenant-setup.md の手順3)。投稿はそれまで待ちます。"
        ),
        error="no_refresh_token",
    )


def account_unreadable(file: Path) -> ServiceAccountSignedOut:
    return ServiceAccountSignedOut(
        say(
            "広報用アカウントのサインインの記録 {file} を読めません。持ち主と権限(0600)を確かめてください。"
            "m365bot を動かす利用者で `m365bot login` を実行すると、作り直せます。投稿はそれまで待ちます。",
            file=file,
        ),
        error="unreadable",
    )


def account_refused(result: Mapping[str, Any]) -> SignInNeeded:
    """The account is signed out, unless it is the app that is refused: then nothing goes."""
    if result.get("error") in ("invalid_client", "unauthorized_client"):
        return app_refused(result)
    return ServiceAccountSignedOut(
        say(
            "広報用アカウントのサインインが無効になりました({why})。"
            "`m365bot login` で、もう一度サインインしてください(docs/tenant-setup.md の手順3)。"
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
            "別のアカウントです。そのアカウントの名前では何も投稿しません。`m365bot login` で"
            "{wanted} にサインインし直すか、service_account を直してください(docs/tenant-setup.md の手順3)。"
            "投稿はそれまで待ちます。",
            wanted=wanted,
        ),
        error="another_account",
    )


def made_anew(wanted: str) -> ServiceAccountSignedOut:
    """The name is right, the account is not the one that signed in here first."""
    return ServiceAccountSignedOut(_anew(wanted) + say("投稿はそれまで待ちます。"), error="another_account")


def not_the_known(wanted: str) -> SignInNeeded:
    return SignInNeeded(say("何も残していません。") + _anew(wanted), error="another_account")


def _anew(wanted: str) -> str:
    return say(
        "サインインしたのは、名前は {wanted} ですが、最初にサインインした広報用アカウントとは別のアカウントです"
        "(削除して作り直したか、ほかの人のアカウントの名前を変えたときにこうなります)。"
        "心当たりがないときは、テナント管理者に知らせてください。作り直したのなら、運用担当が"
        " `m365bot login --new-account` で、新しいアカウントに替えられます。",
        wanted=wanted,
    )


def nobody_came(seconds: float) -> SignInNeeded:
    return SignInNeeded(
        say(
            "{waited}待ちましたが、ブラウザーでのサインインが終わりませんでした。何も変えていません。"
            "画面に AADSTS50011 と出ていたときは、アプリの登録に戻り先 http://localhost(種類は Web)がありません。"
            "もう一度実行してください。",
            waited=span(seconds),
        ),
        error="timeout",
    )


def code_ended() -> SignInNeeded:
    return SignInNeeded(
        say("コードの期限が切れました。何も変えていません。もう一度実行してください。"),
        error="expired_token",
    )


def foreign_answer() -> SignInNeeded:
    return SignInNeeded(
        say("サインイン画面の答えが、この端末で始めたサインインのものではありません。何も変えていません。"),
        error="foreign_answer",
    )


def nobody_named() -> SignInNeeded:
    return SignInNeeded(
        say("サインインしたのがどのアカウントか、確かめられませんでした。何も残していません。"),
        error="unnamed_account",
    )


def not_proved() -> SignInNeeded:
    """Forged, of another app or issuer, or signed by a key that the authority does not have."""
    return SignInNeeded(
        say(
            "サインインの証明を確かめられませんでした。このテナントのサインイン先が、このアプリのために出したものでは"
            "ありません。承認は記録していません。"
        ),
        error="not_proved",
    )


def token_out_of_time() -> SignInNeeded:
    return SignInNeeded(
        say(
            "サインインの証明の時刻が合いません。この端末の時計を合わせてから、もう一度実行してください。"
            "承認は記録していません。"
        ),
        error="out_of_time",
    )


def another_tenant() -> SignInNeeded:
    return SignInNeeded(
        say("サインインしたのは、別の組織(テナント)のアカウントです。承認は記録していません。"),
        error="another_tenant",
    )


def wrong_account(wanted: str) -> SignInNeeded:
    """Who it was instead may be a person: that name stays out of logs."""
    return SignInNeeded(
        say(
            "サインインしたのは、広報用アカウント {wanted}(programme.yaml の service_account)ではなく、"
            "別のアカウントです。何も残していません。もう一度実行し、サインイン画面で {wanted} を選ぶか、"
            "「別のアカウントを使用する」から入力してください。",
            wanted=wanted,
        ),
        error="another_account",
    )


def sign_in_refused(result: Mapping[str, Any]) -> SignInNeeded:
    """What the sign-in page or the token endpoint said instead of giving a token."""
    error, number = str(result.get("error") or ""), _number(result) or _number_in(result)
    if error in ("invalid_client", "unauthorized_client"):
        return app_refused({**result, "error_codes": [number] if number else []})
    words = _refusals()
    told = words.get(number or error) or words.get(error) or say("サインインできませんでした。")
    why = f"AADSTS{number}" if number else error or "-"
    return SignInNeeded(told + say("({why})何も変えていません。", why=why), error=error, number=number)


def _refusals() -> Mapping[object, str]:
    """By AADSTS number, else by OAuth name."""
    consent = say(
        "アプリが求める権限への同意がありません。テナント管理者に、委任された権限への同意を依頼してください。"
    )
    refused = say("サインイン画面で、サインインが断られました。")
    return {
        65001: consent,
        90094: consent,
        "consent_required": consent,
        65004: say("サインイン画面で、権限への同意が断られました。"),
        "access_denied": refused,
        "authorization_declined": refused,
        "expired_token": say("コードの期限が切れました。もう一度実行してください。"),
        53003: say(
            "テナントの条件付きアクセスが、このサインインを許していません。テナント管理者に確かめてください。"
            "コードでのサインイン(--device-code)は、多くのテナントで止められています。"
        ),
        54005: say("サインインの答えが二度使われました。もう一度、最初から実行してください。"),
        700016: say(
            "アプリがテナントに登録されていません。クライアント ID とテナント ID を確かめてください。"
        ),
    }


def _number_in(result: Mapping[str, Any]) -> int | None:
    """The sign-in page has no field for it."""
    found = _AADSTS.search(str(result.get("error_description") or ""))
    return int(found[1]) if found else None


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
