"""Four people share a scale: each gets their weighings, and what is unclear is settled afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings, morning_zone
from simulators.home_assistant.session import RestError
from simulators.household import set_up_household
from simulators.scales.mi_scale import MiScale
from simulators.scales.player import weigh
from simulators.scales.scale import Stand

from .house import FOUR_PEOPLE, statistics

pytestmark = pytest.mark.e2e

STANDS = {
    "Anna": Stand(weight_kg=62.3, impedance=520),
    "Ben": Stand(weight_kg=85.2, impedance=430),
    "Carla": Stand(weight_kg=74.1, impedance=560),
    "David": Stand(weight_kg=49.8, impedance=600),
}
UNCLEAR = Stand(weight_kg=30.0, impedance=700)


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


async def test_four_people(tmp_path):
    scale = MiScale(on_air=1)
    settings = Settings(time_zone=morning_zone())
    async with (
        EspHomeProxy(name="hall") as proxy,
        HomeAssistant(tmp_path / "house", settings=settings) as house,
    ):
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        await set_up_household(house, proxy, scale, *FOUR_PEOPLE)

        for name, stand in STANDS.items():
            await weigh(scale, stand, proxy, speed=4)
            entity_id = f"sensor.{name.lower()}_weight"
            await house.wait_for_state(entity_id, str(stand.weight_kg), 30)
        found = (await house.call("body_scale.get_weighings", respond=True))["weighings"]
        assert [each["person"] for each in found] == [*STANDS]
        ids = {each["person"]: each["person_id"] for each in found}

        await weigh(scale, UNCLEAR, proxy, speed=4)
        await house.wait_for_state("sensor.body_scale_pending", "1", 30)
        question = await house.state("select.body_scale_last_weighing")
        assert question.startswith(f"{UNCLEAR.weight_kg:.1f} kg, ")
        assert await house.state("sensor.david_weight") == "49.8"

        # Days later somebody says whose it was, and that it was last Monday's.
        pending = (await house.call("body_scale.get_weighings", respond=True))["weighings"][-1]
        weighing_id = pending["weighing_id"]
        await house.call("body_scale.assign_weighing", weighing_id=weighing_id, person="David")
        assert await house.state("sensor.david_weight") == "30.0"
        earlier = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
        await house.call(
            "body_scale.edit_weighing", weighing_id=weighing_id, time=earlier.isoformat()
        )
        assert await house.state("sensor.david_weight") == "49.8"
        assert await house.state("sensor.body_scale_pending") == "0"
        hour = earlier.replace(minute=0, second=0).timestamp()

        async def rows():
            found = await statistics(house, ids["David"], "weight")
            return found if len(found) == 2 else None

        [(start, mean), (_, last)] = await house.wait_for(rows, 30, "two hours of David's weight")
        assert (start, mean, last) == (hour, 30.0, 49.8)
        assert await statistics(house, ids["David"], "body_fat") == []
        [(_, fat)] = await statistics(house, ids["Anna"], "body_fat")
        assert fat == pytest.approx(float(await house.state("sensor.anna_body_fat")), abs=1e-3)

        with pytest.raises(RestError):
            await house.call("body_scale.assign_weighing", weighing_id="none", person="Anna")
        log = house.log_tail()
        assert "Traceback" not in log, log
