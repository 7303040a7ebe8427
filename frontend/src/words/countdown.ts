/** Minutes and seconds that are left. Pure. */

/** Return what is left until a moment, as `4:09`; null when it is over. */
export function countdown(until: string, now: number): string | null {
  const left = Math.ceil((Date.parse(until) - now) / 1000);
  if (!(left > 0)) return null;
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
