"""The bench runs, and the identification keeps its distance from the rivals."""

import pytest

from bench import identify as bench
from bench.households import simulate

SEEDS = range(2000, 2006)
"""One household of each kind; neither tuned on nor reported."""


def test_a_seed_is_one_household():
    assert simulate(7, days=60).stands == simulate(7, days=60).stands
    assert simulate(7, days=60).stands != simulate(8, days=60).stands


def test_the_bench(capsys):
    # One test: workers side by side would each run the bench, which takes half a minute.
    table = bench.run(SEEDS, list(bench.METHODS), days=120)
    everybody_is_given_the_same_weighings(table)
    cheaper_than_the_plain_posterior_without_asking_more(table)
    cheaper_than_what_users_have(table)
    a_probability_means_what_it_says(table)
    the_table_is_printed(table, capsys)


def everybody_is_given_the_same_weighings(table):
    assert len({tally.total for tally in table["all"].values()}) == 1
    assert len(table) == 7


def cheaper_than_the_plain_posterior_without_asking_more(table):
    ours, plain = table["all"]["Body Scale"], table["all"]["plain posterior"]
    assert ours.cost <= plain.cost
    assert ours.asked <= plain.asked


def cheaper_than_what_users_have(table):
    ours = table["all"]["Body Scale"].cost
    assert all(ours < other.cost for name, other in table["all"].items() if name != "Body Scale")


def a_probability_means_what_it_says(table):
    sure = [row for key, row in table["all"]["Body Scale"].bins.items() if key >= bench.bin_of(0.9)]
    count, total, true = (sum(column) for column in zip(*sure, strict=True))
    assert true / count == pytest.approx(total / count, abs=0.03)


def the_table_is_printed(table, capsys):
    bench.show(table)
    printed = capsys.readouterr().out
    assert "| Body Scale |" in printed
    assert "| twins |" in printed
