"""The formats that can be read: a module for each, and a row here.

They are tried in this order. What may be too large to be held as text comes first, what is found by
little, such as two words of a header, comes late.
"""

from collections.abc import Mapping

from ..format import Format
from . import (
    apple_health,
    arboleaf,
    beurer,
    ble_scale_sync,
    eufylife,
    export2garmin,
    fitbit,
    fitdays,
    garmin,
    generic,
    goldencheetah,
    google_fit,
    google_fit_daily,
    google_health,
    health_sync,
    huawei_health,
    libra,
    myfitnesspal,
    mytanita,
    openscale_2,
    openscale_3,
    own_csv,
    own_json,
    renpho,
    samsung_health,
    sanitas_healthcoach,
    smartscaleconnect,
    vesync,
    wger,
    withings,
    xiaomi_mi_scale,
    zepp,
)

FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        own_csv.FORMAT,
        own_json.FORMAT,
        apple_health.FORMAT,
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
        samsung_health.FORMAT,
        renpho.FORMAT,
        vesync.FORMAT,
        arboleaf.FORMAT,
        mytanita.FORMAT,
        goldencheetah.FORMAT,
        ble_scale_sync.FORMAT,
        sanitas_healthcoach.FORMAT,
        beurer.FORMAT,
        huawei_health.FORMAT,
        fitdays.FORMAT,
        eufylife.FORMAT,
        health_sync.FORMAT,
        wger.FORMAT,
        myfitnesspal.FORMAT,
        generic.FORMAT,
    )
}
"""By name."""
