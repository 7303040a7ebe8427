"""Plays a recorded weighing, to try automations and cards: shown and announced, and stored nowhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_now

from ..coordinator import ScaleCoordinator
from ..model import AssignedBy, Origin, Reading, ReasonPart, Weighing, measured
from ..session import Session, sample
from ..units import Units
from .changes import SIGNAL_SHOWN, WeighingChange, added
from .checks import error
from .people import Person
from .view import HouseholdView

SAMPLE = "sample"
"""Stands in the place of a scale's id where the household has none."""
_WEIGHT_KG, _IMPEDANCE = 72.5, 500.0
"""Of a person of whom nothing is known."""


class Samples:
    """The sample that plays, if there is one."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        view: HouseholdView,
        scales: Mapping[str, ScaleCoordinator],
    ) -> None:
        """Take whose weighings are replayed, and the scales that show it."""
        self._hass = hass
        self._entry = entry
        self._view = view
        self._scales = scales
        self._scale: ScaleCoordinator | None = None
        self._session = Session(sample.TRAITS)
        self._stop_timer: CALLBACK_TYPE | None = None

    @callback
    def async_play(self, person_id: str | None) -> None:
        """Weigh a person once more, on the scale heard last; one that plays ends.

        Without a scale its events fire at once.

        Args:
            person_id: Who; None for whose weighing is the newest.

        Raises:
            ServiceValidationError: There is nobody, or somebody stands on every scale.
        """
        person = self._view.people.get(person_id or "") or self._newest_person()
        if person is None:
            raise error("nobody_to_sample")
        scale = self._free_scale()
        self.async_stop()
        self._scale, self._session = scale, Session(sample.TRAITS)
        if scale is None:
            self._announce(person, self._sampled(person))
            return
        reading = self._sampled(person)
        unit = scale.unit or reading.unit
        steps = sample.frames(reading.weight_kg, reading.impedance or _IMPEDANCE, unit)
        self._play(person, scale, [*steps], dt_util.utcnow())

    @callback
    def async_stop(self) -> None:
        """End the sample that plays; nothing of it is announced any more."""
        if self._stop_timer:
            self._stop_timer()
            self._stop_timer = None
        if self._scale and self._scale.shown is self._session:
            self._scale.async_show(None)

    def _newest_person(self) -> Person | None:
        """Return whose weighing is the newest, or anybody."""
        people = self._view.people
        taken = {key: latest.measured_at for key in people if (latest := self._view.latest(key))}
        newest = max(taken, key=taken.__getitem__, default=next(iter(people), ""))
        return people.get(newest)

    def _free_scale(self) -> ScaleCoordinator | None:
        """Return the scale that was heard last, of those on which nobody stands."""
        free = [each for each in self._scales.values() if not each.occupied]
        if self._scales and not free:
            raise error("scale_occupied", scale=next(iter(self._scales.values())).name)
        never = datetime.min.replace(tzinfo=dt_util.UTC)
        return max(free, key=lambda scale: scale.heard_at or never, default=None)

    @callback
    def _play(
        self,
        person: Person,
        scale: ScaleCoordinator,
        rest: Sequence[sample.Played],
        began: datetime,
    ) -> None:
        """Let the scale say what it says next, until all of it is said or somebody steps on it."""
        heard, *rest = rest
        readings = self._session.hear(heard.frame, began + timedelta(seconds=heard.after_s))
        scale.async_show(self._session)
        for reading in readings:
            self._announce(person, reading)

        @callback
        def go_on(_: datetime) -> None:
            self._stop_timer = None
            if scale.shown is not self._session:
                return
            if rest:
                self._play(person, scale, rest, began)
            else:
                scale.async_show(None)

        wait = (rest[0].after_s if rest else sample.DONE_S) - heard.after_s
        self._stop_timer = async_call_later(self._hass, wait, go_on)

    def _sampled(self, person: Person) -> Reading:
        """Return what a scale measures of a person, by all that is known of them."""
        history = self._view.history(person.id)
        impedances = (each.impedance for each in reversed(history) if each.impedance is not None)
        return Reading(
            weight_kg=history[-1].weight_kg if history else person.first_guess or _WEIGHT_KG,
            unit=Units.of(self._hass).display,
            impedance=next(impedances, _IMPEDANCE),
            measured_at=dt_util.utcnow(),
        )

    @callback
    def _announce(self, person: Person, reading: Reading) -> None:
        """Fire the events of a weighing that is in no journal, unless its person has gone."""
        if person.id not in self._view.people:
            return
        weighing = Weighing(
            weighing_id=ulid_now(),
            scale=self._scale.id if self._scale else SAMPLE,
            measured_at=dt_util.utcnow(),
            **measured(reading),
            origin=Origin.SAMPLE,
            person_id=person.id,
            assigned_by=AssignedBy.AUTO,
            confidence=1.0,
            reason=(ReasonPart(key="sample"),),
            candidates={person.id: 1.0},
        )
        # Nobody's weighings changed: states, statistics and bridges aren't called.
        change = WeighingChange(frozenset(), (added(weighing),))
        async_dispatcher_send(self._hass, SIGNAL_SHOWN.format(self._entry.entry_id), change)
