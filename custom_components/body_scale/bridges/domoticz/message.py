"""Messages for Domoticz' input topic, and what its answers mean. Pure.

Domoticz takes nearly anything and makes a silent zero of what it doesn't understand: an empty or
missing svalue, a text, a decimal comma. So a value that isn't a finite number is refused here. All
this was tried with Domoticz 2025.1.
"""

from collections.abc import Mapping
from enum import StrEnum
import json
import math
from typing import Any

from ...household.measures import MEASURES
from ...model import Metrics, Weighing

TOPIC_IN, TOPIC_OUT = "domoticz/in", "domoticz/out"

BODY_TYPE = "body_type"
METRICS = (*(measure.key for measure in MEASURES), BODY_TYPE)
"""What a virtual sensor can show."""

_MEASURES = {measure.key: measure for measure in MEASURES}
_DIGITS = 2


_ABBREVIATIONS = {"bmi": "BMI", "impedance_250khz": "Impedance 250 kHz"}
NAMES = {
    metric: _ABBREVIATIONS.get(metric, metric.replace("_", " ").capitalize()) for metric in METRICS
}
"""The names of the sensors there, the same in every language: sensors are found by them."""
_ASCII = {"bmi": "kg/m2", "basal_metabolism": "kcal", "metabolic_age": "y"}
UNITS = {
    measure.key: _ASCII.get(measure.key, (measure.unit or "points").replace("Ω", "Ohm"))
    for measure in MEASURES
}
"""Domoticz shows `??` for a number without one; each of these was tried or is taken as it is."""


class Mode(StrEnum):
    """How the virtual sensors come to be."""

    IDX = "idx"
    """They are there, and their idx is typed."""
    CREATE = "create"
    """They are made through the JSON API."""
    DISCOVERY = "discovery"
    """Domoticz makes them by MQTT auto-discovery."""


class Kind(StrEnum):
    """The virtual sensors that fit, as Domoticz names their type and subtype."""

    SCALE = "Weight/BWR102"
    CUSTOM = "General/Custom Sensor"
    PERCENTAGE = "General/Percentage"
    TEXT = "General/Text"


def kinds(metric: str) -> tuple[Kind, ...]:
    """Return the sensors that can show a metric, the best one first."""
    if metric == BODY_TYPE:
        return (Kind.TEXT,)
    if metric == "weight":
        return Kind.SCALE, Kind.CUSTOM, Kind.TEXT
    if _MEASURES[metric].unit == "%":
        return Kind.PERCENTAGE, Kind.CUSTOM, Kind.TEXT
    return Kind.CUSTOM, Kind.TEXT


def svalue(metric: str, weighing: Weighing, metrics: Metrics) -> str | None:
    """Return a metric as Domoticz takes it: kg, decimal point; None where there is none."""
    if metric == BODY_TYPE:
        return metrics.body_type and metrics.body_type.replace("_", " ")
    measure = _MEASURES[metric]
    value = measure.value(weighing, metrics)
    if value is None or not math.isfinite(value):
        return None
    return f"{value:.{_DIGITS if measure.digits else 0}f}"


def update(idx: int, text: str) -> str:
    """Return the message that sets a sensor.

    Raises:
        ValueError: The text is empty, or the idx isn't one: Domoticz would show 0.
    """
    if not text or idx < 1:
        raise ValueError(f"idx {idx} can't show {text!r}")
    return json.dumps({"idx": idx, "nvalue": 0, "svalue": text}, separators=(",", ":"))


def question(idx: int) -> str:
    """Return the message that asks Domoticz what a sensor shows."""
    return json.dumps({"command": "getdeviceinfo", "idx": idx}, separators=(",", ":"))


def answer(message: str) -> Mapping[str, Any] | None:
    """Return what a message on the output topic says of a device; None for any other message."""
    try:
        data = json.loads(message)
    except ValueError, RecursionError:
        return None
    # True would be taken for 1.
    return data if isinstance(data, dict) and type(data.get("idx")) is int else None


def kind_of(data: Mapping[str, Any]) -> str:
    """Return a device's type and subtype, as `Kind` writes them."""
    # Texts show it, whatever it is.
    return f"{data.get('dtype')}/{data.get('stype')}"[:80]
