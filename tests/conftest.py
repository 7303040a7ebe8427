"""What the tests of the integration share."""

import asyncio.constants
from itertools import batched, chain, zip_longest
import os
import traceback
from unittest.mock import patch

from homeassistant.core import callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from hypothesis import HealthCheck, settings
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.household.changes import SIGNAL_SHOWN
from simulators.home_assistant.config import morning_zone

from .bluetooth import ADDRESS, Air
from .household import person_subentry, scale_subentry

# How fast the machine is says nothing about the code.
settings.register_profile(
    "default",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")

# The tests' loops are in debug mode, where asyncio takes the whole traceback of every task and
# callback: a fifth of all the time. The innermost line is enough.
asyncio.constants.DEBUG_STACK_DEPTH = 1
traceback.extract_stack.__defaults__ = (None, 1)


def pytest_collection_modifyitems(config, items):
    """Let workers that run side by side begin with the longest tests, one each.

    A worker is given `--maxschedchunk` tests at a time, so that many lie between two long ones.
    """
    if not hasattr(config, "workerinput"):
        return
    long = [item for item in items if item.get_closest_marker("e2e")]
    long.sort(key=_allowed, reverse=True)
    short = [item for item in items if not item.get_closest_marker("e2e")]
    between = (config.getoption("maxschedchunk") or 2) - 1
    gaps = batched(short, between, strict=False)
    items[:] = chain.from_iterable(
        (*filter(None, [first]), *rest) for first, rest in zip_longest(long, gaps, fillvalue=())
    )


def _allowed(item):
    """Return how many seconds a test may take, if it says so."""
    marker = item.get_closest_marker("timeout")
    return marker.args[0] if marker else 0


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(request):
    """Let Home Assistant load this checkout's integration."""
    if "recorder_mock" in request.fixturenames:
        # It has to be there before Home Assistant.
        request.getfixturevalue("recorder_mock")
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture(autouse=True)
def onboarded():
    """Let the home be one that is in use: before, other integrations add what they hear unasked."""
    with patch("homeassistant.components.onboarding.async_is_onboarded", return_value=True):
        yield


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir):
    """Give every test a journal of its own."""
    return hass_tmp_config_dir


@pytest.fixture
async def morning(hass):
    """Let the house be where it is morning: whose a weighing is depends on the hour, too."""
    await hass.config.async_set_time_zone(morning_zone())


@pytest.fixture
def air(hass, morning, enable_bluetooth):
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
def entry(hass, morning, people):
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
def told(hass, household):
    """Return the events of all changes."""
    events = []
    async_dispatcher_connect(
        hass,
        SIGNAL_SHOWN.format(household.entry.entry_id),
        callback(lambda change: events.extend(change.events)),
    )
    return events


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
