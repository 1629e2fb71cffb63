"""Start Django for scripts that ask its registries; no database is needed."""

import os

import django
from django.apps import apps


def set_up() -> None:
    """Import settings and all contexts, unless somebody has done so already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portico.site.settings")
    if not apps.ready:
        django.setup()
