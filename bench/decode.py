"""How long an advertisement takes to decode, beside xiaomi-ble, which core uses, and a limit.

The limit looks the service data up, unpacks it and makes weight, flags and stamp, no object.
"""

from datetime import datetime
from struct import Struct
import timeit
from types import SimpleNamespace

from home_assistant_bluetooth import BluetoothServiceInfo
from xiaomi_ble import XiaomiBluetoothDeviceData

from custom_components.body_scale import scales

UUID = "0000181b-0000-1000-8000-00805f9b34fb"
# ble_monitor's test suite: 85.15 kg, 428 ohm.
PAYLOAD = bytes.fromhex("0226b20705040f0201ac018642")
LAYOUT = Struct("<HHBBBBBHH")
ROUNDS = 20_000


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


def microseconds(work: timeit.Timer) -> float:
    """Return the least time of a call."""
    return min(work.repeat(5, ROUNDS)) / ROUNDS * 1e6


def main() -> None:
    """Print the ratios."""
    heard = SimpleNamespace(
        address="",
        name="MIBFS",
        service_data={UUID: PAYLOAD},
        manufacturer_data={},
        service_uuids=[],
    )
    info = BluetoothServiceInfo("MIBFS", "5C:CA:D3:00:00:01", -60, {}, {UUID: PAYLOAD}, [], "x")
    peer = XiaomiBluetoothDeviceData()
    ours = microseconds(timeit.Timer(lambda: scales.decode(heard)))
    least = microseconds(timeit.Timer(lambda: limit(heard)))
    theirs = microseconds(timeit.Timer(lambda: peer.update(info)))
    print(
        f"decode {ours:.2f} µs: {ours / least:.1f} of the limit, {ours / theirs:.3f} of xiaomi-ble"
    )


if __name__ == "__main__":
    main()
