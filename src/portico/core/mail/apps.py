"""Mail out: rendered in the tenant's brand, kept as rows, handed to the tenant's mail server."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Mail(Context):
    """MailServer, MailThread, Message, MailTest, Outage."""

    name = "portico.core.mail"
    verbose_name = _("E-mail")
