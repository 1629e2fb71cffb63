"""A fresh proof of who somebody is: asked for before what weighs most, and good for ten minutes.

A permission with `step_up` asks at its pages and again at its actions. What only whoever is signed
in may do, without a permission, is marked `@freshly_proved` below `@signed_in_staff` and the like.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from portico.kernel.origin import current_origin

PROOF_HOLDS = timedelta(minutes=10)
DOORS = frozenset({"staff", "portal"})  # where a person sits before a browser; a script cannot


class ProofNeeded(Exception):
    """The last proof is too old; the middleware asks for another one and then leads back."""


def is_fresh(proved_at: datetime | None) -> bool:
    return proved_at is not None and timezone.now() - proved_at < PROOF_HOLDS


def require_proof() -> None:
    """Go on only if the person behind this request proved it within the last minutes."""
    here = current_origin()
    if here.door in DOORS and not is_fresh(here.proved_at):
        raise ProofNeeded


def freshly_proved[R: HttpRequest, **P](
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """A page that asks for a fresh proof before it shows itself."""

    @wraps(view)
    def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        require_proof()
        return view(request, *args, **kwargs)

    return guarded
