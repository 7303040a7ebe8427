"""The fields of an import's steps: what they offer, and what was answered."""

from collections.abc import Mapping
from typing import Any

from homeassistant.data_entry_flow import section
from homeassistant.helpers import selector
import probatio

from .. import exchange
from ..bridges.form import Answers as Answered
from ..const import CONF_FORMAT, CONF_PASSWORD, CONF_PERSON, CONF_UNIT, CONF_WEIGHT
from ..exchange import AUTO, Answers, DateOrder, ImportPreview, Question
from ..model import GUEST, Unit
from ..transfer.recorded import MEASURED

CONF_FILE = "file"
CONF_DATE_ORDER = "date_order"
CONF_BODY = "body"

_ACCEPT = ".csv,.json,.jsonl,.txt,.tsv,.xml,.xls,.zip,.fit,.lp,.log,text/*,application/json"
_FIELDS = {
    "date": "date",
    "time": "time",
    "weight_kg": "weight_kg",
    "unit_column": "unit",
    "person": "person",
}
"""By the fields of the form, what columns of an unknown table may be."""
_BODY_FIELDS = {each: each for each in exchange.TARGETS if each not in _FIELDS.values()}
_TARGETS = {**_FIELDS, **_BODY_FIELDS}


def file_fields(people: Mapping[str, str]) -> probatio.Schema:
    """Return the fields of a file, and of whose it is: people are names by person id."""
    formats = [
        selector.SelectOptionDict(value=AUTO, label=AUTO),
        *(
            selector.SelectOptionDict(value=name, label=each.title)
            for name, each in exchange.FORMATS.items()
        ),
    ]
    return probatio.Schema(
        {
            probatio.Required(CONF_FILE): selector.FileSelector(
                selector.FileSelectorConfig(accept=_ACCEPT)
            ),
            probatio.Required(CONF_FORMAT, default=AUTO): selector.SelectSelector(
                selector.SelectSelectorConfig(
                    options=formats,
                    mode=selector.SelectSelectorMode.DROPDOWN,
                    translation_key="import_format",
                )
            ),
            probatio.Optional(CONF_PERSON): _person(people),
        }
    )


def statistics_fields(people: Mapping[str, str]) -> probatio.Schema:
    """Return the fields of another integration's sensors, and of whose they are."""
    field = selector.StatisticSelector()
    return probatio.Schema(
        {
            probatio.Required(CONF_WEIGHT): field,
            **{probatio.Optional(name): field for name in MEASURED},
            probatio.Required(CONF_PERSON): _person(people),
        }
    )


def _person(people: Mapping[str, str]) -> selector.SelectSelector:
    """Return a choice of a person, whose name or id may be typed as well."""
    return selector.SelectSelector(
        selector.SelectSelectorConfig(options=_named(people), custom_value=True)
    )


def whose(people: Mapping[str, str], *others: str) -> selector.SelectSelector:
    """Return a choice of a person, a guest, or something else."""
    options = [
        *_named(people),
        *(selector.SelectOptionDict(value=each, label=each) for each in (GUEST, *others)),
    ]
    return selector.SelectSelector(
        selector.SelectSelectorConfig(options=options, translation_key="import_whose")
    )


def _named(people: Mapping[str, str]) -> list[selector.SelectOptionDict]:
    return [selector.SelectOptionDict(value=key, label=name) for key, name in people.items()]


def question_fields(preview: ImportPreview) -> probatio.Schema:
    """Return the fields of what is asked."""
    columns = selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=[*preview.columns], mode=selector.SelectSelectorMode.DROPDOWN
        )
    )
    fields: dict[Question, dict[probatio.Marker, Any]] = {
        Question.PASSWORD: {
            probatio.Required(CONF_PASSWORD): selector.TextSelector(
                selector.TextSelectorConfig(type=selector.TextSelectorType.PASSWORD)
            )
        },
        Question.COLUMNS: {
            **{probatio.Optional(name): columns for name in _FIELDS},
            probatio.Required(CONF_BODY): section(
                probatio.Schema({probatio.Optional(name): columns for name in _BODY_FIELDS}),
                {"collapsed": True},
            ),
        },
        Question.UNIT: {probatio.Required(CONF_UNIT): _options(Unit, CONF_UNIT)},
        Question.DATE_ORDER: {
            probatio.Required(CONF_DATE_ORDER): _options(DateOrder, CONF_DATE_ORDER)
        },
    }
    return probatio.Schema(
        {
            marker: field
            for question, some in fields.items()
            if question in preview.questions
            for marker, field in some.items()
        }
    )


def _options(names: type[Unit | DateOrder], key: str) -> selector.SelectSelector:
    return selector.SelectSelector(
        selector.SelectSelectorConfig(options=[each.value for each in names], translation_key=key)
    )


def suggested(preview: ImportPreview) -> Answered:
    """Return which columns seem to be what, and the usual unit."""
    usual = {CONF_UNIT: preview.rows[0].unit} if preview.rows else {}
    found = {target: column for column, target in preview.suggested.items()}

    def among(fields: Mapping[str, str]) -> Answered:
        return {name: found[target] for name, target in fields.items() if target in found}

    return usual | among(_FIELDS) | {CONF_BODY: among(_BODY_FIELDS)}


def answered(
    answers: Answers, preview: ImportPreview, user_input: Answered
) -> tuple[Answers, dict[str, str]]:
    """Return what is answered by now, and what is wrong with it."""
    columns, errors = answers.columns, {}
    if Question.COLUMNS in preview.questions:
        chosen = {**user_input, **user_input[CONF_BODY]}
        targets = {name: target for name, target in _TARGETS.items() if chosen.get(name)}
        columns = {chosen[name]: target for name, target in targets.items()}
        if not {"date", "weight_kg"} <= targets.keys():
            errors = {"base": "columns_needed"}
        elif len(columns) < len(targets):
            errors = {"base": "column_twice"}
    found = Answers(
        unit=Unit(user_input[CONF_UNIT]) if CONF_UNIT in user_input else answers.unit,
        date_order=(
            DateOrder(user_input[CONF_DATE_ORDER])
            if CONF_DATE_ORDER in user_input
            else answers.date_order
        ),
        columns=columns,
        password=user_input.get(CONF_PASSWORD, answers.password),
    )
    return found, errors
