"""The worked example in `bridges/README.md`, run as it stands there."""

import importlib
from pathlib import Path
import re
import sys
from types import MappingProxyType, ModuleType

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigSubentry
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale import bridges
from custom_components.body_scale.bridges import kinds, outbox

from .conftest import BEN, MISCALE

BEN_ID = "ben0123456789"
README = Path(bridges.__file__).with_name("README.md")
BLOCK = re.compile(r"```python\n# (\S+)\n(.*?)```", re.DOTALL)
URL = "http://hook.invalid/weighings"


@pytest.fixture
def blocks():
    """Return the code in the README by the name of its file."""
    return dict(BLOCK.findall(README.read_text(encoding="utf-8")))


@pytest.fixture
def load(blocks, tmp_path, monkeypatch):
    """Return a function that loads a kind's folder, and returns what its modules define."""

    def load(kind):
        package = ModuleType(f"{bridges.__name__}.{kind}")
        package.__path__ = [str(tmp_path / kind)]
        (tmp_path / kind).mkdir()
        monkeypatch.setitem(sys.modules, package.__name__, package)
        names = {}
        for path, code in blocks.items():
            if path.startswith(f"{kind}/"):
                (tmp_path / path).write_text(code, encoding="utf-8")
                name = f"{package.__name__}.{Path(path).stem}"
                # So that it is forgotten after the test.
                monkeypatch.setitem(sys.modules, name, None)
                del sys.modules[name]
                names |= vars(importlib.import_module(name))
        return names

    return load


@pytest.fixture
def add_bridge(hass, entry, settle):
    async def add(title, **data):
        subentry = ConfigSubentry(
            data=MappingProxyType(data), subentry_type="bridge", title=title, unique_id=None
        )
        hass.config_entries.async_add_subentry(entry, subentry)
        await settle()
        return subentry

    return add


class TestPlain:
    @pytest.fixture(autouse=True)
    def _row(self, blocks, load, monkeypatch):
        row = eval(blocks["kinds.py"], vars(kinds) | load("plain"))
        monkeypatch.setitem(kinds.KINDS, row.name, row)

    @pytest.fixture
    def configure(self, hass, entry):
        async def configure(*answers, **context):
            manager = hass.config_entries.subentries
            result = await manager.async_init((entry.entry_id, "bridge"), context=context)
            for each in answers:
                result = await manager.async_configure(result["flow_id"], each)
            return result

        return configure

    async def test_delivers(self, hass, house, broker, settle, listening, act, configure):
        choice = {"next_step_id": "plain"}
        result = await configure(choice, {"prefix": "#"}, source=SOURCE_USER)
        assert result["errors"] == {"prefix": "invalid_topic"}
        result = await configure(choice, {"prefix": "/scale/"}, source=SOURCE_USER)
        assert (result["type"], result["title"]) == ("create_entry", "Plain")
        await settle()
        await listening()
        await act("record_weighing", weight=84.2, person="Ben")
        assert broker.said == [(f"scale/{BEN_ID}", "84.20", True)]
        assert hass.states.get("sensor.plain_outbox").state == "0"

    async def test_is_changed_and_removed(
        self, hass, house, entry, broker, settle, listening, act, configure
    ):
        await configure({"next_step_id": "plain"}, {"prefix": "scale"}, source=SOURCE_USER)
        await settle()
        await listening()
        await act("record_weighing", weight=84.1, person="Ben")
        [bridge] = entry.get_subentries_of_type("bridge")
        change = {"source": SOURCE_RECONFIGURE, "subentry_id": bridge.subentry_id}
        result = await configure({"prefix": "other"}, **change)
        assert result["reason"] == "reconfigure_successful"
        await settle()
        await listening()
        await settle()
        await act("record_weighing", weight=84.2, person="Ben")
        assert broker.said == [
            (f"scale/{BEN_ID}", "84.10", True),
            (f"scale/{BEN_ID}", "", True),
            (f"other/{BEN_ID}", "84.20", True),
        ]
        hass.config_entries.async_remove_subentry(entry, bridge.subentry_id)
        await settle()
        await listening()
        await settle()
        assert broker.said[3:] == [(f"other/{BEN_ID}", "", True)]


class TestHook:
    """A channel without a broker."""

    @pytest.fixture(autouse=True)
    def _row(self, load, monkeypatch):
        names = load("hook")
        # Its form would show nothing new.
        form = kinds.KINDS["openscale"].form
        row = kinds.Kind("hook", names["HookBridge"], names["HookChannel"], form)
        monkeypatch.setitem(kinds.KINDS, row.name, row)

    async def test_delivers_until_it_is_confirmed(
        self, hass, house, settle, act, freezer, aioclient_mock, add_bridge
    ):
        await add_bridge("Hook", kind="hook", url=URL)
        aioclient_mock.post(URL, status=503)
        await act("record_weighing", weight=84.2, person="Ben")
        assert aioclient_mock.call_count == 1
        assert hass.states.get("sensor.hook_outbox").state == "1"
        aioclient_mock.clear_requests()
        aioclient_mock.post(URL, status=204)
        freezer.tick(6)
        async_fire_time_changed(hass)
        await settle()
        [(_, _, body, _)] = aioclient_mock.mock_calls
        assert body["weight"] == 84.2
        assert hass.states.get("sensor.hook_outbox").state == "0"

    async def test_an_erased_person_is_retracted(
        self, hass, house, settle, act, aioclient_mock, add_bridge
    ):
        await add_bridge("Hook", kind="hook", url=URL)
        aioclient_mock.post(URL, status=204)
        await act("record_weighing", weight=84.2, person="Ben")
        await act("erase_person", person="Ben")
        await settle()
        [first, *retracted] = [call[2] for call in aioclient_mock.mock_calls]
        assert first == {"id": first["id"], "weight": 84.2}
        assert retracted == [{"id": first["id"], "weight": None}]

    async def test_leaves_nothing_to_a_broker(
        self, hass, house, entry, broker, settle, act, aioclient_mock, add_bridge
    ):
        bridge = await add_bridge("Hook", kind="hook", url=URL)
        aioclient_mock.post(URL, status=503)
        await act("record_weighing", weight=84.2, person="Ben")
        hass.config_entries.async_remove_subentry(entry, bridge.subentry_id)
        await settle()
        assert broker.said == []
        assert await entry.runtime_data.writer.async_read(outbox.bridges) == []

    async def test_inherits_nothing_that_a_broker_retains(
        self, hass, house, entry, broker, settle, listening, act, aioclient_mock, add_bridge
    ):
        await add_bridge("Hook", kind="hook", url=URL)
        removed = await add_bridge("Miscale", **MISCALE)
        aioclient_mock.post(URL, status=204)
        await listening()
        await act("record_weighing", weight=84.2, person="Ben")
        assert [(topic, retain) for topic, _, retain in broker.said] == [(BEN, True)]
        hass.config_entries.async_remove_subentry(entry, removed.subentry_id)
        await settle()
        await settle()
        assert broker.said[1:] == [(BEN, "", True)]
        assert aioclient_mock.call_count == 1
