"""Hand one mail to an SMTP server, and know for certain how far it got.

The caller must be able to tell three ends apart: taken, not taken, and "we do not know". The last
one happens only between the end of the content and the server's answer to it.
"""

from enum import StrEnum


class Security(StrEnum):
    """How the way to the server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
