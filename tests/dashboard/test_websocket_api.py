"""Who may ask for what, and what is said to those who ask wrongly."""

from unittest.mock import patch

import pytest

from custom_components.body_scale.journal.database import Journal

from ..stored import everything
from .conftest import BEN

BETWEEN = "0226e607020e10293af701283c"


@pytest.mark.parametrize(
    ("command", "data"),
    [
        ("overview", {}),
        ("weighings", {}),
        ("series", {"person_id": BEN, "metric": "weight"}),
        ("family", {"days": 30}),
    ],
)
async def test_whoever_is_logged_in_may_read(
    household, hass_ws_client, hass_read_only_access_token, command, data
):
    client = await hass_ws_client(access_token=hass_read_only_access_token)
    await client.send_json_auto_id({"type": f"body_scale/{command}", **data})
    answer = await client.receive_json()
    assert answer["success"]
    assert answer["result"].get("admin") in {None, False}


async def test_an_administrator_is_told_so(ask):
    assert (await ask("overview"))["admin"]


@pytest.mark.parametrize(
    ("command", "data", "code"),
    [
        ("series", {"person_id": "nobody", "metric": "weight"}, "unknown_person"),
        ("series", {"person_id": BEN, "metric": "shoe_size"}, "invalid_format"),
        ("series", {"person_id": BEN, "metric": "weight", "points": 1}, "invalid_format"),
        ("series", {"person_id": BEN, "metric": "weight", "start": "soon"}, "invalid_format"),
        ("weighings", {"limit": 501}, "invalid_format"),
        ("weighings", {"before": "nowhere"}, "unknown_page"),
        ("weighings", {"before": "never 7"}, "unknown_page"),
        ("family", {"days": 31}, "invalid_format"),
        ("unassign", {"weighing_id": "none"}, "unknown_weighing"),
    ],
)
async def test_a_wrong_question_gets_a_code_and_a_sentence(send, command, data, code):
    error = (await send(command, **data))["error"]
    assert error["code"] == code
    assert error["message"] not in {"", code}


async def test_a_sentence_names_what_was_typed(send):
    error = (await send("series", person_id="X{Y}\x00", metric="weight"))["error"]
    assert error["message"] == "There is no person called X{Y}?."


async def test_limits_beyond_the_calendar_are_none(ask, act):
    await act("record_weighing", weight=84.0, person="Ben")
    page = await ask(
        "weighings", start="0001-01-01T00:00:00+14:00", end="9999-12-31T23:59:59-12:00"
    )
    assert page["total"] == 1


@pytest.mark.parametrize("search", ["", "84"])
async def test_a_journal_that_cannot_be_read_now(send, search):
    with patch.object(Journal, "run", side_effect=OSError):
        answer = await send("weighings", search=search)
    assert answer["error"]["code"] == "not_read"
    assert "try again" in answer["error"]["message"].casefold()


async def test_taking_a_weighing_back_needs_no_administrator(
    household, act, hass_ws_client, hass_read_only_access_token
):
    weighing = await act("record_weighing", respond=True, weight=84.0, person="Ben")
    client = await hass_ws_client(access_token=hass_read_only_access_token)
    await client.send_json_auto_id(
        {"type": "body_scale/unassign", "weighing_id": weighing["weighing_id"]}
    )
    assert (await client.receive_json())["success"]
    assert [each.person_id for each in everything(household)] == [None]
