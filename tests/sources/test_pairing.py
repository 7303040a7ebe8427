"""The password of a scale that is paired: saved, given to the scale, missed; and a secret."""

import json
import logging
from time import monotonic

from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from custom_components.body_scale.model import Frame
from custom_components.body_scale.scales import trisa
from custom_components.body_scale.scales.conversation import (
    GaveUp,
    Heard,
    Paired,
    PairingMissing,
    wait,
)
from custom_components.body_scale.sources.access import Access, saved_password
from custom_components.body_scale.sources.capture import Capture
from custom_components.body_scale.sources.connection import ConnectedScale

from ..scales.dialogues import steps
from .radio import Characteristic, FakeClient
from .test_connection import ADDRESS, Rig, family

PASSWORD, CHALLENGE = "11223344", "aabbccdd"
# The one exclusive-or the other, as in dlg-233.
RESPONSE = "bb99ff99"
[WEIGHT] = [step["hex"] for step in steps("dlg-228")]


class Trisa(FakeClient):
    """A scale that is paired now or was before: then only who knows its password is given a weight."""

    def __init__(self, *, pairs=False, drops=False):
        super().__init__(
            characteristics=(
                *(Characteristic(uuid, "indicate") for uuid in ("8a21", "8a22", "8a82")),
                Characteristic("8a81", "write"),
            )
        )
        self.pairs, self.drops = pairs, drops

    async def start_notify(self, characteristic, callback):
        await super().start_notify(characteristic, callback)
        if characteristic.uuid == Characteristic("8a82").uuid:
            self.notify("8a82", f"a0{PASSWORD}" if self.pairs else f"a1{CHALLENGE}")

    async def write_gatt_char(self, characteristic, data, response):
        await super().write_gatt_char(characteristic, data, response)
        if data.hex() == f"20{RESPONSE}":
            self.notify("8a21", WEIGHT)
        elif data[0] == 0x22 or (data[0] == 0x02 and self.drops):
            self.drop()

    @property
    def operations(self):
        return [data[:2] for _, data, _ in self.written]


@pytest.fixture
def settings():
    """Return what is saved of the scale; tests override this."""
    return {}


@pytest.fixture
def entry(hass, anna, settings):
    """Return a household with such a scale, not yet set up."""
    scale = {
        "data": {"address": ADDRESS, "model": None, "family": "trisa", **settings},
        "subentry_type": "scale",
        "title": "Bathroom",
        "unique_id": ADDRESS,
    }
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=DOMAIN, title=TITLE, subentries_data=[anna, scale]
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def running(hass, air, entry):
    """Return that household, set up."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    yield entry
    assert await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def rig(hass, monkeypatch):
    for seconds in ("_FIRST_WORD_S", "_SILENCE_S"):
        monkeypatch.setattr(trisa, seconds, 0.01)
    return Rig(hass, monkeypatch)


def scale_of(entry):
    [scale] = entry.get_subentries_of_type("scale")
    return scale


def issues(hass):
    return [each for each in ir.async_get(hass).issues.values() if each.domain == DOMAIN]


class TestHousehold:
    """The whole way: three weighings in vain, pairing, weighings."""

    async def test_a_trisa_is_paired_and_read(self, hass, rig, running, caplog):
        caplog.set_level(logging.DEBUG, "custom_components.body_scale")
        for number in (0, 0, 1):
            await rig.advertise(Trisa())
            assert len(issues(hass)) == number
            rig.now += 61
        [issue] = issues(hass)
        assert (issue.translation_key, issue.is_fixable) == ("pairing", False)
        assert issue.translation_placeholders == {"scale": "Bathroom"}

        client = Trisa(pairs=True)
        await rig.advertise(client)
        assert client.operations == ["21", "22"]
        assert scale_of(running).data["password"] == PASSWORD
        assert issues(hass) == []

        rig.now += 61
        client = Trisa()
        await rig.advertise(client)
        assert ("8a81", f"20{RESPONSE}", True) in client.written
        [scale] = running.runtime_data.scales.values()
        assert scale.session.memory.records

        told = caplog.text + json.dumps(await async_get_config_entry_diagnostics(hass, running))
        device = dr.async_get(hass).async_get_device_by_identifier(
            (DOMAIN, ADDRESS), running.entry_id
        )
        capture = await async_get_device_diagnostics(hass, running, device)
        assert WEIGHT in [row["hex"] for row in capture["capture"]]
        # Who knows the question and our answer knows the password.
        for secret in (PASSWORD, CHALLENGE):
            assert secret not in told + json.dumps(capture)

    @pytest.mark.parametrize("settings", [{"password": PASSWORD}])
    async def test_the_password_stays_over_a_restart_and_a_change(self, hass, rig, running):
        result = await running.start_subentry_reconfigure_flow(hass, scale_of(running).subentry_id)
        await hass.config_entries.subentries.async_configure(result["flow_id"], {"name": "Attic"})
        await hass.config_entries.async_reload(running.entry_id)
        client = Trisa()
        await rig.advertise(client)
        assert ("8a81", f"20{RESPONSE}", True) in client.written

    async def test_a_scale_that_ends_the_connection_misses_the_password_too(
        self, hass, rig, running
    ):
        for _ in range(3):
            await rig.advertise(Trisa(drops=True))
            rig.now += 61
        assert len(issues(hass)) == 1

    async def test_the_repair_goes_with_the_scale(self, hass, rig, running):
        for _ in range(3):
            await rig.advertise(Trisa())
            rig.now += 61
        hass.config_entries.async_remove_subentry(running, scale_of(running).subentry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert issues(hass) == []


class TestDriver:
    """What the driver does with a password, whatever the family."""

    @pytest.fixture
    def use(self, rig, entry):
        """Return a function that has a conversation carried out."""

        def use(converse):
            access = Access(rig.hass, entry.entry_id, scale_of(entry))
            rig.scale = ConnectedScale(
                rig.hass, ADDRESS, family(converse), rig.listener, access=access
            )

        yield use
        rig.scale.stop()

    @pytest.mark.parametrize("lost", [False, True], ids=["to the end", "lost"])
    async def test_it_is_saved_when_the_connection_has_ended(self, rig, entry, use, lost):
        client = FakeClient()

        def converse(situation):
            yield Paired(bytes.fromhex(PASSWORD))
            assert "password" not in scale_of(entry).data
            if lost:
                client.drop()
                yield from wait(0.01)
                raise GaveUp("lost")

        use(converse)
        await rig.advertise(client)
        assert scale_of(entry).data["password"] == PASSWORD

    async def test_it_is_given_to_the_conversation_from_then_on(self, rig, use):
        found = []

        def converse(situation):
            found.append(situation.password)
            yield Paired(b"\1\2\3")

        use(converse)
        for _ in range(2):
            await rig.advertise(FakeClient())
            rig.now += 61
        assert found == [None, b"\1\2\3"]

    async def test_a_scale_that_wants_to_be_paired_is_tried_again_soon(self, rig, use):
        def converse(situation):
            yield from wait(0.001)
            raise PairingMissing("it said nothing")

        use(converse)
        await rig.advertise(FakeClient())
        assert [await rig.rest() for _ in range(2)] == [20, 40]

    async def test_a_scale_that_once_spoke_needs_no_pairing(self, rig, use):
        speaks = [True]

        def converse(situation):
            if speaks and speaks.pop():
                yield Heard((Frame("Test scale", 70.0),))
                return
            raise PairingMissing("it said nothing")

        use(converse)
        for _ in range(5):
            await rig.advertise(FakeClient())
            rig.now += 61
        assert issues(rig.hass) == []

    async def test_a_measurement_ends_the_repair(self, rig, use):
        silent = [True, True, True]

        def converse(situation):
            if silent and silent.pop():
                raise PairingMissing("it said nothing")
            yield Heard((Frame("Test scale", 70.0),))

        use(converse)
        for number in (0, 0, 1, 0):
            await rig.advertise(FakeClient())
            rig.now += 61
            assert len(issues(rig.hass)) == number


@pytest.mark.parametrize(
    ("data", "password"),
    [
        ({}, None),
        ({"password": ""}, None),
        ({"password": "damaged"}, None),
        ({"password": 7}, None),
        ({"password": PASSWORD}, bytes.fromhex(PASSWORD)),
    ],
)
def test_what_is_saved_is_read(data, password):
    assert saved_password(data) == password


def test_pairing_is_not_in_the_capture():
    capture = Capture(ADDRESS)
    for said in (f"a0{PASSWORD}", f"a1{CHALLENGE}"):
        capture.said(monotonic(), "8a82", bytes.fromhex(said))
    assert [row["hex"] for row in capture.rows(monotonic())] == ["a000000000", "a100000000"]


def test_secrets_are_not_in_what_is_printed():
    assert "1" not in repr(Paired(b"\1\1\1\1"))
