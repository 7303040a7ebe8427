"""Find weighings by what a list shows of them: day and time, weight, person, scale."""

from functools import cache

from homeassistant.util import dt as dt_util

from ..household.lines import whose
from ..journal.pages import Entry
from ..journal.weighings import moment_of
from ..weights import LIST_DIGITS
from .context import Context


class Search:
    """Words that all have to be there."""

    def __init__(self, context: Context, text: str) -> None:
        """Take what was typed."""
        self._wanted = text.casefold().split()
        words, people = context.household.view.words, context.people

        # There are tens of thousands of weighings, but few people and weights.
        @cache
        def weight(kg: float) -> str:
            return context.numbers.weights.text(kg, LIST_DIGITS).casefold()

        @cache
        def names(person_id: str | None, scale: str) -> str:
            person = whose(words, people, person_id) or ""
            return f"{person} {context.scale_name(scale) or ''}".casefold()

        self._weight, self._names = weight, names

    def matches(self, entry: Entry) -> bool:
        """Return whether a weighing has all words."""
        _, measured_at, weight_kg, person_id, scale = entry
        # `7:12`, as lists have it, is in `07:12`.
        when = f"{dt_util.as_local(moment_of(measured_at)):%Y-%m-%d %H:%M}"
        text = f"{when} {self._weight(weight_kg)} {self._names(person_id, scale)}"
        return all(word in text for word in self._wanted)
