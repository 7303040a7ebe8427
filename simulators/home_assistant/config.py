"""The folder a simulated household's Home Assistant lives in: written before its first start."""

from collections.abc import Mapping
import contextlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from pathlib import Path
import secrets
import shutil
import socket
from typing import Any

COMPONENT = Path(__file__).parents[2] / "custom_components" / "body_scale"

_CONFIGURATION = """\
homeassistant:
  name: Demo
  country: {country}
  currency: EUR
  time_zone: {time_zone}
  unit_system: {unit_system}
  latitude: 0
  longitude: 0
  elevation: 0
  allowlist_external_dirs: {files}
api:
config:
frontend:
history:
logbook:
recorder:
  commit_interval: 1
logger:
  default: warning
  logs: {logs}
"""

# Below those that the system gives to outgoing connections: a server that is down for a while
# finds its own again.
_PORTS = range(15_000, 32_000)
_MORNING = 8

# Of no use here, and missing on many machines: long complaints that hide what matters.
_QUIET = {"haffmpeg": "fatal", "homeassistant.components.camera.img_util": "fatal"}


FILES = "files"
"""The folder, in that of the house, from which Home Assistant reads what people name."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the house looks like.

    Attributes:
        time_zone: Of the house; the scale's clock shows its local time.
        country: Two letters; without one Home Assistant raises a repair issue.
        unit_system: `metric` or `us_customary`.
        logs: Logger name to level, such as `debug` for the integration's own; else `warning`.
        more: Further YAML, such as an `automation:` block.
        listen: Where Home Assistant's web server listens; kept from the first start on.
    """

    time_zone: str = "Europe/Berlin"
    country: str = "DE"
    unit_system: str = "metric"
    logs: Mapping[str, str] = field(default_factory=dict)
    more: str = ""
    listen: str = "127.0.0.1"


def prepare(folder: Path, settings: Settings) -> int:
    """Write what isn't there yet and bring the integration up to date; return the port."""
    (folder / ".storage").mkdir(parents=True, exist_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    (folder / FILES).mkdir(exist_ok=True)
    configuration = _CONFIGURATION.format(
        country=settings.country,
        time_zone=settings.time_zone,
        unit_system=settings.unit_system,
        logs=json.dumps({**_QUIET, **settings.logs}),
        files=json.dumps([str(folder.resolve() / FILES)]),
    )
    (folder / "configuration.yaml").write_text(f"{configuration}{settings.more}\n")
    _copy_component(folder)
    if not (folder / ".storage" / "onboarding").exists():
        # The core_config step would add a weather service that asks the internet.
        _store(folder, "onboarding", {"done": ["core_config", "analytics"]}, version=4)
    if (port := _stored_port(folder)) is None:
        port = free_port()
        _store_port(folder, port, settings.listen)
    return port


def has_user(folder: Path) -> bool:
    """Return whether somebody has been onboarded in this folder."""
    stored = json.loads((folder / ".storage" / "onboarding").read_text())
    return "user" in stored["data"]["done"]


def morning_zone() -> str:
    """Return a time zone in which it is eight o'clock; it has no summer time.

    Whose a weighing is depends on the hour, too: what is clear at eight is not at three at night.
    """
    ahead = (_MORNING - datetime.now(UTC).hour + 11) % 24 - 11
    # These zones are named by how far UTC is ahead of them.
    return f"Etc/GMT{-ahead:+d}"


def free_port() -> int:
    """Find a TCP port that nobody uses, and that no outgoing connection takes while it is free."""
    while True:
        port = _PORTS.start + secrets.randbelow(len(_PORTS))
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _stored_port(folder: Path) -> int | None:
    path = folder / ".storage" / "http"
    if not path.exists():
        return None
    return int(json.loads(path.read_text())["data"]["stable"]["server_port"])


def _store_port(folder: Path, port: int, listen: str) -> None:
    """Write the web server's confirmed settings: from YAML they would be a five-minute trial."""
    stable = {
        "server_host": [listen],
        "server_port": port,
        "cors_allowed_origins": ["https://cast.home-assistant.io"],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": False,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": datetime.now(UTC).isoformat(),
        "error": None,
        "error_message": None,
    }
    data = {"stable": stable, "pending": None, "yaml_migration_done": True}
    _store(folder, "http", data, version=2, minor_version=2)


def _store(
    folder: Path, key: str, data: Mapping[str, Any], *, version: int, minor_version: int = 1
) -> None:
    content = {"version": version, "minor_version": minor_version, "key": key, "data": data}
    (folder / ".storage" / key).write_text(json.dumps(content, indent=2))


def _copy_component(folder: Path) -> None:
    """Copy rather than link, so that Home Assistant writes its byte code into its own folder."""
    target = folder / "custom_components" / COMPONENT.name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(COMPONENT, target, ignore=shutil.ignore_patterns("__pycache__"))
