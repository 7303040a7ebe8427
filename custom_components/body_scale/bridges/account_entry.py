"""The life of an entry of a target with an account."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.config_entry_oauth2_flow import (
    OAuth2Session,
    async_get_config_entry_implementation,
)

from .accounts import Account, AccountEntry, async_delete_report, async_reconfigure_household

_PLATFORMS = [Platform.SENSOR]


async def async_set_up_account(hass: HomeAssistant, entry: AccountEntry) -> bool:
    """Let the household deliver to the account, as soon as there is one that runs."""
    implementation = await async_get_config_entry_implementation(hass, entry)
    account = entry.runtime_data = Account(hass, entry, OAuth2Session(hass, entry, implementation))
    await hass.config_entries.async_forward_entry_setups(entry, _PLATFORMS)
    account.async_start()
    return True


async def async_unload_account(hass: HomeAssistant, entry: AccountEntry) -> bool:
    """Deliver no more; what is weighed meanwhile waits, unless the entry is switched off."""
    async_reconfigure_household(hass)
    return await hass.config_entries.async_unload_platforms(entry, _PLATFORMS)


async def async_remove_account(hass: HomeAssistant, entry: AccountEntry) -> None:
    """Let the household delete what it has for the account."""
    async_delete_report(hass, entry)
    async_reconfigure_household(hass)
