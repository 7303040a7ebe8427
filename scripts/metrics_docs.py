#!/usr/bin/env python3
"""Write docs/metrics.md from the tables that compute the metrics.

    .venv/bin/python scripts/metrics_docs.py            print it
    .venv/bin/python scripts/metrics_docs.py --write    write docs/metrics.md

The words are in metrics_docs.template.md. The Mi Fit formulas below aren't tables in the code: the
tests work them out and compare.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
import math
from pathlib import Path
import sys

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "metrics.md"
TEMPLATE = Path(__file__).with_suffix(".template.md")
sys.path.insert(0, str(ROOT))

from custom_components.body_scale.body import (  # noqa: E402
    equations,
    given,
    grading,
    published,
)
from custom_components.body_scale.body.mi_fit import (  # noqa: E402
    formulas as mi_fit,
    grades as mi,
    legacy,
)
from custom_components.body_scale.body.offers import OFFERS  # noqa: E402
from custom_components.body_scale.model import (  # noqa: E402
    FormulaSet,
    Metrics,
    Missing,
    Sex,
)

ABOUT: Mapping[str, tuple[str, str, str]] = {
    "bmi": ("kg/m²", "weight for height", "no measure of fat: muscle weighs too"),
    "body_fat": ("%", "share of fat", "no scan: several points off for one person is usual"),
    "fat_mass": ("kg", "weight of fat", "only as good as body fat"),
    "lean_body_mass": ("kg", "weight without fat", "not muscle: bone, water and organs are in it"),
    "water": ("%", "share of water", "no sign of having drunk enough"),
    "muscle_mass": ("kg", "see the sets: they mean different things", "no measure of strength"),
    "bone_mass": ("kg", "mineral of the bones", "no bone density, no sign of osteoporosis"),
    "protein": ("%", "share of protein", "no sign of nutrition: it follows from the others"),
    "visceral_fat": (
        "index",
        "fat around the organs",
        "not measured, from weight and height alone",
    ),
    "basal_metabolism": ("kcal/d", "energy used at rest", "not what a day with movement needs"),
    "metabolic_age": ("years", "the age that these numbers would fit", "no health of any organ"),
    "ideal_weight": ("kg", "a rule of thumb by height", "no goal for one person"),
    "body_type": ("one of 9", "fat grade by muscle grade", "no judgement of a body"),
    "body_score": ("0-100", "Mi Fit's points", "no health: invented for an app"),
}

STEPS: Mapping[str, tuple[str, str]] = {
    "L": ("min(9.058·(H/100)² + 0.32·W + 12.226 - 0.0068·Z - 0.0542·A, 0.98·W)",) * 2,
    "c": ("0.8", "9.25 if A <= 49 else 7.25"),
    "k": (
        "0.98 if W < 61 else 1",
        "1 if 50 <= W <= 60 else (0.96 if W > 60 else 1.02)·(1.03 if H > 160 else 1)",
    ),
    "b": (
        f"0.05158·L - {mi_fit.COEFFICIENTS[Sex.MALE].bone_base}",
        f"0.05158·L - {mi_fit.COEFFICIENTS[Sex.FEMALE].bone_base}",
    ),
}
"""What the formulas below are made of, for men and women."""

HEAVY_MAN = "305·W/(0.0826·H² - 0.4·H + 48) - 2.9 + 0.15·A"
LIGHT_MAN = "W·(0.765 - 0.0015·H) - 0.143·H + 0.15·A - 5"
HEAVY_WOMAN = "500·W/(0.1158·H² + 1.45·H - 120) - 6 + 0.07·A"


def sum_of(constant: float, terms: Mapping[str, float]) -> str:
    """Return a sum as text."""
    text = f"{constant:g}" if constant else ""
    for quantity, coefficient in terms.items():
        sign = "-" if coefficient < 0 else "+"
        text += f" {sign} {abs(coefficient):.10g}·{quantity}"
    return text.strip().removeprefix("+ ")


def by_sex(field: str, quantities: str) -> tuple[str, str]:
    """Return the sums of one row of the Mi Fit coefficients."""
    rows = [getattr(mi_fit.COEFFICIENTS[sex], field) for sex in Sex]
    man, woman = (sum_of(row[0], dict(zip(quantities, row[1:], strict=True))) for row in rows)
    return man, woman


def ideal(sex: Sex) -> str:
    """Return Mi Fit's ideal weight as text."""
    a_cm, begin = mi_fit.COEFFICIENTS[sex].ideal_weight
    return f"{a_cm:g}·(H - {begin:g})"


MI_FIT: Mapping[str, tuple[tuple[str, str], mi_fit.Limits | None]] = {
    "bmi": (("W/(H/100)²",) * 2, mi_fit.BMI),
    "body_fat": (("(1 - (L - c)·k/W)·100",) * 2, mi_fit.BODY_FAT),
    "fat_mass": (("W·body_fat/100",) * 2, None),
    "lean_body_mass": (("W - fat_mass",) * 2, None),
    "water": (
        ("0.7·(100 - body_fat)·(1.02 if 0.7·(100 - body_fat) <= 50 else 0.98)",) * 2,
        mi_fit.WATER,
    ),
    "bone_mass": (("b + 0.1 if b > 2.2 else b - 0.1",) * 2, mi_fit.BONE_MASS),
    "muscle_mass": (("W - fat_mass - bone_mass",) * 2, mi_fit.MUSCLE_MASS),
    "protein": (("muscle_mass/W·100 - water",) * 2, mi_fit.PROTEIN),
    "visceral_fat": (
        (
            f"{HEAVY_MAN} if H < 1.6·W + 63 else {LIGHT_MAN}",
            f"W·(0.691 - 0.0024·H) - 0.027·H + 0.07·A - 10.5 if W <= 0.5·H - 13 else {HEAVY_WOMAN}",
        ),
        mi_fit.VISCERAL_FAT,
    ),
    "basal_metabolism": (by_sex("basal_metabolism", "WHA"), mi_fit.BASAL_METABOLISM),
    "metabolic_age": (by_sex("metabolic_age", "HWAZ"), mi_fit.METABOLIC_AGE),
    "ideal_weight": ((ideal(Sex.MALE), ideal(Sex.FEMALE)), None),
}
"""Formulas for men and women, and the limits that hold the result."""

LEGACY_VISCERAL = (
    f"{HEAVY_MAN} if H < 1.6·W else {LIGHT_MAN}",
    f"{HEAVY_WOMAN} if W > 0.5·H - 13 else W·(0.691 - 0.0048·H) - 0.027·H + 0.07·A - A",
)

REASONS: Mapping[Missing, str] = {
    Missing.NOT_OFFERED: "the formula set has nothing for it",
    Missing.MINOR: "under 18 years: the body mass index alone is shown, without classes",
    Missing.EXCLUDED: (
        "the profile of that day says pregnancy or an implant: nothing that an impedance would tell, "
        "nor a body fat guessed from the weight"
    ),
    Missing.NOT_GIVEN: "the scale itself doesn't say it",
    Missing.NO_IMPEDANCE: "the weighing has no usable impedance",
    Missing.OUT_OF_RANGE: "the equations aren't for such a body, or their result can't be one's",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def metrics_table() -> str:
    """Return what there is, and which set gives it."""
    rows = ([f"`{m}`", *ABOUT[m], *(offered(m, s) for s in FormulaSet)] for m in Metrics.__slots__)
    sets = (f"`{formula_set}`" for formula_set in FormulaSet)
    return table(["metric", "unit", "what it is", "what it is not", *sets], rows)


def offered(metric: str, formula_set: str) -> str:
    """Tell in a word whether a set gives a metric."""
    offer = OFFERS[formula_set]
    if metric not in offer.metrics:
        return "-"
    return "with impedance" if metric in offer.by_impedance else "yes"


def mi_fit_table() -> str:
    """Return the formulas of the default set."""
    steps = ((name, formulas, None) for name, formulas in STEPS.items())
    formulas = ((name, *row) for name, row in MI_FIT.items())
    rows = (
        [f"`{name}`", *columns(man, woman), f"{limits.low:g} to {limits.high:g}" if limits else ""]
        for name, (man, woman), limits in (*steps, *formulas)
    )
    return table(["", "men", "women", "limits"], rows)


def columns(man: str, woman: str) -> list[str]:
    """Return two formulas for a row."""
    return [f"`{man}`", "the same" if man == woman else f"`{woman}`"]


def equations_table() -> str:
    """Return the equations of papers."""
    every = (
        *(equations.SUN_FFM, equations.SUN_TBW, equations.JANSSEN, *equations.BODY_FAT),
        *(*equations.BASAL_METABOLISM, equations.CUNNINGHAM, equations.ROBINSON),
    )
    rows = (
        [
            each.name,
            each.gives,
            *columns(*(sum_of(*each.lines[sex]) for sex in (Sex.MALE, Sex.FEMALE))),
            valid(each),
            each.source,
            each.checked,
        ]
        for each in every
    )
    return table(["", "gives", "men", "women", "for", "source", "read a second time in"], rows)


def valid(equation: equations.Equation) -> str:
    """Return for whom an equation is."""
    spans = ((equation.ages, "y"), (equation.bmi, "kg/m²"), (equation.height, "cm"))
    return ", ".join(
        f"from {low:g} {unit}" if math.isinf(high) else f"{low:g} to {high:g} {unit}"
        for (low, high), unit in spans
        if low > 0 or not math.isinf(high)
    )


def plausible() -> str:
    """Return what results are refused."""
    limits = published.PLAUSIBLE.items()
    return ", ".join(f"`{name}` outside {low:g} to {high:g}" for name, (low, high) in limits)


def grade_rows() -> Iterator[list[str]]:
    """Yield the scales of adults that are the same for everybody or change by a table."""
    for sex, who in ((Sex.MALE, "men"), (Sex.FEMALE, "women")):
        for begin, fat in reversed([row for row in mi.FAT[sex] if row[0] >= grading.ADULT_AGE]):
            yield ["body_fat", f"{who} from {begin:g} y", *_scale(grading.LOW_TO_HIGH, fat)]
        water = (mi.NORMAL_WATER[sex], mi.GOOD_WATER[sex])
        yield ["water", who, *_scale(grading.LOW_NORMAL_GOOD, water)]
        for begin, muscle in reversed(mi.MUSCLE[sex]):
            at = f"{who} from {begin:g} cm"
            yield ["muscle_mass", at, *_scale(grading.LOW_NORMAL_GOOD, muscle)]
        bones = zip(mi.NORMAL_BONE[sex], mi.GOOD_BONE[sex], strict=True)
        for (begin, normal), (_, good) in reversed(list(bones)):
            at = f"{who} from {begin:g} kg"
            yield ["bone_mass", at, *_scale(grading.LOW_NORMAL_GOOD, (normal, good))]
        for begin, a_kg in reversed(mi.NORMAL_METABOLISM[sex]):
            at = f"{who} from {max(begin, grading.ADULT_AGE):g} y, times W"
            yield ["basal_metabolism", at, *_scale(grading.LOW_NORMAL, (a_kg,))]
    yield ["bmi", "all", *_scale(grading.MI_BMI, mi.BMI)]
    yield ["protein", "all", *_scale(grading.LOW_NORMAL_GOOD, mi.PROTEIN)]
    yield ["visceral_fat", "all", *_scale(grading.NORMAL_HIGH, mi.VISCERAL_FAT)]
    yield ["body_score", "all", *_scale(grading.BAD_TO_GOOD, mi.BODY_SCORE)]


def published_grade_rows() -> Iterator[list[str]]:
    """Yield the scales of papers."""
    yield ["bmi", "all", *_scale(grading.WHO_BMI, grading.WHO_BMI_BOUNDS)]
    for sex, who in ((Sex.MALE, "men"), (Sex.FEMALE, "women")):
        for begin, fat in reversed(grading.GALLAGHER_FAT[sex]):
            if fat is not None:
                yield ["body_fat", f"{who} from {begin:g} y", *_scale(grading.GALLAGHER, fat)]
        at = f"{who} from {grading.JANSSEN_AGE:g} y, times (H/100)²"
        yield ["muscle_mass", at, *_scale(grading.JANSSEN, grading.JANSSEN_MUSCLE[sex])]


def _scale(names: Sequence[str], bounds: Sequence[float]) -> tuple[str]:
    """Return names and the bounds between them as one text."""
    text = names[0]
    for bound, name in zip(bounds, names[1:], strict=True):
        text += f" < **{bound:g}** ≤ {name}"
    return (text,)


def page() -> str:
    """Return docs/metrics.md."""
    return TEMPLATE.read_text(encoding="utf-8").format(
        metrics=metrics_table(),
        mi_fit=mi_fit_table(),
        fat=legacy.FAT_JUMP,
        far_fat=legacy.FAR_FAT,
        water=legacy.WATER_JUMP,
        far_water=legacy.FAR_WATER * 0.98,
        men=legacy.JUMPS[Sex.MALE],
        women=legacy.JUMPS[Sex.FEMALE],
        far=legacy.FAR,
        visceral=LEGACY_VISCERAL,
        limits=legacy.LIMITS,
        published=(published.__doc__ or "").split("\n", 2)[2].strip(),
        given=(given.__doc__ or "").split("\n", 2)[2].strip(),
        equations=equations_table(),
        protein=equations.PROTEIN_SHARE,
        plausible=plausible(),
        reasons=table(["reason", ""], ([f"`{key}`", text] for key, text in REASONS.items())),
        mi_grades=table(["metric", "who", "grades"], grade_rows()),
        papers=(grading.__doc__ or "").split("those of papers:")[1].split("\n\n")[1],
        published_grades=table(["metric", "who", "grades"], published_grade_rows()),
    )


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page(), end="")
