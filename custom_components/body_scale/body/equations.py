"""Peer-reviewed equations as data: coefficients, the people they were made from, the paper.

All of them are sums of a constant and of coefficients times quantities, named as in the papers:

* `W` weight in kg, `H` height in cm, `A` age in years, `BMI` in kg/m²,
* `H²/Z` the impedance index in cm²/Ω and `Z` the impedance in Ω, both at 50 kHz,
* `FFM` fat-free mass in kg,
* `i` height above 5 feet, in inches.

The end of a range of ages is inclusive: 78.5 years are outside "19 to 78".

`checked` names where the coefficients were read a second time. No paper's full text was at hand,
only some abstracts.
"""

from collections.abc import Mapping, Sequence
import math
from typing import NamedTuple

from ..model import Sex


class Line(NamedTuple):
    """A constant, and coefficients by quantity."""

    constant: float
    terms: Mapping[str, float]


class Equation(NamedTuple):
    """One paper's equation for one thing.

    Attributes:
        name: The equation's usual name.
        gives: The result, with its unit.
        lines: By sex.
        source: The paper.
        checked: Where the coefficients were read a second time.
        ages: Years of the youngest and the oldest it was made from or is defined for.
        bmi: kg/m² of the lightest and the heaviest.
        height: Cm of the shortest and the tallest.
    """

    name: str
    gives: str
    lines: Mapping[Sex, Line]
    source: str
    checked: str
    ages: tuple[float, float]
    bmi: tuple[float, float] = (0, math.inf)
    height: tuple[float, float] = (0, math.inf)

    def holds(self, quantities: Mapping[str, float]) -> bool:
        """Return whether this body is like those the equation was made from."""
        return (
            self.ages[0] <= quantities["A"] <= self.ages[1]
            and self.bmi[0] <= quantities["BMI"] <= self.bmi[1]
            and self.height[0] <= quantities["H"] <= self.height[1]
        )

    def of(self, sex: Sex, quantities: Mapping[str, float]) -> float:
        """Return the result, also for a body that the equation isn't for."""
        value, terms = self.lines[sex]
        for quantity, coefficient in terms.items():
            value += coefficient * quantities[quantity]
        return value


ADULT = (18.0, math.inf)


def _both(constant: float, terms: Mapping[str, float], man: float = 0) -> Mapping[Sex, Line]:
    """Return lines that differ by a constant for men."""
    return {Sex.MALE: Line(constant + man, terms), Sex.FEMALE: Line(constant, terms)}


def _of(
    man: float, mans: Mapping[str, float], woman: float, womans: Mapping[str, float]
) -> Mapping[Sex, Line]:
    """Return lines of their own for men and women."""
    return {Sex.MALE: Line(man, mans), Sex.FEMALE: Line(woman, womans)}


SUN_FFM = Equation(
    "Sun",
    "fat-free mass, kg",
    _of(
        *(-10.68, {"H²/Z": 0.65, "W": 0.26, "Z": 0.02}),
        *(-9.53, {"H²/Z": 0.69, "W": 0.17, "Z": 0.02}),
    ),
    "Sun et al. 2003, Am J Clin Nutr 77:331",
    "ten public programs; the abstract for the ages. Others quote a third decimal (men -10.678, "
    "0.652, 0.262, 0.015; women -9.529, 0.696, 0.168, 0.016), about 2 kg less at 500 Ω",
    ages=(12, 94),
)
SUN_TBW = Equation(
    "Sun",
    "total body water, l",
    _of(*(1.20, {"H²/Z": 0.45, "W": 0.18}), *(3.75, {"H²/Z": 0.45, "W": 0.11})),
    "Sun et al. 2003, Am J Clin Nutr 77:331",
    "four public programs; the abstract for ages and errors",
    ages=(12, 94),
)
JANSSEN = Equation(
    "Janssen",
    "skeletal muscle, kg",
    _both(5.102, {"H²/Z": 0.401, "A": -0.071}, man=3.825),
    "Janssen et al. 2000, J Appl Physiol 89:465",
    "the abstract, which prints the equation; the BMI range was not found a second time",
    ages=(18, 86),
    bmi=(16, 48),
)
DEURENBERG_CHILD = Equation(
    "Deurenberg, children",
    "body fat, %",
    _both(1.4, {"BMI": 1.51, "A": -0.70}, man=-3.6),
    "Deurenberg et al. 1991, Br J Nutr 65:105",
    "the abstract, which prints the equation",
    ages=(7, 16),
    bmi=(13.9, 40.9),
)
DEURENBERG = Equation(
    "Deurenberg, adults",
    "body fat, %",
    _both(-5.4, {"BMI": 1.20, "A": 0.23}, man=-10.8),
    "Deurenberg et al. 1991, Br J Nutr 65:105",
    "the abstract, which prints the equation",
    ages=(16, 83),
    bmi=(13.9, 40.9),
)
CUNNINGHAM = Equation(
    "Cunningham",
    "resting energy, kcal a day",
    _both(500, {"FFM": 22}),
    "Cunningham 1980, Am J Clin Nutr 33:2372",
    "two public calculators; its use for athletes is later practice",
    ages=ADULT,
)
MIFFLIN = Equation(
    "Mifflin-St Jeor",
    "resting energy, kcal a day",
    _both(-161, {"W": 10, "H": 6.25, "A": -5}, man=166),
    "Mifflin et al. 1990, Am J Clin Nutr 51:241",
    "the abstract, which prints the equation",
    ages=(19, 78),
)
SCHOFIELD: Sequence[Equation] = tuple(
    Equation(
        "Schofield",
        "basal metabolism, kcal a day",
        _of(man[1], {"W": man[0]}, woman[1], {"W": woman[0]}),
        "Schofield 1985, Hum Nutr Clin Nutr 39C(S1):5",
        "two public encyclopedias",
        ages=ages,
    )
    for ages, man, woman in (
        ((60, math.inf), (11.711, 587.7), (9.082, 658.5)),
        ((30, 60), (11.472, 873.1), (8.126, 845.6)),
        ((18, 30), (15.057, 692.2), (14.818, 486.6)),
        ((10, 18), (17.686, 658.2), (13.384, 692.6)),
        ((3, 10), (22.706, 504.3), (20.315, 485.9)),
        ((0, 3), (59.512, -30.4), (58.317, -31.1)),
    )
)
ROBINSON = Equation(
    "Robinson",
    "ideal weight, kg",
    _of(52, {"i": 1.9}, 49, {"i": 1.7}),
    "Robinson et al. 1983, Am J Hosp Pharm 40:1016",
    "five public calculators",
    ages=ADULT,
    height=(152.4, math.inf),
)

BODY_FAT = (DEURENBERG, DEURENBERG_CHILD)
"""Without an impedance; the first that holds."""
BASAL_METABOLISM = (MIFFLIN, *SCHOFIELD)
"""The first that holds."""
PROTEIN_SHARE = 19.5
"""Percent of the fat-free mass (Wang et al. 1999, Am J Clin Nutr 69:833; not found a second time, a
paper of the same authors says 18)."""


def first(equations: Sequence[Equation], quantities: Mapping[str, float]) -> Equation | None:
    """Return the first equation that holds for a body."""
    return next((equation for equation in equations if equation.holds(quantities)), None)
