"""Read the settings of xiaomi_mi_scale: `options.json`, YAML or `wrapper.sh`, as text. Pure.

Source: lolouk44/xiaomi_mi_scale up to 0.3.5 (2023). Its stand-alone container stores the settings
under `options`, its add-on at top level, which Home Assistant shows as YAML; older versions, and
`wrapper.sh`, have three users as USER1_NAME and so on. Only the settings named here are looked at.
The password isn't among them, so it can't get anywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
import math
import re

from ..model import KG_IN, Sex, Unit
from ..texts.addresses import normal_address
from ..texts.names import clean_name, name_error, name_key
from .formats import Problem, Values, read

UNITS = (Unit.KG, Unit.LB, Unit.JIN)
"""That program knows no stones."""

_OF_A_USER = ("NAME", "SEX", "DOB", "HEIGHT", "GT", "LT")
_YES = frozenset({"true", "1", "y", "yes"})
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class MovedPerson:
    """A user of xiaomi_mi_scale.

    Attributes:
        number: Which user it is, from 1.
        above: Heavier than this, in the scale's unit.
        below: Lighter than this, in the scale's unit.
    """

    number: int
    name: str
    sex: Sex
    birth_date: date
    height_cm: float
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that could be read, and problems with the others.

    Attributes:
        people: Its users.
        address: Of the scale.
        prefix: Its topics begin with it.
        retain: Its messages are retained.
        discovery_prefix: Where Home Assistant looked for its discovery messages.
        host: Of the broker.
        port: Of the broker.
        problems: What can't be taken over as it is.
        is_numbered: There are up to three users, USER1 to USER3, whose limits are kg.
    """

    people: list[MovedPerson] = field(default_factory=list)
    address: str | None = None
    prefix: str = "miscale"
    retain: bool = True
    discovery_prefix: str = "homeassistant"
    host: str = ""
    port: int | None = None
    problems: list[Problem] = field(default_factory=list)
    is_numbered: bool = False


def parse(text: str) -> Settings:
    """Return the settings in a pasted `options.json` or `wrapper.sh`; never raises."""
    values, problem = read(text)
    return Settings(problems=[problem]) if problem else _settings(values)


def bounds(person: MovedPerson, unit: Unit) -> tuple[float | None, float | None]:
    """Return the range of weights, in kg, that a user was expected in."""

    def kg(value: float | None) -> float | None:
        return None if value is None else round(value * KG_IN[unit], 2)

    return kg(person.above), kg(person.below)


def _settings(values: Values) -> Settings:
    problems: list[Problem] = []
    rows = _rows(values, problems)
    people: list[MovedPerson] = []
    taken: set[str] = set()
    for number, row, keys in rows:
        if person := _person(number, row, keys, taken, problems):
            people.append(person)
            taken.add(name_key(person.name))
    if not rows and not problems:
        problems.append(Problem("users_missing"))
    return Settings(
        people=people,
        address=_address(values, problems),
        prefix=_topic(values, "MQTT_PREFIX", "miscale"),
        retain=_truth(values.get("MQTT_RETAIN", True)),
        discovery_prefix=_topic(values, "MQTT_DISCOVERY_PREFIX", "homeassistant"),
        # What stands before an @ may be a password.
        host=_text(values.get("MQTT_HOST")).rpartition("@")[2],
        port=_port(values.get("MQTT_PORT")),
        problems=problems,
        is_numbered="USERS" not in values,
    )


type _Row = tuple[int, Values, Mapping[str, str]]
"""The number of a user, the values by field, and the keys they have in the text."""


def _rows(values: Values, problems: list[Problem]) -> list[_Row]:
    """Return the users."""
    if "USERS" not in values:
        return list(_numbered_rows(values, problems))
    if not isinstance(values["USERS"], list):
        problems.append(Problem("users_invalid", "USERS"))
        return []
    rows: list[_Row] = []
    for number, row in enumerate(values["USERS"], 1):
        if isinstance(row, dict):
            rows.append((number, row, {key: key for key in _OF_A_USER}))
        else:
            problems.append(Problem("user_invalid", "USERS", number))
    return rows


def _numbered_rows(values: Values, problems: list[Problem]) -> Iterator[_Row]:
    """Yield the users that are filled in, with limits by that program's old rule.

    User 1 weighs more than USER1_GT, in whole kilograms; of the others, user 2 less than USER2_LT; the
    rest is user 3's.
    """
    over = _limit(values, "USER1_GT", Problem("number_invalid", "USER1_GT", 1), problems)
    under = _limit(values, "USER2_LT", Problem("number_invalid", "USER2_LT", 2), problems)
    first = None if over is None else over + 1
    limits: list[tuple[float | None, float | None]] = [(first, None), (None, under), (None, None)]
    if first is not None and under is not None:
        limits[1] = (None, min(first, under))
        # Nothing is left for the third, or what is between.
        limits[2] = (under, first) if under < first else (None, None)
    for number, (low, high) in enumerate(limits, 1):
        keys = {key: f"USER{number}_{key}" for key in _OF_A_USER}
        row = {key: values[name] for key, name in keys.items() if name in values}
        if any(_text(value) for value in row.values()):
            yield number, row | {"GT": low, "LT": high}, keys


def _person(
    number: int,
    row: Values,
    keys: Mapping[str, str],
    taken: set[str],
    problems: list[Problem],
) -> MovedPerson | None:
    """Read one user; None, with a problem, for one who can't be taken over."""
    name = clean_name(_text(row.get("NAME")))
    error = name_error(name, taken)
    shown = name if error in {None, "name_taken"} else ""
    sex = _text(row.get("SEX")).lower()
    born, height = _day(row.get("DOB")), _number(row.get("HEIGHT"))
    wrong = {
        "NAME": error,
        "SEX": None if sex in {*Sex} else "sex_unknown",
        "DOB": None if born else "date_invalid",
        "HEIGHT": "number_invalid" if height is None else None,
    }
    found = [Problem(error, keys[key], number, shown) for key, error in wrong.items() if error]
    problems += found
    if found or born is None or height is None:
        return None
    low, high = (
        _limit(row, key, Problem("number_invalid", keys[key], number, shown), problems)
        for key in ("GT", "LT")
    )
    if low is not None and high is not None and low >= high:
        problems.append(Problem("limits_crossed", keys["GT"], number, shown))
        low = high = None
    return MovedPerson(number, name, Sex(sex), born, height, low, high)


def _limit(row: Values, key: str, problem: Problem, problems: list[Problem]) -> float | None:
    """Return a limit; None without one, with a problem if it can't be read."""
    value = _number(row.get(key))
    if value is None and _text(row.get(key)):
        problems.append(problem)
    return value


def _address(values: Values, problems: list[Problem]) -> str | None:
    text = _text(values.get("MISCALE_MAC"))
    address = normal_address(text)
    if address is None:
        problems.append(Problem("address_invalid" if text else "address_missing", "MISCALE_MAC"))
    return address


def _text(value: object) -> str:
    """Return a setting as text; empty for a value that no setting has."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        # Python refuses to write numbers of thousands of digits.
        return str(value) if abs(value) < 10**15 else ""
    return str(value).strip() if isinstance(value, str | float) else ""


def _number(value: object) -> float | None:
    """Return a number that is written as a number or as text."""
    if isinstance(value, bool):
        return None
    try:
        number = float(value) if isinstance(value, int | float | str) else math.nan
    except ValueError, OverflowError:
        return None
    return number if math.isfinite(number) else None


def _day(value: object) -> date | None:
    match = _DAY.fullmatch(_text(value))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _truth(value: object) -> bool:
    """Return whether that program reads a value as true; empty is false."""
    return _text(value).lower() in _YES


def _topic(values: Values, key: str, default: str) -> str:
    return _text(values.get(key)).strip("/ ") or default


def _port(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and 0 < number < 65536 else None
