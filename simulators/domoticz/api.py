"""A stand-in's JSON API: `/json.htm?type=command&param=...`."""

import asyncio
import base64
from collections.abc import Callable, Mapping
import json
import logging
from pathlib import Path
import re
from typing import Any, Literal, override

from aiohttp import web

from ..web_server import WebServer
from .devices import CUSTOM, KINDS, Database, Device, NotKnownError

_LOGGER = logging.getLogger(__name__)

VERSION = "2025.1 (build 16785)"
HASH = "85308e91e"

type Fault = Literal["html", "empty", "hang", "close", "error"]
"""Answers a page, answers nothing, doesn't answer, drops the connection, answers 500."""

type Query = Mapping[str, str]
type Answer = dict[str, Any]

_OK: Answer = {"status": "OK"}
# What any command answers that lacks something (source).
_ERR: Answer = {"status": "ERR"}
# What a command answers that there isn't.
_ERROR: Answer = {"status": "ERROR"}
_CHANGES = frozenset({"addhardware", "createdevice", "setused", "udevice"})
# They exist, but nobody has seen here what comes of them.
_UNTRIED = frozenset({"deletedevice", "deletehardware", "updatehardware", "renamedevice"})


class Api(WebServer):
    """The web server; its settings may be changed while it runs."""

    def __init__(
        self,
        database: Database,
        *,
        username: str = "admin",
        password: str = "domoticz",  # noqa: S107
        plain_basic_auth: bool = True,
        certificate: Path | None = None,
        on_update: Callable[[Device], None] = lambda _: None,
    ) -> None:
        """Describe it.

        Args:
            database: What it shows and changes.
            username: Who may.
            password: Theirs.
            plain_basic_auth: The preference of this name, which is off by default in a new
                Domoticz: without it a login over plain http is refused.
            certificate: Certificate and key; serves https with it.
            on_update: Is told of what was updated here.
        """
        super().__init__(certificate)
        self.username = username
        self.password = password
        self.plain_basic_auth = plain_basic_auth
        self.is_administrator = True
        """Whether the user may change what there is."""
        self.fault: Fault | None = None
        self.requests: list[str] = []
        """The `param` of each command taken."""
        self._database = database
        self._on_update = on_update
        self._stopping = asyncio.Event()
        self._commands: dict[str, Callable[[Query], Answer]] = {
            "getversion": self._get_version,
            "addhardware": self._add_hardware,
            "gethardware": self._get_hardware,
            "createdevice": self._create_device,
            "getdevices": self._get_devices,
            "udevice": self._update_device,
            "setused": self._set_used,
        }

    @override
    def _application(self) -> web.Application:
        self._stopping.clear()
        application = web.Application()
        application.router.add_get("/json.htm", self._answer)
        return application

    @override
    async def stop(self) -> None:
        """Listen no more; what hangs ends."""
        self._stopping.set()
        await super().stop()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self.fault is not None:
            return await self._fail(request, self.fault)
        query = request.query
        command = query.get("param", "")
        if (status := self._refuses(request)) is not None:
            if status == 401 and command == "getversion" and "type" in query:
                return web.json_response(_OK)
            return web.Response(status=status)
        self.requests.append(command)
        try:
            answer = self._run(command, query)
        except NotKnownError as error:
            self._database.leave_open(error)
            return web.Response(status=501, text=f"The stand-in doesn't know: {error}")
        return web.Response(text=json.dumps(answer, indent="\t"), content_type="application/json")

    def _refuses(self, request: web.Request) -> int | None:
        """Return the status with which a request is refused; older forms have none any more."""
        query = request.query
        if query.get("type", "command") != "command":
            return 404
        if "type" not in query or not self._may(request):
            return 401
        return 403 if not self.is_administrator and query.get("param") in _CHANGES else None

    def _run(self, command: str, query: Query) -> Answer:
        if not command:
            return _ERR
        if command in _UNTRIED:
            raise NotKnownError(f"param={command}")
        run = self._commands.get(command)
        return _ERROR if run is None else run(query)

    def _may(self, request: web.Request) -> bool:
        if not self.plain_basic_auth and self._certificate is None:
            return False
        login = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return request.headers.get("Authorization") == f"Basic {login}"

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault:
            case "html":
                return web.Response(
                    text="<!DOCTYPE html><title>Domoticz</title>", content_type="text/html"
                )
            case "empty":
                return web.Response(content_type="application/json")
            case "error":
                return web.Response(status=500)
            case "close":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
            case "hang":
                await self._stopping.wait()
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()

    def _get_version(self, _: Query) -> Answer:
        return {"version": VERSION, "hash": HASH, **_OK}

    def _add_hardware(self, query: Query) -> Answer:
        if not (query.get("name") and query.get("enabled") and query.get("htype")):
            return _ERR  # source
        kind = query["htype"]
        if not kind.isdecimal():
            raise NotKnownError(f"htype={kind}")
        idx = self._database.add_hardware(query["name"], int(kind))
        self._database.hardware[idx].enabled = query["enabled"] == "true"
        return {"idx": str(idx), **_OK}

    def _get_hardware(self, _: Query) -> Answer:
        """List hardware; `type=hardware` has become this command (source: main/WebServer.cpp)."""
        return _listed("Hardware", [each.row() for each in self._database.hardware.values()])

    def _create_device(self, query: Query) -> Answer:
        """Make a virtual sensor (source: hardware/Dummy.cpp: `idx` and `sensorname` are needed)."""
        if not (query.get("idx") and query.get("sensorname")):
            return _ERR
        mapped = query.get("sensormappedtype", "")
        kind = next((each for each in KINDS.values() if _hexadecimal(mapped) == each.mapped), None)
        if kind is None or not query["idx"].isdecimal():
            raise NotKnownError(f"createdevice&idx={query['idx']}&sensormappedtype={mapped}")
        options = query.get("sensoroptions", "")
        if kind is CUSTOM and not options:
            return _ERR
        unit = ""
        if kind is CUSTOM:
            axis, _, unit = options.partition(";")
            if axis != "1" or not unit:
                raise NotKnownError(f"sensoroptions={options}")
            if ";" in unit:
                unit = ""
        if int(query["idx"]) not in self._database.hardware:
            # It answers OK all the same; of the idx that it names nobody has taken note.
            return {"title": "CreateSensor", **_OK}
        device = self._database.add_device(
            kind, hwid=int(query["idx"]), name=query["sensorname"], unit=unit
        )
        return {"idx": str(device.idx), "title": "CreateSensor", **_OK}

    def _get_devices(self, query: Query) -> Answer:
        unknown = query.keys() - {"type", "param", "used", "displayhidden", "rid"}
        if unknown or query.get("used", "all") != "all" or not {"used", "rid"} & query.keys():
            raise NotKnownError(f"getdevices with {dict(query)}")
        devices = self._database.devices.values()
        if "rid" in query:
            return _listed("Devices", [d.row() for d in devices if str(d.idx) == query["rid"]])
        return _listed("Devices", [device.row() for device in devices])

    def _set_used(self, query: Query) -> Answer:
        idx = query.get("idx", "")
        if query.get("used") != "false" or not idx.isdecimal():
            raise NotKnownError(f"setused with {dict(query)}")
        if int(idx) not in self._database.devices:
            raise NotKnownError("setused of a device that isn't there")
        self._database.delete_device(int(idx))
        return _OK

    def _update_device(self, query: Query) -> Answer:
        idx, nvalue, svalue = (query.get(key) for key in ("idx", "nvalue", "svalue"))
        if not idx or svalue is None or not re.fullmatch(r"-?\d+", nvalue or ""):
            raise NotKnownError(f"udevice with {dict(query)}")
        device = self._database.devices.get(int(idx)) if idx.isdecimal() else None
        if device is None:
            return _ERR
        self._database.update(device, svalue, nvalue=int(nvalue or 0))
        self._on_update(device)
        return _OK


def _listed(title: str, rows: list[Answer]) -> Answer:
    """Return a list; an empty one has no `result` (source)."""
    return {**_OK, "title": title} | ({"result": rows} if rows else {})


def _hexadecimal(text: str) -> int | None:
    try:
        return int(text, 16)
    except ValueError:
        return None
