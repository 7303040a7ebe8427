"""The value types that every room shares. Pure: no Home Assistant, no I/O.

Mass is kg, height cm, impedance ohm, time aware UTC, unless a name says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Unit(StrEnum):
    """The unit a scale displays; weights are kept in kg whatever it is."""

    KG = "kg"
    LB = "lb"
    JIN = "jin"


class Frame(NamedTuple):
    """One decoded advertisement, notification or stored record of a scale.

    Attributes:
        model: The product as its maker calls it, or the family where that can't be told.
        weight_kg: Load in kg, at the scale's own resolution; None for overload or failure codes.
        unit: The unit the scale displays.
        stable: The weight has settled.
        removed: The load has left the scale; the frame repeats the last record.
        impedance: Ohm at 50 kHz; None while it isn't valid.
        impedance_250khz: Ohm at 250 kHz, of scales that send two.
        heart_rate: Beats a minute.
        profile_id: The user slot of the scale's own memory.
        stamp: When, by the scale's clock: naive for a wall clock, aware for a UTC stamp.
        small_object: The scale says it weighs an object, not a person.
        impedance_failed: The scale says it tried and could not measure the impedance.
    """

    model: str
    weight_kg: float | None = None
    unit: Unit = Unit.KG
    stable: bool = False
    removed: bool = False
    impedance: float | None = None
    impedance_250khz: float | None = None
    heart_rate: int | None = None
    profile_id: int | None = None
    stamp: datetime | None = None
    small_object: bool = False
    impedance_failed: bool = False

    def joined(self, newer: Frame) -> Frame:
        """Return two packets of one weighing as one frame.

        What only one of them has is taken from it, of what both have the newer. The larger of two
        impedances is the one at 50 kHz, whichever packet brought it; a packet heard again doesn't
        change a pair.
        """
        values = [old if new is None else new for old, new in zip(self, newer, strict=True)]
        joined = Frame._make(values)
        low, high = joined.impedance, joined.impedance_250khz
        if self.impedance is not None and self.impedance_250khz is not None:
            low, high = self.impedance, self.impedance_250khz
        elif low is not None and high is not None and low < high:
            low, high = high, low
        failed = joined.impedance_failed and low is None and high is None
        if (low, high, failed) == (
            joined.impedance,
            joined.impedance_250khz,
            joined.impedance_failed,
        ):
            return joined
        return joined._replace(impedance=low, impedance_250khz=high, impedance_failed=failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """The habits of a scale family, which sessions and sources go by.

    Attributes:
        patience: Seconds from the first settled frame in which the rest of a weighing may come: the
            impedance, or a second packet; 0 where nothing more can come.
        settle: Seconds in which a settled weight may still be corrected.
        on_air: Seconds for which a finished record stays on air.
        step: The smallest step in kg of a person's weight.
        impedances: How many impedances a complete weighing has.
        needs_key: Measurements are encrypted.
        connects: Measurements come over a connection only.
    """

    patience: float = 0.0
    settle: float = 3.0
    on_air: float = 1200.0
    step: float = 0.05
    impedances: int = 1
    needs_key: bool = False
    connects: bool = False


class Origin(StrEnum):
    """How a weighing came to be known."""

    LIVE = "live"
    REMOVED = "removed"
    HISTORY = "history"
    IMPORT = "import"
    MANUAL = "manual"
    ENTITY = "entity"
    MQTT = "mqtt"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a scale measured in one stand, before anybody asked whose it is."""

    weight_kg: float
    measured_at: datetime
    unit: Unit = Unit.KG
    impedance: float | None = None
    impedance_250khz: float | None = None
    heart_rate: int | None = None
    profile_id: int | None = None
    origin: Origin = Origin.LIVE
    small_object: bool = False


class AssignedBy(StrEnum):
    """Who or what said whose a weighing is."""

    AUTO = "auto"
    CLAIM = "claim"
    PROFILE = "profile"
    USER = "user"


GUEST = "guest"
"""Stands in the place of a person id for a weighing deliberately given to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """One person standing on a scale once: the record."""

    weighing_id: str
    scale: str
    measured_at: datetime
    weight_kg: float
    unit: Unit = Unit.KG
    impedance: float | None = None
    impedance_250khz: float | None = None
    heart_rate: int | None = None
    profile_id: int | None = None
    origin: Origin = Origin.LIVE
    person_id: str | None = None
    """A person's id, `guest`, or None while it is pending."""
    assigned_by: AssignedBy | None = None
    confidence: float | None = None
    reason: str = ""
    candidates: Mapping[str, float] = field(default_factory=dict)
    """Person id (and `nobody`) to probability, as the identification saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whose a reading is, and why."""

    person_id: str | None
    nobody: bool
    confidence: float
    reason: str
    scores: Mapping[str, float]
    assigned_by: AssignedBy = AssignedBy.AUTO


class Sex(StrEnum):
    """The sex the formulas were made for."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the metrics need to know of a person, valid from a day on."""

    sex: Sex
    birth_date: date
    height_cm: float
    athlete: bool = False
    no_impedance_metrics: bool = False
    valid_from: date = date.min


class FormulaSet(StrEnum):
    """A way of turning a weighing into metrics."""

    MI_FIT = "mi_fit"
    MI_FIT_LEGACY = "mi_fit_legacy"
    PUBLISHED = "published"


class BodyType(StrEnum):
    """Mi Fit's nine body types: fat grade by muscle grade."""

    OBESE = "obese"
    OVERWEIGHT = "overweight"
    THICK_SET = "thick_set"
    LACK_EXERCISE = "lack_exercise"
    BALANCED = "balanced"
    BALANCED_MUSCULAR = "balanced_muscular"
    SKINNY = "skinny"
    BALANCED_SKINNY = "balanced_skinny"
    SKINNY_MUSCULAR = "skinny_muscular"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """What a formula set makes of a weighing; None where the input can't give it.

    Attributes:
        bmi: kg/m².
        body_fat: Percent of the weight.
        fat_mass: kg.
        lean_body_mass: kg.
        water: Percent of the weight.
        muscle_mass: kg, fat- and bone-free (soft lean) mass.
        bone_mass: kg.
        protein: Percent of the weight.
        visceral_fat: Index, 1 to 50.
        basal_metabolism: kcal a day.
        metabolic_age: Years.
        ideal_weight: kg.
        body_type: One of nine.
        body_score: Points out of 100.
    """

    bmi: float | None = None
    body_fat: float | None = None
    fat_mass: float | None = None
    lean_body_mass: float | None = None
    water: float | None = None
    muscle_mass: float | None = None
    bone_mass: float | None = None
    protein: float | None = None
    visceral_fat: float | None = None
    basal_metabolism: float | None = None
    metabolic_age: float | None = None
    ideal_weight: float | None = None
    body_type: BodyType | None = None
    body_score: float | None = None


class Missing(StrEnum):
    """Why a metric isn't shown; the first that applies."""

    NOT_OFFERED = "not_offered"
    """The formula set has nothing for it."""
    MINOR = "minor"
    """The person is under 18."""
    SPARED = "spared"
    """The profile says pregnancy or an implant."""
    NO_IMPEDANCE = "no_impedance"
    """The weighing has no usable impedance."""
    OUT_OF_RANGE = "out_of_range"
    """The equations aren't for such a body, or their result can't be one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a person may be shown of a weighing, by which formula set, and why not the rest."""

    formula_set: FormulaSet
    metrics: Metrics
    missing: Mapping[str, Missing]
    """By metric."""


class Grade(NamedTuple):
    """Where a value stands.

    Attributes:
        grade: The grade it has, one of `names`.
        names: All grades, from the least value on.
        bounds: Where the next grade begins, in the metric's unit; one fewer than names.
    """

    grade: str
    names: tuple[str, ...]
    bounds: tuple[float, ...]
