"""The formats in which xiaomi_mi_scale is given its settings, as they are pasted. Pure.

They are JSON, YAML (an add-on's options, `docker-compose.yml`), a shell's exports, or the options of
`docker run`; as a whole or in part, indented, or in a Markdown code fence.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
import json
import re
import shlex
from textwrap import dedent
from typing import Any

import yaml

LONGEST = 20_000
"""Characters of a text that is looked at; a real one has one or two thousand."""

_OF_A_USER = ("NAME", "SEX", "DOB", "HEIGHT", "GT", "LT")
_NUMBERED = re.compile(rf"USER[123]_(?:{'|'.join(_OF_A_USER)})")
_OF_THE_BROKER = frozenset({"MQTT_HOST", "MQTT_PORT"})
"""Other programs have these, too."""
_GENERAL = _OF_THE_BROKER | {
    "MISCALE_MAC",
    "MQTT_PREFIX",
    "MQTT_RETAIN",
    "MQTT_DISCOVERY_PREFIX",
    "USERS",
}
_KEY = rf"(?:{'|'.join(sorted(_GENERAL))}|{_NUMBERED.pattern})"
_ANY_KEY = re.compile(rf"(?:\b|-e)(?:{_KEY}|{'|'.join(_OF_A_USER)})\b")
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})")
_DOCKER = re.compile(rf"(?:^|(?<=\s))(?:-e|--env)[\s=\\]*[\"']?{_KEY}=")
_SHELL = re.compile(rf"^[ \t]*(?:export[ \t]+)?{_KEY}=", re.MULTILINE)
_YAML = re.compile(
    rf"^[ \t]*(?:-[ \t]+)*[\"']?(?:(?:{_KEY}|{'|'.join(_OF_A_USER)})[\"']?[ \t]*:|{_KEY}=)",
    re.MULTILINE,
)
_LINE = re.compile(r"\s*(?:export\s+)?([A-Z][A-Z0-9_]*)=(.*)", re.DOTALL)
_QUOTED = re.compile(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
_CONTINUED = re.compile(r"\\[ \t]*\n")
_COMMENT_LINE = re.compile(r"^[ \t]*#.*", re.MULTILINE)
_ENV = re.compile(r"-e=?(.*)|--env=(.*)", re.DOTALL)

type Values = dict[str, Any]
type _Read = tuple[Values, Problem | None]


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


def read(text: str) -> _Read:
    """Return the known settings in a text, or why there are none; never raises."""
    # A web page may indent by spaces that don't break.
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\xa0", " ")
    if not text.strip().removeprefix("\ufeff").strip():
        return {}, Problem("settings_empty")
    if len(text) > LONGEST:
        return {}, Problem("settings_too_long")
    part, lines_before = _main_part(text)
    values, problem = _read_part(part)
    if problem is None and not values.keys() - _OF_THE_BROKER:
        problem = Problem("settings_unknown")
    if problem and problem.line:
        problem = replace(problem, line=problem.line + lines_before)
    return values, problem


def _main_part(text: str) -> tuple[str, int]:
    """Return what has the most settings between Markdown's fences, and the number of lines before.

    Without a fence that is the whole text. The indentation that all lines have is removed.
    """
    parts: list[tuple[int, list[str]]] = [(0, [])]
    for number, line in enumerate(text.split("\n"), 1):
        if _FENCE.match(line):
            parts.append((number, []))
        else:
            parts[-1][1].append(line)
    before, lines = max(parts, key=lambda part: len(_ANY_KEY.findall("\n".join(part[1]))))
    while lines and not lines[0].strip():
        before, lines = before + 1, lines[1:]
    return dedent("\n".join(lines)).strip(), before


def _read_part(text: str) -> _Read:
    if text.startswith(("{", "[")) or (text.startswith('"') and _YAML.match(text)):
        return _read_json(text)
    if match := _DOCKER.search(text):
        return _read_docker(text[match.start() :])
    if _SHELL.search(text):
        return _read_shell(text), None
    if _YAML.search(text):
        return _read_yaml(text)
    return {}, Problem("settings_unknown")


def _read_json(text: str) -> _Read:
    try:
        data = _parsed_json(text.rstrip(", \n"))
    except json.JSONDecodeError as error:
        # YAML reads JSON with comments, and with a comma too many.
        values, problem = _read_yaml(text)
        return (values, problem) if values else ({}, Problem("json_broken", line=error.lineno))
    except ValueError, RecursionError:
        # A number of thousands of digits, or brackets in thousands of brackets.
        return {}, Problem("settings_unknown")
    return _found_in(data), None


def _parsed_json(text: str) -> object:
    """Parse JSON, also a piece of it without the brackets around it."""
    if text.startswith('"'):
        return json.loads(f"{{{text}}}")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
        return json.loads(f"[{text}]")


def _read_yaml(text: str) -> _Read:
    values, problem = _loaded_yaml(text)
    first, _, rest = text.partition("\n")
    if (moved := dedent(rest)) != rest:
        # Where copying began within the first line, that has lost its indentation.
        more, _ = _loaded_yaml(f"{first}\n{moved}")
        if len(more) > len(values):
            return more, None
    return values, problem


def _loaded_yaml(text: str) -> _Read:
    try:
        # Texts only: an address of digits would be read as a number to the base of 60.
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        return {}, Problem(
            "yaml_broken", line=error.problem_mark.line + 1 if error.problem_mark else 1
        )
    except yaml.YAMLError, ValueError, RecursionError:
        return {}, Problem("settings_unknown")
    return _found_in(data), None


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


def _read_docker(text: str) -> _Read:
    text = _CONTINUED.sub(" ", _COMMENT_LINE.sub("", text))
    try:
        words = shlex.split(text)
    except ValueError:
        try:
            # An apostrophe in a comment is no quote.
            words = shlex.split(text, comments=True)
        except ValueError:
            return {}, Problem("quote_open")
    return _wanted(_pairs(_environment(words))), None


def _environment(words: Iterable[str]) -> Iterable[str]:
    """Yield what `-e` and `--env` are given."""
    is_next = False
    for word in words:
        match = _ENV.fullmatch(word)
        if is_next:
            yield word
            is_next = False
        elif word in {"-e", "--env"}:
            is_next = True
        elif match:
            yield match[1] or match[2] or ""


def _pairs(texts: Iterable[str]) -> Values:
    """Read NAME=value; a name alone has its value from elsewhere."""
    return {
        name: value for name, equals, value in (each.partition("=") for each in texts) if equals
    }


def _found_in(data: object) -> Values:
    """Return the settings that are somewhere in JSON or YAML: the most that are in one place.

    An add-on's are at top level, or under `options`; a container's under `services`, the service, and
    `environment`. YAML may hold a thing in itself, or in many places: each is looked at once.
    """
    best: Values = {}
    seen: set[int] = set()
    waiting = deque([data])
    while waiting:
        node = waiting.popleft()
        if not isinstance(node, dict | list) or id(node) in seen:
            continue
        seen.add(id(node))
        found = _of_mapping(node) if isinstance(node, dict) else _of_list(node)
        if len(found.keys() - _OF_THE_BROKER) > len(best.keys() - _OF_THE_BROKER):
            best = found
        waiting.extend(node.values() if isinstance(node, dict) else node)
    return best


def _of_mapping(node: Mapping[object, Any]) -> Values:
    return {"USERS": [node]} if _is_user(node) else _wanted(node)


def _of_list(node: list[Any]) -> Values:
    """Return the settings in a list of NAME=value, of one setting each, or of users."""
    if any(_is_user(each) for each in node):
        return {"USERS": node}
    values = _pairs(each for each in node if isinstance(each, str))
    for each in node:
        if isinstance(each, dict) and len(each) == 1:
            values |= each
    return _wanted({name: _without_quotes(value) for name, value in values.items()})


def _without_quotes(value: object) -> object:
    """Return a value without quotes around it, which a container is given with it."""
    match = _QUOTED.fullmatch(value) if isinstance(value, str) else None
    return value if match is None else match[1] or match[2] or ""


def _is_user(node: object) -> bool:
    return isinstance(node, dict) and "NAME" in node and len(node.keys() & {*_OF_A_USER}) > 1


def _wanted(data: Mapping[Any, Any]) -> Values:
    return {
        k: v
        for k, v in data.items()
        if isinstance(k, str) and (k in _GENERAL or _NUMBERED.fullmatch(k))
    }
