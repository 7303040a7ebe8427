"""How long an advertisement takes to decode, beside xiaomi-ble, which core uses, and a limit.

The limit looks the service data up, unpacks it and makes weight, flags and stamp, no object. All are
timed in turns within one run, and the least time of each counts, so that a busy machine harms no one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from struct import Struct
from time import perf_counter
from types import SimpleNamespace
from unittest.mock import patch

from home_assistant_bluetooth import BluetoothServiceInfo
from xiaomi_ble import XiaomiBluetoothDeviceData

from custom_components.body_scale import scales
from custom_components.body_scale.scales import Family

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
ROUNDS, TURNS, COMPARISONS = 500, 50, 100


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
def registered(families: Sequence[Family]) -> Iterator[None]:
    """Have only some families registered."""
    # The names of its fields are those of the registry.
    index = {f"_{name.upper()}": each for name, each in scales._index(families)._asdict().items()}  # noqa: SLF001
    with patch.multiple(scales, **index):
        yield


def advertised(
    *,
    company: int | None = None,
    data: bytes = b"",
    name: str | None = None,
    services: Sequence[str] = (),
) -> SimpleNamespace:
    """Return an advertisement with manufacturer data, or with none."""
    return SimpleNamespace(
        address="A4:C1:38:74:B0:85",
        name=name,
        service_data={},
        manufacturer_data={} if company is None else {company: data},
        service_uuids=list(services),
    )


def more_families() -> None:
    """Print what all families cost beside the first two, in turns: of a foreign and a Mi scale's.

    All were asked for nothing but one look-up, if the number of families is of no matter.
    """
    few, many = list(scales.FAMILIES.values())[:2], list(scales.FAMILIES.values())
    mi_scale, _ = heard(UUID, PAYLOAD, "5C:CA:D3:00:00:01", "MIBFS")
    xiaomi, _ = heard(S400_UUID, bytes.fromhex("50305b0501") + bytes(12), S400_ADDRESS)
    battery = "0000180f-0000-1000-8000-00805f9b34fb"
    found = {
        "Mi scale": mi_scale,
        "foreign": advertised(company=0x004C, data=bytes(12)),
        "foreign, named": advertised(company=0x0075, data=bytes(24), name="TV", services=[battery]),
        # They share a UUID or a company id with a family: that has to look at them.
        "foreign Xiaomi": xiaomi,
        "foreign Etekcity": advertised(company=0x06D0, data=bytes(13)),
    }
    for label, each in found.items():
        best = {}
        for what in (scales.decode, scales.family_of):
            # A Xiaomi foreigner needs no key, because it isn't decrypted.
            work = partial(what, each)
            times = {len(few): float("inf"), len(many): float("inf")}
            for _ in range(COMPARISONS):
                for families in (few, many):
                    with registered(families):
                        [time] = microseconds([work], 1)
                    times[len(families)] = min(times[len(families)], time)
            best[what.__name__] = times
        print(
            f"{label:17}"
            + "; ".join(
                f"{name} {times[len(few)]:.2f} µs with {len(few)} families, {times[len(many)]:.2f} µs"
                f" with {len(many)}: {times[len(many)] / times[len(few)]:.2f}"
                for name, times in best.items()
            )
        )


def main() -> None:
    """Print the ratios."""
    plain()
    encrypted()
    more_families()


if __name__ == "__main__":
    main()
