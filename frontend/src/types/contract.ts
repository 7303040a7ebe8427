/** What the integration answers over the websocket; masses are in the household's unit. */

/** Of `st_lb`, stones and pounds, numbers are pounds. */
export type MassUnit = "kg" | "lb" | "jin" | "st" | "st_lb";

export interface Candidate {
  person_id: string;
  name: string;
  picture?: string | null;
  probability: number;
  difference: number | null;
}

export interface WeighingRecord {
  weighing_id: string;
  person_id: string | null;
  person: string | null;
  measured_at: string;
  when_text: string;
  weight: number;
  text: string;
  difference: number | null;
  impedance: number | null;
  heart_rate: number | null;
  scale: string | null;
  origin: string;
  assigned_by: string | null;
  confidence: number | null;
  reason: string | null;
  set_aside: boolean;
  time_estimated: boolean;
  battery?: number | null;
  metrics: Record<string, number | string>;
  missing: Record<string, string>;
  candidates?: Candidate[];
}

export type Level = "low" | "normal" | "raised" | "high";

export interface Bar {
  metric: string;
  name: string;
  value: number;
  unit: string | null;
  digits?: number;
  text: string;
  grade: string | null;
  grade_text: string | null;
  level: Level | null;
  names: string[];
  name_texts: string[];
  /** The colour of each of them. */
  levels: Level[];
  bounds: number[];
  /** The ends of the bar; null where there are no grades. */
  lowest: number | null;
  highest: number | null;
  before: number | null;
  spoken: string;
  estimate: boolean;
  by_scale?: number | null;
  about?: string | null;
}

export interface CompositionPart {
  part: string;
  name: string;
  mass: number;
  percent: number;
}

export interface Span {
  low: number;
  high: number;
}

export interface Goal {
  weight: number;
  date: string | null;
  distance: number | null;
  start: number | null;
  /** From 0 to 1: how much of the way from the start the trend has gone. */
  progress: number | null;
  reached: boolean;
  forecast: { earliest: string; likely: string; latest: string } | null;
  text: string | null;
}

export interface Person {
  person_id: string;
  name: string;
  picture: string | null;
  minor: boolean;
  entity: string | null;
  claim_button: string | null;
  claim_until: string | null;
  latest: WeighingRecord | null;
  previous: WeighingRecord | null;
  change: { previous: number | null; "7d": number | null; "30d": number | null };
  trend: number | null;
  healthy: Span | null;
  goal: Goal | null;
  bars: Bar[];
  /** What wasn't measured this time, as it was last. */
  earlier: { measured_at: string; bars: Bar[] } | null;
  missing: Record<string, { key: string; text: string }>;
  /** Of which metrics there is a chart. */
  charted: string[];
  /** When that was what `before` is about. */
  before_at: string | null;
  composition: { now: CompositionPart[] | null; before: CompositionPart[] | null } | null;
  days: string[];
  count: number;
  formula_set: string;
  formula_text: string;
}

export interface Scale {
  scale_id: string;
  name: string;
  model: string | null;
  state: string;
  state_text: string;
  hint: string | null;
  live_weight: number | null;
  live_text: string | null;
  occupied: boolean;
  progress: number | null;
  /** When the patience ends, and how many seconds it is. */
  until?: string | null;
  patience?: number | null;
  last_seen: string | null;
  last_seen_text: string | null;
  battery: number | null;
  battery_low: boolean | null;
  signal: number | null;
  clock_drift: number | null;
  last_sync: string | null;
  silent_days: number;
  device_id: string | null;
  /** What the last load became, as long as the state is about it. */
  last_weighing: WeighingRecord | null;
}

/** A weighing by difference that goes on. */
export interface Assisted {
  person_id: string;
  name: string;
  adult_id: string | null;
  adult_name: string | null;
  until: string;
  first: WeighingRecord | null;
  with_person: boolean | null;
  problem: string | null;
  problem_text: string | null;
  text: string;
}

export interface Metric {
  key: string;
  name: string;
  unit: string | null;
}

export interface Overview {
  unit: MassUnit;
  /** What stands beside a number of that unit. */
  unit_name: string;
  precision: number;
  admin: boolean;
  people: Person[];
  scales: Scale[];
  pending: WeighingRecord[];
  pending_count: number;
  recent: WeighingRecord[];
  assisted?: Assisted | null;
  metrics: Metric[];
}

export interface WeighingsPage {
  weighings: WeighingRecord[];
  before: string | null;
  total: number;
}

/** Milliseconds, value, weighing id, whether it is set aside, body fat. */
export type SeriesPoint = [number, number, string, 0 | 1, number | null];

export interface Series {
  unit: string | null;
  points: SeriesPoint[];
  trend: [number, number][];
  gaps: [number, number][];
  healthy: Span | null;
  goal: number | null;
  thinned: boolean;
  total: number;
  low: number | null;
  high: number | null;
}

export interface FamilyLine {
  person_id: string;
  name: string;
  points: [number, number][];
}

export type StreamEvent =
  { kind: "overview"; people?: string[] } | { kind: "scale"; scale: Scale } | { kind: "gone" };
