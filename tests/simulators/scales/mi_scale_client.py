"""A simulated Mi scale and its client, without a radio."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path

from simulators.scales.mi_scale import MiScale
from simulators.scales.mi_scale_frames import Model
from simulators.scales.mi_scale_gatt import HISTORY, MEASUREMENT, MiScaleDevice

MTU = 23
OURS = "78563412"
ANOTHER = "968abd62"
END = b"\x03"
NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LENGTHS = {Model.V1: 10, Model.V2: 13}

_VECTORS = Path(__file__).parents[2] / "vectors" / "dialogues.json"


class House:
    """What time it is where the scale stands."""

    def __init__(self, now=NOON):
        self.now = now

    def scale(self, model=Model.V2, **options):
        return MiScaleDevice(MiScale(model=model, **options), now=lambda: self.now)

    def used_scale(self, model):
        """Return a scale that has weighed three times, a day apart."""
        scale = self.scale(model)
        for days, weight in ((3, 70.1), (2, 70.2), (1, 70.3)):
            scale.weigh(weight, 500, self.now - days * DAY)
        return scale


class Client:
    """Somebody who is connected, in a `with` block."""

    def __init__(self, scale, name=OURS):
        self.scale = scale
        self.name = name
        self.live = []

    def __enter__(self):
        self.scale.connected(MTU)
        self.scale.speak_through(self.live.append)
        self.scale.subscribed(HISTORY)
        return self

    def __exit__(self, *_):
        self.scale.ended()

    def subscribe_live(self):
        self.scale.subscribed(MEASUREMENT[self.scale.model])

    def write(self, text):
        """Write to the history; return what is notified of it, None for the connection's end."""
        return [*self.writing(text)]

    def writing(self, text):
        for each in self.scale.written(HISTORY, bytes.fromhex(text)):
            if each is None:
                yield None
            else:
                assert each.uuid == HISTORY
                yield each.data

    def count(self):
        """Say who it is; return how many records it lacks."""
        [reply] = self.write(f"01{self.name}")
        assert (reply[:1], reply[3:]) == (b"\x01", bytes.fromhex(self.name))
        return int.from_bytes(reply[1:3], "little")

    def fetch(self):
        """Take all the records it lacks, without saying so; return them as one stream."""
        self.count()
        *records, end = self.write("02")
        assert end == END
        return b"".join(records)

    def acknowledge(self):
        assert self.write("03") == self.write(f"04{self.name}") == []


def weights(records, model):
    """Return the kg in the records, without regard to the other fields."""
    length = LENGTHS[model]
    assert len(records) % length == 0
    at = 1 if model is Model.V1 else 11
    found = [records[first + at : first + at + 2] for first in range(0, len(records), length)]
    return [int.from_bytes(raw, "little") / 200 for raw in found]


def stamps(records, model):
    at, length = (3 if model is Model.V1 else 2), LENGTHS[model]
    found = [records[first + at : first + at + 7] for first in range(0, len(records), length)]
    return [datetime(int.from_bytes(each[:2], "little"), *each[2:]) for each in found]


def steps(name):
    """Return the steps of a transcript."""
    dialogues = json.loads(_VECTORS.read_text())["dialogues"]
    [found] = [each["steps"] for each in dialogues if each["id"] == name]
    return found
