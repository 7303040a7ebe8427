"""Find weighings by what a list shows of them: day and time, weight, person, scale."""

from functools import cache

from homeassistant.util import dt as dt_util

from ..household.lines import whose
from ..journal.pages import Entry
from ..journal.weighings import moment_of
from .context import Context
from .numbers import MASS_DIGITS


class Search:
    """Words that all have to be there."""

    def __init__(self, context: Context, text: str) -> None:
        """Take what was typed."""
        self._units = context.numbers.units
        self._wanted = text.casefold().split()
        words, people = context.household.view.words, context.people

        # There are few of them, and thousands of weighings.
        @cache
        def names(person_id: str | None, scale: str) -> str:
            person = whose(words, people, person_id) or ""
            return f"{person} {context.scale_name(scale) or ''}"

        self._names = names

    def matches(self, entry: Entry) -> bool:
        """Return whether a weighing has all words."""
        _, measured_at, weight_kg, person_id, scale = entry
        local = dt_util.as_local(moment_of(measured_at))
        text = (
            f"{local.date().isoformat()} {local.hour}:{local.minute:02}"
            f" {self._units.weight(weight_kg, MASS_DIGITS)} {self._names(person_id, scale)}"
        ).casefold()
        return all(word in text for word in self._wanted)
