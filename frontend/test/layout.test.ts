import assert from "node:assert/strict";
import { test } from "node:test";
import { layout } from "../src/chart/layout";
import type { Series } from "../src/types/contract";

const SIZE = { width: 400, height: 260 };
const BOTH = { band: true, goal: true };
const SPAN = { from: 0, to: 100 };

function series(more: Partial<Series> = {}): Series {
  return {
    unit: "kg",
    points: [
      [10, 68, "a", 0, null],
      [50, 69, "b", 1, null],
      [200, 70, "later", 0, null],
    ],
    trend: [
      [10, 68.2],
      [50, 68.4],
      [200, 69],
    ],
    gaps: [],
    healthy: { low: 52, high: 68.5 },
    goal: 65,
    thinned: false,
    total: 3,
    low: 66.5,
    high: 70.5,
    ...more,
  };
}

test("what lies outside the span isn't a dot", () => {
  assert.deepEqual(
    layout(series(), SPAN, SIZE, BOTH).points.map(([, , id]) => id),
    ["a", "b"],
  );
});

test("a weighing that is set aside is hollow", () => {
  const drawn = layout(series(), SPAN, SIZE, BOTH);
  assert.equal(drawn.dots.match(/M/g)?.length, 1);
  assert.equal(drawn.hollow.match(/M/g)?.length, 1);
});

test("the axis is the one that the household says", () => {
  assert.deepEqual(layout(series(), SPAN, SIZE, BOTH).axis, { from: 66.5, to: 70.5 });
});

test("the healthy band ends with the chart", () => {
  const { band, y } = layout(series(), SPAN, SIZE, BOTH);
  assert.equal(band?.top, y(68.5));
  assert.equal(band?.bottom, y(66.5));
});

test("a band outside is named at that edge", () => {
  const drawn = layout(series({ healthy: { low: 50, high: 60 } }), SPAN, SIZE, BOTH);
  assert.equal(drawn.band, null);
  assert.equal(drawn.beyond, "below");
});

test("a goal outside is named at that edge", () => {
  const drawn = layout(series(), SPAN, SIZE, BOTH);
  assert.equal(drawn.goal, null);
  assert.equal(drawn.goalBeyond, "below");
});

test("band and goal can be left out", () => {
  const drawn = layout(series({ goal: 68 }), SPAN, SIZE, { band: false, goal: false });
  assert.deepEqual([drawn.band, drawn.beyond, drawn.goal], [null, null, null]);
});

test("the trend reaches the edge", () => {
  const { trend, x } = layout(series(), SPAN, SIZE, BOTH);
  const last = Number(trend.solid.split("L").at(-1)?.split(" ")[0]);
  assert.ok(last > x(100));
});

test("a person without weighings has an empty chart", () => {
  const none = series({ points: [], trend: [], low: null, high: null, healthy: null, goal: null });
  const drawn = layout(none, SPAN, SIZE, BOTH);
  assert.equal(drawn.dots, "");
  assert.ok(drawn.axis.to > drawn.axis.from);
});

test("stones and pounds have room beside the axis", () => {
  const kg = layout(series(), SPAN, SIZE, BOTH);
  const stones = layout(series({ unit: "st_lb", low: 147, high: 175 }), SPAN, SIZE, BOTH);
  assert.ok(stones.start > kg.start);
  assert.equal(stones.x(SPAN.from), stones.start);
  assert.deepEqual(stones.ticks, [147, 154, 161, 168, 175]);
});
