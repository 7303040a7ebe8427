"""The formats that can be read: a module for each, and a row here.

They are tried in this order. What is found by little, such as two words of a header, comes late.
"""

from collections.abc import Mapping

from ..format import Format
from . import generic, openscale_2, openscale_3, own_csv, own_json, smartscaleconnect

FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        own_csv.FORMAT,
        own_json.FORMAT,
        smartscaleconnect.FORMAT,
        openscale_3.FORMAT,
        openscale_2.FORMAT,
        generic.FORMAT,
    )
}
"""By name."""
