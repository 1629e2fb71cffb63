"""The browser icon of a tenant without a logo: its first letter on its colour."""

from django.utils.html import format_html

from portico.ui.palette import palette


def icon_svg(name: str, colour: str) -> str:
    """A small drawing in the brand's button colour, with the ink that is readable on it."""
    tokens = palette(colour)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        '<rect width="32" height="32" rx="9" fill="{}"/>'
        '<text x="16" y="22.5" text-anchor="middle" font-family="system-ui,sans-serif" '
        'font-size="19" font-weight="700" fill="{}">{}</text></svg>',
        tokens["accent"][0],
        tokens["on-accent"][0],
        name.strip()[:1].upper(),
    )
