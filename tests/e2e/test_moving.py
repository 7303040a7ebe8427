"""Moving in by each path of `docs/moving.md`, as it is written there: with a real broker and a real
Home Assistant, and with a Domoticz and a scale that are simulated."""

from datetime import UTC, datetime, timedelta
import json
from typing import NamedTuple

from homeassistant.components.recorder.models import StatisticMeanType
import pytest

from simulators.demo import ANNA, BAREFOOT, BEN
from simulators.domoticz import Domoticz
from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings
from simulators.household import find_card
from simulators.mqtt.listener import Listener, add_broker
from simulators.mqtt.mosquitto import Mosquitto
from simulators.past import PastWeighing, open_scale_file
from simulators.scales.mi_scale import MiScale
from simulators.scales.player import play
from simulators.scales.scale import captured

from ..bridges.test_old_discovery import config
from ..exchange.samples import sample
from ..exchange.test_xiaomi_mi_scale import SECOND
from ..transfer.test_recorded import hours_of
from ..xiaomi_mi_scale.test_settings import ADD_ON, JO, SECRET
from .house import ZONE, stored_weighings
from .moving import OF_OTHERS, PAGE, TEXTS, Walk, paths, words

OLD = "homeassistant/sensor/miscale/Jo/config"
OTHER = "homeassistant/sensor/miscale/Max/config"
SETTINGS = ADD_ON | {
    "MQTT_PREFIX": "miscale",
    "MQTT_RETAIN": True,
    "MQTT_DISCOVERY_PREFIX": "homeassistant",
    "MISCALE_MAC": "5C:CA:D3:70:D4:A3",
    "USERS": [JO],
}
LOG = "".join(
    f"miscale/Jo/weight {SECOND.replace('62.30', weight).replace('2026-11-22', day)}\n"
    for day, weight in (("2021-03-01", "71.20"), ("2021-03-02", "71.35"))
)
HOUR = timedelta(hours=1)
FROM_FILE = "Save, and import weighings from a file"
FROM_STATISTICS = "Save, and import what another integration measured"
SENSORS = "Sensors of another integration"


class Home(NamedTuple):
    """What the paths lead through."""

    house: HomeAssistant
    proxy: EspHomeProxy
    domoticz: Domoticz
    listener: Listener

    def heard(self, topic):
        """Return what was said on a topic, oldest first."""
        return [each.payload for each in self.listener.messages if each.topic == topic]

    async def until_heard(self, topic, check=lambda payload: True):
        """Wait until the last message on a topic is one that is waited for, and return it."""

        async def last():
            return [each for each in self.heard(topic)[-1:] if check(each)]

        [payload] = await self.house.wait_for(last, 30, f"message on {topic}")
        return payload

    async def show(self, entity_id, state, unit):
        """Set a state, as another integration would."""
        body = {"state": str(state), "attributes": {"unit_of_measurement": unit}}
        await self.house.request("POST", f"/api/states/{entity_id}", body)

    async def weigh(self, person, weight, **more):
        await self.house.call("body_scale.record_weighing", person=person, weight=weight, **more)


async def from_xiaomi_mi_scale(walk, home):
    house, domoticz = home.house, home.domoticz
    # Its entity has the very id that the person's own sensor is to have.
    await house.wait_for_state("sensor.jo_weight", "unknown", 30)
    await walk.add_integration()
    await walk.choose("Take over the settings of xiaomi_mi_scale")
    await walk.fill({"Settings": json.dumps({"options": SETTINGS})})
    await walk.fill(
        {
            "Unit of the ranges": "kg",
            "Keep the ranges as limits": True,
            "Go on sending to this topic": True,
            "Clean up its old entities": True,
        }
    )
    await walk.fill({"Remove": [OLD]})
    assert walk.result["type"] == "create_entry"
    await home.until_heard(OLD, lambda payload: not payload)
    assert all(home.heard(OTHER))

    await a_file(walk, LOG, {"Jo": "Jo"}, found=2)
    await house.wait_for_state("sensor.jo_weight", "71.35", 30)
    # What was imported is no news.
    await house.wait_for_state("sensor.miscale_outbox", "0", 30)
    assert home.heard("miscale/Jo/weight") == []
    await home.weigh("Jo", 71.5, impedance=512)
    message = json.loads(await home.until_heard("miscale/Jo/weight"))
    assert message.keys() == json.loads(SECOND).keys()
    lean, number = "sensor.jo_lean_body_mass", message["lean_body_mass"]
    assert not is_near(await house.state(lean), number)
    await walk.press("Change person", of="Jo")
    await walk.fill({"Formulas": "Like xiaomi_mi_scale, faults included"})
    await house.wait_for_state(lean, lambda state: is_near(state, number))

    idx = domoticz.add_device("General/Custom Sensor", name="Weight", unit="kg")
    await walk.press("Add bridge")
    await walk.choose("Domoticz")
    await walk.fill({"Sensors": "They are there: I type their idx"})
    await walk.fill({"Sensors": [{"person": "Jo", "metric": "weight", "idx": idx}]})
    assert walk.result["type"] == "create_entry"
    await house.wait_for_state("sensor.domoticz_outbox", "0", 30)
    await walk.delete("miscale")
    await home.until_heard("miscale/Jo/weight", lambda payload: not payload)
    await home.weigh("Jo", 71.6)
    await domoticz.wait_for(lambda: domoticz.device(idx).updates[-1:] == ["71.60"], 30)


async def from_bodymiscale(walk, home):
    house = home.house
    await home.show("sensor.anna_weight", 52.6, "kg")
    await home.show("sensor.anna_body_fat", 24, "%")
    limits = {"Never lighter than": 45, "Never heavier than": 58}
    about = {"Name": "Anna", "Sex": "female", "Date of birth": ANNA["birth_date"], "Height": 168}
    await walk.press("Add person")
    await walk.fill(about | limits | {"Weight, about": 52})
    await house.wait_for_state("sensor.anna_weight_2", "unknown", 30)

    await home.show("sensor.bath_weight", 52.6, "kg")
    await home.show("sensor.bath_impedance", 530, "Ω")
    await walk.press("Add scale")
    await walk.choose(SENSORS)
    bath = {"Weight": "sensor.bath_weight", "Impedance": "sensor.bath_impedance"}
    await walk.fill({"Name": "Bath", "Settled after": 1} | bath)
    await house.wait_for_state("sensor.bath_weighing_state", "idle", 30)
    await home.show("sensor.bath_weight", 52.4, "kg")
    await home.show("sensor.bath_impedance", 528, "Ω")
    await house.wait_for_state("sensor.anna_weight_2", "52.4", 30)

    [weighing] = await weighings_of(house, "Anna")
    weighed = datetime.fromisoformat(weighing["measured_at"]).astimezone(UTC)
    moments = [(weighed - timedelta(days=2), 52.9), (weighed - timedelta(days=1), 52.6)]
    await recorded(house, "sensor.anna_weight", "kg", [*moments, (weighed, 52.4)])
    await recorded(house, "sensor.anna_body_fat", "%", [(moments[0][0], 24.0)])
    sensors = {"Weight": "sensor.anna_weight", "Body fat": "sensor.anna_body_fat"}
    # The one that both measured isn't there twice.
    await some_statistics(walk, sensors | {"Person": "Anna"}, found=3, known=1)

    await house.request("DELETE", "/api/states/sensor.anna_weight")
    ours = ["sensor.anna_weight_2"]
    new = await house.command("config/entity_registry/get_automatic_entity_ids", entity_ids=ours)
    assert new == {"sensor.anna_weight_2": "sensor.anna_weight"}


async def from_esphome(walk, home):
    house, scale = home.house, MiScale(on_air=3)
    await house.subentry_flow(await walk.entry_id(), "person", BEN)
    await house.wait_for_state("sensor.ben_weight", "unknown", 30)
    await house.add_proxy("127.0.0.1", home.proxy.port)
    await home.proxy.wait_subscribed(30)
    await play(scale, scale.wake(), home.proxy)
    await walk.card(await find_card(house, scale))
    await walk.fill({})
    assert walk.result["reason"] == "scale_added"
    await play(scale, captured(BAREFOOT, 0.5), home.proxy)
    await house.wait_for_state("sensor.ben_weight", "85.15", 30)

    weighed = datetime.now(UTC) - timedelta(days=3)
    await recorded(house, "sensor.scale_weight", "kg", [(weighed, 85.6)])
    await some_statistics(walk, {"Weight": "sensor.scale_weight", "Person": "Ben"}, found=1)

    await home.show("sensor.hall_weight", 80, "kg")
    await home.show("sensor.hall_impedance", 400, "Ω")
    await walk.press("Add scale")
    await walk.choose(SENSORS)
    hall = {"Weight": "sensor.hall_weight", "Impedance": "sensor.hall_impedance"}
    await walk.fill({"Name": "Hall", "Settled after": 1} | hall)
    await house.wait_for_state("sensor.hall_weighing_state", "idle", 30)
    await home.show("sensor.hall_weight", 85.4, "kg")
    await home.show("sensor.hall_impedance", 430, "Ω")
    await house.wait_for_state("sensor.ben_weight", "85.4", 30)
    assert stored_weighings(house)[-1] == (85.4, 430, "entity")


async def from_open_scale(walk, home):
    morning = datetime(2024, 5, 1, 7, tzinfo=ZONE)
    some = [PastWeighing(morning + timedelta(days=day), 86 - day / 10, 431) for day in range(5)]
    unit = {"Unit of the weights": "kg"}
    await a_file(walk, open_scale_file(some), unit, found=5, Person="Ben")

    await walk.press("Add bridge")
    await walk.choose("openScale on a phone")
    await walk.fill({"Users": [{"person": "Ben", "user_id": 7}]})
    assert walk.result["type"] == "create_entry"
    await home.house.wait_for_state("sensor.openscale_outbox", "0", 30)
    await home.weigh("Ben", 85.3)

    async def sent():
        found = [each for each in home.listener.live if "/inbound/7/" in each.topic]
        return [json.loads(each.payload)["weight"] for each in found]

    assert await home.house.wait_for(sent, 30, "weighing for openScale") == [85.3]


async def from_zepp_life(walk, home):
    archive = sample("zepp_life_export_password")
    await begin_file(walk, archive)
    await walk.fill({"Password": "Test1234"})
    await walk.fill({"180.0": "Jo", "168.0": "Find out"})
    before = len(stored_weighings(walk.house))
    await looked_at(walk, found=3, known=0)
    # Neither Jo nor Anna is ever so heavy, and Ben never was so light.
    await walk.until("Whose are these?")
    await walk.fill({"Person": "Ben"})
    await until_stored(walk.house, before + 3)
    assert {62.3, 62.1} < await weights_of(home.house, "Jo")
    assert {81.4} < await weights_of(home.house, "Ben")


async def begin_file(walk, content, **whose):
    await walk.configure()
    await walk.fill({"Then": FROM_FILE})
    await walk.fill({"File": await walk.upload(content), **whose})


async def a_file(walk, content, answers, *, found, **whose):
    """Import a file: what is in it is new, and is there at last."""
    before = len(stored_weighings(walk.house))
    await begin_file(walk, content, **whose)
    await walk.fill(answers)
    await looked_at(walk, found=found, known=0)
    await until_stored(walk.house, before + found)


async def some_statistics(walk, sensors, *, found, known=0):
    """Import what was recorded of sensors: what isn't known is there at last."""
    before = len(stored_weighings(walk.house))
    await walk.configure()
    await walk.fill({"Then": FROM_STATISTICS})
    await walk.fill(sensors)
    await looked_at(walk, found=found, known=known)
    await until_stored(walk.house, before + found - known)


async def looked_at(walk, **counts):
    assert walk.result["step_id"] == "import_preview", walk.result
    shown = walk.result["description_placeholders"]
    assert {name: int(shown[name]) for name in counts} == counts
    await walk.fill({})


async def until_stored(house, count):
    async def stored():
        return len(stored_weighings(house)) == count

    await house.wait_for(stored, 60, f"{count} weighings")


def is_near(state, number):
    return state not in {"unknown", "unavailable"} and abs(float(state) - number) < 0.006


async def weighings_of(house, person):
    answer = await house.call("body_scale.get_weighings", person=person, respond=True)
    return answer["weighings"]


async def weights_of(house, person):
    return {each["weight"] for each in await weighings_of(house, person)}


async def recorded(house, statistic_id, unit, moments):
    """Let the recorder have compiled what a sensor showed from these moments on, until now."""
    begin = moments[0][0].replace(minute=0, second=0, microsecond=0)
    shown = [((at - begin) / HOUR, value) for at, value in moments]
    rows = hours_of(*shown, until=(datetime.now(UTC) - begin) // HOUR + 1, begin=begin)
    await house.command(
        "recorder/import_statistics",
        metadata={
            "mean_type": StatisticMeanType.ARITHMETIC,
            "has_sum": False,
            "name": None,
            "source": "recorder",
            "statistic_id": statistic_id,
            "unit_of_measurement": unit,
            "unit_class": {"kg": "mass", "%": "unitless"}[unit],
        },
        stats=[
            {"start": row.start.isoformat(), "mean": row.mean, "min": row.low, "max": row.high}
            for row in rows
        ],
    )

    async def is_there():
        listed = await house.command("recorder/list_statistic_ids")
        return statistic_id in {each["statistic_id"] for each in listed}

    await house.wait_for(is_there, 30, f"statistics of {statistic_id}")


PATHS = {
    "xiaomi_mi_scale, Node-RED and Domoticz": from_xiaomi_mi_scale,
    "bodymiscale": from_bodymiscale,
    "ESPHome or ble_monitor": from_esphome,
    "openScale": from_open_scale,
    "Zepp Life": from_zepp_life,
}


@pytest.mark.e2e
@pytest.mark.usefixtures("socket_enabled")
async def test_each_path_leads_in(tmp_path):
    settings = Settings(time_zone=ZONE.key)
    async with (
        Mosquitto(tmp_path / "broker") as broker,
        Domoticz(broker) as domoticz,
        EspHomeProxy(name="bathroom") as proxy,
        HomeAssistant(tmp_path / "house", settings=settings) as house,
    ):
        topics = "homeassistant/sensor/miscale/#", "miscale/#", "openScaleSync/#"
        listener = Listener(broker, *topics)
        try:
            await add_broker(house, broker)
            for topic, payload in (
                (OLD, config("Jo")),
                (OTHER, config("Max", unique_id="someone_elses")),
            ):
                await house.call("mqtt.publish", topic=topic, payload=payload, retain=True)
            home = Home(house, proxy, domoticz, listener)
            for title, follow in PATHS.items():
                walk = Walk(house, title)
                await follow(walk, home)
                assert walk.unfollowed == set(), title
        finally:
            listener.stop()
        log = (tmp_path / "house" / "home-assistant.log").read_text(encoding="utf-8")
        assert SECRET not in log
        assert "Traceback" not in log, house.log_tail()


def test_each_path_of_the_page_is_tried():
    assert [*PATHS] == [*paths()]


def test_each_path_is_in_numbered_steps():
    for title, text in paths().items():
        assert text.startswith("1. "), title


def texts(found):
    if isinstance(found, str):
        return {found}
    return set().union(*map(texts, found.values()))


def test_what_is_on_a_screen_is_written_as_there():
    page = " ".join(PAGE.read_text("utf-8").split())
    assert {*words(page)} - texts(TEXTS) == set()
    assert {each for each in OF_OTHERS if f"*{each}*" not in page} == set()
