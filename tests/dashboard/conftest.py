"""What the tests of the dashboard's answers share."""

from datetime import timedelta

from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.model import Origin, Weighing

ANNA, BEN = "anna0123456789", "ben0123456789"


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
def ago(hass, household):
    """Return a function that returns the moment some days ago."""
    now = dt_util.utcnow()
    return lambda days: now - timedelta(days=days)


@pytest.fixture
def weighed(ago):
    """Return a function that makes a weighing of Ben of a day ago, of as many as given."""

    def make(days, weight_kg=85.0, **values):
        return Weighing(
            **{
                "weighing_id": f"w{days}",
                "scale": "import",
                "measured_at": ago(days),
                "weight_kg": weight_kg,
                "person_id": BEN,
                "origin": Origin.IMPORT,
                **values,
            }
        )

    return make


@pytest.fixture
def store(hass, household):
    """Return a function that stores weighings, and lets everything follow."""

    async def add(*weighings):
        await household.records.add(weighings, quiet=True)
        await hass.async_block_till_done(wait_background_tasks=True)

    return add


@pytest.fixture
async def client(hass, household, hass_ws_client):
    return await hass_ws_client()


@pytest.fixture
def send(client):
    """Return a function that sends a command of ours, and returns the whole answer."""

    async def command(kind, **data):
        await client.send_json_auto_id({"type": f"body_scale/{kind}", **data})
        return await client.receive_json()

    return command


@pytest.fixture
def ask(send):
    """Return a function that returns a command's result."""

    async def command(kind, **data):
        answer = await send(kind, **data)
        assert answer["success"], answer["error"]
        return answer["result"]

    return command


@pytest.fixture
def person(ask):
    """Return a function that returns what the overview says of a person."""

    async def find(name):
        people = (await ask("overview"))["people"]
        return next(each for each in people if each["name"] == name)

    return find
