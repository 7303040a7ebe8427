import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY_MS } from "../src/chart/periods";
import { linear, nearest, poundTicks, ticks, timeTicks } from "../src/chart/scale";

const UTC = () => 0;

test("a value in the middle lies in the middle", () => {
  assert.equal(linear({ from: 60, to: 80 }, { from: 0, to: 100 })(70), 50);
});

test("an axis upside down counts down", () => {
  const y = linear({ from: 60, to: 80 }, { from: 200, to: 0 });
  assert.deepEqual([y(60), y(80)], [200, 0]);
});

test("ticks are round numbers within the axis", () => {
  assert.deepEqual(ticks({ from: 66.2, to: 70.7 }, 5), [67, 68, 69, 70]);
  assert.deepEqual(ticks({ from: -1.2, to: 0.6 }, 4), [-1, -0.5, 0, 0.5]);
});

test("an axis without a length has one tick", () => {
  assert.deepEqual(ticks({ from: 70, to: 70 }, 5), [70]);
});

for (const [days, kind] of [
  [7, "day"],
  [30, "day"],
  [91, "month"],
  [365, "month"],
  [3650, "year"],
] as const)
  test(`${days} days are divided by ${kind}s, never too many`, () => {
    const to = Date.UTC(2026, 10, 29, 13);
    const found = timeTicks({ from: to - days * DAY_MS, to }, 8, UTC);
    assert.ok(found.length >= 2 && found.length <= 8, String(found.length));
    assert.ok(found.every((tick) => tick.kind === kind));
    assert.ok(found.every((tick) => tick.at <= to && tick.at >= to - days * DAY_MS));
  });

test("a day begins at the local midnight", () => {
  const to = Date.UTC(2026, 6, 10, 12);
  const inBerlin = () => 2 * 3_600_000;
  const [first] = timeTicks({ from: to - 3 * DAY_MS, to }, 8, inBerlin);
  assert.equal(new Date(first!.at).toISOString(), "2026-07-07T22:00:00.000Z");
});

test("the nearest of two is the nearer one", () => {
  const times = [0, 10, 20, 30];
  assert.deepEqual(
    [-5, 4, 6, 24, 99].map((at) => nearest(times, at)),
    [0, 0, 1, 2, 3],
  );
});

test("an axis in pounds has whole stones and halves, or few pounds", () => {
  assert.deepEqual(poundTicks({ from: 131, to: 163 }, 5), [133, 140, 147, 154, 161]);
  assert.deepEqual(poundTicks({ from: 120, to: 190 }, 5), [126, 140, 154, 168, 182]);
  assert.deepEqual(poundTicks({ from: 147.2, to: 153.9 }, 5), [148, 150, 152]);
  assert.deepEqual(poundTicks({ from: 147.2, to: 150.9 }, 5), [148, 149, 150]);
});
