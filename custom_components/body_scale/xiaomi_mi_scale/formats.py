"""The formats in which xiaomi_mi_scale stores its settings: JSON, YAML, a shell's exports. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
import re
from typing import Any

import yaml

LONGEST = 20_000
"""Characters of a text that is looked at; a real one has one or two thousand."""

_NUMBERED = re.compile(r"USER[123]_(?:NAME|SEX|DOB|HEIGHT|GT|LT)")
_GENERAL = frozenset(
    {"MISCALE_MAC", "MQTT_HOST", "MQTT_PORT", "MQTT_PREFIX", "MQTT_RETAIN", "USERS"}
    | {"MQTT_DISCOVERY_PREFIX"}
)
_YAML = re.compile(r"^\s*(?:MISCALE_MAC|USERS|USER1_NAME)[ \t]*:", re.MULTILINE)
_LINE = re.compile(r"\s*(?:export\s+)?([A-Z][A-Z0-9_]*)=(.*)", re.DOTALL)
_QUOTED = re.compile(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)

type Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that can't be taken over as it is.

    Attributes:
        error: What is wrong; a key of the texts.
        key: The setting.
        user: The number of the user, from 1; 0 if it isn't about one.
        name: The user's name, if that can be shown.
        line: Where the text can't be read; 0 if that isn't known.
    """

    error: str
    key: str = ""
    user: int = 0
    name: str = ""
    line: int = 0


def read(text: str) -> tuple[Values, Problem | None]:
    """Return the known settings in a text, or why there are none; never raises."""
    text = text.strip().removeprefix("\ufeff").lstrip()
    if not text:
        return {}, Problem("settings_empty")
    if len(text) > LONGEST:
        return {}, Problem("settings_too_long")
    if text[0] in "{[":
        values, problem = _read_json(text)
    elif _YAML.search(text):
        values, problem = _read_yaml(text)
    else:
        values, problem = _read_shell(text), None
    if problem is None and not values.keys() - {"MQTT_HOST", "MQTT_PORT"}:
        problem = Problem("settings_unknown")
    return values, problem


def _read_json(text: str) -> tuple[Values, Problem | None]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return {}, Problem("json_broken", line=error.lineno)
    except ValueError, RecursionError:
        # A number of thousands of digits, or brackets in thousands of brackets.
        return {}, Problem("settings_unknown")
    return _unpacked(data)


def _read_yaml(text: str) -> tuple[Values, Problem | None]:
    try:
        # Texts only: an address of digits would be read as a number to the base of 60.
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        return {}, Problem(
            "yaml_broken", line=error.problem_mark.line + 1 if error.problem_mark else 1
        )
    except yaml.YAMLError, ValueError, RecursionError:
        return {}, Problem("settings_unknown")
    return _unpacked(data)


def _unpacked(data: object) -> tuple[Values, Problem | None]:
    """Return what is at top level, or under `options`."""
    if not isinstance(data, dict):
        return {}, Problem("settings_unknown")
    options = data.get("options")
    return _wanted(options if isinstance(options, dict) else data), None


def _read_shell(text: str) -> Values:
    found = (_LINE.fullmatch(line.rstrip("\r")) for line in text.split("\n"))
    return _wanted({match[1]: _unquoted(match[2]) for match in found if match})


def _unquoted(text: str) -> str:
    """Return a shell's value without quotes and without what follows it."""
    if match := _QUOTED.match(text):
        if match[1] is not None:
            return match[1]
        return re.sub(r"\\([\"\\$`])", r"\1", match[2])
    return re.split(r"[\s;#]", text, maxsplit=1)[0]


def _wanted(data: Mapping[object, Any]) -> Values:
    return {
        k: v
        for k, v in data.items()
        if isinstance(k, str) and (k in _GENERAL or _NUMBERED.fullmatch(k))
    }
