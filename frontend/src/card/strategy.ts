/** Makes the whole dashboard of what the household has: one line of configuration. */

import { byNewest } from "../data/people";
import type { CardConfig, Mode, Privacy } from "../types/config";
import type { Overview, Person } from "../types/contract";
import type { Hass } from "../types/hass";
import { loadTexts, type Texts } from "../words/texts";

export interface StrategyConfig {
  type: string;
  privacy?: Privacy;
}

interface Section {
  type: "grid";
  column_span?: number;
  cards: unknown[];
}

interface ViewConfig {
  title: string;
  path: string;
  /** A view without one is shown by its title. */
  icon?: string;
  type: "sections";
  max_columns: number;
  sections: Section[];
}

/** Columns of a view. */
const WIDEST = 3;
const FULL = { columns: "full", rows: "auto" };

/** Return the dashboard's views. */
export async function generateDashboard(
  config: StrategyConfig,
  hass: Hass,
): Promise<{ title: string; views: ViewConfig[] }> {
  const texts = await loadTexts(hass);
  let overview: Overview | undefined;
  try {
    overview = await hass.callWS<Overview>({ type: "body_scale/overview" });
  } catch {
    // Home Assistant is starting, say: the cards of the household wait for it by themselves.
  }
  return { title: "Body Scale", views: views(texts, overview, config.privacy) };
}

/** Return the views for a household. */
export function views(
  texts: Texts,
  overview: Overview | undefined,
  privacy: Privacy = "off",
): ViewConfig[] {
  const card = (mode: Mode, more: Partial<CardConfig> = {}) => ({
    type: "custom:body-scale-card",
    mode,
    ...(privacy === "off" ? {} : { privacy }),
    ...more,
    grid_options: FULL,
  });
  const people = overview?.people ?? [];
  return [
    household(texts, people, card),
    ...people.map((person) => personView(person, card)),
    view(texts.of("weighings"), "weighings", "mdi:format-list-bulleted", 1, [[card("history")]]),
    view(texts.of("scales"), "scales", "mdi:scale-bathroom", 2, [[card("scales")]]),
  ];
}

type MakeCard = (mode: Mode, more?: Partial<CardConfig>) => unknown;

function household(texts: Texts, people: Person[], card: MakeCard): ViewConfig {
  const cards = byNewest(people).map((person) =>
    card("person", { person: person.person_id, navigation_path: pathOf(person) }),
  );
  return view(texts.of("household"), "household", "mdi:home-heart", WIDEST, [
    [card("waiting"), card("live"), ...(cards.length > 2 ? [] : cards)],
    ...(cards.length > 2 ? [cards] : []),
    [card("family"), card("recent")],
  ]);
}

function personView(person: Person, card: MakeCard): ViewConfig {
  const of = { person: person.person_id };
  const made = view(person.name, pathOf(person), undefined, WIDEST, [
    [card("hero", of), card("chart", of)],
    [card("body", of)],
    [card("history", of)],
  ]);
  // Each as wide as the view, so that there are no gaps, whether three columns fit, two or one.
  return {
    ...made,
    sections: made.sections.map((section) => ({ ...section, column_span: WIDEST })),
  };
}

function view(
  title: string,
  path: string,
  icon: string | undefined,
  columns: number,
  sections: unknown[][],
): ViewConfig {
  return {
    title,
    path,
    ...(icon ? { icon } : {}),
    type: "sections",
    max_columns: columns,
    sections: sections.map((cards) => ({ type: "grid", cards })),
  };
}

/** Return the name of a person's view: what may stand in an address, and stays when they are renamed. */
export function pathOf(person: Person): string {
  return `person-${person.person_id.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
}
