/** Weights and times as people type them. Pure. */

/** Return the number in a text, with a point or a comma; null if there is none. */
export function typedNumber(text: string): number | null {
  const cleaned = text.trim().replace(/\s/g, "").replace(",", ".");
  if (!/^\d+(\.\d*)?$|^\.\d+$/.test(cleaned)) return null;
  return Number(cleaned);
}

const POUNDS_IN_STONE = 14;
const FIRST_MS = Date.UTC(1000, 0);

/** Return the pounds of what was typed in two fields, of which one may be empty; null if it is no weight. */
export function typedPounds(stones: string, pounds: string): number | null {
  if (!stones.trim()) return typedNumber(pounds);
  const [whole, rest] = [typedNumber(stones), typedNumber(pounds.trim() || "0")];
  // Who writes fourteen pounds and more beside stones has mistyped something, and so with half stones.
  if (whole === null || rest === null || rest >= POUNDS_IN_STONE) return null;
  if (!Number.isInteger(whole) && rest) return null;
  return Number((whole * POUNDS_IN_STONE + rest).toFixed(3));
}

/** Return a moment as a field for date and time wants it: local, to the minute.
 *
 * @param offset What the local clock is ahead of UTC at a moment, in milliseconds.
 */
export function toField(at: number, offset: (at: number) => number): string {
  return new Date(at + offset(at)).toISOString().slice(0, 16);
}

/** Return the moment that such a field says, as ISO time with zone; null if it says none. */
export function fromField(text: string, offset: (at: number) => number): string | null {
  const local = Date.parse(`${text}Z`);
  if (Number.isNaN(local)) return null;
  // Of the first years there are no local clocks: that is refused like any other time long ago.
  if (local < FIRST_MS) return new Date(local).toISOString();
  // The clock may be set between the two: the second look is right but within that hour.
  const guess = local - offset(local);
  return new Date(local - offset(guess)).toISOString();
}
