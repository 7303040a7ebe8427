"""What the forms say of settings that move in, in the home's language."""

from collections.abc import Iterable, Mapping
from typing import Self

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from ..texts.markdown import plain
from .formats import Problem
from .settings import MovedPerson, Settings

_MOST = 30
"""So many problems are listed; who has more pasted something else."""


class Words:
    """Texts that are put together from parts, which a form's own text can't be."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Take the texts."""
        self._texts = texts

    @classmethod
    async def load(cls, hass: HomeAssistant) -> Self:
        """Load those of the home's language."""
        language = hass.config.language
        texts: dict[str, str] = {}
        for category in ("config", "selector"):
            texts |= await async_get_translations(hass, language, category, {DOMAIN})
        return cls(texts)

    def _say(self, key: str, /, **values: str | int) -> str:
        text = self._texts.get(f"component.{DOMAIN}.selector.moving_in.options.{key}")
        # What the form of a person says of the same mistake.
        text = text or self._texts.get(f"component.{DOMAIN}.config.error.{key}", key)
        return text.format(**values)

    def problem(self, problem: Problem) -> str:
        """Say what is wrong, and where."""
        text = self._say(problem.error, line=problem.line)
        if not problem.key:
            return text
        kind = "at_setting" if not problem.user else "at_name" if problem.name else "at_user"
        return self._say(
            kind,
            user=problem.user,
            name=plain(problem.name),
            key=plain(problem.key),
            problem=text,
        )

    def problems(self, problems: Iterable[Problem]) -> str:
        """List what is wrong."""
        lines = [self.problem(each) for each in problems]
        return _list(lines if len(lines) <= _MOST else [*lines[:_MOST], "…"])

    def people(self, people: Iterable[MovedPerson], there: Iterable[MovedPerson]) -> str:
        """List people, and say who is there already."""
        lines = {each.number: self._person(each) for each in people}
        for each in there:
            lines[each.number] += f" ({self._say('there')})"
        return _list(lines.values())

    def _person(self, person: MovedPerson) -> str:
        sex = self._texts.get(f"component.{DOMAIN}.selector.sex.options.{person.sex}", person.sex)
        text = self._say(
            "person",
            name=plain(person.name),
            sex=sex,
            birth_date=person.birth_date.isoformat(),
            height=f"{person.height_cm:g}",
        )
        low, high = (
            f"{each:g}" if each is not None else "" for each in (person.above, person.below)
        )
        if not low and not high:
            return text
        kind = "between" if low and high else "above" if low else "below"
        return f"{text}, {self._say(kind, low=low, high=high)}"

    def scale(self, settings: Settings, *, there: bool) -> str:
        """Name the scale."""
        address = settings.address or "–"
        return f"{address} ({self._say('there')})" if there else address

    def topic(self, settings: Settings) -> str:
        """Name the topic, and where it was."""
        topic = f"{plain(settings.prefix)}/…/weight"
        port = f":{settings.port}" if settings.port else ""
        return f"{topic} ({plain(settings.host)}{port})" if settings.host else topic

    def notes(self, notes: Iterable[str], problems: Iterable[Problem]) -> str:
        """Say what else there is to know: notes, and what isn't taken over."""
        parts = [self._say(note) for note in notes]
        if told := self.problems(problems):
            parts += [self._say("problems"), told]
        return "\n\n".join(parts)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
