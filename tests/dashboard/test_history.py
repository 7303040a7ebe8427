"""The history page by page, and as charts."""

from dataclasses import replace
from datetime import timedelta
import threading
from unittest.mock import patch

from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.household.view import HouseholdView
from custom_components.body_scale.journal.database import Journal

from ..changing import Change
from .conftest import ANNA, BEN


def ids(answer):
    return [each["weighing_id"] for each in answer["weighings"]]


def ms(moment):
    return round(moment.timestamp() * 1000)


class TestPages:
    async def test_newest_first_until_there_is_no_more(self, ask, store, weighed):
        await store(*(weighed(day) for day in range(1, 46)))
        found, before = [], None
        for size in (20, 20, 5):
            page = await ask("weighings", before=before)
            assert (len(page["weighings"]), page["total"]) == (size, 45)
            found += ids(page)
            before = page["before"]
        assert found == [f"w{day}" for day in range(1, 46)]
        assert before is None

    async def test_what_comes_and_goes_meanwhile_shifts_nothing(self, ask, act, store, weighed):
        await store(*(weighed(day) for day in range(1, 10)))
        page = await ask("weighings", limit=4)
        # The cursor's own weighing goes, and a newer one comes.
        await act("delete_weighing", weighing_id="w4")
        await store(weighed(0))
        assert ids(await ask("weighings", limit=4, before=page["before"])) == [
            "w5",
            "w6",
            "w7",
            "w8",
        ]

    async def test_those_of_one_moment_are_all_there(self, ask, store, weighed):
        await store(*(weighed(1, weighing_id=f"w{number}") for number in range(5)))
        first = await ask("weighings", limit=2)
        second = await ask("weighings", limit=9, before=first["before"])
        assert sorted(ids(first) + ids(second)) == [f"w{number}" for number in range(5)]

    async def test_of_a_person_and_a_time(self, ask, ago, store, weighed):
        annas = weighed(3, 62.0, person_id=ANNA, weighing_id="annas")
        await store(annas, *(weighed(day) for day in range(1, 10)))
        assert ids(await ask("weighings", person_id=ANNA)) == ["annas"]
        page = await ask(
            "weighings",
            person_id=BEN,
            start=ago(5).isoformat(),
            end=ago(2).isoformat(),
        )
        assert ids(page) == ["w3", "w4", "w5"]
        assert page["total"] == 3

    async def test_the_difference_is_to_the_persons_weighing_before(self, ask, store, weighed):
        await store(
            weighed(5, 85.0),
            weighed(4, 62.0, person_id=ANNA),
            weighed(3, 85.4),
            weighed(2, 70.0, person_id=None),
        )
        page = await ask("weighings", limit=3)
        found = {each["weighing_id"]: each["difference"] for each in page["weighings"]}
        assert found == {"w2": None, "w3": 0.4, "w4": None}

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("anna", ["annas"]),
            ("ben 85.5", ["w5"]),
            ("ben 62", []),
            (" KG ", ["annas", "w5", "w6"]),
        ],
    )
    async def test_a_search_needs_all_words(self, ask, store, weighed, search, found):
        await store(
            weighed(3, 62.0, person_id=ANNA, weighing_id="annas"),
            weighed(5, 85.5),
            weighed(6, 85.6),
        )
        page = await ask("weighings", search=search)
        assert (ids(page), page["total"]) == (found, len(found))

    async def test_a_search_by_date_has_pages_too(self, ask, ago, store, weighed):
        await store(*(weighed(day) for day in range(1, 10)))
        day = dt_util.as_local(ago(4)).date()
        assert ids(await ask("weighings", search=day.isoformat())) == ["w4"]
        first = await ask("weighings", search="ben", limit=6)
        assert first["total"] == 9
        rest = await ask("weighings", search="ben", limit=6, before=first["before"])
        assert ids(rest) == ["w7", "w8", "w9"]
        assert rest["before"] is None


class TestSeries:
    async def test_dots_and_the_trend(self, hass, ask, ago, store, weighed):
        await store(weighed(2, 85.0, impedance=480.0), weighed(1, 84.0))
        series = await ask("series", person_id=BEN, metric="weight")
        first, second = series["points"]
        assert first[:4] == [ms(ago(2)), 85.0, "w2", 0]
        assert first[4] > 0
        assert second == [ms(ago(1)), 84.0, "w1", 0, None]
        assert series["trend"][0] == [ms(ago(2)), 85.0]
        trend = float(hass.states.get("sensor.ben_weight_trend").state)
        assert series["trend"][-1] == [ms(ago(1)), trend]
        assert (series["unit"], series["total"], series["thinned"]) == ("kg", 2, False)
        # Not from zero: the data and a little around them.
        assert (series["low"], series["high"]) == (82.5, 86.5)
        assert series["healthy"] == {"low": 61.3, "high": 82.8}

    async def test_nobody_weighed_yet(self, ask):
        series = await ask("series", person_id=BEN, metric="weight")
        assert (series["points"], series["trend"], series["gaps"]) == ([], [], [])
        assert (series["low"], series["high"], series["total"]) == (None, None, 0)

    async def test_a_span(self, ask, ago, store, weighed):
        await store(*(weighed(day) for day in range(1, 40)))
        series = await ask(
            "series",
            person_id=BEN,
            metric="weight",
            start=ago(20).isoformat(),
            end=ago(10).isoformat(),
        )
        assert [each[2] for each in series["points"]] == [f"w{day}" for day in range(20, 10, -1)]
        assert len(series["trend"]) == 10

    async def test_a_gap_of_more_than_two_weeks_is_told(self, ask, ago, store, weighed):
        await store(*(weighed(day) for day in (40, 25, 11, 1)))
        series = await ask("series", person_id=BEN, metric="weight")
        assert series["gaps"] == [[ms(ago(40)), ms(ago(25))]]

    async def test_what_was_set_aside_is_told_apart_on_the_chart_of_whom_it_is_nearest(
        self, ask, store, weighed
    ):
        # Without `nobody` they aren't looked at again.
        aside = {"person_id": "guest", "assigned_by": "auto", "candidates": {BEN: 0.02, ANNA: 0.01}}
        await store(
            weighed(9, 85.0),
            weighed(5, 86.0, **aside),
            weighed(4, 25.0, **aside),
            weighed(3, 86.0, person_id="guest"),
            weighed(1, 85.5),
        )
        series = await ask("series", person_id=BEN, metric="weight")
        assert [(each[2], each[3]) for each in series["points"]] == [
            ("w9", 0),
            ("w5", 1),
            ("w1", 0),
        ]
        # A suitcase doesn't change the axis, nor does anything of it the trend.
        assert (series["low"], series["high"], series["total"]) == (83.5, 87.0, 2)
        assert len(series["trend"]) == 2
        assert (await ask("series", person_id=ANNA, metric="weight"))["points"] == []
        assert (await ask("series", person_id=BEN, metric="bmi"))["total"] == 2

    async def test_another_metric(self, ask, hass, store, weighed):
        await store(weighed(2, impedance=480.0), weighed(1))
        series = await ask("series", person_id=BEN, metric="body_fat")
        assert [each[2] for each in series["points"]] == ["w2"]
        assert (series["trend"], series["unit"], series["goal"]) == ([], "%", None)
        [dot] = series["points"]
        assert dot[1] == dot[4]
        # The newest weighing has no fat, so nothing is said of what is normal.
        assert series["healthy"] is None

    async def test_the_normal_range_of_another_metric(self, hass, ask, store, weighed):
        await store(weighed(1, impedance=480.0))
        series = await ask("series", person_id=BEN, metric="body_fat")
        grades = hass.states.get("sensor.ben_body_fat").attributes
        at = grades["grades"].index("normal")
        low, high = grades["bounds"][at - 1 : at + 1]
        assert series["healthy"] == {"low": low, "high": high}

    @pytest.fixture
    async def decade(self, store, weighed):
        """Store a weighing a day over ten years, with one that stands out."""
        await store(*(weighed(day, 85 + (day == 3000) * 15) for day in range(3650)))

    @pytest.mark.usefixtures("decade")
    async def test_ten_years_are_thinned_but_keep_their_peak(self, ask, ago):
        series = await ask("series", person_id=BEN, metric="weight", points=200)
        assert (series["total"], series["thinned"]) == (3650, True)
        found = [each[2] for each in series["points"]]
        assert len(found) <= 200
        assert (found[0], found[-1]) == ("w3649", "w0")
        assert "w3000" in found
        assert len(series["trend"]) <= 200

    @pytest.mark.usefixtures("decade")
    async def test_a_chart_of_a_quarter_needs_no_journal(self, ask, ago):
        with patch.object(Journal, "run", side_effect=OSError):
            start = ago(90).isoformat()
            series = await ask("series", person_id=BEN, metric="weight", start=start)
        assert series["total"] == 91

    @pytest.mark.usefixtures("decade")
    async def test_a_count_of_all(self, person):
        assert (await person("Ben"))["count"] == 3650

    @pytest.mark.usefixtures("decade")
    async def test_what_was_read_once_is_not_read_again_until_it_changes(
        self, ask, act, entry, hass
    ):
        async def newest():
            series = await ask("series", person_id=BEN, metric="bmi")
            return series["total"], series["points"][-1][1]

        before = await newest()
        with patch.object(Journal, "run", side_effect=OSError):
            assert await newest() == before
        await act("edit_weighing", weighing_id="w0", weight=86.0)
        assert (await newest())[1] > before[1]
        await act("delete_weighing", weighing_id="w3649")
        assert (await newest())[0] == before[0] - 1
        # The height counts for all of them.
        profile = {**Change(hass, entry).find("Ben").data["profiles"][0], "height": 192.0}
        Change(hass, entry).update("Ben", profiles=[profile])
        await hass.async_block_till_done(wait_background_tasks=True)
        assert (await newest())[1] < before[1]

    @pytest.mark.usefixtures("decade")
    async def test_metrics_of_thousands_are_made_outside_of_the_loop(self, ask):
        threads = set()
        metrics = HouseholdView.metrics

        def note(*args):
            threads.add(threading.get_ident())
            return metrics(*args)

        with patch.object(HouseholdView, "metrics", note):
            await ask("series", person_id=BEN, metric="bmi")
            await ask("weighings", limit=500)
        assert threads
        assert threading.get_ident() not in threads

    async def test_a_weighing_of_the_future_is_left_out(self, ask, store, weighed):
        ahead = replace(weighed(0), measured_at=dt_util.utcnow() + timedelta(days=9))
        await store(weighed(1), ahead)
        series = await ask("series", person_id=BEN, metric="weight")
        assert [each[2] for each in series["points"]] == ["w1"]


class TestFamily:
    async def test_everybodys_change_in_percent_and_no_weight(self, ask, store, weighed):
        await store(
            *(weighed(day, 80 + day / 10) for day in range(25)),
            *(weighed(day, 60.0, person_id=ANNA, weighing_id=f"a{day}") for day in range(40)),
        )
        lines = {each["name"]: each["points"] for each in (await ask("family", days=30))["lines"]}
        assert set(lines) == {"Anna", "Ben"}
        assert {each[1] for each in lines["Anna"]} == {0.0}
        assert lines["Ben"][0][1] == 0.0
        # The trend lags behind 2.4 of 82.4 kg.
        assert -2.9 < lines["Ben"][-1][1] < -1.0

    async def test_who_was_not_weighed_has_no_line(self, ask, store, weighed):
        await store(weighed(1), weighed(200, 60.0, person_id=ANNA))
        assert [each["name"] for each in (await ask("family", days=90))["lines"]] == ["Ben"]
