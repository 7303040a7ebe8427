"""What people read of a weighing: in their language, by their names and in their units."""

from collections.abc import Mapping
from typing import Protocol

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations

from ..const import DOMAIN
from ..identification import NOBODY
from ..identification.reason import TEXTS, in_words
from ..model import Reason
from ..weights import Weights
from .measures import rounded

_PREFIX = f"component.{DOMAIN}.common.reason_"


class Named(Protocol):
    """A person, as far as texts mention one."""

    @property
    def name(self) -> str:
        """The name."""


class Words:
    """Puts into words what is stored as keys, ids and kg."""

    def __init__(self, hass: HomeAssistant, people: Mapping[str, Named]) -> None:
        """Take the people by person id."""
        self.hass = hass
        self._people = people

    @property
    def weights(self) -> Weights:
        """Return what shows weights in the household's unit."""
        return Weights.of(self.hass)

    def weight(self, kg: float, digits: int) -> str:
        """Return kg in the household's unit, with so many decimals and the unit."""
        return self.weights.text(kg, digits)

    def reason(self, reason: Reason) -> str:
        """Return a reason as a sentence in the home's language."""
        if isinstance(reason, str):
            return reason
        texts = self._texts()

        def name(person_id: str) -> str:
            person = self._people.get(person_id)
            return person.name if person else texts["former"]

        return in_words(reason, name, weight=self.weight, texts=texts)

    def candidates(self, scores: Mapping[str, float]) -> dict[str, float]:
        """Return names to probabilities, `nobody` among them; former members are left out."""
        names = {key: person.name for key, person in self._people.items()} | {NOBODY: NOBODY}
        return {names[key]: rounded(score) for key, score in scores.items() if key in names}

    def _texts(self) -> Mapping[str, str]:
        """Return the texts of reasons; English for those that aren't translated."""
        language = self.hass.config.language
        found = async_get_cached_translations(self.hass, language, "common", DOMAIN)
        return {key: found.get(_PREFIX + key, text) for key, text in TEXTS.items()}
