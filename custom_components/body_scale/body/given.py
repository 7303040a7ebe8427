"""The formula set of no formulas: what the scale itself says of the body, by its maker's equations.

Fat and lean mass are the weight's parts by the fat that the scale says, and the body mass index is
weight by height squared, where the scale leaves them out. All else is unknown.
"""

from ..model import Given, Metrics
from .subject import Subject

_MOST_BMI = 250.0
"""Nobody's is more; the height is wrong."""


def metrics(subject: Subject) -> Metrics:
    """Return what the scale said of this subject."""
    given, weight, height = subject.given or Given(), subject.weight_kg, subject.height_cm
    values = given._asdict()
    square_metres = (height or 0.0) ** 2 / 10_000
    if given.bmi is None and weight is not None and weight < square_metres * _MOST_BMI:
        values["bmi"] = weight / square_metres
    if weight is not None and given.fat_mass is None and given.body_fat is not None:
        values["fat_mass"] = weight * given.body_fat / 100
    fat_mass = values["fat_mass"]
    if weight is not None and given.lean_body_mass is None and fat_mass is not None:
        values["lean_body_mass"] = weight - fat_mass
    return Metrics(**values)
