"""How long an advertisement takes to decode, beside xiaomi-ble, which core uses, and a limit.

The limit looks the service data up, unpacks it and makes weight, flags and stamp, no object. All are
timed in turns within one run, and the least time of each counts, so that a busy machine harms no one.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from struct import Struct
from time import perf_counter
from types import SimpleNamespace
from unittest.mock import patch

from home_assistant_bluetooth import BluetoothServiceInfo
from xiaomi_ble import XiaomiBluetoothDeviceData

from custom_components.body_scale import scales
from custom_components.body_scale.scales.family import Matcher

UUID = "0000181b-0000-1000-8000-00805f9b34fb"
# ble_monitor's test suite: 85.15 kg, 428 ohm.
PAYLOAD = bytes.fromhex("0226b20705040f0201ac018642")
LAYOUT = Struct("<HHBBBBBHH")
# xiaomi-ble's test suite: the two packets of a weighing on an S400, 69.9 kg, 543.2 and 497.6 ohm.
S400_UUID = "0000fe95-0000-1000-8000-00805f9b34fb"
S400_ADDRESS = "8C:D0:B2:F6:BE:EF"
S400_KEY = bytes.fromhex("0728974d657a4b60964c1b1677f35f7c")
S400_A = bytes.fromhex("4859d53b0abc078ff2348c844138e930220000009e538599")
S400_B = bytes.fromhex("4859d53b0bd6ef0b25db72785e7e2f46d6000000d8642df6")
ROUNDS, TURNS = 500, 50


def limit(advertisement: SimpleNamespace) -> tuple[object, ...] | None:
    """Do only what has to be done."""
    payload = advertisement.service_data.get(UUID)
    if payload is None or len(payload) != LAYOUT.size:
        return None
    flags, year, month, day, hour, minute, second, ohm, raw = LAYOUT.unpack(payload)
    return (
        raw / 200,
        flags & 1,
        flags & 0x2000,
        flags & 0x8000,
        ohm if flags & 0x200 else None,
        datetime(year, month, day, hour, minute, second),  # noqa: DTZ001
    )


def microseconds(works: Iterable[Callable[[], object]], turns: int = TURNS) -> list[float]:
    """Return the least time of a call of each, timed in turns."""
    works = list(works)
    best = [float("inf")] * len(works)
    for _ in range(turns):
        for index, work in enumerate(works):
            begin = perf_counter()
            for _ in range(ROUNDS):
                work()
            best[index] = min(best[index], (perf_counter() - begin) / ROUNDS * 1e6)
    return best


def heard(
    uuid: str, payload: bytes, address: str = "", name: str | None = None
) -> tuple[SimpleNamespace, BluetoothServiceInfo]:
    """Return an advertisement as ours and as xiaomi-ble takes it."""
    ours = SimpleNamespace(
        address=address,
        name=name,
        service_data={uuid: payload},
        manufacturer_data={},
        service_uuids=[],
    )
    data = {uuid: payload}
    return ours, BluetoothServiceInfo(name or "", address, -60, {}, data, [], "x")


def plain() -> None:
    """Print how long a Mi scale's advertisement takes."""
    ours, theirs = heard(UUID, PAYLOAD, "5C:CA:D3:00:00:01", "MIBFS")
    peer = XiaomiBluetoothDeviceData()
    own, least, other = microseconds(
        [lambda: scales.decode(ours), lambda: limit(ours), lambda: peer.update(theirs)]
    )
    print(
        f"plain      {own:6.2f} µs: {own / least:.1f} of the limit, {own / other:.3f} of xiaomi-ble"
    )


def encrypted() -> None:
    """Print how long a packet of an S400 takes."""
    (a, their_a), (b, their_b) = (
        heard(S400_UUID, payload, S400_ADDRESS) for payload in (S400_A, S400_B)
    )
    peer = XiaomiBluetoothDeviceData(bindkey=S400_KEY)
    decoder = scales.FAMILIES["xiaomi_mibeacon"].decoder(S400_ADDRESS, S400_KEY)

    def fresh_peer() -> None:
        XiaomiBluetoothDeviceData(bindkey=S400_KEY).update(their_a)

    # xiaomi-ble skips a packet that repeats the last counter, so the two come in turns.
    own, other, once, other_once = microseconds(
        [
            lambda: (decoder(a), decoder(b)),
            lambda: (peer.update(their_a), peer.update(their_b)),
            lambda: scales.decode(a, key=S400_KEY),
            fresh_peer,
        ]
    )
    print(f"encrypted  {own / 2:6.2f} µs: {own / other:.3f} of xiaomi-ble, one decoder a scale")
    print(
        f"           {once:6.2f} µs: {2 * once / other:.3f} of xiaomi-ble, a decoder for each packet"
        f" ({once / other_once:.3f} where xiaomi-ble has one for each, too)"
    )


@contextmanager
def registered(count: int) -> Iterator[None]:
    """Have so many families registered: the first ones, and made-up ones behind them."""
    rows = list(scales.FAMILIES.values())[:count]
    matchers = [(matcher, (row,)) for row in rows for matcher in row.matchers]
    for number in range(count - len(rows)):
        made_up: Matcher = {"manufacturer_id": 0x1000 + number}
        if number % 2:
            made_up = {
                "service_data_uuid": f"0000{0xA000 + number:04x}-0000-1000-8000-00805f9b34fb"
            }
        matchers.append((made_up, (rows[0],)))
    key = "service_data_uuid"
    services = {matcher[key]: row for matcher, row in matchers if key in matcher}
    companies = {
        matcher["manufacturer_id"]: row for matcher, row in matchers if "manufacturer_id" in matcher
    }
    with patch.multiple(scales, _BY_SERVICE_DATA=services, _BY_COMPANY=companies):
        yield


def foreign() -> None:
    """Print how much longer a foreign advertisement takes with more families.

    Of the made-up ones none is asked; a device of Xiaomi is one that the S400's family has to look at.
    """
    apple = SimpleNamespace(
        address="",
        name=None,
        service_data={},
        manufacturer_data={0x004C: bytes(12)},
        service_uuids=[],
    )
    xiaomi, _ = heard(S400_UUID, bytes.fromhex("50305b0501") + bytes(12), S400_ADDRESS)
    for name, found in (("foreign", apple), ("foreign Xiaomi", xiaomi)):
        few = many = float("inf")
        for _ in range(20):
            with registered(2):
                few = min(few, *microseconds([lambda found=found: scales.family_of(found)], 10))
            with registered(20):
                many = min(many, *microseconds([lambda found=found: scales.family_of(found)], 10))
        print(f"{name}: {few:.2f} µs with 2 families, {many:.2f} µs with 20: {many - few:+.2f} µs")


def main() -> None:
    """Print the ratios."""
    plain()
    encrypted()
    foreign()


if __name__ == "__main__":
    main()
