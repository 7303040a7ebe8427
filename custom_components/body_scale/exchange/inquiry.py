"""What a file is read with, and what turns out to be missing or wrong."""

from collections.abc import Iterable
from datetime import UTC, tzinfo

from .model import Answers, DateOrder, Problem, Question
from .moments import Clock, decided_order
from .numbers import Measure

_MAX_PROBLEMS = 1000


class Inquiry:
    """Collects questions and problems while a file is read.

    Attributes:
        zone: The zone of clocks without one.
        answers: What was answered so far.
        questions: What has to be answered first.
        problems: What isn't taken, up to a thousand.
        more_problems: How many there are beyond those.
        unused: Columns with values that aren't taken.
        columns: The columns of the file.
        suggested: What they seem to be.
        file: The file of an archive that is being read.
        usual: What its program has masses in, unless somebody changed that.
    """

    def __init__(self, zone: tzinfo, answers: Answers) -> None:
        """Begin without questions."""
        self.zone = zone
        self.answers = answers
        self.questions: set[Question] = set()
        self.problems: list[Problem] = []
        self.more_problems = 0
        self.unused: list[str] = []
        self.columns: tuple[str, ...] = ()
        self.suggested: dict[str, str] = {}
        self.file: str | None = None
        self.usual: Measure | None = None
        self._measure = None if answers.unit is None else Measure(answers.unit)

    def skip(self, line: int, key: str, column: str | None = None) -> None:
        """Note that something isn't taken."""
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(Problem(line, key, column, self.file))
        else:
            self.more_problems += 1

    @property
    def measure(self) -> Measure:
        """The measure of masses without one: it is asked for, and the usual one until it is known."""
        usual_unit = self.answers.usual_unit
        is_answered = usual_unit is not None and Measure(usual_unit) is self.usual
        if self._measure is None and not is_answered:
            self.questions.add(Question.UNIT)
        return self._measure or self.usual or Measure.KG

    def clock(
        self, dates: Iterable[str] = (), order: DateOrder | None = None, *, in_utc: bool = False
    ) -> Clock:
        """Return the clock of a file.

        Args:
            dates: All dates of the file, which are looked through when one can be read in two ways.
            order: How the format has them.
            in_utc: Times without a zone are UTC.
        """

        def ask() -> DateOrder:
            known = order or decided_order(dates) or self.answers.date_order
            if known is None:
                self.questions.add(Question.DATE_ORDER)
            return known or DateOrder.DAY_FIRST

        return Clock(UTC if in_utc else self.zone, ask)
