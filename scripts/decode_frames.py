"""Print what a scale says, as frames: `scripts/decode` runs this."""

import argparse
from collections.abc import Iterator, Sequence
import json
from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from custom_components.body_scale import scales
from custom_components.body_scale.model import Frame


def described(frame: Frame) -> str:
    """Return what a frame says, without what it doesn't."""
    defaults = Frame("")
    said = (
        f"{name}={value}"
        for name, value in frame._asdict().items()
        if name in {"weight_kg", "stable"} or value != getattr(defaults, name)
    )
    return " ".join(said)


def steps_of(path: Path, dialogue_id: str | None) -> list[dict[str, object]]:
    """Return the steps in a file: a list of them, something with `steps`, or one of `dialogues`.

    Raises:
        ValueError: The file has no steps.
    """
    found = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(found, dict) and "dialogues" in found:
        [found] = [each for each in found["dialogues"] if each["id"] == dialogue_id] or [None]
    if isinstance(found, dict):
        found = found.get("steps")
    if not isinstance(found, list):
        wanted = f" of {dialogue_id}" if dialogue_id else ""
        raise ValueError(f"{path} has no steps{wanted}")  # noqa: TRY004 - it isn't the caller's mistake
    return found


def played(family: str, steps: Sequence[dict[str, object]]) -> Iterator[str]:
    """Return the lines of a conversation."""
    result = scales.play(family, steps)
    for frame in result.frames:
        yield ("recalled " if frame in result.recalled else "heard ") + described(frame)
    for uuid, data in result.writes:
        yield f"written {uuid} {data.hex()}"
    if result.reason:
        yield f"given up: {result.reason}"


def lines(arguments: argparse.Namespace) -> Iterator[str]:
    """Return what is to be printed."""
    if arguments.family is None:
        for family in scales.FAMILIES.values():
            yield f"{family.name}  {family.title}"
    elif arguments.transcript:
        dialogue_id = arguments.payload[0] if arguments.payload else None
        yield from played(arguments.family, steps_of(arguments.transcript, dialogue_id))
    else:
        for text in arguments.payload:
            for frame in scales.decode_record(arguments.family, bytes.fromhex(text)):
                yield described(frame)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the lines, or why there are none."""
    parser = argparse.ArgumentParser(prog="scripts/decode", description=__doc__)
    parser.add_argument("family", nargs="?")
    parser.add_argument("payload", nargs="*", metavar="HEX", help="or, of a transcript, its id")
    parser.add_argument("--transcript", type=Path, metavar="FILE")
    try:
        for line in lines(parser.parse_args(argv)):
            print(line)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
