"""The first run: a token from the terminal, one form, and the first MSP lives here.

The token is made anew whenever `portico up` finds nobody here. Only its SHA-256 is kept, in
PORTICO_HOME/keys, until the first tenant exists; then the page is gone for good.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from portico.core.access.actors import Actor, Operator, called
from portico.core.identity.actions.enter import Opened
from portico.core.identity.actions.password import join_with_password
from portico.core.journal.acting import action
from portico.core.mail.ways import Way, hand_over
from portico.core.tenants.making import has_tenants
from portico.core.tenants.models import Tenant
from portico.kernel.crypto.tokens import fingerprint, new_secret, same
from portico.kernel.tenancy import scope, staff_scope

from ..permissions import MAKE_TENANT
from ..rules.places import known_language, known_zone, slug_from
from .make_tenant import SET_UP, Owner, furnish
from .tenant import company_name

WHO = Operator(called("first run", lazy("First set-up")))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHouse:
    """All that the form asks, but for the mail server."""

    name: str
    host: str
    language: str
    zone: str
    colour: str
    owner_name: str
    owner_email: str
    password: str


@dataclass(frozen=True, slots=True)
class Mailer:
    """A mail server or mailbox as it was typed in; `save` keeps it for the tenant."""

    way: Way
    sender: str
    save: Callable[[Actor], object]


def offer_setup() -> str | None:
    """A new token for the page, which replaces the last one; None once somebody lives here."""
    if has_tenants():
        return None
    token = new_secret()
    file = _file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.touch(0o600)
    draft.write_text(fingerprint(token).hex(), encoding="ascii")
    draft.replace(file)
    return token


def is_setup_token(text: str) -> bool:
    """Is this the token that `portico up` printed last?"""
    try:
        stored = bytes.fromhex(_file().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return same(fingerprint(text), stored)


@action(MAKE_TENANT, writes=("tenants",))
def set_up(actor: Actor, house: NewHouse, *, mailer: Mailer | None) -> Opened:
    """Make the first MSP with its owner, who is half signed in: the second factor comes next."""
    tenant = Tenant(
        name=company_name(house.name),
        slug=slug_from(house.name),
        language=known_language(house.language),
        zone=known_zone(house.zone),
        email=house.owner_email,
    )
    owner = Owner(house.owner_name, house.owner_email)
    staff = furnish(
        actor, tenant, host=house.host, colour=house.colour, owner=owner, only_first=True
    )
    with scope(staff_scope(tenant.id)):
        opened = join_with_password(SET_UP, staff, password=house.password, device="")
        if mailer:
            mailer.save(SET_UP)
    transaction.on_commit(lambda: _file().unlink(missing_ok=True))
    return opened


def send_test(mailer: Mailer, *, to: str) -> None:
    """Hand in a test mail before anything is stored; raises `MailProblem`."""
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = localtime()
    mail["From"], mail["To"] = mailer.sender, to
    mail["Subject"] = _("Test from Portico")
    mail.set_content(_("This mail server works."))
    hand_over(mailer.way, sender=mailer.sender, recipient=to, content=mail.as_bytes())


def _file() -> Path:
    folder: Path = settings.KEYS_FOLDER
    return folder / "setup.sha256"
