"""The dashboard for the browser: serves what was built from `frontend/` of the repository."""

from hashlib import sha256
from pathlib import Path

from homeassistant.components.frontend import add_extra_js_url

# Where Home Assistant's documentation says it is, though it isn't exported in its words.
from homeassistant.components.http import StaticPathConfig  # type: ignore[attr-defined]
from homeassistant.core import HomeAssistant

from ..const import DOMAIN

_FOLDER = Path(__file__).parent
_LOADER, _MAIN = "loader.js", "body-scale.js"


async def async_serve_frontend(hass: HomeAssistant) -> None:
    """Serve the modules, and let every page load the one that loads the other when it is needed.

    The address names the contents: browsers keep files of an address for a month.
    """
    version = await hass.async_add_executor_job(_version)
    address = f"/{DOMAIN}/{version}"
    await hass.http.async_register_static_paths(
        [
            StaticPathConfig(f"{address}/{name}", str(_FOLDER / name), cache_headers=True)
            for name in (_LOADER, _MAIN)
        ]
    )
    add_extra_js_url(hass, f"{address}/{_LOADER}")


def _version() -> str:
    """Return what is another one as soon as one of the modules is."""
    digest = sha256()
    for name in (_LOADER, _MAIN):
        digest.update((_FOLDER / name).read_bytes())
    return digest.hexdigest()[:12]
