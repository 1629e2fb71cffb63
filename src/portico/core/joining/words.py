"""What states and reasons of portal links are called, and what to do about them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import State

REASONS: Mapping[str, str | Promise] = {
    "expired": _("the link had expired"),
    "exhausted": _("the link was used up"),
    "suspended": _("the link was suspended"),
    "revoked": _("the link was revoked"),
    "portal_off": _("the portal of the company is off"),
    "no_contact": _("nobody to mail it to"),
    "networks": _("opened from unusually many places"),
    "browsers": _("opened with unusually many browsers"),
    "domains": _("used with addresses of unusually many strangers"),
    "domain": _("address of another domain"),
    "approval": _("everybody waits for a yes"),
    "maker": _("who made the link could not make it any more"),
    "disabled": _("access was switched off before"),
    "auto": _("everybody who got it has joined"),
}

TONES = {
    State.ACTIVE: "ok",
    State.EXPIRED: "",
    State.EXHAUSTED: "warn",
    State.SUSPENDED: "bad",
    State.REVOKED: "",
}

HELP: Mapping[str, str | Promise] = {
    State.ACTIVE.value: _(
        "The link works. If somebody cannot join, look at what happened to them."
    ),
    State.EXPIRED.value: _("Its time is over. Replace it: the new link keeps all settings."),
    State.EXHAUSTED.value: _("As many people have joined as it was made for. Replace it."),
    State.SUSPENDED.value: _(
        "It was used from so many places that it may be public. Replace it, or put it back into "
        "use if you know why."
    ),
    State.REVOKED.value: _("Somebody ended it by hand. Make a new one."),
    "rotated": _("Another link has taken its place. Send that one, or replace it once more."),
    "portal_off": _("The link works, but the portal of the company is off. Switch it on first."),
    "broken": _(
        "This is a part of a portal link: characters are missing or were added. Copy the whole "
        "link again, from ptl_ to its end, or replace it."
    ),
    "unknown": _(
        "This looks like a portal link, and none of yours. It may belong to another portal, or was "
        "deleted."
    ),
    "none": _("There is no portal link in this text. Paste the whole address."),
}
