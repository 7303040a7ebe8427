"""What the tests of Google Health share: a stand-in for Google, and a home with a person's account."""

import time

from homeassistant.components.application_credentials import (
    ClientCredential,
    async_import_client_credential,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.body_scale.bridges.google_health import api, oauth
from custom_components.body_scale.const import DOMAIN
from simulators.google_health import SCOPE, GoogleHealth

from ..bridges.settling import actor, settled
from .description import Description

ANNA, BEN = "anna0123456789", "ben0123456789"
CREDENTIALS = "my_project"


@pytest.fixture(scope="session")
def description():
    return Description()


@pytest.fixture
async def google(socket_enabled, monkeypatch, description):
    """Return Google; all that was asked and answered is what its description says."""
    async with GoogleHealth() as google:
        monkeypatch.setattr(api, "BASE_URL", f"{google.url}/v4")
        monkeypatch.setattr(oauth, "TOKEN_URL", f"{google.url}/token")
        yield google
    for exchange in google.exchanges:
        description.check(exchange, SCOPE)


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
async def credentials(hass, google):
    assert await async_setup_component(hass, "application_credentials", {})
    credential = ClientCredential("client-id", "client-secret")
    await async_import_client_credential(hass, DOMAIN, credential, CREDENTIALS)


@pytest.fixture
def account(hass, google):
    """Return the entry of Anna's account, as the flow makes it; not set up."""
    google.state.refresh_tokens.add("refresh-anna")
    google.state.access_tokens.add("access-anna")
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=f"google_health_{ANNA}",
        title="Anna",
        data={
            "kind": "google_health",
            "person_id": ANNA,
            "account": "health-1",
            "auth_implementation": CREDENTIALS,
            "token": {
                "access_token": "access-anna",
                "refresh_token": "refresh-anna",
                "scope": SCOPE,
                "token_type": "Bearer",
                "expires_in": 3599,
                "expires_at": time.time() + 3599,
            },
        },
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def settle(hass):
    """Return what waits until everything happened that happens by itself."""

    async def wait():
        await settled(hass)

    return wait


@pytest.fixture
def later(hass, settle, freezer):
    """Return what lets time pass, in steps that timers of Home Assistant see."""

    async def wait(seconds, step=10):
        for _ in range(0, seconds, step):
            freezer.tick(step)
            async_fire_time_changed(hass)
            await settle()

    return wait


@pytest.fixture
def load(hass, settle):
    async def load(*entries):
        for each in entries:
            if each.state is ConfigEntryState.NOT_LOADED:
                await hass.config_entries.async_setup(each.entry_id)
            await settle()

    return load


@pytest.fixture
async def unloading(hass):
    """Unload what is loaded in the end: couriers wait for the next hour."""
    yield
    for entry in hass.config_entries.async_entries(DOMAIN):
        if entry.state is ConfigEntryState.LOADED:
            await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def house(hass, air, credentials, unloading, entry, account, load):
    """Return a home with Anna's account, everything set up."""
    await load(entry, account)
    return entry.runtime_data


@pytest.fixture
def act(hass):
    return actor(hass)


@pytest.fixture
def newest(act):
    """Return what returns the newest weighing."""

    async def find():
        return (await act("get_weighings", respond=True, limit=1))["weighings"][-1]

    return find
