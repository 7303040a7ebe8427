"""Short texts about one weighing, in the home's language: for the select and for the activity."""

from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..identification import NOBODY
from ..model import Weighing
from .words import Words

TEXTS = {
    "today": "today {time}",
    "yesterday": "yesterday {time}",
    "other_day": "{date} {time}",
    "which": "{weight}, {when}",
    "weighed": "weighed {weight}",
    "weighed_change": "weighed {weight} ({change})",
    "weighed_late": "{weighed}, {when}",
    "candidate": "{name}: {percent} %",
    "nobody": "nobody of the household",
    "unknown_person": "weighed {weight}; it isn't clear whose it is",
}
"""In English; the other languages are in `translations/`."""
_PREFIX = f"component.{DOMAIN}.common.line_"
_DIGITS = 1
_MINUS = "\N{MINUS SIGN}"


def when(hass: HomeAssistant, moment: datetime) -> str:
    """Return a moment as people say it: `today 7:12`, `yesterday 7:12`, `2026-11-20 7:12`."""
    local = dt_util.as_local(moment)
    today = dt_util.now().date()
    days = {today: "today", today - timedelta(days=1): "yesterday"}
    key = days.get(local.date(), "other_day")
    time = f"{local.hour}:{local.minute:02}"
    return _texts(hass)[key].format(time=time, date=local.date().isoformat())


def which(words: Words, weighing: Weighing) -> str:
    """Return which weighing it is: `104.4 kg, today 7:12`."""
    return _texts(words.hass)["which"].format(
        weight=words.weight(weighing.weight_kg, _DIGITS),
        when=when(words.hass, weighing.measured_at),
    )


def weighed(words: Words, weight_kg: float, before_kg: float | None, late: datetime | None) -> str:
    """Return what goes after a person's name: `weighed 68.2 kg (−0.4)`.

    Args:
        words: Of the household.
        weight_kg: The weight.
        before_kg: The weight of the weighing before; None if there is none.
        late: When it was, if that isn't now.
    """
    texts = _texts(words.hass)
    weight = words.weight(weight_kg, _DIGITS)
    if before_kg is None:
        text = texts["weighed"].format(weight=weight)
    else:
        # Of the weights as they are shown: nobody is to find a mistake in the subtraction.
        difference = round(words.mass(weight_kg), _DIGITS) - round(words.mass(before_kg), _DIGITS)
        change = f"{difference:+.{_DIGITS}f}".replace("-", _MINUS)
        if not round(difference, _DIGITS):
            change = f"±{0:.{_DIGITS}f}"
        text = texts["weighed_change"].format(weight=weight, change=change)
    if late is None:
        return text
    return texts["weighed_late"].format(weighed=text, when=when(words.hass, late))


def candidates(words: Words, weighing: Weighing) -> list[str]:
    """Return whose it may be with how much probability, the likeliest first: `Anna: 31 %`."""
    texts = _texts(words.hass)
    scores = words.candidates(weighing.candidates)
    return [
        texts["candidate"].format(
            name=texts["nobody"] if name == NOBODY else name, percent=round(100 * score)
        )
        for name, score in sorted(scores.items(), key=lambda each: -each[1])
    ]


def unknown_person(words: Words, weight_kg: float) -> str:
    """Return what is said of a weighing that waits for an answer."""
    weight = words.weight(weight_kg, _DIGITS)
    return _texts(words.hass)["unknown_person"].format(weight=weight)


def _texts(hass: HomeAssistant) -> dict[str, str]:
    """Return the texts in the home's language; English for those that aren't translated."""
    found = async_get_cached_translations(hass, hass.config.language, "common", DOMAIN)
    return {key: found.get(_PREFIX + key, text) for key, text in TEXTS.items()}
