"""The stand-in for Google against Google's own client and Google's own description of the API."""

import asyncio
from copy import deepcopy
from dataclasses import replace

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
import pytest

from simulators.google_health import SCOPE, GoogleHealth

from ..google_health.description import Description

PARENT = "users/me/dataTypes/weight"
NAME = f"{PARENT}/dataPoints/bs-1"
POINT = {
    "name": NAME,
    "dataSource": {"recordingMethod": "ACTIVELY_MEASURED", "device": {"formFactor": "SCALE"}},
    "weight": {
        "weightGrams": 62300,
        "sampleTime": {"physicalTime": "2026-11-22T13:00:00Z", "utcOffset": "3600s"},
    },
}
FAT = f"{PARENT.replace('weight', 'body-fat')}/dataPoints/bs-1"


@pytest.fixture(scope="module")
def description():
    return Description()


@pytest.fixture
async def google(socket_enabled, description):
    async with GoogleHealth() as google:
        google.state.access_tokens.add("token")
        yield google
    for exchange in google.exchanges:
        description.check(exchange, SCOPE)


@pytest.fixture
def client(google):
    """Return what asks by Google's own client, of the points of the user."""
    service = build(
        "health",
        "v4",
        credentials=Credentials("token"),
        static_discovery=True,
        client_options={"api_endpoint": f"{google.url}/"},
    )

    async def ask(method, **arguments):
        request = getattr(service.users().dataTypes().dataPoints(), method)(**arguments)
        return await asyncio.to_thread(request.execute)

    yield ask
    service.close()


async def test_creates_changes_reads_and_deletes(google, client):
    created = await client("create", parent=PARENT, body=POINT)
    assert created["done"]
    assert created["response"]["weight"]["weightGrams"] == 62300
    changed = deepcopy(POINT)
    changed["weight"]["weightGrams"] = 61900
    assert (await client("patch", name=NAME, body=changed))["done"]
    assert (await client("get", name=NAME))["weight"]["weightGrams"] == 61900
    assert (await client("batchDelete", parent=PARENT, body={"names": [NAME]}))["done"]
    assert google.state.points == {}


async def test_body_fat(client):
    point = {"name": FAT, "bodyFat": {"percentage": 21.64, **sample()}}
    await client("create", parent=FAT.partition("/dataPoints")[0], body=point)
    assert (await client("get", name=FAT))["bodyFat"]["percentage"] == 21.64


def sample():
    return {"sampleTime": POINT["weight"]["sampleTime"]}


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("get", {"name": NAME}, 404),
        ("patch", {"name": NAME, "body": POINT}, 404),
        ("batchDelete", {"parent": PARENT, "body": {"names": [NAME]}}, 404),
        ("create", {"parent": PARENT, "body": POINT | {"weight": sample()}}, 400),
        ("create", {"parent": PARENT, "body": POINT | {"name": f"{PARENT}/dataPoints/b"}}, 400),
        ("create", {"parent": PARENT, "body": POINT | {"name": FAT}}, 400),
    ],
)
async def test_refuses(google, client, method, arguments, status):
    with pytest.raises(HttpError) as refused:
        await client(method, **arguments)
    assert refused.value.status_code == status
    # That was on purpose, not by the description.
    google.exchanges.clear()


async def test_takes_an_id_once(client):
    await client("create", parent=PARENT, body=POINT)
    with pytest.raises(HttpError) as refused:
        await client("create", parent=PARENT, body=POINT)
    assert refused.value.status_code == 409


async def test_knows_its_tokens(google, client):
    google.revoke()
    with pytest.raises(Exception, match="refresh"):
        # Google's client asks for another token then.
        await client("get", name=NAME)
    assert google.exchanges[-1].status == 401


class TestDescription:
    """It is a referee only if it sees what is wrong."""

    @pytest.fixture
    async def exchange(self, google, client):
        await client("create", parent=PARENT, body=POINT)
        return google.exchanges[-1]

    @pytest.mark.parametrize(
        "change",
        [
            lambda body: body.update(unknown=1),
            lambda body: body["weight"].pop("weightGrams"),
            lambda body: body["weight"].update(weightGrams="62300"),
            lambda body: body["weight"].update(weightGrams=1_000_001),
            lambda body: body["weight"]["sampleTime"].update(utcOffset="PT1H"),
            lambda body: body["weight"]["sampleTime"].update(physicalTime="2026-11-22 13:00"),
            lambda body: body["dataSource"].update(recordingMethod="STOOD_ON"),
            lambda body: body["dataSource"].update(platform="FITBIT"),
            lambda body: body.update(name=f"{PARENT}/dataPoints/BS_1"),
        ],
    )
    def test_of_a_request(self, exchange, description, change):
        description.check(exchange, SCOPE)
        body = deepcopy(exchange.body)
        change(body)
        with pytest.raises(AssertionError):
            description.check(replace(exchange, body=body), SCOPE)

    def test_of_a_path_and_a_scope(self, exchange, description):
        with pytest.raises(ValueError, match="unpack"):
            description.check(replace(exchange, path="users/me/weight"), SCOPE)
        with pytest.raises(AssertionError):
            description.check(exchange, SCOPE.replace("writeonly", "readonly"))

    def test_of_an_answer(self, exchange, description):
        for answer in (
            {"done": "yes"},
            {"done": True, "response": {"@type": "x.DataPoint", "y": 1}},
        ):
            with pytest.raises(AssertionError):
                description.check(replace(exchange, answer=answer), SCOPE)
