"""Adding an account by clicking, and logging in again: from the menu to the first weighing there."""

from http import HTTPStatus

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ImplementationUnavailableError
from homeassistant.helpers import config_entry_oauth2_flow as oauth2
import pytest
from yarl import URL

from custom_components.body_scale import application_credentials
from custom_components.body_scale.const import DOMAIN
from simulators.google_health import SCOPE

from .conftest import ANNA, BEN, CREDENTIALS
from .test_delivery import waiting, weights


@pytest.fixture
async def home(hass, air, credentials, unloading, entry, load):
    """Return the household's entry, set up, with credentials and without any account."""
    await load(entry)
    return entry


@pytest.fixture
def open_menu(hass):
    async def open_menu():
        return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})

    return open_menu


@pytest.fixture
def submit(hass):
    async def submit(result, answers):
        return await hass.config_entries.flow.async_configure(result["flow_id"], answers)

    return submit


@pytest.fixture
def begin(open_menu, submit):
    """Return what chooses Google Health in the menu, and a person."""

    async def begin(person="Anna"):
        result = await submit(await open_menu(), {"next_step_id": "google_health"})
        return await submit(result, {"person": person})

    return begin


@pytest.fixture
def log_in(hass, google, current_request_with_host, hass_client_no_auth, submit, settle):
    """Return what a browser does at Google, and back at Home Assistant."""

    async def log_in(result, **back):
        assert (result["type"], result["step_id"]) == (FlowResultType.EXTERNAL_STEP, "auth")
        query = URL(result["url"]).query
        back = back or {"code": google.consent()}
        client = await hass_client_no_auth()
        url = URL(oauth2.AUTH_CALLBACK_PATH).with_query(state=query["state"], **back)
        answer = await client.get(str(url))
        assert answer.status == HTTPStatus.OK
        result = await submit(result, None)
        await settle()
        return result

    return log_in


class TestAdding:
    async def test_from_the_menu_to_the_first_weighing(
        self, hass, home, google, begin, log_in, act
    ):
        result = await log_in(await begin())
        assert result["type"] is FlowResultType.CREATE_ENTRY
        entry = result["result"]
        assert (entry.title, entry.unique_id) == ("Anna", f"google_health_{ANNA}")
        assert entry.data["kind"] == "google_health"
        assert entry.data["person_id"] == ANNA
        assert entry.data["auth_implementation"] == CREDENTIALS
        assert entry.data["token"]["refresh_token"] in google.state.refresh_tokens
        assert entry.state is ConfigEntryState.LOADED
        await act("record_weighing", weight=62.3, person="Anna")
        assert (weights(google), waiting(hass)) == ([62300], "0")

    async def test_google_is_asked_for_writing_alone(self, home, begin, log_in):
        url = URL((await begin())["url"])
        assert url.origin() == URL("https://accounts.google.com")
        assert url.query["scope"] == SCOPE
        # Without these there would be no refresh token.
        assert (url.query["access_type"], url.query["prompt"]) == ("offline", "consent")
        assert url.query["client_id"] == "client-id"

    async def test_people_are_offered_who_have_none(
        self, home, open_menu, submit, begin, log_in, settle
    ):
        await log_in(await begin("Anna"))
        result = await submit(await open_menu(), {"next_step_id": "google_health"})
        [field] = result["data_schema"].schema.values()
        assert field.config["options"] == ["Ben"]
        result = await submit(result, {"person": "Anna"})
        assert result["errors"] == {"person": "unknown_person"}
        result = await submit(result, {"person": BEN})
        assert result["step_id"] == "auth"

    async def test_everybody_has_one(self, home, open_menu, submit, google, begin, log_in):
        await log_in(await begin("Anna"))
        google.state.user_id = "health-2"
        await log_in(await begin("Ben"))
        result = await submit(await open_menu(), {"next_step_id": "google_health"})
        assert result["reason"] == "everybody_has_it"

    async def test_a_household_without_people_is_not_offered_it(
        self, hass, home, open_menu, settle
    ):
        for each in home.get_subentries_of_type("person"):
            hass.config_entries.async_remove_subentry(home, each.subentry_id)
        await settle()
        assert "google_health" not in (await open_menu())["menu_options"]

    async def test_a_home_without_a_household_is_not_offered_it(self, hass, air, open_menu):
        assert "google_health" not in (await open_menu())["menu_options"]

    async def test_several_credentials_are_chosen_from(self, hass, home, begin, submit, log_in):
        second = oauth2.LocalOAuth2Implementation(
            hass, "second", "id-2", "x", "http://a", "http://b"
        )
        oauth2.async_register_implementation(hass, DOMAIN, second)
        result = await begin()
        assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "pick_implementation")
        result = await submit(result, {"implementation": CREDENTIALS})
        assert (await log_in(result))["type"] is FlowResultType.CREATE_ENTRY


class TestRefusals:
    async def test_without_credentials(self, hass, air, unloading, entry, load, open_menu, submit):
        await load(entry)
        result = await submit(await open_menu(), {"next_step_id": "google_health"})
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "missing_credentials")
        assert result["translation_domain"] == DOMAIN
        assert result["description_placeholders"]["guide"].endswith("docs/google-health.md")

    async def test_credentials_that_cannot_be_asked_for_now(
        self, hass, air, unloading, entry, load, begin
    ):
        await load(entry)

        async def provide(hass, domain):
            raise ImplementationUnavailableError("away")

        oauth2.async_add_implementation_provider(hass, "elsewhere", provide)
        assert (await begin())["reason"] == "oauth_implementation_unavailable"

    async def test_a_box_that_was_unticked(self, hass, home, google, begin, log_in):
        google.state.scope = "openid"
        result = await log_in(await begin())
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_granted")

    async def test_no_consent(self, home, begin, log_in):
        result = await log_in(await begin(), error="access_denied")
        assert result["reason"] == "user_rejected_authorize"

    @pytest.mark.parametrize(
        ("fault", "reason"),
        [("disabled", "api_disabled"), ("unavailable", "google_refuses")],
    )
    async def test_an_api_that_does_not_answer(
        self, hass, home, google, begin, log_in, fault, reason
    ):
        google.fault = fault
        result = await log_in(await begin())
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, reason)
        assert hass.config_entries.async_entries(DOMAIN) == [home]

    async def test_two_people_with_one_account(self, home, begin, log_in):
        await log_in(await begin("Anna"))
        result = await log_in(await begin("Ben"))
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "account_taken")
        assert result["description_placeholders"] == {"name": "Anna"}

    @pytest.mark.parametrize("whole", [False, True])
    async def test_a_person_who_left_meanwhile(
        self, hass, home, google, begin, log_in, settle, whole
    ):
        result = await begin()
        if whole:
            await hass.config_entries.async_remove(home.entry_id)
        else:
            [anna] = [each for each in home.subentries.values() if each.title == "Anna"]
            hass.config_entries.async_remove_subentry(home, anna.subentry_id)
        await settle()
        assert (await log_in(result))["reason"] == "person_left"

    async def test_one_person_twice_at_once(self, hass, home, begin, log_in):
        await begin()
        assert (await begin())["reason"] == "already_in_progress"


class TestAgain:
    @pytest.fixture
    async def flow(self, hass, house, google, account, act):
        """Return the flow that a refused grant begins."""
        google.revoke()
        await act("record_weighing", weight=62.3, person="Anna")
        assert waiting(hass) == "1"
        [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        return flow

    async def test_what_waits_is_delivered_then(self, hass, flow, google, submit, log_in):
        result = await submit(flow, None)
        assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "reauth_confirm")
        assert result["description_placeholders"]["name"] == "Anna"
        result = await log_in(await submit(result, {}))
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reauth_successful")
        assert (weights(google), waiting(hass)) == ([62300], "0")
        assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)

    async def test_another_account_is_refused(self, hass, flow, google, account, submit, log_in):
        before = dict(account.data)
        google.state.user_id = "health-2"
        result = await log_in(await submit(await submit(flow, None), {}))
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "wrong_account")
        assert account.data == before
        assert weights(google) == []


async def test_the_credentials_dialog_says_where_to_get_them(hass):
    server = await application_credentials.async_get_authorization_server(hass)
    assert URL(server.authorize_url).host == "accounts.google.com"
    assert URL(server.token_url).host == "oauth2.googleapis.com"
    places = await application_credentials.async_get_description_placeholders(hass)
    assert all(place.startswith("https://") for place in places.values())
