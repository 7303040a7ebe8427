"""docs/import.md lists what is read, and says what is taken and asked."""

from pathlib import Path
from typing import NamedTuple

import pytest

from custom_components.body_scale.exchange import FORMATS, DateOrder, FileError, Question
from custom_components.body_scale.model import Given, Unit

from .samples import FILES, preview

TEXT = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
COMPOSITION = {
    "bmi": "BMI",
    "body_fat": "fat",
    "water": "water",
    "muscle_mass": "muscle",
    "bone_mass": "bone",
    "visceral_fat": "visceral fat",
    "basal_metabolism": "basal metabolism",
    "metabolic_age": "age",
}
OTHERS = {
    "fat_mass": "fat",
    "lean_body_mass": "lean mass",
    "protein": "protein",
    "impedance": "impedance",
    "heart_rate": "heart rate",
    "person": "people",
}
QUESTIONS = {
    Question.UNIT: "unit",
    Question.DATE_ORDER: "order of day and month",
    Question.PASSWORD: "password",
    Question.COLUMNS: "which column is what",
}


class Program(NamedTuple):
    """A row of the table."""

    title: str
    taken: set[str]
    asked: str


def taken(cell):
    """Return the names of what a cell says is taken."""
    words = cell.replace(";", ",").split(", ")
    names = {name for name, word in (COMPOSITION | OTHERS).items() if word in words}
    names |= {name for name, word in OTHERS.items() if word == "people" and word in cell}
    if "composition" in cell:
        without = cell.partition("(without ")[2].partition(")")[0]
        names |= {name for name, word in COMPOSITION.items() if word != without} | {"fat_mass"}
    return names


def programs():
    rows = [line.strip("| ").split(" | ") for line in TEXT.splitlines() if line.startswith("| ")]
    return {
        row[1].strip("`"): Program(row[0], taken(row[3]), row[4]) for row in rows if "`" in row[1]
    }


PROGRAMS = programs()


def readable():
    """Yield the name of each sample that is read, with its preview before and after answers."""
    answers = {"unit": Unit.KG, "date_order": DateOrder.DAY_FIRST, "password": "Test1234"}
    for path in FILES.iterdir():
        try:
            asked = preview(path.read_bytes())
        except FileError:
            continue
        if asked.format != "generic":
            yield path.name, asked, preview(path.read_bytes(), **answers)


SAMPLES = list(readable())


def test_every_format_is_listed_by_its_title():
    listed = {name: each.title for name, each in PROGRAMS.items()}
    assert listed == {name: each.title for name, each in FORMATS.items()}


def test_what_composition_means_is_what_a_file_can_give():
    assert COMPOSITION.keys() | OTHERS.keys() == {
        *Given._fields, "impedance", "heart_rate", "person",
    }  # fmt: skip
    meaning = TEXT.partition("*Composition* is ")[2].partition(".")[0]
    assert [word for word in COMPOSITION.values() if word not in meaning] == []


@pytest.mark.parametrize(("name", "asked", "answered"), SAMPLES)
def test_what_a_sample_asks_is_listed(name, asked, answered):
    cell = PROGRAMS[asked.format].asked
    assert [each for each in asked.questions if QUESTIONS[each] not in cell] == []


@pytest.mark.parametrize(("name", "asked", "answered"), SAMPLES)
def test_what_a_sample_gives_is_listed(name, asked, answered):
    found = set()
    for row in answered.rows:
        found |= row.given.keys()
        found |= {
            each for each in ("impedance", "heart_rate", "person") if getattr(row, each) is not None
        }
    assert found - PROGRAMS[asked.format].taken == set()


def test_what_cannot_be_read_is_said():
    for name in ("Happy Scale", "OKOK International", "Yunmai"):
        assert f"*{name}*" in TEXT
