"""What the identification reads: any objects with these attributes. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class PastWeighing(Protocol):
    """A confirmed weighing of a candidate."""

    @property
    def measured_at(self) -> datetime:
        """When, aware."""

    @property
    def weight_kg(self) -> float:
        """The weight in kg."""

    @property
    def impedance(self) -> float | None:
        """Ohm."""


class Candidate(Protocol):
    """A person it might be. A `name`, if there is one, is used in the reason."""

    @property
    def id(self) -> str:
        """Person id."""

    @property
    def history(self) -> Sequence[PastWeighing]:
        """Confirmed weighings, oldest first."""

    @property
    def first_guess(self) -> float | None:
        """kg, until there is a history."""

    @property
    def weight_min(self) -> float | None:
        """Hard limit, kg."""

    @property
    def weight_max(self) -> float | None:
        """Hard limit, kg."""

    @property
    def profile_id(self) -> int | None:
        """The person's slot in this scale's memory."""

    @property
    def home(self) -> bool | None:
        """Whether the person is at home; None if unknown."""

    @property
    def claimed(self) -> bool:
        """Whether this person claimed the next weighing."""


class Measured(Protocol):
    """What the scale measured."""

    @property
    def weight_kg(self) -> float:
        """The weight in kg."""

    @property
    def impedance(self) -> float | None:
        """Ohm."""

    @property
    def measured_at(self) -> datetime:
        """When, aware."""

    @property
    def profile_id(self) -> int | None:
        """The slot the scale itself chose."""
