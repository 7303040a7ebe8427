"""The actions that take weighings from files, and write them."""

from base64 import b64decode
import os
from pathlib import Path
from unittest.mock import patch

from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
import probatio
import pytest

from custom_components.body_scale import exchange
from custom_components.body_scale.exchange import (
    Answers,
    DateOrder,
    FileError,
    ImportPreview,
    Problem,
    Question,
)
from custom_components.body_scale.model import Unit, Weighing

from ..stored import everything
from .conftest import ANNA, BEN, START

OPEN_SCALE = "DATE,TIME,WEIGHT\n2019-11-02,07:12:41,62.3\n2019-11-03,07:12:41,62.1\n"
"""It doesn't say that these are kg."""


def said(*rows, **values):
    return ImportPreview(format="generic", rows=tuple(rows), **values)


@pytest.fixture
def refused(act):
    """Return a function that returns why an action is refused."""

    async def perform(action, **data):
        with pytest.raises(ServiceValidationError) as raised:
            await act(action, respond=True, **data)
        return raised.value.translation_key

    return perform


class TestImport:
    async def test_answers_with_counts(self, hass, household, reader, row, act):
        problem = Problem(5, "time_past", "Day")
        reader.answers = [said(row(0), row(1), problems=(problem,), unused=("Note",))] * 3
        expected = {
            "format": "generic",
            "found": 2,
            "added": 2,
            "known": 0,
            "skipped": 0,
            "pending": 0,
            "people": {"Anna": 2},
            "first": "2020-01-01T06:30:00+00:00",
            "last": "2020-01-02T06:30:00+00:00",
            "problem_count": 1,
            "problems": [
                {
                    "line": 5,
                    "key": "time_past",
                    "column": "Day",
                    "file": None,
                    "message": "The time is before 1900. (column Day)",
                }
            ],
            "unused": ["Note"],
        }
        fields = {"content": "Zeit\nä", "person": "Anna"}
        look = await act("import_weighings", respond=True, dry_run=True, **fields)
        assert look == expected
        assert everything(household) == []
        assert await act("import_weighings", respond=True, **fields) == expected
        assert len(everything(household)) == 2
        again = await act("import_weighings", respond=True, **fields)
        assert (again["added"], again["known"]) == (0, 2)
        assert reader.asked[0][0] == "Zeit\nä".encode()

    async def test_the_answers_to_what_the_file_does_not_say(
        self, household, reader, row, act, refused
    ):
        for question in Question:
            reader.answers = [said(questions=frozenset({question}), columns=("Kilos",))]
            key = await refused("import_weighings", content="x")
            assert key == f"import_asks_{question}"
        reader.answers = [said(row(0))]
        await act(
            "import_weighings",
            content="x",
            format="generic",
            unit="lb",
            date_order="day_first",
            columns={"Kilos": "weight_kg"},
            password="secret",
        )
        assert reader.asked[-1][1:] == (
            "generic",
            Answers(
                unit=Unit.LB,
                usual_unit=Unit.KG,
                date_order=DateOrder.DAY_FIRST,
                columns={"Kilos": "weight_kg"},
                password="secret",
            ),
        )

    async def test_the_usual_unit_counts_where_the_household_has_the_same(self, household, act):
        fields = {"content": OPEN_SCALE, "person": "Anna"}
        answer = await act("import_weighings", respond=True, **fields)
        assert answer["added"] == 2
        assert [each.weight_kg for each in everything(household)] == [62.3, 62.1]

    async def test_another_unit_is_asked_for(self, hass, entry, household, refused):
        options = {**entry.options, "weight_unit": "lb"}
        hass.config_entries.async_update_entry(entry, options=options)
        fields = {"content": OPEN_SCALE, "person": "Anna"}
        assert await refused("import_weighings", **fields) == "import_asks_unit"
        assert everything(household) == []

    async def test_what_is_wrong_is_said(self, reader, act):
        reader.answers = [FileError("binary")]
        with pytest.raises(ServiceValidationError) as raised:
            await act("import_weighings", content="x")
        assert raised.value.translation_key == "file_refused"
        reason = raised.value.translation_placeholders["reason"]
        assert reason == "It is neither text nor another kind of file that can be read."

    async def test_refused(self, reader, refused, act):
        assert await refused("import_weighings") == "nothing_to_import"
        assert await refused("import_weighings", content="x", format="y") == "unknown_format"
        assert await refused("import_weighings", content="x", person="Zoe") == "unknown_person"
        with pytest.raises(probatio.Invalid):
            await act("import_weighings", content="x", path="y")

    async def test_administrators_alone(self, hass, household, reader, act, hass_read_only_user):
        context = Context(user_id=hass_read_only_user.id)
        for action, data in (("import", {"content": "x"}), ("export", {"format": "csv"})):
            with pytest.raises(Unauthorized):
                await act(f"{action}_weighings", respond=True, context=context, **data)


class TestFiles:
    async def test_in_a_folder_that_is_allowed(self, household, reader, row, act, folder):
        reader.answers = [said(row(0))]
        (folder / "weights.csv").write_bytes(b"\xff\x00some bytes")
        await act("import_weighings", path=str(folder / "weights.csv"), person=ANNA)
        assert reader.asked[0][0] == b"\xff\x00some bytes"
        assert len(everything(household)) == 1

    async def test_of_the_configuration_folder(self, hass, household, reader, row, act):
        reader.answers = [said(row(0))]
        media = Path(hass.config.path("shared"))
        media.mkdir()
        hass.config.allowlist_external_dirs = {str(media.resolve())}
        (media / "weights.csv").write_text("x")
        await act("import_weighings", path="shared/weights.csv", person=ANNA)
        assert len(everything(household)) == 1

    async def test_nowhere_else(self, tmp_path, household, refused, folder):
        secret = tmp_path / "secret.csv"
        secret.write_text("x")
        (folder / "link.csv").symlink_to(secret)
        (folder / "loop.csv").symlink_to(folder / "loop.csv")
        (folder / "inner").symlink_to(tmp_path)
        os.mkfifo(folder / "pipe")
        for path, key in (
            (secret, "path_not_allowed"),
            (folder / ".." / "secret.csv", "path_not_allowed"),
            (folder / "link.csv", "path_not_allowed"),
            (folder / "inner" / "secret.csv", "path_not_allowed"),
            (folder / "loop.csv", "file_fails"),
            (folder / "none.csv", "file_missing"),
            (folder / "link.csv" / "more", "file_missing"),
            (folder / "a\0b", "file_missing"),
            (folder, "path_no_file"),
            # Nobody writes into it: reading it would never end.
            (folder / "pipe", "path_no_file"),
            (Path("/dev/zero"), "path_not_allowed"),
        ):
            assert await refused("import_weighings", path=str(path)) == key, path

    async def test_two_gigabytes_are_not_read(self, household, refused, folder):
        path = folder / "large.csv"
        with path.open("wb") as file:
            file.truncate(2 * 1024**3)
        assert await refused("import_weighings", path=str(path)) == "file_too_large"

    async def test_a_file_that_grows_while_it_is_read(self, household, refused, folder):
        path = folder / "growing.csv"
        path.write_bytes(b"x" * 10)
        files = "custom_components.body_scale.transfer.files"
        found = os.stat_result((0o100644, 0, 0, 0, 0, 0, 3, 0, 0, 0))
        with patch(f"{files}.MAX_BYTES", 5), patch(f"{files}.os.fstat", return_value=found):
            assert await refused("import_weighings", path=str(path)) == "file_too_large"


class TestExport:
    @pytest.fixture(autouse=True)
    def written(self, monkeypatch):
        """Stand in for the writing of files; `asked` has what was to be written."""
        asked = []

        def write(weighings, *, format, zone):  # noqa: A002
            rows = list(weighings)
            asked.append((format, rows))
            return f"{format} of {len(rows)}".encode()

        monkeypatch.setattr(exchange, "write", write)
        return asked

    @pytest.fixture(autouse=True)
    async def stored(self, household):
        rows = [(0, ANNA), (1, BEN), (2, None), (3, ANNA)]
        await household.records.add(
            [
                Weighing(
                    weighing_id=f"w{day}",
                    scale="import",
                    measured_at=START.replace(day=1 + day),
                    weight_kg=62.0,
                    person_id=person,
                )
                for day, person in rows
            ],
            quiet=True,
        )

    async def test_answers_with_the_text(self, written, act):
        answer = await act("export_weighings", respond=True, format="csv")
        name = answer.pop("file_name")
        assert name.startswith("body_scale_")
        assert name.endswith(".csv")
        assert answer == {
            "format": "csv",
            "count": 4,
            "encoding": "utf-8",
            "content": "csv of 4",
        }
        [(_, rows)] = written
        assert [each.weighing_id for each in rows] == ["w0", "w1", "w2", "w3"]
        assert [each.person for each in rows] == ["Anna", "Ben", None, "Anna"]

    async def test_of_a_person_and_a_time(self, written, act):
        await act("export_weighings", respond=True, format="json", person="anna")
        span = {"start": "2020-01-02T06:30:00+00:00", "end": "2020-01-03T06:30:00+00:00"}
        await act("export_weighings", respond=True, format="json", **span)
        ids = [[each.weighing_id for each in rows] for _, rows in written]
        assert ids == [["w0", "w3"], ["w1"]]

    async def test_what_is_no_text_is_encoded(self, act):
        answer = await act("export_weighings", respond=True, format="fit", person="Anna")
        assert answer["encoding"] == "base64"
        assert b64decode(answer["content"]) == b"fit of 2"

    async def test_formats_of_one_person_need_one(self, hass, entry, refused, act):
        for kind in ("openscale", "fit"):
            assert await refused("export_weighings", format=kind) == "export_needs_person"
        [ben] = [each for each in entry.subentries.values() if each.title == "Ben"]
        hass.config_entries.async_remove_subentry(entry, ben.subentry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        answer = await act("export_weighings", respond=True, format="openscale")
        assert answer["count"] == 2

    async def test_into_a_file(self, act, folder, refused):
        path = folder / "mine.csv"
        answer = await act("export_weighings", respond=True, format="csv", path=str(path))
        assert answer == {"format": "csv", "count": 4, "path": str(path)}
        assert path.read_text() == "csv of 4"
        # Whoever else has an account on the computer isn't to read it.
        assert path.stat().st_mode & 0o077 == 0
        path.write_text("something else")
        assert await refused("export_weighings", format="csv", path=str(path)) == "file_exists"
        assert path.read_text() == "something else"
        await act("export_weighings", format="csv", path=str(path), overwrite=True)
        assert path.read_text() == "csv of 4"
        assert [each.name for each in folder.iterdir()] == ["mine.csv"]

    async def test_not_into_any_file(self, hass, tmp_path, act, folder, refused):
        (folder / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
        (folder / "inner").mkdir()
        www = Path(hass.config.path("www"))
        www.mkdir()
        hass.config.allowlist_external_dirs = {str(folder), str(www.resolve())}
        for path, key in (
            (tmp_path / "mine.csv", "path_not_allowed"),
            (folder / ".." / "mine.csv", "path_not_allowed"),
            (folder / "link.csv", "path_not_allowed"),
            (folder / "none" / "mine.csv", "file_missing"),
            (folder / "inner", "path_no_file"),
            # It is served to everybody.
            (www / "mine.csv", "path_public"),
        ):
            for overwrite in (True, False):
                data = {"format": "csv", "path": str(path), "overwrite": overwrite}
                assert await refused("export_weighings", **data) == key, path
        assert not (tmp_path / "elsewhere.csv").exists()

    async def test_a_disk_that_fails_leaves_what_was_there(self, act, folder, refused):
        path = folder / "mine.csv"
        path.write_text("the last one")
        with patch(
            "custom_components.body_scale.transfer.files.os.fsync", side_effect=OSError(28, "full")
        ):
            data = {"format": "csv", "path": str(path), "overwrite": True}
            assert await refused("export_weighings", **data) == "file_fails"
        assert path.read_text() == "the last one"
        assert [each.name for each in folder.iterdir()] == ["mine.csv"]

    async def test_it_has_to_go_somewhere(self, act, refused):
        with pytest.raises(ServiceValidationError) as raised:
            await act("export_weighings", format="csv")
        assert raised.value.translation_key == "export_nowhere"
        with patch("custom_components.body_scale.transfer.actions._MAX_ANSWER", 5):
            assert await refused("export_weighings", format="csv") == "export_too_large"

    async def test_a_journal_that_cannot_be_read(self, household, act):
        with (
            patch.object(household.writer.journal, "run", side_effect=OSError),
            pytest.raises(HomeAssistantError) as raised,
        ):
            await act("export_weighings", respond=True, format="csv")
        assert raised.value.translation_key == "not_read"

    class TestDownload:
        async def test_by_a_path_that_is_signed(
            self, hass, household, written, hass_ws_client, hass_client_no_auth
        ):
            client = await hass_ws_client()
            wish = {"type": "body_scale/export", "format": "csv", "person_id": ANNA}
            await client.send_json_auto_id(wish | {"start": "2020-01-02T00:00:00+00:00"})
            found = (await client.receive_json())["result"]
            browser = await hass_client_no_auth()
            response = await browser.get(found["path"])
            assert response.status == 200
            assert await response.read() == b"csv of 1"
            name = found["file_name"]
            assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
            assert response.headers["Cache-Control"] == "no-store"
            # Another selection isn't what was signed.
            assert (await browser.get(found["path"].replace(ANNA, BEN))).status == 401
            assert (await browser.get("/api/body_scale/export?format=csv")).status == 401

        async def test_administrators_alone(
            self, hass, household, hass_ws_client, hass_client, hass_read_only_access_token
        ):
            client = await hass_ws_client(access_token=hass_read_only_access_token)
            await client.send_json_auto_id({"type": "body_scale/export", "format": "csv"})
            assert (await client.receive_json())["error"]["code"] == "unauthorized"
            browser = await hass_client(hass_read_only_access_token)
            assert (await browser.get("/api/body_scale/export?format=csv")).status == 401

        async def test_refused(self, hass, household, entry, hass_ws_client, hass_client):
            client = await hass_ws_client()
            await client.send_json_auto_id({"type": "body_scale/export", "format": "fit"})
            assert (await client.receive_json())["error"]["code"] == "export_needs_person"
            browser = await hass_client()
            url = "/api/body_scale/export?format="
            assert (await browser.get(f"{url}x")).status == 400
            assert (await browser.get(f"{url}csv&start=yesterday")).status == 400
            assert (await browser.get(f"{url}json")).status == 200
            await hass.config_entries.async_unload(entry.entry_id)
            assert (await browser.get(f"{url}csv")).status == 503
