"""The vectors: what independent programs of the Mi Fit family make of the same inputs."""

import json
from pathlib import Path
from typing import Any

from custom_components.body_scale import body
from custom_components.body_scale.model import BodyType, Metrics

_DOCUMENT = json.loads(
    (Path(__file__).parents[1] / "vectors" / "body_metrics.json").read_text(encoding="utf-8")
)
ROWS: list[dict[str, Any]] = _DOCUMENT["rows"]
SINGLE = [row for row in ROWS if "impedance_ohm" in row["inputs"]]
DUAL = [row for row in ROWS if "impedance_50khz" in row["inputs"]]
BODY_TYPES = [BodyType(name) for name in _DOCUMENT["meta"]["body_type_index"]]

NAMES = {
    "bmi": "bmi",
    "body_fat": "body_fat",
    "water": "water",
    "bone_mass": "bone_mass",
    "muscle_mass": "muscle_mass",
    "protein": "protein",
    "visceral_fat": "visceral_fat",
    "bmr": "basal_metabolism",
    "ideal_weight": "ideal_weight",
    "metabolic_age": "metabolic_age",
    "body_type": "body_type",
    "body_score": "body_score",
}
"""The vectors' names to ours."""

COMPOSITION = {
    "body_fat",
    "fat_mass",
    "lean_body_mass",
    "water",
    "bone_mass",
    "muscle_mass",
    "protein",
    "metabolic_age",
    "body_type",
    "body_score",
}
"""What can't be known without an impedance."""


def ours(inputs: dict[str, Any], **changes: Any) -> Metrics:
    """Compute the row of a single impedance."""
    return body.metrics(
        **{
            "sex": inputs["sex"],
            "age": inputs["age"],
            "height_cm": inputs["height_cm"],
            "weight_kg": inputs["weight_kg"],
            "impedance": inputs.get("impedance_ohm"),
            **changes,
        }
    )


def theirs(outputs: dict[str, Any]) -> dict[str, Any]:
    """Return a peer's outputs under our names."""
    found = {NAMES[name]: value for name, value in outputs.items() if name in NAMES}
    if "body_type" in found:
        found["body_type"] = BODY_TYPES[found["body_type"]]
    return found


def fat_grades(sex: str, age: float) -> tuple[float, float, float, float]:
    """Return the fact sheet's fat grades, copied from it and not from the code under test."""
    table = [
        (12, (12, 21, 30, 34), (7, 16, 25, 30)),
        (14, (15, 24, 33, 37), (7, 16, 25, 30)),
        (16, (18, 27, 36, 40), (7, 16, 25, 30)),
        (18, (20, 28, 37, 41), (7, 16, 25, 30)),
        (40, (21, 28, 35, 40), (11, 17, 22, 27)),
        (60, (22, 29, 36, 41), (12, 18, 23, 28)),
        (float("inf"), (23, 30, 37, 42), (14, 20, 25, 30)),
    ]
    return next(f if sex == "female" else m for end, f, m in table if age < end)
