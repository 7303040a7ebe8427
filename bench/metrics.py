#!/usr/bin/env python3
"""Time all metrics of one weighing, beside the peers that a registry has.

Two packages on PyPI hold the code of peers: `xiaomi-mi-scale` 0.0.20 (2022; lolouk44's modules as
they run in xiaomi_mi_scale) and `miscale` 0.1.1 (2019; prototux's port). They are put into
`.cache/bench/` without their dependencies, which their formulas don't need. bodymiscale, openScale
and export2garmin are in no registry.

Prints microseconds a weighing and the ratio to each peer (below 1 is faster), and ends with 1 if a
set needs more than `ALLOWED`, or if `mi_fit_legacy` disagrees with xiaomi_mi_scale.

    .venv/bin/python bench/metrics.py
"""

from collections.abc import Callable
import contextlib
import math
from pathlib import Path
import shutil
import subprocess
import sys
import timeit
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".cache" / "bench" / "peers"
PACKAGES = ("xiaomi-mi-scale==0.0.20", "miscale==0.1.1")
ALLOWED = 30.0
"""Microseconds a weighing."""
WEIGHINGS = 2_000

sys.path.insert(0, str(ROOT))

from custom_components.body_scale import body  # noqa: E402
from custom_components.body_scale.model import BodyType  # noqa: E402

PEOPLE = [
    {"sex": sex, "age": age, "height_cm": height, "weight_kg": weight, "impedance": impedance}
    for sex in ("male", "female")
    for age in (19, 34.5, 52, 71)
    for height, weight, impedance in ((158, 52.4, 560), (171, 68.9, 505), (186, 93.1, 440))
]


def install() -> None:
    """Put the peers into the cache, once, by whichever installer the machine has."""
    uv = shutil.which("uv") or str(ROOT / ".cache" / "tools" / "bin" / "uv")
    installers = [["python3", "-m", "pip"], [uv, "pip"]]
    options = ["install", "--quiet", "--no-deps", "--target", str(PEERS), *PACKAGES]
    while not all((PEERS / name).is_dir() for name in ("xiaomi_mi_scale", "miscale")):
        if not installers:
            raise SystemExit("No installer could get the peers")
        with contextlib.suppress(FileNotFoundError):
            subprocess.run([*installers.pop(0), *options], check=False)
    sys.path[:0] = [str(PEERS), str(PEERS / "xiaomi_mi_scale")]


def xiaomi_mi_scale() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what that program does for a weighing with an impedance, short of the text."""
    from body_score import bodyScore  # noqa: PLC0415
    from Xiaomi_Scale_Body_Metrics import bodyMetrics  # noqa: PLC0415

    def of(person: dict[str, Any]) -> dict[str, Any]:
        sex, age, height, weight, impedance = person.values()
        dry = bodyMetrics(weight, height, age, sex, 0)
        found = {
            "bmi": dry.getBMI(),
            "basal_metabolism": dry.getBMR(),
            "visceral_fat": dry.getVisceralFat(),
        }
        wet = bodyMetrics(weight, height, age, sex, impedance)
        found |= {
            "lean_body_mass": wet.getLBMCoefficient(),
            "body_fat": wet.getFatPercentage(),
            "water": wet.getWaterPercentage(),
            "bone_mass": wet.getBoneMass(),
            "muscle_mass": wet.getMuscleMass(),
            "protein": wet.getProteinPercentage(),
            "body_type": wet.getBodyType(),
            "metabolic_age": wet.getMetabolicAge(),
            "ideal_weight": wet.getIdealWeight(),
        }
        found["body_score"] = bodyScore(
            age,
            sex,
            height,
            weight,
            found["bmi"],
            found["body_fat"],
            found["muscle_mass"],
            found["water"],
            found["visceral_fat"],
            found["bone_mass"],
            found["basal_metabolism"],
            found["protein"],
        ).getBodyScore()
        return found

    return of


def miscale() -> Callable[[dict[str, Any]], list[Any]]:
    """Return what `miscale` computes of a weighing; it has no body score and no metabolic age."""
    from miscale.body_composition import BodyComposition  # noqa: PLC0415

    def of(person: dict[str, Any]) -> list[Any]:
        sex, age, height, weight, impedance = person.values()
        peer = BodyComposition(weight, height, int(age), sex, impedance)
        return [
            peer.get_BMI(),
            peer.get_BMR(),
            peer.get_visceral_fat(),
            peer.get_LBM_coefficient(),
            peer.get_fat_percentage(),
            peer.get_water_percentage(),
            peer.get_bone_mass(),
            peer.get_muscle_mass(),
            peer.get_protein_percentage(),
            peer.get_body_type(),
            peer.get_ideal_weight(),
        ]

    return of


def microseconds(of: Callable[[dict[str, Any]], object]) -> float:
    """Return the time a weighing takes: the best of many runs."""

    def run() -> None:
        for person in PEOPLE:
            of(person)

    runs = WEIGHINGS // len(PEOPLE)
    return min(timeit.repeat(run, number=runs, repeat=9)) / runs / len(PEOPLE) * 1e6


def agrees(peer: Callable[[dict[str, Any]], dict[str, Any]]) -> bool:
    """Tell whether `mi_fit_legacy` gives what that program gives."""
    for person in PEOPLE:
        ours = body.metrics(**person, formula_set="mi_fit_legacy")
        for name, value in peer(person).items():
            got = getattr(ours, name)
            same = got is list(BodyType)[value] if name == "body_type" else math.isclose(got, value)
            if not same:
                print(f"{person}: {name} is {got}, there {value}")
                return False
    return True


def main() -> int:
    """Print the table."""
    install()
    peers = {"xiaomi-mi-scale": xiaomi_mi_scale(), "miscale": miscale()}
    times = {name: microseconds(of) for name, of in peers.items()}
    for name, time in times.items():
        print(f"{name:16} {time:6.2f} µs a weighing")
    good = agrees(peers["xiaomi-mi-scale"])
    for formula_set in body.FORMULA_SETS:

        def ours(person: dict[str, Any], formula_set: str = formula_set) -> object:
            return body.metrics(**person, formula_set=formula_set)

        time = microseconds(ours)
        ratios = ", ".join(f"{time / peer:.2f} of {name}" for name, peer in times.items())
        print(f"{formula_set:16} {time:6.2f} µs a weighing (at most {ALLOWED:g}): {ratios}")
        good = good and time <= ALLOWED
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
