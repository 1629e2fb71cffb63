"""Strangers at the join pages: guessing, racing, framing, planting, listening."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portico.core.access.actors import Visitor
from portico.core.identity import cookies, ports
from portico.core.identity.actions.prove import MOST_TRIES
from portico.core.identity.ports import Offer, WayIn
from portico.core.identity.tests.factories import a_browser, is_in
from portico.core.joining.actions.ask import MOST_WISHES, wish_for_link
from portico.core.joining.models import JoinRequest, PortalLinkUse
from portico.core.joining.rules import MOST_NETWORKS
from portico.core.mail.models import Message
from portico.core.people.models import Company
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.install import install_presets
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import door_scope, scope, staff_scope

from .factories import (
    SYSTEM,
    a_link,
    code_for,
    contact_at,
    fresh,
    join,
    mails,
    text_of,
    type_in,
)

NEW = "ines@bluebird.example"
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|content="[A-Za-z0-9]{64}"|\d\d:\d\d(?::\d\d)?'
)


def _strict(tenant: Tenant) -> Client:
    """A browser that is asked for the form's token."""
    browser = a_browser(tenant)
    browser.handler.enforce_csrf_checks = True
    return browser


def _plain(answer: Any) -> str:
    return CHANGING.sub("", answer.text)


@pytest.mark.spec("S4.1.5", "S4.10.2")
def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_mail(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        a_contact(bakery, email="known@bluebird.example")
        a_contact(bakery, email="closed@bluebird.example", access="disabled")
    made, pages, texts = a_link(bakery), [], []
    for who in ("known", "closed", "nobody"):
        email, browser = f"{who}@bluebird.example", a_browser(tenant)
        asked = type_in(browser, made.token, email)
        assert (asked.status_code, asked["Location"]) == (302, "/portal/join/code/")
        page = browser.get("/portal/join/code/")
        pages.append(_plain(page).replace(email, "@"))
        text = text_of(tenant, mails(tenant, email)[-1])
        texts.append(re.sub(r"[2-9A-Z]{4}-[2-9A-Z]{4}", "", text))
    assert len(set(pages)) == 1
    assert len(set(texts)) == 1


@pytest.mark.spec("S4.7.1", "S4.4.7")
def test_asking_for_a_new_link_gets_the_same_answer_whoever_asks(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        a_contact(bakery, email="known@bluebird.example")
    made = a_link(bakery)
    answers = []
    for token, who in ((made.token, "known"), (made.token, "nobody"), ("ptl_" + "x" * 43, "who")):
        email = f"{who}@bluebird.example"
        given = {"token": token, "email": email, "note": "I am new"}
        answer = a_browser(tenant).post("/portal/join/new-link/", given)
        answers.append((answer.status_code, _plain(answer).replace(email, "@")))
    assert len(set(answers)) == 1
    with scope(staff_scope(tenant.id)):
        assert JoinRequest.objects.filter(step="wishes").count() == 3
        assert not Message.objects.filter(to__endswith="@bluebird.example").exists()


def test_wishes_are_held_back_after_a_few(tenant: Tenant) -> None:
    browser, codes = a_browser(tenant), []
    for number in range(8):
        given = {"email": f"p{number}@x.example"}
        codes.append(browser.post("/portal/join/new-link/", given).status_code)
    assert codes == [200] * 5 + [429] * 3


@pytest.mark.spec("S4.7.1")
def test_strangers_with_wishes_crowd_out_nobody_else(tenant: Tenant, bakery: Company) -> None:
    with scope(staff_scope(tenant.id)):
        a_contact(bakery, email="known@bluebird.example")
    real = a_link(bakery).row
    with scope(door_scope(tenant.id)):
        for number in range(MOST_WISHES + 3):
            wish_for_link(Visitor(), None, email=f"p{number}@x.example", note="")
        wish_for_link(Visitor(), None, email="known@bluebird.example", note="")
        wish_for_link(Visitor(), real, email="new@bluebird.example", note="")
        waiting = JoinRequest.objects.filter(step="wishes")
        assert waiting.filter(email__endswith="@x.example").count() == MOST_WISHES
        assert waiting.filter(email__endswith="@bluebird.example").count() == 2
        costs = []
        for who in ("known", "nobody"):  # nobody hears who is a contact by how long it takes
            with CaptureQueriesContext(connection) as asked:
                wish_for_link(Visitor(), None, email=f"{who}@bluebird.example", note="")
            costs.append(len(asked))
        assert costs[0] == costs[1]


def test_codes_can_be_guessed_five_times(tenant: Tenant, bakery: Company) -> None:
    made, browser = a_link(bakery), a_browser(tenant)
    type_in(browser, made.token, NEW)
    right = code_for(tenant, NEW)
    for _ in range(MOST_TRIES):
        assert (
            "not the code" in browser.post("/portal/join/code/", {"code": "2222-2222"}).text
            or _ == MOST_TRIES - 1
        )

    browser.post("/portal/join/code/", {"code": right})
    assert not is_in(browser)
    assert contact_at(bakery, NEW) is None


def test_a_code_works_once_and_only_where_it_was_asked_for(tenant: Tenant, bakery: Company) -> None:
    made, browser, other = a_link(bakery), a_browser(tenant), a_browser(tenant)
    type_in(browser, made.token, NEW)
    code = code_for(tenant, NEW)

    assert other.post("/portal/join/code/", {"code": code})["Location"] == "/portal/join"
    door = browser.cookies[cookies.BROWSER].value
    assert browser.post("/portal/join/code/", {"code": code})["Location"] == "/portal/"
    other.cookies[cookies.BROWSER] = door
    other.post("/portal/join/code/", {"code": code})
    assert not is_in(other)


def test_the_code_to_join_does_not_sign_anybody_in_at_the_usual_door(
    tenant: Tenant, bakery: Company
) -> None:
    made, browser = a_link(bakery), a_browser(tenant)
    type_in(browser, made.token, NEW)

    browser.post("/portal/login/check/", {"code": code_for(tenant, NEW)})

    assert not is_in(browser)


def test_mails_to_one_address_are_held_back(tenant: Tenant, bakery: Company) -> None:
    made = a_link(bakery)
    codes = [type_in(a_browser(tenant), made.token, NEW).status_code for _ in range(8)]
    assert codes.count(429) >= 3
    assert len(mails(tenant, NEW)) == codes.count(302)


def test_pages_want_a_form_of_their_own(tenant: Tenant, bakery: Company) -> None:
    made = a_link(bakery)
    strict = _strict(tenant)
    for path in ("/portal/join", "/portal/join/ask/", "/portal/join/code/", "/portal/join/also/"):
        assert strict.post(path, {"token": made.token, "email": NEW}).status_code == 403
    with scope(staff_scope(tenant.id)):
        assert not PortalLinkUse.objects.exists()


@pytest.mark.spec("S4.3.8")
def test_only_allowed_sites_frame_the_page_and_it_sets_no_cookie(
    tenant: Tenant, bakery: Company
) -> None:
    made = a_link(bakery, origins=["https://intranet.bluebird.example"])
    bare = a_link(bakery)
    browser = a_browser(tenant)

    allowed = browser.get(f"/portal/join/framed/{made.row.pk}/")
    refused = browser.get(f"/portal/join/framed/{bare.row.pk}/")

    assert "frame-ancestors https://intranet.bluebird.example" in allowed[
        "Content-Security-Policy"
    ].split("; ")
    assert "frame-ancestors 'none'" in refused["Content-Security-Policy"]
    assert not allowed.cookies
    assert "Set-Cookie" not in allowed
    assert 'target="_blank"' in allowed.text
    assert "Bluebird" not in allowed.text


@pytest.mark.spec("S4.3.8")
def test_the_window_that_a_frame_opens_changes_nothing_and_cannot_be_framed(
    tenant: Tenant, bakery: Company
) -> None:
    made = a_link(bakery)
    strict = _strict(tenant)

    answer = strict.post("/portal/join/window/", {"token": made.token, "email": NEW})

    assert answer.status_code == 200
    assert made.token in answer.text
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    with scope(staff_scope(tenant.id)):
        assert not PortalLinkUse.objects.exists()
        assert not Message.objects.exists()


@pytest.mark.spec("S4.3.8")
def test_no_other_page_of_the_portal_can_be_framed(tenant: Tenant, bakery: Company) -> None:
    from tools.urls import patterns  # noqa: PLC0415

    with scope(staff_scope(tenant.id)):
        a_contact(bakery)
    a_link(bakery, origins=["https://intranet.bluebird.example"])
    browser, seen = a_browser(tenant), 0
    for path, _name, _view in patterns():
        if not path.startswith("/portal/") or "<" in path or "framed" in path:
            continue
        policy = browser.get(path).get("Content-Security-Policy", "frame-ancestors 'none'")
        assert "frame-ancestors 'none'" in policy, path
        seen += 1
    assert seen > 10


@pytest.mark.spec("S4.3.6")
def test_the_page_tells_no_referrer_and_its_own_forms_still_work(
    tenant: Tenant, bakery: Company
) -> None:
    """Without a referrer browsers send `Origin: null`: taken only from the same origin."""
    made, strict = a_link(bakery), _strict(tenant)
    page = strict.get("/portal/join", headers={"Sec-Fetch-Site": "none"})
    assert page["Referrer-Policy"] == "no-referrer"
    assert strict.get("/portal/join")["Referrer-Policy"] == "same-origin"  # older browsers
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert found
    good = {"token": made.token, "csrfmiddlewaretoken": found[1]}

    def post(site: str, origin: str = "null", data: dict[str, str] = good) -> int:
        sent = {"Origin": origin} | ({"Sec-Fetch-Site": site} if site else {})
        return int(strict.post("/portal/join", data, headers=sent).status_code)

    assert post("same-origin") == 200
    assert post("same-origin", data={"token": made.token}) == 403
    assert [post(one) for one in ("cross-site", "same-site", "none", "")] == [403] * 4
    assert post("same-origin", origin="https://evil.example") == 403


@pytest.mark.spec("S4.10.4")
def test_a_link_is_no_way_around_the_companys_own_provider(
    tenant: Tenant, bakery: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who joins gets an account, and the session only from the provider."""
    there = Offer(url="/portal/sso/bluebird/", text="Sign in with Bluebird")
    own = WayIn(
        slug="test",
        offers=lambda _request, email: [there] if email.endswith("@bluebird.example") else [],
        demanded=lambda email: there if email.endswith("@bluebird.example") else None,
    )
    monkeypatch.setattr(ports, "WAYS_IN", [own])
    made, browser = a_link(bakery), a_browser(tenant)

    assert join(tenant, made.token, NEW, browser)["Location"] == "/portal/sso/bluebird/"
    assert not is_in(browser)
    made_contact = contact_at(bakery, NEW)
    assert made_contact
    assert made_contact.can_sign_in
    again = a_browser(tenant)
    assert join(tenant, made.token, NEW, again)["Location"] == "/portal/sso/bluebird/"
    assert not is_in(again)


@pytest.mark.spec("S4.9.1")
def test_the_log_of_requests_holds_no_token(
    tenant: Tenant, bakery: Company, caplog: pytest.LogCaptureFixture
) -> None:
    made = a_link(bakery)
    browser = a_browser(tenant)
    with caplog.at_level("DEBUG"):
        opened = browser.post("/portal/join", {"token": made.token})
        asked = type_in(browser, made.token, NEW)
        code = browser.post("/portal/join/code/", {"code": code_for(tenant, NEW)})
    for answer in (opened, asked, code):
        assert made.token not in repr(answer.headers)  # neither Location nor anything else
    assert made.token[10:] not in caplog.text
    assert made.token[10:] not in repr([one.__dict__ for one in caplog.records])


@pytest.mark.spec("S4.4.5", "S4.4.6", "S4.9.2")
def test_a_link_that_is_opened_from_everywhere_suspends_itself(
    tenant: Tenant, bakery: Company
) -> None:
    made, browser = a_link(bakery), a_browser(tenant)
    for number in range(MOST_NETWORKS + 1):
        browser.post("/portal/join", {"token": made.token}, REMOTE_ADDR=f"203.{number}.113.9")

    found = fresh(made.row)
    assert (found.state, found.suspended_reason) == ("suspended", "networks")
    answer = browser.post("/portal/join", {"token": made.token}, REMOTE_ADDR="198.51.100.1")
    assert answer.status_code == 410


def _together[T](deed: Callable[[int], T], *, times: int) -> list[T]:
    gate, results = threading.Barrier(times), list[T]()

    def run(number: int) -> None:
        try:
            gate.wait(timeout=30)
            results.append(deed(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("S4.6.3")
def test_of_a_hundred_at_the_last_place_one_joins() -> None:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        install_presets(SYSTEM, language="en")
        bakery = a_company()
    made, ready = a_link(bakery, max_uses=1), []
    for number in range(100):
        browser, email = a_browser(tenant), f"p{number}@bluebird.example"
        address = f"10.{number}.0.1"
        given = {"token": made.token, "first": "P", "last": str(number), "email": email}
        browser.post("/portal/join/ask/", given, REMOTE_ADDR="10.0.0.1")
        ready.append((browser, email, address))
    codes = {email: code_for(tenant, email) for _b, email, _a in ready if mails(tenant, email)}
    ready = [one for one in ready if one[1] in codes]
    assert len(ready) >= 25

    def enter(number: int) -> str:
        browser, email, address = ready[number]
        answer = browser.post("/portal/join/code/", {"code": codes[email]}, REMOTE_ADDR=address)
        return str(answer.get("Location") or answer.status_code)

    went = [one for n in range(0, len(ready) - 24, 25) for one in _round(enter, n)]

    assert went.count("/portal/") == 1
    assert set(went) == {"/portal/", "410"}
    assert fresh(made.row).uses == 1


def _round(enter: Callable[[int], str], first: int) -> list[str]:
    return _together(lambda number: enter(first + number), times=25)
