/** What is shown of somebody who stands on a scale. Pure. */

import { DAY_MS } from "../chart/periods";
import type { Scale } from "../types/contract";

/** What a stand goes through, in this order. */
export const STAGES = ["stand_still", "measuring", "done"] as const;
export const STAGE_OF: Record<string, number> = {
  measuring: 0,
  stand_still: 0,
  removed_early: 0,
  stable: 1,
  done: 2,
  no_impedance: 2,
};
/** A scale that wasn't heard for so long may have empty batteries. */
export const SILENT_AFTER_DAYS = 30;
/** When it was last seen is known to the minute. */
const SHOWN_AFTER_MS = 120_000;

/** Return how many days nothing was heard of a scale. */
export function silentDays({ last_seen }: Scale, now: number): number {
  return last_seen ? Math.max(0, Math.floor((now - Date.parse(last_seen)) / DAY_MS)) : 0;
}

/** Return which part of its patience a scale has waited. */
export function waited(scale: Scale, now: number): number | null {
  const { until, patience, progress } = scale;
  if (!until || !patience) return progress;
  const left = (Date.parse(until) - now) / 1000;
  return Math.max(0, Math.min(1, 1 - left / patience));
}

/** Return whether there is more to show than when it was last seen: its state stays until the next stand. */
export function isActive(scale: Scale, now = Date.now()): boolean {
  if (scale.occupied) return true;
  if (!(scale.state in STAGE_OF) || !scale.last_seen) return false;
  return now - Date.parse(scale.last_seen) < SHOWN_AFTER_MS;
}
