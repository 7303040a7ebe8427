"""What holds for all parts, in a real browser: privacy, time, fingers, the editor, the export."""

from datetime import UTC, datetime
import re

import pytest

from .page import browser_page, change

ZOE = {"person": "p1"}
FORM = 'document.querySelector("body-scale-card-editor").shadowRoot.querySelector("ha-form")'
"""Home Assistant's own form, in the editor of a card."""
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.fixture(autouse=True)
def sockets(socket_enabled):
    """Let the browser reach the page."""


class TestWhileThePageIsOpen:
    async def test_time_goes_on_though_nothing_happens(self):
        async with browser_page() as shown:
            # 23:30 in Berlin.
            await shown.page.clock.install(time=datetime(2026, 3, 2, 22, 30, tzinfo=UTC))
            page = await shown.show([{"mode": "live"}], [{"mode": "hero", **ZOE}])
            await change(
                page, "zoe.latest = {...zoe.latest, measured_at: new Date().toISOString()};"
            )
            await page.get_by_text("Bathroom scale, last seen 2 hours ago").wait_for()
            await page.get_by_text("today 11:").wait_for()
            await page.clock.run_for(3_660_000)
            await page.get_by_text("Bathroom scale, last seen 3 hours ago").wait_for()
            await page.get_by_text("yesterday 11:").wait_for()


class TestOnlyChanges:
    PARTS = ("person", "hero", "bars", "composition", "history", "chart")

    async def test_neither_a_text_nor_what_is_read_aloud_has_a_value(self):
        async with browser_page() as shown:
            page = await shown.show(
                [{"mode": mode, "privacy": "changes", **ZOE} for mode in self.PARTS]
            )
            await page.locator("body-scale-composition dd").first.wait_for()
            await page.wait_for_load_state("networkidle")
            said = await page.evaluate(
                """() => {
                    const all = node => node.nodeName === "STYLE" ? [] :
                        node.nodeType === 3 ? [node.data] :
                        [...[...(node.attributes ?? [])].map(each => each.value),
                        ...[...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].flatMap(all)];
                    return all(document.querySelector("main")).join(" ");
                }"""
            )
            # Fat, muscle, water and BMI, and the newest weight; the share of each part.
            newest = await page.evaluate("() => made.overview.people[0].latest.weight.toFixed(1)")
            for value in ("33.9", "42.5", "47.3", "23.5", "62.3", f"{newest} kg"):
                assert not re.search(rf"(?<![\d.]){re.escape(value)}", said), value

    async def test_how_metrics_changed_is_there(self):
        async with browser_page() as shown:
            page = await shown.show(
                [{"mode": mode, "privacy": "changes", **ZOE} for mode in ("bars", "composition")]
            )
            # 33.9 % now, and two percent of that more a month before.
            await page.locator("body-scale-bars").get_by_text("−0.7 %").wait_for()
            # 24.1 kg of fat became 23.1.
            await page.locator("body-scale-composition").get_by_text("−1.0 kg").wait_for()
            await page.get_by_role("button", name="About Body fat").click()
            dialog = page.get_by_role("dialog", name="Body fat")
            await dialog.get_by_text("−0.7 %").wait_for()
            assert await dialog.get_by_role("meter").count() == 0


class TestExport:
    @pytest.fixture
    async def page(self):
        async with browser_page() as shown:
            page = await shown.show([{"mode": "recent"}])
            await page.get_by_role("button", name="Export").click()
            yield page

    async def test_everybodys_as_a_table(self, page):
        async with page.expect_download() as started:
            await page.get_by_role("button", name="Download").click()
        download = await started.value
        assert download.suggested_filename == "body_scale.csv"
        assert download.url.endswith("/texts.json?signed")
        await page.get_by_role("dialog").wait_for(state="hidden")
        asked = await page.evaluate("() => calls.filter(each => each.type == 'body_scale/export')")
        assert asked == [{"type": "body_scale/export", "format": "csv"}]

    @pytest.mark.parametrize("kind", ["openscale", "fit"])
    async def test_a_format_for_one_person_asks_for_one(self, page, kind):
        formats, people = (page.get_by_role("combobox").nth(each) for each in range(2))
        await formats.select_option(kind)
        offered = await people.get_by_role("option").all_text_contents()
        assert [each.strip() for each in offered] == ["Zoe", "Max", "Anna Katharina"]
        await people.select_option(label="Max")
        async with page.expect_download():
            await page.get_by_role("button", name="Download").click()
        asked = await page.evaluate("() => calls.filter(each => each.type == 'body_scale/export')")
        assert asked == [{"type": "body_scale/export", "format": kind, "person_id": "p2"}]

    async def test_the_first_person_is_meant_where_nobody_is_chosen(self, page):
        formats, people = (page.get_by_role("combobox").nth(each) for each in range(2))
        await formats.select_option("fit")
        shown = await people.evaluate("each => each.value")
        async with page.expect_download():
            await page.get_by_role("button", name="Download").click()
        [asked] = await page.evaluate(
            "() => calls.filter(each => each.type == 'body_scale/export')"
        )
        assert asked["person_id"] == shown == "p1"

    async def test_who_is_no_administrator_is_not_offered_it(self, page):
        await page.keyboard.press("Escape")
        await change(page, "made.overview.admin = false;")
        await page.get_by_role("button", name="Export").wait_for(state="detached")


class TestEditor:
    @pytest.fixture
    async def page(self):
        async with browser_page() as shown:
            page = await shown.show([])
            await page.evaluate(
                """async () => {
                    customElements.define("ha-form", class extends HTMLElement {});
                    const editor = await customElements.get("body-scale-card").getConfigElement();
                    editor.setConfig({type: "custom:body-scale-card", entity: "sensor.p1_weight"});
                    editor.hass = hass;
                    editor.addEventListener("config-changed",
                        event => { window.config = event.detail.config; });
                    document.querySelector("main").append(editor);
                }"""
            )
            await page.wait_for_function(f"() => {FORM}?.data.person == 'p1'")
            yield page

    async def test_everything_of_a_card_can_be_chosen(self, page):
        fields = await page.evaluate(f"() => {FORM}.schema")
        selectors = {each["name"]: each["selector"] for each in fields}
        assert {"person", "period", "metrics", "band", "goal", "privacy"} <= set(selectors)
        # They can be dragged into another order.
        assert selectors["metrics"]["select"]["reorder"]
        people = [each["label"] for each in selectors["person"]["select"]["options"]]
        assert people == ["Zoe", "Max", "Anna Katharina"]

    async def test_what_is_chosen_is_all_that_is_saved(self, page):
        await page.evaluate(
            f"""() => {FORM}.dispatchEvent(new CustomEvent("value-changed", {{
                detail: {{value: {{...{FORM}.data, person: "p2", metrics: ["bmi", "water"]}}}}}}))"""
        )
        assert await page.evaluate("() => config") == {
            "type": "custom:body-scale-card",
            "mode": "person",
            "person": "p2",
            "metrics": ["bmi", "water"],
        }


class TestForEverybody:
    CARDS = (
        [{"mode": mode} for mode in ("waiting", "live", "family", "recent", "scales")],
        [{"mode": mode, **ZOE} for mode in ("hero", "chart", "bars", "person")],
        [{"mode": "history", **ZOE}, {"mode": "person", "compact": True, **ZOE}],
    )

    @pytest.mark.parametrize("width", [1280, 375])
    async def test_whatever_can_be_tapped_is_large_enough_for_a_finger(self, width):
        async with browser_page(width) as shown:
            page = await shown.show(*self.CARDS)
            await page.locator("body-scale-history summary").first.wait_for()
            await page.wait_for_load_state("networkidle")
            small = await page.evaluate(
                """() => {
                    const all = root => [...root.querySelectorAll("*")].flatMap(each =>
                        [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
                    return all(document.querySelector("main"))
                        .filter(each => each.matches("button, summary, input, select, a"))
                        .filter(each => each.checkVisibility())
                        .map(each => [each.textContent.trim(), each.getBoundingClientRect()])
                        .filter(([, {width, height}]) => width < 44 || height < 44)
                        .map(([text, {width, height}]) => `${text}: ${width} x ${height}`);
                }"""
            )
            assert small == []

    async def test_nothing_moves_where_that_is_not_wanted(self):
        async with browser_page() as shown:
            await shown.page.emulate_media(reduced_motion="reduce")
            page = await shown.show([{"mode": "live"}])
            await page.get_by_text("Bathroom scale, last seen").wait_for()
            await page.evaluate(
                """() => tell({kind: "scale",
                    scale: {...made.scale, state: "stable", occupied: true}})"""
            )
            filled = page.locator("body-scale-live .filled")
            await filled.wait_for()
            style = "element => getComputedStyle(element).transitionDuration"
            assert await filled.evaluate(style) == "0s"
            await page.emulate_media(reduced_motion="no-preference")
            assert await filled.evaluate(style) != "0s"
