"""Working time of the demo world: free days, and minutes that count only while people work."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOLIDAYS = {(1, 1), (1, 6), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31)}
OPENS, CLOSES = time(8), time(17, 45)
NAMES = {
    "en": (
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        "{weekday} {day} {month}",
    ),
    "de": (
        ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
        [
            "Jänner",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
        "{weekday}, {day}. {month}",
    ),
}


def works(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS


def workday(day: date, steps: int = 0) -> date:
    """`day` itself or the last working day before it, then `steps` working days on (or back)."""
    while not works(day):
        day -= timedelta(days=1)
    direction = 1 if steps > 0 else -1
    for _ in range(abs(steps)):
        day += timedelta(days=direction)
        while not works(day):
            day += timedelta(days=direction)
    return day


def after(start: datetime, minutes: float) -> datetime:
    """The moment when so many working minutes have passed since `start`."""
    left = minutes
    moment = _into_hours(start)
    while True:
        closing = moment.replace(hour=CLOSES.hour, minute=CLOSES.minute, second=0, microsecond=0)
        room = (closing - moment).total_seconds() / 60
        if left <= room:
            return moment + timedelta(minutes=left)
        left -= room
        moment = _opening(moment.date() + timedelta(days=1), moment.tzinfo)


def minutes_between(start: datetime, end: datetime) -> float:
    """Working minutes from `start` to `end`; none when it lies before."""
    moment, found = _into_hours(start), timedelta()
    while moment < end:
        closing = moment.replace(hour=CLOSES.hour, minute=CLOSES.minute, second=0, microsecond=0)
        found += min(closing, end) - moment
        moment = _opening(moment.date() + timedelta(days=1), moment.tzinfo)
    return found.total_seconds() / 60


def weekdays_later(moment: datetime, days: int) -> datetime:
    """The same hour so many days on, Saturdays and Sundays not counted."""
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return moment


def _into_hours(moment: datetime) -> datetime:
    if not works(moment.date()) or moment.time() >= CLOSES:
        return _opening(moment.date() + timedelta(days=1), moment.tzinfo)
    if moment.time() < OPENS:
        return _opening(moment.date(), moment.tzinfo)
    return moment


def _opening(day: date, zone: object) -> datetime:
    while not works(day):
        day += timedelta(days=1)
    assert zone is None or isinstance(zone, ZoneInfo)  # noqa: S101 - narrows the type
    return datetime.combine(day, OPENS, tzinfo=zone)


class Story:
    """Turns "one working day ago, 16:20" into a moment that lies in the past whenever it is read.

    Day 0 is today, or the last working day when nobody works or the day is young. Its times were
    written as if it were 09:12; they move along with the real hour.
    """

    WRITTEN_AT = time(9, 12)

    def __init__(self, today: datetime, zone: ZoneInfo) -> None:
        self.now = today.astimezone(zone)
        self.zone = zone
        early = self.now.time() < self.WRITTEN_AT
        self.day = workday(self.now.date() - timedelta(days=1) if early else self.now.date())
        end = datetime.combine(self.day, CLOSES, tzinfo=zone)
        self._shift = min(self.now, end) - datetime.combine(self.day, self.WRITTEN_AT, tzinfo=zone)

    def at(self, days: int, clock: str) -> datetime:
        """`days` working days before day 0 at `clock` ("16:20")."""
        hour, minute = clock.split(":")
        day = workday(self.day, -days)
        moment = datetime.combine(day, time(int(hour), int(minute)), tzinfo=self.zone)
        return moment + self._shift if days == 0 else moment

    def date(self, days: int, language: str) -> str:
        """The working day `days` ahead, in words: Thursday 26 November."""
        day = workday(self.day, days)
        weekdays, months, form = NAMES[language]
        return form.format(
            weekday=weekdays[day.weekday()], day=day.day, month=months[day.month - 1]
        )

    def before(self, days: float) -> datetime:
        return self.now - timedelta(days=days)
