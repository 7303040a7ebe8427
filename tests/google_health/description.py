"""What Google says of its Health API: what a request and an answer must be."""

from datetime import datetime
from importlib.resources import files
import json
import re

_TEXT = files("googleapiclient") / "discovery_cache" / "documents" / "health.v4.json"
_RANGE = re.compile(r"in the range `\[(\d+), (\d+)\]`")
_DURATION = re.compile(r"-?\d+(\.\d{1,9})?s")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_POINT_ID = re.compile(r"[a-z0-9-]{4,63}")
"""Of `DataPoint.name`: 4-63 characters, containing only lowercase letters, numbers, and hyphens."""


class Description:
    def __init__(self):
        self._text = json.loads(_TEXT.read_text(encoding="utf-8"))
        self._schemas = self._text["schemas"]
        self._methods = [*_methods(self._text["resources"])]

    def check(self, exchange, scope):
        """Hold a request and its answer against the description."""
        method = self._method(exchange.method, f"v4/{exchange.path}")
        assert scope in method["scopes"]
        assert (
            exchange.query.keys() <= method["parameters"].keys() | self._text["parameters"].keys()
        )
        if "request" in method:
            self._check(method["request"]["$ref"], exchange.body, is_request=True)
            if name := exchange.body.get("name"):
                assert _POINT_ID.fullmatch(name.rpartition("/")[2])
        else:
            assert exchange.body is None
        if exchange.status == 200 and exchange.answer is not None:
            self._check(method["response"]["$ref"], exchange.answer)
            self._check_response(exchange.answer.get("response"))
        elif exchange.answer is not None:
            error = dict(exchange.answer["error"])
            # Over HTTP the name of the code is there as well.
            assert re.fullmatch("[A-Z_]+", error.pop("status"))
            self._check("Status", error)

    def _check_response(self, response):
        """Hold what an operation answers against its type."""
        if response is not None:
            kind = response["@type"].rpartition(".")[2]
            rest = {key: value for key, value in response.items() if key != "@type"}
            assert kind == "DataPoint" or not rest
            if kind == "DataPoint":
                self._check(kind, rest)

    def _method(self, verb, path):
        """Return the one method that a request means."""
        [method] = [
            each
            for each in self._methods
            if each["httpMethod"] == verb and _pattern(each).fullmatch(path)
        ]
        return method

    def _check(self, name, value, *, is_request=False):
        schema = self._schemas[name]
        assert isinstance(value, dict), name
        properties = schema["properties"]
        assert value.keys() <= properties.keys(), name
        required = {
            key
            for key, each in properties.items()
            if each.get("description", "").startswith("Required.")
        }
        assert required <= value.keys(), name
        for key, each in value.items():
            assert not (is_request and properties[key].get("readOnly")), f"{name}.{key}"
            self._check_value(f"{name}.{key}", properties[key], each, is_request=is_request)

    def _check_value(self, where, schema, value, *, is_request):
        if "$ref" in schema:
            self._check(schema["$ref"], value, is_request=is_request)
            return
        kind = schema["type"]
        if kind == "array":
            for each in value:
                self._check_value(where, schema["items"], each, is_request=is_request)
            return
        kinds = {"string": str, "number": int | float, "integer": int, "boolean": bool}
        assert isinstance(value, kinds.get(kind, dict)), where
        if "enum" in schema:
            assert value in schema["enum"], where
        if schema.get("format") == "google-datetime":
            assert _DATETIME.fullmatch(value), where
            assert datetime.fromisoformat(value).tzinfo, where
        if schema.get("format") == "google-duration":
            assert _DURATION.fullmatch(value), where
        if limits := _RANGE.search(schema.get("description", "")):
            low, high = map(float, limits.groups())
            assert low <= value <= high, where


def _methods(resources):
    for resource in resources.values():
        yield from resource.get("methods", {}).values()
        yield from _methods(resource.get("resources", {}))


def _pattern(method):
    """Return what the paths of a method match."""
    path = re.escape(method["path"])
    for name, parameter in method["parameters"].items():
        if parameter["location"] == "path":
            assert parameter["required"]
            pattern = parameter.get("pattern", "[^/]+").removeprefix("^").removesuffix("$")
            for written in (f"{{+{name}}}", f"{{{name}}}"):
                path = path.replace(re.escape(written), pattern)
    return re.compile(path)
