"""What the forms of services share: whose account it is, and a key that is tried before it is saved."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers import selector
import probatio

from ..const import CONF_PERSON, CONF_URL
from ..household.people_rows import names_of
from .form import Answers, BridgeForm
from .http import KeyRefusedError, ServiceError

SECRET = selector.TextSelector(selector.TextSelectorConfig(type=selector.TextSelectorType.PASSWORD))


class LoginForm(BridgeForm):
    """Asks for a person, and for the key to their account.

    Attributes:
        title: What a bridge is called.
        secret: The field of the key. It isn't shown again; left empty, the saved one stays.
    """

    title: str
    secret: str

    @abstractmethod
    async def _check(self, answers: Answers) -> None:
        """Ask the service for something.

        Raises:
            ServiceError: It doesn't take the key, or isn't there.
            InvalidAddressError: It can't be there.
        """

    def _more(self) -> Mapping[probatio.Marker, selector.Selector[Any]]:
        """Return the fields between the person and the key."""
        return {}

    async def _ask(self, user_input: Answers | None, *, step_id: str) -> SubentryFlowResult:
        """Show the form of the kind, or save what was answered."""
        errors: dict[str, str] = {}
        placeholders = {"detail": ""}
        names = names_of(self.flow.household)
        if not names:
            return self.flow.async_abort(reason="no_people")
        if user_input is not None:
            typed = {key: value for key, value in user_input.items() if value != ""}
            answers = {self.secret: self._saved().get(self.secret, "")} | typed
            try:
                await self._check(answers)
            except InvalidAddressError:
                errors[CONF_URL] = "invalid_url"
            except KeyRefusedError:
                errors[self.secret] = "key_refused"
            except ServiceError as error:
                errors["base"], placeholders["detail"] = "service_unreachable", error.detail
            else:
                title = f"{self.title} {names[answers[CONF_PERSON]]}"
                return self._finish(title, answers)
        return self.flow.async_show_form(
            step_id=step_id,
            data_schema=self.flow.add_suggested_values_to_schema(
                self._schema(names), self._shown(user_input, names)
            ),
            errors=errors,
            description_placeholders={"example": "https://wger.de", **placeholders},
        )

    def _schema(self, names: Mapping[str, str]) -> probatio.Schema:
        people = [selector.SelectOptionDict(value=key, label=name) for key, name in names.items()]
        secret = probatio.Optional if self.flow.changed else probatio.Required
        return probatio.Schema(
            {
                probatio.Required(CONF_PERSON): selector.SelectSelector(
                    selector.SelectSelectorConfig(options=people)
                ),
                **self._more(),
                secret(self.secret): SECRET,
            }
        )

    def _shown(self, user_input: Answers | None, names: Mapping[str, str]) -> Answers:
        """Return the values that are shown: never a key that was saved."""
        if user_input is not None:
            return user_input
        shown = {key: value for key, value in self._saved().items() if key != self.secret}
        if shown.get(CONF_PERSON) not in names:
            shown.pop(CONF_PERSON, None)
        if len(names) == 1:
            shown[CONF_PERSON] = next(iter(names))
        return shown


class InvalidAddressError(Exception):
    """What was typed is no address."""
