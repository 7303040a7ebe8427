"""What another integration measured comes out of Home Assistant's own statistics."""

from datetime import UTC, datetime, timedelta

from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.statistics import async_import_statistics
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_recorder_block_till_done,
)

from custom_components.body_scale.transfer.hours import Hour, changes, value_after

from ..stored import weighings_of
from .conftest import ANNA
from .test_flow import OPTIONS

BEGIN = datetime(2024, 3, 1, 6, tzinfo=UTC)


def hours_of(*moments, until, begin=BEGIN):
    """Return the rows that a recorder makes of a sensor with these values from these hours on."""
    rows = []
    for number in range(until):
        first, last = number, number + 1
        shown = [
            (max(at, first), min(following, last), value)
            for (at, value), (following, _) in zip(
                moments, [*moments[1:], (until, None)], strict=True
            )
            if at < last and following > first
        ]
        if not shown:
            continue
        length = sum(end - start for start, end, _ in shown)
        mean = sum((end - start) * value for start, end, value in shown) / length
        values = [value for _, _, value in shown]
        rows.append(Hour(begin + timedelta(hours=number), mean, min(values), max(values)))
    return rows


def found(rows):
    return [
        (round((each.at - BEGIN).total_seconds() / 3600, 6), round(each.value, 6))
        for each in changes(rows)
    ]


@pytest.mark.parametrize(
    "moments",
    [
        [(0, 80.0)],
        [(0, 80.0), (24.25, 79.5), (48.75, 79.9)],
        [(0, 80.0), (5, 79.0), (6, 81.0), (7, 79.0)],
        [(0, 80.0), (5.5, 79.0), (6.5, 81.0), (8.5, 80.0)],
        # The last one is in the last hour that there is.
        [(0, 80.0), (59.5, 82.0)],
        [(0, 80.0), (59.5, 78.0)],
    ],
    ids=str,
)
def test_each_change_is_a_weighing_at_its_moment(moments):
    assert found(hours_of(*moments, until=60)) == moments


def test_without_rows_there_is_nothing():
    assert found([]) == []


def test_what_comes_with_a_weighing():
    fat = hours_of((0, 20.0), (5.5, 21.0), until=30)
    moment = BEGIN + timedelta(hours=5.4)
    within = timedelta(hours=2)
    assert value_after(fat, moment, within) == 21.0
    assert value_after(fat, BEGIN + timedelta(hours=40), within) is None
    assert value_after(fat[:6], moment, within) is None


@pytest.mark.usefixtures("recorder_mock")
class TestFlow:
    @pytest.fixture
    async def sensors(self, hass, household):
        """Return sensors in a real recorder: pounds, percent, and one without a unit."""
        kinds = {
            "weight": ("lb", "mass", [(0, 150.0), (24.5, 149.0)]),
            "fat": ("%", "unitless", [(0, 21.0), (24.5, 22.0)]),
            "steps": ("steps", None, [(0, 5000.0)]),
        }
        for name, (unit, unit_class, moments) in kinds.items():
            rows = hours_of(*moments, until=48)
            async_import_statistics(
                hass,
                {
                    "mean_type": StatisticMeanType.ARITHMETIC,
                    "has_sum": False,
                    "name": None,
                    "source": "recorder",
                    "statistic_id": f"sensor.{name}",
                    "unit_of_measurement": unit,
                    "unit_class": unit_class,
                },
                [
                    {"start": row.start, "mean": row.mean, "min": row.low, "max": row.high}
                    for row in rows
                ],
            )
        await async_recorder_block_till_done(hass)

    @pytest.fixture
    def ask(self, hass, entry, sensors):
        async def submit(**fields):
            options = hass.config_entries.options
            flow = await options.async_init(entry.entry_id)
            step = OPTIONS | {"next": "import_statistics"}
            flow = await options.async_configure(flow["flow_id"], step)
            assert flow["step_id"] == "import_statistics"
            return await options.async_configure(flow["flow_id"], {"person": "Anna", **fields})

        return submit

    async def test_of_one_person(self, hass, household, ask):
        result = await ask(weight="sensor.weight", body_fat="sensor.fat")
        assert result["step_id"] == "import_preview"
        assert result["description_placeholders"]["format"] == "Long-term statistics"
        options = hass.config_entries.options
        result = await options.async_configure(result["flow_id"], {})
        while result["type"] == "progress":
            await hass.async_block_till_done(wait_background_tasks=True)
            result = await options.async_configure(result["flow_id"])
        assert result["reason"] == "imported"
        first, second = weighings_of(household, ANNA)
        assert first.weight_kg == pytest.approx(150 * 0.45359237)
        assert second.weight_kg == pytest.approx(149 * 0.45359237)
        assert abs(second.measured_at - BEGIN - timedelta(hours=24.5)) < timedelta(seconds=1)
        assert (first.given.body_fat, second.given.body_fat) == (21.0, 22.0)
        again = await ask(weight="sensor.weight", body_fat="sensor.fat")
        assert again["description_placeholders"]["known"] == "2"

    async def test_refused(self, hass, entry, household, ask):
        assert (await ask(weight="sensor.none"))["errors"] == {"base": "statistics_missing"}
        result = await ask(weight="sensor.steps")
        assert result["errors"] == {"base": "statistics_unit"}
        assert result["description_placeholders"] == {"statistic": "sensor.steps"}
        result = await ask(weight="sensor.weight", body_fat="sensor.weight")
        assert result["errors"] == {"base": "statistics_unit"}
        # They are made of the journal: what was heard late would come a second time.
        for own in ("sensor.anna_weight", f"body_scale:{ANNA}_weight"):
            assert (await ask(weight=own))["errors"] == {"base": "statistics_own"}
        result = await ask(weight="sensor.weight", person="Zoe")
        assert result["errors"] == {"person": "unknown_person"}
        await hass.config_entries.async_unload(entry.entry_id)
        options = hass.config_entries.options
        flow = await options.async_init(entry.entry_id)
        step = OPTIONS | {"next": "import_statistics"}
        result = await options.async_configure(flow["flow_id"], step)
        assert result["reason"] == "not_loaded"


async def test_without_a_recorder(hass, household, entry):
    options = hass.config_entries.options
    flow = await options.async_init(entry.entry_id)
    flow = await options.async_configure(flow["flow_id"], OPTIONS | {"next": "import_statistics"})
    answer = {"weight": "sensor.weight", "person": "Anna"}
    result = await options.async_configure(flow["flow_id"], answer)
    assert result["errors"] == {"base": "statistics_missing"}
