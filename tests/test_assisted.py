"""A baby or a pet is weighed by difference: with them and without, in either order."""

from datetime import timedelta

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.household import assisted as assisted_module
from custom_components.body_scale.household.changes import EventType
from custom_components.body_scale.journal import weighings as journal
from custom_components.body_scale.model import AssignedBy, Origin, Reading
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS
from .household import birth_date, person_subentry
from .stored import everything, weighings_of

ANNA, BEN, MIA = "anna0123456789", "ben0123456789", "mia0123456789"
ALONE, TOGETHER = (62.10, 480), (69.35, 484)
DIFFERENCE = 7.25


@pytest.fixture
def people(hass, anna, ben):
    mia = person_subentry("Mia", sex="female", birth_date=birth_date(1), height=75.0, weight=7.0)
    return [anna, ben, mia]


@pytest.fixture
def stand(hass, air, freezer):
    """Return a function that lets somebody step on the scale for a moment, a minute after the last."""
    began = dt_util.now()
    count = 0

    async def step(weight_kg, ohm=None, **how):
        nonlocal count
        count += 1
        freezer.tick(60)
        async_fire_time_changed(hass)
        stamp = began + timedelta(minutes=count)
        flags, impedance = ("26", ohm) if ohm else ("a4", 0xFFFD)
        year, weight = (
            each.to_bytes(2, "little").hex() for each in (stamp.year, round(weight_kg * 200))
        )
        moment = bytes([stamp.month, stamp.day, stamp.hour, stamp.minute, stamp.second]).hex()
        rest = impedance.to_bytes(2, "little").hex() + weight
        # Moving, first: who weighs the same again isn't a repetition.
        await air.hear(f"0204{year}{moment}0000{weight}", **how)
        if not ohm:
            await air.hear(f"0224{year}{moment}{rest}", **how)
        await air.hear(f"02{flags}{year}{moment}{rest}", **how)

    return step


@pytest.fixture
async def known(hass, household, act):
    """Let the adults be known for some time."""
    for days in range(8, 0, -1):
        time = (dt_util.utcnow() - timedelta(days=days)).isoformat()
        await act("record_weighing", weight=62.0, impedance=482, person="Anna", time=time)
        await act("record_weighing", weight=85.0, impedance=430, person="Ben", time=time)


def live(household):
    return [each for each in everything(household) if each.origin is Origin.LIVE]


def weights(household):
    """Return whose the weighings of the scale are, and how much, in their order."""
    return [(each.person_id, each.weight_kg) for each in live(household)]


@pytest.mark.parametrize("adult", [{}, {"adult": "Anna"}])
@pytest.mark.parametrize("order", [(ALONE, TOGETHER), (TOGETHER, ALONE)])
async def test_one_for_the_child_and_one_for_the_adult(
    hass, household, known, act, stand, order, adult
):
    await act("assisted_weighing", person="Mia", **adult)
    for weight_kg, ohm in order:
        await stand(weight_kg, ohm)
    expected = [(ANNA, 62.1), (MIA, DIFFERENCE)]
    assert weights(household) == (expected if order[0] is ALONE else expected[::-1])
    [mia] = weighings_of(household, MIA)
    # Nothing of what was measured of the adult.
    assert (mia.impedance, mia.origin, mia.scale) == (None, Origin.LIVE, ADDRESS)
    assert household.view.as_dict(mia)["reason"] == "weighed with and without Anna"
    anna = weighings_of(household, ANNA)[-1]
    assert anna.impedance == 480
    assert float(hass.states.get("sensor.mia_weight").state) == DIFFERENCE
    assert float(hass.states.get("sensor.anna_weight").state) == 62.1
    assert hass.states.get("sensor.body_scale_pending").state == "0"


async def test_it_is_done_with_two(household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    await stand(*ALONE)
    await stand(*TOGETHER)
    assert household.assisted.state is None
    await stand(85.1, 431)
    assert weights(household) == [(ANNA, 62.1), (MIA, DIFFERENCE), (BEN, 85.1)]


async def test_events_tell_of_each(household, known, act, stand, told):
    await act("assisted_weighing", person="Mia")
    await stand(*TOGETHER)
    await stand(*ALONE)
    first, *paired = told
    assert first.weighing.weight_kg == 69.35
    assert [(each.type, each.weighing.person_id) for each in paired] == [
        (EventType.CORRECTED, MIA),
        (EventType.WEIGHED, ANNA),
    ]
    # It is the same weighing.
    assert paired[0].weighing.weighing_id == first.weighing.weighing_id
    assert not paired[0].deleted


async def test_whose_the_first_seemed_to_be_loses_it(hass, household, known, act, stand, told):
    # Together they weigh what Ben weighs.
    await act("assisted_weighing", person="Mia", adult="Anna")
    await stand(85.0)
    assert weights(household) == [(BEN, 85.0)]
    await stand(63.0)
    assert weights(household) == [(MIA, 22.0), (ANNA, 63.0)]
    assert float(hass.states.get("sensor.ben_weight").state) == 85.0
    assert len(weighings_of(household, BEN)) == 8
    assert told[-2].people == {BEN, MIA}


async def test_both_are_written_in_one_transaction(household, known, act, stand, monkeypatch):
    await act("assisted_weighing", person="Mia")
    await stand(*TOGETHER)
    [before] = live(household)

    def fail(*_):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(journal, "change", fail)
        await stand(*ALONE)
    assert live(household) == [before]


async def test_without_a_second_the_first_is_a_weighing(
    hass, household, known, act, stand, freezer
):
    await act("assisted_weighing", person="Mia", adult="Anna")
    await stand(*TOGETHER)
    [first] = live(household)
    freezer.tick(timedelta(minutes=6))
    assert household.assisted.state is None
    await stand(*ALONE)
    assert live(household)[0] == first
    assert [each.weight_kg for each in live(household)] == [69.35, 62.1]
    assert weighings_of(household, MIA) == []


async def test_each_stand_has_its_minutes(household, known, act, stand, freezer):
    await act("assisted_weighing", person="Mia")
    freezer.tick(timedelta(minutes=3))
    await stand(*ALONE)
    freezer.tick(timedelta(minutes=3))
    await stand(*TOGETHER)
    assert weights(household) == [(ANNA, 62.1), (MIA, DIFFERENCE)]


async def test_a_reload_between(hass, entry, household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    await stand(*TOGETHER)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await stand(*ALONE)
    assert weights(entry.runtime_data) == [(MIA, DIFFERENCE), (ANNA, 62.1)]


async def test_a_restart_between(hass, entry, household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    await stand(*TOGETHER)
    [first] = live(household)
    assert await hass.config_entries.async_unload(entry.entry_id)
    # Memory is empty then.
    del hass.data[assisted_module._WAIT]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await stand(*ALONE)
    household = entry.runtime_data
    assert live(household)[0] == first
    assert [each.weight_kg for each in live(household)] == [69.35, 62.1]


async def test_cancelled(household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    await stand(*ALONE)
    await act("cancel_assisted_weighing")
    await stand(*TOGETHER)
    assert weights(household)[0] == (ANNA, 62.1)
    assert weighings_of(household, MIA) == []
    with pytest.raises(ServiceValidationError) as refused:
        await act("cancel_assisted_weighing")
    assert refused.value.translation_key == "nothing_to_cancel"


@pytest.mark.parametrize("second", [(62.1, 480), (63.5, 480)])
async def test_nearly_the_same_twice(household, known, act, stand, second):
    await act("assisted_weighing", person="Mia", adult="Anna")
    await stand(*ALONE)
    await stand(*second)
    assert weights(household) == [(ANNA, 62.1), (ANNA, second[0])]
    assert household.assisted.state.problem == "too_alike"
    # It goes on with the last.
    await stand(70.0, 481)
    assert weights(household)[2] == (MIA, pytest.approx(70.0 - second[0]))


async def test_the_wrong_adult(household, known, act, stand):
    await act("assisted_weighing", person="Mia", adult="Anna")
    await stand(85.05, 431)
    await stand(92.3, 433)
    assert weights(household)[0] == (BEN, 85.05)
    assert weighings_of(household, MIA) == []
    assert household.assisted.state.problem == "other_adult"
    await stand(*ALONE)
    # 92.3 and 62.1 are two adults, as the impedances say.
    assert weighings_of(household, MIA) == []
    await stand(*TOGETHER)
    assert weighings_of(household, MIA)[0].weight_kg == DIFFERENCE


async def test_two_adults_one_after_the_other(household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    await stand(62.1, 400)
    await stand(85.0, 490)
    assert weighings_of(household, MIA) == []
    assert household.assisted.state.problem == "other_adult"


async def test_the_child_alone_is_no_adult(household, known, act, stand):
    for _ in range(3):
        await act("record_weighing", weight=24.0, person="Mia")
    await act("assisted_weighing", person="Mia")
    await stand(24.1)
    assert weights(household) == [(MIA, 24.1)]
    await stand(86.0)
    assert household.assisted.state.problem == "other_adult"
    assert weighings_of(household, MIA)[-1].weight_kg == 24.1


async def test_an_adult_of_whom_little_is_known(household, act, stand):
    await act("assisted_weighing", person="Mia", adult="Ben")
    await stand(99.0)
    # 7 kg from the first guess.
    await stand(92.0)
    assert weights(household) == [(MIA, 7.0), (BEN, 92.0)]


async def test_the_adult_may_be_a_guest(household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    await stand(109.9, 600)
    await stand(103.2, 602)
    [mia, guest] = live(household)
    assert (mia.person_id, mia.weight_kg) == (MIA, pytest.approx(6.7))
    assert (guest.person_id, guest.weight_kg) == (None, 103.2)
    assert household.view.as_dict(mia)["reason"] == "weighed together with somebody, and without"


async def test_pounds_are_subtracted_as_they_were_shown(household, known, act, stand, monkeypatch):
    from custom_components.body_scale.household.difference import paired
    from custom_components.body_scale.model import KG_IN, Unit, Weighing

    def shown(number, pounds):
        return Weighing(
            weighing_id=number,
            scale="scale",
            measured_at=dt_util.utcnow(),
            weight_kg=pounds * KG_IN[Unit.LB],
            unit=Unit.LB,
        )

    pair = paired(shown("a", 151.2), shown("b", 135.1), MIA, None)
    assert pair.first.weight_kg == pytest.approx(16.1 * KG_IN[Unit.LB], abs=1e-9)


async def test_what_was_corrected_meanwhile_counts_as_it_is_now(household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    await stand(*ALONE)
    [first] = live(household)
    await act("edit_weighing", weighing_id=first.weighing_id, weight=62.35)
    await stand(*TOGETHER)
    assert weights(household) == [(ANNA, 62.35), (MIA, 7.0)]


async def test_what_was_deleted_meanwhile_is_no_stand(household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    await stand(*ALONE)
    [first] = live(household)
    await act("delete_weighing", weighing_id=first.weighing_id)
    await stand(*TOGETHER)
    assert weighings_of(household, MIA) == []
    await stand(*ALONE)
    assert weights(household) == [(MIA, DIFFERENCE), (ANNA, 62.1)]


async def test_what_is_typed_in_is_no_stand(household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    await act("record_weighing", weight=60.0, person="Anna")
    assert household.assisted.state.first is None


async def test_what_a_scale_remembers_is_no_stand(household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    reading = Reading(weight_kg=62.0, measured_at=dt_util.utcnow(), origin=Origin.HISTORY)
    await household.records.add_readings(ADDRESS, [reading], Memory())
    assert household.assisted.state.first is None


async def test_who_is_erased_isnt_awaited(household, known, act, stand):
    await act("assisted_weighing", person="Mia")
    await stand(*ALONE)
    await act("erase_person", person="Mia")
    assert household.assisted.state is None
    await stand(*TOGETHER)
    assert [each.weight_kg for each in live(household)] == [62.1, 69.35]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"person": "Carla"}, "unknown_person"),
        ({"person": "guest"}, "unknown_person"),
        ({"person": "Mia", "adult": "guest"}, "unknown_person"),
        ({"person": "Mia", "adult": MIA}, "assisted_by_themselves"),
    ],
)
async def test_who_cant_be(act, fields, key):
    with pytest.raises(ServiceValidationError) as refused:
        await act("assisted_weighing", **fields)
    assert refused.value.translation_key == key


async def test_both_are_claimed_beforehand(household, known, act, stand):
    await act("assisted_weighing", person="Mia", adult="Anna")
    await stand(64.9)
    await stand(57.2)
    assert {each.assigned_by for each in live(household)} == {AssignedBy.CLAIM}
    assert {each.confidence for each in live(household)} == {1.0}


class TestDashboard:
    """What is shown of it, as the commands say it."""

    @pytest.fixture
    async def shown(self, household, hass_ws_client):
        client = await hass_ws_client()

        async def ask():
            await client.send_json_auto_id({"type": "body_scale/overview"})
            return (await client.receive_json())["result"]["assisted"]

        return ask

    async def test_nothing(self, shown):
        assert await shown() is None

    async def test_what_to_do_now(self, household, known, act, stand, shown):
        await act("assisted_weighing", person="Mia", adult="Anna")
        now = await shown()
        assert (now["name"], now["adult_name"], now["first"]) == ("Mia", "Anna", None)
        assert now["text"] == "Step on the scale, with Mia or alone"
        until = dt_util.parse_datetime(now["until"]) - dt_util.utcnow()
        assert timedelta(minutes=4, seconds=58) < until <= timedelta(minutes=5)
        await stand(*TOGETHER)
        now = await shown()
        assert (now["first"]["weight"], now["with_person"]) == (69.35, False)
        assert now["text"] == "Now alone, without Mia"
        await stand(69.4, 484)
        now = await shown()
        assert (now["problem"], now["text"]) == ("too_alike", "Now alone, without Mia")
        assert now["problem_text"].startswith("Both times nearly the same weight")
        await stand(*ALONE)
        assert await shown() is None

    async def test_by_what_the_first_was(self, known, act, stand, shown):
        await act("assisted_weighing", person="Mia")
        await stand(*ALONE)
        now = await shown()
        assert (now["with_person"], now["text"]) == (True, "Now together with Mia")

    async def test_if_that_cant_be_told(self, known, act, stand, shown):
        await act("assisted_weighing", person="Mia")
        await stand(103.2, 602)
        now = await shown()
        assert (now["adult_id"], now["with_person"]) == (None, None)
        assert now["text"] == "Now the other one: together with Mia, or alone"

    async def test_open_dashboards_are_told(self, hass, known, act, hass_ws_client, freezer):
        client = await hass_ws_client()
        await client.send_json_auto_id({"type": "body_scale/subscribe"})
        assert (await client.receive_json())["success"]
        for action, fields in (
            ("assisted_weighing", {"person": "Mia"}),
            ("cancel_assisted_weighing", {}),
        ):
            assert (await client.receive_json())["event"] == {"kind": "overview", "people": []}
            await act(action, **fields)
            freezer.tick(1)
            async_fire_time_changed(hass)
        assert (await client.receive_json())["event"] == {"kind": "overview", "people": []}
