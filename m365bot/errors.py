"""The tree of errors; its classes say whether a retry helps.

    M365BotError
      ConfigError               the officers' files are wrong: exit 2
      SignInNeeded              no token, for whatever reason: exit 5
        ServiceAccountSignedOut the service account's: posts wait, all else goes on
      GuardStopped              a guard's limit was passed, or something needs a person first
      Stopped                   the run must not go on: cancelled, paused, or its time is over
      DatabaseUnusable          it is away, full or refuses us: nothing can be kept just now
      OutcomeUnknown            a write left and no answer says what became of it
      Broken                    a mistake of ours in handling one thing
      GraphError                Graph answered, or could not be reached
        Temporary               a later attempt may succeed (`after` seconds, where the service said so)
          NotReady              what was asked for exists but is not provisioned yet
          Unreachable           no connection, or a connection lost before anything was sent
            Barred              something on the way lets nobody through until a person mends it
        Permanent               asking again in the same way will not help
          FaultyConfig          a part of config/ is left out
          MissingPermission     the token lacks a permission
          NotFound
          Conflict              something of that name, or another version, is already there
          Changed               If-Match did not fit: somebody was quicker
          Locked                somebody has the file open
          Doubtful              a refusal that was seen although the thing was done

Messages are for officers: what happened, to what, and what to do next.
They never hold secrets or personal data.
"""

from m365bot.words import say


class M365BotError(Exception):
    """Anything m365bot raises on purpose; `str()` is fit to be shown."""

    exit_code = 1


class ConfigError(M365BotError):
    """The officers' files, the settings or the words on the command line are wrong."""

    exit_code = 2


class ConfigFaulty(ConfigError):
    """The officers' files, place by place: its words may quote what stands there, names of people among it."""


class SignInNeeded(M365BotError):
    """No token could be had. `error` is the OAuth name, `number` the AADSTS number where one was given."""

    exit_code = 5

    def __init__(self, words: str, *, error: str = "", number: int | None = None) -> None:
        super().__init__(words)
        self.error = error
        self.number = number


class ServiceAccountSignedOut(SignInNeeded):
    """The service account has no token; whatever it would send waits."""


class GuardStopped(M365BotError):
    """A limit was passed, or the tenant holds something that a person must decide about."""


class Stopped(M365BotError):
    """The run was cancelled or paused, or its time is over, just before a write would have left."""


class DatabaseUnusable(M365BotError):
    """The database is away, full, or refuses us; a later attempt may succeed."""


class OutcomeUnknown(M365BotError):
    """A write left this machine and no answer tells what became of it: look before writing again."""


class Broken(M365BotError):
    """A mistake of ours in handling one thing; the others go on. Its own text may hold personal data and is left out."""

    def __init__(self, error: Exception) -> None:
        kind = type(error).__name__
        super().__init__(say("思わぬエラーです({kind})。運用の担当者に知らせてください。", kind=kind))


class GraphError(M365BotError):
    """Graph refused or failed; `code` is the most specific of the body, `request_id` the service's own."""

    def __init__(
        self,
        words: str,
        *,
        status: int | None = None,
        code: str = "",
        request_id: str = "",
        after: float | None = None,
    ) -> None:
        super().__init__(words)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.after = after


class Temporary(GraphError):
    """A later attempt may succeed."""


class NotReady(Temporary):
    """It exists, or will, but the service has not provisioned it yet.

    patience: for how many seconds one run waits for it; None: as long as it waits for anything.
    """

    def __init__(
        self,
        words: str,
        *,
        status: int | None = None,
        code: str = "",
        request_id: str = "",
        after: float | None = None,
        patience: float | None = None,
    ) -> None:
        super().__init__(words, status=status, code=code, request_id=request_id, after=after)
        self.patience = patience


class Unreachable(Temporary):
    """The service could not be reached, and nothing was sent."""


class Barred(Unreachable):
    """A proxy, a filter or a certificate stands in the way: asking again soon does not help."""


class Permanent(GraphError):
    """Asking again in the same way will not help."""


class FaultyConfig(Permanent):
    """A part of config/ that is left out because it is faulty."""

    exit_code = 2


class MissingPermission(Permanent):
    """The token holds none of the permissions that the operation needs.

    identity, held: whose token it was ("app", "account"), and what it holds as far as can be told.
    """

    def __init__(
        self,
        permission: str,
        *,
        identity: str = "",
        held: frozenset[str] = frozenset(),
        status: int = 403,
        code: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(
            say(
                "この操作に要る権限 {permission} がありません。テナント管理者に同意を依頼してください。",
                permission=permission or say("(名称不明)"),
            ),
            status=status,
            code=code,
            request_id=request_id,
        )
        self.permission = permission
        self.identity = identity
        self.held = held


class NotFound(Permanent):
    """There is no such thing, or it is hidden from this identity."""


class Conflict(Permanent):
    """Something of that name, or another version of it, is already there."""


class Changed(Conflict):
    """If-Match did not fit: somebody changed it meanwhile."""


class Locked(Permanent):
    """Somebody has the file open or checked out."""


class Doubtful(Permanent):
    """A refusal of a kind that was seen although the thing was done: it is looked for once before it is believed."""
