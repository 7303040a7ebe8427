/** The spans that a chart can show. */

export type PeriodKey = "week" | "month" | "quarter" | "year" | "all";

export const PERIODS: readonly PeriodKey[] = ["week", "month", "quarter", "year", "all"];

const DAYS: Record<PeriodKey, number | null> = {
  week: 7,
  month: 30,
  quarter: 91,
  year: 365,
  all: null,
};

export const DAY_MS = 86_400_000;

/** Return when a span ending now began, in milliseconds; null for everything. */
export function beginOf(period: PeriodKey, now: number): number | null {
  const days = DAYS[period];
  return days === null ? null : now - days * DAY_MS;
}
