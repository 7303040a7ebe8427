"""Choosing a scale among those that were heard, and adding and changing scales."""

from typing import Any

from homeassistant.components.bluetooth import (
    BluetoothServiceInfoBleak,
    async_discovered_service_info,
)
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigSubentryData,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import selector
import probatio

from .. import scales
from ..const import CONF_ADDRESS, CONF_MODEL, CONF_NAME, DOMAIN, SUBENTRY_SCALE
from ..texts.addresses import normal_address
from ..texts.names import clean_name, name_error


@callback
def heard_scales(hass: HomeAssistant) -> dict[str, BluetoothServiceInfoBleak]:
    """Return the scales that were heard in the last minutes, by address."""
    return {
        info.address: info
        for info in async_discovered_service_info(hass, connectable=False)
        if scales.family_of(info)
    }


def known_addresses(entry: ConfigEntry | None) -> set[str]:
    """Return the addresses of a household's scales."""
    found = entry.get_subentries_of_type(SUBENTRY_SCALE) if entry else []
    return {each.data[CONF_ADDRESS] for each in found}


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


def address_field(hass: HomeAssistant, known: set[str], *extra: str) -> selector.SelectSelector:
    """Return the choice among heard scales; another address may be typed."""
    options = [
        selector.SelectOptionDict(value=address, label=f"{scale_title(info, address)} ({address})")
        for address, info in heard_scales(hass).items()
        if address not in known
    ]
    return selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=[*options, *(selector.SelectOptionDict(value=e, label=e) for e in extra)],
            custom_value=True,
            translation_key=CONF_ADDRESS,
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

    async def async_step_user(self, user_input: None = None) -> SubentryFlowResult:
        """Ask what kind of scale."""
        return self.async_show_menu(step_id="user", menu_options=["bluetooth"])

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
                dismiss_card(self.hass, address)
                scale = new_scale(address, heard_scales(self.hass).get(address), name)
                return self.async_create_entry(
                    title=scale["title"], data=scale["data"], unique_id=address
                )
        schema = probatio.Schema(
            {
                probatio.Required(CONF_ADDRESS): address_field(self.hass, known),
                probatio.Optional(CONF_NAME): selector.TextSelector(),
            }
        )
        schema = self.add_suggested_values_to_schema(schema, user_input)
        return self.async_show_form(step_id="bluetooth", data_schema=schema, errors=errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Rename a scale."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None:
            name = clean_name(user_input[CONF_NAME])
            error = name_error(name)
            if error is None:
                return self.async_update_and_abort(self._get_entry(), subentry, title=name)
            errors[CONF_NAME] = error
        schema = self.add_suggested_values_to_schema(
            probatio.Schema({probatio.Required(CONF_NAME): selector.TextSelector()}),
            user_input or {CONF_NAME: subentry.title},
        )
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=schema,
            errors=errors,
            description_placeholders={"address": subentry.data[CONF_ADDRESS]},
        )
