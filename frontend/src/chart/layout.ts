/** The frame of a chart: what is to be drawn, and where. Pure. */

import type { Series, SeriesPoint } from "../types/contract";
import { line, type Stretches, dots } from "./paths";
import { linear, poundTicks, ticks, type Placing, type Range } from "./scale";

export interface Size {
  width: number;
  height: number;
}

export interface Layout extends Placing {
  size: Size;
  /** Where the chart begins, beside the numbers of its axis. */
  start: number;
  axis: Range;
  ticks: number[];
  /** Weighings within the span, in order of time. */
  points: SeriesPoint[];
  dots: string;
  hollow: string;
  trend: Stretches;
  band: { top: number; bottom: number } | null;
  /** The healthy band isn't on the chart: it is above, or below. */
  beyond: "above" | "below" | null;
  goal: number | null;
  goalBeyond: "above" | "below" | null;
}

export const MARGIN = { top: 12, bottom: 24, end: 12 } as const;
const START = 44;
/** `10 st 13 lb` is longer than other numbers. */
const STONES_START = 68;

/** An axis has a length. */
const LEAST_SPAN = 0.1;

/** Return where everything of a series lies. */
export function layout(
  series: Series,
  span: Range,
  size: Size,
  wanted: { band: boolean; goal: boolean },
): Layout {
  const points = within(series.points, span);
  const trend = around(series.trend, span);
  const axis = axisOf(series);
  const inStones = series.unit === "st_lb";
  const start = inStones ? STONES_START : START;
  const x = linear(span, { from: start, to: size.width - MARGIN.end });
  const y = linear(axis, { from: size.height - MARGIN.bottom, to: MARGIN.top });
  const clamp = (value: number): number => y(Math.max(axis.from, Math.min(axis.to, value)));
  const healthy = wanted.band ? series.healthy : null;
  const beyond = healthy ? side(healthy.low, healthy.high, axis) : null;
  const goal = wanted.goal ? series.goal : null;
  const goalBeyond = goal === null ? null : side(goal, goal, axis);
  return {
    size,
    start,
    axis,
    x,
    y,
    ticks: (inStones ? poundTicks : ticks)(axis, Math.max(2, Math.floor(size.height / 48))),
    points,
    dots: dots(
      points.filter((point) => !point[3]),
      x,
      y,
    ),
    hollow: dots(
      points.filter((point) => point[3]),
      x,
      y,
    ),
    trend: line(trend, series.gaps, x, y),
    band: healthy && !beyond ? { top: clamp(healthy.high), bottom: clamp(healthy.low) } : null,
    beyond,
    goal: goal === null || goalBeyond ? null : y(goal),
    goalBeyond,
  };
}

function within(points: readonly SeriesPoint[], span: Range): SeriesPoint[] {
  return points.filter(([at]) => at >= span.from && at <= span.to);
}

/** Return what is within a span and one more on each side, so that a line reaches the edges. */
function around(points: readonly [number, number][], span: Range): [number, number][] {
  const first = points.findIndex(([at]) => at >= span.from);
  if (first < 0) return points.slice(-1);
  const after = points.findIndex(([at]) => at > span.to);
  return points.slice(Math.max(0, first - 1), after < 0 ? undefined : after + 1);
}

/** Return from where to where the axis goes, as the household says. */
function axisOf({ low, high }: Series): Range {
  const from = low ?? 0;
  return { from, to: Math.max(high ?? from, from + LEAST_SPAN) };
}

function side(low: number, high: number, axis: Range): "above" | "below" | null {
  if (low > axis.to) return "above";
  return high < axis.from ? "below" : null;
}
