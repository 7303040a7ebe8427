"""Targets with an account: entries of their own, which bridges see as if they were subentries."""

from datetime import datetime
from types import MappingProxyType

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigSubentry,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.config_entry_oauth2_flow import OAuth2Session
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import CONF_KIND, CONF_PERSON_ID, DOMAIN
from ..household.changes import SIGNAL_CONFIGURED
from ..household.entries import kind_of_entry
from ..household.household import Household, Outbox, running_household
from ..household.saved import async_name_device

type AccountEntry = ConfigEntry[Account]

_NOT_A_MEMBER = "account_without_person"


def as_subentry(entry: ConfigEntry) -> ConfigSubentry:
    """Return an entry as bridges see it: without its tokens, which change by the hour."""
    data = {key: entry.data[key] for key in (CONF_KIND, CONF_PERSON_ID)}
    return ConfigSubentry(
        data=MappingProxyType(data),
        subentry_id=entry.entry_id,
        subentry_type=kind_of_entry(entry),
        title=entry.title,
        unique_id=entry.unique_id,
    )


class Account:
    """A target with an account while its entry is loaded; the household comes and goes.

    Its household enqueues and delivers, whether the entry is loaded or not, since no weighing may be
    missed. It shows how much waits, and says when its person has left the household.

    Attributes:
        session: The account's tokens, which are renewed when they are used.
    """

    def __init__(self, hass: HomeAssistant, entry: AccountEntry, session: OAuth2Session) -> None:
        """Belong to an entry; there may be no household yet."""
        self.session = session
        self._hass = hass
        self._entry = entry
        self._title = entry.title
        self._household: Household | None = None
        self._outbox: Outbox | None = None
        self._stop_household: list[CALLBACK_TYPE] = []
        self._stop_outbox: CALLBACK_TYPE | None = None
        self._listeners: set[CALLBACK_TYPE] = set()

    @callback
    def async_start(self) -> None:
        """Be delivered to as soon as the household runs."""
        self._entry.async_on_unload(
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_entry_changed
            )
        )
        self._entry.async_on_unload(self._async_leave)
        self._async_look()
        async_reconfigure_household(self._hass)

    @callback
    def _async_entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Follow the household when it stops, and when it runs again; and a new title."""
        if entry is self._entry and entry.title != self._title:
            self._title = entry.title
            async_name_device(self._hass, entry.entry_id, entry.entry_id, entry.title)
            async_reconfigure_household(self._hass)
        if entry.domain == DOMAIN and running_household(self._hass) is not self._household:
            self._async_look()

    @callback
    def _async_look(self) -> None:
        """Find the household, and in it the outbox and the person."""
        household = running_household(self._hass)
        if household is not self._household:
            self._async_leave()
            self._household = household
            if household is not None:
                signal = SIGNAL_CONFIGURED.format(household.entry.entry_id)
                self._stop_household.append(
                    async_dispatcher_connect(self._hass, signal, self._async_look)
                )
        outbox = household.outboxes.get(self._entry.entry_id) if household else None
        if outbox is not self._outbox:
            self._async_take(outbox)
        if household is not None:
            async_report_membership(self._hass, self._entry, household)

    @callback
    def _async_take(self, outbox: Outbox | None) -> None:
        if self._stop_outbox:
            self._stop_outbox()
        self._outbox = outbox
        self._stop_outbox = outbox.async_add_listener(self._async_changed) if outbox else None
        self._async_changed()

    @callback
    def _async_leave(self) -> None:
        for stop in self._stop_household:
            stop()
        self._stop_household = []
        self._household = None
        self._async_take(None)

    @callback
    def _async_changed(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    @property
    def subentry(self) -> ConfigSubentry:
        """Return the entry as bridges see it."""
        return as_subentry(self._entry)

    @property
    def is_running(self) -> bool:
        """Return whether the household delivers."""
        return self._outbox is not None

    @property
    def number(self) -> int:
        """Return how many items wait; 0 without a household."""
        return self._outbox.number if self._outbox else 0

    @property
    def since(self) -> datetime | None:
        """Return when the oldest of them was put in."""
        return self._outbox.since if self._outbox else None

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when one of these may have changed; return what ends that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)


@callback
def async_reconfigure_household(hass: HomeAssistant) -> None:
    """Let the household look which targets there are now, if it runs."""
    if household := running_household(hass):
        household.async_reconfigure()


@callback
def async_report_membership(hass: HomeAssistant, entry: ConfigEntry, household: Household) -> None:
    """Report that the person of a target isn't in the household, or that all is right."""
    issue_id = f"{_NOT_A_MEMBER}_{entry.entry_id.lower()}"
    if entry.data[CONF_PERSON_ID] in household.people:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_NOT_A_MEMBER,
        translation_placeholders={"bridge": entry.title},
    )


@callback
def async_delete_report(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete the report about a target that was removed."""
    ir.async_delete_issue(hass, DOMAIN, f"{_NOT_A_MEMBER}_{entry.entry_id.lower()}")
