/** Days as ISO dates, without a zone. Pure. */

import { DAY_MS } from "./periods";

/** Return the last days up to one, oldest first. */
export function lastDays(today: string, count: number): string[] {
  const last = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) =>
    new Date(last - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
}
