"""What keeps the portal alive, checked one by one: each in words, with what to do about it."""

import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portico.core.jobs.queries import Pulse, pulse
from portico.core.mail.queries import glance
from portico.core.tenants.vault import is_copy_confirmed
from portico.ui.dates import moment_words
from portico.ui.text import filesize

OK, WARN, BAD = "ok", "warn", "bad"
LITTLE, TOO_LITTLE = 0.15, 0.05  # share of the disk that is free
BACKUP_AGE = timedelta(hours=36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing, how it does, and what to do if it is not well."""

    slug: str
    title: str
    words: str
    icon: str
    tone: str = OK
    todo: str = ""
    url_name: str = ""


def checks() -> list[Check]:
    """All of them, in the order in which clients would notice."""
    now = pulse()
    return [
        _mail(),
        _worker(now),
        _jobs(now),
        _disk(),
        _keys(),
        _backup(),
        _https(),
        _scanner(),
    ]


def quick_checks() -> list[Check]:
    """Those that cost no more than one look at the database; the overview shows the worst."""
    return [_worker(pulse()), _disk(), _keys(), _backup(), _https()]


def _mail() -> Check:
    now = glance()
    well = Check(
        slug="mail",
        title=_("E-mail"),
        words=_("E-mail leaves the house."),
        icon="mail",
        url_name="staff:mail:server",
    )
    if not now.is_there:
        return _worse(
            well,
            BAD,
            _("No mail server is set up, so nobody can sign in by e-mail."),
            todo=_("Set up a mail server. Until then you can tell clients their sign-in code."),
        )
    if now.outage and now.outage.is_pause:
        return _worse(
            well,
            WARN,
            _("The provider takes no more e-mail for the moment."),
            todo=_("Nothing. It goes on by itself when the provider's pause is over."),
        )
    if now.outage:
        words = _("The mail server has not worked since %(moment)s.")
        return _worse(
            well,
            BAD,
            words % {"moment": moment_words(now.outage.since)},
            todo=_("Look at its answer and test it. Waiting mails go out by themselves."),
        )
    if now.has_stuck:
        return _worse(
            well, WARN, _("Some e-mails got stuck."), todo=_("Decide what becomes of them.")
        )
    return well


def _worker(now: Pulse) -> Check:
    well = Check(
        slug="worker", title=_("Background work"), words=_("The worker is there."), icon="cog"
    )
    if not now.is_alive:
        return _worse(
            well, BAD, _("No worker has been heard of for two minutes: no e-mail leaves."),
            todo=_("Ask whoever runs the server to start “portico worker”."),
        )  # fmt: skip
    if now.overdue:
        words = ngettext("%(n)s job is late.", "%(n)s jobs are late.", now.overdue)
        return _worse(well, WARN, words % {"n": now.overdue}, todo=_("It may need more time."))
    return well


def _jobs(now: Pulse) -> Check:
    well = Check(
        slug="jobs", title=_("Failed jobs"), words=_("None."), icon="list-x",
        url_name="staff:settings:jobs:list",
    )  # fmt: skip
    if not now.failed:
        return well
    words = ngettext("%(n)s job gave up.", "%(n)s jobs gave up.", now.failed)
    words = words % {"n": now.failed}
    return _worse(well, WARN, words, todo=_("See why, and try again."))


def _disk() -> Check:
    space = shutil.disk_usage(_home())
    share = space.free / space.total if space.total else 1
    words = _("%(free)s of %(total)s are free.") % {
        "free": filesize(space.free),
        "total": filesize(space.total),
    }
    well = Check(slug="disk", title=_("Disk"), words=words, icon="hard-drive")
    if share > LITTLE:
        return well
    return _worse(
        well, BAD if share < TOO_LITTLE else WARN, words,
        todo=_("Make room before uploads and the database stop working."),
    )  # fmt: skip


def _keys() -> Check:
    well = Check(
        slug="keys", title=_("Master key"), words=_("A copy is kept elsewhere."), icon="key-round"
    )
    if is_copy_confirmed():
        return well
    return _worse(
        well, WARN, _("Nobody has confirmed that a copy of the master key is kept elsewhere."),
        todo=_("Without it no file and no password can be read again. Copy it, then run "
               "“portico keys confirm-backup”."),
    )  # fmt: skip


def _backup() -> Check:
    well = Check(slug="backup", title=_("Backup"), words="", icon="database-backup")
    note = _home() / "last-backup"
    if not note.exists():
        return _worse(
            well, WARN, _("No backup has reported yet."),
            todo=_("Set up a backup as the operators’ guide says, and let it touch the file "
                   "last-backup in PORTICO_HOME when it is done."),
        )  # fmt: skip
    made = datetime.fromtimestamp(note.stat().st_mtime, tz=timezone.get_current_timezone())
    words = _("The last one ended %(moment)s.") % {"moment": moment_words(made)}
    if timezone.now() - made <= BACKUP_AGE:
        return _worse(well, OK, words, todo="")
    return _worse(well, BAD, words, todo=_("Find out why the newest backup is missing."))


def _https() -> Check:
    well = Check(
        slug="https", title=_("Connection"), words=_("Encrypted: people come over https."),
        icon="lock",
    )  # fmt: skip
    if settings.CSRF_COOKIE_SECURE:
        return well
    if settings.DEMO:
        words = _("Not encrypted: people come over plain http. For a demo on this computer that "
                  "is enough.")  # fmt: skip
        return _worse(well, OK, words, todo="")
    return _worse(
        well, WARN, _("Not encrypted: people come over plain http."),
        todo=_("Put a proxy with a certificate in front and set PORTICO_HTTPS=on."),
    )  # fmt: skip


def _scanner() -> Check:
    well = Check(
        slug="scanner", title=_("Virus scanner"), icon="scan-search",
        words=_("Files are scanned before anybody gets them."),
    )  # fmt: skip
    if settings.CLAMD:
        return well
    words = _("There is none: files are handed on unscanned, and say so.")
    if settings.DEMO:
        return _worse(well, OK, words, todo="")
    return _worse(
        well, WARN, words,
        todo=_("Install ClamAV and set PORTICO_CLAMD to where it listens."),
    )  # fmt: skip


def _worse(well: Check, tone: str, words: str, *, todo: str) -> Check:
    return replace(well, tone=tone, words=words, todo=todo)


def _home() -> Path:
    folder: Path = settings.KEYS_FOLDER.parent
    return folder if folder.exists() else Path.cwd()
