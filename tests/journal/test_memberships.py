"""Since when and until when people were members, as the journal has it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from custom_components.body_scale.journal import people, weighings
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.journal.memberships import (
    Span,
    let_be_members,
    spans,
    store_spans,
)
from custom_components.body_scale.model import Weighing

ANNA, BEN = "anna", "ben"
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def ago(days):
    return NOW - timedelta(days=days)


@pytest.fixture
def journal(tmp_path):
    journal = Journal(Path(tmp_path / "journal.db"))
    journal.open()
    yield journal
    journal.close()


@pytest.fixture
def found(journal):
    return lambda: journal.run(spans)


@pytest.fixture
def begin(journal):
    """Return a function that begins a household with some people, so many days ago."""
    return lambda people, days: journal.run(lambda db: let_be_members(db, people, ago(days)))


@pytest.fixture
def weigh(journal):
    def add(person_id, days):
        weighing = Weighing(
            weighing_id=f"{person_id}{days}",
            scale="scale",
            measured_at=ago(days),
            weight_kg=70.0,
            person_id=person_id,
        )
        journal.run(lambda db: weighings.add(db, [weighing]))

    return add


def test_who_comes_is_a_member_from_then_on(begin, found):
    begin([ANNA], 9)
    begin([ANNA, BEN], 5)
    begin([ANNA, BEN], 1)
    assert found() == {ANNA: [Span(ago(9))], BEN: [Span(ago(5))]}


def test_who_was_gone_at_a_start_was_one_until_the_newest_weighing(begin, found, weigh):
    begin([ANNA, BEN], 9)
    for days in (8, 6, 7):
        weigh(BEN, days)
    begin([ANNA], 1)
    assert found()[BEN] == [Span(ago(9), ago(6))]


def test_who_was_never_weighed_meanwhile_left_no_trace(begin, found, weigh):
    weigh(BEN, 20)
    begin([ANNA, BEN], 9)
    begin([ANNA], 1)
    assert found() == {ANNA: [Span(ago(9))]}


def test_who_comes_back_has_another_span(begin, found, weigh):
    begin([BEN], 9)
    weigh(BEN, 8)
    begin([], 7)
    begin([BEN], 5)
    assert found() == {BEN: [Span(ago(9), ago(8)), Span(ago(5))]}


def test_what_is_stored_replaces_what_was(journal, begin, found):
    begin([ANNA, BEN], 9)
    own = {BEN: [Span(None, ago(8)), Span(ago(3), None)]}
    journal.run(lambda db: store_spans(db, own))
    assert found() == {ANNA: [Span(ago(9))]} | own


def test_who_is_erased_was_never_one(journal, begin, found):
    begin([ANNA, BEN], 9)
    journal.run(lambda db: people.erase(db, BEN))
    assert found() == {ANNA: [Span(ago(9))]}
