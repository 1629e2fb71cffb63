"""Keeping the index is the product's own work."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import For, permission

INDEX = permission("search.index", _("Rebuild the search index"), audience=For.STAFF)
