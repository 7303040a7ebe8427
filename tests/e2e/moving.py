"""Goes along the paths of `docs/moving.md` by the words on the page, which are those on the screen."""

import json
from pathlib import Path
import re

import aiohttp

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "moving.md"
TEXTS = json.loads(
    (ROOT / "custom_components" / "body_scale" / "translations" / "en.json").read_text("utf-8")
)
OF_OTHERS = {
    "Add integration → Body Scale",
    "Bluetooth",
    "Body",
    "Configure",
    "Edit in YAML",
    "Export",
    "Recreate entity IDs",
    "miscale",
}
"""Words on the screens of Home Assistant and other programs, and the name of a bridge."""

_FLOWS = "/api/config/config_entries"
_CONFIG, _OPTIONS, _SUBENTRIES = (
    f"{_FLOWS}/flow",
    f"{_FLOWS}/options/flow",
    f"{_FLOWS}/subentries/flow",
)


def paths():
    """Return the text of each path by its heading."""
    _, *sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    parted = [section.partition("\n") for section in sections]
    return {title: " ".join(text.split()) for title, _, text in parted}


def words(text):
    """Return what a text says is on a screen of ours, in order."""
    return [each for each in re.findall(r"\*([^\s*][^*]*)\*", text) if each not in OF_OTHERS]


class Walk:
    """One path: what is pressed and chosen comes on the page in this order, fields in any."""

    def __init__(self, house, title):
        self.house = house
        self.result = {}
        self.unfollowed = set(words(paths()[title]))
        self._text = paths()[title]
        self._from = 0
        self._flows = ""
        self._texts = {}

    async def add_integration(self):
        """Add Body Scale."""
        await self._begin(_CONFIG, TEXTS["config"], "body_scale")

    async def card(self, flow_id):
        """Press *Add* on the card of a scale that was discovered."""
        self._flows, self._texts = _CONFIG, TEXTS["config"]
        self._see(await self.house.request("GET", f"{_CONFIG}/{flow_id}"))

    async def press(self, button, of=None):
        """Press one of the buttons on the integration's page, or of what is listed there."""
        self._find(button)
        [(kind, texts)] = [
            (kind, texts)
            for kind, texts in TEXTS["config_subentries"].items()
            if button in texts["initiate_flow"].values()
        ]
        more = {} if of is None else {"subentry_id": await self.subentry_id(of)}
        await self._begin(_SUBENTRIES, texts, [await self.entry_id(), kind], **more)

    async def configure(self):
        """Press *Configure* there, and choose in the last field of the options what comes *Then*."""
        await self._begin(_OPTIONS, TEXTS["options"], await self.entry_id())

    async def choose(self, option):
        """Choose from a menu."""
        self._find(option)
        menu = self._texts["step"][self.result["step_id"]]["menu_options"]
        [step_id] = [key for key in self.result["menu_options"] if menu[key] == option]
        await self._send({"next_step_id": step_id})

    async def fill(self, fields):
        """Submit a form: values by the names of fields; else what is in them already."""
        assert self.result["type"] == "form", self.result
        step = self._texts["step"][self.result["step_id"]]
        answers = _Answers(step, self.result["data_schema"])
        for name, value in fields.items():
            self.unfollowed.discard(name)
            answers.give(name, value, self._find)
        await self._send(answers.by_key)
        assert not self.result.get("errors"), self.result

    async def until(self, title):
        """Wait until a form is shown that comes by itself."""

        async def shown():
            path = f"{self._flows}/{self.result['flow_id']}"
            self._see(await self.house.request("GET", path))
            step = self._texts["step"][self.result["step_id"]]
            return self.result["type"] == "form" and step["title"] == title

        await self.house.wait_for(shown, 60, title)

    async def upload(self, content):
        """Return what stands for a file in a form."""
        form = aiohttp.FormData()
        form.add_field("file", content, filename="weighings")
        headers = {"Authorization": f"Bearer {self.house.access_token}"}
        url = f"{self.house.base_url}/api/file_upload"
        async with self.house.http.post(url, data=form, headers=headers) as response:
            return (await response.json())["file_id"]

    async def delete(self, title):
        """Delete what is listed on the integration's page."""
        ids = {"entry_id": await self.entry_id(), "subentry_id": await self.subentry_id(title)}
        await self.house.command("config_entries/subentries/delete", **ids)

    async def entry_id(self):
        """Return the household's."""
        [entry] = await self.house.entries("body_scale")
        return entry["entry_id"]

    async def subentry_id(self, title):
        """Return that of a person, scale or bridge."""
        listed = await self.house.subentries(await self.entry_id())
        [found] = [each["subentry_id"] for each in listed if each["title"] == title]
        return found

    def _find(self, word):
        """Find the next word on the page; the same one may be followed once more."""
        at = self._text.find(f"*{word}*", self._from)
        assert at >= 0, f"{word!r} isn't on the page after {self._text[: self._from][-40:]!r}"
        self._from = at
        self.unfollowed.discard(word)

    async def _begin(self, flows, texts, handler, **more):
        self._flows, self._texts = flows, texts
        self._see(await self.house.request("POST", flows, {"handler": handler, **more}))

    async def _send(self, answer):
        path = f"{self._flows}/{self.result['flow_id']}"
        self._see(await self.house.request("POST", path, answer))

    def _see(self, result):
        self.result = result
        step = self._texts["step"].get(result.get("step_id"), {})
        self.unfollowed.discard(step.get("title"))


class _Answers:
    """What is submitted, as the form has it before anything is typed, and then what is."""

    def __init__(self, step, schema):
        self.by_key = _filled(schema)
        self._places = {}
        for field in schema:
            if section := field.get("schema"):
                texts = step["sections"][field["name"]]["data"]
                within = self.by_key[field["name"]]
                self._places |= {
                    texts[each["name"]]: (within, each) for each in section if each["name"] in texts
                }
            else:
                # A form may name its fields itself, as that of a file's people does.
                name = step.get("data", {}).get(field["name"], field["name"])
                self._places[name] = (self.by_key, field)

    def give(self, name, value, find):
        """Type into a field, or choose what it offers by its text."""
        assert name in self._places, f"no field {name!r}, only {[*self._places]}"
        answers, field = self._places[name]
        answers[field["name"]] = _chosen(field, value, find)


def _filled(schema):
    found = {}
    for field in schema:
        if section := field.get("schema"):
            found[field["name"]] = _filled(section)
            continue
        suggested = (field.get("description") or {}).get("suggested_value")
        if (value := field.get("default", suggested)) is not None:
            found[field["name"]] = value
    return found


def _chosen(field, value, find):
    """Return the key of a choice that is given by its text, which then has to be on the page."""
    select = field.get("selector", {}).get("select")
    if select is None or not isinstance(value, str):
        return value
    texts = TEXTS["selector"].get(select.get("translation_key"), {}).get("options", {})
    for key, text in texts.items():
        if value == text != key:
            find(value)
            return key
    labels = {each["label"]: each["value"] for each in select["options"] if "label" in each}
    return labels.get(value, value)
