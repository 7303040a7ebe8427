"""What a file says, what is wrong with it, and what has to be asked before it can be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from ..model import Unit


class FileError(ValueError):
    """A file is no table of weighings at all, or may not be read.

    Attributes:
        key: Says why, as in the translations.
    """

    def __init__(self, key: str) -> None:
        """Take the reason."""
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One weighing of a file.

    Attributes:
        line: Where it is in the file, from 1; of a file without lines, which record it is.
        measured_at: When, aware.
        weight_kg: kg.
        unit: The unit in which the file has it.
        impedance: Ohm at 50 kHz.
        impedance_250khz: Ohm at 250 kHz.
        heart_rate: Beats a minute.
        person: How the file tells people apart: a name, a user number, a height; None if it doesn't.
        given: What the file itself says of the body, by the names of `Given` and in its units.
        own: What only our own formats say: other fields of a `Weighing`, as the journal stores them.
    """

    line: int
    measured_at: datetime
    weight_kg: float
    unit: Unit = Unit.KG
    impedance: float | None = None
    impedance_250khz: float | None = None
    heart_rate: int | None = None
    person: str | None = None
    given: Mapping[str, float] = field(default_factory=dict)
    own: Mapping[str, Any] = field(default_factory=dict)


class Exported(Protocol):
    """A weighing that is written: a `Weighing`, a `Row`, or what has some of their other attributes.

    `metrics` may come with it, as `Metrics` or by name.
    """

    @property
    def measured_at(self) -> datetime:
        """When, aware."""
        ...

    @property
    def weight_kg(self) -> float:
        """The weight in kg."""
        ...


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something of a file isn't taken.

    Attributes:
        line: Where, from 1.
        key: Says why, as in the translations.
        column: The column that it is about; None for the whole row.
        file: The file of an archive; None without an archive.
    """

    line: int
    key: str
    column: str | None = None
    file: str | None = None


class Question(StrEnum):
    """What a file doesn't say, and nobody may guess."""

    UNIT = "unit"
    DATE_ORDER = "date_order"
    COLUMNS = "columns"
    PASSWORD = "password"  # noqa: S105


class DateOrder(StrEnum):
    """How 01/07/2026 is to be read."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered to the questions; None for what wasn't.

    Attributes:
        unit: Of weights and masses without one.
        usual_unit: Counts as an answer for a format whose usual unit it is.
        date_order: Of dates that can be read in two ways.
        columns: Column of the file to a name of `Row`, of `Given`, `date` or `time`.
        password: Of an encrypted archive.
    """

    unit: Unit | None = None
    usual_unit: Unit | None = None
    date_order: DateOrder | None = None
    columns: Mapping[str, str] | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """What was found in a file.

    Attributes:
        format: The name of the format that was found.
        rows: The weighings, in the order of the file; of doubles within the file the fullest. While a
            question is open there are none; but if only the unit is asked for, and the program has a
            usual one, they are in that: to look at, not to import.
        problems: What isn't taken, and why; the first thousand.
        more_problems: How many there are beyond those.
        doubles: How many rows were left out because another row has the same weighing.
        questions: What has to be answered before anything is imported.
        columns: The columns of the file, for the question after them.
        suggested: What they seem to be, as `Answers.columns`.
        unused: Columns that have values which aren't taken, and files of an archive that aren't.
    """

    format: str
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    more_problems: int = 0
    doubles: int = 0
    questions: frozenset[Question] = frozenset()
    columns: tuple[str, ...] = ()
    suggested: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
