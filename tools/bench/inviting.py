"""How fast many invitations leave, and what a sign-in mail waits meanwhile.

python -m tools.bench.inviting 2000     on the database named by DATABASE_URL, which it fills

A worker of its own sends to a mail server inside this process; once a second somebody asks for a
sign-in mail at the portal's door. Work on a copy: these people are invited afterwards.
"""

import os
import resource
import socket
import statistics
import subprocess
import sys
import time
from typing import Any

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
LONGEST = 900.0  # seconds
COMPANIES = 190


class Sink:
    """Takes every mail and notes when it came."""

    def __init__(self) -> None:
        self.came: dict[str, float] = {}

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        self.came.update(dict.fromkeys(envelope.rcpt_tos, time.monotonic()))
        return "250 OK"


def main() -> int:
    """Entry of the command: the number of people is its only word."""
    sink = Sink()
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    office = Controller(sink, hostname=HOST, port=port)
    office.start()
    os.environ |= {
        "PORTICO_SMTP_URL": f"smtp://{HOST}:{port}",
        "PORTICO_MAIL_FROM": "Bench <portal@bench.example>",
        "PORTICO_OUTBOUND_ALLOWED": "127.0.0.0/8",
        "PORTICO_LOG_LEVEL": "warning",
    }
    from portico.site.running import running  # noqa: PLC0415  it reads the environment

    worker = subprocess.Popen([sys.executable, "-m", "portico.site.cli", "worker"])
    try:
        with running():
            people = _measure(sink, number=int(sys.argv[1]))
    finally:
        worker.terminate()
        worker.wait(30)
        office.stop()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    each = 1000 * (used.ru_utime + used.ru_stime) / people
    print(f"worker: {each:.1f} ms of CPU a person, its start included")
    return 0


def _measure(sink: Sink, *, number: int) -> int:
    """Until the last one is invited; how many people that were."""
    from portico.core.tenants.making import known_tenants  # noqa: PLC0415  Django is set up now
    from portico.kernel.tenancy import scope, staff_scope  # noqa: PLC0415

    tenant = known_tenants()[0]
    with scope(staff_scope(tenant.id)):
        campaign, people, signing_in = _start(number)
    asked: dict[str, float] = {}
    begun = time.monotonic()
    print(f"{people} people", flush=True)
    while time.monotonic() < begun + LONGEST:
        email = signing_in[len(asked)]
        asked[email] = time.monotonic()
        _ask(f"{tenant.slug}.localhost", email, number=len(asked))
        time.sleep(max(0.0, begun + len(asked) - time.monotonic()))
        with scope(staff_scope(tenant.id)):
            if _is_done(campaign):
                break
    spent = time.monotonic() - begun
    waited = sorted(sink.came[one] - at for one, at in asked.items() if one in sink.came)
    p95 = statistics.quantiles(waited, n=20)[-1]
    rate = people / spent
    left = 10_000 / rate / 60
    print(f"{people} in {spent:.0f} s: {rate:.1f} a second, 10,000 in {left:.1f} min")
    p50 = statistics.median(waited)
    print(f"{len(waited)} of {len(asked)} sign-in mails: p50 {p50:.2f} s, p95 {p95:.2f} s")
    return people


def _start(number: int) -> tuple[Any, int, list[str]]:
    """Any: the campaign, whose class needs Django."""
    from dataclasses import replace  # noqa: PLC0415  as above

    from portico.core.access.permissions import REGISTRY, For  # noqa: PLC0415
    from portico.core.identity.who import as_staff  # noqa: PLC0415
    from portico.core.invitations import queries  # noqa: PLC0415
    from portico.core.invitations.actions.campaigns import (  # noqa: PLC0415
        Terms,
        choose,
        draft_campaign,
        start_campaign,
    )
    from portico.core.invitations.rules import Wanted  # noqa: PLC0415
    from portico.core.people.models import Company, Contact, StaffUser  # noqa: PLC0415

    everything = frozenset(
        one.code for one in REGISTRY.values() if one.audience in {For.STAFF, For.BOTH}
    )
    row = StaffUser.objects.order_by("id")[:1].get()
    owner = replace(as_staff(row), grants=everything)
    few = Company.objects.order_by("-id").values_list("pk", flat=True)[:COMPANIES]
    draft = draft_campaign(owner, Wanted(companies=tuple(few)))
    ids = [one for one, *_rest in queries.chosen_ids(owner, draft)]
    draft = choose(owner, draft, shown=set(ids[number:]), kept=set())
    people = queries.eligible_count(owner, draft)
    campaign = start_campaign(
        owner, draft, number=people, typed=str(people), sure=True, terms=Terms()
    )
    active = Contact.objects.filter(access=Contact.Access.ACTIVE).order_by("id")
    return campaign, people, list(active.values_list("email", flat=True)[:1000])


def _ask(host: str, email: str, *, number: int) -> None:
    from django.test import Client  # noqa: PLC0415  as above

    machine = f"10.{number // 250}.{number % 250}.7"
    Client(headers={"host": host}, REMOTE_ADDR=machine).post("/portal/login/", {"email": email})


def _is_done(campaign: Any) -> bool:
    campaign.refresh_from_db()
    return bool(campaign.ended_at)


if __name__ == "__main__":
    sys.exit(main())
