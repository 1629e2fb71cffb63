"""A page that is open hears when its reader's permissions change, and draws its menus again."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portico.core.access.actors import System
from portico.core.access.topics import EVERYBODY, RIGHTS, rights_of
from portico.core.identity.tests.factories import a_browser, signed_in_client, signed_in_staff
from portico.core.roles.actions.grant import grant_to_contact, revoke_from_contact
from portico.core.roles.models import Role
from portico.features.tickets.tests.conftest import Cast
from portico.kernel.tenancy import scope, staff_scope
from portico.site import live

SYSTEM = System("tests")


def piece(browser: Client, door: str, name: str, on: str = "tickets") -> str:
    headers = {"HX-Request-Type": "partial", "HX-Target": f"nav#{name}"}
    found = browser.get(f"/{door}/menu/?on={on}", headers=headers)
    assert found.status_code == 200
    return str(found.text)


@pytest.mark.spec("S0.1.24")
def test_a_changed_role_is_said_on_the_channel_of_its_holder(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.id)):
        role = Role.objects.get(key="manager")
        with CaptureQueriesContext(connection) as captured:
            grant_to_contact(SYSTEM, cast.carla, role=role)
            revoke_from_contact(SYSTEM, cast.carla, role=role)
    said = [one["sql"] for one in captured.captured_queries if "pg_notify" in one["sql"]]
    assert len(said) == 2
    assert all(f"{cast.tenant.id}|{rights_of(cast.carla.pk)}" in one for one in said)


@pytest.mark.spec("S0.1.24")
@pytest.mark.parametrize("asked", ["", "?on=rights", "?on=tickets"])
def test_every_stream_carries_ones_own_permissions_and_nobody_elses(
    cast: Cast, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[dict[str, str]] = []
    monkeypatch.setattr(live, "_events", lambda _request, _id, channels: heard.append(channels))
    monkeypatch.setattr(live, "StreamingHttpResponse", lambda *_, **__: HttpResponse())
    signed_in_client(cast.carla).get(f"/portal/events/{asked}")
    mine = {name for name, topic in heard[0].items() if topic == RIGHTS}
    channels = (EVERYBODY, rights_of(cast.carla.pk))
    assert mine == {f"{cast.tenant.id}|{one}" for one in channels}


@pytest.mark.spec("S0.1.24")
def test_menus_lose_an_entry_without_a_new_page(cast: Cast) -> None:
    browser = signed_in_client(cast.carla)
    page = browser.get("/portal/").text
    assert 'data-live-from="/portal/menu/?on=home"' in page
    names = ("side_menu", "tab_menu", "drawer_menu")
    for name in names:
        assert page.count(f'id="{name}"') == 1
        assert f'id="{name}"' in piece(browser, "portal", name)
        assert "/portal/tickets/" in piece(browser, "portal", name)
    assert 'aria-current="page"' in piece(browser, "portal", "side_menu")

    with scope(staff_scope(cast.tenant.id)):
        revoke_from_contact(SYSTEM, cast.carla, role=Role.objects.get(key="employee"))
    for name in names:
        assert "/portal/tickets/" not in piece(browser, "portal", name)


def test_the_desk_has_its_own(cast: Cast) -> None:
    browser = signed_in_staff(cast.tess)
    assert 'data-live-from="/staff/menu/' in browser.get("/staff/").text
    assert "/staff/tickets/" in piece(browser, "staff", "side_menu")
    assert "/staff/tickets/" in piece(browser, "staff", "drawer_menu", on="'\"><script>")


def test_without_a_session_or_a_script_there_is_no_menu(cast: Cast) -> None:
    assert signed_in_client(cast.carla).get("/portal/menu/").status_code == 302
    assert a_browser(cast.tenant).get("/portal/menu/").status_code == 302
    assert signed_in_client(cast.carla).get("/staff/menu/").status_code == 302


@pytest.mark.spec("S2.2.9")
def test_the_support_pin_is_one_tap_from_the_first_page(cast: Cast) -> None:
    page = signed_in_client(cast.carla).get("/portal/").text
    assert 'href="/portal/pin/"' in page.partition('id="qa"')[2]
    assert 'href="/portal/pin/"' in page.partition('id="me"')[2].partition("<main")[0]
    assert 'href="/portal/pin/"' not in signed_in_staff(cast.tess).get("/staff/").text
