"""What a browser loads: built from its source, small, served, and in words that are there."""

import gzip
import json
import os
from pathlib import Path
import re
import shutil
import subprocess

from homeassistant.components.frontend import DATA_EXTRA_JS_URL_ES5, DATA_EXTRA_MODULE_URL
import pytest

from custom_components.body_scale.frontend import MAKE_DASHBOARD

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "frontend"
BUILT = ROOT / "custom_components" / "body_scale" / "frontend"
TEXTS = ROOT / "custom_components" / "body_scale" / "translations" / "en.json"

needs_npm = pytest.mark.skipif(
    # A build server has to have it.
    not (shutil.which("npm") or os.environ.get("CI")),
    reason="needs node and npm",
)


def run(*arguments):
    command = [ROOT / "scripts" / "frontend", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def source():
    """Return all that is written for the browser."""
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("src/**/*.[jt]s"))


def texts():
    """Return the words of the dashboard."""
    common = json.loads(TEXTS.read_text(encoding="utf-8"))["common"]
    return {key.removeprefix("card_") for key in common if key.startswith("card_")}


class TestBuilding:
    @needs_npm
    def test_types_are_right_and_what_is_built_is_the_sources(self):
        run("check")

    @needs_npm
    def test_parts_that_need_no_browser(self):
        run("test")

    def test_every_page_loads_little(self):
        assert len(gzip.compress((BUILT / "loader.js").read_bytes())) < 2_000

    def test_a_page_with_a_card_loads_less_than_60_kb(self):
        assert len(gzip.compress((BUILT / "body-scale.js").read_bytes())) < 60_000

    def test_nothing_is_asked_of_other_hosts(self):
        for name in ("loader.js", "body-scale.js", "old-browser.js"):
            built = (BUILT / name).read_text(encoding="utf-8")
            # The names of SVG and MathML look like addresses.
            assert set(re.findall(r"https?://[\w.]+", built)) <= {"http://www.w3.org"}

    def test_dependencies_are_exact_and_from_no_registry_in_particular(self):
        package = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
        wanted = {**package["dependencies"], **package["devDependencies"]}
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
        lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))
        assert not [name for name, each in lock["packages"].items() if "resolved" in each]


class TestWords:
    def used(self):
        """Return the keys that the source names, and the beginnings of those that it composes."""
        written = source()
        whole = set(re.findall(r"(?:\bt|texts\.of|texts\.has)\(\s*\"(\w+)\"", written))
        # Tables of keys, and choices between two.
        quoted = set(re.findall(r"\"(\w+)\"", written))
        begun = set(re.findall(r"`(\w+_)\$\{", written)) | {
            f"{each}_" for each in re.findall(r"named\(\"(\w+)\"", written)
        }
        return whole, quoted, begun

    def test_every_word_that_is_used_is_there(self):
        whole, _, _ = self.used()
        assert not whole - texts()

    def test_every_word_that_is_there_is_used(self):
        whole, quoted, begun = self.used()
        unused = {
            key
            for key in texts() - whole - quoted
            if not any(key.startswith(each) for each in begun)
        }
        assert not unused


class TestServing:
    async def addresses(self, hass):
        return [each for each in hass.data[DATA_EXTRA_MODULE_URL].urls if "body_scale" in each]

    @pytest.mark.usefixtures("household")
    async def test_pages_load_the_loader(self, hass, hass_client):
        [address] = await self.addresses(hass)
        answer = await (await hass_client()).get(address)
        assert answer.status == 200
        assert await answer.read() == (BUILT / "loader.js").read_bytes()

    @pytest.mark.usefixtures("household")
    async def test_old_browsers_load_a_script_of_their_own(self, hass, hass_client):
        [address] = [each for each in hass.data[DATA_EXTRA_JS_URL_ES5].urls if "body_scale" in each]
        answer = await (await hass_client()).get(address)
        assert await answer.read() == (BUILT / "old-browser.js").read_bytes()

    @pytest.mark.usefixtures("household")
    async def test_the_rest_is_beside_it_and_may_be_kept(self, hass, hass_client):
        [address] = await self.addresses(hass)
        client = await hass_client()
        answer = await client.get(address.replace("loader.js", "body-scale.js"))
        assert await answer.read() == (BUILT / "body-scale.js").read_bytes()
        assert "max-age" in answer.headers["Cache-Control"]

    @pytest.mark.usefixtures("household")
    async def test_only_what_a_browser_needs_is_served(self, hass, hass_client):
        [address] = await self.addresses(hass)
        answer = await (await hass_client()).get(address.replace("loader.js", "__init__.py"))
        assert answer.status == 404

    @pytest.mark.usefixtures("household")
    async def test_only_administrators_have_the_page_that_makes_the_dashboard(
        self, hass, hass_ws_client, hass_read_only_access_token
    ):
        [address] = await self.addresses(hass)
        name = MAKE_DASHBOARD.removeprefix("/")
        panels = await self.panels(await hass_ws_client())
        custom = panels[name]["config"]["_panel_custom"]
        assert custom["module_url"] == address.replace("loader.js", "body-scale.js")
        assert not panels[name]["show_in_sidebar"]
        others = await hass_ws_client(access_token=hass_read_only_access_token)
        assert name not in await self.panels(others)

    async def panels(self, client):
        await client.send_json_auto_id({"type": "get_panels"})
        return (await client.receive_json())["result"]

    async def test_a_reload_of_the_household_adds_nothing(self, hass, household, entry):
        await hass.config_entries.async_reload(entry.entry_id)
        assert len(await self.addresses(hass)) == 1

    @pytest.mark.usefixtures("household")
    async def test_browsers_get_the_words(self, hass, hass_ws_client):
        client = await hass_ws_client()
        await client.send_json_auto_id(
            {
                "type": "frontend/get_translations",
                "language": "en",
                "category": "common",
                "integration": ["body_scale"],
            }
        )
        answer = await client.receive_json()
        resources = answer["result"]["resources"]
        assert resources["component.body_scale.common.card_who"] == "Who was it?"
        assert {f"component.body_scale.common.card_{key}" for key in texts()} <= {*resources}
