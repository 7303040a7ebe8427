"""The simulated Mi scale is connected to, and remembers whoever is heard."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from simulators.esphome.peripheral import RefusedError
from simulators.scales.mi_scale import BEFORE_STABLE, MiScale
from simulators.scales.mi_scale_faults import Faults
from simulators.scales.mi_scale_frames import IMPEDANCE_FAILED, Model, Unit
from simulators.scales.mi_scale_gatt import (
    BATTERY,
    CONFIGURATION,
    CURRENT_TIME,
    HISTORY,
    HUAMI_SERVICE,
    MEASUREMENT,
    MiScaleDevice,
)
from simulators.scales.scale import Stand

from .mi_scale_client import ANOTHER, DAY, NOON, Client, House, stamps, steps


@pytest.fixture
def house():
    return House()


@pytest.fixture(params=Model)
def scale(house, request):
    return house.used_scale(request.param)


def clock_of(scale):
    value = scale.read(CURRENT_TIME)
    assert len(value) == 10
    return datetime(int.from_bytes(value[:2], "little"), *value[2:7])


def written(text):
    return bytes.fromhex(text)


def played(scale, stand, begin=NOON):
    """Have somebody stand on it; return the beacons, and whether each was advertised."""
    beacons = scale.schedule(stand, begin)
    return beacons, [scale.show(beacon.payload) for beacon in beacons]


def test_a_weighing_that_is_heard_is_remembered_too_once():
    scale = House().scale()
    beacons, advertised = played(scale, Stand(weight_kg=80, impedance=512))
    assert all(advertised)
    settled = [beacon.payload for beacon in beacons if beacon.payload[1] == 0x26]
    # As it was while the load was there, although for twenty minutes it says that it has left.
    assert scale.memory.records == settled[-1:]


@pytest.mark.parametrize("model", Model)
def test_who_steps_off_too_early_is_not_remembered(house, model):
    scale = house.scale(model)
    played(scale, Stand(weight_kg=80, stays=BEFORE_STABLE))
    assert scale.memory.records == []


@pytest.mark.parametrize("model", Model)
def test_a_record_on_air_alone_is_not_remembered(house, model):
    scale = house.scale(model)
    last = scale.schedule(Stand(weight_kg=80), NOON)[-1]
    assert scale.show(last.payload)
    assert scale.memory.records == []


def test_a_failed_impedance_is_remembered_as_such():
    scale = House().scale()
    played(scale, Stand(weight_kg=80, socks=True))
    scale.weigh(80, IMPEDANCE_FAILED)
    assert [record[9:11].hex() for record in scale.memory.records] == ["fdff", "fdff"]
    assert [record[1] for record in scale.memory.records] == [0x24, 0x24]


@pytest.mark.parametrize("is_subscribed", [True, False])
def test_one_that_is_connected_says_everything_to_its_client_alone(scale, is_subscribed):
    with Client(scale) as client:
        if is_subscribed:
            client.subscribe_live()
        beacons, advertised = played(scale, Stand(weight_kg=80, impedance=512))
        assert not any(advertised)
        expected = [beacon.payload for beacon in beacons] if is_subscribed else []
        assert [said.data for said in client.live] == expected
        assert {said.uuid for said in client.live} <= {MEASUREMENT[scale.model]}
        assert client.count() == 4
    assert all(played(scale, Stand(weight_kg=80))[1])
    assert [said.data for said in client.live] == expected


def test_a_captured_live_weighing():
    scale = House().scale()
    stand = Stand(weight_kg=82.3, impedance=485)
    begin = datetime(2019, 1, 29, 17, 53, 19, tzinfo=UTC)
    with Client(scale) as client:
        client.subscribe_live()
        for beacon in MiScale().schedule(stand, begin):
            scale.show(beacon.payload)
    [expected] = steps("dlg-241")
    assert bytes.fromhex(expected["hex"]) in {said.data for said in client.live}
    assert {said.uuid for said in client.live} == {0x2A9C}


def test_one_that_is_connected_takes_no_other_client(scale):
    with Client(scale), pytest.raises(RefusedError), Client(scale, ANOTHER):
        pass
    assert scale.is_connected is False
    with Client(scale, ANOTHER) as phone:
        assert phone.count() == 3


def test_the_clock_runs_as_it_was_set_and_weighings_have_its_stamps(house, scale):
    with Client(scale) as client:
        for text in ("e8070c1f173b1e0200" + "01", "e8070c1f173b1e0000"):
            assert scale.written(CURRENT_TIME, written(text)) == ()
            assert clock_of(scale) == datetime(2024, 12, 31, 23, 59, 30)
        client.fetch()
        client.acknowledge()
    house.now += timedelta(seconds=45)
    scale.weigh(71)
    assert clock_of(scale) == datetime(2025, 1, 1, 0, 0, 15)
    # A Wednesday, of a week that begins on Monday.
    assert scale.read(CURRENT_TIME)[7] == 3
    with Client(scale) as client:
        assert stamps(client.fetch(), scale.model) == [datetime(2025, 1, 1, 0, 0, 15)]


@pytest.mark.parametrize("text", ["", "e8070c1f173b1e", "e8070d1f173b1e0000", "00" * 10, "01" * 11])
def test_what_is_no_time_is_refused(scale, text):
    before = clock_of(scale)
    with pytest.raises(RefusedError):
        scale.written(CURRENT_TIME, written(text))
    assert clock_of(scale) == before


def test_a_clock_may_be_wrong_from_the_beginning(house):
    assert clock_of(house.scale(clock_offset=-DAY)) == datetime(2026, 11, 21, 12)


def test_a_new_battery_begins_at_1970_and_keeps_what_is_remembered(house, scale):
    scale.is_battery_low = True
    scale.swap_battery()
    house.now += timedelta(minutes=5)
    scale.weigh(71)
    assert clock_of(scale) == datetime(1970, 1, 1, 0, 5)
    with Client(scale) as client:
        found = stamps(client.fetch(), scale.model)
    assert len(found) == 4
    assert found[-1] == datetime(1970, 1, 1, 0, 5)
    assert scale.read(BATTERY) == bytes(2)


def test_no_clock_is_put_back_in_autumn():
    zone = ZoneInfo("Europe/Amsterdam")
    house = House(datetime(2026, 7, 1, 12, tzinfo=zone))
    scale = house.scale()
    house.now = datetime(2026, 12, 1, 12, tzinfo=zone)
    assert clock_of(scale) == datetime(2026, 12, 1, 13)
    stood, _ = played(scale, Stand(weight_kg=80), house.now)
    assert stood[0].payload[6] == 13


def test_awake_it_shows_its_clock(house):
    scale = house.scale(clock_offset=DAY)
    [beacon] = scale.wake()
    assert beacon.payload.hex() == "0204ea070b170c000000000000"


@pytest.mark.parametrize(
    ("last", "unit", "raw"),
    [("00", Unit.KG, 16000), ("01", Unit.LB, 17640), ("02", Unit.JIN, 16000)],
)
def test_the_unit_is_set(scale, last, unit, raw):
    scale.written(CONFIGURATION, written(f"060400{last}"))
    assert scale.scale.unit is unit
    scale.weigh(80)
    at = 1 if scale.model is Model.V1 else 11
    assert int.from_bytes(scale.memory.records[-1][at : at + 2], "little") == raw
    scale.written(CONFIGURATION, written("06040007"))
    assert scale.scale.unit is unit


def test_the_battery_is_read(scale):
    assert scale.read(BATTERY) == bytes(2)
    scale.is_battery_low = True
    assert scale.read(BATTERY) == b"\x01\x01"


def test_what_it_has(scale):
    has = {uuid: [each.uuid for each in found] for uuid, found in scale.services}
    first = {Model.V1: 0x181D, Model.V2: 0x181B}[scale.model]
    assert has == {
        first: [CURRENT_TIME, MEASUREMENT[scale.model], HISTORY],
        HUAMI_SERVICE: [CONFIGURATION, BATTERY],
    }
    assert f"{HISTORY:032x}" == "00002a2f0000351221180009af100700"
    assert [each.uuid for each in MiScaleDevice(has_huami_service=False).services] == [0x181B]


@pytest.mark.parametrize("uuid", [HISTORY, CONFIGURATION, 0x2A9C])
def test_what_only_speaks_is_not_read(scale, uuid):
    with pytest.raises(RefusedError):
        scale.read(uuid)


@pytest.mark.parametrize(
    ("uuid", "faults"),
    [
        (BATTERY, Faults()),
        (0x2A9C, Faults()),
        (CURRENT_TIME, Faults(refuses_clock=True)),
        (CONFIGURATION, Faults(refuses_settings=True)),
    ],
)
def test_what_can_not_be_written_is_refused(scale, uuid, faults):
    scale.faults = faults
    unit, time = scale.scale.unit, clock_of(scale)
    with pytest.raises(RefusedError):
        scale.written(uuid, written("06040001"))
    assert (scale.scale.unit, clock_of(scale)) == (unit, time)
