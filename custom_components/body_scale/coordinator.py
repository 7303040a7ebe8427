"""One scale: what its source hears goes into its session."""

from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
import logging
from time import monotonic
from typing import Protocol

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .const import CONF_MODEL, DOMAIN
from .model import Frame, Origin, Reading, Unit
from .pacer import Pacer
from .scales.conversation import Learned
from .session import Memory, Session, WeighingState, later
from .sources import Source

_LOGGER = logging.getLogger(__name__)

_MAX_WAIT_S = 60.0
"""Longer than a session ever waits: only a clock that was set back makes a deadline seem later."""
_SHOW_EVERY_S = 0.5
"""A moving weight is shown this often: a frame comes up to 150 times a second."""
_STATES_AT_ONCE = 10
"""More changes of the state than a weighing has are shown at the pace of its weight."""

_JITTER_S = 2
_MOVING = {WeighingState.MEASURING, WeighingState.STAND_STILL}


class Keeper(Protocol):
    """What stores what a scale measured, with what its session remembers by then."""

    def async_take(self, scale: str, readings: Sequence[Reading], memory: Memory) -> None:
        """Store readings, in the background."""

    def async_store(
        self,
        scale: str,
        readings: Sequence[Reading],
        memory: Memory,
        *,
        completing: Sequence[Reading] = (),
    ) -> Awaitable[bool]:
        """Store readings of a while ago; return whether the journal has them.

        What is `completing` gives weighings that were heard without an impedance what they lacked.
        """


class ScaleCoordinator:
    """Joins the source of one scale with its session.

    Attributes:
        source: Where its frames come from; another one after its settings were changed.
        session: What is going on on the scale.
        heard_at: When it was heard last.
        clock_drift: By how many seconds its clock is ahead; None where that isn't known.
        lacks_weighings: Something may be in the scale's memory that wasn't heard.
        sets_unit: It takes a command for that; None where nobody asked yet.
        model: The product, as far as it is known.
        battery: What was left in its battery when it said so last, in percent.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        source: Source,
        *,
        memory: Memory | None,
        battery: int | None,
        keeper: Keeper,
    ) -> None:
        """Begin with what is known of the scale."""
        self.hass = hass
        self.source = source
        self.session = Session(source.traits, memory)
        last = memory.last if memory else None
        now = dt_util.utcnow()
        # What a clock noted that was ahead isn't shown.
        self.heard_at = last.heard_at if last and later(now, last.heard_at) == now else None
        self.model: str | None = source.settings.get(CONF_MODEL)
        # Somebody may have been weighed before this began.
        self.lacks_weighings = True
        self.battery = battery
        self.sets_unit: bool | None = None
        self.clock_drift: float | None = None
        self._keeper = keeper
        self._stop_source: CALLBACK_TYPE | None = None
        self._deadline: datetime | None = None
        self._stop_timer: CALLBACK_TYPE | None = None
        self._due = self._timer_due = 0.0
        self._listeners: list[CALLBACK_TYPE] = []
        self._state_listeners: list[CALLBACK_TYPE] = []
        self._state = self._shown_state = self.session.state
        self._sample: Session | None = None
        self._note_clock()
        self._show = Pacer(hass, lambda: _call_all(self._listeners), every_s=_SHOW_EVERY_S)
        self._show_state = Pacer(
            hass,
            lambda: _call_all(self._state_listeners),
            every_s=_SHOW_EVERY_S,
            burst=_STATES_AT_ONCE,
        )

    @property
    def id(self) -> str:
        """Return what stands for the scale in the journal and in unique ids."""
        return self.source.id

    @property
    def name(self) -> str:
        """Return what people call it."""
        return self.subentry.title

    @property
    def occupied(self) -> bool:
        """Return whether somebody stands on it."""
        return self.session.occupied

    @property
    def shown(self) -> Session:
        """Return what is shown of it: a sample while one plays, otherwise what goes on on it."""
        return self._sample or self.session

    @property
    def unit(self) -> Unit | None:
        """Return what its display shows, as far as it is known."""
        return self.session.memory.unit

    @property
    def battery_low(self) -> bool | None:
        """Return whether it says that its battery is nearly empty; None where it says nothing."""
        return self.session.memory.battery_low

    @property
    def subentry(self) -> ConfigSubentry:
        """Return how the household knows it."""
        return self.source.subentry

    @callback
    def async_start(self) -> None:
        """Hear the scale from now on."""
        self._stop_source = self.source.start(self)

    @callback
    def async_change_source(self, source: Source) -> None:
        """Hear the scale through another source, as after a start; nobody stands on it."""
        was_heard = self._stop_source is not None
        self._stop_hearing()
        self.source = source
        self.model = source.settings.get(CONF_MODEL) or self.model
        self.session = Session(source.traits, self.session.memory)
        self._hand_on(())
        if was_heard:
            self.async_start()

    @callback
    def async_stop(self) -> None:
        """Hear no more, and close a stand whose weight has settled."""
        self._stop_hearing()
        self._sample = None
        if readings := self.session.finish(dt_util.utcnow()):
            self._store(readings)
        self._cancel_timer()
        self._show.stop()
        self._show_state.stop()

    @callback
    def _stop_hearing(self) -> None:
        if self._stop_source:
            self._stop_source()
            self._stop_source = None

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call the listener when something may have changed, at most twice a second.

        Returns:
            What ends that.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_add_state_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call the listener at once when the session's state changed; return what ends that."""
        self._state_listeners.append(listener)
        return lambda: self._state_listeners.remove(listener)

    @callback
    def async_show(self, sample: Session | None) -> None:
        """Show a sample as it is now, until somebody steps on; None shows what goes on again."""
        self._sample = sample
        self._refresh()

    @callback
    def hear(self, frame: Frame, at: datetime) -> None:
        """Take a frame that was received at `at`."""
        readings = self._hear(frame, at)
        self._note_clock()
        self._hand_on(readings)

    @callback
    def replay(self, heard: Sequence[tuple[Frame, datetime]]) -> None:
        """Take frames of a while ago; only what comes after all of them may be waited for."""
        self._hand_on([reading for each in heard for reading in self._hear(*each)])

    def _hear(self, frame: Frame, at: datetime) -> list[Reading]:
        _LOGGER.debug("%s: %s", self.id, frame)
        self._adopt_traits()
        self.heard_at = later(at, self.heard_at)
        if not frame.removed and frame.unit is not self.unit:
            # A record on air may be of before the unit was changed.
            self._remember(frame.unit)
        self._note_battery(frame)
        if frame.model and frame.model != self.model:
            self._name_model(frame.model)
        return self.session.hear(frame, at)

    async def recall(
        self, frames: Sequence[Frame], at: datetime, *, everything: bool = False
    ) -> bool:
        """Take what the scale's own memory held at `at`; return whether that is stored."""
        _LOGGER.debug("%s: recalled %s", self.id, frames)
        self._adopt_traits()
        for frame in frames:
            self._note_battery(frame)
        before = self.session.memory
        readings = self.session.recall(frames, at, everything=everything)
        after, stored = self.session.memory, False
        # Without any readings, too: what was read is known from now on.
        try:
            stored = await self._keeper.async_store(
                self.id, readings, after, completing=self.session.completions
            )
        finally:
            if not stored:
                self.session.forget_recall(before, after)
        self._show.request()
        return stored

    @callback
    def learn(self, learned: Learned, at: datetime) -> None:
        """Take what the scale said of itself at `at`."""
        if learned.clock:
            self.session.read_clock(learned.clock, at)
            self._note_clock(exactly=True)
        if learned.sets_unit is not None:
            self.sets_unit = learned.sets_unit
        self._remember(learned.unit, learned.battery_low)
        self._show.request()

    def _remember(self, unit: Unit | None, battery_low: bool | None = None) -> None:
        """Remember what the scale says of itself; it is stored with the next weighing or reading."""
        memory = self.session.memory
        self.session.memory = replace(
            memory,
            unit=unit or memory.unit,
            battery_low=memory.battery_low if battery_low is None else battery_low,
        )

    @callback
    def _note_battery(self, frame: Frame) -> None:
        # What repeats a record may be weeks old.
        if frame.battery is not None and not (frame.removed and self.battery is not None):
            self.battery = frame.battery

    @callback
    def _adopt_traits(self) -> None:
        """Begin the session anew once it is known what kind of scale this is."""
        if self.session.traits != self.source.traits:
            self.session = Session(self.source.traits, self.session.memory)

    @callback
    def _name_model(self, model: str) -> None:
        """Show on the device's page what the scale is, now that it says so itself."""
        self.model = model
        registry = dr.async_get(self.hass)
        device = registry.async_get_device_by_identifier((DOMAIN, self.id), self.source.entry_id)
        if device:
            registry.async_update_device(device.id, model=model)

    @callback
    def _expire(self, _: datetime) -> None:
        """Close what has waited; wait on, if the timer was for an earlier deadline."""
        self._stop_timer = None
        if self._deadline is None:
            return
        if self._due > max(self._timer_due, monotonic()):
            self._start_timer(self._due - self._timer_due)
        else:
            self._close(self._deadline)

    @callback
    def _close(self, deadline: datetime) -> None:
        """Let the session close what waits up to a deadline, though the clock was set back since."""
        self._deadline = None
        self._hand_on(self.session.expire(max(dt_util.utcnow(), deadline)))

    @callback
    def _hand_on(self, readings: Sequence[Reading]) -> None:
        """Hand readings over, wait for the next deadline, and show the state."""
        if readings:
            self._store(readings)
            self.source.weighed()
        self._note_gaps(readings)
        self._restart_timer()
        self._state = self.session.state
        if readings or self.occupied:
            self._sample = None
        self._refresh()

    @callback
    def _refresh(self) -> None:
        """Show the state, at once if it is another one, and what else is shown."""
        if self.shown.state is not self._shown_state:
            self._shown_state = self.shown.state
            self._show_state.request()
        self._show.request()

    @callback
    def _note_clock(self, *, exactly: bool = False) -> None:
        """Note by how much the scale's clock is ahead; frames are heard up to a second late."""
        now = dt_util.now()
        error = self.session.memory.error(now)
        if error is None:
            return
        drift = round(-(error + (now.utcoffset() or timedelta())).total_seconds())
        if exactly or self.clock_drift is None or abs(drift - self.clock_drift) > _JITTER_S:
            self.clock_drift = drift

    @callback
    def _note_gaps(self, readings: Sequence[Reading]) -> None:
        """Note when the scale may have measured more than was heard of it."""
        incomplete = any(
            each.origin is Origin.REMOVED
            or (each.impedance is None and self.session.traits.patience > 0)
            for each in readings
        )
        vanished = self._state in _MOVING and self.session.state is WeighingState.IDLE
        if incomplete or (vanished and not readings):
            self.lacks_weighings = True

    @callback
    def _store(self, readings: Sequence[Reading]) -> None:
        """Hand readings over, live ones of no later than now, with the source's origin."""
        origin, now = self.source.origin, dt_util.utcnow()
        readings = [
            replace(each, origin=origin, measured_at=min(each.measured_at, now))
            if each.origin is Origin.LIVE
            else each
            for each in readings
        ]
        self._keeper.async_take(self.id, readings, self.session.memory)

    @callback
    def _restart_timer(self) -> None:
        """Wait for the session's deadline by a clock that nobody sets, once for each deadline.

        Each moving frame postpones it: a timer that ends sooner only waits for the rest.
        """
        deadline = self.session.deadline
        if deadline == self._deadline:
            return
        self._deadline = deadline
        if deadline is None:
            self._cancel_timer()
            return
        delay = (deadline - dt_util.utcnow()).total_seconds()
        if delay <= 0:
            # A frame that comes late may end the wait that it begins.
            self._close(deadline)
            return
        delay = min(delay, _MAX_WAIT_S)
        self._due = monotonic() + delay
        if self._stop_timer is None or self._due < self._timer_due:
            self._start_timer(delay)

    @callback
    def _start_timer(self, delay: float) -> None:
        if self._stop_timer:
            self._stop_timer()
        self._timer_due = self._due
        self._stop_timer = async_call_later(self.hass, delay, self._expire)

    @callback
    def _cancel_timer(self) -> None:
        self._deadline = None
        if self._stop_timer:
            self._stop_timer()
            self._stop_timer = None


def _call_all(listeners: Sequence[CALLBACK_TYPE]) -> None:
    for listener in tuple(listeners):
        try:
            listener()
        except Exception:
            # A mistake in showing one thing keeps the others from nothing.
            _LOGGER.exception("A listener of a scale failed")
