"""Set-up by clicking: the household with its first person, discovered scales, people and scales."""

from typing import Any, cast, override

from homeassistant.components.bluetooth import BluetoothServiceInfoBleak
from homeassistant.config_entries import (
    SOURCE_BLUETOOTH,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryData,
    ConfigSubentryFlow,
    FlowType,
)
from homeassistant.core import callback
import probatio

from . import scales
from .const import (
    CONF_ADDRESS,
    CONF_ENCRYPTION_KEY,
    CONF_FAMILY,
    CONF_NAME,
    DOMAIN,
    SUBENTRY_BRIDGE,
    SUBENTRY_PERSON,
    SUBENTRY_SCALE,
    TITLE,
)
from .flows.adding import add_missing
from .flows.consent import CONSENT_SCHEMA, asks_consent, check_consent
from .flows.encryption_key import KEY_SCHEMA, PLACEHOLDERS, KeyCheck, key_check
from .flows.google_health import GoogleHealthFlow
from .flows.options import HouseholdOptionsFlow
from .flows.person import PersonFlow, find_person, new_person, same_person
from .flows.person_form import Errors, check_person, person_schema
from .flows.scale import ScaleFlow, address_field, dismiss_card, heard_scales, new_scale
from .frontend import MAKE_DASHBOARD
from .household.entries import HOUSEHOLD, household_entry, kind_of_entry
from .sources import known_addresses
from .sources.overheard import async_overhear, async_stop_overhearing
from .texts.addresses import normal_address
from .units import Units
from .xiaomi_mi_scale.flow import BridgeFlowWithMovingIn, MovingInForm


class BodyScaleConfigFlow(GoogleHealthFlow, domain=DOMAIN):
    """Make the household, or add to it: a discovered scale, or an account that is delivered to."""

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        """Begin without a scale."""
        super().__init__()
        self._found: list[ConfigSubentryData] = []
        self._key_check: KeyCheck | None = None
        self._consenting: scales.Family | None = None
        self._moving_in = MovingInForm[ConfigFlowResult](self, self.household, self._take_over)
        self._moving_in.attach()

    @callback
    @override
    def async_remove(self) -> None:
        """End listening."""
        if self._key_check:
            self._key_check.stop()
        if self.source == SOURCE_BLUETOOTH and self._found:
            async_stop_overhearing(self.hass, self._found[0]["data"][CONF_ADDRESS])

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to a household."""
        if kind_of_entry(config_entry) != HOUSEHOLD:
            return {}
        return {
            SUBENTRY_PERSON: PersonFlow,
            SUBENTRY_SCALE: ScaleFlow,
            SUBENTRY_BRIDGE: BridgeFlowWithMovingIn,
        }

    @classmethod
    @callback
    @override
    def async_supports_options_flow(cls, config_entry: ConfigEntry) -> bool:
        """Return whether an entry has options: the household has."""
        return kind_of_entry(config_entry) == HOUSEHOLD

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> HouseholdOptionsFlow:
        """Return the flow of the household's options."""
        return HouseholdOptionsFlow()

    @override
    async def async_step_bluetooth(
        self, discovery_info: BluetoothServiceInfoBleak
    ) -> ConfigFlowResult:
        """Look at something that advertises like a scale."""
        address = discovery_info.address
        await self.async_set_unique_id(address)
        self._abort_if_unique_id_configured()
        if address in known_addresses(self.household()):
            return self.async_abort(reason="already_configured")
        if scales.family_of(discovery_info) is None:
            return self.async_abort(reason="not_supported")
        self._choose(address, discovery_info)
        async_overhear(self.hass, address)
        self.context["title_placeholders"] = {"name": self._found[0]["title"]}
        return await self.async_step_bluetooth_confirm()

    async def async_step_bluetooth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether the discovered scale is wanted."""
        if user_input is None:
            return self.async_show_form(
                step_id="bluetooth_confirm",
                description_placeholders=self.context["title_placeholders"],
            )
        return await self._after_choice()

    @callback
    def _choose(self, address: str, heard: BluetoothServiceInfoBleak | None) -> None:
        """Take a scale to be added."""
        self._found = [new_scale(address, heard)]
        self._key_check = key_check(self.hass, address, heard)
        self._consenting = asks_consent(heard)

    async def _after_choice(self) -> ConfigFlowResult:
        """Ask for the scale's key or for a user's PIN, if it has one."""
        if self._key_check:
            return await self.async_step_encryption_key()
        if self._consenting:
            return await self.async_step_consent()
        return await self._after_scale()

    async def async_step_encryption_key(
        self, user_input: dict[str, str] | None = None
    ) -> ConfigFlowResult:
        """Ask for the key of a scale that encrypts."""
        assert self._key_check  # noqa: S101
        self._key_check.start()
        [scale] = self._found
        errors: Errors = {}
        if user_input is not None:
            settings, errors = self._key_check.check(user_input[CONF_ENCRYPTION_KEY])
            if settings:
                scale["data"] = {**scale["data"], **settings}
                return await self._after_scale()
        return self.async_show_form(
            step_id="encryption_key",
            data_schema=self.add_suggested_values_to_schema(KEY_SCHEMA, user_input),
            errors=errors,
            description_placeholders=PLACEHOLDERS | {"name": scale["title"]},
        )

    async def async_step_consent(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the PIN of a user of the scale."""
        assert self._consenting  # noqa: S101
        [scale] = self._found
        errors: Errors = {}
        if user_input is not None:
            settings, errors = check_consent(user_input)
            if not errors:
                family = {CONF_FAMILY: self._consenting.name}
                scale["data"] = {**scale["data"], **family, **settings}
                return await self._after_scale()
        return self.async_show_form(
            step_id="consent",
            data_schema=self.add_suggested_values_to_schema(CONSENT_SCHEMA, user_input),
            errors=errors,
            description_placeholders={"name": scale["title"]},
        )

    async def _after_scale(self) -> ConfigFlowResult:
        """Add the scale to the household, or begin one with its first person."""
        if self._key_check:
            self._key_check.stop()
        if household := self.household():
            self._dismiss_cards()
            return self._add_to(household, *self._found)
        return await self.async_step_person()

    @callback
    def _dismiss_cards(self) -> None:
        """Take the cards of the scale away that is added in this flow."""
        for scale in self._found:
            dismiss_card(self.hass, scale["data"][CONF_ADDRESS], but=self.flow_id)

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask how to begin a household, or what to add to it."""
        household = self.household()
        if household is None:
            return self.async_show_menu(
                step_id="user", menu_options=["scale", "no_scale", "moving_in"]
            )
        if not household.get_subentries_of_type(SUBENTRY_PERSON):
            return self.async_show_menu(
                step_id="user", menu_options=["scale", "person", "bridge", "moving_in"]
            )
        return self.async_show_menu(
            step_id="user",
            menu_options=["scale", "person", "bridge", "moving_in", "google_health"],
        )

    async def async_step_no_scale(self, user_input: None = None) -> ConfigFlowResult:
        """Begin a household without a scale."""
        return await self.async_step_person()

    async def async_step_scale(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Begin a household with a scale that was heard, or add one to it."""
        if household := self.household():
            return await self._go_on(household, SUBENTRY_SCALE)
        errors: Errors = {}
        if user_input is not None:
            if address := normal_address(user_input[CONF_ADDRESS]):
                self._choose(address, heard_scales(self.hass).get(address))
                return await self._after_choice()
            errors[CONF_ADDRESS] = "invalid_address"
        heard = heard_scales(self.hass)
        schema = probatio.Schema({probatio.Required(CONF_ADDRESS): address_field(self.hass, set())})
        shown = user_input or {CONF_ADDRESS: next(iter(heard), None)}
        return self.async_show_form(
            step_id="scale",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )

    async def async_step_bridge(self, user_input: None = None) -> ConfigFlowResult:
        """Add a bridge to the household."""
        if household := self.household():
            return await self._go_on(household, SUBENTRY_BRIDGE)
        # It was removed while the menu was open.
        return await self.async_step_user()

    async def _go_on(self, household: ConfigEntry, kind: str) -> ConfigFlowResult:
        """Go on with what the household's own button leads to."""
        flow = await self.hass.config_entries.subentries.async_init(
            (household.entry_id, kind), context={"source": SOURCE_USER}
        )
        result = self.async_abort(reason="goes_on")
        # The frontend opens the next form with the entry that it belongs to, as after making one.
        result["result"] = cast("ConfigEntry", household.as_json_fragment)
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    async def async_step_person(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the first person, then make the household; or add a person to it."""
        if user_input is None and not self._found and (household := self.household()):
            return await self._go_on(household, SUBENTRY_PERSON)
        errors: Errors = {}
        units = Units.of(self.hass)
        if user_input is not None:
            errors = check_person(units, user_input, set())
            if not errors:
                person = await new_person(self.hass, user_input, self.household())
                if result := await self._finish(person):
                    return result
                errors = {CONF_NAME: "name_taken"}
        schema = self.add_suggested_values_to_schema(person_schema(self.hass), user_input)
        return self.async_show_form(
            step_id="person",
            data_schema=schema,
            errors=errors,
            description_placeholders=units.placeholders,
        )

    async def _finish(self, person: ConfigSubentryData) -> ConfigFlowResult | None:
        """Make the household; if another card made it meanwhile, add to that one.

        Returns:
            None if the household has somebody else of that name by now.
        """
        wanted = [person, *self._found]
        self._dismiss_cards()
        # The other card's flow may still be busy setting the household up.
        await self.async_set_unique_id(DOMAIN, raise_on_progress=False)
        if household := self.household():
            if twin := find_person(household, person["title"]):
                if not same_person(twin.data, person["data"]):
                    return None
                # The same person, typed in on both cards.
                wanted.remove(person)
            return self._add_to(household, *wanted)
        return self._begin(wanted)

    async def _take_over(self, wanted: list[ConfigSubentryData]) -> ConfigFlowResult:
        """Make the household with what moves in; add to it if a card made it meanwhile."""
        # A card's flow may still be busy setting the household up.
        await self.async_set_unique_id(DOMAIN, raise_on_progress=False)
        if household := self.household():
            return self._moving_in.add_and_abort(household, wanted)
        return self._begin(wanted)

    @callback
    def _begin(self, wanted: list[ConfigSubentryData]) -> ConfigFlowResult:
        """Make the household, and offer its dashboard, which is made by who wants one."""
        return self.async_create_entry(
            title=TITLE,
            data={},
            subentries=wanted,
            description_placeholders={"dashboard": MAKE_DASHBOARD},
        )

    @callback
    def household(self) -> ConfigEntry | None:
        """Return the household, if there is one."""
        return household_entry(self.hass)

    @callback
    def _add_to(self, household: ConfigEntry, *wanted: ConfigSubentryData) -> ConfigFlowResult:
        """Add to the household what it doesn't have yet."""
        new = add_missing(self.hass, household, wanted)
        kinds = {data["subentry_type"] for data in new}
        if not kinds:
            return self.async_abort(reason="already_configured")
        reason = "scale_added" if SUBENTRY_SCALE in kinds else "person_added"
        return self.async_abort(reason=reason)
