"""docs/metrics.md says what the code computes."""

from collections.abc import Mapping
import importlib.util
from pathlib import Path
import random
import sys
from types import ModuleType
from typing import Any

import pytest

from custom_components.body_scale import body
from custom_components.body_scale.body.grading import GRADE_NAMES
from custom_components.body_scale.body.mi_fit.formulas import Limits
from custom_components.body_scale.model import FormulaSet, Metrics, Missing

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    path = ROOT / "scripts" / "metrics_docs.py"
    spec = importlib.util.spec_from_file_location("metrics_docs", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_the_page_is_what_the_generator_prints(generator: ModuleType) -> None:
    written = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert written == generator.page(), "run scripts/metrics_docs.py --write"


def test_the_page_leaves_nothing_out(generator: ModuleType) -> None:
    page = generator.page()
    for name in (*Metrics.__slots__, *FormulaSet, *Missing):
        assert f"`{name}`" in page
    for name in GRADE_NAMES:
        assert name in page
    assert set(generator.ABOUT) == set(Metrics.__slots__)


def work_out(formula: str, values: Mapping[str, float]) -> float:
    """Compute a formula as the page writes it."""
    code = formula.replace("·", "*").replace("²", "**2")
    return float(eval(code, {"__builtins__": {}, "min": min}, dict(values)))


def people() -> list[dict[str, Any]]:
    draw = random.Random(7)
    return [
        {
            "sex": draw.choice(["male", "female"]),
            "age": draw.uniform(18, 95),
            "height_cm": draw.uniform(120, 210),
            "weight_kg": draw.uniform(35, 180),
            "impedance": draw.uniform(200, 1200),
        }
        for _ in range(400)
    ]


@pytest.mark.parametrize("person", people())
def test_the_mi_fit_formulas_are_those_of_the_code(
    generator: ModuleType, person: dict[str, Any]
) -> None:
    woman = person["sex"] == "female"
    values = dict(zip("AHWZ", list(person.values())[1:], strict=True))
    for name, formulas in generator.STEPS.items():
        values[name] = work_out(formulas[woman], values)
    metrics = body.metrics(**person)
    for name, (formulas, limits) in generator.MI_FIT.items():
        value = work_out(formulas[woman], values)
        values[name] = limits.hold(value) if limits else value
        assert getattr(metrics, name) == pytest.approx(values[name]), name
    legacy = body.metrics(**person, formula_set="mi_fit_legacy")
    visceral = work_out(generator.LEGACY_VISCERAL[woman], values)
    assert legacy.visceral_fat == pytest.approx(Limits(1, 50).hold(visceral))
    uncapped = generator.STEPS["L"][0].removeprefix("min(").split(", 0.98")[0]
    assert legacy.lean_body_mass == pytest.approx(work_out(uncapped, values))
