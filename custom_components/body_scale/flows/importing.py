"""Importing weighings from an uploaded file: whose they are, a look at them, and then all at once."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, override

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
import probatio

from .. import exchange
from ..bridges.form import Answers as Answered, Form, Step
from ..const import CONF_FORMAT, CONF_PASSWORD, CONF_PERSON, CONF_UNIT, CONF_WEIGHT
from ..exchange import Answers, DateOrder, FileError, ImportPreview, Question
from ..household.household import Household, running_household
from ..household.named import person_or_guest
from ..household.work import async_free
from ..model import GUEST, Unit
from ..transfer.files import read_upload
from ..transfer.importing import Import, Result
from ..transfer.reading import AUTO, async_read
from ..transfer.recorded import MEASURED, async_read_statistics
from ..transfer.whose import FIND_OUT, MAX_TEXTS, PENDING, SKIP, PersonText, Whose
from ..transfer.words import Words

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


class ImportForm(Form[OptionsFlow, ConfigFlowResult]):
    """The steps of an import."""

    def __init__(self, flow: OptionsFlow) -> None:
        """Begin without a file."""
        super().__init__(flow)
        self._content = b""
        self._format = AUTO
        self._answers = Answers()
        self._preview = ImportPreview(format=AUTO)
        self._household: Household
        self._whose = Whose(members={})
        self._texts: list[PersonText] = []
        self._work: Import | None = None
        self._task: asyncio.Task[Any] | None = None
        self._failure = ""

    @property
    @override
    def steps(self) -> Mapping[str, Step[ConfigFlowResult]]:
        return {
            "import": self.async_step_import,
            "import_statistics": self.async_step_import_statistics,
            "import_questions": self.async_step_import_questions,
            "import_people": self.async_step_import_people,
            "import_preview": self.async_step_import_preview,
            "import_find": self.async_step_import_find,
            "import_uncertain": self.async_step_import_uncertain,
            "import_store": self.async_step_import_store,
            "import_done": self.async_step_import_done,
            "import_failed": self.async_step_import_failed,
        }

    @callback
    def async_release(self) -> None:
        """Let go of the file."""
        held: list[object] = [self._content, self._preview, self._texts]
        self._content, self._preview, self._texts = b"", ImportPreview(format=AUTO), []
        async_free(self.hass, held)
        if self._work:
            self._work.async_release()

    @property
    def _import(self) -> Import:
        """Return the import that is looked at; there is one from the preview on."""
        assert self._work  # noqa: S101
        return self._work

    async def async_step_import(self, user_input: Answered | None = None) -> ConfigFlowResult:
        """Ask for a file, and for whose it is if that is known."""
        household = running_household(self.hass)
        if household is None:
            return self.flow.async_abort(reason="not_loaded")
        self._household = household
        if user_input is None:
            return await self._ask_file({})
        try:
            self._whose = self._whose_of(user_input.get(CONF_PERSON))
            self._format = user_input[CONF_FORMAT]
            self._answers = Answers()
            self._content = await self.hass.async_add_executor_job(
                read_upload, self.hass, user_input[CONF_FILE]
            )
        except HomeAssistantError as fault:
            field = CONF_PERSON if fault.translation_key == "unknown_person" else CONF_FILE
            return await self._ask_file({field: str(fault.translation_key)}, user_input)
        if refusal := await self._read():
            return await self._ask_file({CONF_FILE: "file_refused"}, user_input, refusal)
        return await self._go_on(user_input)

    def _whose_of(self, person: str | None) -> Whose:
        """Return whose the file is.

        Raises:
            ServiceValidationError: There is no such person.
        """
        household = self._household
        former = household.identifier.roster.former
        return Whose(
            members={each.id: each.name for each in household.people.values()},
            former={key: each.name for key, each in former.items()},
            person=person_or_guest(household, person) if person else None,
        )

    async def _ask_file(
        self, errors: dict[str, str], shown: Answered | None = None, refusal: str = ""
    ) -> ConfigFlowResult:
        formats = [
            selector.SelectOptionDict(value=AUTO, label=AUTO),
            *(
                selector.SelectOptionDict(value=name, label=each.title)
                for name, each in exchange.FORMATS.items()
            ),
        ]
        schema = probatio.Schema(
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
                probatio.Optional(CONF_PERSON): self._people(),
            }
        )
        # The uploaded file was deleted.
        kept = {key: value for key, value in (shown or {}).items() if key != CONF_FILE}
        return self.flow.async_show_form(
            step_id="import",
            data_schema=self.flow.add_suggested_values_to_schema(schema, kept),
            errors=errors,
            description_placeholders={"reason": refusal},
        )

    async def _read(self) -> str:
        """Read the file by what was answered so far; return why it is refused."""
        try:
            self._preview = await async_read(self.hass, self._content, self._format, self._answers)
        except FileError as fault:
            return (await self._words()).fault(fault)
        return ""

    async def _words(self) -> Words:
        return await Words.load(self.hass, {**self._whose.former, **self._whose.members})

    async def _go_on(self, shown: Answered | None = None) -> ConfigFlowResult:
        """Ask what the file doesn't say, then about its people, and then whether to import."""
        if self._preview.questions:
            return await self.async_step_import_questions()
        self._texts = await self.hass.async_add_executor_job(self._whose.texts, self._preview.rows)
        if len(self._texts) > MAX_TEXTS:
            return await self._ask_file({CONF_PERSON: "too_many_people"}, shown)
        if self._texts:
            return await self.async_step_import_people()
        return await self.async_step_import_preview()

    async def async_step_import_statistics(
        self, user_input: Answered | None = None
    ) -> ConfigFlowResult:
        """Ask for the sensors of another integration."""
        household = running_household(self.hass)
        if household is None:
            return self.flow.async_abort(reason="not_loaded")
        self._household = household
        if user_input is None:
            return self._ask_statistics({})
        chosen = dict(user_input)
        try:
            self._whose = self._whose_of(chosen.pop(CONF_PERSON))
            self._preview = await async_read_statistics(self.hass, chosen)
        except HomeAssistantError as fault:
            field = CONF_PERSON if fault.translation_key == "unknown_person" else "base"
            placeholders = fault.translation_placeholders or {}
            return self._ask_statistics(
                {field: str(fault.translation_key)}, user_input, placeholders.get("statistic", "")
            )
        return await self._go_on()

    def _ask_statistics(
        self, errors: dict[str, str], shown: Answered | None = None, statistic: str = ""
    ) -> ConfigFlowResult:
        field = selector.StatisticSelector()
        schema = probatio.Schema(
            {
                probatio.Required(CONF_WEIGHT): field,
                **{probatio.Optional(name): field for name in MEASURED},
                probatio.Required(CONF_PERSON): self._people(),
            }
        )
        return self.flow.async_show_form(
            step_id="import_statistics",
            data_schema=self.flow.add_suggested_values_to_schema(schema, shown),
            errors=errors,
            description_placeholders={"statistic": statistic},
        )

    def _people(self) -> selector.SelectSelector:
        """Return a choice of a person, whose name or id may be typed as well."""
        people = [
            selector.SelectOptionDict(value=person.id, label=person.name)
            for person in self._household.people.values()
        ]
        return selector.SelectSelector(
            selector.SelectSelectorConfig(options=people, custom_value=True)
        )

    async def async_step_import_questions(
        self, user_input: Answered | None = None
    ) -> ConfigFlowResult:
        """Ask what the file doesn't say."""
        errors: dict[str, str] = {}
        reason = ""
        if user_input is not None:
            self._answers, errors = _answered(self._answers, self._preview, user_input)
            if not errors and not (reason := await self._read()):
                return await self._go_on()
        if reason:
            errors = {"base": "file_refused"}
        words = await self._words()
        return self.flow.async_show_form(
            step_id="import_questions",
            data_schema=self.flow.add_suggested_values_to_schema(
                _questions(self._preview), user_input or _suggested(self._preview)
            ),
            errors=errors,
            description_placeholders={
                "reason": reason,
                "columns": words.columns(self._preview.columns) or "–",
            },
        )

    async def async_step_import_people(
        self, user_input: Answered | None = None
    ) -> ConfigFlowResult:
        """Ask who is who."""
        if user_input is not None:
            self._whose = Whose(
                members=self._whose.members, former=self._whose.former, answers=user_input
            )
            return await self.async_step_import_preview()
        choice = self._choice(FIND_OUT, SKIP)
        return self.flow.async_show_form(
            step_id="import_people",
            data_schema=probatio.Schema(
                {
                    probatio.Required(each.text, default=each.person_id or FIND_OUT): choice
                    for each in self._texts
                }
            ),
            description_placeholders={"people": (await self._words()).texts(self._texts)},
        )

    def _choice(self, *others: str) -> selector.SelectSelector:
        """Return a choice of a person, a guest, or something else."""
        options = [
            *(selector.SelectOptionDict(value=k, label=v) for k, v in self._whose.members.items()),
            *(selector.SelectOptionDict(value=each, label=each) for each in (GUEST, *others)),
        ]
        return selector.SelectSelector(
            selector.SelectSelectorConfig(options=options, translation_key="import_whose")
        )

    async def async_step_import_preview(
        self, user_input: Answered | None = None
    ) -> ConfigFlowResult:
        """Show what would be imported."""
        if user_input is not None:
            return await (
                self.async_step_import_find()
                if self._import.uncertain
                else self.async_step_import_store()
            )
        self._work = Import(self._household, self._preview, self._whose)
        try:
            await self._import.prepare()
        except HomeAssistantError as fault:
            return self.flow.async_abort(reason=str(fault.translation_key))
        result, words = await self._import.plan(), await self._words()
        return self.flow.async_show_form(
            step_id="import_preview",
            data_schema=probatio.Schema({}),
            description_placeholders={
                "format": words.format(result.format),
                "span": words.span(result),
                "people": words.people(result, len(self._import.uncertain)),
                "notes": words.notes(result),
                **_counts(result),
            },
        )

    async def async_step_import_find(self, user_input: Answered | None = None) -> ConfigFlowResult:
        """Find out whose the weighings are."""
        task = self._begun("find", lambda: self._import.identify(self.flow.async_update_progress))
        if not task.done():
            return self.flow.async_show_progress(
                step_id="import_find", progress_action="import_find", progress_task=task
            )
        return self._ended(
            task, lambda: "import_uncertain" if self._import.uncertain else "import_store"
        )

    async def async_step_import_uncertain(
        self, user_input: Answered | None = None
    ) -> ConfigFlowResult:
        """Ask once about everything that isn't certain."""
        if user_input:
            await self._import.answer(user_input[CONF_PERSON])
            return await self.async_step_import_store()
        uncertain = self._import.uncertain
        words = await self._words()
        return self.flow.async_show_form(
            step_id="import_uncertain",
            data_schema=probatio.Schema(
                {probatio.Required(CONF_PERSON, default=PENDING): self._choice(PENDING, SKIP)}
            ),
            description_placeholders={"weighings": words.weighings(uncertain)},
        )

    async def async_step_import_store(self, user_input: Answered | None = None) -> ConfigFlowResult:
        """Store what is new."""
        task = self._begun("store", self._import.store)
        if not task.done():
            return self.flow.async_show_progress(
                step_id="import_store", progress_action="import_store", progress_task=task
            )
        return self._ended(task, lambda: "import_done")

    async def async_step_import_done(self, user_input: Answered | None = None) -> ConfigFlowResult:
        """Say what was done."""
        assert self._task  # noqa: S101
        result: Result = self._task.result()
        words = await self._words()
        return self.flow.async_abort(
            reason="imported",
            description_placeholders={"people": words.people(result, 0), **_counts(result)},
        )

    async def async_step_import_failed(
        self, user_input: Answered | None = None
    ) -> ConfigFlowResult:
        """Say why nothing was done."""
        return self.flow.async_abort(reason=self._failure)

    @callback
    def _begun(self, name: str, begin: Callable[[], Coroutine[Any, Any, Any]]) -> asyncio.Task[Any]:
        """Return the task of this name, begun if it isn't yet."""
        if self._task is None or self._task.get_name() != name:
            self._task = self.hass.async_create_task(begin(), name)
        return self._task

    @callback
    def _ended(self, task: asyncio.Task[Any], next_step: Callable[[], str]) -> ConfigFlowResult:
        """Go on after a task."""
        try:
            task.result()
        except HomeAssistantError as fault:
            self._failure = str(fault.translation_key)
            return self.flow.async_show_progress_done(next_step_id="import_failed")
        return self.flow.async_show_progress_done(next_step_id=next_step())


def _counts(result: Result) -> dict[str, str]:
    return {
        key: str(getattr(result, key)) for key in ("found", "added", "known", "skipped", "pending")
    }


def _questions(preview: ImportPreview) -> probatio.Schema:
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


def _suggested(preview: ImportPreview) -> Answered:
    """Return which columns seem to be what, and the usual unit."""
    usual = {CONF_UNIT: preview.rows[0].unit} if preview.rows else {}
    found = {target: column for column, target in preview.suggested.items()}

    def among(fields: Mapping[str, str]) -> Answered:
        return {name: found[target] for name, target in fields.items() if target in found}

    return usual | among(_FIELDS) | {CONF_BODY: among(_BODY_FIELDS)}


def _answered(
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
