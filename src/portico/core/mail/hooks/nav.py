"""Mail on the settings overview, and whether it works."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.core.access.actors import Actor
from portico.core.access.menu import Part, Setting, State, setting

from .. import queries
from ..permissions import MANAGE
from ..rules.words import explained


def state_of_mail(actor: Actor) -> State:  # noqa: ARG001  every state is asked with an actor
    """No server, a server that is away, mails that got stuck, or all is well."""
    health = queries.glance()
    if not health.is_there:
        return State(
            words=_("no mail server"),
            tone="bad",
            ask=_("No e-mail can leave: there is no mail server"),
            why=_("Nobody gets a sign-in link or an answer by e-mail until you set one up."),
            deed=_("Set up e-mail"),
        )
    if health.outage:
        trouble = explained(
            health.outage.reason, code=health.outage.code, answer=health.outage.answer
        )
        if health.outage.is_pause:
            return State(
                words=_("waits for the provider"),
                tone="warn",
                ask=_("E-mail waits"),
                why=trouble.what,
                deed=_("Look at it"),
            )
        return State(
            words=_("does not send"),
            tone="bad",
            ask=_("E-mail does not leave"),
            why=trouble.what,
            deed=_("Repair e-mail"),
        )
    if health.has_stuck:
        return State(
            words=_("some e-mail got stuck"),
            tone="warn",
            ask=_("Some e-mail got stuck"),
            why=_("It failed, or nobody knows whether it arrived."),
            deed=_("Look at it"),
        )
    return State(words=_("works"))


setting(
    Setting(
        slug="mail",
        url_name="staff:mail:server",
        text=gettext_lazy("E-mail"),
        description=gettext_lazy(
            "The server or mailbox, and the name, that your e-mail leaves with."
        ),
        icon="mail",
        permission=MANAGE,
        position=10,
        part=Part.SYSTEM,
        state=state_of_mail,
    )
)
