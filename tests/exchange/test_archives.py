"""Archives: what is wanted is unpacked, within limits, and nothing else is."""

import io
import zipfile

import pytest
import pyzipper

from custom_components.body_scale import exchange
from custom_components.body_scale.exchange import FileError, Question, Refusal
from custom_components.body_scale.exchange.archive import MAX_BYTES

from .samples import brief, preview, sample

PATH = "Takeout/weight.csv"
WEIGHTS = sample("withings_weight_en")


def packed(*members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for path, content in members:
            archive.writestr(path, content)
    return file.getvalue()


def refused(content, **options):
    with pytest.raises(FileError) as fault:
        preview(content, **options)
    return fault.value.key


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_ways_to_pack(method):
    found = preview(packed((PATH, WEIGHTS), method=method))
    assert (found.format, brief(found)) == ("withings", brief(preview(WEIGHTS)))


def test_other_files_are_left_alone():
    bomb = bytes(10 * 1024 * 1024)
    found = preview(
        packed(("raw_tracker_hr.csv", bomb), (PATH, WEIGHTS), ("../../etc/passwd", b"x"))
    )
    assert len(found.rows) == 3


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (packed(("readme.txt", b"hello")), Refusal.NOTHING_IN_ARCHIVE),
        (packed(), Refusal.NOTHING_IN_ARCHIVE),
        (packed((PATH, b"no weights here")), Refusal.NOTHING_IN_ARCHIVE),
        (packed(("weight.csv/", b"")), Refusal.NOTHING_IN_ARCHIVE),
        (packed(("[Content_Types].xml", b"<x/>"), (PATH, WEIGHTS)), Refusal.SPREADSHEET),
        (packed((PATH, bytes(2 * 1024 * 1024))), Refusal.ARCHIVE_TOO_LARGE),
        (
            packed(*((f"{number}/weight.csv", b"") for number in range(501))),
            Refusal.ARCHIVE_TOO_LARGE,
        ),
        (b"PK\x03\x04 and then nothing", Refusal.BROKEN_ARCHIVE),
        (packed((PATH, WEIGHTS))[:-30], Refusal.BROKEN_ARCHIVE),
    ],
    # The bytes have the time in them: two workers would know the tests by other names.
    ids=[
        "another file",
        "empty",
        "no weights",
        "a folder",
        "a spreadsheet",
        "a bomb",
        "too many files",
        "a beginning",
        "cut off",
    ],
)
def test_what_is_refused(content, key):
    assert refused(content) == key


def lying(content, old, new):
    """Return an archive whose entries say another size."""
    return content.replace(old.to_bytes(4, "little"), new.to_bytes(4, "little"))


def test_an_entry_that_says_it_is_huge():
    assert (
        refused(lying(packed((PATH, WEIGHTS)), len(WEIGHTS), MAX_BYTES + 1))
        == Refusal.ARCHIVE_TOO_LARGE
    )


def test_files_that_are_too_large_together(monkeypatch):
    content = packed(("a/weight.csv", WEIGHTS * 20), ("b/weight.csv", WEIGHTS * 20))
    assert len(content) < 20 * len(WEIGHTS)
    monkeypatch.setattr(exchange.archive, "MAX_BYTES", 30 * len(WEIGHTS))
    assert refused(content) == Refusal.ARCHIVE_TOO_LARGE


def test_an_entry_that_says_it_is_small():
    content = lying(packed((PATH, WEIGHTS)), len(WEIGHTS), 5)
    assert refused(content) == Refusal.BROKEN_ARCHIVE


def test_damage_within_a_file():
    content = bytearray(packed((PATH, WEIGHTS), method=zipfile.ZIP_STORED))
    at = content.index(b"62.10")
    content[at : at + 5] = b"99.99"
    assert refused(bytes(content)) == Refusal.BROKEN_ARCHIVE


def test_a_way_to_pack_that_is_unknown():
    content = packed((PATH, WEIGHTS), method=zipfile.ZIP_STORED)
    local, central = content.index(b"PK\x03\x04"), content.index(b"PK\x01\x02")
    changed = bytearray(content)
    changed[local + 8] = changed[central + 10] = 97
    assert refused(bytes(changed)) == Refusal.UNSUPPORTED_ARCHIVE


class TestPasswords:
    @pytest.fixture
    def encrypted(self):
        file = io.BytesIO()
        with pyzipper.AESZipFile(file, "w", encryption=pyzipper.WZ_AES) as archive:
            archive.setpassword("säsam".encode())
            archive.writestr(PATH, WEIGHTS)
        return file.getvalue()

    def test_it_is_asked_for(self, encrypted):
        asked = preview(encrypted)
        assert (asked.format, asked.questions) == ("withings", {Question.PASSWORD})
        assert preview(encrypted, password="").questions == {Question.PASSWORD}

    def test_it_opens(self, encrypted):
        assert brief(preview(encrypted, password="säsam")) == brief(preview(WEIGHTS))

    def test_a_wrong_one_is_refused(self, encrypted):
        assert refused(encrypted, password="sesame") == Refusal.WRONG_PASSWORD

    def test_what_isnt_encrypted_needs_none(self):
        assert preview(packed((PATH, WEIGHTS)), password="any").rows

    def test_a_way_to_pack_that_is_unknown(self, encrypted, monkeypatch):
        monkeypatch.setattr(
            pyzipper.AESZipFile, "open", lambda *_: (_ for _ in ()).throw(NotImplementedError)
        )
        assert refused(encrypted, password="säsam") == Refusal.UNSUPPORTED_ARCHIVE


def test_the_format_that_is_named_counts():
    content = packed((PATH, WEIGHTS))
    assert preview(content, as_format="withings").rows
    assert refused(content, as_format="zepp") == Refusal.NOTHING_IN_ARCHIVE
    assert exchange.FORMATS["generic"].members == ()


def test_bytes_that_are_missing_within():
    content = sample("zepp_life_export")
    for at in range(len(content)):
        try:
            found = preview(content[:at] + content[at + 2 :], password="Test1234")
        except FileError:
            continue
        assert found.format in exchange.FORMATS
