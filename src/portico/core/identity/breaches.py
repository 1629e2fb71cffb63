"""Passwords that have leaked somewhere: looked up in files on this machine, never asked of anybody.

Below `settings.BREACHED_PASSWORDS` an operator may put the “Pwned Passwords” in the form of their
range files: `21BD1.txt` holds a line `0018A45C4D1DEF81644B54AB7F969B88D65:10` for each leaked
password whose SHA-1 begins with 21BD1. Without them the list of common passwords is all there is.
"""

from hashlib import sha1
from pathlib import Path

from django.conf import settings

PREFIX = 5  # letters of the SHA-1 that name the file


def has_leaked(password: str) -> bool:
    """Is this very password in the operator's files?"""
    digest = sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    folder: Path = settings.BREACHED_PASSWORDS
    try:
        lines = (folder / f"{digest[:PREFIX]}.txt").read_text("ascii", "replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return False
    rest = digest[PREFIX:]
    return any(line.partition(":")[0].strip().upper() == rest for line in lines)
