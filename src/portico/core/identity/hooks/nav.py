"""Colleagues and waiting sign-ins in the staff menu."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.menu import CompanyTab, Entry, Part, Setting, company_tab, entry, setting
from portico.core.people.permissions import MANAGE_STAFF

from ..permissions import REVEAL_CODE, SEE_POLICY

GROUP = _("Settings")

entry(
    Entry(
        door="staff",
        slug="people",
        url_name="staff:identity:people",
        text=_("Colleagues"),
        icon="users",
        permission=MANAGE_STAFF,
        group=GROUP,
        position=905,
    )
)
entry(
    Entry(
        door="staff",
        slug="sign_ins",
        url_name="staff:identity:sign_ins",
        text=_("Waiting sign-ins"),
        icon="key-round",
        permission=REVEAL_CODE,
        group=GROUP,
        position=930,
    )
)
setting(
    Setting(
        slug="people",
        url_name="staff:identity:people",
        text=_("Colleagues and teams"),
        description=_("Who works here, what they may do, and how they sign in."),
        icon="users",
        permission=MANAGE_STAFF,
        position=20,
    )
)
setting(
    Setting(
        slug="sign_ins",
        url_name="staff:identity:sign_ins",
        text=_("Waiting sign-ins"),
        description=_("Tell a client the code when the e-mail does not arrive."),
        icon="key-round",
        permission=REVEAL_CODE,
        position=60,
    )
)
setting(
    Setting(
        slug="sign_in",
        url_name="staff:identity:rules",
        text=_("Sign-in"),
        description=_(
            "Passkeys, passwords and second factors: what clients may use and must have."
        ),
        icon="shield-check",
        permission=SEE_POLICY,
        part=Part.PORTAL,
        position=40,
    )
)
company_tab(
    CompanyTab(
        slug="sign-in",
        url_name="staff:identity:company_rules",
        text=_("Sign-in"),
        permission=SEE_POLICY,
        position=40,
    )
)
