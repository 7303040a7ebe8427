"""What openScale-sync takes from MQTT: one retained topic a weighing, numbers in kg and percent.

Source: openScale-sync 0.6.2 (2026), which drains `openScaleSync/inbound/#`. Its `values` name
measurement types by numbers that are the app's own, so only what has a field of its own is sent.
"""

import json
import math

from ...model import Metrics, Weighing

PREFIX = "openScaleSync/inbound"


def topic(user_id: int, weighing: Weighing) -> str:
    """Return the topic of one weighing."""
    return f"{PREFIX}/{user_id}/{int(weighing.measured_at.timestamp())}"


def payload(weighing: Weighing, metrics: Metrics) -> str:
    """Return the message; what the weighing can't give is left out."""
    message: dict[str, float] = {
        "date": int(weighing.measured_at.timestamp() * 1000),
        "weight": round(weighing.weight_kg, 2),
    }
    for key in ("body_fat", "water"):
        value = getattr(metrics, key)
        if value is not None and math.isfinite(value):
            message[key] = round(value, 2)
    return json.dumps(message, separators=(",", ":"))
