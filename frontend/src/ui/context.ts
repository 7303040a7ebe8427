/** What every part of a card is given. */

import { DAY_MS } from "../chart/periods";
import type { Commands } from "../data/commands";
import type { CardConfig } from "../types/config";
import type { Bar, Overview, Person, WeighingRecord } from "../types/contract";
import type { Hass } from "../types/hass";
import type { Format } from "../words/format";
import type { Texts } from "../words/texts";

export interface Context {
  readonly hass: () => Hass;
  readonly texts: Texts;
  readonly format: Format;
  readonly commands: Commands;
  readonly overview: Overview;
  readonly config: CardConfig;
  readonly revision: number;
  /** The one person this card is about. */
  readonly person: Person | undefined;
  /** Only changes are shown, no weights. */
  readonly onlyChanges: boolean;
}

/** Return a weight as this card may show it: not at all where only changes are wanted. */
export function shownMass(context: Context, value: number): string {
  return context.onlyChanges ? "" : context.format.mass(value);
}

/** Return what a weighing mainly says here: its weight, or how it changed. */
export function headline(context: Context, record: WeighingRecord): string {
  if (!context.onlyChanges) return context.format.mass(record.weight);
  return record.difference === null ? "" : context.format.massChangeWithUnit(record.difference);
}

/** Return how many days ago something was, by the user's clock. */
export function daysSince({ format }: Pick<Context, "format">, at: string): number {
  const [today, then] = [Date.now(), Date.parse(at)].map((each) => Date.parse(format.isoDay(each)));
  return Math.round(((today ?? 0) - (then ?? 0)) / DAY_MS);
}

/** Return when a weighing was: in words for today and yesterday, all by the user's clock. */
export function when(context: Pick<Context, "format">, record: WeighingRecord): string {
  const { format } = context;
  const at = Date.parse(record.measured_at);
  const ago = daysSince(context, record.measured_at);
  const isNear = ago === 0 || ago === 1;
  return isNear ? `${format.daysAgo(ago)} ${format.time(at)}` : format.when(at, Date.now());
}

/** Return by whom a weighing was given to its person; where nobody said so, how sure that is. */
export function byWhom({ texts, format }: Context, record: WeighingRecord): string {
  const { assigned_by, confidence } = record;
  if (!assigned_by) return "";
  if (assigned_by !== "auto") return texts.of(`assigned_${assigned_by}`);
  if (confidence === null) return "";
  return texts.of("sure", { percent: format.number(confidence * 100, 0) });
}

/** Return a metric's value as this card may show it, or how it changed in a month. */
export function shownBar({ format, onlyChanges }: Context, bar: Bar): string {
  const { value, before, unit, digits } = bar;
  if (!onlyChanges) return format.amount(value, unit, digits);
  return before === null ? "" : format.change(value - before, unit, digits);
}

/** Return what of a body's composition this card may show: where only changes are wanted, two. */
export function isComposed({ onlyChanges }: Context, { composition }: Person): boolean {
  return Boolean(composition?.now && (composition.before || !onlyChanges));
}

/** Return the person that a name, an id or an entity means. */
export function findPerson(
  config: CardConfig,
  people: readonly Person[],
  hass: Hass,
): Person | undefined {
  const { person: wanted, entity } = config;
  if (wanted)
    return (
      people.find((person) => person.person_id === wanted) ??
      people.find((person) => person.name === wanted)
    );
  if (!entity) return undefined;
  const device = hass.entities?.[entity]?.device_id;
  return people.find(
    (person) =>
      person.entity === entity ||
      (device !== undefined && hass.entities?.[person.entity ?? ""]?.device_id === device),
  );
}
