"""What scales of Lefu and Icomon (Fitdays) with the service FFB0 have in common.

They are sold under dozens of names and speak four dialects (`lefu_ac02.py`, `lefu_ac27.py`,
`lefu_v3.py`; `afu_b1.py` has a service of its own). The service alone says nothing: thermometers,
glucose meters and kitchen scales have it, too. So a scale is known by the service and its name,
or by the service and the maker's data.
"""

from .conversation import long_uuid
from .family import Advertisement, Matcher

SERVICE = long_uuid("ffb0")
WRITE, LIVE, RESULT = "ffb1", "ffb2", "ffb3"

AC02_NAMES = ("Hutbit", "SWAN", "icomon")
AC27_NAMES = ("MY_SCALE", "AE BS-06", "AJIDO S5 PRO")
ROBI_NAMES = ("Robi", "ROBI")
RUNSTAR_NAMES = ("Runstar-R6", "RUNSTAR-R6", "runstar-r6")
SPEEDIANCE_NAMES = ("SPEED_S_", "Speediance")
RELAXMEDIC_NAMES = ("Relaxmedic", "RELAXMEDIC", "relaxmedic")
V3_NAMES = (*ROBI_NAMES, *RUNSTAR_NAMES, *SPEEDIANCE_NAMES, *RELAXMEDIC_NAMES)

_GRAMS = 0x3FFFF


def grams(data: bytes) -> float:
    """Return the weight in kg: the lower 18 bits are grams, what is above are flags."""
    return (int.from_bytes(data, "big") & _GRAMS) / 1000


def is_named(advertisement: Advertisement, names: tuple[str, ...]) -> bool:
    """Return whether a scale with the service has a name that begins like one of these."""
    return SERVICE in advertisement.service_uuids and (advertisement.name or "").startswith(names)


def matchers(names: tuple[str, ...]) -> tuple[Matcher, ...]:
    """Return the matchers of scales with the service whose names begin like these."""
    return tuple({"local_name": f"{name}*", "service_uuid": SERVICE} for name in names)
