"""Compute a probability for each person and for nobody, and decide. Pure.

The model is a naive Bayes classifier. For each candidate the expected rate of weighings at this
hour is multiplied by the densities of this weight and this impedance; the same is computed for
nobody (a guest, a suitcase, a child on the arm). A candidate's share of the sum is the
probability. Multiplying assumes that the factors are independent given the person; the
reliability table of the bench shows that the probabilities hold.

* Weight and impedance (`forecast.py`): level and fading trend with a learned spread that widens
  with the time since, as a mixture of Student t. A single odd weighing in a history doesn't move it.
* Habits (`habits.py`): how often of late, at which hours, and hardly twice on a day unless learned.
* What was learned of a history (`learned.py`) is stored until that history changes.
* Presence and the scale's own profile slot are factors, so they can be outweighed. A hard limit is
  a factor of zero. A claim wins; of several claimants the likelier one, or they are asked.
* Nobody (`strangers.py`): broad densities with a fixed share, and each member with a load, whose
  impedance is their own. Such weighings are never confirmed.
* A part of each density is for the surprises of a day: a coat, a meal, an illness. Beyond what a
  body gains the density falls quickly, so that what is too heavy to be carried isn't theirs either.
* Weighings that nobody has answered (`newcomers.py`) tell apart members who were never weighed.
  Among others, a member without weighings and first guess is never recognised.

The likeliest is accepted from `threshold` on. Its default, 0.9, is the break-even of a question
against a wrong weighing that costs ten questions.

Constants stand where they are used, with their meaning. They come from the bench's tuning seeds
(`scripts/bench identify --tuning`), and from everyday knowledge where the bench is silent (slots,
being alone). Those that were tried at half or twice their value changed the cost by a few percent.
docs/identification.md has the results on other seeds.
"""

from collections.abc import Sequence
from math import fsum

from ..model import AssignedBy, Verdict
from .candidates import Candidate, Measured
from .evidence import Known, Likelihoods, beyond_limits, in_slot, know, likelihoods, odd_impedance
from .reason import Standing, claimed, explain, in_words

NOBODY = "nobody"
"""Its key among the scores."""


def identify(
    reading: Measured,
    candidates: Sequence[Candidate],
    *,
    threshold: float = 0.9,
    unanswered: Sequence[Measured] = (),
) -> Verdict:
    """Return whose a reading is.

    Args:
        reading: What the scale measured.
        candidates: The people of the household, in any order.
        threshold: The probability from which on a verdict is certain, 0 to 1.
        unanswered: Other weighings of this household whose person isn't known, in any order.

    Returns:
        The verdict; when it is neither a person nor `nobody`, the household has to be asked.
    """
    claimants = [each for each in candidates if each.claimed]
    if len(claimants) == 1:
        return _claimed_verdict(claimants[0], candidates)
    known = [know(each, reading.measured_at) for each in claimants or candidates]
    scores = dict.fromkeys((each.id for each in candidates), 0.0) | {NOBODY: 0.0}
    shares = _shares(reading, known, unanswered, claimed=bool(claimants))
    for each, share in zip(known, shares.people, strict=True):
        scores[each.candidate.id] += share
    scores[NOBODY] += shares.nobody
    confidence = max(scores.values())
    leaders = [key for key, score in scores.items() if score == confidence]
    best = leaders[0] if confidence >= threshold and len(leaders) == 1 else None
    why = explain(
        reading.weight_kg,
        [_standing(reading, each, scores) for each in known],
        sure=best is not None,
        nobody=best == NOBODY,
    )
    return Verdict(
        person_id=None if best == NOBODY else best,
        nobody=best == NOBODY,
        confidence=confidence,
        reason=in_words(why, _names(candidates).__getitem__),
        why=why,
        scores=scores,
        assigned_by=_by(reading, known, best, claimed=bool(claimants)),
        load=shares.carrying,
    )


def _claimed_verdict(claimant: Candidate, candidates: Sequence[Candidate]) -> Verdict:
    """Return the verdict for the one claimant."""
    scores = dict.fromkeys((each.id for each in candidates), 0.0) | {NOBODY: 0.0}
    why = claimed(claimant.id)
    return Verdict(
        person_id=claimant.id,
        nobody=False,
        confidence=1.0,
        reason=in_words(why, _names([claimant]).__getitem__),
        why=why,
        scores=scores | {claimant.id: 1.0},
        assigned_by=AssignedBy.CLAIM,
    )


def _shares(
    reading: Measured, known: Sequence[Known], unanswered: Sequence[Measured], *, claimed: bool
) -> Likelihoods:
    """Return the probabilities; among claimants hard limits and nobody don't count."""
    people, nobody, carrying = likelihoods(reading, known, () if claimed else unanswered)
    if claimed:
        nobody = carrying = 0.0
    else:
        people = [
            0.0 if beyond_limits(reading, each.candidate) else likelihood
            for likelihood, each in zip(people, known, strict=True)
        ]
    total = fsum([*people, nobody])
    if total <= 0:  # All likelihoods underflowed.
        people = [float(claimed)] * len(known)
        nobody = float(not claimed)
        total = fsum([*people, nobody])
    shares = [likelihood / total for likelihood in people]
    return Likelihoods(shares, nobody / total, carrying / total)


def _by(
    reading: Measured, known: Sequence[Known], person: str | None, *, claimed: bool
) -> AssignedBy:
    if claimed:
        return AssignedBy.CLAIM
    slot = any(each.candidate.id == person and in_slot(reading, each.candidate) for each in known)
    return AssignedBy.PROFILE if slot else AssignedBy.AUTO


def _name(candidate: Candidate) -> str:
    return str(getattr(candidate, "name", None) or candidate.id)


def _names(candidates: Sequence[Candidate]) -> dict[str, str]:
    return {each.id: _name(each) for each in candidates}


def _standing(reading: Measured, known: Known, scores: dict[str, float]) -> Standing:
    candidate = known.candidate
    return Standing(
        id=candidate.id,
        name=_name(candidate),
        expected=known.expected,
        weighings=known.weighings,
        probability=scores[candidate.id],
        away=candidate.home is False,
        limits=beyond_limits(reading, candidate),
        slot=in_slot(reading, candidate),
        odd_impedance=odd_impedance(reading, known),
    )
