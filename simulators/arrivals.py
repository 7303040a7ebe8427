"""What has arrived in the household, against what has to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .home_assistant.websocket import Events, JsonObject

_EVENT = "event.body_scale_weighing"

_ABOUT = timedelta(seconds=2)
"""A scale's clock has whole seconds."""

_COLUMNS = "{:<8} {:<12} {:<8} {:>7} {:>6} {:>7} {:>4} {:>6} {:>6} {:>7} {:>8}  {}"
_HEADER = _COLUMNS.format(
    "person",
    "time",
    "origin",
    "kg",
    "Ω",
    "250 kHz",
    "bpm",
    "BMI",
    "fat %",
    "water %",
    "kcal/d",
    "why this person",
)


@dataclass(frozen=True, slots=True)
class Expected:
    """A weighing that has to arrive; None for what it has to be without.

    Attributes:
        person: Name of the person.
        weight: kg.
        impedance: Ohm at 50 kHz.
        impedance_250khz: Ohm at 250 kHz.
        heart_rate: Beats a minute.
        origin: How it comes.
        taken: When it was, aware; None for whenever.
    """

    person: str
    weight: float
    impedance: float | None
    impedance_250khz: float | None = None
    heart_rate: int | None = None
    origin: str = "live"
    taken: datetime | None = None

    def is_met_by(self, record: JsonObject) -> bool:
        """Return whether an event is this weighing, with composition if it has an impedance."""
        metrics = record.get("metrics") or {}
        return (
            record.get("person") == self.person
            and abs(record["weight"] - self.weight) < 0.001
            and _same(record["impedance"], self.impedance)
            and _same(record["impedance_250khz"], self.impedance_250khz)
            and record["heart_rate"] == self.heart_rate
            and record["origin"] == self.origin
            and self._is_then(datetime.fromisoformat(record["measured_at"]))
            and metrics.get("bmi") is not None
            and (metrics.get("body_fat") is None) is (self.impedance is None)
        )

    def _is_then(self, measured_at: datetime) -> bool:
        return self.taken is None or abs(measured_at - self.taken) <= _ABOUT

    def __str__(self) -> str:
        """Say it in a few words."""
        parts = [f"{self.weight} kg", f"{self.impedance} Ω" if self.impedance else "no impedance"]
        if self.impedance_250khz:
            parts.append(f"{self.impedance_250khz} Ω at 250 kHz")
        if self.heart_rate:
            parts.append(f"{self.heart_rate} bpm")
        if self.taken:
            parts.append(f"{self.origin} of {self.taken}")
        return f"{self.person}: {', '.join(parts)}"


class Arrivals:
    """The weighings of the household's event entity, each once."""

    def __init__(self, events: Events) -> None:
        """Read a subscription to all `state_changed` events."""
        self._events = events

    @property
    def records(self) -> list[JsonObject]:
        """Return the weighings, in the order of their arrival."""
        found: dict[str, JsonObject] = {}
        for event in self._events.seen:
            data = event["data"]
            if data["entity_id"] == _EVENT and data["new_state"]:
                attributes = data["new_state"]["attributes"]
                if "weighing_id" in attributes:
                    found[attributes["weighing_id"]] = attributes
        return list(found.values())

    def missing(self, expected: Sequence[Expected]) -> list[Expected]:
        """Return what has not arrived."""
        return [each for each in expected if not any(map(each.is_met_by, self.records))]


def table(records: Sequence[JsonObject]) -> str:
    """Return weighings as a table."""
    return "\n".join([_HEADER, *map(_row, records)])


def _row(record: JsonObject) -> str:
    """Return a weighing as a line of the table."""
    metrics = record["metrics"]
    return _COLUMNS.format(
        record["person"] or "?",
        datetime.fromisoformat(record["measured_at"]).strftime("%a %H:%M:%S"),
        record["origin"],
        _number(record["weight"], 2),
        _number(record["impedance"], 0),
        _number(record["impedance_250khz"], 0),
        _number(record["heart_rate"], 0),
        _number(metrics["bmi"], 1),
        _number(metrics["body_fat"], 1),
        _number(metrics["water"], 1),
        _number(metrics["basal_metabolism"], 0),
        record["reason"],
    )


def _same(value: float | None, expected: float | None) -> bool:
    if value is None or expected is None:
        return value is expected
    return abs(value - expected) < 0.001


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
