"""The dashboard for the browser: serves what was built from `frontend/` of the repository."""

from hashlib import sha256
from pathlib import Path

from homeassistant.components.frontend import (
    add_extra_js_url,
    async_panel_exists,
    async_register_built_in_panel,
)

# Where Home Assistant's documentation says it is, though it isn't exported in its words.
from homeassistant.components.http import StaticPathConfig  # type: ignore[attr-defined]
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN, TITLE

_FOLDER = Path(__file__).parent
_LOADER, _MAIN, _OLD_BROWSER = "loader.js", "body-scale.js", "old-browser.js"
_FILES = (_LOADER, _MAIN, _OLD_BROWSER)
_PANEL = f"{DOMAIN}_dashboard"
MAKE_DASHBOARD = f"/{_PANEL}"
"""The page that opens the dashboard, which it makes if there is none; for administrators."""


async def async_serve_frontend(hass: HomeAssistant) -> None:
    """Serve the modules, and let every page load the one that loads the other when it is needed.

    The address names the contents: browsers keep files of an address for a month.
    """
    version = await hass.async_add_executor_job(_version)
    address = f"/{DOMAIN}/{version}"
    await hass.http.async_register_static_paths(
        [
            StaticPathConfig(f"{address}/{name}", str(_FOLDER / name), cache_headers=True)
            for name in _FILES
        ]
    )
    add_extra_js_url(hass, f"{address}/{_LOADER}")
    # Home Assistant has another version for old browsers, which loads no modules.
    add_extra_js_url(hass, f"{address}/{_OLD_BROWSER}", es5=True)
    _register_panel(hass, f"{address}/{_MAIN}")


@callback
def _register_panel(hass: HomeAssistant, module: str) -> None:
    """Register the page that makes the dashboard: dashboards can only be made by a browser.

    It is in no sidebar.
    """
    if async_panel_exists(hass, _PANEL):
        return
    async_register_built_in_panel(
        hass,
        component_name="custom",
        sidebar_title=TITLE,
        sidebar_icon="mdi:scale-bathroom",
        frontend_url_path=_PANEL,
        config={
            "_panel_custom": {
                "name": "body-scale-dashboard-panel",
                "module_url": module,
                "embed_iframe": False,
                "trust_external": False,
            }
        },
        require_admin=True,
        show_in_sidebar=False,
    )


def _version() -> str:
    """Return what is another one as soon as one of the files is."""
    digest = sha256()
    for name in _FILES:
        digest.update((_FOLDER / name).read_bytes())
    return digest.hexdigest()[:12]
