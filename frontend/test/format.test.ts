import assert from "node:assert/strict";
import { test } from "node:test";
import type { MassUnit } from "../src/types/contract";
import { Format } from "../src/words/format";

function format(language = "en-GB", unit: MassUnit = "kg", more: Record<string, string> = {}) {
  return new Format({
    locale: { language, number_format: "language", ...more },
    timeZone: "Europe/Berlin",
    unit,
    precision: 1,
  });
}

test("a number is written as in the user's language", () => {
  assert.equal(format("de").mass(68.24), "68,2 kg");
  assert.equal(format("en").mass(68.24), "68.2 kg");
});

test("the user's own choice of a number format wins", () => {
  assert.equal(format("de", "kg", { number_format: "comma_decimal" }).number(1234.5), "1,234.5");
  assert.equal(format("de", "kg", { number_format: "none" }).number(1234.5), "1234,5");
});

test("a difference has a sign", () => {
  assert.equal(format().massChange(-0.4), "−0.4");
  assert.equal(format().massChange(0.4), "+0.4");
});

test("what rounds to nothing is neither more nor less", () => {
  assert.equal(format().massChange(-0.04), "±0.0");
});

test("stones are written with pounds", () => {
  assert.equal(format("en", "st").mass(158.5), "11 st 4.5 lb");
  assert.equal(format("en", "st").massChangeWithUnit(-2), "−2.0 lb");
});

test("in a language from right to left a number keeps its order", () => {
  assert.equal(format("ar").isolate("+0.4 kg"), "\u2066+0.4 kg\u2069");
  assert.equal(format("de").isolate("+0.4 kg"), "+0.4 kg");
});

test("a day is the local one", () => {
  assert.equal(format().isoDay(Date.UTC(2026, 10, 29, 23, 30)), "2026-11-30");
});

test("the clock's offset follows the summer", () => {
  assert.equal(format().offset(Date.UTC(2026, 0, 1, 12)), 3_600_000);
  assert.equal(format().offset(Date.UTC(2026, 6, 1, 12)), 7_200_000);
});

test("time is written with 12 or 24 hours, as the user wants it", () => {
  const evening = Date.UTC(2026, 0, 1, 18);
  assert.match(format("en", "kg", { time_format: "12" }).time(evening), /7:00.PM/);
  assert.equal(format("en", "kg", { time_format: "24" }).time(evening), "19:00");
});

test("a wrong clock is told in the unit that fits", () => {
  assert.equal(format("en").duration(45), "+45 sec");
  assert.equal(format("en").duration(-3601), "-60 min");
  assert.equal(format("en").duration(0), "0 sec");
});

test("a weighing of this year is named without it", () => {
  const now = Date.UTC(2026, 10, 29);
  assert.doesNotMatch(format().when(Date.UTC(2026, 5, 1, 8), now), /2026/);
  assert.match(format().when(Date.UTC(2025, 5, 1, 8), now), /2025/);
});
