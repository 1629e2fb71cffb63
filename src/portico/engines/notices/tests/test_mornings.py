"""When the daily mail is due: after eight o'clock where its reader lives."""

from datetime import UTC, datetime

import pytest

from portico.engines.notices.rules.mornings import last_morning


@pytest.mark.spec("G5")
@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        ((2026, 7, 1, 7, 0), "Europe/London", (2026, 7, 1, 7, 0)),
        ((2026, 7, 1, 6, 59), "Europe/London", (2026, 6, 30, 7, 0)),
        ((2026, 1, 1, 8, 0), "Europe/London", (2026, 1, 1, 8, 0)),
        ((2026, 7, 1, 2, 15), "Asia/Kathmandu", (2026, 7, 1, 2, 15)),
        ((2026, 7, 1, 0, 0), "Pacific/Auckland", (2026, 6, 30, 20, 0)),
        ((2026, 3, 29, 6, 30), "Europe/Vienna", (2026, 3, 29, 6, 0)),
        ((2026, 3, 29, 5, 30), "Europe/Vienna", (2026, 3, 28, 7, 0)),
    ],
)
def test_a_summary_is_due_at_eight_where_its_reader_lives(
    now: tuple[int, ...], zone: str, morning: tuple[int, ...]
) -> None:
    assert last_morning(datetime(*now, tzinfo=UTC), zone) == datetime(*morning, tzinfo=UTC)  # type: ignore[misc,arg-type] # five numbers
