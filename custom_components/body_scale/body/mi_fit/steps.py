"""The steps of the `mi_fit` set: where a tiny change of an input moves a metric.

They belong to Mi Fit's equations, and its published numbers can't be met without them:

* the lean factor, at 61 kg (men), at 50 and 60 kg and, outside those, at 160 cm (women);
* the women's lean base, just after 49 years;
* the water factor, where 0.7 of the fat-free share passes 50 %: 51 % before, 49 % after;
* the 0.1 kg added to or taken from bone, at 2.2 kg;
* the border between the two branches of visceral fat: half a point to two in men of usual height,
  less in women, but much in women of less than a metre;
* the score's costs, most of which begin with some points at once, and its tables, which change with
  age, height and weight.

Everything else is continuous: no limit moves a value.
"""

from collections.abc import Mapping

STEPS: Mapping[str, Mapping[str, float]] = {
    "body_fat": {"weight_kg": 4.3, "height_cm": 2.6, "age": 16.9},
    "fat_mass": {"weight_kg": 2.2, "height_cm": 3.6, "age": 2.2},
    "lean_body_mass": {"weight_kg": 2.2, "height_cm": 3.6, "age": 2.2},
    "water": {"weight_kg": 3.1, "height_cm": 2.1, "age": 8.5, "impedance": 2.0},
    "muscle_mass": {"weight_kg": 2.4, "height_cm": 3.8, "age": 2.4, "impedance": 0.2},
    "bone_mass": {"weight_kg": 0.2, "height_cm": 0.2, "age": 0.2, "impedance": 0.2},
    "protein": {"weight_kg": 3.8, "height_cm": 3.2, "age": 8.5, "impedance": 2.5},
    "visceral_fat": {"weight_kg": 24.0, "height_cm": 24.0},
    "body_score": {"weight_kg": 40.0, "height_cm": 45.0, "age": 45.0, "impedance": 25.0},
}
"""The largest step of a metric, in its unit, at any one point of an input; none if not listed.

For weights of 2 to 300 kg, heights of 50 to 220 cm, ages up to 130 and any impedance. Those by age
are of women of 12 to 20 kg, because the lean base falls by 2 kg whatever the weight; at 50 kg it is
4 points of fat. The score's are bounds for several costs that step at once; such a case was not
observed.
"""

COST_STEPS: Mapping[str, float] = {
    "lack": 5.0,
    "bmi_adult": 5.0,
    "bmi_child": 15.0,
    "fat": 3.0,
    "visceral_fat": 10.0,
    "metabolism": 5.0,
    "protein": 3.0,
}
"""The largest step of each cost of the body score, in points, by the metric it is read from."""
