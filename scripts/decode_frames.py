"""Print what a scale says, as frames: `scripts/decode` runs this.

Bytes alone are offered to every family, wherever it finds its own: in service data, in manufacturer
data under any of its company ids, as a record that arrived over a connection. An address that a family
looks for is one of those that the bytes may spell; names are those of its matchers.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
import json
from pathlib import Path
import sys
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from custom_components.body_scale import scales
from custom_components.body_scale.model import Frame
from custom_components.body_scale.scales import Family
from custom_components.body_scale.scales.conversation import long_uuid, short_uuid
from custom_components.body_scale.scales.packet import structures

ADDRESS_BYTES, COMPANY_BYTES = 6, 2
WHOLE, NOTHING = "advertisement", "no family makes anything of it"
NOWHERE = "00:00:00:00:00:00"
NAMES, SERVICES_16, SERVICE_DATA_16, MANUFACTURER_DATA = {0x08, 0x09}, {0x02, 0x03}, 0x16, 0xFF


def described(frame: Frame) -> str:
    """Return what a frame says, without what it doesn't."""
    defaults = Frame("")
    said = (
        f"{name}={value}"
        for name, value in frame._asdict().items()
        if name in {"weight_kg", "stable"} or value != getattr(defaults, name)
    )
    return " ".join(said)


def steps_of(path: Path, dialogue_id: str | None) -> list[dict[str, object]]:
    """Return the steps in a file: a list of them, something with `steps`, or one of `dialogues`.

    Raises:
        ValueError: The file has no steps.
    """
    found = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(found, dict) and "dialogues" in found:
        [found] = [each for each in found["dialogues"] if each["id"] == dialogue_id] or [None]
    if isinstance(found, dict):
        found = found.get("steps")
    if not isinstance(found, list):
        wanted = f" of {dialogue_id}" if dialogue_id else ""
        raise ValueError(f"{path} has no steps{wanted}")  # noqa: TRY004 - it isn't the caller's mistake
    return found


def played(family: str, steps: Sequence[dict[str, object]]) -> Iterator[str]:
    """Return the lines of a conversation."""
    result = scales.play(family, steps)
    for frame in result.frames:
        yield ("recalled " if frame in result.recalled else "heard ") + described(frame)
    for uuid, data in result.writes:
        yield f"written {uuid} {data.hex()}"
    if result.reason:
        yield f"given up: {result.reason}"


def advertisement(**found: object) -> SimpleNamespace:
    """Return an advertisement with what is found of it."""
    nothing: dict[str, object] = {
        "address": NOWHERE,
        "name": "",
        "service_data": {},
        "manufacturer_data": {},
        "service_uuids": [],
        "raw": None,
    }
    return SimpleNamespace(**nothing | found)


def as_sent(raw: bytes) -> SimpleNamespace | None:
    """Return a whole advertisement's bytes, from its first structure to its last; None for others."""
    found = list(structures(raw))
    if sum(2 + len(value) for _, value in found) != len(raw):
        return None
    result = advertisement()
    for kind, value in found:
        if kind in NAMES:
            result.name = value.decode(errors="replace")
        elif kind in SERVICES_16:
            result.service_uuids += [
                long_uuid(value[at : at + 2][::-1].hex()) for at in range(0, len(value) - 1, 2)
            ]
        elif kind == SERVICE_DATA_16:
            result.service_data[long_uuid(value[:2][::-1].hex())] = value[2:]
        elif kind == MANUFACTURER_DATA:
            company = int.from_bytes(value[:COMPANY_BYTES], "little")
            result.manufacturer_data[company] = value[COMPANY_BYTES:]
    return result if result.service_data or result.manufacturer_data else None


def spelled(data: bytes) -> Iterator[str]:
    """Yield the addresses that bytes may spell, in either direction."""
    yield NOWHERE
    for at in range(len(data) - ADDRESS_BYTES + 1):
        octets = data[at : at + ADDRESS_BYTES]
        for each in (octets, octets[::-1]):
            yield ":".join(f"{octet:02X}" for octet in each)


def companies(family: Family, payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the company ids that bytes may be under, and what follows it.

    The bytes may begin with the id themselves, as scanners show them.
    """
    known = [m["manufacturer_id"] for m in family.matchers if "manufacturer_id" in m]
    for company in dict.fromkeys((*known, *family.companies)):
        yield company, payload
    yield int.from_bytes(payload[:COMPANY_BYTES], "little"), payload[COMPANY_BYTES:]


def offered(family: Family, payload: bytes) -> Iterator[tuple[str, SimpleNamespace]]:
    """Yield where bytes may be for a family, and the advertisement they would be in."""
    uuids = [m["service_data_uuid"] for m in family.matchers if "service_data_uuid" in m]
    names = [m["local_name"].rstrip("*") for m in family.matchers if "local_name" in m]
    services = [m["service_uuid"] for m in family.matchers if "service_uuid" in m]
    for uuid in uuids:
        yield f"service data {short_uuid(uuid)}", advertisement(service_data={uuid: payload})
    for company, data in companies(family, payload):
        for address in spelled(company.to_bytes(COMPANY_BYTES, "little") + data):
            for name in ("", *names):
                yield (
                    f"manufacturer data {company:04x}",
                    advertisement(
                        address=address,
                        name=name,
                        manufacturer_data={company: data},
                        service_uuids=services,
                    ),
                )


def looked_at(
    family: Family, places: Iterable[tuple[str, SimpleNamespace]], key: bytes | None
) -> Iterator[str]:
    """Return the line of the first place in which a family finds something of its own."""
    for place, found in places:
        product = family.product(found)
        if product is None:
            continue
        try:
            frame = family.decoder(found.address, key)(found)
        except scales.EncryptionError as error:
            yield f"{family.name} {place}: {product}, {error}"
            return
        if frame:
            yield f"{family.name} {place}: {described(frame)}"
            return
        if place == WHOLE or not is_supposed(family, found):
            yield f"{family.name} {place}: {product}, no measurement"
            return


def is_supposed(family: Family, found: SimpleNamespace) -> bool:
    """Return whether it wasn't the bytes alone that told the product."""
    bare = SimpleNamespace(**vars(found) | {"service_data": {}, "manufacturer_data": {}})
    return bool(found.name) or found.address != NOWHERE or family.product(bare) is not None


def made_of(payload: bytes, key: bytes | None) -> Iterator[str]:
    """Return what each family makes of bytes."""
    whole = as_sent(payload)
    for family in scales.FAMILIES.values():
        places = in_whole(family, whole, payload) if whole else offered(family, payload)
        yield from looked_at(family, places, key)
    yield from records(payload)


def in_whole(
    family: Family, whole: SimpleNamespace, payload: bytes
) -> Iterator[tuple[str, SimpleNamespace]]:
    """Yield an advertisement with each address that its bytes may spell, until one is the family's."""
    for address in spelled(payload):
        found = SimpleNamespace(**vars(whole) | {"address": address})
        if family.product(found) is not None:
            yield WHOLE, found
            return


def captured(capture: Mapping[str, Any]) -> Iterator[str]:
    """Return what is made of one capture, as in tests/vectors/frames.json."""
    payload = bytes.fromhex(capture["payload_hex"])
    key = bytes.fromhex(capture["bindkey"]) if "bindkey" in capture else None
    if "gatt" in capture.get("transport", ""):
        yield from records(payload)
        return
    found = advertisement(
        address=capture.get("address", NOWHERE),
        name=capture.get("local_name", ""),
        service_uuids=[long_uuid(each) for each in capture.get("service_uuids", ())],
    )
    if "company_id" in capture:
        found.manufacturer_data = {int(capture["company_id"], 16): payload}
    elif "uuid" in capture:
        found.service_data = {long_uuid(capture["uuid"]): payload}
    else:
        yield from made_of(payload, key)
        return
    for family in scales.FAMILIES.values():
        yield from looked_at(family, [(WHOLE, found)], key)


def records(payload: bytes) -> Iterator[str]:
    """Return what each family makes of bytes that arrived over a connection."""
    for family in scales.FAMILIES.values():
        for frame in family.records(payload):
            yield f"{family.name} record: {described(frame)}"


def captures_of(path: Path) -> list[Mapping[str, Any]]:
    """Return the captures in a file: a list of them, or something with `frames`.

    Raises:
        ValueError: The file has no captures.
    """
    found = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(found, dict):
        found = found.get("frames")
    if not isinstance(found, list) or not all(
        isinstance(each, dict) and isinstance(each.get("payload_hex"), str) for each in found
    ):
        raise ValueError(f"{path} has no captures")
    return found


def of_all_families(arguments: argparse.Namespace) -> Iterator[str]:
    """Return what is made of payloads, or of files with captures, that no family is named for."""
    key = bytes.fromhex(arguments.key) if arguments.key else None
    for text in (arguments.family, *arguments.payload):
        path = Path(text)
        if not path.is_file():
            yield from list(made_of(bytes.fromhex(text), key)) or [NOTHING]
            continue
        for capture in captures_of(path):
            for line in list(captured(capture)) or [NOTHING]:
                yield f"{capture.get('id', capture['payload_hex'])}: {line}"


def is_bytes_or_file(text: str) -> bool:
    """Return whether an argument is a payload or a file."""
    try:
        return bool(bytes.fromhex(text)) or Path(text).is_file()
    except ValueError:
        return Path(text).is_file()


def lines(arguments: argparse.Namespace) -> Iterator[str]:
    """Return what is to be printed."""
    if arguments.family is not None and is_bytes_or_file(arguments.family):
        yield from of_all_families(arguments)
    elif arguments.family is None:
        for family in scales.FAMILIES.values():
            yield f"{family.name}  {family.title}"
    elif arguments.transcript:
        dialogue_id = arguments.payload[0] if arguments.payload else None
        yield from played(arguments.family, steps_of(arguments.transcript, dialogue_id))
    else:
        for text in arguments.payload:
            for frame in scales.decode_record(arguments.family, bytes.fromhex(text)):
                yield described(frame)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the lines, or why there are none."""
    parser = argparse.ArgumentParser(prog="scripts/decode", description=__doc__)
    parser.add_argument("family", nargs="?", help="or bytes, or a file with captures")
    parser.add_argument("payload", nargs="*", metavar="HEX", help="or, of a transcript, its id")
    parser.add_argument("--transcript", type=Path, metavar="FILE")
    parser.add_argument("--key", metavar="HEX", help="of a scale that encrypts, 16 bytes")
    try:
        for line in lines(parser.parse_args(argv)):
            print(line)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
