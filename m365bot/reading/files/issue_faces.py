"""The faces of an issue held against what each of them needs: a channel, a site, readers and a mailbox.

Called by the reader of issues. What a face needs and config does not say is complained of before anybody approves it.
"""

from collections.abc import Iterator, Mapping

from m365bot.programme.issues import MAIL, PAGE, TEAMS, Issue
from m365bot.reading.configfile import ConfigFile
from m365bot.reading.files.issue_targets import Press
from m365bot.reading.tables import Table
from m365bot.words import say


def look_at(issue: Issue, table: Table, file: ConfigFile, press: Press) -> None:
    """Complain of faces that cannot be, remark on what nobody will heed."""
    audience = table.get("audience", {})
    place = table.at("to") if "to" in table else table.at("number")
    for words, hint in _lacking(issue, audience, press):
        file.complain(place, words, hint)
    if MAIL not in issue.to and {"group", "mail"} & audience.keys():
        file.remark(
            audience.at("group") if "group" in audience else audience.at("mail"),
            say("to に mail がないため、メールは送りません。"),
            say("送るなら to に mail を足し、送らないなら group と mail を消してください。"),
        )
    if issue.resend:
        _look_at_resending(issue, table, file)


def _lacking(issue: Issue, audience: Mapping[str, object], press: Press) -> Iterator[tuple[str, str]]:
    if TEAMS in issue.to and not audience.get("channels"):
        yield say("投稿先のチャネルがありません。"), say('例: audience: {channels: ["{leaders_team}/一般"]}')
    if PAGE in issue.to and not press.programme.newsletter_site:
        yield (
            say("ページを置くサイトが決まっていません。"),
            say(
                "programme.yaml に newsletter_site: https://…/sites/… を書くか、to から page を外してください。"
            ),
        )
    if MAIL in issue.to and not issue.group:
        yield (
            say("メールの宛先がありません。"),
            say("audience の下に、group: 全職員 のように配布グループの名前かアドレスを書いてください。"),
        )
    if MAIL in issue.to and not press.mailbox:
        yield (
            say("メールを送るメールボックスがありません。"),
            say('settings.toml の [tenant] の下に mailbox = "…" を書いてください。'),
        )


def _look_at_resending(issue: Issue, table: Table, file: ConfigFile) -> None:
    """A correction by mail comes after what it corrects."""
    assert issue.resend is not None  # it was asked for
    if MAIL not in issue.to:
        file.complain(
            table.at("resend"),
            say("to に mail がないため、訂正のメールは送れません。"),
            say("resend を消すか、to に mail を足してください。"),
        )
    elif issue.resend <= issue.publish:
        file.complain(
            table.at("resend"),
            say("訂正のメールの日時({resend:%Y-%m-%d %H:%M})が、公開の日時より前です。", resend=issue.resend),
            say("公開のあとの日時を書いてください。"),
        )
