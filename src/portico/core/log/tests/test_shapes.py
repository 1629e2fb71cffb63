"""What leaves the house is read by other systems as their formats say."""

from datetime import UTC, datetime

import pytest

from ..rules.patterns import Arrival, Failure, forces, sprays, travels
from ..rules.shapes import Plain, activity, as_cef, as_ocsf

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def a_line(name: str = "identity.login", **more: object) -> Plain:
    values = {
        "id": "1", "at": AT, "name": name, "words": "Signed in", "actor_kind": "contact",
        "actor_id": "7", "actor": "Anna", "data": {},
    }  # fmt: skip
    return Plain(**(values | more))  # type: ignore[arg-type] # names and kinds as above


@pytest.mark.spec("S2.9.2b")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (a_line(), (3002, 1)),
        (a_line("identity.logout"), (3002, 2)),
        (a_line("identity.failed_login", refused=True), (3002, 1)),
        (a_line("roles.granted"), (3005, 1)),
        (a_line("people.company_added"), (3004, 1)),
        (a_line("people.company_changed"), (3004, 3)),
        (a_line("files.removed"), (3004, 4)),
        (a_line("tickets.answered"), (3004, 99)),
        (a_line("files.downloaded", reads=True), (6001, 2)),
    ],
)
def test_every_line_has_a_class_and_an_activity(line: Plain, expected: tuple[int, int]) -> None:
    event = as_ocsf(line)

    assert activity(line) == expected
    assert event["type_uid"] == expected[0] * 100 + expected[1]
    assert event["category_uid"] == expected[0] // 1000
    assert event["time"] == 1795253400000


def test_a_refused_line_is_a_failure() -> None:
    event = as_ocsf(a_line("identity.failed_login", refused=True, security=True))

    assert (event["status_id"], event["severity_id"]) == (2, 3)
    assert event["metadata"]["labels"] == ["security"]


def test_who_views_as_somebody_else_is_the_user() -> None:
    event = as_ocsf(a_line(behind="Elena", behind_id="9"))

    assert event["actor"]["user"] == {"uid": "9", "name": "Elena", "type": "staff as Anna"}


def test_nobody_writes_a_second_event_into_a_line() -> None:
    line = as_cef(a_line(words="a|b\\c", actor="x\nCEF:0|evil=1"))

    assert "\n" not in line
    assert line.startswith("CEF:0|Portico|Portico|1|identity.login|a\\|b\\\\c|")
    assert "suser=x CEF:0|evil\\=1" in line


def test_an_office_that_mistypes_is_no_spray() -> None:
    office = [Failure("192.0.2.1", f"person {n}") for n in range(7)]

    assert not sprays(office)
    assert sprays([*office, Failure("192.0.2.1", "an eighth")])[0].people == 8


def test_many_machines_at_one_person_are_one_force() -> None:
    tries = [Failure(f"192.0.2.{n}", "Anna") for n in range(12)]

    assert forces(tries)[0].machines == 12
    assert not forces(tries[1:])


def test_two_countries_within_the_hour_are_noticed() -> None:
    there = Arrival("7", "Anna", "DE", AT)
    here = Arrival("7", "Anna", "BR", AT.replace(minute=50))

    assert [(one.there, one.here) for one in travels([here, there])] == [("DE", "BR")]
    assert not travels([there, Arrival("7", "Anna", "", AT.replace(minute=50))])
    assert not travels([there, Arrival("7", "Anna", "BR", AT.replace(hour=12))])
