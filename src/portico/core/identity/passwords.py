"""Passwords of staff: argon2id, and a check that takes as long for somebody who is not there."""

from collections.abc import Callable

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from .rules import LONGEST_PASSWORD, normal_password


class Argon2id(Argon2PasswordHasher):
    """Above OWASP's floor (46 MiB, one pass), and small enough for several people at once."""

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1


NOBODY = (  # the hash of nothing in particular, with the costs above
    f"argon2$argon2id$v=19$m={Argon2id.memory_cost},t={Argon2id.time_cost},p={Argon2id.parallelism}"
    "$cG9ydGljb25vYm9keXNzYWx0$c2l4dGVlbiBieXRlcyBvZiBub3RoaW5nIGF0IGFsbCE"
)


def hashed(password: str) -> str:
    """What is stored of a password that `rules.checked_password` has let through."""
    return make_password(password)


def is_right(password: str, stored: str, *, renew: Callable[[str], None] | None = None) -> bool:
    """Compare; without a stored hash the same work is done and the answer is no.

    `renew` is given a new hash when the stored one was made with older costs.
    """
    given = normal_password(password)
    if len(given) > LONGEST_PASSWORD:
        given = ""

    def again(_raw: str) -> None:
        if renew is not None:
            renew(make_password(given))

    return bool(check_password(given, stored or NOBODY, setter=again)) and bool(stored)
