"""The whole look, in the order in which an administrator sets up; what stands on something that failed is not blamed.

Called by app for `m365bot doctor`. Asks each thing once.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from m365bot.doctor import account, credentials, granted, machine, mailbox, needs, rights, site, tenant, way
from m365bot.doctor.findings import Check, Examination, Rights, Verdict, skipped
from m365bot.doctor.places import overview
from m365bot.doctor.subject import Subject
from m365bot.errors import ConfigError, GraphError, M365BotError, SignInNeeded
from m365bot.graph import account as kept_account
from m365bot.graph import auth, inspection
from m365bot.resources.ports.graph import Identity
from m365bot.resources.shared import news_site
from m365bot.words import say

READS_SECRETS = (
    "Application.Read.All",
    "Application.ReadWrite.OwnedBy",
    "Application.ReadWrite.All",
    "Directory.Read.All",
)
OF_THE_CREDENTIAL = (7000215, 7000222, 700027)
OUT_OF_TIME = 700024  # the sign-in's own time is refused


async def of(subject: Subject) -> Examination:
    look = _Look(subject, needs.of_jobs(subject.jobs.values(), subject.programme))
    checks = [check async for check in look.checks()]
    return Examination([*checks, *machine.checks(subject.here)], look.rights)


@dataclass
class _Look:
    """One look. held: what the app's token told."""

    subject: Subject
    needs: Mapping[str, frozenset[str]]
    rights: list[Rights] = field(default_factory=list)
    held: frozenset[str] = frozenset()

    async def checks(self) -> AsyncIterator[Check]:
        settings = self._settings()
        yield settings
        if not settings.holds:
            for name in ("network", "clock", *self._of_app(), *self._of_account(), *self._of_credential()):
                yield skipped(name, settings)
            return
        async for check in self._on_the_way():
            yield check

    def _settings(self) -> Check:
        try:
            auth.credential(self.subject.connection)
        except ConfigError as fault:
            return way.settings(fault)
        return way.settings(None)

    async def _on_the_way(self) -> AsyncIterator[Check]:
        found = await inspection.reached(self.subject.connection)
        network = way.network(self.subject.connection, found)
        yield network
        clock = way.clock(found) if network.holds else skipped("clock", network)
        yield clock
        if not network.holds:
            for name in (*self._of_app(), *self._of_account(), *self._of_credential("secret")):
                yield skipped(name, network)
            for check in self._certificate():
                yield check
            return
        async for check in self._signed_in(clock):
            yield check

    async def _signed_in(self, clock: Check) -> AsyncIterator[Check]:
        app = await self._app(clock)
        yield app
        if app.holds:
            for check in [
                *self._permissions(Identity.APP, self._told),
                tenant.guests(has_outsiders=self.subject.has_outsiders),
                *await self._mailbox(),
                *await self._site(),
            ]:
                yield check
        else:
            for name in self._of_app()[1:]:
                yield skipped(name, app)
        for check in await self._account(app):
            yield check
        for check in await self._credential(app):
            yield check

    # the app

    async def _app(self, clock: Check) -> Check:
        try:
            self._told = await self.subject.graph.told(Identity.APP)
        except SignInNeeded as error:
            for cause in self._known_causes(error, clock):
                return replace(skipped("sign_in", cause), stops=True)
            todo = credentials.renewal() if error.number in OF_THE_CREDENTIAL else _ask_about_the_app()
            return Check("sign_in", Verdict.FAIL, str(error), todo, stops=True)
        self.held = self._told or frozenset()
        return Check("sign_in", Verdict.OK, say("アプリとしてサインインできます。"))

    def _known_causes(self, error: SignInNeeded, clock: Check) -> Iterator[Check]:
        """What is told already, or will be, and would make the app's sign-in fail by itself."""
        if error.number == OUT_OF_TIME and not clock.holds:
            yield clock
        yield from (check for check in self._certificate() if not check.holds)

    def _permissions(self, identity: Identity, held: frozenset[str] | None) -> Sequence[Check]:
        easing = rights.names_in(rights.needed(needs.easing(self.subject.jobs.values()), identity.value))
        checks, told = granted.judged(identity.value, rights.needed(self.needs, identity.value), held, easing)
        self.rights.append(told)
        return checks

    @property
    def _sends_mail(self) -> bool:
        return bool(rights.needed(self.needs, mailbox.NAME) and self.subject.programme)

    async def _mailbox(self) -> Sequence[Check]:
        """Nothing where no job sends mail."""
        if not self._sends_mail or self.subject.programme is None:
            return []
        known = self.subject.programme.messages.mailbox
        error = await inspection.mailbox(self.subject.graph, known) if known else None
        return [mailbox.judged(known, error)]

    async def _site(self) -> Sequence[Check]:
        """Nothing where no issue becomes a page."""
        if not self._address:
            return []
        return [site.judged(self._address, await inspection.site(self.subject.graph, self._address))]

    @property
    def _address(self) -> str:
        programme = self.subject.programme
        return programme.newsletter_site if programme and news_site.is_asked_for(programme) else ""

    # the service account

    async def _account(self, app: Check) -> Sequence[Check]:
        names = self._of_account()
        if not names:
            return []
        if not app.holds:
            return [skipped(name, app) for name in names]
        signed_in, held = await self._account_signed_in()
        if not signed_in.holds:
            _, *others = names
            rest = [skipped(name, signed_in) for name in others if name != "licence"]
            return [signed_in, *rest, *await self._licence()]
        return [signed_in, *self._permissions(Identity.ACCOUNT, held), *await self._licence()]

    async def _account_signed_in(self) -> tuple[Check, frozenset[str] | None]:
        wanted = self.subject.service_account
        if not wanted:
            return account.not_named(), None
        try:
            held = await self.subject.graph.told(Identity.ACCOUNT)
        except SignInNeeded as error:
            return account.refused(wanted, error), None
        kept = kept_account.standing(self.subject.connection.state_dir)
        return account.signed_in(wanted, kept, self.subject.here.now), held

    async def _licence(self) -> Sequence[Check]:
        wanted = self.subject.service_account
        if not wanted:
            return []
        try:
            return [account.licence(wanted, await inspection.service_plans(self.subject.graph, wanted))]
        except GraphError as error:
            return [account.licence_unseen(error)]

    # certificate and secret

    async def _credential(self, app: Check) -> Sequence[Check]:
        if self.subject.connection.certificate:
            return self._certificate()
        if not app.holds:
            return [skipped("secret", app)]
        return [await self._secret()]

    def _certificate(self) -> Sequence[Check]:
        file = self.subject.connection.certificate
        return [credentials.of_certificate(file, self.subject.here.now)] if file else []

    async def _secret(self) -> Check:
        if self.held and self.held.isdisjoint(READS_SECRETS):
            return credentials.secret_unseen(READS_SECRETS[0])
        try:
            found = await inspection.secrets(self.subject.graph)
        except M365BotError:
            return credentials.secret_unseen(READS_SECRETS[0])
        ours = self.subject.connection.client_secret or ""
        return credentials.of_secrets(found, ours, self.subject.here.now)

    # what there is to look at

    def _of_app(self) -> tuple[str, ...]:
        return (
            "sign_in",
            "permissions_app",
            "excess_app",
            "guests",
            *([mailbox.NAME] if self._sends_mail else ()),
            *([site.NAME] if self._address else ()),
        )

    def _of_account(self) -> tuple[str, ...]:
        """Nothing where no job speaks for the account."""
        if not rights.needed(self.needs, Identity.ACCOUNT.value):
            return ()
        return ("service_account", "permissions_account", "excess_account", "licence")

    def _of_credential(self, *names: str) -> tuple[str, ...]:
        own = "certificate" if self.subject.connection.certificate else "secret"
        return (own,) if not names or own in names else ()


def _ask_about_the_app() -> str:
    return say(
        "テナント ID、クライアント ID、証明書またはシークレットを確かめてください。登録は {place} にあります。",
        place=overview(),
    )
