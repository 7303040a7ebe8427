import assert from "node:assert/strict";
import { test } from "node:test";
import { dayIn, lastDays, noonOf } from "../src/chart/calendar";
import { countdown } from "../src/words/countdown";
import { Format } from "../src/words/format";
import { Texts, fill } from "../src/words/texts";
import { fromField, toField, typedNumber, typedPounds } from "../src/words/typing";

test("placeholders are filled, unknown ones stay", () => {
  assert.equal(fill("Given to {name}: {what}", { name: "Zoe" }), "Given to Zoe: {what}");
});

test("a text that isn't there is its key", () => {
  assert.equal(new Texts({}).of("who"), "who");
});

test("people type a point or a comma", () => {
  assert.deepEqual(["72.5", "72,5", " 72 "].map(typedNumber), [72.5, 72.5, 72]);
});

test("what is no weight is none", () => {
  assert.deepEqual(["", "about 70", "-70", "7,2,5"].map(typedNumber), [null, null, null, null]);
});

test("stones and pounds are typed in two fields", () => {
  assert.equal(typedPounds("10", "11.4"), 151.4);
  assert.equal(typedPounds("10", "11,4"), 151.4);
  assert.equal(typedPounds(" 10 ", ""), 140);
  assert.equal(typedPounds("10.5", ""), 147);
  assert.equal(typedPounds("", "151.4"), 151.4);
});

test("what can't be stones and pounds is no weight", () => {
  // Fourteen pounds are a stone; half a stone and pounds are one too many.
  const typed: [string, string][] = [
    ["", ""],
    ["ten", "4"],
    ["10", "14"],
    ["10", "-1"],
    ["10.5", "3"],
  ];
  for (const [stones, pounds] of typed) assert.equal(typedPounds(stones, pounds), null);
});

/** Berlin around the end of summer time in 2026. */
const offset = (at: number) => (at < Date.UTC(2026, 9, 25, 1) ? 2 : 1) * 3_600_000;

test("a time that was shown is read back as it was", () => {
  for (const at of [Date.UTC(2026, 9, 24, 12), Date.UTC(2026, 9, 25, 12)])
    assert.equal(fromField(toField(at, offset), offset), new Date(at).toISOString());
});

test("a time in the night when the clocks change is within that night", () => {
  const read = fromField("2026-10-25T02:30", offset);
  assert.ok(["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"].includes(read ?? ""));
});

test("a year that is still being typed is a time long ago", () => {
  const format = new Format({
    locale: { language: "en" },
    timeZone: "Europe/Berlin",
    unit: "kg",
    unitName: "kg",
    precision: 1,
  });
  const read = fromField("0002-01-01T10:00", (at) => format.offset(at));
  assert.equal(read, "0002-01-01T10:00:00.000Z");
});

test("no time is none", () => {
  assert.equal(fromField("", offset), null);
});

test("a countdown counts down and ends", () => {
  const until = new Date(301_000).toISOString();
  assert.equal(countdown(until, 0), "5:01");
  assert.equal(countdown(until, 292_000), "0:09");
  assert.equal(countdown(until, 301_000), null);
});

test("twelve weeks end today, over the end of a month", () => {
  const days = lastDays("2026-03-02", 84);
  assert.equal(days.length, 84);
  assert.deepEqual(days.slice(-3), ["2026-02-28", "2026-03-01", "2026-03-02"]);
});

test("a day is that of the zone", () => {
  const at = Date.UTC(2026, 2, 2, 10, 30);
  assert.equal(dayIn("Europe/Berlin", at), "2026-03-02");
  assert.equal(dayIn("Pacific/Kiritimati", at), "2026-03-03");
  assert.equal(dayIn("Pacific/Pago_Pago", at), "2026-03-01");
});

test("noon is that of the local clock, however far it is ahead", () => {
  for (const hours of [-11, 0, 14]) {
    const noon = noonOf("2026-03-02", () => hours * 3_600_000);
    assert.equal(noon + hours * 3_600_000, Date.UTC(2026, 2, 2, 12));
  }
});
