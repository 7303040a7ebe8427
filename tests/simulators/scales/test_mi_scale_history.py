"""The simulated Mi scale tells of its memory as captured ones do, in good order or not."""

from datetime import UTC, datetime, timedelta

import pytest

from simulators.scales.mi_scale_faults import Faults
from simulators.scales.mi_scale_frames import Model
from simulators.scales.mi_scale_gatt import HISTORY

from .mi_scale_client import (
    ANOTHER,
    DAY,
    END,
    LENGTHS,
    MTU,
    NOON,
    OURS,
    Client,
    House,
    steps,
    weights,
)


@pytest.fixture
def house():
    return House()


@pytest.fixture(params=Model)
def scale(house, request):
    return house.used_scale(request.param)


def said_and_expected(scale, name):
    """Play what a transcript writes; return what the scale says, and what the transcript says."""
    said = []
    with Client(scale) as client:
        for step in steps(name):
            if step["dir"] == "write":
                said += client.write(step["hex"])
    return [each.hex() for each in said], [
        step["hex"] for step in steps(name) if step["dir"] == "notify"
    ]


def test_a_captured_v1_reading():
    house = House(datetime(2025, 12, 5, tzinfo=UTC))
    scale = house.scale(Model.V1)
    scale.weigh(70.7, when=datetime(2025, 12, 3, 7, 32, 5, tzinfo=UTC))
    scale.weigh(70.4, when=datetime(2025, 12, 4, 7, 38, 45, tzinfo=UTC))
    said, expected = said_and_expected(scale, "dlg-237")
    # The capture stops before the end that other ones have.
    assert said == [*expected, "03"]


def test_a_v2_reading():
    scale = House(datetime(2024, 2, 1, tzinfo=UTC)).scale()
    for moment in (
        datetime(2024, 1, 1, 12, 37, 15, tzinfo=UTC),
        datetime(2024, 1, 1, 12, 35, 8, tzinfo=UTC),
    ):
        scale.weigh(75, 500, moment)
    said, expected = said_and_expected(scale, "dlg-240")
    assert said == expected
    assert scale.memory.positions == {bytes.fromhex(OURS): 2}


def test_a_captured_count_that_comes_after_two_more_writes(house):
    scale = house.scale()
    scale.faults = Faults(count_held=2)
    for number in range(15):
        scale.weigh(70, 500, NOON - (15 - number) * DAY)
    said, expected = said_and_expected(scale, "dlg-239")
    assert said[0] == expected[0]


def test_an_unknown_client_gets_everything_until_it_says_that_it_has_it(scale):
    model = scale.model
    for _ in range(2):
        with Client(scale) as client:
            assert client.count() == 3
            assert weights(client.fetch(), model) == [70.1, 70.2, 70.3]
    with Client(scale) as client:
        client.fetch()
        client.acknowledge()
    with Client(scale) as client:
        assert client.count() == 0
        assert client.fetch() == b""
    scale.weigh(70.4)
    with Client(scale) as client:
        assert client.count() == 1
        assert weights(client.fetch(), model) == [70.4]


def test_reading_deletes_nothing_and_leaves_the_others_theirs(scale):
    with Client(scale, ANOTHER) as phone:
        phone.fetch()
        phone.acknowledge()
    with Client(scale) as client:
        assert client.count() == 3
        client.fetch()
        client.acknowledge()
    assert len(scale.memory.records) == 3
    assert scale.memory.positions == {bytes.fromhex(OURS): 3, bytes.fromhex(ANOTHER): 3}


def test_who_has_lost_its_position_gets_everything_again(scale):
    with Client(scale) as client:
        client.fetch()
        client.acknowledge()
    scale.swap_battery()
    scale.memory.positions.clear()
    with Client(scale) as client:
        assert client.count() == 3


def test_a_client_that_stops_the_records_has_those_that_were_sent():
    scale = House().scale()
    for weight in (70.1, 70.2, 70.3):
        scale.weigh(weight, 500)
    with Client(scale) as client:
        client.count()
        records = client.writing("02")
        first = next(records)
        assert client.write("03") == []
        assert [*records] == []
        client.acknowledge()
    with Client(scale) as client:
        assert weights(first, Model.V2) == [70.1]
        assert weights(client.fetch(), Model.V2) == [70.2, 70.3]


def test_who_steps_on_while_records_are_sent_comes_next_time(scale):
    with Client(scale) as client:
        client.count()
        records = client.writing("02")
        next(records)
        scale.weigh(70.4)
        assert [*records][-1] == END
        client.acknowledge()
    with Client(scale) as client:
        assert weights(client.fetch(), scale.model) == [70.4]


@pytest.mark.parametrize(
    "texts",
    [["02"], ["03"], [f"04{OURS}"], [""], ["01"], ["01ffff"], ["0203"], ["ff"]],
    ids=lambda texts: texts[0] or "nothing",
)
def test_what_makes_no_sense_is_ignored(scale, texts):
    with Client(scale) as client:
        assert [client.write(text) for text in texts] == [[]]
        assert client.count() == 3


def test_who_has_not_subscribed_hears_nothing(scale):
    with Client(scale) as client:
        scale.unsubscribed(HISTORY)
        assert client.write(f"01{OURS}") == client.write("02") == []


def test_each_connection_begins_anew(scale):
    with Client(scale) as client:
        client.fetch()
    with Client(scale) as client:
        # Who it is, what was sent and that it subscribed are of the connection before.
        assert client.write("02") == client.write(f"04{OURS}") == []
        assert client.count() == 3
    scale.connected(MTU)
    assert [*scale.written(HISTORY, bytes.fromhex(f"01{OURS}"))] == []


@pytest.mark.parametrize("chunk", [10, 13, 20])
def test_records_are_cut_anywhere(scale, chunk):
    scale.faults = Faults(chunk=chunk)
    with Client(scale) as client:
        client.count()
        *parts, end = client.write("02")
    assert end == END
    assert {len(part) for part in parts[:-1]} == {chunk}
    assert weights(b"".join(parts), scale.model) == [70.1, 70.2, 70.3]


def test_by_itself_a_v1_scale_sends_two_records_at_once_and_a_v2_one(house):
    sizes = {}
    for model in Model:
        scale = house.scale(model)
        for _ in range(3):
            scale.weigh(70)
        with Client(scale) as client:
            client.count()
            sizes[model] = [len(each) for each in client.write("02")]
    assert sizes == {Model.V1: [20, 10, 1], Model.V2: [13, 13, 13, 1]}


def test_of_a_record_that_was_cut_off_the_client_has_nothing():
    scale = House().scale()
    scale.faults = Faults(chunk=20)
    for weight in (70.1, 70.2):
        scale.weigh(weight)
    with Client(scale) as client:
        client.count()
        next(client.writing("02"))
        client.acknowledge()
        assert client.count() == 1


@pytest.mark.parametrize(
    ("faults", "order"),
    [
        (Faults(duplicated=frozenset({1})), [70.1, 70.2, 70.2, 70.3]),
        (Faults(missing=frozenset({0, 2})), [70.2]),
        (Faults(swapped=frozenset({0})), [70.2, 70.1, 70.3]),
        (Faults(swapped=frozenset({0, 1})), [70.2, 70.3, 70.1]),
        (Faults(duplicated=frozenset({0}), swapped=frozenset({0})), [70.2, 70.1, 70.1, 70.3]),
    ],
    ids=["duplicated", "missing", "swapped", "moved", "duplicated and swapped"],
)
def test_notifications_get_lost_come_twice_or_change_places(scale, faults, order):
    scale.faults = Faults(
        chunk=LENGTHS[scale.model],
        duplicated=faults.duplicated,
        missing=faults.missing,
        swapped=faults.swapped,
    )
    with Client(scale) as client:
        assert weights(client.fetch(), scale.model) == order
        client.acknowledge()
        # The scale knows nothing of it.
        assert client.count() == 0


def test_the_end_gets_lost_too(scale):
    scale.faults = Faults(chunk=LENGTHS[scale.model], missing=frozenset({3}))
    with Client(scale) as client:
        client.count()
        assert [len(each) for each in client.write("02")] == [LENGTHS[scale.model]] * 3


def test_a_count_comes_late_and_with_the_records(scale):
    scale.faults = Faults(count_held=1)
    with Client(scale) as client:
        assert client.write(f"01{OURS}") == []
        count, *records, end = client.write("02")
        assert count.hex() == f"010300{OURS}"
        assert weights(b"".join(records), scale.model) == [70.1, 70.2, 70.3]
        assert end == END


def test_a_count_of_another_client_comes_instead(scale):
    with Client(scale, ANOTHER) as phone:
        phone.fetch()
        phone.acknowledge()
    scale.weigh(70.4)
    scale.faults = Faults(count_of=bytes.fromhex(ANOTHER))
    with Client(scale) as client:
        assert [each.hex() for each in client.write(f"01{OURS}")] == [f"010100{ANOTHER}"]
        *records, _ = client.write("02")
        assert weights(b"".join(records), scale.model) == [70.1, 70.2, 70.3, 70.4]


def test_some_never_say_anything(scale):
    scale.faults = Faults(is_silent=True)
    with Client(scale) as client:
        for text in (f"01{OURS}", "02", "03", f"04{OURS}"):
            assert client.write(text) == []


def test_a_connection_ends_after_some_records_and_all_come_again(scale):
    scale.faults = Faults(ends_after=1)
    with Client(scale) as client:
        client.count()
        *records, end = client.write("02")
        assert (weights(b"".join(records), scale.model), end) == ([70.1], None)
    scale.faults = Faults()
    with Client(scale) as client:
        assert weights(client.fetch(), scale.model) == [70.1, 70.2, 70.3]


def test_thousands_of_records(house):
    scale = house.scale(Model.V1)
    for number in range(5000):
        scale.weigh(70, when=NOON - number * timedelta(hours=7))
    with Client(scale) as client:
        assert client.count() == 5000
        assert client.fetch() == b"".join(scale.memory.records)
        client.acknowledge()
        assert client.count() == 0
