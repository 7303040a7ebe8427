"""A real house imports an uploaded file, and a kill in the middle leaves all or nothing."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

import aiohttp
import pytest

from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import FILES, Settings, morning_zone
from simulators.people import ANNA

from .house import stored_weighings

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("socket_enabled")]

MANY = 40_000
BEGIN = datetime(2018, 1, 1, 7)
OPTIONS = {
    "threshold": 90,
    "claim_minutes": 5,
    "set_clock": True,
    "read_memory": True,
    "strangers": "ask",
    "next": "import",
}


def table(count):
    """Return a file of weighings, one an hour."""
    lines = ["date,weight (kg),body fat (%)"]
    for number in range(count):
        at = BEGIN + timedelta(hours=number)
        lines.append(f"{at.isoformat(sep=' ')},{61 + number % 20 / 10},22.5")
    return "\n".join(lines)


async def upload(house, text):
    form = aiohttp.FormData()
    form.add_field("file", text.encode(), filename="weights.csv")
    headers = {"Authorization": f"Bearer {house.access_token}"}
    url = f"{house.base_url}/api/file_upload"
    async with house.http.post(url, data=form, headers=headers) as response:
        return (await response.json())["file_id"]


@pytest.mark.timeout(600)
async def test_a_file_is_uploaded_and_imported(tmp_path):
    async with HomeAssistant(tmp_path / "house") as house:
        entry = await house.flow("body_scale", {"next_step_id": "no_scale"}, ANNA)
        entry_id = entry["result"]["entry_id"]
        file = {"file": await upload(house, table(50)), "format": "auto", "person": "Anna"}
        result = await house.options(entry_id, OPTIONS, file)
        assert result["step_id"] == "import_preview"
        assert result["description_placeholders"]["added"] == "50"
        assert stored_weighings(house) == []
        path = f"/api/config/config_entries/options/flow/{result['flow_id']}"
        await house.request("POST", path, {})
        await house.wait_for_state("sensor.anna_body_fat", "22.5", 60)
        assert len(stored_weighings(house)) == 50
        # It was deleted as soon as it was read.
        assert not list((house.folder / "tmp").rglob("weights.csv"))


@pytest.mark.timeout(600)
async def test_a_kill_in_the_middle_leaves_all_or_nothing(tmp_path):
    # There the clocks don't change: each hour is one.
    house = HomeAssistant(tmp_path / "house", settings=Settings(time_zone=morning_zone()))
    async with house:
        await house.flow("body_scale", {"next_step_id": "no_scale"}, ANNA)
        path = house.folder / FILES / "weights.csv"
        path.write_text(table(MANY))
        journal = house.folder / ".storage" / "body_scale.db"
        before = journal.stat().st_size
        fields = {"path": str(path), "person": "Anna"}
        task = asyncio.create_task(
            house.call("body_scale.import_weighings", respond=True, **fields)
        )

        # Then some of it is in the file already, and what was there before is in the other one.
        rollback = journal.with_name(f"{journal.name}-journal")
        async with asyncio.timeout(120):
            # Not by an event: another process writes.
            while not (rollback.exists() and journal.stat().st_size > before + 500_000):  # noqa: ASYNC110
                await asyncio.sleep(0.002)
        await house.kill()
        with suppress(Exception):
            await task
        await house.start()
        assert len(stored_weighings(house)) in {0, MANY}
        answer = await house.call("body_scale.import_weighings", respond=True, **fields)
        assert answer["added"] + answer["known"] == MANY
        assert len(stored_weighings(house)) == MANY
