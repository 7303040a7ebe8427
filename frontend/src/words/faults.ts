/** What went wrong, in the user's language. */

import type { Hass } from "../types/hass";
import { fill, type Values } from "./texts";

interface Fault {
  message?: string;
  translation_domain?: string | null;
  translation_key?: string | null;
  translation_placeholders?: Values | null;
}

/** Return what an answer's error says; Home Assistant sends its key beside an English text. */
export async function explain(hass: Hass, error: unknown): Promise<string> {
  const fault = (error ?? {}) as Fault;
  const said = fault.message ?? "";
  const { translation_domain: domain, translation_key: key } = fault;
  if (!domain || !key) return said;
  try {
    const { resources } = await hass.callWS<{ resources: Record<string, string> }>({
      type: "frontend/get_translations",
      language: hass.language,
      category: "exceptions",
      integration: [domain],
    });
    const text = resources[`component.${domain}.exceptions.${key}.message`];
    return text ? fill(text, fault.translation_placeholders ?? {}) : said;
  } catch {
    return said;
  }
}
