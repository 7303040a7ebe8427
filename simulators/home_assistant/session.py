"""A user's session with a Home Assistant: the login, REST requests and the websocket."""

from collections.abc import AsyncIterator
import contextlib
import json

import aiohttp

from .websocket import Events, HomeAssistantSocket, Json, JsonObject


class RestError(Exception):
    """Home Assistant answered a REST request with an error."""

    def __init__(self, status: int, path: str, text: str) -> None:
        """Keep the status."""
        super().__init__(f"{path}: {status}: {text}")
        self.status = status


class HomeAssistantSession:
    """A user who logs in once, with a token that outlives restarts, and then asks."""

    def __init__(self) -> None:
        """Begin without a login; `open` comes next."""
        self.base_url = ""
        self.refresh_token: str | None = None
        """The token that outlives restarts; None before the first login."""
        self._http: aiohttp.ClientSession | None = None
        self._access_token = ""
        self._socket: HomeAssistantSocket | None = None

    def open(self, base_url: str) -> None:
        """Say where Home Assistant is; nothing is asked yet."""
        self.base_url = base_url
        if self._http is None:
            self._http = aiohttp.ClientSession()

    async def close(self) -> None:
        """Close every connection."""
        await self.hang_up()
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def hang_up(self) -> None:
        """Close the websocket; the next command opens a new one."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    @property
    def http(self) -> aiohttp.ClientSession:
        """The HTTP client, for what isn't wrapped here."""
        if self._http is None:
            raise RuntimeError("the session isn't open")
        return self._http

    @property
    def client_id(self) -> str:
        """The name under which tokens are given: that of the frontend."""
        return f"{self.base_url}/"

    @property
    def access_token(self) -> str:
        """A token for half an hour's requests, as the last `login` got it."""
        return self._access_token

    async def onboard(self, name: str, username: str, password: str) -> None:
        """Make the first user, an administrator, log in, and finish the onboarding."""
        user = await self.request(
            "POST",
            "/api/onboarding/users",
            {
                "client_id": self.client_id,
                "name": name,
                "username": username,
                "password": password,
                "language": "en",
            },
        )
        tokens = await self._token(grant_type="authorization_code", code=user["auth_code"])
        self.refresh_token = str(tokens["refresh_token"])
        await self.request(
            "POST",
            "/api/onboarding/integration",
            {"client_id": self.client_id, "redirect_uri": f"{self.base_url}/?auth_callback=1"},
        )

    async def login(self) -> None:
        """Get a new access token for the kept refresh token."""
        if self.refresh_token is None:
            raise RuntimeError("nobody has logged in yet")
        await self._token(grant_type="refresh_token", refresh_token=self.refresh_token)

    async def _token(self, **form: str) -> JsonObject:
        data = {"client_id": self.client_id, **form}
        async with self.http.post(f"{self.base_url}/auth/token", data=data) as response:
            if not response.ok:
                raise RestError(response.status, "/auth/token", await response.text())
            tokens: JsonObject = await response.json()
        self._access_token = tokens["access_token"]
        return tokens

    async def request(self, method: str, path: str, body: Json = None) -> Json:
        """Make a REST request and return the decoded answer; None for an empty one.

        Raises:
            RestError: The answer's status says error.
        """
        try:
            return await self._request(method, path, body)
        except RestError as error:
            if error.status != 401 or self.refresh_token is None:
                raise
        await self.login()  # an access token lasts half an hour
        return await self._request(method, path, body)

    async def _request(self, method: str, path: str, body: Json) -> Json:
        headers = {"Authorization": f"Bearer {self._access_token}"} if self._access_token else {}
        async with self.http.request(
            method, f"{self.base_url}{path}", json=body, headers=headers
        ) as response:
            text = await response.text()
            if not response.ok:
                raise RestError(response.status, path, text)
            if response.content_type == "application/json":
                return json.loads(text) if text else None
            return text

    async def command(self, kind: str, **fields: Json) -> Json:
        """Send a websocket command, such as `config/entity_registry/list`; return its result."""
        return await (await self._connected()).command(kind, **fields)

    @contextlib.asynccontextmanager
    async def subscribe(self, kind: str, **fields: Json) -> AsyncIterator[Events]:
        """Collect a subscription's events, such as `bluetooth/subscribe_advertisements`."""
        async with (await self._connected()).subscribe(kind, **fields) as events:
            yield events

    async def _connected(self) -> HomeAssistantSocket:
        if self._socket is None or self._socket.closed:
            await self.login()  # the access token may be too old by now
            # Home Assistant's entity registry is one message of more than 4 MB in big houses.
            websocket = await self.http.ws_connect(f"{self.base_url}/api/websocket", max_msg_size=0)
            self._socket = HomeAssistantSocket(websocket)
            await self._socket.login(self._access_token)
        return self._socket
