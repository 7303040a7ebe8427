"""Actions that take weighings from files, and write files of weighings; for administrators."""

from base64 import b64encode
from typing import Any

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
import probatio

from .. import exchange
from ..const import DOMAIN
from ..exchange import AUTO, Answers, DateOrder, FileError, ImportPreview, Question
from ..household.checks import error
from ..household.household import Household
from ..household.named import aware, required_household
from ..journal.pages import Selection
from ..model import GUEST, Unit
from ..weights import Weights
from .exporting import FIT, WRITTEN, async_export, file_name, selected_person
from .files import read_named, write_named
from .importing import Import, Result
from .reading import async_read
from .undoing import Undone
from .whose import Whose
from .words import Words

EXPORT = "export_weighings"
IMPORT = "import_weighings"

_MAX_CONTENT = 10_000_000
"""Characters of a file that is given as a text; a larger one is named."""
_MAX_ANSWER = 8_000_000
"""Bytes of an answer; Home Assistant turns it into JSON in the event loop."""
_MAX_PROBLEMS = 100
"""Problems in an answer; a count says how many there are."""
_ASKED = {
    Question.PASSWORD: "import_asks_password",
    Question.COLUMNS: "import_asks_columns",
    Question.UNIT: "import_asks_unit",
    Question.DATE_ORDER: "import_asks_date_order",
}
"""What has to be answered, in this order."""
_PERSON = probatio.All(cv.string, probatio.Length(max=1000))
_PATH = probatio.All(cv.string, probatio.Length(min=1, max=4096))


@callback
def async_register_transfer_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    async_register_admin_service(
        hass,
        DOMAIN,
        IMPORT,
        _import,
        probatio.Schema(
            {
                probatio.Exclusive("path", "source"): _PATH,
                probatio.Exclusive("content", "source"): probatio.All(
                    cv.string, probatio.Length(max=_MAX_CONTENT)
                ),
                probatio.Optional("format", default=AUTO): cv.string,
                probatio.Optional("person"): _PERSON,
                probatio.Optional("unit"): probatio.In(list(Unit)),
                probatio.Optional("date_order"): probatio.In(list(DateOrder)),
                probatio.Optional("columns"): probatio.Schema({str: str}),
                probatio.Optional("password"): cv.string,
                probatio.Optional("dry_run", default=False): cv.boolean,
                probatio.Optional("undo", default=False): cv.boolean,
            }
        ),
        SupportsResponse.OPTIONAL,
    )
    async_register_admin_service(
        hass,
        DOMAIN,
        EXPORT,
        _export,
        probatio.Schema(
            {
                probatio.Required("format"): probatio.In(list(WRITTEN)),
                probatio.Optional("person"): _PERSON,
                probatio.Optional("start"): cv.datetime,
                probatio.Optional("end"): cv.datetime,
                probatio.Optional("path"): _PATH,
                probatio.Optional("overwrite", default=False): cv.boolean,
            }
        ),
        SupportsResponse.OPTIONAL,
    )


async def _import(call: ServiceCall) -> ServiceResponse:
    household = required_household(call.hass)
    whose = Whose.in_household(household, call.data.get("person"))
    words = await Words.load(call.hass, whose.members)
    work = Import(household, await _preview(call, words), whose)
    try:
        if call.data["undo"]:
            gone = await work.undo(dry_run=call.data["dry_run"])
            return _undone(gone, household)
        await work.prepare()
        await work.identify()
        result = await (work.plan() if call.data["dry_run"] else work.store())
    finally:
        work.async_release()
    return _response(result, words, household)


async def _preview(call: ServiceCall, words: Words) -> ImportPreview:
    """Return what the file says.

    Raises:
        ServiceValidationError: It can't be read, or a question has to be answered first.
    """
    data = call.data
    if data["format"] != AUTO and data["format"] not in exchange.FORMATS:
        raise error("unknown_format", formats=", ".join((AUTO, *exchange.FORMATS)))
    if "path" in data:
        content = await call.hass.async_add_executor_job(read_named, call.hass, data["path"])
    elif "content" in data:
        content = data["content"].encode(errors="replace")
    else:
        raise error("nothing_to_import")
    answers = Answers(
        unit=Unit(data["unit"]) if "unit" in data else None,
        usual_unit=Weights.of(call.hass).of_numbers,
        date_order=DateOrder(data["date_order"]) if "date_order" in data else None,
        columns=data.get("columns"),
        password=data.get("password"),
    )
    try:
        preview = await async_read(call.hass, content, data["format"], answers)
    except FileError as fault:
        raise error("file_refused", reason=words.fault(fault)) from fault
    for question, key in _ASKED.items():
        if question in preview.questions:
            raise error(key, columns=words.columns(preview.columns))
    return preview


def _undone(gone: Undone, household: Household) -> dict[str, Any]:
    names = _names(household)
    return {
        "format": gone.format,
        "found": gone.found,
        "removed": gone.people.total(),
        "pending": gone.people[None],
        "people": {names.get(key, key): count for key, count in gone.people.items() if key},
    }


def _names(household: Household) -> dict[str, str]:
    return {each.id: each.name for each in household.people.values()} | {GUEST: GUEST}


def _response(result: Result, words: Words, household: Household) -> dict[str, Any]:
    names = _names(household)
    return {
        "format": result.format,
        "found": result.found,
        "added": result.added,
        "known": result.known,
        "skipped": result.skipped,
        "pending": result.pending,
        "people": {names.get(key, key): count for key, count in result.people.items()},
        "first": result.first.isoformat() if result.first else None,
        "last": result.last.isoformat() if result.last else None,
        "problem_count": result.problem_count,
        "problems": [
            {
                "line": each.line,
                "key": each.key,
                "column": each.column,
                "file": each.file,
                "message": words.problem(each),
            }
            for each in result.problems[:_MAX_PROBLEMS]
        ],
        "unused": list(result.unused),
    }


async def _export(call: ServiceCall) -> ServiceResponse:
    household = required_household(call.hass)
    kind, path = call.data["format"], call.data.get("path")
    selection = Selection(
        selected_person(household, kind, call.data.get("person")),
        aware(call.data.get("start")),
        aware(call.data.get("end")),
    )
    export = await async_export(household, kind, selection)
    answer: dict[str, Any] = {"format": kind, "count": export.count}
    if path is not None:
        written = await call.hass.async_add_executor_job(
            lambda: write_named(call.hass, path, export.content, overwrite=call.data["overwrite"])
        )
        return answer | {"path": str(written)}
    if not call.return_response:
        raise error("export_nowhere")
    if len(export.content) > _MAX_ANSWER:
        raise error("export_too_large")
    is_text = kind != FIT
    return answer | {
        "file_name": file_name(kind),
        "encoding": "utf-8" if is_text else "base64",
        "content": export.content.decode() if is_text else b64encode(export.content).decode(),
    }
