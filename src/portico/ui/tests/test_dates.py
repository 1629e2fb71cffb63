"""Moments in the reader's zone and language."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation

from portico.ui import dates

NOW = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)  # a Friday
LONDON, TOKYO = ZoneInfo("Europe/London"), ZoneInfo("Asia/Tokyo")


@pytest.fixture(autouse=True)
def _friday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield


def said(value: datetime, zone: ZoneInfo = LONDON, language: str = "en") -> str:
    with timezone.override(zone), translation.override(language):
        return dates.moment_words(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 11, 20, 8, 20, tzinfo=UTC), "Today, 08:20"),
        (datetime(2026, 11, 19, 8, 5, tzinfo=UTC), "Yesterday, 08:05"),
        (datetime(2026, 11, 21, 8, 5, tzinfo=UTC), "Tomorrow, 08:05"),
        (datetime(2026, 11, 18, 16, 20, tzinfo=UTC), "Wed 18 Nov, 16:20"),
        (datetime(2025, 7, 9, 13, 45, tzinfo=UTC), "Wed 9 Jul 2025, 14:45"),
    ],
)
def test_a_moment_is_said_as_people_say_it(value: datetime, words: str) -> None:
    assert said(value) == words


def test_midnight_falls_elsewhere_in_another_zone() -> None:
    late = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)

    assert said(late) == "Yesterday, 16:30"
    assert said(late, TOKYO) == "Today, 01:30"


def test_german_orders_a_date_its_own_way() -> None:
    assert said(datetime(2026, 11, 18, 16, 20, tzinfo=UTC), language="de") == "Mi 18. Nov, 16:20"
    with translation.override("de"):
        assert dates.written(date(2026, 12, 1), "long") == "Dienstag, 1. Dezember"


def test_the_exact_moment_is_in_the_markup() -> None:
    with timezone.override(TOKYO):
        drawn = dates.moment(datetime(2026, 11, 17, 16, 20, 5, 99, tzinfo=UTC))

    assert 'datetime="2026-11-18T01:20:05+09:00"' in drawn
    assert 'title="Wednesday 18 November, 01:20"' in drawn
    assert ">Wed 18 Nov, 01:20</time>" in drawn


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(seconds=-90), "now"),
        (timedelta(minutes=18), "18 min"),
        (timedelta(hours=2, minutes=59), "2 h"),
        (timedelta(days=6, hours=23), "6 d"),
        (timedelta(days=8), ""),
    ],
)
def test_how_long_ago_is_short(past: timedelta, words: str) -> None:
    assert dates.age_words(past) == words


def test_after_a_week_the_day_says_more_than_the_distance() -> None:
    with timezone.override(LONDON):
        assert ">1 Nov</time>" in dates.age(NOW - timedelta(days=19))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "under a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=14), "14 minutes"),
        (timedelta(hours=1, minutes=28), "1 h 28 min"),
        (timedelta(hours=8), "8 h"),
        (timedelta(days=3, hours=4), "3 days"),
    ],
)
def test_a_span_is_said_in_words(span: timedelta, words: str) -> None:
    assert dates.duration(span) == words


def test_a_day_of_this_year_goes_without_the_year() -> None:
    assert dates.day(date(2026, 11, 30)) == '<time datetime="2026-11-30">Mon 30 Nov</time>'
    assert ">Sat 30 Nov 2024</time>" in dates.day(date(2024, 11, 30))
