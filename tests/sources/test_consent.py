"""The PIN of a scale's user: asked for at set-up, given to the scale, and asked for anew if refused."""

import asyncio
import json
from time import monotonic

from bleak.exc import BleakError
from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.config_entries import SOURCE_BLUETOOTH, SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.model import Frame
from custom_components.body_scale.scales.conversation import (
    Consent,
    ConsentMissing,
    ConsentRefused,
    GaveUp,
    Heard,
    Registered,
    pair,
    wait,
)
from custom_components.body_scale.sources.capture import Capture
from custom_components.body_scale.sources.connection import ConnectedScale
from custom_components.body_scale.sources.consent import Consents, saved_consent

from ..bluetooth import V1, V2, service_info
from .radio import Characteristic, FakeClient
from .test_connection import ADDRESS, Rig, family

ANNA = {"name": "Anna", "sex": "female", "birth_date": "1990-05-17", "height": 168}


def heard(name="", uuid=V2):
    return service_info(None, uuid=uuid, address=ADDRESS, name=name)


async def discover(hass, info):
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_BLUETOOTH}, data=info)
    assert result["step_id"] == "bluetooth_confirm"
    return await flow.async_configure(result["flow_id"], {})


async def submit(manager, result, **answers):
    return await manager.async_configure(result["flow_id"], answers)


def saved(entry):
    [scale] = [s for s in entry.get_subentries_of_type("scale") if s.unique_id == ADDRESS]
    return dict(scale.data)


def issues(hass):
    return [
        issue.issue_id
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    ]


class TestSettingUp:
    """A scale that may want a PIN asks for it, and takes none for an answer."""

    @pytest.mark.parametrize(
        ("answers", "wanted"),
        [
            ({"pin": "3752"}, {"pin": "3752", "user": 1}),
            ({"pin": " 42 ", "user": 3.0}, {"pin": "0042", "user": 3}),
            ({"pin": "1234", "user": 2, "register": True}, {"pin": "1234", "register": True}),
            ({}, {}),
            ({"pin": ""}, {}),
        ],
    )
    async def test_the_first_scale(self, hass, air, answers, wanted):
        flow = hass.config_entries.flow
        result = await discover(hass, heard("BF720"))
        assert (result["step_id"], result["errors"]) == ("consent", {})
        assert result["description_placeholders"]["name"] == "Beurer BF720 0001"
        result = await submit(flow, result, **answers)
        assert result["step_id"] == "person"
        result = await submit(flow, result, **ANNA)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        [entry] = hass.config_entries.async_entries(DOMAIN)
        assert saved(entry) == {
            "address": ADDRESS,
            "model": "Beurer BF720",
            "family": "sig_body_composition",
            **wanted,
        }

    @pytest.mark.parametrize("typed", ["12345", "12a4", "-1", "१२३४", "1.5"])
    async def test_what_is_no_pin(self, hass, air, typed):
        result = await discover(hass, heard())
        result = await submit(hass.config_entries.flow, result, pin=typed)
        assert (result["step_id"], result["errors"]) == ("consent", {"pin": "invalid_pin"})

    async def test_a_pin_of_our_choosing(self, hass, household, entry):
        result = await discover(hass, heard())
        result = await submit(hass.config_entries.flow, result, register=True)
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "scale_added")
        assert saved(entry)["register"] is True
        assert len(saved(entry)["pin"]) == 4

    async def test_a_scale_of_weights_alone_asks_for_nothing(self, hass, household, entry):
        result = await discover(hass, heard("BC-87", V1))
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "scale_added")

    async def test_the_button(self, hass, household, entry, air):
        await air.hear(None, address=ADDRESS, name="BF720", uuid=V2)
        subentries = hass.config_entries.subentries
        result = await subentries.async_init(
            (entry.entry_id, "scale"), context={"source": SOURCE_USER}
        )
        result = await submit(subentries, result, next_step_id="bluetooth")
        result = await submit(subentries, result, address=ADDRESS, name="Upstairs")
        assert (result["step_id"], result["errors"]) == ("consent", {})
        result = await submit(subentries, result, pin="x")
        assert result["errors"] == {"pin": "invalid_pin"}
        result = await submit(subentries, result, pin="9999", user=0)
        assert (result["type"], result["title"]) == (FlowResultType.CREATE_ENTRY, "Upstairs")
        assert (saved(entry)["pin"], saved(entry)["user"]) == ("9999", 0)


@pytest.fixture
def settings():
    """Return what is saved of the scale; tests override this."""
    return {"pin": "0042", "user": 2, "guest": True, "family": "sig_body_composition"}


@pytest.fixture
def entry_with_scale(hass, anna, settings):
    """Return a household with such a scale, not yet set up."""
    scale = {
        "data": {"address": ADDRESS, "model": None, **settings},
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
async def running(hass, air, entry_with_scale):
    """Return that household, set up."""
    entry = entry_with_scale
    assert await async_setup_component(hass, REPAIRS, {})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


def scale_of(entry):
    [scale] = entry.get_subentries_of_type("scale")
    return scale


@pytest.fixture
def consents(hass, entry_with_scale):
    return Consents(hass, entry_with_scale.entry_id, scale_of(entry_with_scale))


@pytest.fixture
def rig(hass, monkeypatch):
    rig = Rig(hass, monkeypatch)
    yield rig
    for hear in [*rig.hears]:
        hear.__self__.stop()


class TestChanging:
    """The settings of a scale."""

    async def change(self, hass, entry, **answers):
        subentries = hass.config_entries.subentries
        result = await subentries.async_init(
            (entry.entry_id, "scale"),
            context={"source": SOURCE_RECONFIGURE, "subentry_id": scale_of(entry).subentry_id},
        )
        assert {"pin", "user", "register"} <= {str(key) for key in result["data_schema"].schema}
        result = await submit(subentries, result, **answers)
        await hass.async_block_till_done(wait_background_tasks=True)
        return result

    @pytest.mark.parametrize(
        ("settings", "number"),
        [
            ({"family": "sig_body_composition", "pin": "0042", "user": 2}, 2),
            ({"family": "sig_body_composition", "pin": "0042", "register": True}, None),
            ({"family": "sig_body_composition"}, None),
        ],
        ids=["saved", "to_be_made", "none"],
    )
    async def test_the_number_that_is_saved_is_shown(self, hass, running, number):
        result = await hass.config_entries.subentries.async_init(
            (running.entry_id, "scale"),
            context={"source": SOURCE_RECONFIGURE, "subentry_id": scale_of(running).subentry_id},
        )
        [field] = [key for key in result["data_schema"].schema if key == "user"]
        assert (field.description or {}).get("suggested_value") == number
        assert field.default() == 1

    async def test_a_new_name_leaves_the_consent(self, hass, running):
        before = saved(running)
        await self.change(hass, running, name="Upstairs", user=2)
        assert saved(running) == before
        assert scale_of(running).title == "Upstairs"

    async def test_another_pin_replaces_the_guests(self, hass, running):
        await self.change(hass, running, name="Bathroom", pin="7", user=3)
        assert saved_consent(scale_of(running)) == Consent(code=7, user=3)
        assert "guest" not in saved(running)

    async def test_another_number_alone(self, hass, running):
        await self.change(hass, running, name="Bathroom", user=5)
        assert saved_consent(scale_of(running)) == Consent(code=42, user=5)

    async def test_a_new_user(self, hass, running):
        await self.change(hass, running, name="Bathroom", pin="8", user=2, register=True)
        assert saved_consent(scale_of(running)) == Consent(code=8, guest=True)

    async def test_what_is_no_pin(self, hass, running):
        before = saved(running)
        result = await self.change(hass, running, name="Bathroom", pin="secret", user=2)
        assert result["errors"] == {"pin": "invalid_pin"}
        assert saved(running) == before


@pytest.mark.parametrize(
    ("data", "consent"),
    [
        ({}, None),
        ({"pin": "0042"}, Consent(code=42, user=1)),
        ({"pin": "0042", "register": True}, Consent(code=42, guest=True)),
        ({"pin": "damaged", "user": 1}, None),
        ({"pin": "1", "user": "damaged"}, None),
        ({"pin": "1", "user": 255}, None),
    ],
)
def test_what_is_saved_is_read(data, consent):
    assert saved_consent(type("Subentry", (), {"data": data})) == consent


class TestConnecting:
    """What the driver does with a consent."""

    def use(self, rig, consents, converse):
        rig.scale = ConnectedScale(
            rig.hass, ADDRESS, family(converse), rig.listener, consents=consents
        )

    async def test_it_is_given_to_the_conversation(self, rig, consents):
        found = []

        def converse(situation):
            found.append(situation.consent)
            yield Heard((Frame("Test scale", 70.0),))

        self.use(rig, consents, converse)
        await rig.advertise(FakeClient())
        assert found == [Consent(code=42, user=2, guest=True)]

    async def test_a_refusal_raises_a_repair_until_the_scale_says_something(self, rig, consents):
        refuses = True

        def converse(situation):
            if refuses:
                raise ConsentRefused("it refuses user 2: user not authorised")
            yield Heard((Frame("Test scale", 70.0),))

        self.use(rig, consents, converse)
        await rig.advertise(FakeClient())
        assert len(issues(rig.hass)) == 1
        assert rig.scale.reason == "it refuses user 2: user not authorised"
        refuses = False
        rig.now += 301
        await rig.advertise(FakeClient())
        assert issues(rig.hass) == []

    async def test_a_refusal_counts_also_if_the_scale_ends_the_connection(self, rig, consents):
        client = FakeClient()

        def converse(situation):
            client.drop()
            yield from wait(0.01)
            raise ConsentRefused("refused")

        self.use(rig, consents, converse)
        await rig.advertise(client)
        assert len(issues(rig.hass)) == 1

    async def test_silence_raises_one_only_when_it_is_a_habit(self, rig, consents):
        def converse(situation):
            yield from wait(0.001)
            raise ConsentMissing("it said nothing")

        self.use(rig, consents, converse)
        for number in (0, 0, 1):
            await rig.advertise(FakeClient())
            assert len(issues(rig.hass)) == number
            rig.now += 301

    async def test_a_scale_that_once_spoke_wants_no_pin(self, rig, consents):
        speaks = [True]

        def converse(situation):
            if speaks.pop() if speaks else False:
                yield Heard((Frame("Test scale", 70.0),))
                return
            raise ConsentMissing("it said nothing")

        self.use(rig, consents, converse)
        for _ in range(5):
            await rig.advertise(FakeClient())
            rig.now += 301
        assert issues(rig.hass) == []

    @pytest.mark.parametrize("lost", [False, True], ids=["to the end", "lost"])
    async def test_a_registered_user_is_saved_when_the_connection_has_ended(
        self, rig, consents, entry_with_scale, lost
    ):
        client = FakeClient()

        def converse(situation):
            yield Registered(Consent(code=42, user=4, guest=True))
            assert saved(entry_with_scale)["user"] == 2
            if lost:
                client.drop()
                yield from wait(0.01)
                raise GaveUp("lost")
            yield Heard((Frame("Test scale", 70.0),))

        self.use(rig, consents, converse)
        await rig.advertise(client)
        assert saved_consent(scale_of(entry_with_scale)) == Consent(code=42, user=4, guest=True)
        assert "register" not in saved(entry_with_scale)

    async def test_a_scale_removed_meanwhile_saves_nothing(self, hass, running, consents):
        hass.config_entries.async_remove_subentry(running, scale_of(running).subentry_id)
        consents.async_save(Consent(code=1, user=1))
        assert consents.consent == Consent(code=1, user=1)

    async def test_pairing(self, rig, consents):
        class Pairs(FakeClient):
            outcome = None
            paired = 0

            async def pair(self):
                self.paired += 1
                if self.outcome:
                    raise self.outcome

        answers = []

        def converse(situation):
            answers.append((yield from pair()))
            yield Heard((Frame("Test scale", 70.0),))

        self.use(rig, consents, converse)
        for outcome in (None, BleakError("refused"), NotImplementedError("an old proxy")):
            client = Pairs()
            client.outcome = outcome
            await rig.advertise(client)
            assert client.paired == 1
            rig.now += 61
        assert answers == [True, False, False]

    async def test_what_has_ended_is_not_paired(self, rig, consents):
        client, answers, tries = FakeClient(), [], []

        async def try_pairing():
            tries.append(1)

        client.pair = try_pairing

        def converse(situation):
            client.drop()
            answers.append((yield from pair()))

        self.use(rig, consents, converse)
        await rig.advertise(client)
        assert (answers, tries) == ([False], [])


class Speaking(FakeClient):
    """A scale of the standard: agrees or not, weighs 62 kg when it is listened to, and falls asleep."""

    def __init__(self, answer):
        super().__init__(
            {"02": [("2a9f", answer)]},
            (Characteristic("2a9f", "write", "indicate"), Characteristic("2a9d", "indicate")),
        )

    async def start_notify(self, characteristic, callback):
        await super().start_notify(characteristic, callback)
        if characteristic.uuid == Characteristic("2a9d").uuid:
            self.notify("2a9d", "00" + (12400).to_bytes(2, "little").hex())
            self.drop()


class TestHousehold:
    """The whole way, from what is saved to what is weighed."""

    async def test_a_weighing_with_consent(self, hass, rig, running, freezer):
        client = Speaking("200201")
        await rig.advertise(client)
        # User 2, code 42.
        assert client.written == [("2a9f", "02022a00", True)]
        freezer.tick(5)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert float(hass.states.get("sensor.anna_weight").state) == 62.0
        assert issues(hass) == []
        assert await hass.config_entries.async_unload(running.entry_id)

    async def test_a_refused_consent(self, hass, rig, running):
        await rig.advertise(Speaking("200205"))
        assert hass.states.get("sensor.anna_weight").state == "unknown"
        assert issues(hass) == [f"consent_{scale_of(running).subentry_id.lower()}"]
        assert await hass.config_entries.async_unload(running.entry_id)


class TestRegistering:
    """A scale that makes a user for this household."""

    @pytest.fixture
    def settings(self):
        return {"pin": "1234", "register": True, "family": "sig_body_composition"}

    async def test_what_is_registered_is_saved_although_the_household_closes(
        self, hass, rig, running
    ):
        control = Characteristic("2a9f", "write", "indicate")
        client = FakeClient({"01": [("2a9f", "20010105")]}, (control,))
        rig.start_advertising(client)
        async with asyncio.timeout(5):
            while len(client.written) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0)
        # Consent waits for its answer.
        assert client.written == [("2a9f", "01d204", True), ("2a9f", "0205d204", True)]
        assert saved(running)["register"] is True
        assert await hass.config_entries.async_unload(running.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert client.disconnected.is_set()
        assert saved_consent(scale_of(running)) == Consent(code=1234, user=5, guest=True)


class TestRepair:
    """The repair leads to the same form."""

    @pytest.fixture
    async def fix(self, hass, running, consents):
        """Return the manager of repairs and the form."""
        consents.async_refused()
        manager = hass.data[REPAIRS]["flow_manager"]
        [issue_id] = issues(hass)
        result = await manager.async_init(
            "body_scale", context={"issue_id": issue_id}, data={"issue_id": issue_id}
        )
        return manager, result

    async def test_another_pin_is_saved(self, hass, running, fix):
        manager, result = fix
        assert (result["step_id"], result["errors"]) == ("consent", {})
        assert result["description_placeholders"]["scale"] == "Bathroom"
        for typed in ("", "x"):
            result = await submit(manager, result, pin=typed)
            assert result["errors"] == {"pin": "invalid_pin"}
        result = await submit(manager, result, pin="1234", user=1)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done(wait_background_tasks=True)
        assert saved_consent(scale_of(running)) == Consent(code=1234, user=1)
        assert saved(running)["family"] == "sig_body_composition"
        assert issues(hass) == []

    async def test_a_scale_removed_meanwhile(self, hass, running, fix):
        manager, result = fix
        hass.config_entries.async_remove_subentry(running, scale_of(running).subentry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert issues(hass) == []
        result = await submit(manager, result, pin="1234")
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "gone")

    async def test_it_stays_over_a_reload_and_goes_with_the_household(self, hass, running, fix):
        await hass.config_entries.async_reload(running.entry_id)
        assert len(issues(hass)) == 1
        await hass.config_entries.async_remove(running.entry_id)
        assert issues(hass) == []


def test_a_pin_and_a_date_of_birth_are_not_in_the_capture():
    capture = Capture(ADDRESS)
    capture.written(monotonic(), "2a9f", bytes.fromhex("0201a80e"))
    capture.written(monotonic(), "2a9f", bytes.fromhex("01a80e"))
    capture.said(monotonic(), "2a9f", bytes.fromhex("200205"))
    capture.said(monotonic(), "2a85", bytes.fromhex("c6070511"))
    capture.written(monotonic(), "2a85", bytes.fromhex("c6070511"))
    rows = capture.rows(monotonic())
    assert [row["hex"] for row in rows] == ["02010000", "010000", "200205", "00000000", "00000000"]
    assert "a80e" not in json.dumps(rows)
