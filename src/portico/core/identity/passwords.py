"""Passwords of staff: argon2id, and a check that takes as long for somebody who is not there."""

from collections.abc import Callable
from dataclasses import replace

from argon2 import Parameters
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from .rules import LONGEST_PASSWORD, normal_password


class Argon2id(Argon2PasswordHasher):
    """With the costs in `settings.PASSWORD_COSTS`."""

    parallelism = 1

    def params(self) -> Parameters:
        usual: Parameters = super().params()
        costs = settings.PASSWORD_COSTS
        return replace(usual, time_cost=costs["time_cost"], memory_cost=costs["memory_cost"])


def of_nobody() -> str:
    """The hash of nothing in particular, with the costs of any other."""
    costs = Argon2id().params()
    return (
        f"argon2$argon2id$v=19$m={costs.memory_cost},t={costs.time_cost},p={costs.parallelism}"
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

    return bool(check_password(given, stored or of_nobody(), setter=again)) and bool(stored)
