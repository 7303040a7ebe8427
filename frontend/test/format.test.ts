import assert from "node:assert/strict";
import { test } from "node:test";
import rounding from "../../tests/vectors/rounding.json" with { type: "json" };
import type { MassUnit } from "../src/types/contract";
import { Format, stonesAndPounds } from "../src/words/format";

function format(language = "en-GB", unit: MassUnit = "kg", more: Record<string, string> = {}) {
  return new Format({
    locale: { language, number_format: "language", ...more },
    timeZone: "Europe/Berlin",
    unit,
    unitName: unit === "st_lb" ? "lb" : unit,
    precision: unit === "st" ? 2 : 1,
  });
}

test("a number is rounded as the household's own texts are", () => {
  for (const [value, digits, text] of rounding.numbers as [number, number, string][])
    assert.equal(format("en", "kg", { number_format: "none" }).number(value, digits), text);
  for (const [pounds, digits, text] of rounding.stones as [number, number, string][])
    assert.equal(format("en", "st_lb").amount(pounds, "st_lb", digits), text);
});

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
  assert.equal(format("en", "st_lb").mass(158.5), "11 st 4.5 lb");
  assert.equal(format("de", "st_lb").mass(158.5), "11 st 4,5 lb");
});

test("less than a stone is pounds", () => {
  assert.equal(format("en", "st_lb").mass(5.3), "5.3 lb");
  assert.equal(format("en", "st_lb").mass(13.96), "1 st 0.0 lb");
});

test("there are never fourteen pounds beside stones", () => {
  assert.deepEqual(stonesAndPounds(153.94, 1), [10, 13.9]);
  assert.deepEqual(stonesAndPounds(153.96, 1), [11, 0]);
  assert.deepEqual(stonesAndPounds(153.6, 0), [11, 0]);
});

test("a difference beside stones and pounds has its unit", () => {
  assert.equal(format("en", "st_lb").massChange(-2), "−2.0 lb");
  assert.equal(format("en", "st_lb").massChange(44.1), "+3 st 2.1 lb");
  assert.equal(format("en", "st_lb").massChangeWithUnit(0.04), "±0.0 lb");
});

test("stones alone have a decimal more", () => {
  assert.equal(format("en", "st").mass(10.754), "10.75 st");
  assert.equal(format("en", "st").massChange(-0.06), "−0.06");
});

test("jin are written by the household's word for them", () => {
  const home = { locale: { language: "zh" }, timeZone: "Asia/Shanghai", precision: 1 };
  const jin = new Format({ ...home, unit: "jin", unitName: "斤" });
  assert.equal(jin.mass(136.6), "136.6 斤");
  assert.equal(jin.massChangeWithUnit(-1.6), "−1.6 斤");
});

test("a value is written in the unit that an answer names", () => {
  assert.equal(format("en").amount(68.24, "kg"), "68.2 kg");
  assert.equal(format("en").amount(158.5, "st_lb"), "11 st 4.5 lb");
  assert.equal(format("en", "st").amount(33.94, "%"), "33.9 %");
  assert.equal(format("en").amount(6.84, null), "6.8");
});

test("where a range begins is short", () => {
  assert.equal(format("en").bound(36.54, "kg"), "36.5");
  assert.equal(format("en").bound(25, null), "25");
  assert.equal(format("en").bound(1202.96, "kcal/d", 0), "1,203");
  assert.equal(format("en", "st").bound(8.315, "st"), "8.32");
  assert.equal(format("en", "st_lb").bound(116.4, "st_lb"), "8 st 4");
  assert.equal(format("en", "st_lb").bound(4.4, "st_lb"), "4");
});

test("an axis names whole stones, and pounds between them", () => {
  assert.deepEqual(
    [140, 147, 148].map((each) => format("en", "st_lb").tick(each, "st_lb")),
    ["10 st", "10 st 7 lb", "10 st 8 lb"],
  );
  assert.deepEqual(
    [68, 68.5, 10.25].map((each) => format("en").tick(each, "kg")),
    ["68", "68.5", "10.25"],
  );
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
  assert.equal(format("en").duration(-3601), "−60 min");
  assert.equal(format("en").duration(0), "0 sec");
});

test("how long ago something was is said in the largest unit", () => {
  const ago = (seconds: number) => format("en").ago(0, seconds * 1000);
  assert.deepEqual([0, 59, 60, 7199, 7200, 4 * 86_400].map(ago), [
    "now",
    "now",
    "1 minute ago",
    "1 hour ago",
    "2 hours ago",
    "4 days ago",
  ]);
  assert.equal(format("de").ago(0, 7_200_000), "vor 2 Stunden");
});

test("a day to come has its year where it could be another one's", () => {
  const now = Date.UTC(2026, 10, 29, 23, 30);
  assert.equal(format().dayAhead("2027-02-20", now), "20 February");
  assert.equal(format("de").dayAhead("2027-02-20", now), "20. Februar");
  assert.equal(format().dayAhead("2027-11-20", now), "20 November 2027");
});

test("a change of a value has its sign and its unit", () => {
  assert.equal(format("de").change(-0.44, "%", 1), "−0,4 %");
  assert.equal(format("en").change(0.04, null, 1), "±0.0");
});

test("a weighing of this year is named without it", () => {
  const now = Date.UTC(2026, 10, 29);
  assert.doesNotMatch(format().when(Date.UTC(2026, 5, 1, 8), now), /2026/);
  assert.match(format().when(Date.UTC(2025, 5, 1, 8), now), /2025/);
});
