"""A stand-in for Google: its token endpoint, and the points of the Health API, version 4.

Made from Google's description of the API (`health.v4`); it shares no code with the integration. All
requests and answers are remembered, so that a test can hold them against the description.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
import re
import secrets
from typing import Any, Literal, override

from aiohttp import web

from .web_server import WebServer

SCOPE = "https://www.googleapis.com/auth/googlehealth.health_metrics_and_measurements.writeonly"

type Fault = Literal[
    "busy", "broken", "unavailable", "disabled", "unauthorized", "hang_up", "pending", "late"
]
"""Answers 429, 500, 503; says that the API is disabled; refuses the token. `hang_up` and `pending` do
what is asked, then drop the connection or say that it isn't done; `late` says so and doesn't do it."""

type Json = dict[str, Any]

_ID = re.compile(r"[a-z0-9-]{4,63}")
_FIELDS = {"weight": ("weight", "weightGrams", 1e6), "body-fat": ("bodyFat", "percentage", 100.0)}
_CODES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to the Health API and what was answered."""

    method: str
    path: str
    query: dict[str, str]
    body: Json | None
    status: int
    answer: Json | None
    """None if the connection was dropped."""


@dataclass(slots=True)
class State:
    """What Google knows.

    Attributes:
        points: By name, as they are read.
        codes: Authorization codes that haven't been used.
        refresh_tokens: Those that are valid.
        access_tokens: Those that are valid.
        scope: What people grant.
        user_id: Who logs in.
    """

    points: dict[str, Json] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    refresh_tokens: set[str] = field(default_factory=set)
    access_tokens: set[str] = field(default_factory=set)
    scope: str = SCOPE
    user_id: str = "health-1"


class RefusalError(Exception):
    """An error of the API.

    Attributes:
        status: The HTTP status.
        reason: Of its details.
    """

    def __init__(self, status: int, message: str, reason: str | None = None) -> None:
        """Take what is answered."""
        super().__init__(message)
        self.status = status
        self.reason = reason


class GoogleHealth(WebServer):
    """The server; state and faults may be changed while it runs.

    Attributes:
        state: What Google knows.
        exchanges: What was asked of the Health API and answered, in order.
        faults: What goes wrong with the next requests, one each.
        token_requests: How often tokens were asked for.
        fault: What goes wrong with every request after those.
        retry_after: The header of an answer 429 or 503.
        refuses: Returns whether the contents of a point are never taken.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        super().__init__()
        self.state = State()
        self.exchanges: list[Exchange] = []
        self.faults: list[Fault] = []
        self.fault: Fault | None = None
        self.token_requests = 0
        self.retry_after: str | None = None
        self.refuses: Callable[[Json], bool] = lambda _: False
        self._operations = 0

    @override
    def _application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/token", self._token)
        app.router.add_route("*", "/v4/{path:.*}", self._health)
        return app

    def consent(self) -> str:
        """Let somebody consent; return the code that their browser brings."""
        code = secrets.token_hex(8)
        self.state.codes.add(code)
        return code

    def revoke(self) -> None:
        """Withdraw all consents, as after seven days in the state Testing."""
        self.state.refresh_tokens.clear()
        self.state.access_tokens.clear()

    async def _token(self, request: web.Request) -> web.Response:
        """Give tokens for a code, or a new access token for a refresh token."""
        self.token_requests += 1
        form = await request.post()
        answer: Json = {"expires_in": 3599, "token_type": "Bearer", "scope": self.state.scope}
        if form.get("grant_type") == "authorization_code" and form["code"] in self.state.codes:
            self.state.codes.remove(str(form["code"]))
            answer["refresh_token"] = f"refresh-{secrets.token_hex(8)}"
            self.state.refresh_tokens.add(answer["refresh_token"])
        elif form.get("refresh_token") not in self.state.refresh_tokens:
            return web.json_response({"error": "invalid_grant"}, status=400)
        answer["access_token"] = f"access-{secrets.token_hex(8)}"
        self.state.access_tokens.add(answer["access_token"])
        return web.json_response(answer)

    async def _health(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        body = json.loads(text) if text else None
        fault = self.faults.pop(0) if self.faults else self.fault
        headers = {}
        answer: Json | None
        try:
            answer, status = self._answer(request, body, fault), 200
        except RefusalError as refusal:
            status, answer = refusal.status, _error(refusal)
            if self.retry_after and status in {429, 503}:
                headers["Retry-After"] = self.retry_after
        if fault == "hang_up":
            answer = None
        path = request.match_info["path"]
        self.exchanges.append(
            Exchange(request.method, path, dict(request.query), body, status, answer)
        )
        if answer is None and request.transport:
            request.transport.close()
        return web.json_response(answer, status=status, headers=headers)

    def _answer(self, request: web.Request, body: Json | None, fault: Fault | None) -> Json:
        """Do what is asked, unless something goes wrong with it."""
        self._authorize(request, fault)
        path, method = request.match_info["path"], request.method
        if (method, path) == ("GET", "users/me/identity"):
            return {"name": path, "healthUserId": self.state.user_id}
        if method == "GET":
            return self._known(path)
        if fault == "late":
            return self._operation(None)
        done = self._write(method, path, body or {})
        return self._operation(None if fault == "pending" else done)

    def _authorize(self, request: web.Request, fault: Fault | None) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if fault == "unauthorized" or token not in self.state.access_tokens:
            self.state.access_tokens.discard(token)
            raise RefusalError(401, "Request had invalid authentication credentials.")
        if fault == "disabled":
            raise RefusalError(403, "Google Health API has not been used", "SERVICE_DISABLED")
        if SCOPE not in self.state.scope.split():
            raise RefusalError(403, "Insufficient scopes", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
        errors: dict[Fault, int] = {"busy": 429, "broken": 500, "unavailable": 503}
        if fault in errors:
            raise RefusalError(errors[fault], "Try again later.")

    def _write(self, method: str, path: str, body: Json) -> Json:
        """Create, change or delete points; return what the operation answers."""
        if method == "PATCH":
            self._known(path)
            return self._store(path, body)
        if method == "POST" and path.endswith("/dataPoints"):
            name = body.get("name", "")
            if name.rpartition("/")[0] != path:
                raise RefusalError(400, "name isn't in parent")
            if name in self.state.points:
                raise RefusalError(409, "The point exists.")
            return self._store(name, body)
        if method == "POST" and path.endswith(":batchDelete"):
            return self._delete(path.removesuffix(":batchDelete"), body["names"])
        raise RefusalError(404, "There is no such method.")

    def _known(self, name: str) -> Json:
        if name not in self.state.points:
            raise RefusalError(404, "The point doesn't exist.")
        return self.state.points[name]

    def _store(self, name: str, body: Json) -> Json:
        point = _checked(name, body)
        if self.refuses(point):
            raise RefusalError(400, "The value isn't taken.")
        self.state.points[name] = point
        return {
            "@type": "type.googleapis.com/google.devicesandservices.health.v4.DataPoint"
        } | point

    def _delete(self, parent: str, names: list[str]) -> Json:
        for name in names:
            if name.rpartition("/")[0] != parent:
                raise RefusalError(400, "name isn't in parent")
            self._known(name)
        for name in names:
            del self.state.points[name]
        return {"@type": "type.googleapis.com/google.protobuf.Empty"}

    def _operation(self, response: Json | None) -> Json:
        """Return an operation, which isn't done without a response."""
        self._operations += 1
        operation: Json = {"name": f"operations/{self._operations}"}
        return operation if response is None else operation | {"done": True, "response": response}


def _checked(name: str, body: Json) -> Json:
    """Return a point as Google stores it: times in its own form, and what it knows besides."""
    [_, _, _, data_type, _, point_id] = name.split("/")
    if data_type not in _FIELDS or not _ID.fullmatch(point_id):
        raise RefusalError(400, "Not an id, or not a type that can be written.")
    key, number, most = _FIELDS[data_type]
    try:
        value = body[key]
        sample = value["sampleTime"]
        moment = datetime.fromisoformat(sample["physicalTime"]).astimezone(UTC)
        if not 0 <= value[number] <= most or not sample["utcOffset"].endswith("s"):
            raise RefusalError(400, "Out of range.")
    except (KeyError, TypeError, ValueError) as error:
        raise RefusalError(400, "A required field lacks.") from error
    stored = sample | {"physicalTime": moment.isoformat().replace("+00:00", "Z")}
    source = body.get("dataSource", {}) | {"platform": "GOOGLE_WEB_API"}
    return body | {"name": name, "dataSource": source, key: value | {"sampleTime": stored}}


def _error(refusal: RefusalError) -> Json:
    """Return the body of an error, as google.rpc.Status is written over HTTP."""
    error: Json = {
        "code": refusal.status,
        "message": str(refusal),
        "status": _CODES[refusal.status],
    }
    if refusal.reason:
        error["details"] = [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": refusal.reason,
                "domain": "googleapis.com",
            }
        ]
    return {"error": error}
