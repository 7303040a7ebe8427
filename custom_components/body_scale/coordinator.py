"""One scale: what its source hears goes into its session."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
import logging

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .const import CONF_MODEL, DOMAIN
from .model import Frame, Origin, Reading
from .session import Memory, Session
from .sources import Source

_LOGGER = logging.getLogger(__name__)

_MAX_WAIT_S = 60.0

type TakeReadings = Callable[[str, Sequence[Reading], Memory], None]


class ScaleCoordinator:
    """Joins the source of one scale with its session.

    Attributes:
        source: Where its frames come from.
        subentry: How the household knows it.
        session: What is going on on the scale.
        heard_at: When it was heard last.
        model: The product, as far as it is known.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        source: Source,
        *,
        memory: Memory | None,
        take: TakeReadings,
    ) -> None:
        """Begin with what the scale remembered."""
        self.hass = hass
        self.source = source
        self.subentry = source.subentry
        self.session = Session(source.traits, memory)
        self.heard_at = memory.last.heard_at if memory and memory.last else None
        self.model: str | None = source.settings.get(CONF_MODEL)
        self._take_readings = take
        self._stop_timer: CALLBACK_TYPE | None = None
        self._listeners: list[CALLBACK_TYPE] = []

    @property
    def id(self) -> str:
        """Return what stands for the scale in the journal and in unique ids."""
        return self.source.id

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Hear the scale from now on; return what ends that."""
        return self.source.start(self)

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call the listener whenever the scale's state may have changed; return what ends that."""
        self._listeners.append(listener)

        @callback
        def remove() -> None:
            self._listeners.remove(listener)

        return remove

    @callback
    def hear(self, frame: Frame, at: datetime) -> None:
        """Take a frame that was received at `at`."""
        _LOGGER.debug("%s: %s", self.id, frame)
        self._adopt_traits()
        self.heard_at = max(at, self.heard_at or at)
        if frame.model and frame.model != self.model:
            self._name_model(frame.model)
        readings = self.session.hear(frame, at)
        # A frame that comes late may end the wait that it begins.
        self._hand_on(readings + self.session.expire(dt_util.utcnow()))

    @callback
    def recall(self, frames: Sequence[Frame], at: datetime) -> None:
        """Take what the scale's own memory held when it was read at `at`."""
        _LOGGER.debug("%s: recalled %s", self.id, frames)
        self._adopt_traits()
        self._hand_on(self.session.recall(frames, at))

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
    def _expire(self, now: datetime) -> None:
        """Let the session close what has waited long enough."""
        self._stop_timer = None
        self._hand_on(self.session.expire(dt_util.utcnow()))

    @callback
    def _hand_on(self, readings: Sequence[Reading]) -> None:
        """Hand readings over, wait for the next deadline, and show the state."""
        if readings:
            self._store(readings)
            self.source.weighed()
        self._restart_timer()
        for listener in list(self._listeners):
            try:
                listener()
            except Exception:
                # A mistake in showing one thing keeps the others from nothing.
                _LOGGER.exception("%s: a listener failed", self.model)

    @callback
    def _store(self, readings: Sequence[Reading]) -> None:
        """Hand readings over, live ones with the origin that the source gives them."""
        origin = self.source.origin
        readings = [
            replace(each, origin=origin) if each.origin is Origin.LIVE else each
            for each in readings
        ]
        self._take_readings(self.id, readings, self.session.memory)

    @callback
    def _restart_timer(self) -> None:
        self._cancel_timer()
        if (deadline := self.session.deadline) is not None:
            delay = (deadline - dt_util.utcnow()).total_seconds()
            # The wall clock may be set; then the session is asked again soon.
            delay = min(max(0.0, delay), _MAX_WAIT_S)
            self._stop_timer = async_call_later(self.hass, delay, self._expire)

    @callback
    def async_finish(self) -> None:
        """Close a stand whose weight has settled, because nothing will be heard any more."""
        if readings := self.session.finish(dt_util.utcnow()):
            self._store(readings)
        self._cancel_timer()

    @callback
    def _cancel_timer(self) -> None:
        if self._stop_timer:
            self._stop_timer()
            self._stop_timer = None
