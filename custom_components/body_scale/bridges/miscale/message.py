"""The message of xiaomi_mi_scale 0.3.5, byte for byte: key order, rounding, presence rules.

Source: lolouk44/xiaomi_mi_scale 0.3.5 (2023), as it ran. It writes the weight in the scale's own
unit and computes from kg, which it makes of pounds with 0.4536.

What differs is meant: a weighing gives one message where that program sends the weight alone first;
the stamp is UTC where it marks the local time +00:00 (`legacy` does as it did); what a person may not
be shown is left out; and a weighing whose metrics it can't compute is published with its weight alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
import re
from urllib.parse import quote

from ...model import KG_IN, BodyType, FormulaSet, Missing, Shown, Unit, Weighing

type Compute = Callable[[Weighing, str | None], Shown | None]
"""Gives what may be shown of a weighing, by a formula set or (None) the person's own."""


class TimestampFormat(StrEnum):
    """How the time is written."""

    ISO = "iso"
    """UTC, and marked so."""
    LEGACY = "legacy"
    """Local time marked as if it were UTC: what versions 0.2.4 to 0.3.5 write."""


class Numbers(StrEnum):
    """Which formulas the numbers come from."""

    MI_FIT_LEGACY = "mi_fit_legacy"
    OWN = "own"


_KG_IN_LB_THERE = 0.4536
# That program knows no stones.
_UNITS: Mapping[Unit, str] = {Unit.KG: "kg", Unit.LB: "lbs", Unit.JIN: "jin"}
_BODY_TYPES: Mapping[BodyType, str] = {
    BodyType.OBESE: "Obese",
    BodyType.OVERWEIGHT: "Overweight",
    BodyType.THICK_SET: "Thick-set",
    BodyType.LACK_EXERCISE: "Lack-exercise",
    BodyType.BALANCED: "Balanced",
    BodyType.BALANCED_MUSCULAR: "Balanced-muscular",
    BodyType.SKINNY: "Skinny",
    BodyType.BALANCED_SKINNY: "Balanced-skinny",
    BodyType.SKINNY_MUSCULAR: "Skinny-muscular",
}
_FROM_WEIGHT = ("bmi", "basal_metabolism", "visceral_fat")
_FROM_IMPEDANCE = ("lean_body_mass", "body_fat", "water", "bone_mass", "muscle_mass", "protein")
_HIDDEN = frozenset({Missing.MINOR, Missing.EXCLUDED})

# What a topic can't carry: what would change its levels, and the noncharacters, with which brokers
# close the connection.
_FORBIDDEN = re.compile(
    "[/+#\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
# A `%` that would be taken for the beginning of an escape, also of one of itself: no two names have
# the same topic then. Any other one stays, as in the topics of that program.
_LIKE_ESCAPE = re.compile("%(?=(?:25)*(?:2F|2B|23|EF|F[0-4]))")


def topic(prefix: str, name: str) -> str:
    """Return the topic of a person: the name unchanged, but for what a topic can't carry."""
    name = _LIKE_ESCAPE.sub("%25", name)
    name = _FORBIDDEN.sub(lambda match: quote(match[0], safe=""), name)
    return f"{prefix}/{name}/weight"


def payload(
    weighing: Weighing,
    compute: Compute,
    zone: tzinfo,
    *,
    timestamp_format: str = TimestampFormat.ISO,
    numbers: str = Numbers.MI_FIT_LEGACY,
) -> str:
    """Return the message of a weighing.

    Args:
        weighing: The record.
        compute: Computes what may be shown.
        zone: Where the home is, for `legacy` stamps.
        timestamp_format: One of `TimestampFormat`.
        numbers: One of `Numbers`.
    """
    weight, kg = _in_unit(weighing)
    if numbers == Numbers.OWN:
        shown = compute(weighing, None)
    else:
        # That program computes from rounded kg and whole ohms.
        whole = None if weighing.impedance is None else float(int(weighing.impedance))
        shown = compute(replace(weighing, weight_kg=kg, impedance=whole), FormulaSet.MI_FIT_LEGACY)
    parts = [f'"weight":{weight:.2f}', f'"weight_unit":"{_UNITS.get(weighing.unit, "kg")}"']
    if shown is not None:
        parts += _metrics(weighing, shown)
    parts.append(f'"timestamp":"{_stamp(weighing.measured_at, zone, timestamp_format)}"')
    return "{" + ",".join(parts) + "}"


def _in_unit(weighing: Weighing) -> tuple[float, float]:
    """Return the weight in the scale's unit, and the kg that program makes of it."""
    if weighing.unit is Unit.LB:
        pounds = round(weighing.weight_kg / KG_IN[Unit.LB], 2)
        return pounds, round(pounds * _KG_IN_LB_THERE, 2)
    if weighing.unit is Unit.JIN:
        jin = round(weighing.weight_kg / KG_IN[Unit.JIN], 2)
        return jin, round(jin * KG_IN[Unit.JIN], 2)
    return weighing.weight_kg, weighing.weight_kg


def _metrics(weighing: Weighing, shown: Shown) -> list[str]:
    """Return the metrics that there are, in that program's order."""
    metrics = shown.metrics
    parts = [
        f'"{key}":{value:.2f}'
        for key in (*_FROM_WEIGHT, *_FROM_IMPEDANCE)
        if (value := getattr(metrics, key)) is not None
    ]
    if metrics.body_type is not None:
        parts.append(f'"body_type":"{_BODY_TYPES[metrics.body_type]}"')
    if metrics.metabolic_age is not None:
        parts.append(f'"metabolic_age":{metrics.metabolic_age:.0f}')
    has_composition = any(getattr(metrics, key) is not None for key in _FROM_IMPEDANCE)
    if (
        weighing.impedance is not None
        and has_composition
        and not _HIDDEN & {*shown.missing.values()}
    ):
        parts.append(f'"impedance":{int(weighing.impedance)}')
    return parts


def _stamp(moment: datetime, zone: tzinfo, timestamp_format: str) -> str:
    local = moment.astimezone(zone if timestamp_format == TimestampFormat.LEGACY else UTC)
    return f"{local:%Y-%m-%dT%H:%M:%S}+00:00"
