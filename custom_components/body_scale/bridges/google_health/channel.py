"""The way to Google Health: a point is delivered when Google says that it is done."""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any, override

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..accounts import Account
from ..channel import Channel
from ..outbox import Item
from ..rest import Rest
from .access import Access
from .api import GrantError, HealthApi, HealthError
from .bridge import DELETE, POINT, GoogleHealthBridge
from .issues import HealthReports
from .message import is_same

_DENIED_REST_S = 3600.0
"""Who denies everything is seldom asked: it takes a person to change that."""
_LATER = {HTTPStatus.UNAUTHORIZED, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT}
_ALL_LATER = {0, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
"""Not reached, too many requests, out of order: the next one would fail, too."""


class GoogleHealthChannel(Channel):
    """Creates, patches and deletes points, as long as the entry of the account is loaded."""

    def __init__(self, hass: HomeAssistant, bridge: GoogleHealthBridge) -> None:
        """Find the entry; it may not be loaded."""
        self._hass = hass
        self._entry: ConfigEntry[Any] = hass.config_entries.async_get_known_entry(bridge.id)
        self._reports = HealthReports(hass, bridge)
        self._rest = Rest(hass, self._async_look)
        self._refused: Account | None = None
        self._was_ready = False
        self._on_news: CALLBACK_TYPE = lambda: None
        self._stop_listening: CALLBACK_TYPE | None = None

    @property
    @override
    def ready(self) -> bool:
        """Return whether the account is there, isn't locked, and doesn't rest."""
        return (
            self._entry.state is ConfigEntryState.LOADED
            and not self._rest.lasts
            # Whoever logs in again reloads the entry.
            and self._account is not self._refused
        )

    @property
    def _account(self) -> Account | None:
        """Return the account; None while its entry isn't loaded, which may end at any moment."""
        return getattr(self._entry, "runtime_data", None)

    @override
    async def start(self, waiting: Sequence[Item], on_news: CALLBACK_TYPE) -> None:
        """Look when the entry is loaded, and when somebody logged in again."""
        self.stop()
        self._on_news = on_news
        self._stop_listening = async_dispatcher_connect(
            self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_entry_changed
        )
        self._was_ready = self.ready

    @override
    def stop(self) -> None:
        """Listen and rest no more."""
        self._rest.stop()
        if self._stop_listening:
            self._stop_listening()
            self._stop_listening = None

    @callback
    def _async_entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        if entry is self._entry:
            self._async_look()

    @callback
    def _async_look(self) -> None:
        """Tell the courier that it is worth trying again."""
        was_ready, self._was_ready = self._was_ready, self.ready
        if self.ready and not was_ready:
            self._on_news()

    @override
    async def holds(self, item: Item) -> bool:
        """Read back what an earlier try may have brought about."""
        if not item.attempts:
            return False
        name = item.body.get(DELETE) or item.body[POINT]["name"]
        try:
            there = await self._ask(lambda api: api.get(name))
        except HealthError as error:
            if error.is_denial or _is_final(error):
                # What can't be read may be written all the same.
                return error.status == HTTPStatus.NOT_FOUND and DELETE in item.body
            raise self._later(error) from error
        return POINT in item.body and is_same(there, item.body[POINT])

    @override
    async def deliver(self, item: Item) -> bool:
        """Try once; what Google will never take is done with, and reported."""
        try:
            if POINT in item.body:
                await self._put(item.body[POINT])
            else:
                await self._delete(item.body[DELETE])
        except HealthError as error:
            if not _is_final(error):
                raise self._later(error) from error
            self._reports.async_refused(error)
        self._rest.succeeded()
        self._reports.async_allowed()
        return True

    async def _put(self, point: dict[str, Any]) -> None:
        """Let a point be there as it says: it may be there already, by a try or as it was before."""
        try:
            await self._ask(lambda api: api.create(point))
        except HealthError as error:
            if error.status != HTTPStatus.CONFLICT:
                raise
            await self._ask(lambda api: api.patch(point))

    async def _delete(self, name: str) -> None:
        try:
            await self._ask(lambda api: api.delete(name))
        except HealthError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise

    async def _ask[T](self, question: Callable[[HealthApi], Awaitable[T]]) -> T:
        """Ask Google; if it doesn't know the token, once more with another one."""
        if (account := self._account) is None:
            raise HealthError(0, "NOT_LOADED")
        access = Access(self._hass, self._entry, account.session)
        api = HealthApi(self._hass, access.token)
        try:
            return await question(api)
        except GrantError:
            raise
        except HealthError as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise
        await access.renew()
        return await question(api)

    def _later(self, error: HealthError) -> HomeAssistantError:
        """Rest if all would fail, have somebody log in if that helps; return what the courier gets."""
        if error.status == HTTPStatus.UNAUTHORIZED and self._account:
            self._refused = self._account
            self._entry.async_start_reauth(self._hass)
        elif error.is_denial:
            self._reports.async_denied(error)
            self._rest.begin(_DENIED_REST_S)
        elif error.status in _ALL_LATER:
            self._rest.begin(error.retry_after or 0.0)
        self._was_ready = self.ready
        return HomeAssistantError(f"Google Health: {error}")


def _is_final(error: HealthError) -> bool:
    """Return whether Google will never take this, whenever it is tried."""
    is_refusal = HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return is_refusal and not error.is_denial and error.status not in _LATER | _ALL_LATER
