"""Texts of the forms about settings that move in, in the home's language."""

from collections.abc import Iterable, Mapping
from typing import Self

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from ..texts.markdown import plain
from ..units import Units
from .formats import Problem
from .settings import MovedPerson, Settings

_MAX_LISTED = 30
"""Problems in a list; a text with more is something else."""


class Words:
    """Texts that are put together from parts, which a form's own text can't be."""

    def __init__(self, texts: Mapping[str, str], units: Units) -> None:
        """Take the texts, and the home's units."""
        self._texts = texts
        self._units = units

    @classmethod
    async def load(cls, hass: HomeAssistant) -> Self:
        """Load those of the home's language."""
        language = hass.config.language
        texts: dict[str, str] = {}
        for category in ("config", "selector"):
            texts |= await async_get_translations(hass, language, category, {DOMAIN})
        return cls(texts, Units.of(hass))

    def _text(self, key: str, /, **values: str | int) -> str:
        text = self._texts.get(f"component.{DOMAIN}.selector.moving_in.options.{key}")
        # The form of a person has a text for the same error.
        text = text or self._texts.get(f"component.{DOMAIN}.config.error.{key}", key)
        return text.format(**values)

    def problem(self, problem: Problem) -> str:
        """Return the text of a problem, with its place."""
        text = self._text(problem.error, line=problem.line, **self._units.placeholders)
        if not problem.key:
            return text
        kind = "at_setting" if not problem.user else "at_name" if problem.name else "at_user"
        return self._text(
            kind,
            user=problem.user,
            name=plain(problem.name),
            key=plain(problem.key),
            problem=text,
        )

    def problems(self, problems: Iterable[Problem]) -> str:
        """Return a list of problems."""
        lines = [self.problem(each) for each in problems]
        return _list(lines if len(lines) <= _MAX_LISTED else [*lines[:_MAX_LISTED], "…"])

    def people(self, people: Iterable[MovedPerson], there: Iterable[MovedPerson]) -> str:
        """Return a list of people; those that the household has are marked."""
        lines = {each.number: self._person(each) for each in people}
        for each in there:
            lines[each.number] += f" ({self._text('there')})"
        return _list(lines.values())

    def _person(self, person: MovedPerson) -> str:
        sex = self._texts.get(f"component.{DOMAIN}.selector.sex.options.{person.sex}", person.sex)
        text = self._text(
            "person",
            name=plain(person.name),
            sex=sex,
            birth_date=person.birth_date.isoformat(),
            height=self._units.height(person.height_cm),
        )
        low, high = (
            f"{each:g}" if each is not None else "" for each in (person.above, person.below)
        )
        if not low and not high:
            return text
        kind = "between" if low and high else "above" if low else "below"
        return f"{text}, {self._text(kind, low=low, high=high)}"

    def scale(self, settings: Settings, *, there: bool) -> str:
        """Return the scale's address; one that the household has is marked."""
        address = settings.address or "–"
        return f"{address} ({self._text('there')})" if there else address

    def topic(self, settings: Settings) -> str:
        """Return the topic, and the broker that it was at."""
        topic = f"{plain(settings.prefix)}/…/weight"
        port = f":{settings.port}" if settings.port else ""
        return f"{topic} ({plain(settings.host)}{port})" if settings.host else topic

    def notes(self, notes: Iterable[str], problems: Iterable[Problem]) -> str:
        """Return the notes, and a list of what isn't taken over."""
        parts = [self._text(note) for note in notes]
        if listed := self.problems(problems):
            parts += [self._text("problems"), listed]
        return "\n\n".join(parts)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
