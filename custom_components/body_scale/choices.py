"""What the fields of actions offer to choose from: people, scales, and the newest weighings.

`services.yaml` is a file, and these change. Home Assistant lets an integration set the descriptions
of its actions; a page of the frontend that is opened then shows them. Whatever is in no list can be
typed in.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.selector import SelectOptionDict
from homeassistant.helpers.service import async_set_service_schema
from homeassistant.util.yaml import load_yaml_dict

from .const import DOMAIN
from .household.changes import SIGNAL_CHANGED, WeighingChange
from .household.household import Household
from .household.lines import listed
from .model import Weighing
from .services import RESTORE

_FILE = Path(__file__).with_name("services.yaml")
_PEOPLE, _WEIGHING, _SCALE = ("person", "adult"), "weighing_id", "scale"

type _Descriptions = Mapping[str, Any]


async def async_offer_choices(hass: HomeAssistant, household: Household) -> CALLBACK_TYPE:
    """Offer what there is to choose from, now and after each change; return what ends that."""
    in_file = await hass.async_add_executor_job(load_yaml_dict, _FILE)

    @callback
    def offer(_: WeighingChange | None = None) -> None:
        _set(hass, _filled(in_file, household))

    offer()
    signal = SIGNAL_CHANGED.format(household.entry.entry_id)
    stop = async_dispatcher_connect(hass, signal, offer)

    @callback
    def end() -> None:
        stop()
        _set(hass, in_file)

    return end


@callback
def _set(hass: HomeAssistant, descriptions: _Descriptions) -> None:
    for action, description in descriptions.items():
        async_set_service_schema(hass, DOMAIN, action, description)


def _filled(in_file: _Descriptions, household: Household) -> _Descriptions:
    """Return the descriptions of the file, with what the household has added to their lists."""
    people = [
        SelectOptionDict(value=person.id, label=person.name) for person in household.people.values()
    ]
    view = household.view
    weighings = _options(household, [*reversed(view.pending), *view.recent])
    discarded = _options(household, view.discarded)
    scales = [
        SelectOptionDict(value=scale.id, label=scale.name)
        for scale in household.scales.values()
        if scale.source.has_memory
    ]
    descriptions = deepcopy(dict(in_file))
    for action, description in descriptions.items():
        fields = description["fields"]
        for each in fields.keys() & {*_PEOPLE}:
            _add(fields[each], people, first=True)
        if _WEIGHING in fields:
            _add(fields[_WEIGHING], discarded if action == RESTORE else weighings)
        if _SCALE in fields:
            _add(fields[_SCALE], scales)
    return descriptions


def _add(
    field: dict[str, Any], options: Iterable[SelectOptionDict], *, first: bool = False
) -> None:
    """Add options to those of a field, before or after them."""
    config = field["selector"]["select"]
    fixed = [SelectOptionDict(value=each, label=each) for each in config["options"]]
    config["options"] = [*options, *fixed] if first else [*fixed, *options]


def _options(household: Household, weighings: Iterable[Weighing]) -> list[SelectOptionDict]:
    """Return an option for each weighing, in their order, each once."""
    words, people = household.view.words, household.people
    by_id = {each.weighing_id: each for each in weighings}
    return [
        SelectOptionDict(value=weighing_id, label=listed(words, people, weighing))
        for weighing_id, weighing in by_id.items()
    ]
