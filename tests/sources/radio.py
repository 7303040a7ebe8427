"""A small Bluetooth client in the place of a real one; its scale does what a test says."""

import asyncio
from types import SimpleNamespace

from bleak.exc import BleakError

BASE = "0000{}-0000-1000-8000-00805f9b34fb"


class Characteristic:
    def __init__(self, uuid, *properties):
        self.uuid = BASE.format(uuid)
        self.properties = list(properties)


class Services:
    def __init__(self, characteristics):
        # The handle is what is unique.
        self.characteristics = dict(enumerate(characteristics))


QN_SERVICES = (
    Characteristic("fff1", "notify"),
    Characteristic("fff2", "write", "write-without-response"),
)


def received(device, rssi=-60):
    """Return a device as Home Assistant has it of a scanner that receives it."""
    return SimpleNamespace(ble_device=device, advertisement=SimpleNamespace(rssi=rssi))


class FakeClient:
    """A connection to a scale.

    `says` has what the scale says to each write, by its first byte (b"" for being subscribed to). None
    in it ends the connection.
    """

    address = "A4:C1:38:00:00:01"

    def __init__(self, says=None, characteristics=QN_SERVICES, refuses=()):
        self.services = Services(characteristics)
        self.says = says or {}
        self.refuses = set(refuses)
        self.written = []
        self.subscribed = {}
        self.values = {}
        self.is_connected = False
        self.ended = lambda client: None
        self.disconnected = asyncio.Event()

    def _respond(self, key):
        for uuid, data in self.says.get(key, ()):
            if data is None:
                self.drop()
                return
            self.notify(uuid, data)

    def notify(self, uuid, data):
        characteristic, callback = self.subscribed[BASE.format(uuid)]
        callback(characteristic, bytearray.fromhex(data))

    def drop(self):
        """Let the scale end the connection."""
        self.is_connected = False
        self.ended(self)

    def _check(self, characteristic):
        if not self.is_connected:
            raise BleakError("Not connected")
        if characteristic.uuid in {BASE.format(uuid) for uuid in self.refuses}:
            raise BleakError("user data access not permitted")

    async def start_notify(self, characteristic, callback):
        self._check(characteristic)
        self.subscribed[characteristic.uuid] = (characteristic, callback)
        self._respond("")

    async def write_gatt_char(self, characteristic, data, response):
        self._check(characteristic)
        self.written.append((characteristic.uuid[4:8], data.hex(), response))
        self._respond(data[:1].hex())

    async def read_gatt_char(self, characteristic):
        self._check(characteristic)
        return bytearray(self.values[characteristic.uuid])

    async def pair(self):
        raise NotImplementedError("this proxy can't pair")

    async def disconnect(self):
        self.disconnected.set()
        if self.is_connected:
            self.drop()
