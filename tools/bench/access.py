"""Portal access at a very large MSP: signing in, the directory, invitations, the log, SCIM.

`Crowd` is whose pages are measured there, and `journeys` are the pages.
"""

import gc
import json
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle

from portico.core.access.actors import Reach
from portico.core.identity import cookies, passwords, sessions
from portico.core.identity.models import PersonSecret, SignInPolicy
from portico.core.identity.tests.authenticator import Authenticator
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.provisioning.models import ScimConnection
from portico.core.roles.models import Grant, Role
from portico.core.roles.queries import read_grants
from portico.core.tenants.making import known_tenants
from portico.kernel.crypto.tokens import fingerprint, new_secret
from portico.kernel.tenancy import door_scope, scope, staff_scope
from portico.kernel.writes import ANY, writing

from .cast import HOST, portal_browser, staff_browser
from .crowd import largest
from .journeys import Journey, get
from .server import Server
from .wsgi import Answer, Application, Browser

PASSWORD = "correct horse battery staple"  # noqa: S105  of nobody
WITH_PASSWORD, HASH = 400, "-"
LOADS, ROUNDS = 300, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Browsers of the people, and what they look at."""

    owner: Browser
    client: Browser
    """who manages the largest company"""
    device: Authenticator
    typing: list[tuple[str, str]]
    """people with a password: address, and the device that they were here with"""
    directory: str
    bearer: str
    company: str
    large: str
    person: str


def gather() -> Crowd:
    """Open the sessions; give out passwords and a passkey."""
    from portico.site.wsgi import application  # noqa: PLC0415  as the other benches do

    tenant = known_tenants()[0].id
    with scope(staff_scope(tenant)), writing(ANY):
        large = largest()
        company = Company.objects.order_by("id").values_list("pk", flat=True)[4000]
        people = Contact.objects.filter(is_primary=True).select_related("company", "site", "person")
        someone, manager = people.get(company_id=company), people.get(company_id=large)
        owner = StaffUser.objects.order_by("id")[0]
        typing = list(people.exclude(company_id__in=[large, company])[:WITH_PASSWORD])
        bearer, directory = _new_token()
        admin = Role.objects.get(key="client_admin")
        Grant.objects.filter(contact=manager).update(role=admin, reach=Reach.COMPANY.value)
    with scope(door_scope(tenant)), writing(ANY):
        rows = [PersonSecret(person=one.person, password=HASH) for one in typing]
        PersonSecret.objects.bulk_create(rows)
        client, visitor = portal_browser(manager), portal_browser(someone)
        staff = staff_browser(owner)
    return Crowd(
        owner=staff,
        client=client,
        device=_with_passkey(application, visitor),
        typing=[(one.email, str(one.person_id)) for one in typing],
        directory=directory,
        bearer=bearer,
        company=str(company),
        large=str(large),
        person=str(someone.pk),
    )


def _new_token() -> tuple[str, str]:
    """Of the one directory; passwords are allowed from here on, too."""
    bearer, row = new_secret(), ScimConnection.objects.get()
    row.token_hash = fingerprint(bearer)
    row.save(update_fields=["token_hash"])
    SignInPolicy.objects.create(passwords=True)
    return bearer, f"/scim/v2/{row.pk}"


def _with_passkey(application: Application, visitor: Browser) -> Authenticator:
    """As the page's script would add one."""
    device = Authenticator(HOST, origin=f"http://{HOST}:8000")
    asked = visitor.post(application, "/portal/account/passkeys/options/", {})
    form = {"name": "Laptop", "credential": device.create(json.loads(asked.body))}
    added = visitor.post(application, "/portal/account/passkeys/new/", form)
    if added.status != 302:
        raise RuntimeError(f"no passkey: {added.status}")
    return device


def journeys(crowd: Crowd) -> list[Journey]:
    """All of them; those that write come last."""
    return [
        *_directory(crowd),
        *_people(crowd),
        *_inviting(crowd),
        *_log(crowd),
        *_scim(crowd),
        *_signing_in(crowd),
    ]


def _directory(crowd: Crowd) -> Iterator[Journey]:
    me, url = crowd.owner, "/staff/companies/"
    yield get("Directory", me, url)
    yield get("Directory, a page further on", me, f"{url}?after=M_{crowd.company.replace('-', '')}")
    yield get("Directory, needs care first", me, f"{url}?order=care")
    yield get("Directory, quiet longest", me, f"{url}?order=seen")
    for tab in ("mine", "on", "off", "care", "quiet"):
        yield get(f"Directory, tab “{tab}”", me, f"{url}?tab={tab}")
    yield get("Directory, search, few fit", me, f"{url}?q=c4711@")
    yield get("Directory, search, thousands fit", me, f"{url}?q=bakery")
    yield get("Directory, search, nobody fits", me, f"{url}?q=qqxxyyzz")
    yield get("Company", me, f"{url}{crowd.company}/")
    yield get("Company of 30,000", me, f"{url}{crowd.large}/")
    yield get("Company of 30,000, search", me, f"{url}{crowd.large}/?q=kofler")
    yield get("Company, portal access", me, f"{url}{crowd.company}/access/")
    yield get("Company of 30,000, portal access", me, f"{url}{crowd.large}/access/")
    yield get("Contact", me, f"{url}contacts/{crowd.person}/")


def _people(crowd: Crowd) -> Iterator[Journey]:
    me = crowd.client
    yield get("Portal: home", me, "/portal/")
    yield get("Portal: people (30,000)", me, "/portal/people/")
    yield get("Portal: people, search", me, "/portal/people/?q=kofler")
    yield get("Portal: activity", me, "/portal/activity/")
    yield get("Portal: account", me, "/portal/account/")
    yield get("Staff: adoption", crowd.owner, "/staff/reviews/adoption/")
    yield get("Staff: reviews", crowd.owner, "/staff/reviews/")


def _inviting(crowd: Crowd) -> Iterator[Journey]:
    me, url = crowd.owner, "/staff/invitations/"
    yield get("Invitations", me, url)
    yield get("Invitations, many", me, f"{url}many/")
    for reason in ("left", "declined", "shared", "company_off"):
        yield get(f"Invitations, blocked: {reason}", me, f"{url}many/blocked/?why={reason}")
    yield get("Portal links", me, "/staff/links/")
    yield get("Portal links of a company", me, f"/staff/links/company/{crowd.company}/")
    yield get("Join requests", me, "/staff/links/requests/")


def _log(crowd: Crowd) -> Iterator[Journey]:
    me, url = crowd.owner, "/staff/settings/log/"
    yield get("Log", me, url)
    yield get("Log, security", me, f"{url}?kind=security")
    yield get("Log, money (none)", me, f"{url}?kind=money")
    yield get("Log, by the system", me, f"{url}?kind=system")
    yield get("Log, read access (none)", me, f"{url}?kind=reads")
    yield get("Log, only refused (none)", me, f"{url}?refused=on")
    yield get("Log, of a company", me, f"{url}?company={crowd.company}")
    yield get("Log, of a person", me, f"{url}?person={crowd.person}")
    yield get("Log, search, thousands fit", me, f"{url}?q=kofler")
    yield get("Log, search, an address", me, f"{url}?q=203.0.113.7")
    yield get("Log, search, nothing fits", me, f"{url}?q=qqxxyyzz")
    yield get("Log, a year ago", me, f"{url}?until=2026-01-15")
    yield get("Alerts", me, f"{url}security/")


def _scim(crowd: Crowd) -> Iterator[Journey]:
    nobody, users = Browser(HOST), f"{crowd.directory}/Users"
    auth = f"Bearer {crowd.bearer}"
    pages = {
        "SCIM, first 100 of 10,000": "?startIndex=1&count=100",
        "SCIM, last 100 of 10,000": "?startIndex=9901&count=100",
        "SCIM, one by user name": "?filter=userName%20eq%20%22c4711@nowhere.example%22",
    }
    for name, query in pages.items():
        yield get(name, nobody, users + query, HTTP_AUTHORIZATION=auth)


def _signing_in(crowd: Crowd) -> Iterator[Journey]:
    # What argon2 costs is left out.
    passwords.check_password = lambda *_given, **_named: True  # type: ignore[attr-defined]
    yield _passkey(crowd)
    yield _password("Sign-in, password, known browser", crowd, known=True)
    yield _password("Sign-in, password, new browser", crowd, known=False)
    yield _asked(crowd)


def _machines() -> Iterator[str]:
    """Another machine each time, as the limits would stop one alone."""
    return (f"10.{n // 65536}.{n // 256 % 256}.{n % 256}" for n in count())


@dataclass(slots=True)
class _Passkey:
    """Challenges are asked for and signed beforehand; the answer alone is measured."""

    device: Authenticator
    machines: Iterator[str] = field(default_factory=_machines)
    ready: deque[str] = field(default_factory=deque)
    browser: Browser = field(
        default_factory=lambda: Browser(
            HOST, {cookies.PASSKEY: "bench-passkey", cookies.DEVICE: "bench-device"}
        )
    )

    def before(self, application: Application, number: int) -> None:
        for _each in range(number):
            asked = self._post(application, "options/", {})
            self.ready.append(self.device.get(json.loads(asked.body)))

    def go(self, application: Application) -> Answer:
        return self._post(application, "", {"credential": self.ready.popleft()})

    def _post(self, application: Application, path: str, form: dict[str, str]) -> Answer:
        url = f"/portal/login/passkey/{path}"
        machine = next(self.machines)
        return self.browser.post(application, url, form, HTTP_X_FORWARDED_FOR=machine)


def _passkey(crowd: Crowd) -> Journey:
    made = _Passkey(crowd.device)
    return Journey(name="Sign-in, passkey", go=made.go, before=made.before, status=302, writes=True)


def _password(name: str, crowd: Crowd, *, known: bool) -> Journey:
    people, machines = cycle(crowd.typing), _machines()

    def go(application: Application) -> Answer:
        email, device = next(people)
        browser = Browser(HOST, {cookies.DEVICE: device} if known else {})
        form = {"email": email, "password": PASSWORD}
        where = {"HTTP_X_FORWARDED_FOR": next(machines)}
        return browser.post(application, "/portal/login/password/", form, **where)

    return Journey(name=name, go=go, status=302, writes=True)


def _asked(crowd: Crowd) -> Journey:
    people, machines = cycle(crowd.typing), _machines()

    def go(application: Application) -> Answer:
        form = {"email": next(people)[0]}
        where = {"HTTP_X_FORWARDED_FOR": next(machines)}
        return Browser(HOST).post(application, "/portal/login", form, **where)

    return Journey(name="Sign-in, mail asked for", go=go, status=302, writes=True)


def permissions(crowd: Crowd, server: Server) -> float:
    """CPU milliseconds, database included, until a session and what it allows are read."""
    secret = fingerprint(crowd.client.cookies[cookies.PORTAL])
    found = []
    with scope(door_scope(known_tenants()[0].id)):
        for _round in range(ROUNDS):
            gc.collect()
            began = time.process_time() + server.cpu()
            for _each in range(LOADS):
                row = sessions._portal_rows.first(secret)
                read_grants(row.grants)  # type: ignore[union-attr] # annotated
            found.append((time.process_time() + server.cpu() - began) / LOADS * 1000)
    return min(found)
