"""What becomes of a message that is sent: when it goes, whom it reaches, what comes back.

Called by the handlers that send. 202 is given before any of this: whoever sends learns nothing of it (docs/facts.md 67).
"""

from collections.abc import Iterable
from dataclasses import replace

from m365bot.sandbox.clock import iso
from m365bot.sandbox.outlook import mailboxes
from m365bot.sandbox.stored.directory import Group, User
from m365bot.sandbox.stored.mail import Mail, Mailbox
from m365bot.sandbox.tenant import Tenant

MINUTE, DAY = 60.0, 86_400.0
_UNDELIVERED = "配信不能"


def send(tenant: Tenant, whose: User, mail: Mail, *, keep_copy: bool = True) -> None:
    """It leaves at once, or when the mailbox has room again; its copy is found once it has really gone.

    What is too much for one message or one day comes back (docs/facts.md outlook.recipients).
    """
    box, now = mailboxes.of(tenant, whose), tenant.clock.timestamp()
    goes = _goes_at(tenant, box, now)
    mail.draft, mail.sent = False, iso(goes)
    mail.received = mail.sent
    count = len(mail.recipients)
    too_many = count > tenant.settings.mail_recipients or _today(box, now) + count > tenant.settings.mail_day
    box.sent = [each for each in box.sent if each[0] > now - DAY] + [[goes, 0 if too_many else count]]
    if not tenant.weather.holds("sent_keep_id"):
        box.mails.pop(mail.id, None)
        mail.id = mailboxes.new(tenant, whose).id
    mailboxes.laid(tenant, box, mail, "sentitems")
    late = tenant.weather.seconds("sent_items_late_s")
    mail.seen_at = goes + tenant.chance.uniform(late / 5, late)
    if not tenant.weather.holds("sent_keep_properties"):
        mail.properties = {}
    if not keep_copy:
        del box.mails[mail.id]
    if too_many:
        _returned(tenant, whose, mail, [_address(each) for each in mail.recipients], goes)
        return
    _deliver(tenant, whose, mail, goes)


def _goes_at(tenant: Tenant, box: Mailbox, now: float) -> float:
    """Now, or once fewer than the limit went within a minute (docs/facts.md outlook.rate)."""
    most = tenant.settings.mail_minute
    times = sorted(each[0] for each in box.sent)
    return now if len(times) < most else max(now, times[-most] + MINUTE)


def _today(box: Mailbox, now: float) -> float:
    return sum(count for at, count in box.sent if at > now - DAY)


def _address(row: dict[str, dict[str, str]]) -> str:
    return row["emailAddress"]["address"]


def _deliver(tenant: Tenant, sender: User, mail: Mail, goes: float) -> None:
    """Into the mailboxes of the tenant; addresses elsewhere are taken for good, those nobody has here come back."""
    unknown = []
    for address in dict.fromkeys(_address(each).lower() for each in mail.recipients):
        people = _people(tenant, address)
        for person in people or ():
            _arrive(tenant, person, mail, goes)
        if people is None and address.partition("@")[2] == tenant.domain:
            unknown.append(address)
    if unknown:
        _returned(tenant, sender, mail, unknown, goes)


def _people(tenant: Tenant, address: str) -> list[User] | None:
    """Whose mailboxes an address stands for; None: nobody of the tenant has it."""
    user = tenant.user(address)
    if user is not None:
        return [user] if mailboxes.has_one(user) else None
    for group in tenant.groups.values():
        if (group.mail or "").lower() == address and group.mail_enabled and group.deleted_at is None:
            return [
                tenant.users[key] for key in _reached(tenant, group) if mailboxes.has_one(tenant.users[key])
            ]
    return None


def _reached(tenant: Tenant, group: Group) -> Iterable[str]:
    """Mail to a Microsoft 365 group reaches its subscribers only, and nobody is one at first (docs/facts.md 99); that to a
    list everybody in it, and in the lists in it.
    """
    if group.unified:
        return group.subscribers
    inner = tenant.groups_in(group)
    keys = [
        *group.members,
        *(key for each in inner for key in (each.subscribers if each.unified else each.members)),
    ]
    return dict.fromkeys(keys)


def _arrive(tenant: Tenant, person: User, mail: Mail, at: float) -> None:
    """A copy without what only the sender's mailbox holds."""
    fresh, now = mailboxes.new(tenant, person), iso(at)
    copy = replace(mail, id=fresh.id, created=now, received=now, read=False, version=1, seen_at=at)
    copy.bcc, copy.properties, copy.categories = [], {}, [*mail.categories]
    copy.attachments = [*mail.attachments]
    mailboxes.laid(tenant, mailboxes.of(tenant, person), copy, "inbox")


def _returned(tenant: Tenant, sender: User, mail: Mail, whom: list[str], at: float) -> None:
    """A report that it was not delivered, in the sender's inbox."""
    report = mailboxes.new(tenant, sender)
    report.sender, report.draft, report.read = f"postmaster@{tenant.domain}", False, False
    report.subject = f"{_UNDELIVERED}: {mail.subject}"
    report.content = "\n".join([f"{_UNDELIVERED}: {len(whom)}", *whom[:20]])
    report.to = [{"emailAddress": {"name": sender.display_name, "address": sender.mail or sender.upn}}]
    report.sent = report.received = iso(at)
    report.seen_at = at
    mailboxes.laid(tenant, mailboxes.of(tenant, sender), report, "inbox")
