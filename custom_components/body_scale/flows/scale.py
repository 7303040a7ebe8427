"""Choosing a scale among those that were heard, and adding and changing scales."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any, override

from homeassistant.components.bluetooth import (
    BluetoothServiceInfoBleak,
    async_discovered_service_info,
)
from homeassistant.config_entries import (
    ConfigSubentry,
    ConfigSubentryData,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import selector
from homeassistant.util.uuid import random_uuid_hex
import probatio

from .. import scales
from ..const import (
    CONF_ADDRESS,
    CONF_ENCRYPTION_KEY,
    CONF_FAMILY,
    CONF_MODEL,
    CONF_NAME,
    CONF_PROFILES,
    CONF_USER,
    DOMAIN,
    SUBENTRY_SCALE,
)
from ..household.people_rows import Row
from ..sources import ENTITIES, MQTT, has_slots, is_supported, kind_of, known_addresses
from ..sources.consent import saved_consent, saved_consents
from ..sources.scale_issue import async_delete_scale_issues
from ..texts.addresses import normal_address
from ..texts.names import clean_name, name_error
from .consent import (
    CONSENT_SCHEMA,
    FIELDS,
    asks_consent,
    check_consent,
    may_consent,
    with_consent,
)
from .encryption_key import (
    KEY_FIELD,
    KEY_SCHEMA,
    PLACEHOLDERS,
    KeyCheck,
    key_check,
    saved_key_check,
)
from .entities import ENTITIES_FORM
from .mqtt import MQTT_FORM
from .settings import SettingsForm
from .slots import check_slots, shown_slots, slots_field

FORMS: Mapping[str, SettingsForm] = {ENTITIES: ENTITIES_FORM, MQTT: MQTT_FORM}
"""By the kind of source; a Bluetooth scale has steps of its own."""


@callback
def heard_scales(hass: HomeAssistant) -> dict[str, BluetoothServiceInfoBleak]:
    """Return the scales that were heard in the last minutes, by address."""
    return {
        info.address: info
        for info in async_discovered_service_info(hass, connectable=False)
        if scales.family_of(info)
    }


def model_of(info: BluetoothServiceInfoBleak | None) -> str | None:
    """Return the product's name as far as the advertisement tells it."""
    family = scales.family_of(info) if info else None
    return family.product(info) if family and info else None


def scale_title(info: BluetoothServiceInfoBleak | None, address: str) -> str:
    """Return what to call a scale that has no name of its own choosing."""
    return f"{model_of(info) or 'Scale'} {address[-5:].replace(':', '')}"


def new_scale(
    address: str, info: BluetoothServiceInfoBleak | None, name: str = ""
) -> ConfigSubentryData:
    """Return a new scale's subentry."""
    return ConfigSubentryData(
        data={CONF_ADDRESS: address, CONF_MODEL: model_of(info)},
        subentry_type=SUBENTRY_SCALE,
        title=name or scale_title(info, address),
        unique_id=address,
    )


def address_field(hass: HomeAssistant, known: set[str]) -> selector.SelectSelector:
    """Return the choice among heard scales; another address may be typed."""
    heard = {
        address: scale_title(info, address)
        for address, info in heard_scales(hass).items()
        if address not in known
    }
    titles = Counter(heard.values())
    return selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=[
                selector.SelectOptionDict(
                    value=address, label=title if titles[title] == 1 else f"{title} ({address})"
                )
                for address, title in heard.items()
            ],
            custom_value=True,
        )
    )


@callback
def dismiss_card(hass: HomeAssistant, address: str, but: str | None = None) -> None:
    """Take the discovery card of a scale away that is added in another way."""
    flows = hass.config_entries.flow
    for flow in flows.async_progress_by_handler(DOMAIN, include_uninitialized=True):
        if flow["context"].get("unique_id") == address and flow["flow_id"] != but:
            flows.async_abort(flow["flow_id"])


class ScaleFlow(ConfigSubentryFlow):
    """Add or change a scale."""

    _scale: ConfigSubentryData
    _key_check: KeyCheck | None = None
    _consenting: scales.Family | None = None

    def __init__(self) -> None:
        """Have a step for each form: Home Assistant looks for `async_step_<id>`."""
        for kind in FORMS:
            setattr(self, f"async_step_{kind}", partial(self._async_step_settings, kind))

    @callback
    @override
    def async_remove(self) -> None:
        """End listening for what a key can be checked with."""
        if self._key_check:
            self._key_check.stop()

    async def async_step_user(self, user_input: None = None) -> SubentryFlowResult:
        """Ask what kind of scale."""
        return self.async_show_menu(step_id="user", menu_options=["bluetooth", *FORMS])

    async def async_step_bluetooth(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a Bluetooth scale."""
        errors: dict[str, str] = {}
        known = known_addresses(self._get_entry())
        if user_input is not None:
            address = normal_address(user_input[CONF_ADDRESS])
            name = clean_name(user_input.get(CONF_NAME, ""))
            if address is None:
                errors[CONF_ADDRESS] = "invalid_address"
            elif address in known:
                errors[CONF_ADDRESS] = "address_taken"
            if name and (error := name_error(name)):
                errors[CONF_NAME] = error
            if address and not errors:
                return await self._take(address, name)
        schema = probatio.Schema(
            {
                probatio.Required(CONF_ADDRESS): address_field(self.hass, known),
                probatio.Optional(CONF_NAME): selector.TextSelector(),
            }
        )
        schema = self.add_suggested_values_to_schema(schema, user_input)
        return self.async_show_form(step_id="bluetooth", data_schema=schema, errors=errors)

    async def _take(self, address: str, name: str) -> SubentryFlowResult:
        """Add a scale, or ask for its key or a user's PIN first."""
        heard = heard_scales(self.hass).get(address)
        self._scale = new_scale(address, heard, name)
        self._key_check = key_check(self.hass, address, heard)
        if self._key_check:
            return await self.async_step_encryption_key()
        self._consenting = asks_consent(heard)
        if self._consenting:
            return await self.async_step_consent()
        return self._add({})

    async def async_step_encryption_key(
        self, user_input: dict[str, str] | None = None
    ) -> SubentryFlowResult:
        """Ask for the key of a scale that encrypts."""
        assert self._key_check  # noqa: S101
        self._key_check.start()
        errors: dict[str, str] = {}
        if user_input is not None:
            settings, errors = self._key_check.check(user_input[CONF_ENCRYPTION_KEY])
            if settings:
                return self._add(settings)
        return self.async_show_form(
            step_id="encryption_key",
            data_schema=self.add_suggested_values_to_schema(KEY_SCHEMA, user_input),
            errors=errors,
            description_placeholders=PLACEHOLDERS | {"name": self._scale["title"]},
        )

    async def async_step_consent(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the PIN of a user of the scale."""
        assert self._consenting  # noqa: S101
        errors: dict[str, str] = {}
        if user_input is not None:
            settings, errors = check_consent(user_input)
            if not errors:
                return self._add({CONF_FAMILY: self._consenting.name, **settings})
        return self.async_show_form(
            step_id="consent",
            data_schema=self.add_suggested_values_to_schema(CONSENT_SCHEMA, user_input),
            errors=errors,
            description_placeholders={"name": self._scale["title"]},
        )

    @callback
    def _add(self, settings: dict[str, Any]) -> SubentryFlowResult:
        scale = self._scale
        if scale["unique_id"] in known_addresses(self._get_entry()):
            # It was added in another way while the key was asked for.
            return self.async_abort(reason="already_configured")
        dismiss_card(self.hass, scale["data"][CONF_ADDRESS])
        return self.async_create_entry(
            title=scale["title"],
            data={**scale["data"], **settings},
            unique_id=scale["unique_id"],
        )

    async def _async_step_settings(
        self, kind: str, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a scale that has nothing but settings."""
        form = FORMS[kind]
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = form.check(self.hass, self._get_entry(), user_input, None)
            if not errors:
                return self.async_create_entry(
                    title=clean_name(user_input[CONF_NAME]),
                    data=form.settings(user_input),
                    unique_id=random_uuid_hex(),
                )
        schema = self.add_suggested_values_to_schema(form.schema, user_input)
        return self.async_show_form(step_id=kind, data_schema=schema, errors=errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a scale."""
        subentry = self._get_reconfigure_subentry()
        if not is_supported(subentry):
            return self.async_abort(reason="not_supported")
        if form := FORMS.get(kind_of(subentry)):
            return self._change_settings(form, user_input)
        return self._change_bluetooth(user_input)

    @callback
    def _change_settings(
        self, form: SettingsForm, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Change the settings."""
        entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = form.check(self.hass, entry, user_input, subentry.subentry_id)
            slots = self._slots(user_input, errors)
            if not errors:
                return self.async_update_and_abort(
                    entry,
                    subentry,
                    title=clean_name(user_input[CONF_NAME]),
                    data=form.settings(user_input) | slots,
                )
        shown = user_input or {CONF_NAME: subentry.title, **subentry.data, **self._shown_slots()}
        schema = self.add_suggested_values_to_schema(self._with_slots(form.schema), shown)
        return self._show_change(schema, errors, address=subentry.data[form.origin])

    @callback
    def _change_bluetooth(self, user_input: dict[str, Any] | None) -> SubentryFlowResult:
        """Rename a scale, or give it another key."""
        subentry = self._get_reconfigure_subentry()
        if self._key_check is None:
            self._key_check = saved_key_check(self.hass, subentry)
        asks = may_consent(self.hass, subentry)
        errors: dict[str, str] = {}
        if user_input is not None:
            name = clean_name(user_input[CONF_NAME])
            settings: dict[str, Any] = {}
            if self._key_check and (typed := user_input.get(CONF_ENCRYPTION_KEY)):
                settings, errors = self._key_check.check(typed)
            elif asks:
                settings, errors = check_consent(user_input, saved_consent(subentry.data))
            if error := name_error(name):
                errors[CONF_NAME] = error
            slots = self._slots(user_input, errors)
            if not errors:
                return self._update(subentry, name, settings, slots)
        shown: dict[str, Any] = {CONF_NAME: subentry.title}
        fields: dict[Any, Any] = {probatio.Required(CONF_NAME): selector.TextSelector()}
        placeholders = {"address": subentry.data[CONF_ADDRESS]}
        if self._key_check:
            self._key_check.start()
            fields[probatio.Optional(CONF_ENCRYPTION_KEY)] = KEY_FIELD
            placeholders |= PLACEHOLDERS
        elif asks:
            fields |= FIELDS
            if CONF_USER in subentry.data:
                shown[CONF_USER] = subentry.data[CONF_USER]
        schema = self.add_suggested_values_to_schema(
            self._with_slots(probatio.Schema(fields)),
            user_input or {**shown, **self._shown_slots()},
        )
        return self._show_change(schema, errors, **placeholders)

    @callback
    def _with_slots(self, schema: probatio.Schema) -> probatio.Schema:
        """Return the form with the list of slots, if the scale has some."""
        subentry = self._get_reconfigure_subentry()
        if not has_slots(subentry):
            return schema
        field = slots_field(self._get_entry(), pins=may_consent(self.hass, subentry))
        return schema.extend({probatio.Optional(CONF_PROFILES): field})

    @callback
    def _shown_slots(self) -> dict[str, list[Row]]:
        rows = self._get_reconfigure_subentry().data.get(CONF_PROFILES, ())
        return {CONF_PROFILES: shown_slots(self._get_entry(), rows)}

    @callback
    def _slots(self, answers: dict[str, Any], errors: dict[str, str]) -> dict[str, list[Row]]:
        """Return the slots to save, and put what is wrong with them to the errors."""
        # A field that isn't sent stays as it is.
        answer = {**self._shown_slots(), **answers}[CONF_PROFILES]
        saved = self._get_reconfigure_subentry().data.get(CONF_PROFILES, ())
        slots = check_slots(self._get_entry(), answer, saved)
        if slots.error:
            errors[CONF_PROFILES] = slots.error
        return {CONF_PROFILES: slots.rows} if slots.rows else {}

    @callback
    def _update(
        self,
        subentry: ConfigSubentry,
        name: str,
        settings: dict[str, Any],
        slots: dict[str, list[Row]],
    ) -> SubentryFlowResult:
        data = {key: value for key, value in subentry.data.items() if key != CONF_PROFILES} | slots
        if self._key_check:
            data |= settings
        elif settings:
            data = with_consent(data, settings)
        if settings or saved_consents(data) != saved_consents(subentry.data):
            async_delete_scale_issues(self.hass, subentry.subentry_id)
        return self.async_update_and_abort(self._get_entry(), subentry, title=name, data=data)

    @callback
    def _show_change(
        self, schema: probatio.Schema, errors: dict[str, str], **placeholders: str
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=schema,
            errors=errors,
            description_placeholders=placeholders,
        )
