#!/usr/bin/env python3
"""Write docs/scales.md from the registry of families and the captures of the tests.

    .venv/bin/python scripts/scales_docs.py            print it
    .venv/bin/python scripts/scales_docs.py --write    write docs/scales.md

The words are in scales_docs.template.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
import json
from pathlib import Path
import sys

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "scales.md"
TEMPLATE = Path(__file__).with_suffix(".template.md")
VECTORS = ROOT / "tests" / "vectors"
sys.path.insert(0, str(ROOT))

from custom_components.body_scale import scales  # noqa: E402
from custom_components.body_scale.scales import Family  # noqa: E402

NAMED = 3
"""So many captures of a family are named, further ones are counted."""


def captured() -> Mapping[str, Sequence[str]]:
    """Return the ids of the captures of each family: of real scales, nothing that was made up."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in ("frames.json", "broadcasts.json"):
        for frame in json.loads((VECTORS / name).read_text(encoding="utf-8"))["frames"]:
            if frame["origin"] == "capture":
                found[frame["family"]].append(frame["id"])
    dialogues = json.loads((VECTORS / "dialogues.json").read_text(encoding="utf-8"))["dialogues"]
    for dialogue in dialogues:
        if dialogue["kind"] == "captured" and "scale" in dialogue:
            found[dialogue["scale"]].append(dialogue["id"])
    return found


def heard(family: Family) -> str:
    """Return how a scale is heard."""
    traits = family.traits
    words = ["is connected to" if traits.connects else "broadcasts"]
    words += ["[its memory](memory.md) over a connection"] if traits.remembers else []
    words += ["needs [its key](keys.md)"] if traits.needs_key else []
    words += ["scanned actively"] if traits.active else []
    return ", ".join(words)


def verified(ids: Sequence[str]) -> str:
    """Return the captures in a few words."""
    more = len(ids) - NAMED
    named = ", ".join(f"`{each}`" for each in ids[:NAMED])
    return f"{named} and {more} more" if more > 0 else named


def row(family: Family, ids: Sequence[str]) -> list[str]:
    """Return the row of a family."""
    gives = ", ".join(("weight", *family.gives))
    return [family.title, family.models, heard(family), gives, verified(ids), family.unverified]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page() -> str:
    """Return docs/scales.md."""
    ids = captured()
    head = ["Scale", "Which", "How it is heard", "Gives", "Captured", "Unverified"]
    families = scales.FAMILIES.values()
    return TEMPLATE.read_text(encoding="utf-8").format(
        scales=table(head, (row(each, ids.get(each.name, ())) for each in families)),
        count=len(families),
    )


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page(), end="")
