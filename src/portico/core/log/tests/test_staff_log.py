"""The activity log: filtered, in detail, exported; for those who may read it."""

import csv
import io
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone, translation

import portico
from portico.core.access.actors import System, name_of, names_like
from portico.core.journal.models import Entry
from portico.core.people.actions.companies import add_company, change_company
from portico.core.people.actions.staff import add_staff_user
from portico.core.settings.permissions import VIEW
from portico.core.settings.tests.msps import an_msp, inside, somebody
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

LOG = "/staff/settings/log/"
FORMULA = "=HYPERLINK(0)"


@pytest.fixture
def busy(tenant: Tenant) -> Tenant:
    """A tenant in which something happened."""
    with scope(inside(tenant)):
        company = add_company(System("import"), name=FORMULA)
        change_company(System("import"), company, phone="030 1")
        add_staff_user(System("import"), name="Tess", email="tess@msp.example")
    return tenant


def told(page: str) -> list[str]:
    return re.findall(r'<td class="what">([^<]+)', page)


def test_the_newest_stands_first_in_words(busy: Tenant, owner: Client) -> None:
    words = told(owner.get(LOG).text)

    assert words.index("Added a colleague") < words.index("Changed a company")
    assert words.index("Changed a company") < words.index("Added a company")


@pytest.mark.spec("S3.6.21")
@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("kind=security", "Added a colleague", "Added a company"),
        ("q=people.company", "Added a company", "Added a colleague"),
        ("q=IMPORT", "Added a company", "Signed in"),
        ("kind=money", "", "Added a company"),
    ],
)
def test_filters_narrow_it(
    busy: Tenant, owner: Client, query: str, shown: str, hidden: str
) -> None:
    words = told(owner.get(f"{LOG}?{query}").text)

    assert shown in words or (not shown and not words)
    assert hidden not in words


def test_days_narrow_it_too(busy: Tenant, owner: Client) -> None:
    today = timezone.localdate()
    later = today + timedelta(days=1)

    assert told(owner.get(f"{LOG}?since={today}&until={today}").text)
    assert not told(owner.get(f"{LOG}?since={later}").text)
    assert not told(owner.get(f"{LOG}?until={today - timedelta(days=2)}").text)


def test_a_company_narrows_it(busy: Tenant, owner: Client) -> None:
    with scope(inside(busy)):
        company = Entry.objects.get(name="people.company_added").company_id

    assert told(owner.get(f"{LOG}?company={company}").text) == [
        "Changed a company",
        "Added a company",
    ]


@pytest.mark.parametrize(
    "query",
    ["company=x", "since=yesterday", "until=0001-01-01", "since=9999-12-31", "kind=x", "after=x"],
)
def test_what_makes_no_sense_is_ignored(busy: Tenant, owner: Client, query: str) -> None:
    assert told(owner.get(f"{LOG}?{query}").text)


def test_older_lines_follow(tenant: Tenant, owner: Client) -> None:
    with scope(inside(tenant)):
        for number in range(40):
            add_company(System("import"), name=f"Company {number}")
    first = owner.get(f"{LOG}?q=people.company").text
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link

    second = owner.get(LOG + link[1].replace("&amp;", "&")).text

    assert (len(told(first)), len(told(second))) == (30, 10)


def test_a_line_tells_before_and_after(busy: Tenant, owner: Client) -> None:
    with scope(inside(busy)):
        entry = Entry.objects.get(name="people.company_changed")

    page = owner.get(f"{LOG}{entry.pk}/").text

    assert "people.company_changed" in page
    assert "030 1" in page


@pytest.mark.spec("S2.9.2b")
def test_the_export_follows_the_filter_and_is_a_line_itself(busy: Tenant, owner: Client) -> None:
    response = owner.post(f"{LOG}export/", {"query": "q=people.company"})
    text = response.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["What"] for row in rows] == ["Changed a company", "Added a company"]
    assert rows[0]["Company"] == f"'{FORMULA}"
    assert told(owner.get(LOG).text)[0] == "Exported the activity log"


def test_looking_does_not_export(owner: Client) -> None:
    assert owner.get(f"{LOG}export/").status_code == 405


@pytest.mark.spec("G1")
def test_another_tenants_line_does_not_exist(busy: Tenant, owner: Client) -> None:
    other = an_msp("Beta MSP")
    with scope(inside(other)):
        entry = Entry.objects.order_by("id").first()
    assert entry

    assert owner.get(f"{LOG}{entry.pk}/").status_code == 404
    assert "Beta" not in owner.get(LOG).text


def test_without_the_permission_there_is_no_log(busy: Tenant) -> None:
    tess = somebody(busy, VIEW)

    for path in (LOG, f"{LOG}{busy.pk}/"):
        assert tess.get(path).status_code == 404
    assert tess.post(f"{LOG}export/").status_code == 404


def test_what_acts_by_itself_has_a_name_in_the_readers_language(
    busy: Tenant, owner: Client
) -> None:
    assert "<b>Import</b>" in owner.get(LOG).text
    assert name_of("system", "files") == "Files"
    assert name_of("staff", "files") == "files"
    with translation.override("de"):
        assert name_of("system", "operator") == "Betreiber"


def test_it_is_found_by_the_name_that_people_read(busy: Tenant, owner: Client) -> None:
    assert names_like("E-MAIL") == ["mail"]
    assert "Added a company" in told(owner.get(f"{LOG}?q=Import").text)


BARE = re.compile(r"\b(?:System|Operator)\(\s*[\"']")
NAMED = re.compile(r"\bcalled\(\s*\"([^\"]+)\"")
ASK = (
    "import django; django.setup(); import portico.site.urls;"
    "from portico.core.access.actors import labels; print(*labels(), sep='\\n')"
)


def test_everything_that_acts_by_itself_has_a_label_that_web_processes_know() -> None:
    package = Path(portico.__file__).parent
    sources = [one for one in package.rglob("*.py") if "tests" not in one.parts]
    texts = {str(one): one.read_text() for one in sources}
    assert not [path for path, text in texts.items() if BARE.search(text)]
    ran = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    named = {name for text in texts.values() for name in NAMED.findall(text)}
    assert named <= set(ran.stdout.splitlines())


@pytest.mark.spec("S2.9.2b")
@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("area=people", "Added a company", "Signed in"),
        ("q=added a coll", "Added a colleague", "Changed a company"),
        ("kind=reads", "", "Added a company"),
        ("kind=viewed", "", "Added a company"),
        ("refused=on", "", "Signed in"),
        ("area=nonsense", "Added a company", ""),
    ],
)
def test_more_ways_to_narrow_it(
    busy: Tenant, owner: Client, query: str, shown: str, hidden: str
) -> None:
    words = told(owner.get(f"{LOG}?{query}").text)

    assert not shown or shown in words
    assert not hidden or hidden not in words


@pytest.mark.spec("S2.9.2b")
def test_only_what_one_person_did(busy: Tenant, owner: Client) -> None:
    owner.post(f"{LOG}export/", {"query": ""})
    with scope(inside(busy)):
        boss = Entry.objects.get(name="log.exported")

    words = told(owner.get(f"{LOG}?person={boss.actor_id}").text)
    assert "Exported the activity log" in words
    assert "Added a company" not in words


@pytest.mark.spec("S2.9.2b")
def test_an_address_finds_what_came_from_it(busy: Tenant, owner: Client) -> None:
    assert "Signed in" in told(owner.get(f"{LOG}?q=127.0.0.1").text)
    assert not told(owner.get(f"{LOG}?q=203.0.113.77").text)


@pytest.mark.spec("S2.9.2b")
@pytest.mark.parametrize(("form", "begins"), [("ocsf", '{"activity_id"'), ("cef", "CEF:0|")])
def test_other_systems_get_it_line_by_line(
    busy: Tenant, owner: Client, form: str, begins: str
) -> None:
    answer = owner.post(f"{LOG}export/", {"query": "area=people", "form": form})
    written = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined] # it streams

    assert len(written) >= 3
    assert all(line.startswith(begins) for line in written)
    assert "Exported the activity log" in told(owner.get(f"{LOG}?kind=reads").text)
