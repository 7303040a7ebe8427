"""Waiting until everything happened that happens by itself, in a house and with its couriers."""

import asyncio

from custom_components.body_scale.const import DOMAIN

_ROUNDS = 10


async def settled(hass):
    """Wait until nothing is under way but couriers that wait to be called."""
    quiet = 0
    # An answer takes a few rounds of the loop from who says it to who waits for it.
    while quiet < _ROUNDS:
        await hass.async_block_till_done()
        busy = [
            task
            for task in asyncio.all_tasks()
            if task.get_name().startswith(DOMAIN) and not _rests(task)
        ]
        quiet = 0 if busy else quiet + 1
        # No pause: under a frozen clock it would not end.
        await asyncio.sleep(0)


def actor(hass):
    """Return a function that performs an action of ours, and waits for what follows from it."""

    async def perform(action, *, respond=False, **data):
        response = await hass.services.async_call(
            DOMAIN, action, data, blocking=True, return_response=respond
        )
        await settled(hass)
        return response

    return perform


def _rests(task):
    """Say whether a courier waits for something to happen, and nothing has."""
    step = task.get_coro()
    while step is not None and getattr(step, "cr_await", None) is not None:
        inner = step.cr_await
        if getattr(inner, "cr_code", None) is asyncio.Event.wait.__code__:
            return not step.cr_frame.f_locals["self"]._rung.is_set()
        step = inner
    return False
