"""The formula set of peer-reviewed equations only.

One equation for each metric (`equations.py`). A value is unknown where a body is unlike those the
equation was made from, and where the result can't be a body's. Nothing is held at a limit.

* With an impedance: fat-free mass (Sun), body fat and lean mass from it by the two-compartment rule
  of Siri 1956, water (Sun), skeletal muscle (Janssen), protein as a share of fat-free mass.
* Without: body fat from the body mass index (Deurenberg), and fat and lean mass from that. Water,
  muscle and protein would only be the weight in other words.
* Metabolism: Mifflin-St Jeor, which needs no impedance, so that socks don't change it; beyond its
  ages Schofield. Cunningham 1980 for `athlete` with an impedance.
* Ideal weight: Robinson.
* Visceral fat, bone mass, metabolic age, body type and body score: no published equation gives them
  from these inputs.

The impedance equations were made with electrodes on wrist and ankle. From foot to foot the
resistance is lower, so that fat tends to be read low and muscle high. `muscle_mass` is skeletal
muscle here, in the Mi Fit sets all that is neither fat nor bone. Of two frequencies the one at
50 kHz is used, which the equations are made for; the one at 250 kHz has none.
"""

from collections.abc import Mapping

from ..model import Metrics, Sex
from .equations import (
    BASAL_METABOLISM,
    BODY_FAT,
    CUNNINGHAM,
    JANSSEN,
    PROTEIN_SHARE,
    ROBINSON,
    SUN_FFM,
    SUN_TBW,
    Equation,
    first,
)
from .subject import Subject

PLAUSIBLE: Mapping[str, tuple[float, float]] = {
    "bmi": (5, 250),
    "body_fat": (3, 70),
    "water": (30, 75),
    "muscle_mass": (1, 100),
    "basal_metabolism": (100, 10_000),
}
"""What a result must be between to be a body's; those of fat and water are openScale's."""


def metrics(subject: Subject) -> Metrics:
    """Return what the equations that hold for this subject give."""
    sex, age, height, weight, impedance, _, athlete, _ = subject
    if height is None or weight is None:
        return Metrics()
    bmi = _plausible("bmi", weight * 10_000 / height / height)
    if age is None or bmi is None:
        return Metrics(bmi=bmi)
    body = {"W": weight, "H": height, "A": age, "BMI": bmi, "i": height / 2.54 - 60}
    ideal = ROBINSON.of(sex, body) if ROBINSON.holds(body) else None
    if impedance is None:
        fat = _first("body_fat", BODY_FAT, sex, body)
        lean = None if fat is None else weight * (1 - fat / 100)
        return Metrics(
            bmi=bmi,
            body_fat=fat,
            fat_mass=None if lean is None else weight - lean,
            lean_body_mass=lean,
            basal_metabolism=_first("basal_metabolism", BASAL_METABOLISM, sex, body),
            ideal_weight=ideal,
        )
    body["Z"], body["H²/Z"] = impedance, height * height / impedance
    lean, fat = _lean_and_fat(sex, body)
    water = SUN_TBW.of(sex, body) / weight * 100 if SUN_TBW.holds(body) else None
    muscle = _first("muscle_mass", (JANSSEN,), sex, body)
    metabolism = BASAL_METABOLISM
    if athlete and lean is not None:
        body["FFM"] = lean
        metabolism = (CUNNINGHAM, *metabolism)
    return Metrics(
        bmi=bmi,
        body_fat=fat,
        fat_mass=None if lean is None else weight - lean,
        lean_body_mass=lean,
        water=_plausible("water", water),
        muscle_mass=muscle if muscle is not None and muscle < (lean or weight) else None,
        protein=None if lean is None else PROTEIN_SHARE * lean / weight,
        basal_metabolism=_first("basal_metabolism", metabolism, sex, body),
        ideal_weight=ideal,
    )


def _lean_and_fat(sex: Sex, body: Mapping[str, float]) -> tuple[float | None, float | None]:
    """Return fat-free mass in kg and, by two compartments, fat in percent; both or neither."""
    if not SUN_FFM.holds(body):
        return None, None
    lean = SUN_FFM.of(sex, body)
    fat = _plausible("body_fat", (1 - lean / body["W"]) * 100)
    return (lean, fat) if fat is not None else (None, None)


def _first(
    metric: str, equations: tuple[Equation, ...], sex: Sex, body: Mapping[str, float]
) -> float | None:
    """Return what the first equation that holds gives, if it can be a body's."""
    equation = first(equations, body)
    return None if equation is None else _plausible(metric, equation.of(sex, body))


def _plausible(metric: str, value: float | None) -> float | None:
    """Return a value that can be a body's."""
    low, high = PLAUSIBLE[metric]
    return value if value is not None and low <= value <= high else None
