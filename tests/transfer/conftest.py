"""What the tests of import and export share."""

from datetime import UTC, datetime, timedelta
import tempfile
from types import SimpleNamespace

import pytest

from custom_components.body_scale import exchange
from custom_components.body_scale.exchange import ImportPreview, Row
from custom_components.body_scale.transfer.importing import Import
from custom_components.body_scale.transfer.whose import Whose

ANNA, BEN = "anna0123456789", "ben0123456789"
START = datetime(2020, 1, 1, 6, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def uploads(tmp_path, monkeypatch):
    """Let what is uploaded be in a folder of this test: Home Assistant clears the one of all."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
def row():
    """Return a function that makes a row: its day, and what it has."""

    def make(day, weight_kg=62.0, **values):
        at = START + timedelta(days=day)
        return Row(**{"line": day + 2, "measured_at": at, "weight_kg": weight_kg, **values})

    return make


@pytest.fixture
def whose(household):
    """Return a function that says whose the rows are."""

    def make(**answers):
        return Whose(
            members={each.id: each.name for each in household.people.values()},
            former={k: v.name for k, v in household.identifier.roster.former.items()},
            **answers,
        )

    return make


@pytest.fixture
def bring_in(hass, household, whose):
    """Return a function that imports rows, and lets everything follow."""

    async def perform(rows, *, uncertain=None, problems=(), **answers):
        preview = ImportPreview(format="generic", rows=tuple(rows), problems=tuple(problems))
        work = Import(household, preview, whose(**answers))
        await work.prepare()
        await work.identify()
        if uncertain:
            await work.answer(uncertain)
        result = await work.store()
        await hass.async_block_till_done(wait_background_tasks=True)
        return result

    return perform


@pytest.fixture
def reader(monkeypatch):
    """Return what stands for the reading of files: `answers` are returned or raised in their order."""
    stand_in = SimpleNamespace(answers=[], asked=[])

    def read(content, *, format="auto", zone, answers):  # noqa: A002
        stand_in.asked.append((content, format, answers))
        answer = stand_in.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(exchange, "read", read)
    return stand_in


@pytest.fixture
def folder(hass, tmp_path):
    """Return a folder that Home Assistant may read and write."""
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    hass.config.allowlist_external_dirs = {str(allowed)}
    return allowed
