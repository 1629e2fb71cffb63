"""Links for many companies at once: prepared, made by a job a few at a time, and tracked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import Conflict, NotVisible, Refusal
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.people.models import Company
from portico.core.people.models import Contact as ContactRow
from portico.core.roles.models import Role
from portico.kernel.text import one_line

from .. import queries
from ..events import CampaignCancelled, CampaignStarted
from ..models import Campaign, CampaignLine, Mode, PortalLink
from ..permissions import MANAGE
from .links import About, create_link
from .send import send_link

RUN = "joining.run_campaign"  # the job, by name
A_FEW = 25  # companies in one transaction
PAUSE = timedelta(seconds=2)  # between them, so that nobody's sign-in mail waits
MOST_COMPANIES = 8_000


class NobodyChosen(Refusal):
    """There is no company to make a link for."""

    def __init__(self) -> None:
        super().__init__(_("No company fits. Change the filter or the list."), field="companies")


class ListChanged(Conflict):
    """Between the preview and the start something has changed."""

    def __init__(self) -> None:
        super().__init__(_("The companies have changed meanwhile. Look at the list again."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What each company gets."""

    name: str
    days: int
    role: Role
    sends: bool
    words: str = ""


@action(MANAGE)
def start_campaign(
    actor: Actor, companies: Sequence[Company], *, plan: Plan, confirmed: int
) -> Campaign:
    """Write down which companies get a link, and let a job make them."""
    if isinstance(actor, Contact):
        raise NotVisible("campaign")
    if not companies:
        raise NobodyChosen
    if len(companies) != confirmed:
        raise ListChanged
    row = Campaign(
        name=one_line(plan.name, longest=120),
        days=plan.days,
        role=plan.role,
        sends=plan.sends,
        words=one_line(plan.words, longest=1000),
        created_at=timezone.now(),
        created_by_id=actor.id,
        created_by_name=actor.name,
    )
    row.save(force_insert=True)
    mails = _addresses(companies) if plan.sends else {}
    CampaignLine.objects.bulk_create(
        CampaignLine(campaign=row, company=one, to=mails.get(one.pk, ""))
        for one in companies[:MOST_COMPANIES]
    )
    record(actor, CampaignStarted(campaign=row.pk, companies=len(companies)), on=row)
    defer(RUN, DEFAULT, {"campaign": str(row.pk)})
    return row


def _addresses(companies: Sequence[Company]) -> dict[UUID, str]:
    """The main contact of each, else nobody: a link is not mailed to just anybody."""
    main = ContactRow.objects.filter(company__in=[one.pk for one in companies], is_primary=True)
    return dict(main.exclude(email="").order_by("-id").values_list("company_id", "email"))


@action(MANAGE)
def run_a_few(actor: Actor, *, campaign_id: UUID) -> None:
    """The next companies of a campaign; may run twice, and goes on where it was stopped."""
    row = Campaign.objects.select_for_update().filter(pk=campaign_id, ended_at=None).first()
    if row is None:
        return
    open_ones = CampaignLine.objects.filter(campaign=row, done_at=None).select_related("company")
    some = list(open_ones.order_by("id")[:A_FEW]) if row.cancelled_at is None else []
    for line in some:
        _make(actor, row, line)
    if some:
        defer(RUN, DEFAULT, {"campaign": str(row.pk)}, at=timezone.now() + PAUSE)
        return
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])


def _make(actor: Actor, row: Campaign, line: CampaignLine) -> None:
    line.done_at = timezone.now()
    if not queries.portal_is_open(line.company):
        line.problem = "portal_off"
    else:
        until = timezone.now() + timedelta(days=row.days)
        domains = queries.known_domains(actor, line.company)
        about = About(until=until, role=row.role, mode=Mode.DOMAINS, domains=domains)
        line.link = create_link(actor, line.company, about=about).row
        _belongs_to_starter(line.link, row)
        if line.to:
            send_link(actor, line.link, to=[line.to], words=row.words)
        elif row.sends:
            line.problem = "no_contact"
    line.save(update_fields=["done_at", "problem", "link"])


def _belongs_to_starter(link: PortalLink, row: Campaign) -> None:
    """The job only does what somebody has started: they are asked, and hear when it ends."""
    link.created_by_kind = "staff" if row.created_by_id else link.created_by_kind
    link.created_by_id, link.created_by_name = row.created_by_id, row.created_by_name
    link.save(update_fields=["created_by_kind", "created_by_id", "created_by_name"])


@action(MANAGE)
def cancel_campaign(actor: Actor, row: Campaign) -> Campaign:
    """Companies that had their turn keep their link."""
    row = Campaign.objects.select_for_update().get(pk=row.pk)
    if isinstance(actor, Contact):
        raise NotVisible("campaign")
    if row.ended_at is None and row.cancelled_at is None:
        row.cancelled_at = timezone.now()
        row.save(update_fields=["cancelled_at"])
        record(actor, CampaignCancelled(campaign=row.pk), on=row)
    return row
