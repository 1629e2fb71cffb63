"""By which way a tenant's mail leaves: an SMTP server, or a mailbox at Microsoft or Google."""

from collections.abc import Callable

from portico.core.tenants.vault import open_text
from portico.kernel import provider_mail
from portico.kernel.gmail import Gmail, read_key
from portico.kernel.graph import Graph
from portico.kernel.mailing import Answer, Step, nobody
from portico.kernel.smtp import Security, Server, Take, deliver

from .models import MailServer
from .rules.addresses import domain_of

type Way = Server | Graph | Gmail


def way_of(own: MailServer) -> Way:
    """What the tenant has set up, with its secret opened."""
    secret = open_text(own, "password", own.password)
    if own.way == MailServer.Way.GRAPH:
        return Graph(own.directory, own.client, own.user, secret)
    if own.way == MailServer.Way.GMAIL:
        return Gmail(own.user, read_key(secret))
    return Server(
        host=own.host,
        port=own.port,
        security=Security(own.security),
        user=own.user,
        password=secret,
        greeting=domain_of(own.from_address),
    )


def described(way: Way) -> dict[str, str]:
    """What a test says of it."""
    match way:
        case Server():
            server = f"{way.host}:{way.port}"
            return {"server": server, "security": way.security.value, "user": way.user}
        case Graph():
            return {"server": str(MailServer.Way.GRAPH.label), "user": way.mailbox}
        case Gmail():
            return {"server": str(MailServer.Way.GMAIL.label), "user": way.mailbox}


def hand_over(
    way: Way,
    *,
    sender: str,
    recipient: str,
    content: bytes,
    tell: Callable[[Step], None] = nobody,
    take: Take = deliver,
) -> Answer:
    """Returns once the mail was taken, else raises `MailProblem`; `take` is how a server does it.

    Providers read sender and recipient in the mail itself: it has one of each.
    """
    if isinstance(way, Server):
        return take(way, sender=sender, recipient=recipient, content=content, tell=tell)
    return provider_mail.deliver(way, content=content, tell=tell)
