"""What people choose from in more than one form."""

from django.conf import settings


def languages() -> list[tuple[str, str]]:
    """Each language under its own name."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]
