"""Uploads: encrypted, looked at, and reachable only through what they hang on."""

from django.utils.translation import gettext_lazy as _

from portico.kernel.context import Context


class Files(Context):
    """StoredFile and the keys it is encrypted with."""

    name = "portico.core.files"
    verbose_name = _("Files")
