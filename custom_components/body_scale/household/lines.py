"""Short texts about one weighing, in the home's language: for select, activity, repairs and lists."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..identification import NOBODY
from ..model import GUEST, Weighing
from ..texts.rounding import with_digits
from ..weights import LIST_DIGITS
from .words import Named, Words

TEXTS = {
    "today": "today {time}",
    "yesterday": "yesterday {time}",
    "other_day": "{date} {time}",
    "which": "{weight}, {when}",
    "listed": "{name}: {which}",
    "pending": "pending",
    "guest": "a guest",
    "former": "a former member",
    "weighed": "weighed {weight}",
    "weighed_change": "weighed {weight} ({change})",
    "late": "{what}, {when}",
    "candidate": "{name}: {percent} %",
    "nobody": "nobody of the household",
    "unknown_person": "weighed {weight}; it isn't clear whose it is",
}
"""In English; the other languages are in `translations/`."""
_PREFIX = f"component.{DOMAIN}.common.line_"


def when(hass: HomeAssistant, moment: datetime) -> str:
    """Return a moment as people say it: `today 7:12`, `yesterday 7:12`, `2026-11-20 7:12`."""
    local = dt_util.as_local(moment)
    today = dt_util.now().date()
    days = {today: "today", today - timedelta(days=1): "yesterday"}
    key = days.get(local.date(), "other_day")
    return _on_day(_texts(hass), local, key)


def _on_day(texts: Mapping[str, str], local: datetime, key: str) -> str:
    time = f"{local.hour}:{local.minute:02}"
    return texts[key].format(time=time, date=local.date().isoformat())


def which(words: Words, weighing: Weighing) -> str:
    """Return which weighing it is: `104.4 kg, today 7:12`."""
    return _texts(words.hass)["which"].format(
        weight=words.weight(weighing.weight_kg, LIST_DIGITS),
        when=when(words.hass, weighing.measured_at),
    )


def listed(words: Words, people: Mapping[str, Named], weighing: Weighing) -> str:
    """Return a weighing as one of a list: `Anna: 68.2 kg, 2026-11-20 7:12`."""
    texts = _texts(words.hass)
    local = dt_util.as_local(weighing.measured_at)
    text = texts["which"].format(
        weight=words.weight(weighing.weight_kg, LIST_DIGITS),
        when=_on_day(texts, local, "other_day"),
    )
    name = whose(words, people, weighing.person_id) or texts["pending"]
    return texts["listed"].format(name=name, which=text)


def whose(words: Words, people: Mapping[str, Named], person_id: str | None) -> str | None:
    """Return the name of a weighing's person, `a guest` or `a former member`; None while pending."""
    if person_id is None:
        return None
    if person := people.get(person_id):
        return person.name
    return _texts(words.hass)["guest" if person_id == GUEST else "former"]


def weighed(words: Words, weight_kg: float, before_kg: float | None, late: datetime | None) -> str:
    """Return what goes after a person's name: `weighed 68.2 kg (−0.4)`.

    Args:
        words: Of the household.
        weight_kg: The weight.
        before_kg: The weight of the weighing before; None if there is none.
        late: When it was, if the text isn't beside that time.
    """
    texts = _texts(words.hass)
    weight = words.weight(weight_kg, LIST_DIGITS)
    text = texts["weighed"].format(weight=weight)
    if before_kg is not None:
        change = words.weights.change(weight_kg, before_kg)
        text = texts["weighed_change"].format(weight=weight, change=change)
    return text if late is None else _then(texts, text, late)


def unknown_person(words: Words, weight_kg: float, late: datetime | None) -> str:
    """Return what is said of a weighing that waits for an answer; `late` as for `weighed`."""
    texts = _texts(words.hass)
    text = texts["unknown_person"].format(weight=words.weight(weight_kg, LIST_DIGITS))
    return text if late is None else _then(texts, text, late)


def _then(texts: Mapping[str, str], text: str, late: datetime) -> str:
    """Return what is read on any day: not `yesterday`."""
    return texts["late"].format(what=text, when=_on_day(texts, dt_util.as_local(late), "other_day"))


def candidates(words: Words, weighing: Weighing) -> list[str]:
    """Return whose it may be with how much probability, the likeliest first: `Anna: 31 %`."""
    texts = _texts(words.hass)
    scores = words.candidates(weighing.candidates)
    return [
        texts["candidate"].format(
            name=texts["nobody"] if name == NOBODY else name, percent=with_digits(100 * score, 0)
        )
        for name, score in sorted(scores.items(), key=lambda each: -each[1])
    ]


def _texts(hass: HomeAssistant) -> dict[str, str]:
    """Return the texts in the home's language; English for those that aren't translated."""
    found = async_get_cached_translations(hass, hass.config.language, "common", DOMAIN)
    return {key: found.get(_PREFIX + key, text) for key, text in TEXTS.items()}
