"""Tell a client that the portal is open for them, and how to get in."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict
from portico.core.journal.acting import action, record
from portico.core.journal.queries import entries_of
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import Contact
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.tenants.addresses import address_of
from portico.core.tenants.queries import this_tenant

from ..events import ContactInvited

REST = timedelta(minutes=2)  # a mail takes its time; a second one would only confuse


class NotLetIn(Conflict):
    """There is nothing to invite to."""

    def __init__(self) -> None:
        super().__init__(_("This person cannot sign in at the moment. Give them access first."))


class JustInvited(Conflict):
    """The last one is still on its way."""

    def __init__(self) -> None:
        super().__init__(_("An invitation has just gone out. Wait two minutes, then try again."))


@action(GIVE_ACCESS)
def invite_contact(actor: Actor, contact: Contact) -> None:
    """Mail the address of the sign-in page.

    There is no secret in it: mails are forwarded and scanners open links, so the way in is still
    the link or code that is mailed when somebody asks for it in front of their own browser.
    """
    invited = Contact.objects.with_access().select_related("company").filter(pk=contact.pk).first()
    if invited is None:
        raise NotLetIn
    recent = entries_of(invited.pk).filter(name="identity.contact_invited")
    if recent.filter(at__gt=timezone.now() - REST).exists():
        raise JustInvited
    tenant = this_tenant()
    queue_mail(
        actor,
        to=invited.email,
        name=invited.name,
        template="identity/mail/welcome",
        context={
            "name": invited.first_name,
            "msp": tenant.name,
            "portal": tenant.portal_name or tenant.name,
            "company": invited.company.name,
            "email": invited.email,
            "link": address_of(reverse("portal:identity:login")),
        },
        language=invited.language,
        zone=invited.zone,
        about=invited,
    )
    record(actor, ContactInvited(contact=invited.pk), on=invited, after={"to": invited.email})
