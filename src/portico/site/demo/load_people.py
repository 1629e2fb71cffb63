"""Writes staff, teams, companies, sites and contacts of one demo MSP."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from portico.core.access.actors import Reach
from portico.core.identity.actions.factor import HOW_MANY
from portico.core.identity.models import RecoveryCode, StaffSecret
from portico.core.identity.passwords import hashed
from portico.core.identity.totp import new_totp
from portico.core.people.models import (
    Company,
    Contact,
    Person,
    PersonEmail,
    Site,
    StaffCard,
    StaffUser,
    Team,
    TeamMember,
)
from portico.core.roles.models import Grant, Role, StaffGrant
from portico.core.tenants.vault import seal_text
from portico.kernel.crypto.tokens import fingerprint, new_secret

from .shapes import DemoCompany, DemoContact, DemoStaff, DemoTenant

PASSWORD = "portico-demo"  # noqa: S105 - of invented people, printed at each start
ROLES = {"lead": "technician", "account_manager": "dispatcher"}
SHOWN = {"account_manager": 0, "lead": 1, "technician": 2}  # to clients, in this order
ZONES = {"PT": "Europe/Lisbon", "DE": "Europe/Berlin"}


@dataclass(frozen=True, slots=True)
class People:
    """The rows by the keys of the demo."""

    staff: dict[str, StaffUser]
    teams: dict[str, Team]
    contacts: dict[str, Contact]


def load_people(demo: DemoTenant) -> People:
    """Everybody, in a handful of statements."""
    roles = {role.key: role for role in Role.objects.all()}
    staff = _staff(demo, roles)
    teams = _teams(demo, staff)
    companies = _companies(demo)
    contacts = _contacts(demo, companies)
    Grant.objects.bulk_create(
        _grant(one, contacts[one.key], roles[one.role])
        for one in demo.contacts
        if one.access != "none"
    )
    return People(staff, teams, contacts)


def _staff(demo: DemoTenant, roles: dict[str, Role]) -> dict[str, StaffUser]:
    """The owner was made with the tenant; everybody gets a password and an authenticator app."""
    there = {row.email: row for row in StaffUser.objects.select_related("card")}
    fresh = {one.key: _staff_row(one) for one in demo.staff if one.email not in there}
    StaffCard.objects.bulk_create(row.card for row in fresh.values())
    StaffUser.objects.bulk_create(fresh.values())
    rows = {one.key: there.get(one.email) or fresh[one.key] for one in demo.staff}
    _complete(demo, rows)
    StaffGrant.objects.bulk_create(
        StaffGrant(staff=fresh[one.key], role=roles[ROLES.get(one.role, one.role)])
        for one in demo.staff
        if one.key in fresh
    )
    _let_in(list(rows.values()))
    return rows


def _staff_row(one: DemoStaff) -> StaffUser:
    return StaffUser(
        name=one.name,
        email=one.email,
        title=one.title,
        phone=one.phone,
        language=one.language,
        status=StaffUser.Status.ACTIVE,
        card=StaffCard(name=one.name, title=one.title, phone=one.phone),
    )


def _complete(demo: DemoTenant, rows: dict[str, StaffUser]) -> None:
    """What the owner's row lacks, and who is shown to clients as their team."""
    ranked = sorted(demo.staff, key=lambda one: SHOWN.get(one.role, len(SHOWN)))
    for place, one in enumerate(ranked):
        row, card = rows[one.key], rows[one.key].card
        row.status, row.title, row.phone = StaffUser.Status.ACTIVE, one.title, one.phone
        row.language, row.last_seen_at = one.language, timezone.now() - timedelta(minutes=7 * place)
        card.title, card.phone, card.position = one.title, one.phone, place
        card.in_team_list = one.role in SHOWN and place < 4
    fields = ["status", "title", "phone", "language", "last_seen_at"]
    StaffUser.objects.bulk_update(rows.values(), fields)
    cards = [row.card for row in rows.values()]
    StaffCard.objects.bulk_update(cards, ["title", "phone", "position", "in_team_list"])


def _let_in(staff: list[StaffUser]) -> None:
    password, now = hashed(PASSWORD), timezone.now()
    there = {row.staff_id: row for row in StaffSecret.objects.all()}
    fresh = {one.id: StaffSecret(staff=one) for one in staff if one.id not in there}
    for row in [*there.values(), *fresh.values()]:
        row.password, row.password_at = password, now
        row.totp, row.totp_at = seal_text(row, "totp", new_totp()), now
    StaffSecret.objects.bulk_create(fresh.values())
    changed = ["password", "password_at", "totp", "totp_at"]
    StaffSecret.objects.bulk_update(there.values(), changed)
    RecoveryCode.objects.bulk_create(
        RecoveryCode(staff=one, code_hash=fingerprint(new_secret()))
        for one in staff
        for _each in range(HOW_MANY)
    )


def _teams(demo: DemoTenant, staff: dict[str, StaffUser]) -> dict[str, Team]:
    rows = {team.key: Team(name=team.name, position=place) for place, team in enumerate(demo.teams)}
    Team.objects.bulk_create(rows.values())
    TeamMember.objects.bulk_create(
        TeamMember(team=rows[team], staff=staff[one.key])
        for one in demo.staff
        for team in one.teams
    )
    return rows


def _companies(demo: DemoTenant) -> dict[str, Company]:
    rows = {one.key: _company(one) for one in demo.companies}
    Company.objects.bulk_create(rows.values())
    for one in demo.companies:
        rows[one.key].created_at = one.client_since
    Company.objects.bulk_update(rows.values(), ["created_at"])
    return rows


def _company(one: DemoCompany) -> Company:
    return Company(
        name=one.name,
        short_name=" ".join(one.name.split()[:3]) if len(one.name) > 24 else one.name,
        industry=one.industry,
        phone=one.phone,
        website=one.website,
    )


def _contacts(demo: DemoTenant, companies: dict[str, Company]) -> dict[str, Contact]:
    sites = _sites(demo, companies)
    persons = _persons(demo)
    rows = {
        one.key: _contact(
            one,
            company=companies[one.company],
            site=sites[one.company, one.site],
            person=persons.get(one.person),
        )
        for one in demo.contacts
    }
    Contact.objects.bulk_create(rows.values())
    return rows


def _sites(demo: DemoTenant, companies: dict[str, Company]) -> dict[tuple[str, str], Site]:
    rows = {
        (company.key, one.key): Site(
            company=companies[company.key],
            name=one.name,
            address=f"{one.street}\n{one.postcode} {one.city}",
            zone=ZONES.get(one.country, ""),
        )
        for company in demo.companies
        for one in company.sites
    }
    Site.objects.bulk_create(rows.values())
    return rows


def _persons(demo: DemoTenant) -> dict[str, Person]:
    """Those who have signed in; a shared mailbox proves nobody's own address."""
    known = {one.person: one for one in demo.contacts if one.last_seen_at is not None}
    rows = {key: Person(name=one.name, language=one.language) for key, one in known.items()}
    Person.objects.bulk_create(rows.values())
    PersonEmail.objects.bulk_create(
        PersonEmail(
            person=rows[key], email=one.email, verified_at=one.last_seen_at or timezone.now()
        )
        for key, one in known.items()
        if not one.shared_mailbox
    )
    return rows


def _contact(one: DemoContact, *, company: Company, site: Site, person: Person | None) -> Contact:
    return Contact(
        company=company,
        site=site,
        person=person,
        name=one.name,
        email=one.email,
        phone=one.phone,
        title=one.title,
        language=one.language,
        zone=site.zone,
        access=one.access,
        is_shared_mailbox=one.shared_mailbox,
        is_primary=one.role == "client_admin",
        last_seen_at=one.last_seen_at,
    )


def _grant(one: DemoContact, contact: Contact, role: Role) -> Grant:
    reach = {"site": Reach.SITE, "company": Reach.COMPANY}.get(one.scope, Reach.OWN)
    return Grant(company_id=contact.company_id, contact=contact, role=role, reach=reach.value)
