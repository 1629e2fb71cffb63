"""Ask to join: a mailbox to prove first. And, where a link has ended, wish for a new one."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from portico.core.access.actors import Actor
from portico.core.identity.actions.ask import Browser
from portico.core.identity.actions.code import ask_for_code
from portico.core.identity.models import LoginRequest
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact, Site
from portico.core.tenants.queries import this_tenant
from portico.kernel.text import one_line

from ..events import LinkWished
from ..models import JoinRequest, LinkRecipient, PortalLink, PortalLinkUse
from ..permissions import JOIN
from ..queries import Knock
from ..rules import WISHES_OPEN
from .using import note_use, watch

TELL = "joining.tell_of_request"  # the job, by name
MOST_WISHES = 50  # of people nobody knows, on one link at once: more are noise
Step = JoinRequest.Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody types who would like to join."""

    email: str
    name: str
    site: Site | None = None
    is_shared: bool = False


@action(JOIN)  # not recorded: who it is nobody knows yet; the row of the link's story says it
def ask_to_join(
    actor: Actor, knock: Knock, *, wanted: Wanted, host: str, browser: Browser
) -> LoginRequest:
    """Mail a code to the address, whoever it belongs to; the same work for every address."""
    link, tenant, email = knock.link, this_tenant(), wanted.email.strip().lower()
    login = ask_for_code(
        actor,
        email=email,
        host=host,
        browser=browser,
        minutes=tenant.sign_in_minutes,
        template="joining/mail/code",
        context={
            "company": link.name_in(get_language() or tenant.language),
            "portal": tenant.portal_name or tenant.name,
        },
        language=get_language() or tenant.language,
    )
    JoinRequest(
        link=link,
        company_id=link.company_id,
        recipient_id=knock.recipient.pk if knock.recipient else None,
        login_id=login.pk,
        email=email,
        name=one_line(wanted.name),
        site=wanted.site,
        is_shared=wanted.is_shared,
        step=Step.ASKED,
        created_at=timezone.now(),
    ).save(force_insert=True)
    note_use(link, PortalLinkUse.Kind.CODE_SENT, email=email)
    mine = LinkRecipient.objects.filter(link=link, email=email, code_sent_at=None)
    mine.update(code_sent_at=timezone.now())
    watch(actor, link)
    return login


@action(JOIN)
def wish_for_link(actor: Actor, link: PortalLink | None, *, email: str, note: str) -> None:
    """Put it before the MSP's people. Nothing tells whether anybody knows the address: the wish of
    a stranger beyond so many is put aside, with the same work.
    """
    email = email.strip().lower()
    open_ones = JoinRequest.objects.filter(step=Step.WISHES)
    if open_ones.filter(email=email)[:WISHES_OPEN].count() >= WISHES_OPEN:
        return
    crowd = open_ones.filter(link=link).count() >= MOST_WISHES
    known = Contact.objects.filter(email=email, is_active=True).exists()
    row = JoinRequest(
        link=link,
        company_id=link.company_id if link else None,
        email=email,
        note=one_line(note, longest=300),
        step=Step.ANSWERED if crowd and not known else Step.WISHES,
        created_at=timezone.now(),
    )
    row.save(force_insert=True)
    record(actor, LinkWished(request=row.pk), on=row)
    defer(TELL, DEFAULT, {"joinrequest": str(row.pk)})
