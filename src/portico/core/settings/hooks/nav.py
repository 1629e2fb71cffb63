"""Settings in the staff menu, and the lines of the settings overview."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portico.core.access.actors import Actor
from portico.core.access.menu import Entry, Part, Setting, State, entry, setting
from portico.core.jobs.queries import pulse
from portico.core.roles.permissions import VIEW as VIEW_ROLES

from ..permissions import MANAGE, MANAGE_JOBS, VIEW
from ..queries.health import OK, quick_checks

SETTINGS = gettext_lazy("Settings")


def jobs_state(actor: Actor) -> State:  # noqa: ARG001  every state is asked with an actor
    """Whether any job gave up."""
    if not (failed := pulse().failed):
        return State(words=_("none"))
    words = ngettext("%(n)s job gave up", "%(n)s jobs gave up", failed) % {"n": failed}
    return State(words=words, tone="warn", ask=words, why=_("See why, and try again."))


def health_state(actor: Actor) -> State:  # noqa: ARG001  every state is asked with an actor
    """The worst of the checks that are quick to make."""
    problems = [one for one in quick_checks() if one.tone != OK]
    if not problems:
        return State(words=_("all well"))
    worst = min(problems, key=lambda one: one.tone)
    count = len(problems)
    words = ngettext("%(n)s thing to do", "%(n)s things to do", count) % {"n": count}
    return State(words=words, tone=worst.tone, ask=worst.words, why=worst.todo)


entry(
    Entry(
        door="staff",
        slug="settings",
        url_name="staff:settings:overview",
        text=gettext_lazy("Overview"),
        icon="settings",
        permission=VIEW,
        group=SETTINGS,
        position=900,
    )
)
entry(
    Entry(
        door="staff",
        slug="roles",
        url_name="staff:settings:roles:matrix",
        text=gettext_lazy("Roles"),
        icon="shield-check",
        permission=VIEW_ROLES,
        group=SETTINGS,
        position=910,
    )
)
entry(
    Entry(
        door="staff",
        slug="brand",
        url_name="staff:settings:brand:edit",
        text=gettext_lazy("Branding"),
        icon="palette",
        permission=MANAGE,
        group=SETTINGS,
        position=920,
    )
)
setting(
    Setting(
        slug="brand",
        url_name="staff:settings:brand:edit",
        text=gettext_lazy("Name, logo, colour"),
        description=gettext_lazy("How the portal looks"),
        icon="palette",
        permission=MANAGE,
        position=10,
        part=Part.PORTAL,
    )
)
setting(
    Setting(
        slug="company",
        url_name="staff:settings:company",
        text=gettext_lazy("Company data"),
        description=gettext_lazy("Phone, hours, language, sign-in"),
        icon="building",
        permission=MANAGE,
        position=20,
        part=Part.PORTAL,
    )
)
setting(
    Setting(
        slug="hosts",
        url_name="staff:settings:hosts",
        text=gettext_lazy("Host names"),
        description=gettext_lazy("Where the portal answers"),
        icon="globe",
        permission=MANAGE,
        position=30,
        part=Part.PORTAL,
    )
)
setting(
    Setting(
        slug="roles",
        url_name="staff:settings:roles:matrix",
        text=gettext_lazy("Roles"),
        description=gettext_lazy("Who may do what"),
        icon="shield-check",
        permission=VIEW_ROLES,
        position=40,
        part=Part.PORTAL,
    )
)
setting(
    Setting(
        slug="health",
        url_name="staff:settings:health",
        text=gettext_lazy("Health"),
        description=gettext_lazy("What keeps the portal alive"),
        icon="heart-pulse",
        permission=VIEW,
        position=10,
        part=Part.SYSTEM,
        state=health_state,
    )
)
setting(
    Setting(
        slug="jobs",
        url_name="staff:settings:jobs:list",
        text=gettext_lazy("Failed jobs"),
        description=gettext_lazy("Work that gave up"),
        icon="list-x",
        permission=MANAGE_JOBS,
        position=30,
        part=Part.SYSTEM,
        state=jobs_state,
    )
)
