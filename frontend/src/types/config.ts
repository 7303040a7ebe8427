/** How a card is configured, and what holds where nothing is said. */

import type { PeriodKey } from "../chart/periods";

export type Mode = "person" | "household" | "history" | Part;

/** One part alone, as the generated dashboard arranges them. */
export type Part =
  | "waiting"
  | "live"
  | "family"
  | "recent"
  | "hero"
  | "chart"
  | "body"
  | "bars"
  | "composition"
  | "days"
  | "scales";

export type Privacy = "off" | "changes" | "blurred";

export interface CardConfig {
  type: string;
  mode?: Mode;
  /** A person's id or name. */
  person?: string;
  /** Any entity of the person, instead of their name. */
  entity?: string;
  period?: PeriodKey;
  metrics?: string[];
  band?: boolean;
  goal?: boolean;
  compact?: boolean;
  privacy?: Privacy;
  /** Where a tap leads: a path, or the name of a view of this dashboard. */
  navigation_path?: string;
}

export const MODES: readonly Mode[] = [
  "person",
  "household",
  "history",
  "hero",
  "chart",
  "body",
  "bars",
  "composition",
  "days",
  "waiting",
  "live",
  "family",
  "recent",
  "scales",
];

/** What shows one person, who has to be named. */
export const PERSONAL: ReadonlySet<Mode> = new Set<Mode>([
  "person",
  "hero",
  "chart",
  "body",
  "bars",
  "composition",
  "days",
]);

export const DEFAULT_METRICS: readonly string[] = [
  "body_fat",
  "muscle_mass",
  "visceral_fat",
  "bmi",
];

/** Return the mode of a card, whatever its configuration says. */
export function modeOf(config: CardConfig): Mode {
  if (config.mode && MODES.includes(config.mode)) return config.mode;
  return config.person || config.entity ? "person" : "household";
}
