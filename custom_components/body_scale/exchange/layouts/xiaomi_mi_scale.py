"""Messages of xiaomi_mi_scale, logged: a JSON object in each line, perhaps with its topic before it.

    miscale/Jo/weight {"weight":62.30,"weight_unit":"kg",…,"timestamp":"2026-11-22T13:57:12+00:00"}

The topic names the person. All versions are read: until 0.1.7 keys have blanks and capitals, values
are texts, and there is no unit; until 0.1.10 values are texts; until 0.2.3 the time has no zone.
The +00:00 after it is wrong: it is the host's wall clock. A weight comes first, and once more with
its impedance when that is there. With an impedance of 0 what was computed means nothing. Muscle and
bone are kg, whatever the unit.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
import re

from ..document import Document
from ..format import Format
from ..numbers import Measure
from ..records import Numbered, Records, lines_of, listed, parsed

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[- T](\d{2}:\d{2}:\d{2}(?:\.\d+)?)")
_COMPUTED = ("lean_body_mass", "body_fat", "water", "bone_mass", "muscle_mass", "protein")


def _messages(document: Document) -> Iterator[Numbered]:
    """Yield the messages with the keys of the current version."""
    if document.json is not None and not isinstance(document.json, dict):
        yield from ((number, _current(record, "")) for number, record in listed(document))
        return
    for number, line in lines_of(document):
        topic, brace, rest = line.partition("{")
        record = parsed(brace + rest)
        yield number, _current(record, topic) if record else {}


def _current(record: Mapping[str, object], before: str) -> dict[str, object]:
    """Return a message as the current version would have sent it, with its person."""
    message = {key.lower().replace(" ", "_"): value for key, value in record.items()}
    stamp = _TIME.match(str(message.pop("timestamp", message.pop("time_stamp", ""))))
    if stamp:
        message["timestamp"] = f"{stamp[1]} {stamp[2]}"
    if str(message.get("impedance")) == "0":
        message = {key: value for key, value in message.items() if key not in _COMPUTED}
    if person := _person(before):
        message["person"] = person
    return message


def _person(before: str) -> str:
    """Return the person of the topic before a message: `miscale/Big Bob/weight`."""
    levels = before.strip().split("/")
    return levels[-2] if len(levels) > 2 and levels[-1] == "weight" else ""


FORMAT = Format(
    name="xiaomi_mi_scale",
    title="xiaomi_mi_scale",
    layouts=(
        Records(
            has=("weight", "timestamp", "basal_metabolism"),
            items=_messages,
            columns={
                "timestamp": "date",
                "person": "person",
                "weight": "weight_kg",
                "weight_unit": "unit",
                "impedance": "impedance",
                "bmi": "bmi",
                "basal_metabolism": "basal_metabolism",
                "visceral_fat": "visceral_fat",
                "lean_body_mass": ("lean_body_mass", Measure.KG),
                "body_fat": ("body_fat", Measure.PERCENT),
                "water": ("water", Measure.PERCENT),
                "bone_mass": ("bone_mass", Measure.KG),
                "muscle_mass": ("muscle_mass", Measure.KG),
                "protein": ("protein", Measure.PERCENT),
                "metabolic_age": "metabolic_age",
            },
        ),
    ),
    within=timedelta(minutes=10),
)
