"""Makes virtual sensors through Domoticz' JSON API, and none of them twice.

As tried with Domoticz 2025.1: commands are `/json.htm?type=command&param=...`; without a login that it
takes it answers 401, or `OK` without content; a user who isn't an administrator gets 403 for what
changes something; the older calls answer 404.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
import json
from ssl import CertificateError, SSLError
from typing import Any, NamedTuple, Self

import aiohttp
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from yarl import URL

from ..answers import body_of
from .message import NAMES, UNITS, Kind, kinds

HARDWARE = "Body Scale"
"""What the hardware is called there that the sensors belong to."""
_DUMMY = 15
_MAPPED = {
    Kind.SCALE: "0x5D01",
    Kind.CUSTOM: "0xF31F",
    Kind.PERCENTAGE: "0xF306",
    Kind.TEXT: "0xF313",
}
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_MAX_MB = 16
"""A device has about 1.5 kB."""
_MAX_URL_LENGTH = 2000
_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_REDIRECTS = 3


class DomoticzApiError(Exception):
    """Domoticz refused, or wasn't reached.

    Attributes:
        key: Of the text that says why.
        detail: The message of Domoticz or the network.
    """

    def __init__(self, key: str, detail: str = "") -> None:
        """Take the text's key and detail."""
        super().__init__(f"{key}: {detail}" if detail else key)
        self.key = key
        self.detail = detail


class Had(NamedTuple):
    """By what a sensor is known by its idx, which Domoticz may have given to another device.

    Attributes:
        name: What it was called, if that is remembered.
        renamed: It may have another name on our hardware.
        anywhere: It may have any name on any hardware: nothing is remembered of it.
    """

    name: str | None = None
    renamed: bool = True
    anywhere: bool = False


class Made(NamedTuple):
    """What there is after sensors were made.

    Attributes:
        idxs: Their idx; None for one that isn't there and wasn't to be made.
        any_idx: Of any device that Domoticz tells of; None without one.
    """

    idxs: list[int | None]
    any_idx: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """A virtual sensor that is to be there.

    Attributes:
        person_id: Whose.
        person: Their name.
        metric: What it shows.
        idx: The one that it had, if any.
        had: What tells whether the device with that idx is still the same.
        create: Make it if it isn't there: there is a value for it.
    """

    person_id: str
    person: str
    metric: str
    idx: int | None = None
    had: Had = field(default_factory=Had)
    create: bool = True

    @property
    def name(self) -> str:
        """What it is called there."""
        return f"{self.person} {NAMES[self.metric]}"


@dataclass(frozen=True, slots=True)
class _Device:
    """A device as Domoticz lists it."""

    idx: int
    kind: str
    hardware: str
    name: str
    used: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read a row."""
        return cls(
            _idx(row),
            f"{row.get('Type')}/{row.get('SubType')}",
            str(row.get("HardwareID")),
            unescape(str(row.get("Name"))),
            bool(row.get("Used", 1)),
        )


class DomoticzApi:
    """A running Domoticz, logged in."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: URL,
        auth: aiohttp.BasicAuth | None,
    ) -> None:
        """Take the address and login; nothing is asked yet."""
        self._session = session
        self._url = url
        self._auth = auth

    @classmethod
    def at(
        cls, hass: HomeAssistant, address: str, username: str, password: str, *, verify_ssl: bool
    ) -> Self:
        """Return the Domoticz at an address.

        Raises:
            DomoticzApiError: It isn't an address.
        """
        if len(address) > _MAX_URL_LENGTH:
            raise DomoticzApiError("invalid_url")
        try:
            url = URL(address.strip())
            # A name in Punycode is only read here.
            host = url.host
        except ValueError:
            raise DomoticzApiError("invalid_url") from None
        if url.scheme not in {"http", "https"} or not host:
            raise DomoticzApiError("invalid_url")
        name, secret = username or url.user or "", password or url.password or ""
        if ":" in name:
            # It separates the name from the password.
            raise DomoticzApiError("invalid_auth")
        auth = aiohttp.BasicAuth(name, secret, "utf-8") if name else None
        base = url.with_user(None).with_query(None).with_fragment(None)
        session = async_get_clientsession(hass, verify_ssl=verify_ssl)
        return cls(session, base if base.name == "json.htm" else base / "json.htm", auth)

    async def make(self, sensors: Sequence[Sensor], taken: Collection[int] = ()) -> Made:
        """Return the idx of each sensor, made where there is none yet.

        Args:
            sensors: What is to be there.
            taken: The idx of other sensors of ours.

        Raises:
            DomoticzApiError: Something wasn't done; what was made is found by the next try.
        """
        await self._call("getversion", "version")
        hardware = await self._hardware()
        found = await self._devices()
        used = set(taken)
        made: list[int | None] = []
        for sensor in sensors:
            # Thousands of devices are looked through for each.
            idx = await asyncio.to_thread(_existing, sensor, hardware, found, used)
            if idx is None and sensor.create:
                idx = await self._create(sensor, hardware)
            if idx is not None:
                used.add(idx)
            made.append(idx)
        return Made(made, next((each.idx for each in found if each.used), None))

    async def _hardware(self) -> int:
        answer = await self._call("gethardware")
        for row in _rows(answer):
            if str(row.get("Type")) == str(_DUMMY) and row.get("Name") == HARDWARE:
                return _idx(row)
        return _idx(
            await self._call(
                "addhardware",
                "idx",
                htype=_DUMMY,
                name=HARDWARE,
                enabled="true",
                datatimeout=0,
                loglevel=7,
            )
        )

    async def _devices(self) -> list[_Device]:
        answer = await self._call("getdevices", used="all", displayhidden=1)
        return await asyncio.to_thread(lambda: [_Device.of(row) for row in _rows(answer)])

    async def _create(self, sensor: Sensor, hardware: int) -> int:
        kind = kinds(sensor.metric)[0]
        options = {"sensoroptions": f"1;{UNITS[sensor.metric]}"} if kind is Kind.CUSTOM else {}
        answer = await self._call(
            "createdevice",
            "idx",
            idx=hardware,
            sensorname=sensor.name,
            sensormappedtype=_MAPPED[kind],
            **options,
        )
        return _idx(answer)

    async def _call(self, command: str, *expected: str, **query: str | int) -> Mapping[str, Any]:
        """Send a command; return its answer, which has the keys that are expected."""
        url = self._url.with_query(type="command", param=command, **query)
        try:
            body = await self._get(url)
            # Domoticz calls its JSON text/html in places.
            answer = await asyncio.to_thread(json.loads, body)
        except (CertificateError, aiohttp.ClientConnectorCertificateError) as error:
            raise DomoticzApiError("invalid_certificate") from error
        except (SSLError, aiohttp.ClientSSLError) as error:
            # What answers speaks no https, as Domoticz' port for http.
            raise DomoticzApiError("not_https") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DomoticzApiError("cannot_connect", type(error).__name__) from error
        except (ValueError, RecursionError) as error:
            raise DomoticzApiError("not_domoticz") from error
        if not isinstance(answer, dict) or "status" not in answer:
            raise DomoticzApiError("not_domoticz")
        if answer["status"] != "OK":
            detail = str(answer.get("message") or answer.get("error") or command)
            raise DomoticzApiError("domoticz_refused", detail[:200])
        if any(key not in answer for key in expected):
            if command != "getversion":
                raise DomoticzApiError("domoticz_refused", command)
            # Without a valid login it answers OK, and nothing else.
            raise DomoticzApiError("invalid_auth")
        return answer

    async def _get(self, url: URL) -> bytes:
        """Return what an address answers, also after redirects of the same host."""
        for _ in range(_MAX_REDIRECTS + 1):
            async with self._session.get(
                url, auth=self._auth, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                if response.status in _REDIRECTS and (to := response.headers.get("Location")):
                    url = _redirected(url, to)
                    continue
                if response.status == 401:
                    raise DomoticzApiError("invalid_auth")
                if response.status == 403:
                    raise DomoticzApiError("no_rights")
                if response.status != 200:
                    raise DomoticzApiError("domoticz_refused", f"HTTP {response.status}")
                return await _body(response)
        raise DomoticzApiError("not_domoticz")


def _redirected(url: URL, to: str) -> URL:
    """Return where a redirect leads; the login is for the host that was typed, and it alone."""
    target = url.join(URL(to[:_MAX_URL_LENGTH]))
    allowed = {url.scheme, "https"}
    if target.host != url.host or target.scheme not in allowed:
        origin = f"{target.scheme}://{target.host or ''}"
        raise DomoticzApiError("domoticz_redirects", origin[:200])
    return target


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = await body_of(response, _MAX_MB * 2**20)
    if body is None:
        raise DomoticzApiError("answer_too_long", str(_MAX_MB))
    return body


def _existing(
    sensor: Sensor, hardware: int, devices: Sequence[_Device], taken: Collection[int]
) -> int | None:
    """Return the idx of a sensor that is there: the one it had, or one of its name on our hardware."""
    fitting = kinds(sensor.metric)
    free = [each for each in devices if each.kind in fitting and each.idx not in taken]
    own = str(hardware)
    for device in free:
        if device.idx == sensor.idx and _is_same(sensor, device, own):
            return device.idx
    name = unescape(sensor.name)
    return next((each.idx for each in free if each.hardware == own and each.name == name), None)


def _is_same(sensor: Sensor, device: _Device, own: str) -> bool:
    """Return whether the device with the idx that a sensor had is that sensor."""
    if sensor.had.anywhere or device.name in {sensor.had.name, unescape(sensor.name)}:
        return True
    # Another sensor of ours has another metric's name at its end.
    is_other = any(device.name.endswith(f" {name}") for name in NAMES.values())
    return sensor.had.renamed and device.hardware == own and not is_other


def _rows(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    # Without any there is no result.
    rows = answer.get("result", [])
    if not isinstance(rows, list):
        raise DomoticzApiError("not_domoticz")
    return [row for row in rows if isinstance(row, dict) and "idx" in row]


def _idx(row: Mapping[str, Any]) -> int:
    try:
        return int(row["idx"])
    except (ValueError, TypeError, OverflowError) as error:
        raise DomoticzApiError("not_domoticz") from error
