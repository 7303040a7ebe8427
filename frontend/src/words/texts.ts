/** The dashboard's own words, from the integration's translations. */

import type { Connection, Hass } from "../types/hass";

const PREFIX = "component.body_scale.common.card_";

export type Values = Record<string, string | number>;

/** Return a text with its placeholders filled. */
export function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export class Texts {
  constructor(private resources: Record<string, string>) {}

  /** Return one of our own texts; its key, where it isn't known. */
  of(key: string, values?: Values): string {
    return fill(this.resources[PREFIX + key] ?? key, values);
  }

  has(key: string): boolean {
    return PREFIX + key in this.resources;
  }
}

const loaded = new WeakMap<Connection, Map<string, Promise<Texts>>>();

/** Ask for the texts of a language, once a page; Home Assistant fills gaps with English. */
export function loadTexts(hass: Hass): Promise<Texts> {
  const languages = loaded.get(hass.connection) ?? new Map<string, Promise<Texts>>();
  loaded.set(hass.connection, languages);
  const known = languages.get(hass.language);
  if (known) return known;
  const asked = hass
    .callWS<{ resources: Record<string, string> }>({
      type: "frontend/get_translations",
      language: hass.language,
      category: "common",
      integration: ["body_scale"],
    })
    .then(({ resources }) => new Texts(resources));
  languages.set(hass.language, asked);
  asked.catch(() => languages.delete(hass.language));
  return asked;
}
