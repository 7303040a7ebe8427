/** Points as the text of an SVG path: one path draws thousands. Pure. */

export type Place = (value: number) => number;
export type Point = readonly [number, number, ...unknown[]];

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** Return a path of dots: lines without a length, whose round ends are what is seen. */
export function dots(points: readonly Point[], x: Place, y: Place): string {
  let path = "";
  for (const [at, value] of points) path += `M${rounded(x(at))} ${rounded(y(value))}h0`;
  return path;
}

export interface Stretches {
  solid: string;
  dotted: string;
}

/** Return a line through the points, apart where they are too far from each other.
 *
 * @param gaps Spans that the line crosses dotted, in order.
 */
export function line(
  points: readonly Point[],
  gaps: readonly (readonly [number, number])[],
  x: Place,
  y: Place,
): Stretches {
  let solid = "";
  let dotted = "";
  let gap = 0;
  let before: string | undefined;
  let beforeAt = 0;
  for (const [at, value] of points) {
    const place = `${rounded(x(at))} ${rounded(y(value))}`;
    while (gap < gaps.length && (gaps[gap]?.[1] ?? 0) <= beforeAt) gap += 1;
    const inGap = before !== undefined && (gaps[gap]?.[0] ?? Infinity) < at;
    if (before === undefined) solid = `M${place}`;
    else if (inGap) {
      dotted += `M${before}L${place}`;
      solid += `M${place}`;
    } else solid += `L${place}`;
    before = place;
    beforeAt = at;
  }
  return { solid, dotted };
}

/** Return the range of the values, at least as wide as said, with some air. */
export function extent(
  values: readonly number[],
  least: number,
  air = 0.08,
): { from: number; to: number } {
  let from = Infinity;
  let to = -Infinity;
  for (const value of values) {
    if (value < from) from = value;
    if (value > to) to = value;
  }
  if (from > to) return { from: 0, to: least };
  const missing = Math.max(0, least - (to - from)) / 2;
  const margin = (to - from) * air;
  return { from: from - missing - margin, to: to + missing + margin };
}
