"""The form of a person: fields, units and validation."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, override

from homeassistant.const import UnitOfLength
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers import selector
from homeassistant.util import dt as dt_util
import probatio

from ..body import FORMULA_SETS
from ..const import (
    CONF_ATHLETE,
    CONF_BIRTH_DATE,
    CONF_FORMULA_SET,
    CONF_GOAL,
    CONF_GOAL_DATE,
    CONF_GOAL_WEIGHT,
    CONF_HEIGHT,
    CONF_IDENTIFICATION,
    CONF_METRICS,
    CONF_NAME,
    CONF_NO_IMPEDANCE_METRICS,
    CONF_PERSON_ENTITY,
    CONF_SEX,
    CONF_VALID_FROM,
    CONF_WEIGHT,
    CONF_WEIGHT_MAX,
    CONF_WEIGHT_MIN,
)
from ..model import FormulaSet, Sex
from ..texts.names import clean_name, name_error
from ..units import HEIGHTS_CM, WEIGHTS_KG, Units

ALWAYS = "always"
TODAY = "today"

_MAX_AGE_YEARS = 130
_MIN_AGE_DAYS = 30
"""A date field that was left alone shows today."""

type Errors = dict[str, str]
type Answers = dict[str, Any]

MASSES = (
    (None, CONF_WEIGHT),
    (CONF_IDENTIFICATION, CONF_WEIGHT_MIN),
    (CONF_IDENTIFICATION, CONF_WEIGHT_MAX),
    (CONF_GOAL, CONF_GOAL_WEIGHT),
)
"""The section, or the form itself, and the key of each weight."""


def masses(answers: Answers) -> Iterator[tuple[Answers, str]]:
    """Yield where each weight is that is filled in, the form itself or a section, and its key."""
    for name, key in MASSES:
        part = answers if name is None else answers.get(name, {})
        if part.get(key) is not None:
            yield part, key


class _HeightSelector(selector.TextSelector):
    """A text such as 5'11"; actions and scripts may give the inches as a number."""

    @override
    def __call__(self, data: Any) -> str | list[str]:
        """Return the text."""
        is_number = isinstance(data, int | float) and not isinstance(data, bool)
        return super().__call__(f"{data:.6g}" if is_number else data)


_DATE = selector.TextSelector(selector.TextSelectorConfig(type=selector.TextSelectorType.DATE))
"""Eight digits are typed; the calendar of a date selector goes back a month a click."""


def _number(unit: str, step: float) -> selector.NumberSelector:
    # Limits are checked later, with a message in the user's language.
    return selector.NumberSelector(
        selector.NumberSelectorConfig(
            unit_of_measurement=unit, step=step, mode=selector.NumberSelectorMode.BOX
        )
    )


def _choice(options: Sequence[str], translation_key: str) -> selector.SelectSelector:
    return selector.SelectSelector(
        selector.SelectSelectorConfig(options=list(options), translation_key=translation_key)
    )


def person_schema(hass: HomeAssistant, *, dated: bool = False) -> probatio.Schema:
    """Return the form of a person; `dated` adds the field `valid_from`."""
    units = Units.of(hass)
    mass = _number(units.mass, 0.1)
    height = _HeightSelector() if units.in_feet else _number(UnitOfLength.CENTIMETERS, 0.1)
    fields: dict[probatio.Marker, Any] = {
        probatio.Required(CONF_NAME): selector.TextSelector(),
        # Required, but not by the schema: the frontend would preset the first choice, and 0.
        probatio.Optional(CONF_SEX): _choice(list(Sex), CONF_SEX),
        probatio.Optional(CONF_BIRTH_DATE): _DATE,
        probatio.Optional(CONF_HEIGHT): height,
        probatio.Optional(CONF_WEIGHT): mass,
    }
    if dated:
        fields[probatio.Required(CONF_VALID_FROM, default=ALWAYS)] = _choice(
            [ALWAYS, TODAY], CONF_VALID_FROM
        )
    fields[probatio.Optional(CONF_IDENTIFICATION)] = section(
        probatio.Schema(
            {
                probatio.Optional(CONF_WEIGHT_MIN): mass,
                probatio.Optional(CONF_WEIGHT_MAX): mass,
                probatio.Optional(CONF_PERSON_ENTITY): selector.EntitySelector(
                    selector.EntitySelectorConfig(domain="person")
                ),
            }
        ),
        {"collapsed": True},
    )
    fields[probatio.Optional(CONF_METRICS)] = section(
        probatio.Schema(
            {
                probatio.Optional(CONF_FORMULA_SET, default=FormulaSet.MI_FIT): _choice(
                    list(FORMULA_SETS), CONF_FORMULA_SET
                ),
                probatio.Optional(CONF_ATHLETE, default=False): selector.BooleanSelector(),
                probatio.Optional(
                    CONF_NO_IMPEDANCE_METRICS, default=False
                ): selector.BooleanSelector(),
            }
        ),
        {"collapsed": True},
    )
    fields[probatio.Optional(CONF_GOAL)] = section(
        probatio.Schema(
            {
                probatio.Optional(CONF_GOAL_WEIGHT): mass,
                probatio.Optional(CONF_GOAL_DATE): _DATE,
            }
        ),
        {"collapsed": True},
    )
    return probatio.Schema(fields)


def check_person(
    units: Units, answers: Answers, taken: set[str], *, goal_date: str | None = None
) -> Errors:
    """Return the errors of a filled-in form, by field.

    Args:
        units: The units of the answers.
        answers: The filled-in form; its name and its dates are cleaned in place.
        taken: Keys of other people's names.
        goal_date: The day of the goal as it is saved: it may have passed since.
    """
    answers[CONF_NAME] = clean_name(answers[CONF_NAME])
    errors = {
        CONF_NAME: name_error(answers[CONF_NAME], taken),
        CONF_SEX: None if CONF_SEX in answers else "sex_required",
        CONF_BIRTH_DATE: _clean_date(answers, CONF_BIRTH_DATE) or _birth_date_error(answers),
        CONF_HEIGHT: _height_error(answers.get(CONF_HEIGHT), units),
        CONF_GOAL: _goal_error(answers.get(CONF_GOAL, {}), goal_date),
    }
    for part, key in masses(answers):
        error = _range_error(units.kg(part[key]), WEIGHTS_KG, "weight_range")
        errors[key] = error or _limits_error(answers, key)
    for name, key in MASSES:
        if name:
            # The frontend shows errors of a section, but not of fields inside it.
            errors[name] = errors.get(name) or errors.get(key)
    return {key: error for key, error in errors.items() if error}


def _limits_error(answers: Answers, key: str) -> str | None:
    """Return the error of a weight that contradicts the limits."""
    limits = answers.get(CONF_IDENTIFICATION, {})
    low, high = limits.get(CONF_WEIGHT_MIN), limits.get(CONF_WEIGHT_MAX)
    if key == CONF_WEIGHT_MAX and low is not None and low >= high:
        return "weight_limits"
    if key != CONF_WEIGHT:
        return None
    guess = answers[CONF_WEIGHT]
    outside = (low is not None and guess < low) or (high is not None and guess > high)
    return "weight_outside" if outside else None


def _clean_date(answers: Answers, key: str) -> str | None:
    """Write a date as saved, remove an empty one; return an error for anything else."""
    text = (answers.get(key) or "").strip()
    if not text:
        answers.pop(key, None)
        return None
    try:
        answers[key] = date.fromisoformat(text).isoformat()
    except ValueError:
        return "date_invalid"
    return None


def _birth_date_error(answers: Answers) -> str | None:
    text = answers.get(CONF_BIRTH_DATE)
    if text is None:
        return "birth_date_required"
    born, today = date.fromisoformat(text), dt_util.now().date()
    if born > today:
        return "birth_date_future"
    if (today - born).days < _MIN_AGE_DAYS:
        return "birth_date_recent"
    return "birth_date_past" if today.year - born.year > _MAX_AGE_YEARS else None


def _goal_error(goal: Answers, saved_date: str | None) -> str | None:
    """Return the error of the day of a goal, and clean it in place."""
    if error := _clean_date(goal, CONF_GOAL_DATE):
        return error
    day = goal.get(CONF_GOAL_DATE)
    if day is None:
        return None
    if goal.get(CONF_GOAL_WEIGHT) is None:
        return "goal_weight_required"
    is_past = date.fromisoformat(day) < dt_util.now().date()
    return "goal_date_past" if is_past and day != saved_date else None


def _height_error(height: float | str | None, units: Units) -> str | None:
    if height in {None, ""}:
        return "height_required"
    cm = units.cm(height)
    return "height_format" if cm is None else _range_error(cm, HEIGHTS_CM, "height_range")


def _range_error(value: float, limits: tuple[float, float], error: str) -> str | None:
    low, high = limits
    return None if low <= value <= high else error
