"""The `mi_fit` set against bodymiscale and xiaomi_mi_scale, with every disagreement explained."""

from collections import Counter
from typing import Any

import pytest

from .peers import COMPOSITION, DUAL, NAMES, SINGLE, fat_grades, ours, theirs

ROUNDING = 2e-4
"""The vectors have four decimals; what is derived from several of them, a little less."""

BONE_BASE = {"male": 0.18016894, "female": 0.245691014}


class Expected(dict[str, Any]):
    """Bodymiscale's row under our names, and (reason, metric) wherever it was changed."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.inputs = row["inputs"]
        self.peer = row["outputs"]["bodymiscale_xiaomi"]
        self.reasons: list[tuple[str, str]] = []
        super().__init__(theirs(self.peer))

    def mend(self, reason: str, metric: str, value: Any) -> None:
        self[metric] = value
        self.reasons.append((reason, metric))


def explain(row: dict[str, Any]) -> Expected:
    """Return what to expect of us, each mend worked out from the peer's numbers and the facts."""
    expected = Expected(row)
    if expected["ideal_weight"] < 0:
        expected.mend("ideal weight below zero", "ideal_weight", None)
    if 0 < row["inputs"]["impedance_ohm"] < 3000:
        explain_masses(expected)
        explain_score(expected)
        return expected
    for metric in sorted(COMPOSITION & expected.keys()):
        expected.mend("impedance is no measurement", metric, None)
    expected.update(dict.fromkeys(COMPOSITION))
    return expected


def explain_masses(expected: Expected) -> None:
    """Take the lineage's jumps back."""
    sex, weight, peer = expected.inputs["sex"], expected.inputs["weight_kg"], expected.peer
    if expected["bone_mass"] == 8:
        bone = peer["lbm"] * 0.05158 - BONE_BASE[sex] + 0.1
        assert 5.1 < bone < 8
        expected.mend("bone jump", "bone_mass", bone)
    if expected["muscle_mass"] == 120:
        muscle = weight * (1 - peer["body_fat"] / 100) - expected["bone_mass"]
        assert (93.5 if sex == "male" else 84) <= muscle < 120
        expected.mend("muscle jump", "muscle_mass", muscle)
        protein = muscle / weight * 100 - peer["water"]
        assert 5 < protein < 16
        assert peer["protein"] > 17
        expected.mend("muscle jump", "protein", protein)
        cost = 5 + (16 - protein) / (16 - 10) * 5 if protein >= 10 else 10
        expected.mend("muscle jump", "body_score", peer["body_score"] - cost)
    if expected["muscle_mass"] > weight:
        assert expected["muscle_mass"] == 10
        expected.mend("muscle floor above the weight", "muscle_mass", weight)


def explain_score(expected: Expected) -> None:
    """Count what fat should have cost instead of a flat 10, and metabolism from 100 years."""
    sex, age, weight = (expected.inputs[name] for name in ("sex", "age", "weight_kg"))
    fat, score = expected.peer["body_fat"], expected["body_score"]
    very_low, _, high, _ = fat_grades(sex, age)
    best = high - (3 if sex == "male" else 2)
    if best <= fat < high:
        cost = 3 + (fat - best) / (high - best) * 6
        expected.mend("score: upper part of normal fat", "body_score", score + 10 - cost)
    if fat < very_low:
        cost = 3 + (very_low - fat) / (very_low - 1) * 7
        expected.mend("score: very low fat", "body_score", score + 10 - cost)
    if age >= 100 and sex == "male" and expected.peer["bmr"] <= weight * 19.35 - 300:
        expected.mend("score: metabolism from 100 years", "body_score", score - 6)


@pytest.mark.parametrize("row", SINGLE, ids=lambda row: row["id"])
def test_equals_bodymiscale_but_for_what_is_mended(row: dict[str, Any]) -> None:
    expected = explain(row)
    metrics = ours(row["inputs"])
    assert expected.keys() >= {*NAMES.values()}
    for name, value in expected.items():
        got = getattr(metrics, name)
        if isinstance(value, float | int):
            assert got == pytest.approx(value, abs=ROUNDING), name
        else:
            assert got is value, name


@pytest.mark.parametrize("row", SINGLE, ids=lambda row: row["id"])
def test_masses_follow_the_fat_share(row: dict[str, Any]) -> None:
    peer, metrics = row["outputs"]["bodymiscale_xiaomi"], ours(row["inputs"])
    if metrics.body_fat is None:
        assert metrics.fat_mass is None
        assert metrics.lean_body_mass is None
        return
    fat_mass = row["inputs"]["weight_kg"] * peer["body_fat"] / 100
    assert metrics.fat_mass == pytest.approx(fat_mass, abs=ROUNDING)
    assert metrics.lean_body_mass == pytest.approx(
        row["inputs"]["weight_kg"] - fat_mass, abs=ROUNDING
    )


def test_each_reason_explains_only_its_rows() -> None:
    reasons = Counter(reason for row in SINGLE for reason in explain(row).reasons)
    assert reasons == {
        ("ideal weight below zero", "ideal_weight"): 3,
        **{
            ("impedance is no measurement", metric): 3
            for metric in COMPOSITION - {"fat_mass", "lean_body_mass"}
        },
        ("bone jump", "bone_mass"): 3,
        ("muscle jump", "muscle_mass"): 5,
        ("muscle jump", "protein"): 5,
        ("muscle jump", "body_score"): 5,
        ("muscle floor above the weight", "muscle_mass"): 2,
        ("score: upper part of normal fat", "body_score"): 23,
        ("score: very low fat", "body_score"): 20,
        ("score: metabolism from 100 years", "body_score"): 1,
    }


def faults_of_lolouk44(row: dict[str, Any]) -> dict[str, set[str]]:
    """Return the lineage's faults in xiaomi_mi_scale's row and the metrics that each spoils."""
    inputs, peer = row["inputs"], row["outputs"]["lolouk44"]
    sex, weight, impedance = inputs["sex"], inputs["weight_kg"], inputs["impedance_ohm"]
    very_low, _, high, _ = fat_grades(sex, inputs["age"])
    fat, best = peer["body_fat"], high - (3 if sex == "male" else 2)
    checks = {
        "impedance": (not 0 < impedance < 3000, COMPOSITION),
        "lean": (peer["lbm_coefficient"] > 0.98 * weight, COMPOSITION - {"metabolic_age"}),
        "fat": (fat == 75, COMPOSITION - {"metabolic_age", "bone_mass", "body_type"}),
        "water": (peer["water"] == 73.5, {"water", "protein", "body_score"}),
        "bone": (peer["bone_mass"] == 8, {"bone_mass", "muscle_mass", "protein", "body_score"}),
        "muscle": (peer["muscle_mass"] == 120, {"muscle_mass", "protein", "body_score"}),
        "metabolism": (peer["bmr"] == 5000, {"basal_metabolism", "body_score"}),
        "ideal": (peer["ideal_weight"] < 0, {"ideal_weight"}),
        "visceral": (
            wrong_visceral_branch(inputs)
            and peer["visceral_fat"] != row["outputs"]["bodymiscale_xiaomi"]["visceral_fat"],
            {"visceral_fat", "body_score"},
        ),
        "score": (fat < very_low or best <= fat < high, {"body_score"}),
    }
    return {name: metrics for name, (applies, metrics) in checks.items() if applies}


def wrong_visceral_branch(inputs: dict[str, Any]) -> bool:
    """Tell whether the other reading of the library goes another way for this body."""
    height, weight = inputs["height_cm"], inputs["weight_kg"]
    if inputs["sex"] == "male":
        return 1.6 * weight <= height < 1.6 * weight + 63
    return weight <= 0.5 * height - 13


ACCEPTED = [row for row in SINGLE if "rejected" not in row["outputs"]["lolouk44"]]


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda row: row["id"])
def test_equals_xiaomi_mi_scale_where_no_fault_applies(row: dict[str, Any]) -> None:
    spoilt = set().union(*faults_of_lolouk44(row).values())
    metrics = ours(row["inputs"])
    for name, value in theirs(row["outputs"]["lolouk44"]).items():
        if name not in spoilt:
            assert getattr(metrics, name) == pytest.approx(value, abs=ROUNDING), name


def test_each_fault_of_xiaomi_mi_scale_spoils_only_its_rows() -> None:
    assert len(ACCEPTED) == len(SINGLE) - 7
    assert Counter(name for row in ACCEPTED for name in faults_of_lolouk44(row)) == {
        "impedance": 3,
        "lean": 23,
        "fat": 2,
        "water": 12,
        "bone": 3,
        "muscle": 5,
        "metabolism": 4,
        "ideal": 3,
        "visceral": 122,
        "score": 45,
    }


@pytest.mark.parametrize("row", DUAL, ids=lambda row: row["id"])
def test_two_impedances_count_as_the_larger(row: dict[str, Any]) -> None:
    inputs, peer = row["inputs"], row["outputs"]["bodymiscale_dual"]
    pair = (inputs["impedance_50khz"], inputs["impedance_250khz"])
    metrics = ours(inputs, impedance=pair[0], impedance_250khz=pair[1])
    assert metrics == ours(inputs, impedance=pair[1], impedance_250khz=pair[0])
    assert metrics == ours(inputs, impedance=max(pair))
    expected = theirs(peer)
    if expected["bone_mass"] == 8:
        expected["bone_mass"] = peer["lbm"] * 0.05158 - BONE_BASE[inputs["sex"]] + 0.1
        assert 5.1 < expected["bone_mass"] < 8
    for name in ("bmi", "visceral_fat", "ideal_weight", "bone_mass"):
        assert getattr(metrics, name) == pytest.approx(expected[name], abs=ROUNDING), name
    fat = 100 - (peer["lbm"] - lean_base(inputs)) * lean_factor(inputs) / inputs["weight_kg"] * 100
    assert metrics.body_fat == pytest.approx(min(max(fat, 5), 75), abs=ROUNDING)


def lean_base(inputs: dict[str, Any]) -> float:
    """Return c of the fact sheet."""
    if inputs["sex"] == "male":
        return 0.8
    return 9.25 if inputs["age"] <= 49 else 7.25


def lean_factor(inputs: dict[str, Any]) -> float:
    """Return k of the fact sheet."""
    weight = inputs["weight_kg"]
    if inputs["sex"] == "male":
        return 0.98 if weight < 61 else 1
    k = 0.96 if weight > 60 else 1.02 if weight < 50 else 1
    return k * 1.03 if k != 1 and inputs["height_cm"] > 160 else k
