"""Dates and times as people and programs write them.

A time without a zone is a wall clock's in the zone that is given. Of an hour that such a clock shows
twice in a year the first is meant; an hour that it leaves out is read as if it hadn't been put on yet.
A day without a time is noon, which every day has, and which is on the same day almost everywhere.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
import re

from .model import DateOrder
from .months import month_of

_NOON = time(12)
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""Nobody who is weighed was born before."""
_LATEST = datetime(2999, 12, 31, tzinfo=UTC)
_MAX_LENGTH = 64
_EPOCH_DIGITS = {10: 1, 13: 1000}
"""What is no date but a Unix time of this century, in seconds or milliseconds, by its length."""
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"(?:\s*([ap])\.?\s?m\b\.?|\s*uhr\b)?"
    r"(?:\s*(z\b|utc|gmt|[+-]\d{2}:?\d{2}))?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_OR_MONTH = re.compile(r"(?<![\d./-])(\d{1,2})([-/])(\d{1,2})\2(?:\d{4}|\d{2})(?!\d)")
"""A date whose first number is a day or a month; with dots it is a day, everywhere."""
_WORDS = re.compile(r"\d+|[^\W\d_]+")


def decided_order(dates: Iterable[str]) -> DateOrder | None:
    """Return how the dates of a file are ordered, as far as one of them shows it."""
    found = set()
    for text in dates:
        match = _DAY_OR_MONTH.search(text)
        if match and int(match[1]) > 12:
            found.add(DateOrder.DAY_FIRST)
        elif match and int(match[3]) > 12:
            found.add(DateOrder.MONTH_FIRST)
    return found.pop() if len(found) == 1 else None


class Clock:
    """Reads the dates of one file."""

    def __init__(self, zone: tzinfo, order: Callable[[], DateOrder] | None = None) -> None:
        """Take the zone of wall clocks, and who knows the order when a date doesn't show it."""
        self._zone = zone
        self._ask_order = order
        self._order: DateOrder | None = None

    def moment(self, text: str, time_text: str = "") -> datetime | None:
        """Return the moment, in UTC, of a date with a time, or of a date and its time apart.

        Args:
            text: The date, perhaps with a time.
            time_text: The time, if the date has none.

        Returns:
            None for what is no date, or none between 1900 and 3000.
        """
        digits = text.strip()
        if len(digits) in _EPOCH_DIGITS and digits.isdecimal():
            return from_epoch(int(digits) / _EPOCH_DIGITS[len(digits)])
        try:
            return _within(self._in_utc(self._written(text, time_text)))
        except ValueError, OverflowError:
            return None

    def _in_utc(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        return moment.astimezone(UTC)

    def _written(self, text: str, time_text: str) -> datetime:
        joined = f"{text} {time_text}" if time_text else text
        if len(joined) > 12:
            try:
                return datetime.fromisoformat(joined)
            except ValueError:
                pass
        if len(joined) > _MAX_LENGTH:
            raise ValueError
        found = _TIME.search(text)
        rest = text if found is None else text[: found.start()] + " " + text[found.end() :]
        clock = found or _TIME.search(time_text)
        if time_text.strip() and clock is None:
            raise ValueError
        day = self._day(rest.strip(" ,T-"))
        return datetime.combine(day, _NOON) if clock is None else _at(day, clock)

    def _day(self, text: str) -> date:
        if found := _YEAR_FIRST.fullmatch(text):
            return date(*(int(each) for each in found.groups()))
        if found := _YEAR_LAST.fullmatch(text):
            first, separator, second, year = found.groups()
            return self._year_last(int(first), separator, int(second), _full(year))
        return _in_words(text)

    def _year_last(self, first: int, separator: str, second: int, year: int) -> date:
        if separator == "." or self._is_day_first():
            return date(year, second, first)
        return date(year, first, second)

    def _is_day_first(self) -> bool:
        if self._order is None:
            self._order = self._ask_order() if self._ask_order else DateOrder.DAY_FIRST
        return self._order == DateOrder.DAY_FIRST


def from_epoch(seconds: float) -> datetime | None:
    """Return the moment of a Unix time; None for what is none between 1900 and 3000."""
    try:
        return _within(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
    except ValueError, OverflowError:
        return None


def _within(moment: datetime) -> datetime | None:
    return moment if _EARLIEST <= moment <= _LATEST else None


def _full(year: str) -> int:
    """Return a year of two digits as one of this century."""
    return int(year) + (2000 if len(year) == 2 else 0)


def _at(day: date, clock: re.Match[str]) -> datetime:
    """Return a day at the time of a clock that may have halves, a fraction and a zone."""
    hour, minute, second, fraction, half, zone = clock.groups()
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    micros = int((fraction or "0").ljust(6, "0")[:6])
    return datetime.combine(day, time(hours, int(minute), int(second or 0), micros), _offset(zone))


def _offset(zone: str | None) -> tzinfo | None:
    if zone is None:
        return None
    if zone[0] not in "+-":
        return UTC
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if zone[0] == "-" else offset)


def _in_words(text: str) -> date:
    """Return a date with a month by its name: `Nov 3, 2025`, `21 Sep 2023`, `Aug.4,2026`."""
    words = _WORDS.findall(text)
    months = [month for each in words if (month := month_of(each))]
    numbers = [each for each in words if each.isdigit()]
    if len(months) != 1 or len(numbers) != 2:
        raise ValueError
    year, day = sorted(numbers, key=len, reverse=True)
    if len(year) != 4 or len(day) > 2:
        raise ValueError
    return date(int(year), months[0], int(day))
