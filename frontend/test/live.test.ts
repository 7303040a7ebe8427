import assert from "node:assert/strict";
import { test } from "node:test";
import { isActive, silentDays, waited } from "../src/data/stand";
import type { Scale } from "../src/types/contract";

const NOW = Date.UTC(2026, 10, 29, 7);
const scale = (more: Partial<Scale>) =>
  ({ state: "idle", occupied: false, last_seen: new Date(NOW).toISOString(), ...more }) as Scale;

test("an idle scale has nothing to show", () => {
  assert.equal(isActive(scale({}), NOW), false);
});

test("who stands on it is shown", () => {
  assert.equal(isActive(scale({ state: "measuring", occupied: true }), NOW), true);
});

test("what it was is shown for a while, not for ever", () => {
  assert.equal(isActive(scale({ state: "done" }), NOW), true);
  assert.equal(isActive(scale({ state: "done" }), NOW + 3_600_000), false);
});

test("how long a scale was silent goes on while nothing is told", () => {
  const heard = scale({ silent_days: 0 });
  assert.equal(silentDays(heard, NOW + 86_399_000), 0);
  assert.equal(silentDays(heard, NOW + 31 * 86_400_000), 31);
  assert.equal(silentDays(scale({ last_seen: null }), NOW), 0);
});

test("the ring fills by the clock while nothing is heard", () => {
  const until = new Date(NOW + 5_000).toISOString();
  assert.equal(waited(scale({ until, patience: 20 }), NOW), 0.75);
  assert.equal(waited(scale({ until, patience: 20 }), NOW + 60_000), 1);
  assert.equal(waited(scale({ progress: null }), NOW), null);
});
