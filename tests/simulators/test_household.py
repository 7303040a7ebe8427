"""What sets a household up: a scale's card and its key, names, and what was weighed before."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from simulators.home_assistant.client import FlowError
from simulators.household import add_encrypted_scale, fill, name_scales
from simulators.past import PastWeighing
from simulators.scales.mi_s400 import MiS400

ADDED = {"type": "abort", "reason": "scale_added"}


class House:
    """A Home Assistant that has discovered the scale once something of it was heard."""

    def __init__(self, scale, answer):
        self.scale = scale
        self.answer = answer
        self.heard = []
        self.given = None

    def advertise(self, address, data, **_):
        assert self.given is None, "the key is entered when all has been heard"
        self.heard.append((address, data))

    async def wait_for(self, check, _timeout, what):
        answer = await check()
        if not answer:
            raise TimeoutError(what)
        return answer

    async def discovered(self, handler):
        assert handler == "body_scale"
        other = {"flow_id": "other", "context": {"source": "user"}}
        card = {"flow_id": "card", "context": {"unique_id": self.scale.address}}
        return [other, card] if self.heard else [other]

    async def continue_flow(self, flow_id, *steps):
        self.given = (flow_id, *steps)
        return self.answer

    async def command(self, _):
        return [
            {"unique_id": f"{self.scale.address}_{key}", "entity_id": f"sensor.s400_{key}"}
            for key in ("signal_strength", "last_seen")
        ]

    async def state(self, entity_id):
        return "unknown" if entity_id == "sensor.s400_last_seen" else None


async def test_the_key_follows_an_encrypted_frame():
    scale = MiS400()
    house = House(scale, ADDED)

    await add_encrypted_scale(house, house, scale, scale.key.hex())

    assert house.given == ("card", {}, {"encryption_key": scale.key.hex()})
    assert {address for address, _ in house.heard} == {scale.address}
    # Flags, then the frame control: idle at first, encrypted at last.
    assert house.heard[0][1][7:9] == bytes.fromhex("1059")
    assert house.heard[-1][1][7:9] == bytes.fromhex("4859")


@pytest.mark.parametrize(
    "answer",
    [
        {"type": "form", "errors": {"encryption_key": "wrong_key"}},
        {"type": "abort", "reason": "already_configured"},
    ],
    ids=["refused", "aborted"],
)
async def test_a_key_that_is_refused(answer):
    scale = MiS400()
    house = House(scale, answer)

    with pytest.raises(FlowError):
        await add_encrypted_scale(house, house, scale, "00" * 16)


class Filled:
    """A Home Assistant that takes actions, and has two scales and a person."""

    def __init__(self, reason="reconfigure_successful"):
        self.reason = reason
        self.taken = []
        self.named = []

    async def call(self, action, **data):
        assert action == "body_scale.import_weighings"
        self.taken.append(data)

    async def subentries(self, entry_id):
        assert entry_id == "household"
        return [
            {"unique_id": unique_id, "subentry_id": f"id of {unique_id}"}
            for unique_id in ("5C:01", "person", "5C:02")
        ]

    async def subentry_flow(self, entry_id, kind, *steps, subentry_id):
        assert (entry_id, kind) == ("household", "scale")
        self.named.append((subentry_id, *steps))
        return {"type": "abort", "reason": self.reason}


async def test_what_was_weighed_before_is_one_file():
    at = datetime(2026, 11, 21, 7, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    house = Filled()
    await fill(house, "Anna", [PastWeighing(at, 61.7, 540), PastWeighing(at, 61.75, None)])
    [data] = house.taken
    assert (data["person"], data["unit"]) == ("Anna", "kg")
    assert data["content"].splitlines() == [
        "DATE,TIME,IMPEDANCE,WEIGHT",
        "2026-11-21,07:00:00,540,61.7",
        "2026-11-21,07:00:00,,61.75",
    ]


async def test_scales_get_their_names_and_nothing_else_does():
    house = Filled()
    await name_scales(house, "household", {"5C:02": "Bedroom scale"})
    assert house.named == [("id of 5C:02", {"name": "Bedroom scale"})]


async def test_a_name_that_is_refused():
    with pytest.raises(FlowError):
        await name_scales(Filled("unknown"), "household", {"5C:01": "Bathroom scale"})
