"""Our cards in a real browser, with a stand-in for Home Assistant: what people see and can do."""

from datetime import UTC, date, datetime, timedelta
import re

import pytest

from .axe import install, problems_of
from .page import browser_page, change

ZOE = {"person": "p1"}
HOUSEHOLD = (
    [{"mode": "waiting"}, {"mode": "live"}],
    [{"mode": "person", "person": each} for each in ("p1", "p2", "p3")],
    [{"mode": "family"}, {"mode": "recent"}],
)
PERSON = (
    [{"mode": mode, **ZOE} for mode in ("hero", "composition", "days")],
    [{"mode": mode, **ZOE} for mode in ("chart", "bars")],
    [{"mode": "history", **ZOE}],
)
OTHERS = (
    [{"mode": "person", "compact": True, **ZOE}, {"mode": "person", "privacy": "blurred", **ZOE}],
    [{"mode": "person", "privacy": "changes", **ZOE}, {"mode": "scales"}],
    [{"mode": "household"}],
)
ZOE_PERHAPS = """
    const { person_id, name } = made.overview.people[0];
    const candidates = [{person_id, name, probability: 0.6, difference: 0.2}];
    made.overview.pending = [{...made.all[0], weighing_id: "new", person_id: null, person: null,
        candidates}];
    made.overview.recent = made.overview.pending;
    tell({kind: "overview"});
"""
"""A weighing that waits and may be Zoe's."""
MARKUP = """() => {
    const within = root => [...root.querySelectorAll("*")].flatMap(each =>
        each.shadowRoot ? [each.shadowRoot.innerHTML, ...within(each.shadowRoot)] : []);
    return within(document).join("");
}"""
"""All that our parts are made of, whatever shadow trees they are in."""
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.fixture(autouse=True)
def sockets(socket_enabled):
    """Let the browser reach the page."""


@pytest.fixture(params=[1280, 375], ids=["desktop", "phone"])
def width(request):
    return request.param


async def filled(page):
    """Wait until nothing is being asked for any more."""
    await page.wait_for_function("() => !document.querySelector('main section:empty')")
    await page.locator("body-scale-view").first.wait_for(state="attached")
    await page.wait_for_load_state("networkidle")


@pytest.fixture(scope="module")
def axe():
    """Install what looks at accessibility."""
    install()


@pytest.mark.parametrize(
    "cards", [HOUSEHOLD, PERSON, OTHERS], ids=["household", "person", "others"]
)
async def test_everything_is_shown_without_a_complaint(cards, width, axe):
    async with browser_page(width) as shown:
        for wishes in ({}, {"dark": 1}, {"dir": "rtl", "language": "ar"}):
            page = await shown.show(*cards, **wishes)
            await filled(page)
            # Nothing is cut off at the side.
            assert await page.evaluate("() => document.documentElement.scrollWidth") <= width
            assert not await problems_of(page, "main")
            assert not shown.complaints


async def test_one_tap_says_who_it_was_and_another_takes_it_back():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "waiting"}])
        await page.get_by_role("button", name="Max 58 %").click()
        await page.get_by_role("button", name="Undo").click()
        await page.get_by_text("Undone").wait_for()
        done = await page.evaluate(
            "() => calls.filter(each => each.service || each.type == 'body_scale/unassign')"
        )
        assert done == [
            {
                "domain": "body_scale",
                "service": "assign_weighing",
                "data": {"weighing_id": "pending-0", "person": "p2"},
            },
            {"type": "body_scale/unassign", "weighing_id": "pending-0"},
        ]


async def test_the_card_goes_when_nothing_waits():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "waiting"}], [{"mode": "recent"}], pending=1)
        await page.get_by_role("button", name="A guest").click()
        await page.get_by_text("Given to A guest").wait_for()
        await page.locator("hui-card:empty").wait_for(state="attached")


async def test_the_card_comes_when_something_waits():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "waiting"}], [{"mode": "recent"}], pending=0)
        await page.get_by_text("Last weighings").wait_for()
        await page.locator("hui-card:empty").wait_for(state="attached")
        await page.evaluate(f"() => {{ {ZOE_PERHAPS} }}")
        await page.get_by_role("button", name="Zoe 60 %").wait_for()


async def test_the_card_comes_when_something_waited_while_another_view_was_shown():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "waiting"}], [{"mode": "recent"}], pending=0)
        holder = await page.locator("hui-card:empty").element_handle(timeout=20_000)
        await page.evaluate(f"holder => {{ holder.remove(); {ZOE_PERHAPS} }}", holder)
        await page.get_by_text("Who was it?").wait_for()
        await page.evaluate(
            """holder => {
                document.querySelector("main section").append(holder);
                holder.card.hass = hass;
            }""",
            holder,
        )
        await page.get_by_role("button", name="Zoe 60 %").wait_for()


async def test_today_and_yesterday_are_the_users_whatever_the_house_says():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "recent"}], language="de")
        await page.evaluate(
            """() => {
                const at = hours => new Date(Date.now() - hours * 3_600_000).toISOString();
                const [first] = made.all;
                made.overview.recent = [0, 24].map(hours => ({...first, weighing_id: `${hours}`,
                    measured_at: at(hours), when_text: "1 January"}));
                tell({kind: "overview"});
            }"""
        )
        await page.get_by_text("heute").wait_for()
        await page.get_by_text("gestern").wait_for()


async def test_what_fails_is_said():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "waiting"}])
        await page.evaluate("() => { window.refuse = true; }")
        await page.get_by_role("button", name="Max 58 %").click()
        await page.get_by_text("That didn't work. refused").wait_for()


async def test_who_stands_on_the_scale_sees_what_to_do():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "live"}])
        await page.get_by_text("Bathroom scale, last seen 2 hours ago").wait_for()
        await page.evaluate(
            """() => tell({kind: "scale", scale: {...made.scale, state: "stable", occupied: true,
                hint: "Stay on it", live_weight: 68.2, live_text: "68.2 kg"}})"""
        )
        await page.get_by_text("68.2 kg").wait_for()
        await page.get_by_role("status").get_by_text("Stay on it").wait_for()
        assert await page.locator("[aria-current=step]").text_content() == "Measuring"
        await page.evaluate(
            """() => tell({kind: "scale", scale: {...made.scale, state: "done", occupied: true,
                live_weight: 68.2, live_text: "68.2 kg"}})"""
        )
        await page.get_by_role("status").get_by_text("Zoe").wait_for()


async def test_done_says_what_is_stored_and_of_nobody_else():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "live"}])
        await page.get_by_text("Bathroom scale, last seen").wait_for()
        await page.evaluate(
            """() => tell({kind: "scale", scale: {...made.scale, state: "done", occupied: true,
                live_weight: 0, last_weighing: {...made.all[0], weight: 68.3}}})"""
        )
        await page.locator(".done").get_by_text("68.3 kg").wait_for()
        # The next one, of whom nothing is stored yet.
        await page.evaluate(
            """() => tell({kind: "scale", scale: {...made.scale, state: "done", occupied: true,
                state_text: "Done", live_weight: 85.4, last_weighing: null}})"""
        )
        await page.locator(".done").get_by_text("85.4 kg").wait_for()
        assert await page.get_by_role("status").text_content() == "Done"


@pytest.mark.parametrize("other", ["idle", "stable"])
async def test_scales_stand_apart_whatever_goes_on_on_them(other):
    async with browser_page() as shown:
        page = await shown.show([{"mode": "live"}])
        await page.get_by_text("Bathroom scale, last seen").wait_for()
        await page.evaluate(
            """other => ["measuring", other].forEach((state, index) => tell({kind: "scale",
                scale: {...made.overview.scales[index], state, occupied: state != "idle"}}))""",
            other,
        )
        await page.locator("body-scale-live .active").first.wait_for()
        second = page.locator(f"body-scale-live .{'idle' if other == 'idle' else 'active'}").last
        above = await page.locator("body-scale-live .active").first.bounding_box()
        below = await second.bounding_box()
        assert below["y"] - (above["y"] + above["height"]) >= 8


async def test_a_guest_has_no_letter_that_could_be_a_members():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "recent"}], [{"mode": "waiting"}])
        await page.get_by_text("Last weighings").wait_for()
        await page.evaluate(
            """() => {
                const of = (person_id, person) => ({...made.all[0], weighing_id: `of ${person_id}`,
                    person_id, person});
                made.overview.recent = [of("p1", "Zoe"), of("guest", "a guest"), of(null, null)];
                tell({kind: "overview"});
            }"""
        )
        rows = page.locator("body-scale-recent li")
        await rows.filter(has_text="a guest").wait_for()
        faces = await rows.locator(".face").all_inner_texts()
        assert [each.strip() for each in faces] == ["Z", "", "?"]
        assert await rows.locator(".face svg").count() == 1


async def test_the_chart_is_read_by_keys_and_opens_a_weighing():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "chart", **ZOE}])
        chart = page.get_by_role("slider")
        await chart.focus()
        await page.keyboard.press("End")
        await page.keyboard.press("ArrowLeft")
        newest = await page.evaluate(
            "() => made.series({person_id: 'p1', metric: 'weight'}).points"
        )
        assert f"{newest[-2][1]:.1f} kg" in await chart.get_attribute("aria-valuetext")
        await page.keyboard.press("Enter")
        await page.get_by_role("dialog", name="Zoe").wait_for()


async def test_the_chart_is_a_table_as_well():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "chart", **ZOE}])
        await page.get_by_role("button", name="A week").click()
        await page.get_by_role("button", name="Table").click()
        week = """() => made.series({person_id: 'p1', metric: 'weight',
            start: new Date(Date.now() - 7 * 864e5).toISOString()}).points.length"""
        await page.get_by_role("table").wait_for()
        assert await page.get_by_role("row").count() == 1 + await page.evaluate(week)


@pytest.mark.parametrize(
    ("width", "places"),
    [
        (1500, "composition and days beside the bars"),
        (1000, "composition beside days, below the bars"),
        (375, "one below the other"),
    ],
)
@pytest.mark.parametrize("composed", [True, False])
async def test_the_bodys_metrics_leave_no_gap(width, places, composed):
    async with browser_page(width, 2000) as shown:
        page = await shown.show([{"mode": "body", **ZOE}])
        if not composed:
            await page.locator("body-scale-composition").wait_for()
            await change(page, "zoe.composition = {now: null, before: null}")
            await page.locator("body-scale-composition").wait_for(state="detached")
        boxes = {}
        for part in ("bars", "composition", "days") if composed else ("bars", "days"):
            boxes[part] = await page.locator(f"body-scale-{part}").bounding_box()
        bars, days = boxes["bars"], boxes["days"]
        whole = await page.locator("body-scale-view").bounding_box()
        composition = boxes.get("composition", days)
        if "beside the bars" in places:
            assert composition["y"] == bars["y"]
            assert composition["x"] > bars["x"] + bars["width"]
            assert days["x"] == composition["x"]
        else:
            assert bars["width"] == whole["width"]
            assert composition["y"] > bars["y"] + bars["height"]
        side_by_side = composed and "beside days" in places
        assert (days["x"] > composition["x"]) is side_by_side
        assert days["x"] + days["width"] == pytest.approx(whole["x"] + whole["width"], abs=1)


async def test_dragging_zooms_and_can_be_taken_back():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "chart", **ZOE}])
        box = await page.get_by_role("slider").bounding_box()
        middle = box["y"] + box["height"] / 2
        await page.mouse.move(box["x"] + box["width"] * 0.5, middle)
        await page.mouse.down()
        await page.mouse.move(box["x"] + box["width"] * 0.8, middle, steps=5)
        await page.mouse.up()
        await page.get_by_role("button", name="Zoom out").click()
        await page.get_by_role("button", name="Zoom out").wait_for(state="hidden")


async def test_every_bar_is_spoken():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "bars", **ZOE}])
        spoken = await page.get_by_role("meter", name="Body fat").get_attribute("aria-valuetext")
        assert spoken == "33.9 percent, high, normal is 20 to 30"


async def test_a_weighing_is_edited_deleted_and_moved():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "history", **ZOE}])
        menu = page.get_by_role("button", name="What to do with").first
        await menu.click()
        await page.get_by_role("button", name="Edit").click()
        await page.get_by_label("Weight (kg)").fill("67,2")
        await page.get_by_role("button", name="Save").click()
        await page.get_by_role("dialog").wait_for(state="hidden")
        await menu.click()
        await page.get_by_role("button", name="Delete").click()
        await page.get_by_role("button", name="Undo").click()
        await page.get_by_text("Undone").wait_for()
        await menu.click()
        await page.get_by_role("button", name="Move to").click()
        await page.get_by_role("dialog").get_by_role("button", name="Max").click()
        await page.get_by_text("Given to Max").wait_for()
        done = await page.evaluate("() => calls.filter(each => each.service)")
        assert [each["service"] for each in done] == [
            "edit_weighing",
            "delete_weighing",
            "restore_weighing",
            "assign_weighing",
        ]
        # A time that wasn't touched isn't changed.
        assert done[0]["data"] == {"weighing_id": "p1-0", "weight": 67.2, "unit": "kg"}


async def test_a_weighing_is_typed_in():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "recent"}])
        await page.get_by_role("button", name="Type in a weighing").click()
        await page.get_by_label("Weight (kg)").fill("no idea")
        await page.get_by_role("button", name="Save").click()
        await page.get_by_role("alert").wait_for()
        await page.get_by_label("Weight (kg)").fill("72.5")
        await page.get_by_label("Person").select_option(label="Max")
        await page.get_by_role("button", name="Save").click()
        await page.get_by_role("dialog").wait_for(state="hidden")
        [done] = await page.evaluate("() => calls.filter(each => each.service)")
        assert done["data"] == {"weight": 72.5, "unit": "kg", "person": "p2"}


async def test_the_next_one_is_claimed_with_a_countdown():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "hero", **ZOE}], [{"mode": "hero", "person": "p2"}])
        await page.get_by_role("button", name="The next one is mine").click()
        [done] = await page.evaluate("() => calls.filter(each => each.service)")
        assert done["data"] == {"entity_id": "button.p1_next_weighing"}
        await page.get_by_role("button", name="The next one is yours: 4:").wait_for()


ASSISTED = """
    const { person_id, name } = made.overview.people[2];
    made.overview.assisted = {person_id, name, adult_id: null, adult_name: null,
        until: new Date(Date.now() + 290000).toISOString(), first: null, with_person: null,
        problem: null, problem_text: null, text: `Step on the scale, with ${name} or alone`, ...more};
    tell({kind: "overview"});
"""
"""What the household says of a weighing by difference."""


async def test_a_child_is_weighed_in_somebodys_arms(axe):
    async with browser_page() as shown:
        page = await shown.show([{"mode": "live"}, {"mode": "hero", "person": "p1"}])
        await page.get_by_role("button", name="The next one is mine").wait_for()
        # Not of an adult.
        assert await page.get_by_role("button", name="Weigh in somebody's arms").count() == 0
        await page.evaluate(
            "() => { made.overview.people[0].minor = true; tell({kind: 'overview'}) }"
        )
        above = await page.get_by_role("button", name="The next one is mine").bounding_box()
        begin = page.get_by_role("button", name="Weigh in somebody's arms")
        assert (await begin.bounding_box())["y"] >= above["y"] + above["height"] + 8
        await begin.click()
        dialog = page.get_by_role("dialog", name="Weigh in somebody's arms")
        await dialog.get_by_role("button", name="Max").click()
        await dialog.wait_for(state="hidden")
        [done] = await page.evaluate("() => calls.filter(each => each.service)")
        asked = {"person": "p1", "adult": "p2"}
        assert (done["service"], done["data"]) == ("assisted_weighing", asked)
        await page.evaluate(f"(more) => {{{ASSISTED}}}", {})
        live = page.locator("body-scale-assist")
        await live.get_by_text("Step on the scale, with ").wait_for()
        await live.get_by_text("4:").wait_for()
        more = {"text": "Now alone", "problem": "too_alike", "problem_text": "Nearly the same"}
        await page.evaluate(f"(more) => {{ more.first = made.all[0]; {ASSISTED} }}", more)
        await live.get_by_text("Now alone").wait_for()
        await live.get_by_text("Nearly the same").wait_for()
        assert not await problems_of(page, "main")
        await live.get_by_role("button", name="Cancel").click()
        [_, done] = await page.evaluate("() => calls.filter(each => each.service)")
        assert (done["service"], done["data"]) == ("cancel_assisted_weighing", {})


async def test_who_carries_may_be_left_open():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "hero", "person": "p1"}])
        minor = "made.overview.people[0].minor = true; tell({kind: 'overview'})"
        await page.evaluate(f"() => {{ {minor} }}")
        await page.get_by_role("button", name="Weigh in somebody's arms").click()
        offered = await page.get_by_role("dialog").locator(".people button").all_inner_texts()
        assert not [each for each in offered if "Zoe" in each]
        await page.get_by_role("button", name="find out who").click()
        [done] = await page.evaluate("() => calls.filter(each => each.service)")
        assert done["data"] == {"person": "p1"}


async def test_where_only_one_can_carry_nobody_is_asked():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "hero", "person": "p1"}])
        await page.evaluate(
            """() => {
                for (const each of made.overview.people) each.minor = each.name != "Max";
                tell({kind: "overview"});
            }"""
        )
        await page.get_by_role("button", name="Weigh in somebody's arms").click()
        await page.wait_for_function("() => calls.some(each => each.service)")
        [done] = await page.evaluate("() => calls.filter(each => each.service)")
        assert done["data"] == {"person": "p1"}


async def test_what_to_do_is_also_on_the_view_of_the_child():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "hero", "person": "p1"}])
        await page.evaluate(
            f"(more) => {{ made.overview.people[0].minor = true; {ASSISTED} }}",
            {"person_id": "p1", "text": "Now alone, without Zoe"},
        )
        hero = page.locator("body-scale-hero")
        await hero.get_by_role("status").get_by_text("Now alone, without Zoe").wait_for()
        await hero.get_by_text("4:").wait_for()
        await hero.get_by_role("button", name="Cancel").click()
        [done] = await page.evaluate("() => calls.filter(each => each.service)")
        assert done["service"] == "cancel_assisted_weighing"


async def test_only_changes_are_shown_where_that_is_wanted():
    async with browser_page() as shown:
        modes = ("person", "hero", "chart", "history", "composition", "bars")
        page = await shown.show([{"mode": mode, "privacy": "changes", **ZOE} for mode in modes])
        await filled(page)
        seen = await page.evaluate(
            """() => {
                const text = node => node.nodeName === "STYLE" ? "" : node.nodeType === 3 ? node.data :
                    [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(text).join(" ");
                return text(document.querySelector("main"));
            }"""
        )
        weights = await page.evaluate("() => made.all.map(each => each.weight.toFixed(1))")
        assert not [each for each in {*weights} if f"{each} kg" in seen]
        assert "kg" in seen


async def test_what_is_blurred_is_shown_by_a_tap():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "person", "privacy": "blurred", **ZOE}])
        await page.get_by_role("button", name="Show").wait_for()
        # Neither keys nor a screen reader reach what is blurred.
        assert await page.locator(".blurred").get_attribute("inert") is not None
        await page.get_by_role("button", name="Show").click()
        await page.get_by_role("button", name="Body fat").wait_for()


class TestBadDays:
    @pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Pacific/Kiritimati", "Europe/Berlin"])
    async def test_the_browser_is_in_another_zone(self, zone):
        async with browser_page(zone=zone) as shown:
            # Still 1 March in Pago Pago, and 3 March in Kiritimati.
            await shown.page.clock.set_fixed_time(datetime(2026, 3, 2, 10, 30, tzinfo=UTC))
            page = await shown.show([{"mode": "days", **ZOE}])
            days = [f"{date(2026, 3, 2) - timedelta(days=ago)}" for ago in range(84)]
            await page.evaluate(
                """days => {
                    made.overview.people[0].days = days;
                    tell({kind: "overview"});
                }""",
                days,
            )
            await page.get_by_text("7 of the last 7 days").wait_for()
            assert await page.locator(".day.weighed").count() == 84
            assert await page.locator(".day.today").get_attribute("title") == "Mar 2, 2026"

    async def test_nobody_was_weighed_yet(self):
        async with browser_page() as shown:
            page = await shown.show(*HOUSEHOLD, empty=1)
            await page.get_by_text("Step on the scale, bare-footed").first.wait_for()
            assert await page.get_by_text("Step on the scale, bare-footed").count() == 4
            assert not shown.complaints

    async def test_everybody_was_weighed_once(self):
        async with browser_page() as shown:
            page = await shown.show(*HOUSEHOLD, *PERSON, days=0)
            await filled(page)
            zoe = await page.evaluate("() => made.overview.people[0].latest.weight.toFixed(1)")
            await page.locator("body-scale-person b").get_by_text(f"{zoe} kg").wait_for()
            chart = page.get_by_role("slider")
            await chart.focus()
            await page.keyboard.press("End")
            assert f"{zoe} kg" in await chart.get_attribute("aria-valuetext")
            # Neither in a text nor in a path.
            assert "NaN" not in await page.evaluate(MARKUP)
            assert not shown.complaints

    async def test_there_are_ten_years_of_weighings(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "chart", "period": "all", **ZOE}], days=3652)
            await filled(page)
            chart = page.get_by_role("slider")
            await chart.focus()
            await page.keyboard.press("Home")
            oldest = """() => new Date(made.all.findLast(({person_id}) => person_id == "p1")
                .measured_at).getFullYear()"""
            first = await page.evaluate(oldest)
            assert str(first) in await chart.get_attribute("aria-valuetext")
            years = await page.locator("body-scale-plot text").all_text_contents()
            assert len({each.strip() for each in years if re.fullmatch(r"\s*20\d\d\s*", each)}) >= 5
            assert not shown.complaints

    async def test_the_households_unit_changes_while_two_cards_are_open(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "person", **ZOE}], [{"mode": "recent"}])
            await page.locator("body-scale-person").get_by_text("kg").first.wait_for()
            pounds = await page.evaluate(
                """() => {
                    for (const each of [...made.overview.recent, made.overview.people[0].latest])
                        each.weight = Math.round(each.weight * 22.046) / 10;
                    made.overview.unit = made.overview.unit_name = "lb";
                    tell({kind: "overview"});
                    return made.overview.people[0].latest.weight.toFixed(1);
                }"""
            )
            for card in ("body-scale-person", "body-scale-recent"):
                await page.locator(card).get_by_text(f"{pounds} lb").first.wait_for()
            weights = await page.locator("body-scale-recent").inner_text()
            assert "kg" not in weights

    async def test_somebody_was_removed(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "person", **ZOE}])
            await page.get_by_text("Zoe").wait_for()
            await page.evaluate(
                """() => {
                    made.overview.people = made.overview.people.filter(each => each.name !== "Zoe");
                    tell({kind: "overview"});
                }"""
            )
            await page.get_by_text("isn't in the household any more").wait_for()

    async def test_home_assistant_is_starting(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "household"}], gone=1)
            await page.get_by_text("Body Scale isn't running").wait_for()

    async def test_the_household_is_away_for_a_moment(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "hero", **ZOE}])
            await page.get_by_text("Zoe").wait_for()
            await page.evaluate("""() => tell({kind: "gone"})""")
            await page.locator(".stale").wait_for()
            assert await page.get_by_text("Zoe").is_visible()
            await page.evaluate("""() => tell({kind: "overview"})""")
            await page.locator(".stale").wait_for(state="detached")

    async def test_a_scale_is_silent_for_long(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "scales"}])
            await page.get_by_text("Last heard 44 days ago").wait_for()


async def test_the_card_is_suggested_for_a_persons_weight():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "person", "entity": "sensor.p1_body_fat"}])
        # Any entity of a person stands for them.
        await page.get_by_text("Zoe").wait_for()
        suggest = """id => customCards.find(each => each.type == "body-scale-card")
            .getEntitySuggestion(hass, id)"""
        [first, *_] = await page.evaluate(suggest, "sensor.p1_weight")
        assert first["config"]["entity"] == "sensor.p1_weight"
        assert await page.evaluate(suggest, "sensor.p1_body_fat") is None


async def test_the_rest_is_loaded_only_where_a_card_is():
    async with browser_page() as shown:
        page = await shown.show([])
        loaded = "() => performance.getEntriesByType('resource').map(each => each.name)"
        assert not [each for each in await page.evaluate(loaded) if "body-scale.js" in each]
        page = await shown.show([{"mode": "recent"}])
        await filled(page)
        assert [each for each in await page.evaluate(loaded) if "body-scale.js" in each]


async def test_ten_years_of_four_people_are_drawn_at_once():
    async with browser_page() as shown:
        people = ("p1", "p2", "p3", "p1")
        page = await shown.show(
            [{"mode": "chart", "period": "all", "person": each} for each in people], days=3650
        )
        await filled(page)
        # From all answers being there to the next picture.
        took = await page.evaluate(
            """async () => {
                const views = [...document.querySelectorAll("body-scale-view")];
                const charts = views.map(each => each.shadowRoot.querySelector("body-scale-chart"));
                const plots = charts.map(each => each.shadowRoot.querySelector("body-scale-plot"));
                const begun = performance.now();
                for (const plot of plots) plot.series = {...plot.series};
                await Promise.all(plots.map(each => each.updateComplete));
                await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
                return performance.now() - begun;
            }"""
        )
        assert took < 300
