"""Writes weighings as files that other programs read, and as our own."""

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo

from .keys import Refusal
from .layouts import garmin_fit, openscale_3, own_csv, own_json
from .model import Exported, FileError

type Writer = Callable[[Iterable[Exported], tzinfo], bytes]

WRITERS: Mapping[str, Writer] = {
    "csv": own_csv.write,
    "json": own_json.write,
    "openscale": openscale_3.write,
    "fit": garmin_fit.write,
}
"""By the name of what is written."""
_AS_READ = {"body_scale_csv": "csv", "body_scale_json": "json", "openscale_3": "openscale"}
"""What is written, by the name that it has when it is read."""


def write(
    weighings: Iterable[Exported],
    *,
    format: str,  # noqa: A002 - an entry point's name
    zone: tzinfo,
) -> bytes:
    """Return weighings as the content of a file.

    Args:
        weighings: Of one person or of several.
        format: A name of `WRITERS`, or of `FORMATS` as far as there is one for it.
        zone: In which times are written, where the format has local times.

    Raises:
        FileError: There is no such format.
    """
    writer = WRITERS.get(_AS_READ.get(format, format))
    if writer is None:
        raise FileError(Refusal.UNKNOWN_FORMAT)
    return writer(weighings, zone)
