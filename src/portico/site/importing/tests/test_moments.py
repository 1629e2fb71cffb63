"""Dates as people and products write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portico.site.importing.moments import NoMoment, moment

BERLIN = ZoneInfo("Europe/Berlin")


def read(text: str, *, day_first: bool = False) -> str:
    return f"{moment(text, zone=BERLIN, day_first=day_first).astimezone(UTC):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-04T14:05:00+01:00",
        "2024-03-04 13:05:00Z",
        "2024-03-04 13:05:00 UTC",
        "2024-03-04T13:05:00.123456Z",
        "2024-03-04 14:05:00 +0100",
        "2024/03/04 14:05",
        "3/4/2024 2:05 PM",
        "3/4/24 2:05 PM",
        "03/04/2024, 02:05:00 pm",
        "3/4/2024 2:05\u202fPM",
        "04.03.2024 14:05",
        "04.03.2024 14:05 Uhr",
        "Mar 4, 2024 2:05 p.m.",
        "Mon, March 4 2024 14:05",
        "4 Mar 2024 14:05",
        "4. März 2024 14:05",
        "04-Mar-2024 14:05:00",
        "1709557500",
    ],
)
def test_all_these_are_the_same_moment(text: str) -> None:
    assert read(text) == "2024-03-04 13:05:00"


def test_the_day_stands_first_where_somebody_says_so() -> None:
    assert read("04/03/2024 14:05", day_first=True) == "2024-03-04 13:05:00"
    assert read("04/03/2024 14:05") == "2024-04-03 12:05:00"


def test_there_is_no_month_13() -> None:
    assert read("31/03/2024") == "2024-03-30 23:00:00"
    assert read("03/31/2024", day_first=True) == "2024-03-30 23:00:00"


def test_midnight_and_noon_of_the_twelve_hour_clock() -> None:
    assert read("2024-06-01 12:00 AM") == "2024-05-31 22:00:00"
    assert read("2024-06-01 12:00 PM") == "2024-06-01 10:00:00"


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2024-13-01", "2024-02-30", "32/32/2024", "14:05", "2024-01-01 25:00", "9" * 400,
     "13:00 PM", "2024-01-01 13:00 PM", "0001-01-01", "1899-12-31", "٣/٤/٢٠٢٤x", "4 Foo 2024"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(NoMoment):
        moment(text, zone=BERLIN, day_first=False)


def test_the_moment_knows_its_zone() -> None:
    assert moment("2024-07-01 09:00", zone=BERLIN, day_first=False) == datetime(
        2024, 7, 1, 7, tzinfo=UTC
    )
