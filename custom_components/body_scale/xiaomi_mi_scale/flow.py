"""Moving in from xiaomi_mi_scale: its settings are pasted, looked at, and taken over."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, override

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntry, ConfigSubentryData, SubentryFlowResult
from homeassistant.core import callback
from homeassistant.data_entry_flow import FlowHandler, FlowResult
from homeassistant.helpers import selector
import probatio

from ..bridges.form import Form, Step, topic_of
from ..bridges.miscale.clean_up import CONF_CLEAN_UP, CleanUpForm
from ..bridges.miscale.form import new_miscale
from ..const import (
    CONF_BIRTH_DATE,
    CONF_HEIGHT,
    CONF_IDENTIFICATION,
    CONF_NAME,
    CONF_SEX,
    CONF_UNIT,
    CONF_WEIGHT,
    CONF_WEIGHT_MAX,
    CONF_WEIGHT_MIN,
)
from ..flows.adding import add_missing, has_already
from ..flows.bridge import BridgeFlow
from ..flows.person import find_person, new_person
from ..flows.person_form import Answers, check_person
from ..flows.scale import dismiss_card, heard_scales, new_scale
from ..model import Unit
from ..sources import known_addresses
from ..texts.markdown import plain
from ..texts.secrets import without_passwords
from ..units import WEIGHTS_KG, Units
from .formats import LONGEST, Problem
from .settings import UNITS, MovedPerson, Settings, bounds, parse
from .words import Words

MOVING_IN = "moving_in"
CONF_SETTINGS = "settings"
CONF_PEOPLE = "people"
CONF_KEEP_RANGES = "keep_ranges"
CONF_SCALE = "scale"
CONF_BRIDGE = "bridge"

_SETTING_OF = {CONF_NAME: "NAME", CONF_SEX: "SEX", CONF_BIRTH_DATE: "DOB", CONF_HEIGHT: "HEIGHT"}


class MovingInForm[R: FlowResult[Any, Any]](Form[FlowHandler[Any, R, Any], R]):
    """The steps that take over the settings of xiaomi_mi_scale."""

    def __init__(
        self,
        flow: FlowHandler[Any, R, Any],
        household: Callable[[], ConfigEntry | None],
        take_over: Callable[[list[ConfigSubentryData]], Awaitable[R]],
    ) -> None:
        """Take the flow, and what only it can do.

        Args:
            flow: Shows the steps.
            household: Returns the household, if there is one.
            take_over: Ends the flow with these subentries in the household.
        """
        super().__init__(flow)
        self._household = household
        self._take_over = take_over
        self._settings = Settings()

    @property
    @override
    def steps(self) -> Mapping[str, Step[R]]:
        return {
            "moving_in": self.async_step_moving_in,
            "moving_in_review": self.async_step_moving_in_review,
        }

    async def async_step_moving_in(self, user_input: Answers | None = None) -> R:
        """Ask for the settings."""
        errors, problems, text = {}, "", ""
        if user_input is not None:
            text = user_input[CONF_SETTINGS]
            # YAML of the worst kind takes a second.
            self._settings = _checked(await self.hass.async_add_executor_job(parse, text))
            if self._settings.people:
                return await self.async_step_moving_in_review()
            errors = {CONF_SETTINGS: "settings_refused"}
            problems = (await Words.load(self.hass)).problems(self._settings.problems)
            text = without_passwords(text) if len(text) <= LONGEST else ""
        field = selector.TextSelector(selector.TextSelectorConfig(multiline=True))
        return self.flow.async_show_form(
            step_id="moving_in",
            data_schema=self.flow.add_suggested_values_to_schema(
                probatio.Schema({probatio.Required(CONF_SETTINGS): field}), {CONF_SETTINGS: text}
            ),
            errors=errors,
            description_placeholders={"problems": problems},
        )

    async def async_step_moving_in_review(self, user_input: Answers | None = None) -> R:
        """Show what was found, and ask what of it is wanted."""
        if user_input is None:
            return await self._show_review()
        finish = partial(self._move_in, user_input)
        if user_input.get(CONF_CLEAN_UP):
            settings = self._settings
            return await CleanUpForm(
                self.flow, settings.prefix, settings.discovery_prefix, finish
            ).begin()
        return await finish()

    async def _show_review(self) -> R:
        settings, household = self._settings, self._household()
        there = [p for p in settings.people if household and find_person(household, p.name)]
        names = [each.name for each in settings.people if each not in there]
        scale_there = settings.address in known_addresses(household)
        bridge_there = household is not None and has_already(household, self._bridge())
        obstacle = self._obstacle()
        # The old program compared whole kilograms, whatever the scale shows.
        unit = Unit.KG if settings.is_numbered else Units.of(self.hass).display
        fields: dict[probatio.Marker, Any] = {
            probatio.Required(CONF_PEOPLE, default=names): _choice(names),
            probatio.Required(CONF_UNIT, default=unit.value): _unit_field(),
            probatio.Required(CONF_KEEP_RANGES, default=True): selector.BooleanSelector(),
        }
        wanted = {
            CONF_SCALE: (settings.address and not scale_there, True),
            CONF_BRIDGE: (not obstacle and not bridge_there, True),
            CONF_CLEAN_UP: (
                not obstacle and topic_of(settings.discovery_prefix) is not None,
                False,
            ),
        }
        for key, (offered, default) in wanted.items():
            if offered:
                fields[probatio.Required(key, default=default)] = selector.BooleanSelector()
        notes = [obstacle] if obstacle else ["bridge_there"] if bridge_there else []
        words = await Words.load(self.hass)
        return self.flow.async_show_form(
            step_id="moving_in_review",
            data_schema=probatio.Schema(fields),
            description_placeholders={
                "people": words.people(settings.people, there),
                "scale": words.scale(settings, there=scale_there),
                "topic": words.topic(settings),
                "notes": words.notes(notes, settings.problems),
            },
        )

    def _obstacle(self) -> str | None:
        """Say why there can't be a bridge."""
        if not mqtt.mqtt_config_entry_enabled(self.hass):
            return "mqtt_missing"
        return None if topic_of(self._settings.prefix) else "prefix_invalid"

    def _bridge(self) -> ConfigSubentryData:
        return new_miscale(self._settings.prefix, self._settings.retain)

    async def _move_in(self, chosen: Answers) -> R:
        """Take over what was chosen."""
        settings, units = self._settings, Units()
        wanted = [
            await new_person(
                self.hass,
                _answers(person, Unit(chosen[CONF_UNIT]), keep_ranges=chosen[CONF_KEEP_RANGES]),
                self._household(),
                units,
            )
            for person in settings.people
            if person.name in chosen[CONF_PEOPLE]
        ]
        if settings.address and chosen.get(CONF_SCALE):
            dismiss_card(self.hass, settings.address, but=self.flow.flow_id)
            info = heard_scales(self.hass).get(settings.address)
            wanted.append(new_scale(settings.address, info))
        if chosen.get(CONF_BRIDGE):
            wanted.append(self._bridge())
        return await self._take_over(wanted)

    @callback
    def add_and_abort(self, household: ConfigEntry, wanted: list[ConfigSubentryData]) -> R:
        """Add what the household doesn't have, and say what that was."""
        new = add_missing(self.hass, household, wanted)
        if not new:
            return self.flow.async_abort(reason="nothing_to_add")
        added = ", ".join(plain(data["title"]) for data in new)
        return self.flow.async_abort(reason="moved_in", description_placeholders={"added": added})


class BridgeFlowWithMovingIn(BridgeFlow):
    """Add or change a bridge, or take over more than that."""

    def __init__(self) -> None:
        """Add the form of moving in to those of the bridges."""
        super().__init__()
        self._moving_in = MovingInForm[SubentryFlowResult](
            self, lambda: self.household, self._take_over
        )
        self._moving_in.attach()

    async def _take_over(self, wanted: list[ConfigSubentryData]) -> SubentryFlowResult:
        return self._moving_in.add_and_abort(self.household, wanted)


def _checked(settings: Settings) -> Settings:
    """Leave out people whom the household's own form would refuse, and say so."""
    people, problems = [], list(settings.problems)
    for person in settings.people:
        answers = _answers(person, Unit.KG, keep_ranges=False)
        answers.pop(CONF_WEIGHT, None)
        errors = check_person(Units(), answers, set())
        for name, error in errors.items():
            problems.append(Problem(error, _SETTING_OF[name], person.number, person.name))
        if not errors:
            people.append(person)
    return replace(settings, people=people, problems=problems)


def _answers(person: MovedPerson, unit: Unit, *, keep_ranges: bool) -> Answers:
    """Return a person as the form would, in cm and kg."""
    lightest, heaviest = WEIGHTS_KG
    low, high = bounds(person, unit)
    # Others than these stand for no limit.
    low = low if low is not None and lightest <= low <= heaviest else None
    high = high if high is not None and lightest <= high <= heaviest else None
    if low is not None and low == high:
        low = high = None
    answers: Answers = {
        CONF_NAME: person.name,
        CONF_SEX: person.sex.value,
        CONF_BIRTH_DATE: person.birth_date.isoformat(),
        CONF_HEIGHT: person.height_cm,
    }
    if low is not None and high is not None:
        answers[CONF_WEIGHT] = round((low + high) / 2, 2)
    if keep_ranges:
        limits = {CONF_WEIGHT_MIN: low, CONF_WEIGHT_MAX: high}
        answers[CONF_IDENTIFICATION] = {k: v for k, v in limits.items() if v is not None}
    return answers


def _choice(options: list[str]) -> selector.SelectSelector:
    return selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=options, multiple=True, mode=selector.SelectSelectorMode.LIST
        )
    )


def _unit_field() -> selector.SelectSelector:
    return selector.SelectSelector(
        selector.SelectSelectorConfig(options=[*UNITS], translation_key=CONF_UNIT)
    )
