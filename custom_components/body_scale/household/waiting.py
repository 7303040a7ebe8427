"""What scales measured and the journal hasn't taken yet: it outlives the household.

The room is there as long as Home Assistant runs, so that a reload loses nothing. When the journal
can't be written, what waits is written into a reserve as well, which the next start reads.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import logging
from pathlib import Path
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..journal import weighings as stored
from ..journal.reserve import FILE_NAME, Reserve
from ..model import Reading, Weighing, measured
from .identifier import Identifier

_LOGGER = logging.getLogger(__name__)

LOST_ISSUE = "weighings_lost"


@dataclass(slots=True, eq=False)
class Batch:
    """What a scale measured at one time.

    Attributes:
        scale: Its id.
        readings: What it measured.
        memory: What its session remembered by then, as plain JSON values.
        weighings: The weighings of the readings, once they are identified.
        is_saved: It is in the reserve.
        completing: Records of the scale's memory of weighings that are known, with what those lack.
        outcome: Is to be set to whether it was stored, for who waits for that: the scale has all of it
            still.
    """

    scale: str
    readings: Sequence[Reading]
    memory: Mapping[str, Any]
    weighings: Sequence[Weighing] | None = None
    is_saved: bool = False
    completing: Sequence[Reading] = ()
    outcome: asyncio.Future[bool] | None = None

    @callback
    def async_settle(self, *, is_stored: bool) -> None:
        """Tell who waits for it whether it was stored, once."""
        if self.outcome and not self.outcome.done():
            self.outcome.set_result(is_stored)


class WaitingRoom:
    """Everything that waits, in order.

    Attributes:
        batches: From the oldest on.
    """

    def __init__(self, hass: HomeAssistant, reserve: Reserve) -> None:
        """Take the reserve; it isn't read yet."""
        self.batches: list[Batch] = []
        self._hass = hass
        self._reserve = reserve
        self._lock = asyncio.Lock()
        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._async_stop)
        self._identifying = asyncio.Lock()

    async def identified(self, batch: Batch, identifier: Identifier) -> Sequence[Weighing]:
        """Return the weighings of a batch, identified once."""
        async with self._identifying:
            if batch.weighings is None:
                batch.weighings = await _identify(batch, identifier)
        return batch.weighings

    @property
    def memories(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what the sessions of the scales remembered last, of what waits."""
        return {batch.scale: batch.memory for batch in self.batches}

    @property
    def batteries(self) -> Mapping[str, int]:
        """Return what was left in the batteries of the scales, in percent, as what waits says."""
        return {
            batch.scale: each.battery
            for batch in self.batches
            for each in batch.weighings or batch.readings
            if each.battery is not None
        }

    async def async_load(self) -> None:
        """Read what waited when Home Assistant ended."""
        try:
            entries = await self._hass.async_add_executor_job(self._reserve.prepare)
        except OSError as error:
            _LOGGER.warning("%s can't be used: %s", FILE_NAME, error)
            return
        batches = [_batch(entry) for entry in entries]
        self.batches += [batch for batch in batches if batch]
        if None in batches:
            self.async_report_lost(batches.count(None))

    async def async_remove(self, batch: Batch) -> None:
        """Let a batch go that is in the journal."""
        async with self._lock:
            if batch in self.batches:
                self.batches.remove(batch)
            if self.batches or not self._reserve.is_used:
                return
            try:
                await self._hass.async_add_executor_job(self._reserve.clear)
            except OSError as error:
                # The next start finds its weighings in the journal by their ids.
                _LOGGER.debug("%s can't be cleared: %s", FILE_NAME, error)

    async def async_save(self, identifier: Identifier) -> None:
        """Write what waits into the reserve, in case that Home Assistant ends."""
        for batch in [each for each in self.batches if each.weighings is None]:
            await self.identified(batch, identifier)
        async with self._lock:
            batches = [
                each for each in self.batches if not each.is_saved and each.weighings is not None
            ]
            if not batches:
                return
            try:
                await self._hass.async_add_executor_job(self._save, batches)
            except OSError as error:
                _LOGGER.debug("Nor can %s be written: %s", FILE_NAME, error)
                return
            for batch in batches:
                batch.is_saved = True

    def _save(self, batches: Sequence[Batch]) -> None:
        """Write batches into the reserve; a scale's memory may have held hundreds."""
        self._reserve.add([_entry(batch) for batch in batches])

    @callback
    def async_report_lost(self, number: int) -> None:
        """Raise a repair that stays about weighings that nothing can bring back."""
        if issue := ir.async_get(self._hass).async_get_issue(DOMAIN, LOST_ISSUE):
            number += int((issue.translation_placeholders or {}).get("number", 0))
            # It may have been ignored: that was about those of before.
            ir.async_delete_issue(self._hass, DOMAIN, LOST_ISSUE)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            LOST_ISSUE,
            is_fixable=False,
            is_persistent=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key=LOST_ISSUE,
            translation_placeholders={"number": str(number)},
        )

    @callback
    def _async_stop(self, _: Event) -> None:
        """Tell of what is in no place that outlives Home Assistant, nor in the scale's memory."""
        lost = sum(
            len(batch.readings if batch.weighings is None else batch.weighings)
            for batch in self.batches
            if not (batch.is_saved or batch.outcome)
        )
        if lost:
            self.async_report_lost(lost)


_ROOM: HassKey[WaitingRoom] = HassKey(f"{DOMAIN}_waiting")


async def async_waiting_room(hass: HomeAssistant) -> WaitingRoom:
    """Return the one room of this Home Assistant."""
    if (room := hass.data.get(_ROOM)) is None:
        reserve = Reserve(Path(hass.config.path(STORAGE_DIR, FILE_NAME)))
        room = hass.data[_ROOM] = WaitingRoom(hass, reserve)
        await room.async_load()
    return room


async def _identify(batch: Batch, identifier: Identifier) -> Sequence[Weighing]:
    """Return the weighings of a batch, each identified by what those before it in time teach.

    The event loop turns after each of them: a scale's memory may hold hundreds.
    """
    readings = batch.readings
    past = await identifier.async_past(readings)
    found: dict[int, Weighing] = {}
    for index in sorted(range(len(readings)), key=lambda each: readings[each].measured_at):
        await asyncio.sleep(0)
        reading = readings[index]
        claimed = identifier.claimant(reading)
        # What isn't a weighing is dropped; its record is remembered all the same.
        if not identifier.is_leftover(batch.scale, reading, past):
            found[index] = identifier.weighing(batch.scale, reading, past)
            past.learn(found[index])
        if claimed:
            identifier.async_release()
    return [found[index] for index in sorted(found)]


def _entry(batch: Batch) -> dict[str, Any]:
    return {
        "scale": batch.scale,
        "memory": batch.memory,
        "weighings": [stored.as_columns(each) for each in batch.weighings or ()],
        "completing": [
            stored.as_columns(_as_weighing(batch.scale, each)) for each in batch.completing
        ],
    }


def _as_weighing(scale: str, reading: Reading) -> Weighing:
    """Return a reading as what has columns."""
    return Weighing(
        weighing_id="",
        scale=scale,
        measured_at=reading.measured_at,
        **measured(reading),
        origin=reading.origin,
        stamp=reading.stamp,
    )


def _as_reading(weighing: Weighing) -> Reading:
    return Reading(
        measured_at=weighing.measured_at,
        **measured(weighing),
        origin=weighing.origin,
        stamp=weighing.stamp,
    )


def _batch(entry: Mapping[str, Any] | None) -> Batch | None:
    """Return the batch of an entry; None for what can't be read."""
    try:
        if entry is None:
            return None
        weighings = [stored.from_columns(row) for row in entry["weighings"]]
        completing = [_as_reading(stored.from_columns(row)) for row in entry.get("completing", ())]
        return Batch(
            entry["scale"],
            (),
            entry["memory"],
            weighings,
            is_saved=True,
            completing=completing,
        )
    except KeyError, TypeError, ValueError:
        return None
