/** What every part of a card is given. */

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

const DAY_MS = 86_400_000;

/** Return when a weighing was: in words for today and yesterday, all by the user's clock. */
export function when({ format }: Context, record: WeighingRecord): string {
  const at = Date.parse(record.measured_at);
  const now = Date.now();
  const ago = [0, 1].find((days) => format.isoDay(now - days * DAY_MS) === format.isoDay(at));
  return ago === undefined ? format.when(at, now) : `${format.daysAgo(ago)} ${format.time(at)}`;
}

/** Return a metric's value as this card may show it. */
export function shownBar(context: Context, bar: Bar): string {
  return context.onlyChanges ? "" : context.format.isolate(bar.text);
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
