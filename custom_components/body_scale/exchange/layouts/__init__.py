"""The formats that can be read: a module for each, and a row here.

They are tried in this order. What is found by little, such as two words of a header, comes late.
"""

from collections.abc import Mapping

from ..format import Format
from . import (
    export2garmin,
    fitbit,
    garmin,
    generic,
    google_fit,
    google_fit_daily,
    google_health,
    libra,
    openscale_2,
    openscale_3,
    own_csv,
    own_json,
    smartscaleconnect,
    withings,
    xiaomi_mi_scale,
    zepp,
)

FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        own_csv.FORMAT,
        own_json.FORMAT,
        openscale_3.FORMAT,
        openscale_2.FORMAT,
        zepp.FORMAT,
        withings.FORMAT,
        fitbit.FORMAT,
        garmin.FORMAT,
        google_health.FORMAT,
        google_fit.FORMAT,
        google_fit_daily.FORMAT,
        xiaomi_mi_scale.FORMAT,
        smartscaleconnect.FORMAT,
        export2garmin.FORMAT,
        libra.FORMAT,
        generic.FORMAT,
    )
}
"""By name."""
