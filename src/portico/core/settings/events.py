"""What happens to a tenant and to its settings."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("settings.tenant_created", security=True, words=_("Made this portal"))
class TenantCreated:
    """A new MSP lives here. Features put their first rows in place, in its language."""

    tenant: UUID
    host: str
    language: str


@event("settings.tenant_suspended", security=True, words=_("Suspended this portal"))
class TenantSuspended:
    """The operator closed the MSP's portal; its people see 404."""

    tenant: UUID


@event("settings.tenant_resumed", security=True, words=_("Opened this portal again"))
class TenantResumed:
    """The operator opened the MSP's portal again."""

    tenant: UUID


@event("settings.company_data_changed", words=_("Changed company data"))
class CompanyDataChanged:
    """Name, language, zone, hours, lifetimes or other data of the MSP changed."""

    fields: list[str]


@event("settings.sign_in_rules_changed", security=True, words=_("Changed how long sign-ins last"))
class SignInRulesChanged:
    """Links or sessions live longer or shorter."""

    fields: list[str]


@event("settings.brand_changed", words=_("Changed the brand"))
class BrandChanged:
    """Name, logo, colour or words of the brand changed."""

    fields: list[str]


@event("settings.host_added", security=True, words=_("Added a host name"))
class HostAdded:
    """The portal answers on one more host."""

    host: str


@event("settings.host_removed", security=True, words=_("Removed a host name"))
class HostRemoved:
    """The portal no longer answers on a host."""

    host: str


@event("settings.primary_host_chosen", words=_("Chose the main host name"))
class PrimaryHostChosen:
    """Links in mails lead to another host from now on."""

    host: str


@event("settings.extras_changed", words=_("Switched an extra on or off"))
class ExtrasChanged:
    """Optional parts of the product were switched on or off."""

    on: list[str]
    off: list[str]


@event("settings.job_retried", words=_("Tried a failed job again"))
class JobRetried:
    """Somebody asked for another try of a failed job."""

    job: UUID
    name: str


@event("settings.job_dismissed", words=_("Set a failed job aside"))
class JobDismissed:
    """Somebody looked into a failed job and will not try it again."""

    job: UUID
    name: str
