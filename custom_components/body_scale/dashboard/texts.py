"""The texts of an answer, in Home Assistant's language.

Names and grades are those of the entities; what only a dashboard says is in `TEXTS`.
"""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations

from ..const import DOMAIN

TEXTS = {
    "ago_now": "just now",
    "ago_minutes": "{minutes} min ago",
    "ago_hours": "{hours} h ago",
    "ago_days": "{days} d ago",
    "by_hand": "typed in",
    "assisted_begin": "Step on the scale, with {name} or alone",
    "assisted_with": "Now together with {name}",
    "assisted_without": "Now alone, without {name}",
    "assisted_other": "Now the other one: together with {name}, or alone",
    "assisted_too_alike": "Both times nearly the same weight: too small a difference to be told",
    "assisted_other_adult": "That was somebody else. The same person steps on twice",
    "hint_measuring": "Stand still",
    "hint_stand_still": "Stand still: the weight keeps changing",
    "hint_impedance": "Stay on it, with bare feet, until it is done",
    "hint_no_impedance": "Next time with bare, dry feet",
    "hint_removed_early": "Step on it again, and stay until it is done",
    "missing_minor": "Not shown under 18",
    "missing_spared": "Left out, as the profile says",
    "missing_not_given": "The scale doesn't say it",
    "missing_no_impedance": "No impedance this time: bare, dry feet",
    "missing_out_of_range": "The formulas don't fit this body",
    "part_fat": "Fat",
    "part_muscle": "Muscle",
    "part_bone": "Bone",
    "part_rest": "Rest",
    "spoken_between": "{value}, {grade}, normal is {low} to {high}",
    "spoken_from": "{value}, {grade}, normal is from {low}",
    "spoken_below": "{value}, {grade}, normal is below {high}",
    "spoken_percent": "{value} percent",
    "spoken_stones": "{value} stone",
    "spoken_stones_and_pounds": "{stones} stone {pounds} pounds",
}
"""In English; the other languages are in `translations/`."""

_COMPONENT = f"component.{DOMAIN}"


class Texts:
    """Finds texts; English for those that aren't translated."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Take what is in memory of Home Assistant's language."""
        language = hass.config.language
        self._common, self._entity, self._selector = (
            async_get_cached_translations(hass, language, category, DOMAIN)
            for category in ("common", "entity", "selector")
        )

    def say(self, key: str, **placeholders: object) -> str:
        """Return one of `TEXTS`."""
        text = self._common.get(f"{_COMPONENT}.common.dashboard_{key}", TEXTS[key])
        return text.format(**placeholders)

    def metric(self, key: str) -> str:
        """Return what a metric is called."""
        return self._entity.get(f"{_COMPONENT}.entity.sensor.{key}.name", key)

    def grade(self, metric: str, grade: str) -> str:
        """Return a grade of a metric in words."""
        path = f"{_COMPONENT}.entity.sensor.{metric}.state_attributes.grade.state.{grade}"
        return self._entity.get(path, grade)

    def state(self, state: str) -> str:
        """Return in words what a scale is doing."""
        return self._entity.get(
            f"{_COMPONENT}.entity.sensor.weighing_state.state.{state}", str(state)
        )

    def formula_set(self, key: str) -> str:
        """Return what a formula set is called."""
        return self._selector.get(f"{_COMPONENT}.selector.formula_set.options.{key}", str(key))
