"""What dashboards are answered in each unit that a household can choose."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from ..bluetooth import MOVING, WEIGHED
from ..changing import Change
from .conftest import BEN

POUND = 0.45359237
STONE = 14 * POUND
JIN = 0.5
# A weighing of 85.15 kg: 187.7236 lb, which are 13 stones and 5.7236 lb; 13.40883 st.
UNITS = {
    "kg": (1, 1, "kg", "kg", "85.2 kg"),
    "lb": (POUND, 1, "lb", "lb", "187.7 lb"),
    "st": (STONE, 2, "st", "st", "13.41 st"),
    "st_lb": (POUND, 1, "lb", "st_lb", "13 st 5.7 lb"),
    "jin": (JIN, 1, "jin", "jin", "170.3 jin"),
}


@pytest.fixture(params=sorted(UNITS))
async def chosen(request, hass, household, entry):
    """Choose each unit; return it with what one of it weighs, and how it is shown."""
    hass.config_entries.async_update_entry(entry, options={"weight_unit": request.param})
    await hass.async_block_till_done(wait_background_tasks=True)
    return request.param, *UNITS[request.param]


@pytest.fixture
def change(hass, entry):
    return Change(hass, entry)


async def test_the_overview(air, chosen, ask, person):
    unit, kg, precision, name, beside, text = chosen
    await air.hear(MOVING, WEIGHED)
    overview, ben = await ask("overview"), await person("Ben")
    shown = (overview["unit"], overview["unit_name"], overview["precision"])
    assert shown == (unit, name, precision)
    latest = ben["latest"]
    assert (latest["weight"], latest["text"]) == (pytest.approx(85.15 / kg, abs=0.005), text)
    assert ben["trend"] == latest["weight"]
    for measure in overview["metrics"]:
        assert (measure["unit"] == beside) is (measure["key"] in MASSES)
    assert ben["healthy"]["high"] == pytest.approx(25 * 1.82**2 / kg, rel=0.03)
    assert sum(part["mass"] for part in ben["composition"]["now"]) == pytest.approx(
        85.15 / kg, abs=0.03
    )


MASSES = frozenset(
    {
        "weight",
        "fat_mass",
        "lean_body_mass",
        "muscle_mass",
        "bone_mass",
        "ideal_weight",
    }
)


async def test_bars(air, chosen, person):
    unit, kg, precision, _, beside, text = chosen
    await air.hear(MOVING, WEIGHED)
    bars = {each["metric"]: each for each in (await person("Ben"))["bars"]}
    assert {key for key, bar in bars.items() if bar["unit"] == beside} == MASSES
    weight = bars["weight"]
    assert (weight["text"], weight["digits"]) == (text, precision)
    assert weight["value"] == pytest.approx(85.15 / kg, abs=0.005)
    assert weight["bounds"] == sorted(weight["bounds"])
    assert weight["lowest"] < weight["value"] < weight["highest"]
    spoken = {"st": "13.41 stone", "st_lb": "13 stone 5.7 pounds"}.get(unit, text)
    assert weight["spoken"].startswith(f"{spoken}, ")
    # Bones weigh less than a stone.
    assert " st " not in bars["bone_mass"]["text"]
    assert bars["body_fat"]["unit"] == "%"


async def test_a_range_is_read_aloud_in_stones_and_pounds(hass, entry, air, person):
    await air.hear(MOVING, WEIGHED)
    hass.config_entries.async_update_entry(entry, options={"weight_unit": "st_lb"})
    await hass.async_block_till_done(wait_background_tasks=True)
    bars = {each["metric"]: each for each in (await person("Ben"))["bars"]}
    bar = bars["weight"]
    at = bar["names"].index("normal")
    low, high = (
        f"{int(round(each, 1) // 14)} stone {round(round(each, 1) % 14, 1):g} pounds"
        for each in bar["bounds"][at - 1 : at + 1]
    )
    assert bar["spoken"].endswith(f"normal is {low} to {high}")


def read(number, digits):
    """Return a number as it is read: half a step goes up."""
    return Decimal(str(number)).quantize(Decimal(10) ** -digits, ROUND_HALF_UP)


async def test_differences_are_in_the_same_unit(chosen, ask, store, weighed, person):
    _, kg, precision, *_ = chosen
    await store(
        weighed(3, 86.0),
        weighed(2, 85.0),
        # Whose it is stays open: somebody left since.
        weighed(1, 84.5, person_id=None, candidates={"carl": 0.4, BEN: 0.4, "nobody": 0.2}),
    )
    overview = await ask("overview")
    newest = next(each for each in overview["recent"] if each["weighing_id"] == "w2")
    assert newest["difference"] == pytest.approx(-1 / kg, abs=0.11)
    assert newest["difference"] == round(newest["difference"], precision)
    # It is that of what is shown: nobody is to find it wrong.
    shown = {each["weighing_id"]: read(each["weight"], precision) for each in overview["recent"]}
    assert newest["difference"] == float(shown["w2"] - shown["w3"])
    [candidate] = overview["pending"][0]["candidates"]
    trend = read((await person("Ben"))["trend"], precision)
    assert candidate["difference"] == float(shown["w1"] - trend)


async def test_a_chart(chosen, ask, store, weighed, change):
    _, kg, _, _, beside, _ = chosen
    change.update("Ben", goal={"goal_weight": 80.0})
    await change.settle()
    await store(*(weighed(day, 85 + day / 10) for day in range(1, 9)))
    series = await ask("series", person_id=BEN, metric="weight")
    assert series["unit"] == beside
    values = [value for _, value, *_ in series["points"]]
    assert values == [pytest.approx((85 + day / 10) / kg, abs=0.005) for day in range(8, 0, -1)]
    assert series["goal"] == pytest.approx(80 / kg, abs=0.005)
    # The axis is cut to the data, 1.5 kg beyond.
    assert series["low"] == pytest.approx((85.1 - 1.5) / kg, abs=0.02)
    assert series["high"] == pytest.approx((85.8 + 1.5) / kg, abs=0.02)
    fat = await ask("series", person_id=BEN, metric="body_fat")
    assert fat["unit"] == "%"


async def test_a_goal(chosen, store, weighed, person, change):
    unit, kg, *_ = chosen
    change.update("Ben", goal={"goal_weight": 75.0})
    await change.settle()
    await store(weighed(1, 85.0))
    goal = (await person("Ben"))["goal"]
    assert goal["weight"] == pytest.approx(75 / kg, abs=0.005)
    assert goal["distance"] == pytest.approx(10 / kg, abs=0.005)
    # 10 kg are 22.046 lb: 22.05, as scales and sensors show them, or 1.575 st.
    texts = {
        "kg": "10.0 kg",
        "lb": "22.1 lb",
        "st": "1.58 st",
        "st_lb": "1 st 8.1 lb",
        "jin": "20.0 jin",
    }
    assert goal["text"].startswith(f"{texts[unit]} to go")


async def test_who_stands_on_the_scale(air, chosen, ask):
    _, kg, _, _, _, text = chosen
    await air.hear(MOVING, WEIGHED)
    [scale] = (await ask("overview"))["scales"]
    assert (scale["live_text"], scale["live_weight"]) == (
        text,
        pytest.approx(85.15 / kg, abs=0.005),
    )
    assert scale["last_weighing"]["text"] == text


async def test_a_search_finds_what_is_read(air, chosen, ask):
    *_, text = chosen
    await air.hear(MOVING, WEIGHED)
    assert (await ask("weighings", search=text))["total"] == 1
    assert (await ask("weighings", search="99 st"))["total"] == 0


async def test_the_familys_changes_are_percent_in_any_unit(chosen, ask, store, weighed):
    await store(weighed(2, 80.0), weighed(1, 80.0))
    [line] = (await ask("family", days=30))["lines"]
    assert [value for _, value in line["points"]] == [0, 0]


async def test_an_open_dashboard_is_told_of_another_unit(
    hass, entry, client, freezer, ask, store, weighed
):
    await store(weighed(1, 68.3))
    await client.send_json_auto_id({"type": "body_scale/subscribe"})
    assert (await client.receive_json())["success"]
    assert (await client.receive_json())["event"]["kind"] == "overview"
    freezer.tick(1)
    hass.config_entries.async_update_entry(entry, options={"weight_unit": "st_lb"})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (await client.receive_json())["event"]["kind"] == "overview"
    [record] = (await ask("overview"))["recent"]
    assert record["text"] == "10 st 10.6 lb"
