/** Where values lie on a chart, and where its lines are drawn. Pure. */

import { DAY_MS } from "./periods";

export interface Range {
  from: number;
  to: number;
}

/** Where moments and values lie. */
export interface Placing {
  x: (value: number) => number;
  y: (value: number) => number;
}

/** Return a function from values to positions. */
export function linear(domain: Range, range: Range): (value: number) => number {
  const width = domain.to - domain.from || 1;
  const factor = (range.to - range.from) / width;
  return (value) => range.from + (value - domain.from) * factor;
}

const STEPS = [1, 2, 2.5, 5, 10];

/** Return round values within a range, about as many as wanted. */
export function ticks(domain: Range, wanted: number): number[] {
  const span = domain.to - domain.from;
  if (!(span > 0) || wanted < 1) return [domain.from];
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((each) => each * power >= rough) ?? 10) * power;
  return multiples(domain, step);
}

const POUND_STEPS = [1, 2, 7, 14, 28, 70];

/** Return pounds within a range, at whole stones and halves unless that is too few. */
export function poundTicks(domain: Range, wanted: number): number[] {
  const rough = (domain.to - domain.from) / wanted;
  const step = POUND_STEPS.find((each) => each >= rough) ?? 140;
  return multiples(domain, step);
}

/** Return the multiples of a step within a range. */
function multiples(domain: Range, step: number): number[] {
  const first = Math.ceil(domain.from / step - 1e-9);
  const last = Math.floor(domain.to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

export interface TimeTick {
  at: number;
  kind: "day" | "month" | "year";
}

/** Return the starts of days, months or years within a span, never more than wanted.
 *
 * @param offset What a moment's local clock is ahead of UTC, in milliseconds.
 */
export function timeTicks(span: Range, wanted: number, offset: (at: number) => number): TimeTick[] {
  const days = (span.to - span.from) / DAY_MS;
  if (days <= 62) return dayTicks(span, Math.max(1, Math.ceil(days / wanted)), offset);
  const months = days / 30.4;
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((each) => months / each <= wanted) ?? 240;
  return monthTicks(span, step, offset);
}

function dayTicks(span: Range, step: number, offset: (at: number) => number): TimeTick[] {
  const found: TimeTick[] = [];
  const first = Math.floor((span.from + offset(span.from)) / DAY_MS) + 1;
  for (let day = first; ; day += step) {
    const at = day * DAY_MS - offset(day * DAY_MS);
    if (at > span.to) return found;
    found.push({ at, kind: "day" });
  }
}

function monthTicks(span: Range, step: number, offset: (at: number) => number): TimeTick[] {
  const found: TimeTick[] = [];
  const start = new Date(span.from + offset(span.from));
  let month = start.getUTCFullYear() * 12 + start.getUTCMonth();
  month = Math.floor(month / step) * step;
  for (; ; month += step) {
    const local = Date.UTC(Math.floor(month / 12), month % 12, 1);
    const at = local - offset(local);
    if (at > span.to) return found;
    if (at >= span.from) found.push({ at, kind: step >= 12 ? "year" : "month" });
  }
}

/** Return the index of the value nearest to a position; the values are in order. */
export function nearest(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle;
    else high = middle;
  }
  const before = Math.abs((sorted[low] ?? 0) - wanted);
  const after = Math.abs((sorted[high] ?? 0) - wanted);
  return after < before ? high : low;
}
