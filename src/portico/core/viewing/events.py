"""Facts about viewings; the client's own administrator reads them, too."""

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event(
    "viewing.started",
    security=True,
    timeline=("staff_name", "contact_name", "minutes", "reason"),
    words=_("Began to view the portal as a contact"),
)
class ViewingStarted:
    """An employee sees what the contact sees, for at most so many minutes."""

    staff_name: str
    contact_name: str
    minutes: int
    reason: str


@event(
    "viewing.stopped",
    security=True,
    timeline=("staff_name", "contact_name", "minutes", "reason", "how"),
    words=_("Viewing the portal as a contact ended"),
)
class ViewingStopped:
    """It lasted so many minutes."""

    staff_name: str
    contact_name: str
    minutes: int
    reason: str
    how: str


@event(
    "viewing.page",
    timeline=("page",),
    aside=True,
    reads=True,
    words=_("Looked at a page as a contact"),
)
class PageViewed:
    """An address of the portal, without what was searched for."""

    page: str


@event(
    "viewing.refused",
    security=True,
    timeline=("page",),
    aside=True,
    refused=True,
    words=_("Was kept from changing something as a contact"),
)
class ChangeRefused:
    """Something was sent to the portal during a viewing; nothing of it was done."""

    page: str


@event(
    "viewing.rule_changed",
    security=True,
    words=_("Changed whether the portal may be viewed as a contact"),
)
class RuleChanged:
    """For one company, or for all when `company` is empty."""

    company: str
    mode: str
    tells_client: bool
