"""What the tests of the integration share."""

import os

from hypothesis import settings
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.body_scale.const import DOMAIN, TITLE

from .bluetooth import ADDRESS, Air
from .household import person_subentry, scale_subentry

settings.register_profile("default", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("default")


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(request):
    """Let Home Assistant load this checkout's integration."""
    if "recorder_mock" in request.fixturenames:
        # It has to be there before Home Assistant.
        request.getfixturevalue("recorder_mock")
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir):
    """Give every test a journal of its own."""
    return hass_tmp_config_dir


@pytest.fixture
def air(hass, enable_bluetooth):
    """Return what can be heard."""
    return Air(hass)


@pytest.fixture
def anna():
    return person_subentry("Anna", sex="female", birth_date="1990-05-17", height=168.0, weight=62.0)


@pytest.fixture
def ben():
    return person_subentry("Ben", sex="male", birth_date="1986-02-03", height=182.0, weight=85.0)


@pytest.fixture
def people(anna):
    """Return the people of the household; tests with more of them override this."""
    return [anna]


@pytest.fixture
def entry(hass, people):
    """Return a household with its people and one scale, not yet set up."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=DOMAIN,
        title=TITLE,
        subentries_data=[*people, scale_subentry(ADDRESS)],
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def household(hass, air, entry):
    """Return the runtime of a household that is set up."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry.runtime_data


@pytest.fixture
def act(hass, household):
    """Return a function that performs an action of ours, and lets everything follow."""

    async def perform(action, *, respond=False, context=None, **data):
        response = await hass.services.async_call(
            DOMAIN, action, data, blocking=True, return_response=respond, context=context
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        return response

    return perform
