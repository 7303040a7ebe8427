"""What the tests of files share: the samples, and the zone that they were made in."""

from pathlib import Path
from zoneinfo import ZoneInfo

from custom_components.body_scale import exchange

BERLIN = ZoneInfo("Europe/Berlin")
FILES = Path(__file__).parents[1] / "vectors" / "files"


def sample(name):
    """Return the bytes of a sample, found by the beginning of its name."""
    [path] = [each for each in FILES.iterdir() if each.name.startswith(name)]
    return path.read_bytes()


def preview(content, *, as_format="auto", **answers):
    """Read a sample by its name, or what is given as text or bytes."""
    if isinstance(content, str) and "\n" not in content:
        content = sample(content)
    elif isinstance(content, str):
        content = content.encode()
    return exchange.read(
        content, format=as_format, zone=BERLIN, answers=exchange.Answers(**answers)
    )


def local(row):
    """Return when a row was measured, as a clock in Berlin showed it."""
    return row.measured_at.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M:%S")


def brief(found):
    """Return a preview's rows as time, weight and what they give, rounded."""
    return [
        (local(row), round(row.weight_kg, 3), {k: round(v, 3) for k, v in row.given.items()})
        for row in found.rows
    ]


def problems(found):
    return [(each.line, each.key, each.column) for each in found.problems]
