"""One load on the scale, from its first frame until its reading. Pure."""

from datetime import datetime, timedelta

from ..model import Frame, Traits

_CORRECTION = 1.0
"""kg; so much a settled weight is corrected while nobody was told of it."""
_GIVE_UP = timedelta(seconds=30)
"""Nothing heard of a moving load for so long: it is gone."""


class Stand:
    """A load on the scale that hasn't been told of yet."""

    def __init__(self, frame: Frame, at: datetime, traits: Traits) -> None:
        self.traits = traits
        self.began = at
        self.first_stamp = frame.stamp
        self.heard_at = at
        self.moving_weight = frame.weight_kg
        self.stable: Frame | None = None
        self.stable_at = at

    def is_older(self, frame: Frame) -> bool:
        """Say whether a frame comes from before this stand, by the scale's clock."""
        return bool(frame.stamp and self.first_stamp and frame.stamp < self.first_stamp)

    def move(self, frame: Frame, at: datetime) -> None:
        """Take a moving frame; one without a load keeps nobody standing."""
        if frame.weight_kg:
            self.heard_at = at
        self.moving_weight = frame.weight_kg
        if self.is_older(frame):
            # The clock was set.
            self.first_stamp = frame.stamp

    def settle(self, frame: Frame, at: datetime) -> None:
        """Take a stable frame."""
        if self.stable is None:
            self.stable_at = at
        self.stable = frame
        self.heard_at = at

    def fits(self, frame: Frame) -> bool:
        """Say whether a weight is this stand's, give or take a correction."""
        own = self.stable.weight_kg if self.stable else self.moving_weight
        return (
            own is not None
            and frame.weight_kg is not None
            and abs(own - frame.weight_kg) <= _CORRECTION
        )

    def wobbles(self, frame: Frame, at: datetime) -> bool:
        """Say whether somebody just moved a little after the weight had settled."""
        return self.stable is not None and self.fits(frame) and at - self.heard_at <= self._settle

    def ends_with(self, frame: Frame) -> bool:
        """Say whether a stable record of a removed load is this stand's."""
        if self.fits(frame):
            return True
        # Only its beginning was heard: then the clock says it.
        return bool(
            self.stable is None and frame.stamp and self.first_stamp and not self.is_older(frame)
        )

    @property
    def deadline(self) -> datetime:
        """When to stop waiting."""
        if self.stable is None:
            return self.heard_at + _GIVE_UP
        return self.stable_at + max(self._settle, timedelta(seconds=self.traits.patience))

    @property
    def _settle(self) -> timedelta:
        return timedelta(seconds=self.traits.settle)
