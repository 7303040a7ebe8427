/** Days as ISO dates, without a zone. Pure. */

import { DAY_MS } from "./periods";

/** Return the last days up to one, oldest first. */
export function lastDays(today: string, count: number): string[] {
  const last = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) =>
    new Date(last - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
}

/** Return the day of a moment in a zone. */
export function dayIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat("sv", { dateStyle: "short", timeZone }).format(at);
}

/** Return the noon of a day by the local clock.
 *
 * @param offset What the local clock is ahead of UTC at a moment, in milliseconds.
 */
export function noonOf(day: string, offset: (at: number) => number): number {
  const noon = Date.parse(`${day}T12:00:00Z`);
  return noon - offset(noon);
}
