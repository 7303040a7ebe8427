"""Who it was: what the identification promises."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import random
from zoneinfo import ZoneInfo

import pytest

from custom_components.body_scale.identification import identify, learned
from custom_components.body_scale.model import AssignedBy

NOW = datetime(2025, 6, 1, 7, 0, tzinfo=UTC)


@dataclass
class Weighed:
    weight_kg: float
    measured_at: datetime = NOW
    impedance: float | None = None
    profile_id: int | None = None


@dataclass
class Somebody:
    id: str
    history: list = field(default_factory=list)
    first_guess: float | None = None
    weight_min: float | None = None
    weight_max: float | None = None
    profile_id: int | None = None
    home: bool | None = None
    claimed: bool = False


@dataclass
class Named(Somebody):
    name: str = ""


def daily(weight, *, days=30, ohm=None, until=1, slope=0.0, noise=0.3, hour=7, seed=1):
    """Weighings on the mornings of the days before, the last one `until` days ago."""
    rng = random.Random(f"{seed} {weight}")
    return [
        Weighed(
            round(weight - slope * (ago - until) + rng.gauss(0, noise), 2),
            NOW.replace(hour=hour) - timedelta(days=ago, minutes=rng.randrange(30)),
            ohm and round(ohm * rng.uniform(0.985, 1.015)),
        )
        for ago in range(days + until - 1, until - 1, -1)
    ]


def anna(**more):
    return Named("a", **({"history": daily(62, ohm=560), "name": "Anna"} | more))


def ben(**more):
    return Named("b", **({"history": daily(85, ohm=470), "name": "Ben"} | more))


def test_the_nearest_to_the_trend_gets_it():
    verdict = identify(Weighed(62.4, impedance=556), [anna(), ben()])
    assert verdict.person_id == "a"
    assert not verdict.nobody
    assert verdict.confidence == verdict.scores["a"] > 0.99
    assert verdict.assigned_by is AssignedBy.AUTO


def test_the_reason_names_the_nearest_people():
    verdict = identify(Weighed(62.4, impedance=556), [ben(), anna()])
    assert verdict.reason.startswith("0.")
    assert "from Anna's trend" in verdict.reason
    assert "Ben is 23 kg heavier" in verdict.reason or "Ben is 22 kg heavier" in verdict.reason


def test_the_reason_works_without_a_name():
    assert "somebody" in identify(Weighed(62), [Somebody("somebody", daily(62))]).reason


def test_a_claim_wins_whatever_the_weight():
    verdict = identify(Weighed(85, impedance=470), [anna(claimed=True), ben()])
    assert verdict.person_id == "a"
    assert verdict.assigned_by is AssignedBy.CLAIM
    assert "claimed" in verdict.reason
    assert verdict.scores == {"a": 1.0, "b": 0.0, "nobody": 0.0}


def test_of_two_claims_the_likelier_wins():
    people = [anna(claimed=True), ben(claimed=True), Somebody("c", daily(84.9))]
    verdict = identify(Weighed(85, impedance=470), people)
    assert verdict.person_id == "b"
    assert verdict.assigned_by is AssignedBy.CLAIM
    assert verdict.scores["c"] == 0


def test_a_small_thing_is_given_to_who_claimed_it():
    assert identify(Weighed(4.2), [anna(claimed=True)]).person_id == "a"


@pytest.mark.parametrize("limit", [{"weight_max": 62}, {"weight_min": 63}])
def test_limits_are_never_broken_unasked(limit):
    verdict = identify(Weighed(62.4), [anna(**limit), ben()])
    assert verdict.person_id is None
    assert verdict.scores["a"] == 0
    assert "outside the limits set" in verdict.reason


def test_a_claim_may_break_the_limits():
    assert identify(Weighed(62.4), [anna(weight_max=60, claimed=True)]).person_id == "a"


def test_two_people_within_300_grams_are_asked_about():
    pair = [Somebody("a", daily(70)), Somebody("b", daily(70.3))]
    verdict = identify(Weighed(70.1), pair)
    assert verdict.person_id is None
    assert not verdict.nobody
    assert min(verdict.scores["a"], verdict.scores["b"]) > 0.2


def test_the_impedance_tells_them_apart():
    pair = [Somebody("a", daily(70, ohm=600)), Somebody("b", daily(70.3, ohm=480))]
    assert identify(Weighed(70.1, impedance=595), pair).person_id == "a"
    assert identify(Weighed(70.1, impedance=484), pair).person_id == "b"


def test_so_do_their_hours():
    pair = [Somebody("a", daily(70, hour=7)), Somebody("b", daily(70.3, hour=21))]
    assert identify(Weighed(70.1, NOW.replace(hour=7)), pair).person_id == "a"
    assert identify(Weighed(70.1, NOW.replace(hour=21)), pair).person_id == "b"


def test_a_missing_impedance_says_something_too():
    pair = [Somebody("a", daily(70, ohm=500)), Somebody("b", daily(70.3))]
    assert identify(Weighed(70.1), pair).person_id == "b"


def test_the_reason_mentions_an_impedance_unlike_theirs():
    reason = identify(Weighed(62.1, impedance=420), [anna(), ben()]).reason
    assert "unlike their impedance" in reason


def test_hours_are_those_of_the_households_clock():
    """Summer time moves nobody's habits."""
    berlin = ZoneInfo("Europe/Berlin")

    def history(weight, hour):
        past = daily(weight, days=60)
        for each in past:
            each.measured_at = each.measured_at.astimezone(berlin).replace(hour=hour)
        return past

    pair = [Somebody("a", history(70, 7)), Somebody("b", history(70.3, 21))]
    now = datetime(2025, 6, 1, 21, 10, tzinfo=berlin)
    assert identify(Weighed(70.1, now), pair).person_id == "b"
    for each in pair[0].history + pair[1].history:
        each.measured_at = each.measured_at.astimezone(UTC)
    assert identify(Weighed(70.1, now), pair).person_id == "b"


def test_who_has_weighed_already_today_is_less_likely():
    pair = [Somebody("a", daily(70)), Somebody("b", daily(70.3))]
    before = identify(Weighed(70.1), pair).scores["a"]
    pair[0].history.append(Weighed(70.2, NOW - timedelta(minutes=5)))
    assert identify(Weighed(70.1), pair).scores["a"] < before / 2


def test_presence_is_only_a_hint():
    pair = [Somebody("a", daily(70)), Somebody("b", daily(70.3), home=False)]
    known = identify(Weighed(70.1), pair).scores
    pair[1].home = None
    unknown = identify(Weighed(70.1), pair).scores
    assert known["b"] < unknown["b"] / 3
    # A phone left at the office doesn't make a plain case doubtful.
    assert identify(Weighed(62.2), [anna(home=False), ben(home=True)]).person_id == "a"


def test_the_scales_profile_slot_counts():
    pair = [Somebody("a", daily(70), profile_id=1), Somebody("b", daily(70.3), profile_id=2)]
    verdict = identify(Weighed(70.1, profile_id=2), pair)
    assert verdict.person_id == "b"
    assert verdict.assigned_by is AssignedBy.PROFILE


def test_a_slot_chosen_by_mistake_isnt_believed():
    verdict = identify(Weighed(85.1, profile_id=1), [anna(profile_id=1), ben(profile_id=2)])
    assert verdict.person_id != "a"


def test_a_wrong_weighing_in_the_history_doesnt_capture():
    history = daily(62, days=40)
    history[-3].weight_kg = 85.2
    verdict = identify(Weighed(85.2), [Somebody("a", history), Somebody("b", daily(85))])
    assert verdict.person_id == "b"
    assert identify(Weighed(62.1), [Somebody("a", history), ben()]).person_id == "a"


def test_the_longer_ago_the_wider():
    def believed(gap):
        """How likely 4.5 kg off is, compared with being on the trend."""
        pair = [Somebody("a", daily(70, until=gap)), Somebody("b", daily(95))]
        off, on = (identify(Weighed(weight), pair).scores for weight in (74.5, 70))
        return (off["a"] / off["nobody"]) / (on["a"] / on["nobody"])

    assert believed(60) > 5 * believed(1)
    assert believed(60) > believed(20) > believed(1)


def test_a_diet_is_followed_through_a_fortnight_without_weighing():
    dieting = daily(74, days=40, slope=-0.15, until=14)
    verdict = identify(Weighed(72.2), [Somebody("a", dieting), Somebody("b", daily(76))])
    assert verdict.person_id == "a"


def test_a_suitcase_is_nobodys():
    verdict = identify(Weighed(18.3), [anna(), ben()])
    assert verdict.nobody
    assert verdict.person_id is None
    assert verdict.confidence == verdict.scores["nobody"] >= 0.9


@pytest.mark.parametrize("weight", [48.0, 73.5, 110.0])
def test_far_from_everybody_is_nobodys_or_asked(weight):
    assert identify(Weighed(weight, impedance=500), [anna(), ben()]).person_id is None


def test_a_parent_with_a_child_isnt_given_to_anybody():
    assert identify(Weighed(72.5, impedance=420), [anna(), ben()]).person_id is None


class TestAlone:
    @pytest.mark.parametrize("days", [1, 5, 100])
    def test_whatever_is_plausible_isnt_denied(self, days):
        assert not identify(Weighed(61), [ben(history=daily(85, days=days))]).nobody

    @pytest.mark.parametrize("weight", [81, 84, 86.6, 87.5])
    def test_what_is_near_is_theirs(self, weight):
        assert identify(Weighed(weight), [ben(history=daily(85, noise=0.6))]).person_id == "b"

    def test_the_first_weighing_is_theirs(self):
        assert identify(Weighed(82), [Somebody("b", first_guess=85)]).person_id == "b"
        assert identify(Weighed(82), [Somebody("b")]).person_id == "b"

    @pytest.mark.parametrize("days", [1, 5, 100])
    def test_a_suitcase_or_small_child_isnt(self, days):
        assert identify(Weighed(12.7), [ben(history=daily(85, days=days))]).person_id is None

    def test_the_first_guess_counts(self):
        assert (
            identify(Weighed(85, impedance=480), [Somebody("b", first_guess=62)]).person_id is None
        )

    def test_so_little_is_asked_about_without_one(self):
        assert identify(Weighed(30), [Somebody("b")]).person_id is None


class TestCarrying:
    """Who carries something barefoot keeps their own impedance."""

    @pytest.mark.parametrize("kg", [4, 5.4, 8, 12, 18, 24, 25, 30])
    @pytest.mark.parametrize("days", [5, 100])
    @pytest.mark.parametrize("others", [[], [anna()]], ids=["alone", "of two"])
    def test_a_load_isnt_given_to_who_carries_it(self, kg, days, others):
        people = [Somebody("b", daily(85, ohm=480, days=days)), *others]
        assert identify(Weighed(85 + kg, impedance=480), people).person_id is None

    @pytest.mark.parametrize("days", [5, 100])
    def test_nor_on_shod_feet(self, days):
        people = [Somebody("b", daily(85, ohm=480, days=days)), anna()]
        assert identify(Weighed(95), people).person_id is None

    @pytest.mark.parametrize("hour", [7, 21])
    @pytest.mark.parametrize("days", [5, 100])
    @pytest.mark.parametrize("others", [[], [anna()]], ids=["alone", "of two"])
    def test_a_dinner_is_no_load(self, hour, days, others):
        people = [Somebody("c", daily(82, ohm=480, days=days)), *others]
        verdict = identify(Weighed(83.6, NOW.replace(hour=hour), impedance=479), people)
        assert verdict.person_id == "c"

    @pytest.mark.parametrize("days", [0, 1, 3, 10, 100])
    @pytest.mark.parametrize("others", [[], [anna()]], ids=["alone", "of two"])
    @pytest.mark.parametrize("ohm", [480, None])
    def test_the_heavier_the_less_likely(self, days, others, ohm):
        """What is too heavy to be carried isn't theirs for that."""
        person = Somebody("b", daily(85, ohm=ohm, days=days), first_guess=85)
        scores = [
            identify(Weighed(85 + kg, impedance=ohm), [person, *others]).scores["b"]
            for kg in range(3, 215, 2)
        ]
        least = 1.0
        for score in scores:
            assert score <= least + 0.1
            least = min(least, score)
        assert least < 0.01

    def test_a_load_is_told_from_a_stranger(self):
        people = [Somebody("b", daily(85, ohm=480, days=40)), anna()]
        load = identify(Weighed(93, impedance=480), people)
        assert load.nobody
        assert load.load > 0.9
        suitcase = identify(Weighed(14), people)
        assert suitcase.nobody
        assert suitcase.load < 0.01

    @pytest.mark.parametrize("days", [2, 3, 5, 10, 100])
    @pytest.mark.parametrize("kg", [10, 15, 20, 30, 40])
    @pytest.mark.parametrize("ohm", [480, None])
    def test_nor_does_a_body_lose_as_much(self, days, kg, ohm):
        person = Somebody("b", daily(85, ohm=480, days=days))
        assert identify(Weighed(85 - kg, impedance=ohm), [person]).person_id is None

    def test_weeks_later_it_may_be_the_body(self):
        people = [Somebody("b", daily(85, until=90)), anna()]
        assert identify(Weighed(89), people).scores["b"] > 0.5


class TestUnanswered:
    def newcomers(self, apart):
        return [Somebody("a", first_guess=62), Somebody("b", first_guess=62 + apart)]

    @pytest.mark.parametrize("apart", [5, 6, 7])
    def test_two_groups_are_two_people(self, apart):
        people = self.newcomers(apart)
        others = [Weighed(62.3 + apart, NOW - timedelta(days=1))]
        assert identify(Weighed(62.1), people).person_id != "b"
        assert identify(Weighed(62.1), people, unanswered=others).person_id == "a"
        one = [Weighed(62.1, NOW - timedelta(days=1))]
        assert identify(Weighed(62.3 + apart), people, unanswered=one).person_id == "b"

    def test_one_group_is_one_person(self):
        people = self.newcomers(6)
        same = [Weighed(62 + day / 10, NOW - timedelta(days=day)) for day in range(1, 6)]
        alone, more = (identify(Weighed(62.1), people, unanswered=each) for each in ([], same))
        assert more.scores == alone.scores

    def test_equal_first_guesses_stay_a_question(self):
        people = self.newcomers(0)
        others = [Weighed(68.2, NOW - timedelta(days=day)) for day in range(1, 6)]
        assert identify(Weighed(62.1), people, unanswered=others).person_id is None

    def test_who_was_weighed_explains_their_own(self):
        people = [ben(), *self.newcomers(6)]
        others = [Weighed(85.1, NOW - timedelta(days=day)) for day in range(1, 6)]
        alone, more = (identify(Weighed(62.1), people, unanswered=each) for each in ([], others))
        assert more.scores == alone.scores

    def test_any_number_takes_no_time(self):
        people = [Somebody(f"p{n}", first_guess=50 + 4 * n) for n in range(8)]
        others = [Weighed(40 + n % 90, NOW - timedelta(hours=n)) for n in range(1000)]
        scores = identify(Weighed(62.1), people, unanswered=others).scores
        assert sum(scores.values()) == pytest.approx(1)


class TestWhatWasLearned:
    """It is stored until a history changes, and always what the history says."""

    def fresh(self, reading, people):
        learned._learned.clear()
        return identify(reading, people)

    def test_a_growing_history_gives_the_same_answers(self):
        past, other = daily(70, days=260, ohm=500), daily(70.6, days=260, ohm=520)
        for end in (*range(1, 130, 7), *range(130, 261, 3)):
            pair = [Somebody("a", past[:end]), Somebody("b", other[:end])]
            at = past[end - 1].measured_at + timedelta(days=1)
            kept = identify(Weighed(70.2, at, impedance=505), pair)
            assert kept == self.fresh(Weighed(70.2, at, impedance=505), pair)

    def test_so_does_one_that_was_corrected(self):
        past = daily(70, days=60)
        identify(Weighed(70), [Somebody("a", past)])
        past[30].weight_kg = 80.0
        del past[40:45]
        kept = identify(Weighed(70), [Somebody("a", past)])
        assert kept == self.fresh(Weighed(70), [Somebody("a", past)])

    def test_and_one_that_loses_its_newest(self):
        past, other = daily(70, days=130, ohm=500), daily(70.6, days=130, ohm=520)
        households = [
            [Somebody("a", past[:end]), Somebody("b", other)] for end in (100, 103, 100, 130, 129)
        ]
        reading = Weighed(70.2, impedance=505)
        kept = [identify(reading, each) for each in households]
        assert kept == [self.fresh(reading, each) for each in households]

    def test_and_one_that_was_erased(self):
        identify(Weighed(70), [Somebody("a", daily(70, days=1))])
        assert identify(Weighed(70), [Somebody("a")]) == self.fresh(Weighed(70), [Somebody("a")])

    def test_and_an_older_reading(self):
        pair = [Somebody("a", daily(70, slope=0.05, days=60)), Somebody("b", daily(80))]
        then = NOW - timedelta(days=40)
        identify(Weighed(70), pair)
        assert identify(Weighed(68.1, then), pair).person_id == "a"

    def test_later_weighings_tell_whose_an_older_one_is(self):
        pair = [Somebody("a", daily(62)), Somebody("b", daily(68))]
        then = NOW - timedelta(days=50)
        assert identify(Weighed(62.4, then), pair).person_id == "a"
        assert identify(Weighed(67.8, then), pair).person_id == "b"


def test_new_people_are_found_by_their_first_guess():
    newcomers = [Somebody("a", first_guess=60), Somebody("b", first_guess=85)]
    assert identify(Weighed(61.5), newcomers).person_id == "a"
    assert identify(Weighed(72.5), newcomers).person_id is None


def test_who_was_never_weighed_is_asked_about():
    people = [anna(), Somebody("new")]
    verdict = identify(Weighed(85, impedance=470), people)
    assert verdict.person_id is None
    assert not verdict.nobody
    assert "new's weight isn't known yet" in verdict.reason


def test_unless_the_scale_has_a_slot_for_them():
    people = [anna(profile_id=1), Somebody("new", profile_id=2)]
    assert identify(Weighed(85, impedance=470, profile_id=2), people).person_id == "new"


def test_without_people_nobody_is_asked_in_vain():
    verdict = identify(Weighed(70), [])
    assert verdict.person_id is None
    assert verdict.scores == {"nobody": 1.0}
    assert verdict.reason


def test_only_the_last_200_are_looked_at():
    history = daily(85, days=300)
    for each in history[:100]:
        each.weight_kg = 20.0
    short = identify(Weighed(85), [Somebody("a", history[-200:]), anna()])
    assert identify(Weighed(85), [Somebody("a", history), anna()]) == short
