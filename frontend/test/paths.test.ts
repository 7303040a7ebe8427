import assert from "node:assert/strict";
import { test } from "node:test";
import { dots, extent, line } from "../src/chart/paths";

const same = (value: number) => value;
const POINTS = [
  [0, 1],
  [10, 2],
  [50, 3],
  [60, 4],
] as const;

test("each weighing is a dot", () => {
  assert.equal(dots(POINTS, same, same).match(/M/g)?.length, 4);
});

test("a line without a gap is drawn through", () => {
  const { solid, dotted } = line(POINTS, [], same, same);
  assert.equal(solid, "M0 1L10 2L50 3L60 4");
  assert.equal(dotted, "");
});

test("a gap is crossed dotted", () => {
  const { solid, dotted } = line(POINTS, [[10, 50]], same, same);
  assert.equal(solid, "M0 1L10 2M50 3L60 4");
  assert.equal(dotted, "M10 2L50 3");
});

test("each of several gaps is crossed dotted", () => {
  const { dotted } = line(
    POINTS,
    [
      [0, 10],
      [50, 60],
    ],
    same,
    same,
  );
  assert.equal(dotted.match(/M/g)?.length, 2);
});

test("values that hardly differ don't fill the chart", () => {
  const { from, to } = extent([70, 70.1], 2);
  assert.ok(to - from >= 2);
  assert.ok(from < 70 && to > 70.1);
});

test("no values still make an axis", () => {
  assert.deepEqual(extent([], 2), { from: 0, to: 2 });
});
