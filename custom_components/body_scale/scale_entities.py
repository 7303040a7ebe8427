"""Entities of scales: each is added as soon as its scale is known to have what it shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from homeassistant.const import Platform
from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .coordinator import ScaleCoordinator
from .entity import ScaleEntity
from .household.household import BodyScaleConfigEntry


@dataclass(frozen=True, kw_only=True)
class ScaleEntityDescription(EntityDescription):
    """Something of a scale."""

    supported: Callable[[ScaleCoordinator], bool] = lambda _: True
    """Whether the scale has it, as far as is known: it is asked again until it has."""


async def async_add_to_scales[D: ScaleEntityDescription](
    entry: BodyScaleConfigEntry,
    platform: Platform,
    descriptions: Iterable[D],
    make: Callable[[ScaleCoordinator, D], ScaleEntity],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the entities of a platform to each scale, also to those that come later."""

    @callback
    def add(scale: ScaleCoordinator, found: Iterable[D]) -> None:
        async_add_entities(
            [make(scale, each) for each in found], config_subentry_id=scale.subentry.subentry_id
        )

    @callback
    def begin(scale: ScaleCoordinator) -> None:
        known = [each for each in descriptions if _is_known(scale, platform, each)]
        if known:
            add(scale, known)
        if missing := [each for each in descriptions if each not in known]:
            _async_await(entry, scale, missing, add)

    await entry.runtime_data.scales.async_each(begin)


def _is_known(
    scale: ScaleCoordinator, platform: Platform, description: ScaleEntityDescription
) -> bool:
    """Return whether a scale has something, or had it once: its entity stays."""
    unique_id = f"{scale.id}_{description.key}"
    registry = er.async_get(scale.hass)
    return description.supported(scale) or bool(
        registry.async_get_entity_id(platform, DOMAIN, unique_id)
    )


@callback
def _async_await[D: ScaleEntityDescription](
    entry: BodyScaleConfigEntry,
    scale: ScaleCoordinator,
    missing: list[D],
    add: Callable[[ScaleCoordinator, Iterable[D]], None],
) -> None:
    """Add what a scale isn't known to have yet as soon as it is, until nothing is missing."""

    @callback
    def look() -> None:
        nonlocal missing
        found = [each for each in missing if each.supported(scale)]
        missing = [each for each in missing if each not in found]
        # A scale that was removed stays as long as somebody stands on one.
        is_gone = scale.subentry.subentry_id not in entry.subentries
        if found and not is_gone:
            add(scale, found)
        if is_gone or not missing:
            stop()

    stop = scale.async_add_listener(look)
