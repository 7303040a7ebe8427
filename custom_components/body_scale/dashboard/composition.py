"""What a body is made of: fat, muscle, bone and the rest, which together are its weight."""

from typing import Any

from ..household.measures import MEASURES
from ..model import Metrics, Weighing
from .context import Context

_WEIGHT = MEASURES[0]
_LEAST_KG = 0.05
"""A rest below that is what rounding left."""


def composition(context: Context, weighing: Weighing | None) -> list[dict[str, Any]] | None:
    """Return the parts of a weighing; None where they aren't known."""
    if weighing is None:
        return None
    masses = _masses(weighing.weight_kg, context.household.view.metrics(weighing))
    if masses is None:
        return None
    return [
        {
            "part": part,
            "name": context.texts.say(f"part_{part}"),
            "mass": context.numbers.value(_WEIGHT, kg),
            "percent": round(100 * kg / weighing.weight_kg, 1),
        }
        for part, kg in masses.items()
    ]


def _masses(weight_kg: float, metrics: Metrics) -> dict[str, float] | None:
    """Return the mass of each part in kg."""
    if metrics.fat_mass is None or metrics.muscle_mass is None:
        return None
    found = {"fat": metrics.fat_mass, "muscle": metrics.muscle_mass}
    if metrics.bone_mass is not None:
        found["bone"] = metrics.bone_mass
    rest = weight_kg - sum(found.values())
    return found | ({"rest": rest} if rest >= _LEAST_KG else {})
