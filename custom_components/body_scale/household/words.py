"""What people read of a weighing: in their language, by their names and in their units."""

from collections.abc import Mapping
from typing import Protocol

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations

from ..const import DOMAIN
from ..identification import NOBODY
from ..identification.reason import TEXTS, in_words
from ..model import Reason
from ..units import Units
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
    def mass_unit(self) -> str:
        """Return the home's unit of people's weights."""
        return Units.of(self.hass).mass

    def mass(self, kg: float) -> float:
        """Return kg in the home's unit, as scales show it."""
        return Units.of(self.hass).shown_mass(kg)

    def weight(self, kg: float, digits: int) -> str:
        """Return kg in the home's unit, with so many decimals and the unit."""
        return Units.of(self.hass).weight(kg, digits)

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
        return {
            self._people[key].name if key in self._people else key: rounded(score)
            for key, score in scores.items()
            if key == NOBODY or key in self._people
        }

    def _texts(self) -> Mapping[str, str]:
        """Return the texts of reasons; English for those that aren't translated."""
        language = self.hass.config.language
        found = async_get_cached_translations(self.hass, language, "common", DOMAIN)
        return {key: found.get(_PREFIX + key, text) for key, text in TEXTS.items()}
