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

_MASSES = (
    (CONF_IDENTIFICATION, CONF_WEIGHT),
    (CONF_IDENTIFICATION, CONF_WEIGHT_MIN),
    (CONF_IDENTIFICATION, CONF_WEIGHT_MAX),
    (CONF_GOAL, CONF_GOAL_WEIGHT),
)


def masses(answers: Answers) -> Iterator[tuple[Answers, str]]:
    """Yield the section and the key of each weight that is filled in."""
    for part, key in _MASSES:
        if answers.get(part, {}).get(key) is not None:
            yield answers[part], key


class _HeightSelector(selector.TextSelector):
    """A text such as 5'11"; actions and scripts may give the inches as a number."""

    @override
    def __call__(self, data: Any) -> str | list[str]:
        """Return the text."""
        is_number = isinstance(data, int | float) and not isinstance(data, bool)
        return super().__call__(f"{data:.6g}" if is_number else data)


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
        # Required, but not by the schema: the frontend would preset the first choice and today.
        probatio.Optional(CONF_SEX): _choice(list(Sex), CONF_SEX),
        probatio.Optional(CONF_BIRTH_DATE): selector.DateSelector(),
        probatio.Required(CONF_HEIGHT): height,
    }
    if dated:
        fields[probatio.Required(CONF_VALID_FROM, default=ALWAYS)] = _choice(
            [ALWAYS, TODAY], CONF_VALID_FROM
        )
    fields[probatio.Optional(CONF_IDENTIFICATION)] = section(
        probatio.Schema(
            {
                probatio.Optional(CONF_WEIGHT): mass,
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
                probatio.Optional(CONF_GOAL_DATE): selector.DateSelector(),
            }
        ),
        {"collapsed": True},
    )
    return probatio.Schema(fields)


def check_person(units: Units, answers: Answers, taken: set[str]) -> Errors:
    """Return the errors of a filled-in form, by field.

    Args:
        units: The units of the answers.
        answers: The filled-in form; its name is cleaned in place.
        taken: Keys of other people's names.
    """
    answers[CONF_NAME] = clean_name(answers[CONF_NAME])
    errors = {
        CONF_NAME: name_error(answers[CONF_NAME], taken),
        CONF_SEX: None if CONF_SEX in answers else "sex_required",
        CONF_BIRTH_DATE: _birth_date_error(answers.get(CONF_BIRTH_DATE)),
        CONF_HEIGHT: _height_error(units.cm(answers[CONF_HEIGHT])),
    }
    for part, key in masses(answers):
        error = _range_error(units.kg(part[key]), WEIGHTS_KG, "weight_range")
        errors[key] = error or _limits_error(answers.get(CONF_IDENTIFICATION, {}), key)
    for name, key in _MASSES:
        # The frontend shows errors of a section, but not of fields inside it.
        errors[name] = errors.get(name) or errors.get(key)
    return {key: error for key, error in errors.items() if error}


def _height_error(cm: float | None) -> str | None:
    return "height_format" if cm is None else _range_error(cm, HEIGHTS_CM, "height_range")


def _limits_error(hints: Answers, key: str) -> str | None:
    """Return the error of a weight that contradicts the limits."""
    low, high = hints.get(CONF_WEIGHT_MIN), hints.get(CONF_WEIGHT_MAX)
    if key == CONF_WEIGHT_MAX and low is not None and low >= hints[key]:
        return "weight_limits"
    if key != CONF_WEIGHT:
        return None
    outside = (low is not None and hints[key] < low) or (high is not None and hints[key] > high)
    return "weight_outside" if outside else None


def _birth_date_error(text: str | None) -> str | None:
    if text is None:
        return "birth_date_required"
    born, today = date.fromisoformat(text), dt_util.now().date()
    if born > today:
        return "birth_date_future"
    if (today - born).days < _MIN_AGE_DAYS:
        return "birth_date_recent"
    return "birth_date_past" if today.year - born.year > _MAX_AGE_YEARS else None


def _range_error(value: float, limits: tuple[float, float], error: str) -> str | None:
    low, high = limits
    return None if low <= value <= high else error
