"""Whatever happens on the air, one stand on the scale is exactly one reading with its own impedance.

The machine plays the stands of a Mi scale as it was seen to behave and loses, doubles, swaps and delays
frames, replays the last one or any whole stand, sends what no load weighs in between, restarts from
what was written down, and sets the scale's clock and that of Home Assistant.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import json

from hypothesis import assume, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from custom_components.body_scale.model import Frame, Origin
from custom_components.body_scale.scales import FAMILIES
from custom_components.body_scale.session import Memory, Session

START = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
WEIGHTS = st.sampled_from([70.0, 70.05, 82.0, 55.3])
NONSENSE = st.tuples(
    st.sampled_from([None, -0.05, 300.05, 314.0]),
    st.sampled_from([(), ("stable",), ("removed",), ("stable", "removed")]),
)


@dataclass
class Stand:
    """The truth about one person standing on the scale."""

    weight: float
    ohm: int | None
    begin: float
    end: float
    readings: list = field(default_factory=list)
    told_stable: bool = False
    told_in_order: bool = False
    told_all: bool = False
    overtaken: bool = False


class ScaleMachine(RuleBasedStateMachine):
    """One scale, its session, and what really happened."""

    def __init__(self):
        super().__init__()
        self.family = "mi_scale_v2"
        self.session = Session(self.traits)
        self.now = 0.0
        self.clock = datetime(2026, 11, 22)
        self.stands = []
        self.last = None
        self.serial = 0
        self.step = timedelta()
        self.deadline = self.due = None
        self.aired = []

    @property
    def traits(self):
        return FAMILIES[self.family].traits

    @initialize(family=st.sampled_from(["mi_scale_v2", "mi_scale_v2", "mi_scale_v1"]))
    def begin(self, family):
        self.family = family
        self.session = Session(self.traits)

    def frame(self, second, weight, *flags, ohm=None):
        return Frame(
            model="",
            weight_kg=weight,
            stable="stable" in flags,
            removed="removed" in flags,
            impedance=ohm,
            stamp=self.clock + timedelta(seconds=int(second)),
            impedance_failed="failed" in flags,
        )

    def at(self, second):
        return START + timedelta(seconds=second) + self.step

    def tick(self, second):
        """Let the timers run as the coordinator would."""
        self.start_timer()
        while self.due is not None and self.due <= second:
            self.now = max(self.now, self.due)
            self.told(self.session.expire(max(self.deadline, self.at(self.due))))
            self.deadline = None
            self.start_timer()
        self.now = second

    def start_timer(self):
        """Wait for a new deadline, from then on whatever the clock shows."""
        deadline = self.session.deadline
        if deadline != self.deadline or deadline is None:
            self.deadline, self.due = deadline, None
            if deadline is not None:
                self.due = self.now + min(60.0, (deadline - self.at(self.now)).total_seconds())

    def set_home_assistants_clock(self, seconds):
        """Set it while timers run."""
        self.start_timer()
        self.step = timedelta(seconds=seconds)

    def hear(self, second, heard):
        self.tick(max(second, self.now))
        self.last = heard
        self.aired.append(heard)
        self.told(self.session.hear(heard, self.at(self.now)))

    def told(self, readings):
        for reading in readings:
            if reading.origin is Origin.REMOVED:
                owner = self.stands[-1]
            else:
                second = self.now if self.step else (reading.measured_at - START).total_seconds()
                owner = [stand for stand in self.stands if stand.begin <= second][-1]
            owner.readings.append(reading)

    @rule(
        kind=st.sampled_from(["v2", "v2", "socks", "hasty", "aborted"]),
        weight=WEIGHTS,
        frozen=st.booleans(),
        stays=st.sampled_from([30, 400]),
        gap=st.sampled_from([4, 15, 90, 4000]),
        lost=st.sets(st.integers(0, 4)),
        twice=st.sets(st.integers(0, 4)),
        swap=st.none() | st.integers(0, 3),
        late=st.none() | st.integers(0, 3),
        nonsense=st.lists(st.tuples(st.integers(0, 4), NONSENSE), max_size=2),
        step=st.sampled_from([0, 0, 30, -30, 3600, -3600, 86400 * 365]),
    )
    def stand(self, kind, weight, frozen, stays, gap, lost, twice, swap, late, nonsense, step):
        """Step on and off; some frames get lost, come twice, swapped, or once more at the end."""
        if self.family == "mi_scale_v1" and kind != "aborted":
            kind = "v1"
        begin = self.now + gap
        # A clock set back onto the very minute of an equal weighing can't be told from a replay.
        records = [*self.session.memory.records, *self.session.memory.faded]
        stamps = [record.stamp for record in records]
        stamps += [s for record in self.session.memory.records for s in record.stamps]
        first = self.clock + timedelta(seconds=int(begin))
        shifted = [s for s in stamps if first - timedelta(seconds=90) <= s]
        assume(not any(s <= first + timedelta(seconds=120) for s in shifted) or gap < 90)
        assume(not any(first <= s <= first + timedelta(seconds=120) for s in stamps))
        self.serial += 1
        ohm = 400 + self.serial if kind == "v2" else None
        frames = self.script(kind, weight, ohm, begin, frozen=frozen, stays=stays)
        stand = Stand(weight, ohm, begin, frames[-1][0])
        stand.told_all = not lost and swap is None
        self.stands.append(stand)
        order = [index for index in range(len(frames)) if index not in lost]
        late_by = 999
        if swap is not None and swap + 1 < len(order):
            late_by = frames[order[swap + 1]][0] - frames[order[swap]][0]
        if late_by <= 30:
            order[swap], order[swap + 1] = order[swap + 1], order[swap]
            stand.overtaken = True
        second = begin
        for index in order:
            second, heard = max(second, frames[index][0]), frames[index][1]
            if index == 3 and kind == "v2" and stand.told_all and late is None:
                # Between weight and impedance, and back afterwards.
                self.set_home_assistants_clock(step)
            stand.told_stable |= heard.stable and not heard.removed
            stand.told_in_order |= swap is None and not heard.stable
            for _ in range(2 if index in twice else 1):
                self.hear(second, heard)
            for after, (load, flags) in nonsense:
                if after == index and heard.stable and not heard.removed:
                    self.tick(max(second, self.now))
                    what = self.frame(second, load, *flags)
                    self.told(self.session.hear(what, self.at(self.now)))
        self.set_home_assistants_clock(0)
        if late is not None and late in order:
            self.hear(second + 1, frames[late][1])
        self.tick(max(self.now, stand.end))

    def script(self, kind, weight, ohm, begin, *, frozen, stays):
        """Return what the scale sends, as (second, frame)."""
        if kind == "v1":
            parts = [
                (0, 20.0, ()),
                (2, weight, ()),
                (6, weight, ("stable",)),
                (10, weight, ("stable", "removed")),
            ]
        elif kind == "aborted":
            parts = [(0, 20.0, ()), (2, weight, ()), (3, 4.95, ("removed",))]
        elif kind == "hasty":
            parts = [
                (0, 20.0, ()),
                (1, weight, ()),
                (3, weight, ("stable",)),
                (5, weight, ("stable", "removed")),
            ]
        elif kind == "socks":
            parts = [
                (0, 20.0, ()),
                (1, weight, ()),
                (3, weight, ("stable", "failed")),
                (stays, weight, ("stable", "removed", "failed")),
            ]
        else:
            parts = [
                (0, 20.0, ()),
                (1, weight, ()),
                (3, weight, ("stable",)),
                (12, weight, ("stable", "ohm")),
                (17, weight, ("stable", "removed", "ohm")),
            ]
        frames = []
        for offset, load, flags in parts:
            stamp_offset = 3 if frozen and "ohm" in flags and "removed" not in flags else offset
            frames.append(
                (
                    begin + offset,
                    self.frame(
                        begin + stamp_offset,
                        load,
                        *flags,
                        ohm=ohm if "ohm" in flags else None,
                    ),
                )
            )
        return frames

    @precondition(lambda self: self.last is not None)
    @rule(restart=st.booleans(), after=st.sampled_from([0, 40, 2000]))
    def replay(self, restart, after):
        """Hear the last frame again, as at every registration."""
        self.tick(self.now + 30)
        if restart:
            kept = json.loads(json.dumps(self.session.memory.as_dict()))
            self.session = Session(self.traits, Memory.from_dict(kept))
        before = sum(len(stand.readings) for stand in self.stands)
        self.tick(self.now + after)
        self.hear(self.now, self.last)
        self.tick(self.now + 60)
        assert sum(len(stand.readings) for stand in self.stands) == before

    @precondition(lambda self: self.aired)
    @rule(
        restart=st.booleans(),
        first=st.integers(0, 100),
        many=st.integers(1, 5),
        after=st.sampled_from([0, 40, 3600]),
    )
    def replay_many(self, restart, first, many, after):
        """Hear some frames again, byte for byte and in their order, as from a cache."""
        self.tick(self.now + 60)
        if restart:
            saved = json.loads(json.dumps(self.session.memory.as_dict()))
            self.session = Session(self.traits, Memory.from_dict(saved))
        self.tick(self.now + after)
        first %= len(self.aired)
        # Frames of loads that left may be news; what was settled and is known isn't.
        frames = [each for each in self.aired[first : first + many] if not each.removed]
        known = self.session.memory
        before = sum(len(stand.readings) for stand in self.stands)
        for heard in frames:
            if not heard.stable or known.find_exactly(heard, self.traits) is not None:
                self.told(self.session.hear(heard, self.at(self.now)))
        self.tick(self.now + 60)
        assert sum(len(stand.readings) for stand in self.stands) == before

    @rule(seconds=st.sampled_from([-(10**9), -86400, -3600, 3600, 86400 * 365 * 50]))
    def set_clock(self, seconds):
        """Set the scale's clock, or let it lose its battery."""
        self.tick(self.now + 30)
        assume(
            datetime(1975, 1, 1) < self.clock + timedelta(seconds=seconds) < datetime(2200, 1, 1)
        )
        self.clock += timedelta(seconds=seconds)

    def alike(self, stand):
        """Return the stands that nobody could tell from this one.

        They show the same display value within a minute, and how the later came about wasn't heard, or
        was heard after its end; then twenty minutes, in which a finished record is on air.
        """
        return [
            other
            for other in self.stands
            if abs(other.weight - stand.weight) <= 1
            and abs(other.begin - stand.begin)
            < (1700 if max(stand, other, key=lambda s: s.begin).overtaken else 150)
            and not max(stand, other, key=lambda s: s.begin).told_in_order
        ]

    @invariant()
    def one_stand_is_one_reading(self):
        for stand in self.stands:
            assert len(stand.readings) <= 1
            for reading in stand.readings:
                assert reading.weight_kg in {s.weight for s in [stand, *self.alike(stand)]}
                own = {None, stand.ohm, *(other.ohm for other in self.alike(stand))}
                assert reading.impedance in own

    def teardown(self):
        """Every stand of which a stable frame arrived has its reading, and its impedance."""
        self.tick(self.now + 60)
        for stand in self.stands:
            if stand.told_stable and all(other is stand for other in self.alike(stand)):
                assert len(stand.readings) == 1, stand
            if stand.told_all and stand.readings:
                assert stand.readings[0].impedance == stand.ohm, stand


TestScale = ScaleMachine.TestCase
TestScale.settings = settings(max_examples=300, stateful_step_count=12, deadline=None)
