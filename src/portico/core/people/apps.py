"""Companies and the people who work there, and the people of the MSP."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class People(Context):
    """Company, Site, Person, Contact, StaffUser, Team."""

    name = "portico.core.people"
    verbose_name = _("Clients and colleagues")
