"""Playing keeps the order and the scale's own time, at any speed."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

from bluetooth_data_tools import parse_advertisement_data_bytes

from simulators.esphome.gatt import SMALLEST_MTU
from simulators.scales.mi_s400 import MiS400
from simulators.scales.mi_scale import MiScale
from simulators.scales.mi_scale_gatt import MEASUREMENT, MiScaleDevice
from simulators.scales.player import play, stay_awake, weigh
from simulators.scales.scale import Stand, captured

UUID = "0000181b-0000-1000-8000-00805f9b34fb"


class Radio:
    def __init__(self):
        self.heard: list[tuple[float, str, bytes, bytes, int]] = []

    def advertise(self, address, data, *, scan_response=b"", rssi=-60):
        now = asyncio.get_running_loop().time()
        self.heard.append((now, address, data, scan_response, rssi))

    @property
    def payloads(self) -> list[bytes]:
        return [parse_advertisement_data_bytes(data)[2][UUID] for _, _, data, _, _ in self.heard]


async def test_everyone_in_range_hears_everything_in_order():
    near, far = Radio(), Radio()
    scale = MiScale(on_air=30)

    beacons = await weigh(scale, Stand(weight_kg=80, impedance=500), near, far, speed=1000)

    assert near.payloads == far.payloads == [beacon.payload for beacon in beacons]
    assert {address for _, address, *_ in near.heard} == {scale.address}
    assert {response for *_, response, _ in near.heard} == {scale.scan_response}


async def test_any_scale_is_played():
    radio = Radio()
    scale = MiS400()

    beacons = await weigh(scale, Stand(weight_kg=80, impedance=500), radio, speed=1000)

    assert len(beacons) > 2
    assert [(address, data) for _, address, data, *_ in radio.heard] == [
        (scale.address, scale.advertising_data(beacon.payload)) for beacon in beacons
    ]


async def test_one_that_stays_awake_repeats_its_last_record():
    radio = Radio()
    scale = MiScale(on_air=30)
    *_, last = scale.schedule(Stand(weight_kg=80, impedance=500), datetime.now(UTC))

    async with asyncio.timeout(10), stay_awake(scale, last, radio, every=0.01):
        while len(radio.heard) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    heard = len(radio.heard)
    await asyncio.sleep(0.05)

    assert radio.payloads == [last.payload] * heard


async def test_one_that_is_connected_tells_its_client_alone():
    radio, told = Radio(), []
    scale = MiScaleDevice(MiScale(on_air=5))
    scale.connected(SMALLEST_MTU)
    scale.speak_through(told.append)
    scale.subscribed(MEASUREMENT[scale.model])

    beacons = await weigh(scale, Stand(weight_kg=80, impedance=500), radio, speed=1000)

    assert [said.data for said in told] == [beacon.payload for beacon in beacons]
    assert radio.heard == []
    assert len(scale.memory.records) == 1


async def test_speed_shortens_the_waiting_only():
    radio = Radio()
    beacons = captured(["00" * 13, "01" * 13, "02" * 13], [0, 1, 3])

    begin = asyncio.get_running_loop().time()
    await play(MiScale(), beacons, radio, speed=20, rssi=-80)

    _, second, third = (at - begin for at, *_ in radio.heard)
    # Never early; late, as a busy machine is, but not as late as in life.
    assert second >= 0.04
    assert 0.19 <= third < 3
    assert {rssi for *_, rssi in radio.heard} == {-80}


async def test_stamps_follow_the_clock_of_the_house():
    radio = Radio()
    zone = timezone(timedelta(hours=9))
    begin = datetime.now(UTC)

    await weigh(MiScale(on_air=1), Stand(weight_kg=80), radio, zone=zone, speed=1000)

    first = radio.payloads[0]
    shown = datetime(int.from_bytes(first[2:4], "little"), *first[4:9], tzinfo=zone)
    assert timedelta(seconds=-1) <= shown - begin < timedelta(seconds=30)
    # Played in a hundredth of a second, yet the removed stamp is seconds later.
    assert radio.payloads[-1][8] != first[8]
