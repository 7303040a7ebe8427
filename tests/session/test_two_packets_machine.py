"""Whatever happens on the air, one stand on an S400 is one reading with what was heard of it.

The machine sends encrypted packets through the family's own decoder; it loses, doubles, swaps and
delays them, replays old ones, restarts, stops listening, and sets the scale's clock.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import json

from hypothesis import assume, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from custom_components.body_scale.model import Origin
from custom_components.body_scale.scales import FAMILIES
from custom_components.body_scale.session import Memory, Session
from tests.scales.captures import ADDRESS, KEY, s400

START = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
FAMILY = FAMILIES["xiaomi_mibeacon"]


@dataclass
class Stand:
    """The truth about one person standing on the scale."""

    second: int
    packets: dict
    ohms: tuple
    weight: float
    heard: set = field(default_factory=set)
    in_time: bool = False
    readings: list = field(default_factory=list)


class S400Machine(RuleBasedStateMachine):
    """One scale, its session, and what really happened."""

    def __init__(self):
        super().__init__()
        self.now = 0
        self.error = 0
        self.stands = []
        self.session = Session(FAMILY.traits)
        self.decode = FAMILY.decoder(ADDRESS, KEY)

    def at(self, second):
        return START + timedelta(seconds=second)

    def tick(self, second):
        """Let the timers run as the coordinator would."""
        while (deadline := self.session.deadline) is not None and deadline <= self.at(second):
            self.told(self.session.expire(deadline))
        self.now = max(second, self.now)

    def hear(self, second, stand, name):
        self.tick(second)
        stand.heard.add(name)
        frame = self.decode(stand.packets[name])
        if frame is not None:
            self.told(self.session.hear(frame, self.at(self.now)))

    def told(self, readings):
        for reading in readings:
            [owner] = [s for s in self.stands if s.weight == reading.weight_kg]
            owner.readings.append(reading)

    def restart(self):
        saved = json.loads(json.dumps(self.session.memory.as_dict()))
        self.session = Session(FAMILY.traits, Memory.from_dict(saved))
        self.decode = FAMILY.decoder(ADDRESS, KEY)

    def step_on(self, gap, *, socks):
        self.tick(self.now + gap)
        serial = len(self.stands)
        weight, ohms = 60 + serial / 10, (None, None) if socks else (700 + serial, 500 + serial)
        stamp = round((self.at(self.now) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
        stamp += self.error
        assume(0 < stamp < 2**32)
        a = s400(weight, 127 if socks else 30, ohms[0] or 0, seconds=stamp)
        packets = {"A": a, "zeros": s400(seconds=stamp)}
        if not socks:
            packets["B"] = s400(ohm=ohms[1], seconds=stamp)
        stand = Stand(self.now, packets, ohms, weight)
        self.stands.append(stand)
        return stand

    @rule(
        gap=st.sampled_from([8, 15, 90, 4000, 86400]),
        socks=st.booleans(),
        order=st.permutations(["A", "B", "zeros"]),
        lost=st.sets(st.sampled_from(["A", "B", "zeros"])),
        twice=st.sets(st.sampled_from(["A", "B", "zeros"])),
        delays=st.lists(st.integers(0, 3), min_size=3, max_size=3),
        late=st.none() | st.sampled_from(["A", "B", "zeros"]),
    )
    def stand(self, gap, socks, order, lost, twice, delays, late):
        """Weigh somebody while the session listens."""
        stand = self.step_on(gap, socks=socks)
        second = self.now + 5
        for name, delay in zip(order, delays, strict=True):
            second += delay
            if name in stand.packets and name not in lost:
                for _ in range(2 if name in twice else 1):
                    self.hear(second, stand, name)
        stand.in_time = {*stand.packets} <= stand.heard | {"zeros"}
        # The packet comes once more while the next stand may be under way.
        if late in stand.heard and len(self.stands) > 1:
            other = self.stands[-2]
            if late in other.heard:
                self.hear(second + 1, other, late)

    @precondition(lambda self: self.stands)
    @rule(
        restart=st.booleans(),
        after=st.sampled_from([0, 30, 4000, 86400 * 3]),
        which=st.integers(0, 40),
        name=st.sampled_from(["A", "B", "zeros"]),
    )
    def replay(self, restart, after, which, name):
        """Hear a packet again, as at every registration."""
        stand = self.stands[-1 - which % len(self.stands)]
        assume(name in stand.packets)
        assume(stand.readings or stand is self.stands[-1])
        if restart:
            self.tick(self.now + 30)
            self.restart()
        before = len(stand.readings)
        first = "A" not in stand.heard
        self.hear(self.now + after, stand, name)
        self.tick(self.now + 60)
        if not (first and name == "A"):
            assert len(stand.readings) <= max(1, before)

    @rule(
        gap=st.sampled_from([20, 4000]),
        after=st.sampled_from([200, 4000, 86400]),
        joined=st.booleans(),
    )
    def unheard(self, gap, after, joined):
        """Weigh somebody while nobody listens, and hear it after a restart."""
        self.tick(self.now + 30)
        stand = self.step_on(gap, socks=False)
        self.restart()
        error = self.session.memory.clock_offset
        is_right = self.error == 0 and (error is None or abs(error) <= timedelta(seconds=60))
        self.hear(self.now + after, stand, "A")
        if joined:
            self.hear(self.now + 1, stand, "B")
        self.tick(self.now + 60)
        [reading] = stand.readings
        if is_right and reading.origin is Origin.REMOVED:
            assert reading.measured_at == self.at(stand.second)
        assert reading.measured_at <= self.at(self.now)

    @rule(error=st.sampled_from([0, 0, 20, -20, 7200, -86400 * 40, -(86400 * 365 * 50)]))
    def set_clock(self, error):
        """Set the scale's clock, or let it lose its battery."""
        self.tick(self.now + 30)
        self.error = error

    @invariant()
    def one_stand_is_one_reading(self):
        for stand in self.stands:
            assert len(stand.readings) <= 1
            for reading in stand.readings:
                assert reading.impedance in {None, stand.ohms[0]}
                assert reading.impedance_250khz in {None, stand.ohms[1]}

    def teardown(self):
        """Every stand whose weight arrived has its reading, with both impedances if both came."""
        self.tick(self.now + 60)
        for stand in self.stands:
            assert len(stand.readings) == ("A" in stand.heard)
            if stand.in_time:
                [reading] = stand.readings
                assert (reading.impedance, reading.impedance_250khz) == stand.ohms


TestS400 = S400Machine.TestCase
TestS400.settings = settings(max_examples=200, stateful_step_count=12, deadline=None)
