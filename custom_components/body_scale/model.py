"""The value types that every room shares. Pure: no Home Assistant, no I/O.

Mass is kg, height cm, impedance ohm, time aware UTC, unless a name says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Unit(StrEnum):
    """The unit that a scale displays; weights are stored in kg."""

    KG = "kg"
    LB = "lb"
    JIN = "jin"
    ST = "st"


KG_IN: Mapping[Unit, float] = {
    Unit.KG: 1.0,
    Unit.LB: 0.45359237,
    Unit.JIN: 0.5,
    Unit.ST: 6.35029318,
}
"""Kilograms in one of a unit."""


class Given(NamedTuple):
    """What a scale itself says of the body on it, by its own equations; None for what it doesn't say.

    The units are those of `Metrics`.
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

    def joined(self, newer: Given) -> Given:
        """Return what two packets of one weighing say, of what both say the newer."""
        pairs = zip(self, newer, strict=True)
        return Given._make(old if new is None else new for old, new in pairs)


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
        final: The scale sends nothing more of this weighing, such as an impedance.
        given: What the scale itself says of the body.
        battery: Percent that is left in the scale's battery.
        segments: Ohm of each body segment, in the scale's own order.
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
    final: bool = False
    given: Given | None = None
    battery: int | None = None
    segments: tuple[float, ...] | None = None

    def joined(self, newer: Frame) -> Frame:
        """Return two packets of one weighing as one frame.

        What only one of them has is taken from it, of what both have the newer. The larger of two
        impedances is the one at 50 kHz, whichever packet brought it; a packet heard again doesn't
        change a pair.
        """
        values = [old if new is None else new for old, new in zip(self, newer, strict=True)]
        joined = Frame._make(values)
        if self.given and newer.given:
            joined = joined._replace(given=self.given.joined(newer.given))
        low, high = joined.impedance, joined.impedance_250khz
        if self.impedance is not None and self.impedance_250khz is not None:
            low, high = self.impedance, self.impedance_250khz
        elif low is not None and high is not None and low < high:
            low, high = high, low
        measured_any = low is not None or high is not None or joined.segments is not None
        failed = joined.impedance_failed and not measured_any
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
        remembers: Measurements are broadcast, and the scale's own memory is read over a connection.
        consents: Many such scales give the measurements of a user only to who knows the user's PIN.
        slots: The scale has slots for its users, and says which of them it took a weighing for.
        active: A measurement can be read only with what the scale says when a scanner asks (the scan
            response), such as its name.
    """

    patience: float = 0.0
    settle: float = 3.0
    on_air: float = 1200.0
    step: float = 0.05
    impedances: int = 1
    needs_key: bool = False
    connects: bool = False
    remembers: bool = False
    consents: bool = False
    slots: bool = False
    active: bool = False


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

    @property
    def is_live(self) -> bool:
        """Return whether the person stood on the scale a moment ago."""
        return self in {Origin.LIVE, Origin.ENTITY, Origin.MQTT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a scale measures in one stand: the one list of it.

    To add a field, add it here and to `Frame`, and add a migration (`journal/migrations.py`); a number
    of the body gets a row in the table of `household/measures.py`, and what isn't a number a conversion
    in `journal/weighings.py`. Everything else goes by these names.

    Attributes:
        weight_kg: kg.
        unit: The unit the scale displays.
        impedance: Ohm at 50 kHz.
        impedance_250khz: Ohm at 250 kHz, of scales that send two.
        heart_rate: Beats a minute.
        profile_id: The user slot of the scale's own memory.
        given: What the scale itself says of the body.
        battery: Percent that is left in the scale's battery.
        segments: Ohm of each body segment, in the scale's own order.
    """

    weight_kg: float
    unit: Unit = Unit.KG
    impedance: float | None = None
    impedance_250khz: float | None = None
    heart_rate: int | None = None
    profile_id: int | None = None
    given: Given | None = None
    battery: int | None = None
    segments: tuple[float, ...] | None = None


_MEASURED = tuple(each.name for each in fields(Measured))


def measured(source: object) -> dict[str, Any]:
    """Return the fields of `Measured` by name, of a frame, a reading or a weighing."""
    return {name: getattr(source, name) for name in _MEASURED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Measured):
    """What a scale measured in one stand, before its person is identified.

    Attributes:
        measured_at: When.
        origin: How it came to be known.
        time_estimated: The scale's clock had never been set: its error, measured later, gives the time.
        stamp: By the scale's clock, as a frame has it; it tells one record from another.
    """

    measured_at: datetime
    origin: Origin = Origin.LIVE
    time_estimated: bool = False
    stamp: datetime | None = None


class AssignedBy(StrEnum):
    """How a weighing got its person."""

    AUTO = "auto"
    CLAIM = "claim"
    PROFILE = "profile"
    USER = "user"


GUEST = "guest"
"""In place of a person id: the weighing was deliberately assigned to nobody, or set aside."""


ERASED = "erased"
"""In place of a person id among candidates: a person who was erased since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonPart:
    """One statement of a reason; what it says in which language is decided where it is shown.

    Attributes:
        key: What is stated, as in `identification.reason.TEXTS`.
        person_id: The person that it is about.
        kg: How far the person's expected weight is off, at least 0.
        notes: What else is to be said of the person, as `note_…` there.
    """

    key: str
    person_id: str | None = None
    kg: float | None = None
    notes: tuple[str, ...] = ()


type Reason = tuple[ReasonPart, ...] | str
"""A record made by an earlier version has an English sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing(Measured):
    """One person standing on a scale once: the record."""

    weighing_id: str
    scale: str
    measured_at: datetime
    origin: Origin = Origin.LIVE
    person_id: str | None = None
    """A person id, `guest`, or None while the weighing is pending."""
    assigned_by: AssignedBy | None = None
    confidence: float | None = None
    reason: Reason = ()
    candidates: Mapping[str, float] = field(default_factory=dict)
    """Person id (and `nobody`) to probability, as the identification saw it: who was a member then."""
    time_estimated: bool = False
    """The scale's clock had never been set: its error, measured later, gives the time."""
    stamp: datetime | None = None
    """By the scale's clock, naive or aware as that says it; what its memory repeats has the same."""

    @property
    def is_set_aside(self) -> bool:
        """Return whether it is confidently nobody's, without a person saying so."""
        return self.person_id == GUEST and self.assigned_by is AssignedBy.AUTO

    @property
    def is_asked_about(self) -> bool:
        """Return whether it is pending because a person took it back: only a person gives it."""
        return self.person_id is None and self.assigned_by is AssignedBy.USER


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whose a reading is, and why: `why` in parts, `reason` as their English sentence.

    `load` is the part of nobody's score that is a member who carries something.
    """

    person_id: str | None
    nobody: bool
    confidence: float
    reason: str
    why: tuple[ReasonPart, ...]
    scores: Mapping[str, float]
    assigned_by: AssignedBy = AssignedBy.AUTO
    load: float = 0.0


class Sex(StrEnum):
    """The sex the formulas were made for."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The personal data that metrics need, valid from a day on."""

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
    SCALE = "scale"


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
    """The metrics of a weighing; None where the input doesn't allow one.

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
    """Why a metric isn't shown; the first reason that applies."""

    NOT_OFFERED = "not_offered"
    """The formula set has nothing for it."""
    MINOR = "minor"
    """The person is under 18."""
    EXCLUDED = "spared"
    """The profile excludes composition: pregnancy or an implant."""
    NOT_GIVEN = "not_given"
    """The scale itself doesn't say it."""
    NO_IMPEDANCE = "no_impedance"
    """The weighing has no usable impedance."""
    OUT_OF_RANGE = "out_of_range"
    """The equations aren't for such a body, or their result can't be one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The metrics that may be shown of a weighing, and why others are missing."""

    formula_set: FormulaSet
    metrics: Metrics
    missing: Mapping[str, Missing]
    """By metric."""


class Grade(NamedTuple):
    """The grade of a value.

    Attributes:
        grade: One of `names`.
        names: All grades, lowest value first.
        bounds: Where the next grade begins, in the metric's unit; one fewer than names.
    """

    grade: str
    names: tuple[str, ...]
    bounds: tuple[float, ...]
