"""Bad files, as real ones are: an error that says where, and nothing is changed."""

import io
import zipfile

from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.body_scale.exchange import Refusal, Skipped
from custom_components.body_scale.transfer.words import Words

from ..stored import everything
from .conftest import ANNA

GOOD = "DATE,TIME,WEIGHT\n2020-01-01,07:00:00,62.0\n"


@pytest.fixture
def bring(act, folder):
    """Return a function that imports a file with some content."""

    async def perform(content, **data):
        (folder / "file").write_bytes(content if isinstance(content, bytes) else content.encode())
        fields = {"path": str(folder / "file"), "person": "Anna", "unit": "kg", **data}
        return await act("import_weighings", respond=True, **fields)

    return perform


def bomb():
    """Return an archive of a file of 1 GB of nothing, which is 1 MB."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("weight.csv", "w", force_zip64=True) as member,
    ):
        for _ in range(1024):
            member.write(b"\0" * 1024**2)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in it."),
        (bytes(range(256)) * 50, "It is neither text"),
        (b"PK\x03\x04" + b"\0" * 500, "The archive is damaged."),
        ("Dear diary,\nI weigh 62 kg.\n", "There is no table of weighings"),
    ],
    ids=["empty", "binary", "archive", "prose"],
)
async def test_what_is_no_table(household, bring, content, said):
    with pytest.raises(ServiceValidationError) as raised:
        await bring(content)
    assert raised.value.translation_key == "file_refused"
    assert said in raised.value.translation_placeholders["reason"]
    assert everything(household) == []


async def test_an_archive_that_would_fill_the_memory(household, bring):
    with pytest.raises(ServiceValidationError) as raised:
        await bring(bomb())
    assert raised.value.translation_key == "file_refused"
    assert everything(household) == []


async def test_half_a_row(household, bring):
    answer = await bring(GOOD + "2020-01-02,07:0")
    assert answer["added"] == 1
    [problem] = answer["problems"]
    assert problem["line"] == 3
    assert problem["message"]


async def test_another_delimiter_is_found_out(household, bring):
    answer = await bring(GOOD.replace(",", ";").replace("62.0", "62,0"))
    assert (answer["added"], answer["problems"]) == (1, [])
    assert everything(household)[0].weight_kg == 62.0


async def test_formulas_are_texts(household, bring, act):
    formula = "=HYPERLINK(0)"
    text = f"date,weight (kg),person\n2020-01-01 07:00,62.0,{formula}\n"
    answer = await bring(text, person="Anna")
    assert answer["added"] == 1
    exported = (await act("export_weighings", respond=True, format="csv"))["content"]
    assert formula not in exported


async def test_a_cell_that_is_a_formula_is_no_number(household, bring):
    answer = await bring(GOOD + "2020-01-02,07:00:00,=1+1\n")
    assert (answer["added"], [each["line"] for each in answer["problems"]]) == (1, [3])


async def test_names_that_are_markup_are_shown_as_they_are(hass, household, whose, row):
    words = await Words.load(hass, {})
    [text] = whose().texts([row(0, person="<img src=x>[a](b)*c*")])
    said = words.texts([text])
    assert r"\<img src=x\>\[a\]\(b\)\*c\*" in said


async def test_every_reason_has_its_words(hass, household):
    from custom_components.body_scale.exchange import FileError, Problem

    words = await Words.load(hass, {ANNA: "Anna"})
    for key in Refusal:
        assert words.fault(FileError(key)) != key
    for key in Skipped:
        assert words.problem(Problem(1, key)) != key
    assert words.problem(Problem(1, Skipped.BAD_DATE, file="a.csv")).endswith("(a.csv)")
