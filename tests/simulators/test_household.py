"""An encrypted scale is added by its card and its key, once it was heard."""

import pytest

from simulators.home_assistant.client import FlowError
from simulators.household import add_encrypted_scale
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
