"""What a scale of the Bluetooth SIG's own services says over one connection: weights and compositions.

A weight comes first, then its composition, which often has neither time nor user: they are paired by
their order of arrival. What is in them is in `sig.py`.
"""

from collections.abc import Callable
from typing import NamedTuple

from ..model import Frame, Given
from .conversation import (
    Consent,
    Conversation,
    Exchange,
    Heard,
    Notification,
    Situation,
    read,
    wait,
)
from .sig import STANDARD, Bodies, Body, Layout, Weight, body_of, is_close, weight_of
from .stored import Stored

WEIGHTS, BODIES = "2a9d", "2a9c"
_BATTERY = "2a19"

_SAME_KG = 0.5
_COMPOSITION_S = 15.0
"""So long after its weight a composition may come."""
_REPEAT_S = 3.0
"""A scale may correct what it said; BF105 says all of it twice."""


def _nothing(name: str) -> str | None:
    return None


class Kind(NamedTuple):
    """What a family's conversations differ in.

    Attributes:
        title: What a scale is called that doesn't say its product.
        layout: Of its measurements.
        fixed: The consent that every such scale takes.
        greeting: What it wants to hear first.
        named: The product that a scale's name says.
    """

    title: str
    layout: Layout = STANDARD
    fixed: Consent | None = None
    greeting: tuple[bytes, ...] = ()
    named: Callable[[str], str | None] = _nothing


def _frame_of_weight(weight: Weight, model: str) -> Frame:
    return Frame(
        model,
        weight.weight_kg,
        weight.unit,
        stable=True,
        profile_id=weight.user,
        stamp=weight.stamp,
        given=None if weight.bmi is None else Given(bmi=weight.bmi),
    )


def _frame_of_body(body: Body, model: str) -> Frame:
    return Frame(
        model,
        body.weight_kg,
        body.unit,
        stable=True,
        impedance=body.ohm,
        impedance_failed=body.failed and body.ohm is None,
        profile_id=body.user,
        stamp=body.stamp,
        given=body.given(body.weight_kg),
    )


def weights(kind: Kind, payload: bytes) -> list[Frame]:
    """Return the weight in one indication."""
    weight = weight_of(payload, kind.layout)
    return [_frame_of_weight(weight, kind.title)] if weight else []


def bodies(kind: Kind, payload: bytes) -> list[Frame]:
    """Return the composition in one indication."""
    body = body_of(payload, kind.layout)
    return [] if body is None or body.is_empty else [_frame_of_body(body, kind.title)]


class Turn(NamedTuple):
    """Whose measurements the scale gives at the moment.

    Attributes:
        user: Whose a weighing is of which the scale says nothing; None where that isn't known.
        guest: It is a guest's turn: what the scale computes of its body is nobody's.
    """

    user: int | None = None
    guest: bool = False


class Talk:
    """What has been said over one connection: pairs weights with compositions, in order of arrival.

    Attributes:
        given: How many weighings were given out, or wait for the others of the scale's memory.
        turn: Of what is said from now on.
    """

    def __init__(self, situation: Situation, kind: Kind) -> None:
        """Begin with nothing said."""
        self.given = 0
        self.turn = Turn()
        self._turn_of_weight = Turn()
        self._kind = kind
        self._model = kind.named(situation.name) or kind.title
        self._battery: int | None = None
        self._stored = Stored(situation.now)
        self._bodies = Bodies(kind.layout)
        self._weight: Frame | None = None
        self._body: Body | None = None

    def read_battery(self) -> Conversation:
        """Note what is left in the battery, for all frames."""
        level = yield from read(_BATTERY)
        self._battery = level[0] if level and level[0] <= 100 else None

    def listen(self, seconds: float) -> Exchange[Notification | None]:
        """Take what the scale says next, and return it; None when nothing came."""
        said = yield from wait(seconds)
        if said is None:
            return None
        if said.uuid == WEIGHTS and (weight := weight_of(said.data, self._kind.layout)):
            turn = self.turn._replace(user=None) if weight.says_user else self.turn
            yield from self._weigh(_frame_of_weight(weight, self._model), turn)
        elif said.uuid == BODIES and (body := self._bodies.take(said.data)):
            yield from self._measure(body)
        return said

    def listen_on(self, silence: float) -> Conversation:
        """Take all that the scale says until it is silent for so many seconds."""
        while True:
            seconds = silence
            if self._weight:
                seconds = _COMPOSITION_S if self._body is None else _REPEAT_S
            if (yield from self.listen(seconds)) is None:
                waited = self._weight is not None
                # A scale deletes what it has delivered: nothing of it waits here for long.
                yield from self.finish()
                if not waited:
                    return

    def finish(self) -> Conversation:
        """Give out what still waits, and what the scale had stored."""
        yield from self._settle()
        yield from self._stored.recall()

    def _weigh(self, frame: Frame, turn: Turn) -> Conversation:
        if not self._is_of_stand(frame):
            yield from self._settle()
        # What couldn't be weighed has no body, either.
        self._weight = frame if frame.weight_kg is not None else None
        self._turn_of_weight = turn

    def _measure(self, body: Body) -> Conversation:
        if body.is_empty and not body.is_part:
            return
        frame = _frame_of_body(body, self._model)
        if frame.weight_kg is not None and (self._weight is None or not self._is_of_stand(frame)):
            yield from self._weigh(frame, self.turn)
        if self._weight and is_close(self._weight.stamp, body.stamp):
            self._body = body

    def _is_of_stand(self, frame: Frame) -> bool:
        """Return whether what comes next is the same stand's."""
        weight = self._weight
        if weight is None or weight.weight_kg is None or frame.weight_kg is None:
            return False
        near = abs(weight.weight_kg - frame.weight_kg) <= _SAME_KG
        timeless = weight.stamp is None and frame.stamp is None
        return near and not (timeless and self._body) and is_close(weight.stamp, frame.stamp)

    def _settle(self) -> Conversation:
        """Give out the weight that waits for its composition."""
        weight, body = self._weight, self._body
        self._weight = self._body = None
        if weight is None:
            return
        given = body.given(weight.weight_kg) if body else None
        if given and weight.given:
            given = weight.given.joined(given)
        turn = self._turn_of_weight
        frame = weight._replace(
            impedance=body.ohm if body else None,
            impedance_failed=bool(body and body.failed and body.ohm is None),
            # What a scale computes of a guest is nobody's.
            given=None if turn.guest else given or weight.given,
            profile_id=None if turn.guest else _user(weight, body, turn),
            battery=self._battery,
            final=True,
        )
        self.given += 1
        if frame.stamp is None:
            yield Heard((frame,))
        else:
            yield from self._stored.take(frame)


def _user(weight: Frame, body: Body | None, turn: Turn) -> int | None:
    """Return whose a weighing is: as the scale says, else as its turn does."""
    if weight.profile_id is not None:
        return weight.profile_id
    return body.user if body and body.says_user else turn.user
