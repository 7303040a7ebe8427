"""The runtime that joins the rooms: readings become kept weighings of the right person."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
import logging
import sqlite3
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_now

from .body.safety import shown_metrics
from .const import DOMAIN
from .coordinator import ScaleCoordinator
from .journal import FILE_NAME, Journal
from .model import Metrics, Reading, Weighing
from .people import Person
from .weighing import Memory, identify

_LOGGER = logging.getLogger(__name__)

type BodyScaleConfigEntry = ConfigEntry[Household]

SIGNAL_TOLD = f"{DOMAIN}_told_{{}}"
"""Sent with each `Weighing` once it is kept; format with the entry id."""

_HISTORY = 200
"""So many confirmed weighings of a person are looked at when asking who it was."""
_LONGEST_PAUSE = 300.0
_CLOSING = 10.0


@dataclass(slots=True)
class _Candidate:
    """A person as the identification sees them."""

    id: str
    name: str
    history: Sequence[Weighing]
    first_guess: float | None
    weight_min: float | None
    weight_max: float | None
    profile_id: int | None = None
    home: bool | None = None
    claimed: bool = False


@dataclass(slots=True)
class Household:
    """All scales and people of a home, and the journal of their weighings."""

    hass: HomeAssistant
    entry: BodyScaleConfigEntry
    journal: Journal
    people: Mapping[str, Person]
    scales: dict[str, ScaleCoordinator] = field(default_factory=dict)
    pending: list[Weighing] = field(default_factory=list)
    _history: dict[str, list[Weighing]] = field(default_factory=dict)
    _metrics: dict[str, Metrics] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _keeping: set[asyncio.Task[None]] = field(default_factory=set)
    _reload_waits: bool = False

    async def async_open(self) -> None:
        """Open the journal and read what the entities need.

        Raises:
            OSError, sqlite3.Error, JournalFromTheFutureError: It can't be opened.
        """
        await self.hass.async_add_executor_job(self._open)
        self._report_damage()

    def _open(self) -> None:
        self.journal.open()
        for person in self.people.values():
            self.journal.keep_person(person.id, person.name, person.profiles)
            self._history[person.id] = self.journal.weighings(person.id, limit=_HISTORY)
        self.pending = self.journal.weighings(None)

    async def async_memory(self, address: str) -> Memory | None:
        """Return what a scale remembered before."""
        data = await self.hass.async_add_executor_job(self.journal.memory, address)
        return Memory.from_dict(data) if data else None

    async def async_close(self) -> None:
        """Finish what is being written, and close the journal."""
        if self._keeping:
            await asyncio.wait(self._keeping, timeout=_CLOSING)
        for task in self._keeping:
            task.cancel()
        async with self._lock:
            await self.hass.async_add_executor_job(self.journal.close)

    async def async_pause(self) -> None:
        """Hold all writing and bring the journal into one file, for a backup."""
        await self._lock.acquire()
        await self.hass.async_add_executor_job(self.journal.checkpoint)

    @callback
    def async_resume(self) -> None:
        """Write again."""
        if self._lock.locked():
            self._lock.release()

    # From a scale to the journal, and only then to everybody else.

    @callback
    def async_keep(self, address: str, readings: Sequence[Reading], memory: Memory) -> None:
        """Keep what a scale measured, then tell of it."""
        task = self.entry.async_create_background_task(
            self.hass, self._async_keep(address, readings, memory), f"{DOMAIN} keep"
        )
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def _async_keep(self, address: str, readings: Sequence[Reading], memory: Memory) -> None:
        async with self._lock:
            # An object on the scale is nobody's weighing, but its record must be known again.
            weighings = [self._weighing(address, r) for r in readings if not r.small_object]
            await self._async_commit(weighings, address, memory)
            for weighing in weighings:
                self._remember(weighing)
                async_dispatcher_send(self.hass, SIGNAL_TOLD.format(self.entry.entry_id), weighing)

    async def _async_commit(
        self, weighings: Sequence[Weighing], address: str, memory: Memory
    ) -> None:
        """Write until it is written; a full disk is waited for."""
        pause = 1.0
        while True:
            try:
                await self.hass.async_add_executor_job(
                    self.journal.add, weighings, address, memory.as_dict()
                )
            except (OSError, sqlite3.OperationalError) as error:
                _LOGGER.debug("Not kept, trying again in %s s: %s", pause, error)
                self._issue("journal_unwritable", {"file": FILE_NAME, "error": str(error)})
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                ir.async_delete_issue(self.hass, DOMAIN, "journal_unwritable")
                self._report_damage()
                return

    def _weighing(self, address: str, reading: Reading) -> Weighing:
        """Make the record, with the person it belongs to if that is certain."""
        candidates = [
            _Candidate(
                id=person.id,
                name=person.name,
                history=self._history[person.id],
                first_guess=person.first_guess,
                weight_min=person.weight_min,
                weight_max=person.weight_max,
            )
            for person in self.people.values()
        ]
        verdict = identify(reading, candidates)
        return Weighing(
            weighing_id=ulid_now(),
            scale=address,
            measured_at=reading.measured_at,
            weight_kg=reading.weight_kg,
            unit=reading.unit,
            impedance=reading.impedance,
            impedance_250khz=reading.impedance_250khz,
            heart_rate=reading.heart_rate,
            profile_id=reading.profile_id,
            origin=reading.origin,
            person_id=verdict.person_id,
            assigned_by=verdict.assigned_by if verdict.person_id else None,
            confidence=verdict.confidence,
            reason=verdict.reason,
            candidates=verdict.scores,
        )

    def _remember(self, weighing: Weighing) -> None:
        """Let the caches follow the journal."""
        if weighing.person_id is None:
            self.pending.append(weighing)
            return
        history = self._history[weighing.person_id]
        history.append(weighing)
        history.sort(key=lambda each: each.measured_at)
        del history[:-_HISTORY]
        self._metrics.pop(weighing.person_id, None)

    # What the entities show.

    def latest(self, person_id: str) -> Weighing | None:
        """Return a person's newest weighing."""
        history = self._history[person_id]
        return history[-1] if history else None

    def latest_metrics(self, person_id: str) -> Metrics:
        """Return the metrics of a person's newest weighing."""
        if person_id not in self._metrics:
            latest = self.latest(person_id)
            self._metrics[person_id] = self.metrics(latest) if latest else Metrics()
        return self._metrics[person_id]

    def metrics(self, weighing: Weighing) -> Metrics:
        """Return what a weighing says by its person's profile of that day; nothing for nobody's."""
        person = self.people.get(weighing.person_id or "")
        if person is None:
            return Metrics()
        day = dt_util.as_local(weighing.measured_at).date()
        return shown_metrics(weighing, person.profile_on(day), day, person.formula_set)

    def record(self, weighing: Weighing) -> dict[str, Any]:
        """Return a weighing as automations see it."""
        person = self.people.get(weighing.person_id or "")
        data = asdict(weighing)
        return {
            "weighing_id": data.pop("weighing_id"),
            "person": person.name if person else weighing.person_id,
            "person_id": data.pop("person_id"),
            "measured_at": dt_util.as_local(data.pop("measured_at")).isoformat(),
            "weight": data.pop("weight_kg"),
            **data,
            "metrics": asdict(self.metrics(weighing)),
        }

    # Configuration changes.

    @callback
    def async_schedule_reload(self) -> None:
        """Reload the entry as soon as nobody stands on a scale."""
        self._reload_waits = True
        self.async_nobody_stands()

    @callback
    def async_nobody_stands(self) -> None:
        """Do what waited for the scales to be free, if they are."""
        if self._reload_waits and not any(s.session.occupied for s in self.scales.values()):
            self._reload_waits = False
            self.hass.config_entries.async_schedule_reload(self.entry.entry_id)

    def _report_damage(self) -> None:
        if self.journal.set_aside:
            self._issue("journal_damaged", {"file": self.journal.set_aside.name}, persistent=True)
            self.journal.set_aside = None

    def _issue(self, key: str, placeholders: dict[str, str], *, persistent: bool = False) -> None:
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            key,
            is_fixable=False,
            is_persistent=persistent,
            severity=ir.IssueSeverity.ERROR,
            translation_key=key,
            translation_placeholders=placeholders,
        )
