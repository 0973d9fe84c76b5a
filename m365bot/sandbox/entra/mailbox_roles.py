"""What Exchange grants an app for single mailboxes, apart from consent and not written in its token (docs/facts.md 100).

Asked by the gateway before permissions are judged. Adds to what the token holds, and takes nothing away.
"""

from dataclasses import replace

from m365bot.sandbox.wire.call import Call, Token


def beside(call: Call) -> Token:
    """The token, as good as Exchange makes it for the mailbox that the address names."""
    key, app = call.params.get("user-id"), call.tenant.apps.get(call.token.app_id)
    if key is None or not call.app_only or app is None or not app.mailbox_roles:
        return call.token
    user = call.tenant.user(key)
    names = {key.lower(), *((user.upn.lower(), (user.mail or "").lower()) if user else ())}
    roles = [role for address, held in app.mailbox_roles.items() if address in names for role in held]
    return replace(call.token, roles=call.token.roles | frozenset(roles))
