"""The protocol: filters, pages, versions, and errors that are SCIM and never a page."""

import json
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portico.core.people.models import Company
from portico.core.provisioning.models import ScimConnection, ScimUser
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import WORK, Directory, a_directory, a_user

pytestmark = pytest.mark.spec("S2.8.2b")


@pytest.fixture
def filled(entra: Directory) -> Directory:
    for name in ("ada@client.example", "bob@client.example", "cem@client.example"):
        first = name[:3].title()
        entra.add(name, displayName=f"{first} One", externalId=f"x-{name[:3]}")
    return entra


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ('userName eq "ADA@client.example"', ["ada"]),
        ('userName sw "b"', ["bob"]),
        ('userName co "client" and displayName sw "cem"', ["cem"]),
        ('externalId eq "x-bob"', ["bob"]),
        ('externalId eq "X-BOB"', []),
        ('emails[type eq "work" and value eq "cem@client.example"]', ["cem"]),
        ('emails[type eq "work"].value eq "cem@client.example"', ["cem"]),
        ('emails.value co "bob@"', ["bob"]),
        ('active eq true and not (userName sw "a")', ["bob", "cem"]),
        ("externalId pr", ["ada", "bob", "cem"]),
        ('meta.lastModified gt "2099-01-01T00:00:00Z"', []),
        ('id eq "no uuid"', []),
        ('userName eq "%"', []),
        ('userName sw "%"', []),
        ('userName eq "\' OR 1=1 --"', []),
    ],
)
def test_filters_find_whom_they_mean(filled: Directory, wanted: str, names: list[str]) -> None:
    found = _asked(filled, filter=wanted)

    assert [one["userName"][:3] for one in found.get("Resources", [])] == names
    assert found["totalResults"] == len(names)


def _asked(directory: Directory, path: str = "Users", **query: Any) -> Any:
    response = Client(HTTP_HOST=directory.host).get(
        f"/scim/v2/{directory.connection.pk}/{path}",
        query_params=query,
        headers={"Authorization": f"Bearer {directory.secret}"},
    )
    assert response["Content-Type"] == "application/scim+json"
    return response.json()


@pytest.mark.parametrize(
    "wanted",
    [
        "userName eq",
        'password eq "x"',
        'nothing eq "x"',
        "((((" * 200,
        'userName eq "' + "a" * 3000 + '"',
        " or ".join(['userName eq "a"'] * 60),
        'title co "' + "a" * 1000 + '"',
    ],
)
def test_filters_that_cannot_be_answered_are_refused(filled: Directory, wanted: str) -> None:
    told = _asked(filled, filter=wanted)

    assert (told["status"], told["scimType"]) == ("400", "invalidFilter")


def test_versions_keep_two_writers_apart(entra: Directory) -> None:
    made = entra.add()
    path, tag = f"Users/{made.json()['id']}", made["ETag"]
    told = {"op": "replace", "path": "title", "value": "A"}

    assert entra("GET", path, **{"If-None-Match": tag}).status_code == 304
    assert entra.patch(path, told, **{"If-Match": tag}).status_code == 204
    assert entra.patch(path, told | {"value": "B"}, **{"If-Match": tag}).status_code == 412


def test_only_what_was_asked_for_is_given(entra: Directory) -> None:
    made = entra.add().json()
    group = entra.group("All", made["id"]).json()["id"]

    assert set(_asked(entra, attributes="userName")["Resources"][0]) == {
        "schemas",
        "id",
        "userName",
    }
    assert "members" not in _asked(entra, f"Groups/{group}", excludedAttributes="members")
    assert entra("GET", f"Users/{made['id']}").json()["groups"][0]["display"] == "All"


def test_what_is_sent_again_is_a_conflict(entra: Directory) -> None:
    entra.add()

    again = entra.add("ADA@client.example")

    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")
    assert again["Content-Type"] == "application/scim+json"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "Users", b"{", 400),
        ("POST", "Users", b"[" * 5000, 400),
        ("PATCH", "Users/{id}", b"[" * 100_000, 400),
        ("PATCH", "Users/{id}", b'{"Operations": [5]}', 400),
        ("POST", "Users", b'{"userName": "a\\u0000b"}', 400),
        ("POST", "Users", b'{"schemas": ["x"], "userName": "\\ud800"}', 400),
        ("GET", "Nothing", b"", 404),
        ("GET", "Users/no-uuid", b"", 404),
        ("DELETE", "Users", b"", 405),
        ("POST", "Bulk", b"{}", 501),
        ("GET", "Me", b"", 501),
        ("POST", "Users", b" " * (2 * 1024 * 1024 + 1), 413),
    ],
)
def test_nothing_that_is_sent_makes_a_page(
    entra: Directory, method: str, path: str, body: bytes, status: int
) -> None:
    pk = entra.add("zoe@client.example").json()["id"]

    response = Client(HTTP_HOST=entra.host).generic(
        method,
        f"/scim/v2/{entra.connection.pk}/{path.replace('{id}', pk)}",
        body,
        content_type="application/scim+json",
        headers={"Authorization": f"Bearer {entra.secret}"},
    )

    assert response.status_code == status
    assert response["Content-Type"] == "application/scim+json"
    assert json.loads(response.content)["status"] == str(status)


def test_a_patch_of_thousands_of_operations_is_refused(entra: Directory) -> None:
    pk = entra.add().json()["id"]
    told = [{"op": "replace", "path": "title", "value": str(n)} for n in range(1001)]

    assert entra.patch(f"Users/{pk}", *told).json()["scimType"] == "tooMany"


def test_what_entra_writes_as_keys_is_understood(entra: Directory) -> None:
    pk = entra.add().json()["id"]
    told = {
        "op": "Add",
        "value": {'phoneNumbers[type eq "mobile"].value': "+49 170 1", "title": "A"},
    }

    assert entra.patch(f"Users/{pk}", told).status_code == 204

    found = entra("GET", f"Users/{pk}").json()
    assert (found["title"], found["phoneNumbers"][0]["value"]) == ("A", "+49 170 1")


def test_the_last_page_costs_what_the_first_costs(
    tenant: Tenant, bakery: Company, protocol: None
) -> None:
    directory = a_directory(tenant, bakery, state=ScimConnection.State.DRY_RUN)
    many(tenant, directory.connection, 1000)

    _asked(directory)  # the first of all requests also notes that the directory was here
    counts = []
    for start in (1, 951):
        with CaptureQueriesContext(database) as seen:
            page = _asked(directory, startIndex=start, count=50)
        assert (page["totalResults"], page["itemsPerPage"]) == (1000, 50)
        counts.append(sum("provisioning_" in one["sql"] for one in seen))

    assert counts[0] == counts[1] <= 8


@pytest.mark.spec("S2.8.2b")
def test_the_short_way_of_lists_says_what_the_long_one_says(entra: Directory) -> None:
    people = [
        entra.add(f"u{n}@client.example", title="CTO", phoneNumbers=[{"value": "1", "type": "fax"}])
        for n in range(3)
    ]
    work: Any = {WORK: {"department": "Pies", "organization": "Bluebird"}}
    people.append(entra.add("w@client.example", **work, password="x", nickName="W"))
    entra.group("Managers", *(one.json()["id"] for one in people))

    for path, left_out in (("Users", "x509Certificates"), ("Groups", "externalId")):
        short, long = _asked(entra, path), _asked(entra, path, excludedAttributes=left_out)
        assert short == long
        assert short["totalResults"] == (4 if path == "Users" else 1)


def many(tenant: Tenant, row: ScimConnection, number: int) -> None:
    """So many people of one directory, without contacts."""
    now = timezone.now()
    with scope(staff_scope(tenant.pk)), writing("provisioning"):
        ScimUser.objects.bulk_create(
            [
                ScimUser(
                    connection=row,
                    company_id=row.company_id,
                    user_name=f"u{n}@client.example",
                    user_key=f"u{n}@client.example",
                    email=f"u{n}@client.example",
                    told=a_user(f"u{n}@client.example"),
                    created_at=now,
                    changed_at=now,
                )
                for n in range(number)
            ]
        )
