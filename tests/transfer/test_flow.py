"""Importing in the household's options: a file is uploaded, looked at, and taken in."""

from http import HTTPStatus
import io
from unittest.mock import patch

import aiohttp
from homeassistant.data_entry_flow import (
    EVENT_DATA_ENTRY_FLOW_PROGRESS_UPDATE,
    FlowResultType,
)
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.body_scale.exchange import (
    Answers,
    DateOrder,
    FileError,
    ImportPreview,
    Problem,
    Question,
)
from custom_components.body_scale.journal import weighings as journal
from custom_components.body_scale.model import GUEST, Unit

from ..stored import everything, weighings_of
from .conftest import ANNA, BEN

OPTIONS = {
    "threshold": 90,
    "claim_minutes": 5,
    "set_clock": True,
    "read_memory": True,
    "strangers": "ask",
}


@pytest.fixture
def upload(hass, household, hass_client):
    """Return a function that uploads a file as a browser does, and returns its id."""

    async def send(content=b"something"):
        client = await hass_client()
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(content), filename="weights.csv")
        response = await client.post("/api/file_upload", data=form)
        assert response.status == HTTPStatus.OK
        return (await response.json())["file_id"]

    return send


@pytest.fixture
def begin(hass, household, entry, upload, reader):
    """Return a function that submits the first form, for a file that says this, one after the other."""

    async def start(*answers, **fields):
        reader.answers += answers
        options = hass.config_entries.options
        flow = await options.async_init(entry.entry_id)
        flow = await options.async_configure(flow["flow_id"], OPTIONS | {"next": "import"})
        assert flow["step_id"] == "import"
        return await options.async_configure(
            flow["flow_id"], {"file": await upload(), "format": "auto", **fields}
        )

    return start


@pytest.fixture
def go_on(hass):
    """Return a function that submits the next forms, and lets progress go on."""

    async def submit(result, *inputs):
        for each in inputs:
            result = await hass.config_entries.options.async_configure(result["flow_id"], each)
            while result["type"] is FlowResultType.SHOW_PROGRESS:
                await hass.async_block_till_done(wait_background_tasks=True)
                result = await hass.config_entries.options.async_configure(result["flow_id"])
        return result

    return submit


def said(*rows, **values):
    return ImportPreview(format="generic", rows=tuple(rows), **values)


def shown(result):
    return result["description_placeholders"]


async def test_the_unit_that_is_usual_is_suggested(begin, row):
    asked = said(row(0), questions=frozenset({Question.UNIT}), columns=("DATE", "WEIGHT"))
    result = await begin(asked, person="Anna")
    assert result["step_id"] == "import_questions"
    [field] = result["data_schema"].schema
    assert (str(field), field.description) == ("unit", {"suggested_value": Unit.KG})


async def test_the_options_are_saved_whatever_becomes_of_the_import(hass, entry, household):
    options = hass.config_entries.options
    flow = await options.async_init(entry.entry_id)
    changed = OPTIONS | {"claim_minutes": 7, "next": "import"}
    result = await options.async_configure(flow["flow_id"], changed | {"threshold": 2})
    assert result["errors"] == {"threshold": "threshold_range"}
    result = await options.async_configure(flow["flow_id"], changed)
    assert result["step_id"] == "import"
    options.async_abort(flow["flow_id"])
    await hass.async_block_till_done(wait_background_tasks=True)
    saved = {"claim_minutes": 7, "threshold": 0.9, "weight_unit": "home"}
    assert entry.options == OPTIONS | saved
    assert "next" not in entry.options


async def test_for_one_person(hass, household, reader, row, begin, go_on):
    result = await begin(said(row(0), row(1, 61.5)), person="Anna")
    assert result["step_id"] == "import_preview"
    assert shown(result) == {
        "format": "CSV",
        "span": "2020-01-01 – 2020-01-02",
        "people": "- Anna: 2",
        "notes": "",
        "found": "2",
        "added": "2",
        "known": "0",
        "skipped": "0",
        "pending": "0",
    }
    assert everything(household) == []
    result = await go_on(result, {})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "imported")
    assert (shown(result)["added"], shown(result)["people"]) == ("2", "- Anna: 2")
    assert [each.weight_kg for each in weighings_of(household, ANNA)] == [62.0, 61.5]
    # The file was read in the zone of the house, and is gone.
    assert reader.asked == [(b"something", "auto", Answers())]


async def test_what_is_not_taken_is_said_with_its_lines(household, row, begin):
    problems = [Problem(7, "time_future"), Problem(9, "some_key", "<b>*Fat*</b>")]
    problems += [Problem(100 + number, "time_past") for number in range(30)]
    preview = said(row(0), problems=tuple(problems), more_problems=5, unused=("Note", "*x*"))
    result = await begin(preview, person=ANNA)
    notes = shown(result)["notes"]
    assert notes.startswith("Columns that aren't taken: Note, \\*x\\*\n\nNot taken:\n\n")
    lines = notes.splitlines()[4:]
    assert lines[0] == "- Line 7: The time is still to come."
    assert lines[1] == r"- Line 9: some\_key \(column \<b\>\*Fat\*\</b\>\)"
    assert (len(lines), lines[-1]) == (21, "- and 17 more")


async def test_nothing_in_it(household, begin, go_on):
    result = await begin(said())
    assert (shown(result)["span"], shown(result)["found"]) == ("–", "0")
    assert (await go_on(result, {}))["reason"] == "imported"


async def test_the_people_of_the_file(household, row, begin, go_on):
    rows = [row(0, person="anna"), row(1, 80.0, person="*168*"), row(2, 81.0, person="*168*")]
    result = await begin(said(*rows))
    assert result["step_id"] == "import_people"
    assert shown(result)["people"].splitlines() == [
        "- anna (1): 2020-01-01 to 2020-01-01, 62.0 kg to 62.0 kg",
        r"- \*168\* (2): 2020-01-02 to 2020-01-03, 80.0 kg to 81.0 kg",
    ]
    assert result["data_schema"]({}) == {"anna": ANNA, "*168*": "find_out"}
    result = await go_on(result, {"anna": ANNA, "*168*": GUEST})
    assert shown(result)["people"].splitlines() == ["- Anna: 1", "- A guest: 2"]
    await go_on(result, {})
    assert len(weighings_of(household, GUEST)) == 2


async def test_people_are_found_out_and_one_answer_is_for_all_that_are_uncertain(
    household, row, begin, go_on
):
    result = await begin(said(row(0), row(1, 73.5), row(2, 74.5)))
    assert shown(result)["people"] == "- To be found out: 3"
    result = await go_on(result, {})
    assert result["step_id"] == "import_uncertain"
    assert shown(result)["weighings"].splitlines() == [
        "- 2020-01-03: 74.50 kg",
        "- 2020-01-02: 73.50 kg",
    ]
    result = await go_on(result, {"person": BEN})
    assert shown(result)["people"].splitlines() == ["- Anna: 1", "- Ben: 2"]
    assert len(weighings_of(household, BEN)) == 2


async def test_progress_is_shown_meanwhile(hass, household, row, begin, go_on):
    seen = async_capture_events(hass, EVENT_DATA_ENTRY_FLOW_PROGRESS_UPDATE)
    result = await begin(said(*(row(day) for day in range(4))))
    with patch("custom_components.body_scale.transfer.finding._SLICE_S", -1.0):
        result = await hass.config_entries.options.async_configure(result["flow_id"], {})
        assert result["type"] is FlowResultType.SHOW_PROGRESS
        assert (result["step_id"], result["progress_action"]) == ("import_find", "import_find")
        await hass.async_block_till_done(wait_background_tasks=True)
    assert [each.data["progress"] for each in seen] == [0.25, 0.5, 0.75, 1.0]
    await go_on(result, None)
    assert len(weighings_of(household, ANNA)) == 4


async def test_who_closes_the_form_meanwhile_gets_nothing(hass, household, row, begin):
    result = await begin(said(*(row(day) for day in range(4))))
    options = hass.config_entries.options
    with patch("custom_components.body_scale.transfer.finding._SLICE_S", -1.0):
        await options.async_configure(result["flow_id"], {})
        options.async_abort(result["flow_id"])
        await hass.async_block_till_done(wait_background_tasks=True)
    assert everything(household) == []


async def test_what_is_uncertain_may_wait(household, row, begin, go_on):
    result = await go_on(await begin(said(row(1, 73.5))), {}, {"person": "pending"})
    assert (shown(result)["pending"], shown(result)["people"]) == (
        "1",
        "- Waiting for a person: 1",
    )


async def test_when_all_is_certain_nothing_more_is_asked(household, row, begin, go_on):
    result = await go_on(await begin(said(row(0))), {})
    assert result["reason"] == "imported"


class TestQuestions:
    async def test_what_the_file_does_not_say(self, household, reader, row, begin, go_on):
        asked = frozenset({Question.UNIT, Question.DATE_ORDER})
        result = await begin(said(questions=asked), said(row(0)), person=ANNA)
        assert result["step_id"] == "import_questions"
        assert {str(each) for each in result["data_schema"].schema} == {"unit", "date_order"}
        answers = {"unit": "lb", "date_order": "month_first"}
        result = await go_on(result, answers)
        assert result["step_id"] == "import_preview"
        assert reader.asked[-1] == (
            b"something",
            "auto",
            Answers(unit=Unit.LB, date_order=DateOrder.MONTH_FIRST),
        )

    async def test_a_password_that_is_wrong_at_first(self, household, reader, row, begin, go_on):
        ask = said(questions=frozenset({Question.PASSWORD}))
        result = await begin(ask, FileError("wrong_password"), said(row(0)), person=ANNA)
        result = await go_on(result, {"password": "1234"})
        assert (result["step_id"], result["errors"]) == (
            "import_questions",
            {"base": "file_refused"},
        )
        assert shown(result)["reason"]
        assert (await go_on(result, {"password": "5678"}))["step_id"] == "import_preview"
        assert reader.asked[-1][2].password == "5678"

    async def test_the_columns_and_then_the_unit(self, household, reader, row, begin, go_on):
        ask = said(
            questions=frozenset({Question.COLUMNS}),
            columns=("Tag", "Kilos", "Fett", "*"),
            suggested={"Tag": "date", "Fett": "body_fat"},
        )
        then = said(questions=frozenset({Question.UNIT}), columns=("Tag",))
        result = await begin(ask, then, said(row(0)), person=ANNA)
        assert shown(result)["columns"] == r"Tag, Kilos, Fett, \*"
        suggested = {
            str(field): field.description["suggested_value"]
            for field in result["data_schema"].schema
            if field.description
        }
        assert suggested == {"date": "Tag"}
        result = await go_on(result, {"date": "Tag", "body": {"body_fat": "Fett"}})
        assert result["errors"] == {"base": "columns_needed"}
        result = await go_on(result, {"date": "Tag", "weight_kg": "Tag", "body": {}})
        assert result["errors"] == {"base": "column_twice"}
        columns = {"date": "Tag", "weight_kg": "Kilos", "body": {"body_fat": "Fett"}}
        result = await go_on(result, columns)
        assert {str(each) for each in result["data_schema"].schema} == {"unit"}
        await go_on(result, {"unit": "kg"})
        assert reader.asked[-1][2] == Answers(
            unit=Unit.KG,
            columns={"Tag": "date", "Kilos": "weight_kg", "Fett": "body_fat"},
        )


class TestRefused:
    async def test_a_file_that_cannot_be_read_and_then_another(
        self, hass, household, row, begin, go_on, upload
    ):
        result = await begin(FileError("binary"), said(row(0)), person="Anna")
        assert (result["step_id"], result["errors"]) == ("import", {"file": "file_refused"})
        assert (
            shown(result)["reason"]
            == "It is neither text nor another kind of file that can be read."
        )
        assert everything(household) == []
        fields = {str(each): each.description for each in result["data_schema"].schema}
        # The uploaded file was deleted, everything else stays.
        assert fields["file"] is None
        assert fields["person"] == {"suggested_value": "Anna"}
        result = await go_on(result, {"file": await upload(), "format": "generic"})
        assert result["step_id"] == "import_preview"

    async def test_a_file_that_is_gone(self, household, begin, go_on):
        result = await begin(FileError("binary"))
        gone = {"file": "0123456789abcdef0123456789abcdef", "format": "auto"}
        assert (await go_on(result, gone))["errors"] == {"file": "file_missing"}

    async def test_a_file_that_is_too_large(self, household, row, begin):
        with patch("custom_components.body_scale.transfer.files.MAX_BYTES", 5):
            result = await begin(said(row(0)))
        assert result["errors"] == {"file": "file_too_large"}

    async def test_a_person_who_is_not_there(self, household, row, begin):
        result = await begin(said(row(0)), person="Zoe")
        assert result["errors"] == {"person": "unknown_person"}

    async def test_a_column_that_tells_no_people_apart(self, household, row, begin):
        rows = [row(day, person=str(day)) for day in range(51)]
        assert (await begin(said(*rows)))["errors"] == {"person": "too_many_people"}

    async def test_a_household_that_does_not_run(self, hass, entry, household, row, begin, go_on):
        result = await begin(said(row(0)), person=ANNA)
        await hass.config_entries.async_unload(entry.entry_id)
        assert (await go_on(result, {}))["reason"] == "not_loaded"
        options = hass.config_entries.options
        flow = await options.async_init(entry.entry_id)
        result = await options.async_configure(flow["flow_id"], OPTIONS | {"next": "import"})
        assert result["reason"] == "not_loaded"

    async def test_a_journal_that_cannot_be_read(self, household, row, begin):
        with patch.object(household.writer.journal, "run", side_effect=OSError):
            result = await begin(said(row(0)), person=ANNA)
        assert result["reason"] == "not_read"

    async def test_a_journal_that_cannot_be_written(self, household, row, begin, go_on):
        result = await begin(said(row(0)), person=ANNA)
        full = journal.sqlite3.OperationalError("full")
        with (
            patch("custom_components.body_scale.household.records._BULK_PATIENCE_S", 0.2),
            patch.object(journal, "add", side_effect=full),
        ):
            result = await go_on(result, {})
        assert result["reason"] == "not_stored"
        assert everything(household) == []
