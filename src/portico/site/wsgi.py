"""Portico for any WSGI server: every page, without live updates."""

from django.core.wsgi import get_wsgi_application

from .environment import use_settings

use_settings()
application = get_wsgi_application()
