"""What the parts of a dashboard say, in a real browser with a stand-in for Home Assistant."""

from datetime import UTC, datetime, timedelta
import re

from playwright.async_api import expect
import pytest

from .page import browser_page, change

ZOE, MAX = {"person": "p1"}, {"person": "p2"}
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.fixture(autouse=True)
def sockets(socket_enabled):
    """Let the browser reach the page."""


async def colour(element):
    return await element.evaluate("element => getComputedStyle(element).color")


class TestHero:
    async def test_a_change_is_grey_unless_it_leads_to_a_goal(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "hero", **ZOE}], [{"mode": "hero", **MAX}])
            await change(
                page,
                """for (const each of [zoe, max])
                    each.change = {previous: 0.3, "7d": -0.5, "30d": null};""",
            )
            zoe, max_ = (page.locator("body-scale-hero").nth(each) for each in range(2))
            # Zoe wants to lose weight; Max has no goal.
            down, up = zoe.get_by_text("−0.5 in 7 days"), zoe.get_by_text("+0.3 since")
            # As grey as the line below.
            grey = await colour(zoe.get_by_role("button", name="bathroom scale"))
            assert await colour(down) != grey == await colour(up)
            for text in ("−0.5 in 7 days", "+0.3 since"):
                assert await colour(max_.get_by_text(text)) == grey

    @pytest.mark.parametrize(
        ("days", "words"), [((0, 1), "yesterday"), ((0, 2), "last time"), ((1, 2), "last time")]
    )
    async def test_a_change_is_since_yesterday_only_if_it_is(self, days, words):
        async with browser_page() as shown:
            await shown.page.clock.set_fixed_time(datetime(2026, 3, 2, 10, 30, tzinfo=UTC))
            page = await shown.show([{"mode": "hero", **ZOE}])
            await change(
                page,
                f"""const [now, then] = {[*days]}.map(ago =>
                        new Date(Date.now() - ago * 864e5).toISOString());
                    zoe.change.previous = -0.4;
                    zoe.latest = {{...zoe.latest, measured_at: now}};
                    zoe.previous = {{...zoe.latest, measured_at: then}};""",
            )
            await page.get_by_text(f"−0.4 since {words}").wait_for()

    async def test_the_goal_is_in_the_users_language_and_numbers(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "hero", **ZOE}], language="de")
            await change(page, "zoe.goal.forecast.likely = '2099-02-20';")
            await page.get_by_text("3,2 kg to go, about 20. Februar 2099").wait_for()

    async def test_how_it_is_known_whose_it_is(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "hero", **ZOE}])
            await page.get_by_role("button", name="bathroom scale, 98 % sure").wait_for()
            await change(page, "zoe.latest.assigned_by = 'user';")
            await page.get_by_role("button", name="bathroom scale, said by hand").wait_for()


class TestChart:
    async def test_there_are_chips_for_what_there_is(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "chart", **ZOE}])
            chips = page.get_by_role("group", name="Metric")
            await chips.get_by_role("button", name="Visceral fat").wait_for()
            await change(page, "zoe.charted = ['weight', 'bmi'];")
            await chips.get_by_role("button", name="Visceral fat").wait_for(state="detached")
            names = await chips.get_by_role("button").all_text_contents()
            assert [each.strip() for each in names] == ["Weight", "BMI"]
            await change(page, "zoe.charted = ['weight'];")
            await chips.wait_for(state="detached")

    async def test_a_healthy_range_beyond_the_axis_is_named_with_its_unit(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "chart", **MAX}])
            # 52.3 to 70.6 kg; Max weighs more than 80.
            await page.get_by_text("healthy 52–71 kg").wait_for()

    async def test_what_was_set_aside_says_so_and_can_be_opened(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "chart", **ZOE}])
            await change(
                page,
                """const {series} = made;
                made.series = query => {
                    const found = series(query), [at, value] = found.points.at(-1);
                    const own = found.points.map(each => each.with(3, 0));
                    return {...found, points: [...own, [at + 6e4, value + 1, "aside", 1, null]]};
                };
                const measured_at = new Date(Date.parse(zoe.latest.measured_at) + 6e4).toISOString();
                made.all.unshift({...made.all[0], weighing_id: "aside", person_id: "guest",
                    person: null, measured_at});""",
            )
            chart = page.get_by_role("slider")
            await chart.focus()
            await page.keyboard.press("End")
            await expect(chart).to_have_attribute("aria-valuetext", re.compile("set aside"))
            hollow = await page.locator("body-scale-plot .hollow").first.get_attribute("d")
            assert hollow.count("M") == 1
            await page.keyboard.press("Enter")
            await page.get_by_role("dialog", name="A guest").wait_for()


class TestBars:
    async def test_without_an_impedance_the_values_before_are_greyed_with_their_day(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "bars", **MAX}])
            await page.get_by_text("No impedance this time").wait_for()
            since = datetime.now(UTC) - timedelta(days=9)
            day = f"Measured on {since:%b} {since.day}, {since.year}"
            await page.get_by_text(day).wait_for()
            fat = page.get_by_role("meter", name="Body fat")
            spoken = await fat.get_attribute("aria-valuetext")
            assert spoken == f"33.9 percent, high, normal is 20 to 30, {day}"
            old = await colour(page.locator(".old .value").first)
            await change(page, "max.bars = max.earlier.bars; max.earlier = null; max.missing = {};")
            assert await colour(page.locator(".value").first) != old
            await page.get_by_role("button", name="About Body fat").click()
            await expect(page.get_by_role("dialog").get_by_text("Measured on")).to_have_count(0)

    @pytest.mark.parametrize(("width", "columns"), [(1900, 2), (375, 1)])
    async def test_there_are_two_columns_and_one_on_a_phone(self, width, columns):
        async with browser_page(width) as shown:
            page = await shown.show([{"mode": "bars", **ZOE}])
            meters = page.get_by_role("meter")
            await meters.first.wait_for()
            lefts = [(await each.bounding_box())["x"] for each in await meters.all()]
            assert len(set(lefts)) == columns

    async def test_what_a_value_was_before_is_said_where_it_is_explained(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "bars", **ZOE}])
            await page.get_by_role("button", name="About BMI").click()
            dialog = page.get_by_role("dialog", name="BMI")
            # 23.5 and two percent.
            await dialog.get_by_text(": 24.0").wait_for()
            await dialog.get_by_text("Formulas: Mi Fit, corrected.").wait_for()
            # It follows from weight and height.
            await expect(dialog.get_by_text("An estimate")).to_have_count(0)


async def test_numbers_are_written_as_in_the_users_language_everywhere():
    async with browser_page() as shown:
        cards = [{"mode": mode, **ZOE} for mode in ("bars", "composition", "person", "live")]
        page = await shown.show(cards, language="de")
        await page.locator("body-scale-bars").get_by_text("33,9 %").wait_for()
        await page.locator("body-scale-person").get_by_text("33,9 %").wait_for()
        await page.locator("body-scale-composition").get_by_text("23,1 kg · 33,9 %").wait_for()
        await page.evaluate(
            """() => tell({kind: "scale", scale: {...made.scale, state: "stable", occupied: true,
                live_weight: 68.2, live_text: "68.2 kg"}})"""
        )
        await page.locator("body-scale-live").get_by_text("68,2 kg").wait_for()


class TestCard:
    async def test_a_tap_on_the_weight_leads_on_and_a_hold_opens_the_entity(self):
        async with browser_page() as shown:
            page = await shown.show(
                [{"mode": "person", "navigation_path": "/page.html#zoe", **ZOE}]
            )
            weight = page.locator("body-scale-person .weight")
            await page.evaluate(
                """() => addEventListener("hass-more-info",
                    event => { window.opened = event.detail.entityId; })"""
            )
            await weight.hover()
            await page.mouse.down()
            await page.wait_for_function("() => window.opened == 'sensor.p1_weight'")
            await page.mouse.up()
            assert not page.url.endswith("#zoe")
            await weight.click()
            await page.wait_for_url("**#zoe")

    @pytest.mark.parametrize(("days", "noted"), [(5, False), (6, True)])
    async def test_who_was_not_weighed_for_long_is_told(self, days, noted):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "person", **ZOE}])
            await change(
                page,
                f"""const at = new Date(Date.now() - {days} * 864e5).toISOString();
                    zoe.latest = {{...zoe.latest, measured_at: at}};""",
            )
            await page.get_by_text(f"{days} days ago").wait_for()
            note = page.get_by_text(f"Not weighed for {days} days")
            await expect(note).to_have_count(1 if noted else 0)

    async def test_a_metric_is_spoken_with_its_normal_range(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "person", **ZOE}])
            name = "Body fat 33.9 percent, high, normal is 20 to 30"
            await page.get_by_role("button", name=name, exact=True).click()
            await page.get_by_role("dialog", name="Body fat").wait_for()

    async def test_what_was_not_measured_this_time_has_the_day_when_it_was(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "person", "metrics": ["body_fat"], **MAX}])
            since = datetime.now(UTC) - timedelta(days=9)
            await (
                page.locator(".metric.old .grade").get_by_text(f"{since:%b} {since.day}").wait_for()
            )

    @pytest.mark.parametrize(("width", "is_there"), [(700, True), (300, False)])
    async def test_one_line_has_the_trend_and_the_goal_where_there_is_room(self, width, is_there):
        async with browser_page(width) as shown:
            page = await shown.show([{"mode": "person", "compact": True, **ZOE}])
            zoe = await page.evaluate("() => made.overview.people[0].latest.weight.toFixed(1)")
            card = page.locator("body-scale-person")
            await card.get_by_text(f"{zoe} kg").first.wait_for()
            goal = card.get_by_text("3.2 kg to goal")
            await (expect(goal).to_be_visible() if is_there else expect(goal).to_be_hidden())
            assert (await card.bounding_box())["height"] <= 64


class TestHistory:
    async def test_it_says_by_whom_a_weighing_was_given(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "history", **ZOE}])
            await page.get_by_text("bathroom scale · 98 % sure").first.wait_for()
            await change(page, "made.all[0].assigned_by = made.all[1].assigned_by = 'profile';")
            await page.get_by_text("bathroom scale · chosen on the scale").first.wait_for()

    async def test_a_time_is_on_one_line_beside_stones_on_a_phone(self):
        async with browser_page(375) as shown:
            page = await shown.show([{"mode": "history", **ZOE}], unit="st_lb")
            lines = page.locator("body-scale-history .line:first-child")
            await lines.first.wait_for()
            heights = {(await each.bounding_box())["height"] for each in await lines.all()}
            assert len(heights) == 1
            # One line of the page's own height.
            assert heights.pop() < 30
