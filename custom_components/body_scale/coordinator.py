"""One scale: what its source hears goes into its session."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
import logging
from time import monotonic

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .const import CONF_MODEL, DOMAIN
from .model import Frame, Origin, Reading
from .pacer import Pacer
from .session import Memory, Session, later
from .sources import Source

_LOGGER = logging.getLogger(__name__)

_MAX_WAIT_S = 60.0
"""Longer than a session ever waits: only a clock that was set back makes a deadline seem later."""
_SHOW_EVERY_S = 0.5
"""A moving weight is shown this often: a frame comes up to 150 times a second."""
_STATES_AT_ONCE = 10
"""More changes of the state than a weighing has are shown at the pace of its weight."""

type TakeReadings = Callable[[str, Sequence[Reading], Memory], None]


class ScaleCoordinator:
    """Joins the source of one scale with its session.

    Attributes:
        source: Where its frames come from; another one after its settings were changed.
        session: What is going on on the scale.
        heard_at: When it was heard last.
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
        take: TakeReadings,
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
        self.battery = battery
        self._take_readings = take
        self._stop_source: CALLBACK_TYPE | None = None
        self._deadline: datetime | None = None
        self._stop_timer: CALLBACK_TYPE | None = None
        self._due = self._timer_due = 0.0
        self._listeners: list[CALLBACK_TYPE] = []
        self._state_listeners: list[CALLBACK_TYPE] = []
        self._state = self.session.state
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
    def hear(self, frame: Frame, at: datetime) -> None:
        """Take a frame that was received at `at`."""
        self._hand_on(self._hear(frame, at))

    @callback
    def replay(self, heard: Sequence[tuple[Frame, datetime]]) -> None:
        """Take frames of a while ago; only what comes after all of them may be waited for."""
        self._hand_on([reading for each in heard for reading in self._hear(*each)])

    def _hear(self, frame: Frame, at: datetime) -> list[Reading]:
        _LOGGER.debug("%s: %s", self.id, frame)
        self._adopt_traits()
        self.heard_at = later(at, self.heard_at)
        self._note_battery(frame)
        if frame.model and frame.model != self.model:
            self._name_model(frame.model)
        return self.session.hear(frame, at)

    @callback
    def recall(self, frames: Sequence[Frame], at: datetime) -> None:
        """Take what the scale's own memory held when it was read at `at`."""
        _LOGGER.debug("%s: recalled %s", self.id, frames)
        self._adopt_traits()
        for frame in frames:
            self._note_battery(frame)
        self._hand_on(self.session.recall(frames, at))

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
        self._restart_timer()
        if self.session.state is not self._state:
            self._state = self.session.state
            self._show_state.request()
        self._show.request()

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
        self._take_readings(self.id, readings, self.session.memory)

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
