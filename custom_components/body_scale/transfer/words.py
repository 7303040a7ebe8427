"""Texts about imports, in the home's language; what comes from a file is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Self

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..exchange import FORMATS, FileError, Problem
from ..household.checks import printable
from ..model import GUEST, Weighing
from ..texts.markdown import plain
from ..weights import Weights
from .importing import Result
from .whose import PersonText

_MAX_LISTED = 20
"""Problems, columns or people in a list; a count says how many more there are."""


class Words:
    """Puts an import into words."""

    def __init__(
        self, texts: Mapping[str, str], weights: Weights, people: Mapping[str, str]
    ) -> None:
        """Take the texts, the household's unit of weights, and names by person id."""
        self._texts = texts
        self._weights = weights
        self._people = people

    @classmethod
    async def load(cls, hass: HomeAssistant, people: Mapping[str, str]) -> Self:
        """Load those of the home's language."""
        texts = await async_get_translations(hass, hass.config.language, "common", {DOMAIN})
        return cls(texts, Weights.of(hass), people)

    def _text(self, key: str, /, **values: str | int) -> str:
        return self._texts.get(f"component.{DOMAIN}.common.import_{key}", key).format(**values)

    def format(self, name: str) -> str:
        """Return what people call a format."""
        known = FORMATS.get(name)
        return known.title if known else self._text(name)

    def fault(self, fault: FileError) -> str:
        """Return why a file isn't taken."""
        return self._text(fault.key)

    def problem(self, problem: Problem) -> str:
        """Return why something of a file isn't taken, without its place."""
        text = self._text(problem.key, **self._weights.limits)
        if problem.column is not None:
            text = self._text("in_column", column=printable(problem.column), text=text)
        if problem.file is not None:
            text = self._text("in_file", file=printable(problem.file), text=text)
        return text

    def problems(self, problems: Sequence[Problem], count: int) -> str:
        """Return a list of what isn't taken, with its places; of so many in all the first."""
        lines = [
            plain(self._text("at_line", line=each.line, text=self.problem(each)))
            for each in problems[:_MAX_LISTED]
        ]
        return self._listed(lines, count)

    def columns(self, columns: Sequence[str]) -> str:
        """Return the names of columns."""
        return ", ".join(
            [plain(printable(each)) for each in columns[:_MAX_LISTED]]
            + ["…"] * (len(columns) > _MAX_LISTED)
        )

    def texts(self, texts: Iterable[PersonText]) -> str:
        """Return a list of how a file tells people apart, with what it has of each."""
        lines = [
            self._text(
                "person",
                name=plain(printable(each.text)),
                count=each.count,
                first=self._day(each.first),
                last=self._day(each.last),
                low=self._weights.text(each.low_kg, 1),
                high=self._weights.text(each.high_kg, 1),
            )
            for each in texts
        ]
        return self._listed(lines, len(lines))

    def span(self, result: Result) -> str:
        """Return from when until when a file has weighings."""
        if result.first is None or result.last is None:
            return "–"
        return f"{self._day(result.first)} – {self._day(result.last)}"

    def people(self, result: Result, to_find: int) -> str:
        """Return a list of whose the new weighings are."""
        names = {**self._people, GUEST: self._text(GUEST)}
        lines = [
            self._text("share", name=plain(names.get(key, key)), count=count)
            for key, count in result.people.items()
        ]
        if to_find:
            lines.append(self._text("to_find", count=to_find))
        pending = result.pending - to_find
        if pending > 0:
            lines.append(self._text("pending", count=pending))
        return self._listed(lines, len(lines))

    def weighings(self, weighings: Sequence[Weighing]) -> str:
        """Return a list of weighings."""
        lines = [
            f"{self._day(each.measured_at)}: {self._weights.text(each.weight_kg, 2)}"
            for each in weighings[:_MAX_LISTED]
        ]
        return self._listed(lines, len(weighings))

    def notes(self, result: Result) -> str:
        """Return what of a file isn't taken: columns, and lines with their numbers."""
        parts = []
        if result.unused:
            parts.append(self._text("unused", columns=self.columns(result.unused)))
        if result.problems:
            parts += [self._text("problems"), self.problems(result.problems, result.problem_count)]
        return "\n\n".join(parts)

    def _day(self, moment: datetime) -> str:
        return dt_util.as_local(moment).date().isoformat()

    def _listed(self, lines: Sequence[str], count: int) -> str:
        more = [self._text("more", count=count - len(lines))] if count > len(lines) else []
        return "\n".join(f"- {line}" for line in (*lines, *more))
