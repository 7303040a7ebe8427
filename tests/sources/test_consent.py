"""The PIN of a scale's user: asked for at set-up, given to the scale, and asked for anew if refused."""

import asyncio
import json
import logging
from time import monotonic

from bleak.exc import BleakError
from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.config_entries import SOURCE_BLUETOOTH, SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
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
from custom_components.body_scale.sources.access import Access
from custom_components.body_scale.sources.capture import Capture
from custom_components.body_scale.sources.connection import ConnectedScale
from custom_components.body_scale.sources.consent import saved_consent, saved_consents
from custom_components.body_scale.sources.link import Link

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


def suggested(result):
    """Return the number of the user that a form suggests; None for the usual one."""
    [field] = [key for key in result["data_schema"].schema if key == "user"]
    return (field.description or {}).get("suggested_value")


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
def entry_with_scale(hass, people, settings):
    """Return a household with such a scale, not yet set up."""
    scale = {
        "data": {"address": ADDRESS, "model": None, **settings},
        "subentry_type": "scale",
        "title": "Bathroom",
        "unique_id": ADDRESS,
    }
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=DOMAIN, title=TITLE, subentries_data=[*people, scale]
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
def access(hass, entry_with_scale):
    return Access(hass, entry_with_scale.entry_id, scale_of(entry_with_scale))


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
        assert suggested(result) == number
        [field] = [key for key in result["data_schema"].schema if key == "user"]
        assert field.default() == 1

    async def test_a_new_name_leaves_the_consent(self, hass, running):
        before = saved(running)
        await self.change(hass, running, name="Upstairs", user=2)
        assert saved(running) == before
        assert scale_of(running).title == "Upstairs"

    async def test_another_pin_replaces_the_guests(self, hass, running):
        await self.change(hass, running, name="Bathroom", pin="7", user=3)
        assert saved_consent(saved(running)) == Consent(code=7, user=3)
        assert "guest" not in saved(running)

    async def test_another_number_alone(self, hass, running):
        await self.change(hass, running, name="Bathroom", user=5)
        assert saved_consent(saved(running)) == Consent(code=42, user=5)

    async def test_a_new_user(self, hass, running):
        await self.change(hass, running, name="Bathroom", pin="8", user=2, register=True)
        assert saved_consent(saved(running)) == Consent(code=8, guest=True)

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
    assert saved_consent(data) == consent


class TestConnecting:
    """What the driver does with a consent."""

    def use(self, rig, access, converse):
        rig.scale = ConnectedScale(rig.hass, ADDRESS, family(converse), rig.listener, access=access)

    async def test_it_is_given_to_the_conversation(self, rig, access):
        found = []

        def converse(situation):
            found.append(situation.consents)
            yield Heard((Frame("Test scale", 70.0),))

        self.use(rig, access, converse)
        await rig.advertise(FakeClient())
        assert found == [(Consent(code=42, user=2, guest=True),)]

    async def test_a_refusal_raises_a_repair_until_the_scale_says_something(self, rig, access):
        refuses = True

        def converse(situation):
            if refuses:
                raise ConsentRefused("it refuses user 2: user not authorised")
            yield Heard((Frame("Test scale", 70.0),))

        self.use(rig, access, converse)
        await rig.advertise(FakeClient())
        assert len(issues(rig.hass)) == 1
        assert rig.scale.reason == "it refuses user 2: user not authorised"
        refuses = False
        rig.now += 301
        await rig.advertise(FakeClient())
        assert issues(rig.hass) == []

    async def test_what_others_gave_counts_beside_a_refusal(self, rig, access):
        def converse(situation):
            yield Heard((Frame("Test scale", 70.0),))
            raise ConsentRefused("it refuses user 3: user not authorised", 3)

        self.use(rig, access, converse)
        await rig.advertise(FakeClient())
        assert [frame.weight_kg for frame in rig.listener.heard] == [70.0]
        assert len(issues(rig.hass)) == 1
        assert rig.scale.reason == "it refuses user 3: user not authorised"
        # As after any weighing.
        assert await rig.rest() == 10

    async def test_who_was_refused_comes_last(self, rig, access):
        """Some scales end the connection when they refuse somebody."""
        access.consents = tuple(Consent(code=1, user=user) for user in (1, 2, 3))
        found = []

        def converse(situation):
            found.append([each.user for each in situation.consents])
            yield from wait(0.001)
            raise ConsentRefused("refused", 1, 2)

        self.use(rig, access, converse)
        for _ in range(2):
            await rig.advertise(FakeClient())
            rig.now += 61
        assert found == [[1, 2, 3], [3, 1, 2]]

    async def test_a_refusal_counts_also_if_the_scale_ends_the_connection(self, rig, access):
        client = FakeClient()

        def converse(situation):
            client.drop()
            yield from wait(0.01)
            raise ConsentRefused("refused")

        self.use(rig, access, converse)
        await rig.advertise(client)
        assert len(issues(rig.hass)) == 1

    async def test_silence_raises_one_only_when_it_is_a_habit(self, rig, access):
        def converse(situation):
            yield from wait(0.001)
            raise ConsentMissing("it said nothing")

        self.use(rig, access, converse)
        for number in (0, 0, 1):
            await rig.advertise(FakeClient())
            assert len(issues(rig.hass)) == number
            rig.now += 301

    async def test_a_scale_that_once_spoke_wants_no_pin(self, rig, access):
        speaks = [True]

        def converse(situation):
            if speaks.pop() if speaks else False:
                yield Heard((Frame("Test scale", 70.0),))
                return
            raise ConsentMissing("it said nothing")

        self.use(rig, access, converse)
        for _ in range(5):
            await rig.advertise(FakeClient())
            rig.now += 301
        assert issues(rig.hass) == []

    @pytest.mark.parametrize("lost", [False, True], ids=["to the end", "lost"])
    async def test_a_registered_user_is_saved_when_the_connection_has_ended(
        self, rig, access, entry_with_scale, lost
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

        self.use(rig, access, converse)
        await rig.advertise(client)
        assert saved_consent(saved(entry_with_scale)) == Consent(code=42, user=4, guest=True)
        assert "register" not in saved(entry_with_scale)

    async def test_a_scale_removed_meanwhile_saves_nothing(self, hass, running, access):
        hass.config_entries.async_remove_subentry(running, scale_of(running).subentry_id)
        access.async_save(Registered(Consent(code=1, user=1)))
        assert running.get_subentries_of_type("scale") == []

    async def test_pairing(self, rig, access):
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

        self.use(rig, access, converse)
        for outcome in (None, BleakError("refused"), NotImplementedError("an old proxy")):
            client = Pairs()
            client.outcome = outcome
            await rig.advertise(client)
            assert client.paired == 1
            rig.now += 61
        assert answers == [True, False, False]

    async def test_what_has_ended_is_not_paired(self, rig, access):
        client, answers, tries = FakeClient(), [], []

        async def try_pairing():
            tries.append(1)

        client.pair = try_pairing

        def converse(situation):
            client.drop()
            answers.append((yield from pair()))

        self.use(rig, access, converse)
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
        assert saved_consent(saved(running)) == Consent(code=1234, user=5, guest=True)


class TestRepair:
    """The repair leads to the same form."""

    @pytest.fixture
    def refused(self):
        return (2,)

    @pytest.fixture
    async def fix(self, hass, running, access, refused):
        """Return the manager of repairs and the form."""
        access.async_ended(ConsentRefused("refused", *refused), heard=False)
        manager = hass.data[REPAIRS]["flow_manager"]
        [issue_id] = issues(hass)
        result = await manager.async_init(
            "body_scale", context={"issue_id": issue_id}, data={"issue_id": issue_id}
        )
        return manager, result

    async def test_another_pin_is_saved(self, hass, running, fix):
        manager, result = fix
        assert (result["step_id"], result["errors"]) == ("consent", {})
        assert result["description_placeholders"] == {"scale": "Bathroom", "users": "2"}
        assert suggested(result) == 2
        for typed in ("", "x"):
            result = await submit(manager, result, pin=typed)
            assert result["errors"] == {"pin": "invalid_pin"}
        result = await submit(manager, result, pin="1234", user=1)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done(wait_background_tasks=True)
        assert saved_consent(saved(running)) == Consent(code=1234, user=1)
        assert saved(running)["family"] == "sig_body_composition"
        assert "guest" not in saved(running)
        assert issues(hass) == []

    @pytest.mark.parametrize("refused", [(None,)])
    async def test_of_a_user_that_is_not_made_nobody_is_named(self, hass, running, fix):
        manager, result = fix
        assert result["description_placeholders"] == {"scale": "Bathroom", "users": "–"}
        assert suggested(result) is None
        result = await submit(manager, result, register=True)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert saved(running)["register"] is True

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


class Family(FakeClient):
    """A scale with users: gives each user's weight once, after that user's consent."""

    def __init__(self, weights, pins):
        super().__init__(
            characteristics=(
                Characteristic("2a9f", "write", "indicate"),
                Characteristic("2a9d", "indicate"),
            )
        )
        self.weights, self.pins, self.agreed = dict(weights), pins, None

    async def start_notify(self, characteristic, callback):
        await super().start_notify(characteristic, callback)
        self._weigh()

    async def write_gatt_char(self, characteristic, data, response):
        await super().write_gatt_char(characteristic, data, response)
        agrees = self.pins.get(data[1]) == int.from_bytes(data[2:], "little")
        self.agreed = data[1] if agrees else None
        self.notify("2a9f", "200201" if agrees else "200205")
        self._weigh()

    def _weigh(self):
        if Characteristic("2a9d").uuid in self.subscribed and self.agreed in self.weights:
            self.notify("2a9d", "00" + self.weights.pop(self.agreed).to_bytes(2, "little").hex())

    @property
    def asked(self):
        """Return the users whose consent was given, with their PINs, in order, each once."""
        return list(dict.fromkeys((data[2:4], data[4:]) for _, data, _ in self.written))


ANNAS, BENS = "anna0123456789", "ben0123456789"


class TestPeople:
    """Each person of a household has a PIN of their own."""

    @pytest.fixture
    def settings(self):
        return {
            "pin": "0042",
            "user": 2,
            "guest": True,
            "family": "sig_body_composition",
            "profiles": [
                {"person": BENS, "slot": 4},
                {"person": ANNAS, "slot": 1, "pin": "9731"},
            ],
        }

    @pytest.fixture
    def people(self, anna, ben):
        return [anna, ben]

    @pytest.fixture
    def quick(self, monkeypatch):
        """Let silences of the scale take no time."""

        async def wait(link, seconds):
            return None if link._said.empty() else link._said.get_nowait()

        monkeypatch.setattr(Link, "_wait", wait)

    async def form(self, hass, entry):
        return await entry.start_subentry_reconfigure_flow(hass, scale_of(entry).subentry_id)

    async def change(self, hass, entry, **answers):
        result = await self.form(hass, entry)
        answers = {"name": "Bathroom", "user": 2} | answers
        result = await submit(hass.config_entries.subentries, result, **answers)
        await hass.async_block_till_done(wait_background_tasks=True)
        return result

    async def step_off(self, hass, freezer):
        """Let a minute pass."""
        freezer.tick(60)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    async def test_saved_pins_are_not_shown(self, hass, running):
        result = await self.form(hass, running)
        [field] = [key for key in result["data_schema"].schema if key == "profiles"]
        assert field.description["suggested_value"] == [
            {"person": "Ben", "slot": 4},
            {"person": "Anna", "slot": 1},
        ]

    async def test_a_pin_that_is_not_typed_stays(self, hass, running):
        rows = [{"person": "Anna", "slot": 1, "pin": ""}, {"person": "Ben", "slot": 4, "pin": " 7"}]
        await self.change(hass, running, profiles=rows)
        assert saved(running)["profiles"] == [
            {"person": ANNAS, "slot": 1, "pin": "9731"},
            {"person": BENS, "slot": 4, "pin": "0007"},
        ]
        before = saved(running)
        await self.change(hass, running, name="Upstairs")
        assert saved(running) == before

    @pytest.mark.parametrize(
        "rows",
        [
            [{"person": "Anna", "slot": 3}],
            [{"person": "Ben", "slot": 1}],
            [{"person": "Anna", "slot": 4}, {"person": "Ben", "slot": 1}],
            [],
        ],
        ids=["another number", "another person", "swapped", "removed"],
    )
    async def test_a_pin_is_of_a_person_and_a_number(self, hass, running, rows):
        await self.change(hass, running, profiles=rows)
        assert saved_consents(saved(running)) == (Consent(code=42, user=2, guest=True),)

    @pytest.mark.parametrize("row", [{"slot": 1, "pin": "secret"}, {"slot": 255, "pin": "1"}])
    async def test_what_is_no_pin_of_a_user(self, hass, running, row):
        before = saved(running)
        result = await self.change(hass, running, profiles=[{"person": "Anna", **row}])
        assert result["errors"] == {"profiles": "invalid_profile_pin"}
        assert saved(running) == before

    async def test_a_pin_typed_for_a_persons_number_is_that_persons(self, hass, running):
        await self.change(hass, running, pin="2222", user=1)
        assert saved_consents(saved(running)) == (
            Consent(code=42, user=2, guest=True),
            Consent(code=2222, user=1),
        )

    async def test_another_number_alone_leaves_the_others(self, hass, running):
        await self.change(hass, running, user=1)
        # Anna's own counts.
        assert saved_consents(saved(running)) == (Consent(code=9731, user=1),)
        assert saved(running)["pin"] == "0042"

    async def test_a_changed_pin_ends_the_repair(self, hass, running, access):
        access.async_ended(ConsentRefused("refused", 1), heard=True)
        await self.change(hass, running, profiles=[{"person": "Anna", "slot": 1}])
        assert len(issues(hass)) == 1
        await self.change(hass, running, profiles=[{"person": "Anna", "slot": 1, "pin": "2222"}])
        assert issues(hass) == []

    async def test_the_repair_names_the_person_whose_pin_is_refused(self, hass, running, access):
        access.async_ended(ConsentRefused("refused", 7, 1), heard=True)
        manager = hass.data[REPAIRS]["flow_manager"]
        [issue_id] = issues(hass)
        result = await manager.async_init(
            "body_scale", context={"issue_id": issue_id}, data={"issue_id": issue_id}
        )
        assert result["description_placeholders"]["users"] == "7, 1 (Anna)"
        result = await submit(manager, result, pin="3333", user=1)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert saved(running)["profiles"][1] == {"person": ANNAS, "slot": 1, "pin": "3333"}
        assert saved_consent(saved(running)) == Consent(code=42, user=2, guest=True)

    async def test_all_are_given_to_the_scale_and_a_new_one_at_once(
        self, hass, rig, running, quick, freezer, caplog
    ):
        caplog.set_level(logging.DEBUG, "custom_components.body_scale")
        client = Family({2: 14000, 1: 12480}, {2: 42, 1: 8642})
        await rig.advertise(client)
        assert client.asked == [("02", "2a00"), ("01", "0326")]
        assert issues(hass) == [f"consent_{scale_of(running).subentry_id.lower()}"]
        await self.step_off(hass, freezer)
        source = running.runtime_data.scales[ADDRESS].source
        await self.change(hass, running, profiles=[{"person": "Anna", "slot": 1, "pin": "8642"}])
        assert running.runtime_data.scales[ADDRESS].source is not source
        rig.now += 61
        client = Family({1: 12480}, {2: 42, 1: 8642})
        await rig.advertise(client)
        assert client.asked == [("02", "2a00"), ("01", "c221")]
        await self.step_off(hass, freezer)
        # User 1 is Anna.
        assert float(hass.states.get("sensor.anna_weight").state) == 62.4
        assert issues(hass) == []
        told = caplog.text + json.dumps(await async_get_config_entry_diagnostics(hass, running))
        device = dr.async_get(hass).async_get_device_by_identifier(
            (DOMAIN, ADDRESS), running.entry_id
        )
        told += json.dumps(await async_get_device_diagnostics(hass, running, device))
        for secret in ("8642", "9731", "c221", "0326"):
            assert secret not in told
        assert await hass.config_entries.async_unload(running.entry_id)

    async def test_whose_is_which_alone_disturbs_nothing(self, hass, running):
        source = running.runtime_data.scales[ADDRESS].source
        rows = [{"person": "Anna", "slot": 1}, {"person": "Ben", "slot": 9}]
        await self.change(hass, running, profiles=rows)
        assert running.runtime_data.scales[ADDRESS].source is source


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
