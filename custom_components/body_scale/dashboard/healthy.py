"""The weights that are healthy at a height, for adults: the WHO's normal body mass index."""

from datetime import date

from ..body.grading import WHO_BMI, WHO_BMI_BOUNDS
from ..body.shown import is_minor
from ..household.measures import MEASURES
from ..household.people import Person
from ..texts.rounding import half_up
from .numbers import Numbers

_NORMAL = WHO_BMI.index("normal")


def healthy(numbers: Numbers, person: Person, day: date) -> dict[str, float] | None:
    """Return the least and the greatest healthy weight of a person; None under 18."""
    profile = person.profile_on(day)
    if is_minor(profile.birth_date, day):
        return None
    square_metres = (profile.height_cm / 100) ** 2
    low, high = (
        half_up(numbers.value(MEASURES[0], bmi * square_metres), numbers.precision)
        for bmi in (WHO_BMI_BOUNDS[_NORMAL - 1], WHO_BMI_BOUNDS[_NORMAL])
    )
    return {"low": low, "high": high}
