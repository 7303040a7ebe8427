"""What the form of a scale consists of that has nothing but settings, whatever its source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
import probatio

type Check = Callable[[HomeAssistant, ConfigEntry, Mapping[str, Any], str | None], dict[str, str]]


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """One form that adds a scale and changes it.

    To add a kind, make one of these, add a row to `FORMS` in `scale.py`, and add the step to the
    translations under the kind's name.

    Attributes:
        schema: The fields, with a required `name` among them.
        check: Returns the errors by field, given Home Assistant, the household, the answers, and the
            subentry id of the scale that is changed, None for a new one.
        settings: Returns what is saved of the answers, with the kind as `source`.
        origin: The setting that says where the scale's weight comes from; shown as `address`.
    """

    schema: probatio.Schema
    check: Check
    settings: Callable[[Mapping[str, Any]], dict[str, Any]]
    origin: str
