"""What comes back over HTTP, however odd."""

from aiohttp import web
import pytest

from custom_components.body_scale.bridges.google_health import api
from custom_components.body_scale.bridges.google_health.api import (
    HealthApi,
    HealthError,
    OperationPendingError,
)

NAME = "users/me/dataTypes/weight/dataPoints/bs-1"


@pytest.fixture
async def answer(hass, socket_enabled, aiohttp_server, monkeypatch):
    """Return what makes an API that gets one answer to everything."""

    async def answer(status=200, text="{}", headers=None):
        async def respond(request):
            return web.Response(status=status, text=text, headers=headers)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", respond)
        server = await aiohttp_server(app)
        monkeypatch.setattr(api, "BASE_URL", str(server.make_url("/v4")))

        async def token():
            return "token"

        return HealthApi(hass, token)

    return answer


@pytest.mark.parametrize(
    "text", ["", "<html>", "[]", "{}", '{"done": false}', "x" * 2_000_000, "[" * 100_000]
)
async def test_what_says_nothing_of_being_done_is_not_done(answer, text):
    with pytest.raises(OperationPendingError):
        await (await answer(text=text)).create({"name": NAME})


@pytest.mark.parametrize(
    ("code", "status"),
    [(3, 400), (5, 404), (6, 409), (7, 403), (8, 429), (9, 400), (14, 503), (16, 401), (2, 500)],
)
async def test_an_operation_that_failed(answer, code, status):
    health = await answer(text=f'{{"done": true, "error": {{"code": {code}}}}}')
    with pytest.raises(HealthError) as failed:
        await health.delete(NAME)
    assert failed.value.status == status
    assert failed.value.is_denial == (code in {7, 9})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", ""),
        ('{"error": "invalid"}', ""),
        ('{"error": {"status": "NOT_FOUND", "details": 1}}', "NOT_FOUND"),
        ('{"error": {"status": "X", "details": [1, {}, {"reason": "Y"}]}}', "Y"),
        ('{"error": {"status": "' + 1000 * "x" + '"}}', 100 * "x"),
    ],
)
async def test_the_reason_of_a_refusal(answer, text, reason):
    with pytest.raises(HealthError) as refused:
        await (await answer(403, text)).get(NAME)
    assert (refused.value.status, refused.value.reason) == (403, reason)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("17", 17.0),
        ("soon", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 01 Jan 1970 00:00:00 -0000", 0.0),
        ("-5", None),
    ],
)
async def test_how_long_to_wait(answer, header, seconds):
    with pytest.raises(HealthError) as busy:
        await (await answer(429, headers={"Retry-After": header})).get(NAME)
    assert busy.value.retry_after == seconds


async def test_a_redirection_gets_no_token(answer):
    with pytest.raises(HealthError) as moved:
        await (await answer(302, headers={"Location": "http://elsewhere.invalid/"})).get(NAME)
    assert moved.value.status == 302
