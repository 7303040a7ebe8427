"""What the registry needs to know of a protocol family."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol, TypedDict

from ..model import Frame, Traits
from .conversation import Conversation, Situation


class Advertisement(Protocol):
    """What is read of an advertisement; Home Assistant's `BluetoothServiceInfoBleak` fits."""

    @property
    def address(self) -> str:
        """The sender's address."""

    @property
    def name(self) -> str | None:
        """The local name; the address where it isn't known."""

    @property
    def service_data(self) -> Mapping[str, bytes]:
        """128-bit UUID, lower case, to payload."""

    @property
    def manufacturer_data(self) -> Mapping[int, bytes]:
        """Company id to payload."""

    @property
    def service_uuids(self) -> Sequence[str]:
        """128-bit UUIDs, lower case."""


class EncryptionError(ValueError):
    """The payload is encrypted and the key is missing or wrong."""


class Matcher(TypedDict, total=False):
    """What Home Assistant discovers a family by; the keys are those of `manifest.json`."""

    connectable: bool
    local_name: str
    manufacturer_data_start: list[int]
    manufacturer_id: int
    service_data_uuid: str
    service_uuid: str


type Decode = Callable[[Advertisement], Frame | None]
"""Reads one advertisement; None for what isn't a measurement of the family, whatever the bytes.

Raises `EncryptionError` where the family encrypts and the key is missing or wrong.
"""


def no_records(payload: bytes) -> list[Frame]:
    """Return nothing: the family sends no records over GATT."""
    return []


def not_advertised(address: str, key: bytes | None) -> Decode:
    """Return what reads nothing: the family advertises no measurements."""
    return lambda advertisement: None


class ByName(NamedTuple):
    """What a family is known by of which the names of its scales are all there is to go by.

    Attributes:
        matchers: For `Family.matchers`.
        product: For `Family.product`.
    """

    matchers: tuple[Matcher, ...]
    product: Callable[[Advertisement], str | None]


def by_name(title: str, *names: str) -> ByName:
    """Return what a family is known by.

    Args:
        title: Of whatever product has one of the names.
        names: Names as they are advertised; one that ends with `*` is what names begin with.
    """
    beginnings = tuple(name[:-1] for name in names if name.endswith("*"))

    def product(advertisement: Advertisement) -> str | None:
        name = advertisement.name or ""
        return title if name in names or name.startswith(beginnings) else None

    return ByName(tuple({"local_name": name} for name in names), product)


class Gives(StrEnum):
    """What a family's weighings have beside the weight; the words are those of `docs/scales.md`."""

    IMPEDANCE = "impedance"
    TWO_IMPEDANCES = "impedance at 50 and 250 kHz"
    HEART_RATE = "heart rate"
    SEGMENTS = "impedances of body segments"
    BODY = "what the scale says of the body"
    USER = "its user"
    MEMORY = "its memory"
    BATTERY = "battery"


EVERYTHING = "everything"
"""Of a family of which nobody published a capture."""


class Family(NamedTuple):
    """One way of putting a measurement into bytes.

    Attributes:
        name: As in the registry, for example `mi_scale_v2`.
        title: What people call such a scale.
        matchers: What it is discovered by, as in `manifest.json`.
        traits: Its habits.
        product: The name of the product that an advertisement comes from, read without a key; None
            for an advertisement of anything else.
        decoder: (address, key) to what reads the advertisements of one scale. It may remember a
            packet until the rest of its weighing comes.
        records: A GATT payload to all records in it.
        conversation: What a scale is asked that has to be connected to; `conversation.py` shows how
            to write one.
        companies: Company ids that its frames come under beside those of `matchers`, where the id
            varies: Home Assistant discovers exact ids only. `packet.py` tells the newest.
        models: Which scales they are, for the table of scales in the docs, where the title isn't
            enough.
        gives: What its weighings have beside the weight.
        unverified: What of all this no capture shows, such as `impedance`; `EVERYTHING` without any.
    """

    name: str
    title: str
    matchers: tuple[Matcher, ...]
    traits: Traits
    product: Callable[[Advertisement], str | None]
    decoder: Callable[[str, bytes | None], Decode] = not_advertised
    records: Callable[[bytes], list[Frame]] = no_records
    conversation: Callable[[Situation], Conversation] | None = None
    companies: Collection[int] = ()
    models: str = ""
    gives: tuple[Gives, ...] = ()
    unverified: str = ""
