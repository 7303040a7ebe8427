"""The runtime that joins the rooms: readings become kept weighings of the right person."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from ..body import grades
from ..body.shown import age_on, is_minor, shown
from ..body.trend import Trend, trend
from ..const import DOMAIN
from ..coordinator import ScaleCoordinator
from ..journal.database import Journal
from ..journal.writer import Keeper
from ..model import Grade, Metrics, Reading, Shown, Weighing
from ..session import Memory
from .identifier import Recognition
from .people import Person
from .statistics import LongTermStatistics

type BodyScaleConfigEntry = ConfigEntry[Household]

SIGNAL_TOLD = f"{DOMAIN}_told_{{}}"
"""Sent with `Told` when something is kept; format with the entry id."""
SIGNAL_SHOWN = f"{DOMAIN}_shown_{{}}"
"""Sent likewise, once all states show it: for what automations start from."""

WEIGHED = "weighed"
PENDING = "pending"
CORRECTED = "corrected"

_HISTORY = 1000
"""So many weighings of a person are at hand: the identification looks at 200, the trend at months."""
_CLOSING = 10.0


def rounded[T](value: T) -> T | float:
    """Return a number without the digits that mean nothing."""
    return round(value, 3) if isinstance(value, float) else value


class Told(NamedTuple):
    """What listeners hear of."""

    kind: str
    """`weighed`, `pending` or `corrected`."""
    weighing: Weighing
    people: frozenset[str]
    """Whose weighings changed."""
    deleted: bool = False


class Outbox(Protocol):
    """What is to be told to somebody outside, as far as the entities show it."""

    @property
    def subentry(self) -> ConfigSubentry:
        """How the household knows the bridge."""

    @property
    def number(self) -> int:
        """How many messages wait."""

    @property
    def since(self) -> datetime | None:
        """When the oldest of them was put in."""

    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call somebody when these may have changed; return what ends that."""


class Household:
    """All scales and people of a home, and their weighings.

    Attributes:
        people: By person id.
        scales: By address.
        recognition: Finds out whose a weighing is.
        outboxes: One for each bridge.
        on_close: What ends those who write into the journal on their own.
        pending: Weighings of which it isn't clear whose they are, in the order of arrival.
        last: The weighing that came to be known last; None if there is none or it was deleted.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: BodyScaleConfigEntry,
        journal: Journal,
        people: Iterable[Person],
    ) -> None:
        """Describe the household; nothing is opened yet."""
        self.hass = hass
        self.entry = entry
        self.keeper = Keeper(hass, journal)
        self.people: Mapping[str, Person] = {person.id: person for person in people}
        self.scales: dict[str, ScaleCoordinator] = {}
        self.outboxes: Sequence[Outbox] = ()
        self.on_close: Callable[[], Awaitable[None]] | None = None
        self.pending: list[Weighing] = []
        self.last: Weighing | None = None
        self.statistics = LongTermStatistics(hass, self.metrics)
        self.recognition = Recognition(hass, entry, self.people, self.history)
        self._history: dict[str, list[Weighing]] = {}
        self._metrics: dict[str, Metrics] = {}
        self._trends: dict[str, Trend | None] = {}
        self._keeping: set[asyncio.Task[None]] = set()
        self._reload_waits = False
        self._deaf: list[CALLBACK_TYPE] = []

    async def async_open(self) -> None:
        """Open the journal and read what the entities need.

        Raises:
            OSError, sqlite3.Error, JournalFromTheFutureError: It can't be opened.
        """

        def read(journal: Journal) -> None:
            for person in self.people.values():
                journal.keep_person(person.id, person.name, person.profiles)
            self._read(journal, self.people)
            self.last = journal.last_added()

        await self.keeper.async_open(read)

    def _read(self, journal: Journal, people: Iterable[str]) -> None:
        """Read what is at hand of these people, and of nobody's weighings."""
        for person_id in people:
            self._history[person_id] = journal.weighings(person_id, limit=_HISTORY)
            self._metrics.pop(person_id, None)
            self._trends.pop(person_id, None)
        self.pending = journal.weighings(None)

    async def async_memory(self, address: str) -> Memory | None:
        """Return what a scale remembered before."""
        data = await self.keeper.async_read(lambda journal: journal.memory(address))
        try:
            return Memory.from_dict(data) if data else None
        except KeyError, TypeError, ValueError:
            return None

    @callback
    def async_listen(self) -> None:
        """Listen to the scales; that replays what each of them said last."""
        self.keeper.on_damage = self._async_keep_all
        self._deaf = [scale.async_start() for scale in self.scales.values()]

    @callback
    def async_stop_listening(self) -> None:
        """Hear no more, and end the stands that only waited for an impedance."""
        for stop in self._deaf:
            stop()
        self._deaf = []
        # A backup doesn't hold back what would be lost otherwise.
        self.keeper.async_resume()
        for scale in self.scales.values():
            scale.async_finish()

    async def async_shut_down(self) -> None:
        """Hear no more and wait until what was heard is kept and told; not for a full disk."""
        self.async_stop_listening()
        if self._keeping:
            await asyncio.wait(self._keeping, timeout=_CLOSING)
        for task in self._keeping:
            task.cancel()

    @callback
    def _async_keep_all(self) -> None:
        """Write into a new journal what the set-aside one knew of people and scales."""

        def write(journal: Journal) -> None:
            for person in self.people.values():
                journal.keep_person(person.id, person.name, person.profiles)
            for address, memory in memories.items():
                journal.add((), address, memory)

        memories = {
            address: scale.session.memory.as_dict() for address, scale in self.scales.items()
        }
        self._start(self.keeper.async_write(write))

    async def async_close(self) -> None:
        """End those who write on their own, and close the journal."""
        if self.on_close:
            await self.on_close()
        await self.keeper.async_close()

    # From a scale to the journal, and only then to everybody else.

    @callback
    def async_keep(self, address: str, readings: Sequence[Reading], memory: Memory) -> None:
        """Keep what a scale measured, then tell of it."""
        self._start(self._async_keep(address, readings, memory))

    @callback
    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.entry.async_create_background_task(self.hass, work, f"{DOMAIN} keep")
        self._keeping.add(task)
        task.add_done_callback(self._kept)

    @callback
    def _kept(self, task: asyncio.Task[None]) -> None:
        self._keeping.discard(task)
        self.async_nobody_stands()

    async def _async_keep(self, address: str, readings: Sequence[Reading], memory: Memory) -> None:
        async with self.keeper.turn:
            weighings = []
            for reading in readings:
                claimed = self.recognition.claimant(reading)
                # An object is nobody's weighing, unless somebody said that the next one is theirs;
                # its record is remembered all the same.
                if claimed or not reading.small_object:
                    weighings.append(self.recognition.weighing(address, reading))
                if claimed:
                    self.recognition.async_release()
            await self.keeper.async_write(
                lambda journal: journal.add(weighings, address, memory.as_dict())
            )
            await self.async_added(weighings)

    async def async_added(self, weighings: Sequence[Weighing]) -> None:
        """Follow new weighings that were just written, and tell of them."""
        for weighing in weighings:
            self.last = weighing
            person_id = weighing.person_id
            if person_id is None:
                self.pending.append(weighing)
            elif person_id in self.people:
                await self.async_reread({person_id})
                self.statistics.async_add(
                    self.people[person_id], await self._async_hour(person_id, weighing)
                )
            kind = WEIGHED if person_id else PENDING
            self.tell(Told(kind, weighing, frozenset({person_id} if person_id else ())))

    async def async_corrected(
        self, old: Weighing, new: Weighing | None, people: frozenset[str]
    ) -> None:
        """Follow a correction of these people's weighings that was just written, and tell of it."""
        await self.async_reread(people)
        for person_id in people & self.people.keys():
            await self._async_rewrite_statistics(person_id)
        if self.last and self.last.weighing_id == old.weighing_id:
            self.last = new
        self.tell(Told(CORRECTED, new or old, people, deleted=new is None))

    async def async_reread(self, people: Iterable[str]) -> None:
        """Follow what was written of these people."""
        known = [person_id for person_id in people if person_id in self.people]
        await self.keeper.async_read(lambda journal: self._read(journal, known))

    async def async_verify_statistics(self) -> None:
        """Let the statistics be what the journal says."""
        for person in self.people.values():
            async with self.keeper.turn:
                weighings = await self._async_all(person.id)
                await self.statistics.async_verify(person, weighings)

    async def _async_rewrite_statistics(self, person_id: str) -> None:
        weighings = await self._async_all(person_id)
        self.statistics.async_rewrite(self.people[person_id], weighings)

    async def _async_all(self, person_id: str) -> list[Weighing]:
        return await self.keeper.async_read(lambda journal: journal.weighings(person_id))

    async def _async_hour(self, person_id: str, weighing: Weighing) -> list[Weighing]:
        """Return a person's weighings in the hour of this one."""
        hour = dt_util.as_utc(weighing.measured_at).replace(minute=0, second=0, microsecond=0)
        end = hour + timedelta(hours=1)
        return await self.keeper.async_read(
            lambda journal: journal.between(hour, end, person_id=person_id)
        )

    @callback
    def tell(self, told: Told) -> None:
        """Let everybody hear of it, the events last: automations read states right then."""
        for signal in (SIGNAL_TOLD, SIGNAL_SHOWN):
            async_dispatcher_send(self.hass, signal.format(self.entry.entry_id), told)

    # What the entities show.

    def history(self, person_id: str) -> Sequence[Weighing]:
        """Return a person's weighings at hand, oldest first."""
        return self._history[person_id]

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

    def trend(self, person_id: str) -> Trend | None:
        """Return a person's weight trend."""
        if person_id not in self._trends:
            self._trends[person_id] = trend(self._history[person_id])
        return self._trends[person_id]

    def shown(self, weighing: Weighing, formula_set: str | None = None) -> Shown | None:
        """Return what a weighing says by its person's profile of that day; None for nobody's."""
        person = self.people.get(weighing.person_id or "")
        if person is None:
            return None
        day = dt_util.as_local(weighing.measured_at).date()
        return shown(weighing, person.profile_on(day), day, formula_set or person.formula_set)

    def metrics(self, weighing: Weighing) -> Metrics:
        """Return the metrics of a weighing."""
        result = self.shown(weighing)
        return result.metrics if result else Metrics()

    def latest_grades(self, person_id: str) -> Mapping[str, Grade]:
        """Return where the newest weighing's values stand; nothing under 18."""
        latest, person = self.latest(person_id), self.people[person_id]
        if latest is None:
            return {}
        day = dt_util.as_local(latest.measured_at).date()
        profile = person.profile_on(day)
        if is_minor(profile.birth_date, day):
            return {}
        found = grades(
            self.latest_metrics(person_id),
            sex=profile.sex,
            age=age_on(profile.birth_date, day, person.formula_set),
            height_cm=profile.height_cm,
            weight_kg=latest.weight_kg,
            formula_set=person.formula_set,
        )
        return found or {}

    def record(self, weighing: Weighing, formula_set: str | None = None) -> dict[str, Any]:
        """Return a weighing as automations see it."""
        person = self.people.get(weighing.person_id or "")
        result = self.shown(weighing, formula_set)
        data = asdict(weighing)
        return {
            "weighing_id": data.pop("weighing_id"),
            "person": person.name if person else weighing.person_id,
            "person_id": data.pop("person_id"),
            "measured_at": dt_util.as_local(data.pop("measured_at")).isoformat(),
            "weight": rounded(data.pop("weight_kg")),
            **data,
            "formula_set": result.formula_set if result else None,
            "metrics": {
                key: rounded(value)
                for key, value in asdict(result.metrics if result else Metrics()).items()
            },
            "missing": dict(result.missing) if result else {},
        }

    # Configuration changes.

    @callback
    def async_schedule_reload(self) -> None:
        """Reload the entry as soon as nobody stands on a scale."""
        self._reload_waits = True
        self.async_nobody_stands()

    @callback
    def async_nobody_stands(self) -> None:
        """Do what waited for the scales to be free and their weighings to be told."""
        occupied = any(scale.session.occupied for scale in self.scales.values())
        if self._reload_waits and not occupied and not self._keeping:
            self._reload_waits = False
            self.hass.config_entries.async_schedule_reload(self.entry.entry_id)
