"""Makes weighings of the rows of a file, each with an id that is the same at every import."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import bytes_to_ulid

from ..exchange import Problem, Row
from ..household.ahead import horizon
from ..household.changes import assigned_by_hand
from ..household.people import Person
from ..journal.weighings import EARLIEST
from ..model import GUEST, Given, Origin, Weighing
from ..units import WEIGHTS_KG
from .own import restored, with_other_ids
from .whose import FIND_OUT, PENDING, SKIP, Whose, own_person

IMPORTED = "import"
"""Stands in the place of a scale's id for weighings of a file that doesn't say which scale it was."""

_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_MILLISECONDS = 2**48 - 1


@dataclass(slots=True)
class Drafts:
    """What became of the rows of a file.

    Attributes:
        weighings: In the order of the file.
        to_find: Ids of those whose person is to be identified.
        skipped: How many aren't wanted.
        problems: What can't be taken.
    """

    weighings: list[Weighing] = field(default_factory=list)
    to_find: set[str] = field(default_factory=set)
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)


def draft(rows: Iterable[Row], whose: Whose, people: Mapping[str, Person], now: datetime) -> Drafts:
    """Return the weighings of rows.

    Args:
        rows: Of one file.
        whose: Decides whose each of them is.
        people: Members and those who left, by person id.
        now: Nothing is taken that was measured later.
    """
    drafts = Drafts()
    other_ids: dict[str, str] = {}
    for row in rows:
        decision = whose.of(row)
        if decision == SKIP:
            drafts.skipped += 1
            continue
        try:
            weighing = _weighing(row, decision)
        except ValueError:
            drafts.problems.append(Problem(row.line, "row_damaged"))
            continue
        # A clock that was wrong may have noted what our own files have.
        if problem := _problem(weighing, people, horizon(now) if row.own else now):
            drafts.problems.append(Problem(row.line, problem))
            continue
        if decision == FIND_OUT:
            drafts.to_find.add(weighing.weighing_id)
        elif decision in people and (other := own_person(row)):
            other_ids[other] = decision
        drafts.weighings.append(weighing)
    if other_ids:
        drafts.weighings = [with_other_ids(each, other_ids) for each in drafts.weighings]
    return drafts


def _weighing(row: Row, decision: str) -> Weighing:
    """Return the weighing of a row.

    Raises:
        ValueError: What only our own formats say makes no sense.
    """
    person_id = None if decision in {FIND_OUT, PENDING} else decision
    given = {name: row.given[name] for name in Given._fields if name in row.given}
    weighing = Weighing(
        weighing_id=_id(row, person_id),
        scale=IMPORTED,
        measured_at=row.measured_at.astimezone(UTC),
        weight_kg=row.weight_kg,
        unit=row.unit,
        impedance=row.impedance,
        impedance_250khz=row.impedance_250khz,
        heart_rate=row.heart_rate,
        given=Given(**given) if given else None,
        origin=Origin.IMPORT,
    )
    if row.own:
        weighing = restored(weighing, row.own)
        if decision == FIND_OUT:
            return replace(weighing, person_id=None, assigned_by=None)
        if weighing.person_id == person_id or own_person(row):
            return replace(weighing, person_id=person_id)
    return weighing if person_id is None else assigned_by_hand(weighing, person_id)


def _id(row: Row, person_id: str | None) -> str:
    """Return an id of person and instant; of what is nobody's yet, by what else tells people apart."""
    moment = row.measured_at.astimezone(UTC)
    who = ("", row.person or "", f"{row.weight_kg:.2f}") if person_id is None else (person_id,)
    digest = sha256(repr((moment.isoformat(), *who)).encode(errors="replace")).digest()
    milliseconds = min(max((moment - _EPOCH) // _MILLISECOND, 0), _MAX_MILLISECONDS)
    return bytes_to_ulid(milliseconds.to_bytes(6) + digest[:10])


def possible_ids(rows: Iterable[Row], people: Iterable[str]) -> set[str]:
    """Return the ids that weighings of some rows have if they are one of some people's, or nobody's."""
    whose = (*people, GUEST, None)
    return {_id(row, person_id) for row in rows for person_id in whose}


def _problem(weighing: Weighing, people: Mapping[str, Person], until: datetime) -> str | None:
    low, high = WEIGHTS_KG
    if not low <= weighing.weight_kg <= high:
        return "weight_out_of_range"
    if weighing.measured_at < EARLIEST:
        return "time_past"
    if weighing.measured_at > until:
        return "time_future"
    person = people.get(weighing.person_id or "")
    day = dt_util.as_local(weighing.measured_at).date()
    return None if person is None or person.was_born_by(day) else "time_before_birth"
