"""Clients of the demo whose people sign in by rules of their own."""

from portico.core.identity.models import Factor, SignInPolicy
from portico.core.people.models import Contact
from portico.core.roles.models import Role

STRICT = "asterlegal.example"  # solicitors: shorter sessions, two factors for who gives access
USED_TO_PASSWORDS = "lakeviewdental.example"


def load_sign_in() -> None:
    """Each for the company whose people have addresses there."""
    admins = Role.objects.filter(audience=Role.Audience.CONTACTS, key="client_admin")
    roles = [str(one.pk) for one in admins]
    _give(STRICT, factor=Factor.ROLES, factor_roles=roles, session_days=14, idle_hours=4)
    _give(USED_TO_PASSWORDS, passwords=True)


def _give(domain: str, **rules: object) -> None:
    someone = Contact.objects.filter(email__endswith=f"@{domain}").first()
    if someone is not None:
        SignInPolicy.objects.create(company_id=someone.company_id, **rules)
