"""A connection may be lost after any word of any family: it ends cleanly, and nothing is lost."""

import json
import pathlib
from types import SimpleNamespace

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.sources import connection, visit, visitor
from custom_components.body_scale.sources.connection import ConnectedScale

from .radio import Characteristic, FakeClient, received
from .test_connection import ADDRESS, Listener

DIALOGUES = {
    dialogue["id"]: dialogue
    for dialogue in json.loads(
        (pathlib.Path(__file__).parents[1] / "vectors" / "dialogues.json").read_text()
    )["dialogues"]
}
# Family, conversation, the name that the scale advertises, and how many records it stored.
TALKS = [
    ("qn_gatt", "dlg-107", "QN-Scale", 5),
    ("qn_gatt", "dlg-110", "QN-Scale", 0),
    ("renpho_55aa", "dlg-122", "R-MSC04", 0),
    ("renpho_55aa", "dlg-123", "ES-CS20M", 0),
    ("renpho_55aa", "dlg-124", "ES-26BB-B", 1),
    ("yunmai", "dlg-125", "YUNMAI-SIGNAL", 0),
    ("onebyone_classic", "dlg-129", "Health Scale", 1),
    ("onebyone_new", "dlg-130", "1byone scale", 0),
    ("eufy_p2_gatt", "dlg-131", "eufy T9148", 0),
    ("etekcity_esf551", "dlg-136", "Etekcity", 0),
    ("etekcity_efs", "dlg-139", "Etekcity", 0),
    ("etekcity_efs", "dlg-142", "Etekcity", 0),
    ("sig_body_composition", "dlg-100", "BF720", 1),
    ("sig_body_composition", "dlg-103", "BF600", 1),
]
PROPERTIES = ("notify", "write", "write-without-response", "read")


class Cut(FakeClient):
    """A scale that says a part of a conversation, as soon as it is listened to, and disconnects."""

    def __init__(self, said, uuids):
        super().__init__(characteristics=[Characteristic(uuid, *PROPERTIES) for uuid in uuids])
        self._said = said

    async def start_notify(self, characteristic, callback):
        await super().start_notify(characteristic, callback)
        self._speak()

    async def write_gatt_char(self, characteristic, data, response):
        await super().write_gatt_char(characteristic, data, response)
        self._speak()

    def _speak(self):
        while self._said and "0000" + self._said[0][0] + "-" in "".join(self.subscribed):
            self.notify(*self._said.pop(0))
        if not self._said:
            self.drop()


@pytest.mark.parametrize(("family", "identity", "name", "stored"), TALKS)
async def test_a_connection_is_lost_after_each_word(
    hass, monkeypatch, caplog, family, identity, name, stored
):
    said = [
        (step["uuid"], step["hex"])
        for step in DIALOGUES[identity]["steps"]
        if step["dir"] != "write" and "hex" in step
    ]
    uuids = {"fff1", "fff2", "fff4", "ffe9"} | {s["uuid"] for s in DIALOGUES[identity]["steps"]}
    recalled, listener, now = [], Listener(), [1000.0]
    clients = []

    async def establish(client_class, device, address, disconnected_callback, **_):
        client = clients[-1]
        client.is_connected, client.ended = True, disconnected_callback
        return client

    for module in (connection, visitor):
        monkeypatch.setattr(module, "MONOTONIC_TIME", lambda: now[0])
    monkeypatch.setattr(visitor, "async_register_advertisement_callback", lambda *_: lambda: None)
    monkeypatch.setattr(visit, "establish_connection", establish)
    monkeypatch.setattr(
        visit, "async_scanner_devices_by_address", lambda *_: [received(SimpleNamespace())]
    )
    scale = ConnectedScale(hass, ADDRESS, scales.FAMILIES[family], listener)
    for words in range(len(said) + 1):
        listener.recalled = []
        clients.append(Cut(said[:words], sorted(uuids)))
        # Long after, so that it doesn't rest.
        now[0] += 1000
        scale.advertised(SimpleNamespace(address=ADDRESS, name=name, time=now[0]))
        await hass.async_block_till_done(wait_background_tasks=True)
        assert clients[-1].disconnected.is_set()
        recalled.append(len(listener.recalled))
    scale.stop()
    assert "The conversation with" not in caplog.text
    assert recalled == sorted(recalled)
    # Records without a time are left out by the driver.
    assert recalled[-1] == (stored if identity != "dlg-107" else 0)
    assert len(clients) == len(said) + 1
