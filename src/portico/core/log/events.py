"""What happens to the log itself."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("log.exported", security=True, reads=True, words=_("Exported the activity log"))
class LogExported:
    """Somebody took a copy of the log, as far as the filters let it show."""

    filters: dict[str, str]
    form: str


@event("log.checked", words=_("Checked the chain of the log"))
class ChainChecked:
    """So many sealed lines were compared with their seals; `findings` is how many do not fit."""

    lines: int
    findings: int
    seal: str


@event("log.alert_raised", security=True, words=_("Noticed something that looks like an attack"))
class AlertRaised:
    """A pattern in the log needs somebody's eyes."""

    alert: UUID
    kind: str


@event("log.alert_settled", security=True, words=_("Settled a security alert"))
class AlertSettled:
    """Somebody has looked into it."""

    alert: UUID
    kind: str
    note: str


@event("log.weekly_mail_chosen", words=_("Chose whether the weekly security mail comes"))
class WeeklyMailChosen:
    """An employee wants the weekly mail, or no longer."""

    wanted: bool
