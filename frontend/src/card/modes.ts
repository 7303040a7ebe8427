/** What each mode of the card is made of. */

import { html, nothing, type TemplateResult } from "lit";
import { byNewest } from "../data/people";
import type { Mode } from "../types/config";
import type { Scale } from "../types/contract";
import { isComposed, type Context } from "../ui/context";

type Draw = (at: Context, scales: Scale[]) => TemplateResult | typeof nothing;

const PARTS: Record<Mode, Draw> = {
  waiting: (at) =>
    at.overview.pending.length
      ? html`<body-scale-waiting .at=${at}></body-scale-waiting>`
      : nothing,
  live: (at, scales) =>
    html`${at.overview.assisted ? html`<body-scale-assist .at=${at}></body-scale-assist>` : nothing}
    ${scales.length ? html`<body-scale-live .at=${at} .scales=${scales}></body-scale-live>` : nothing}`,
  family: (at) => html`<body-scale-family .at=${at}></body-scale-family>`,
  recent: (at) => html`<body-scale-recent .at=${at}></body-scale-recent>`,
  hero: (at) => html`<body-scale-hero .at=${at}></body-scale-hero>`,
  chart: (at) => html`<body-scale-chart .at=${at}></body-scale-chart>`,
  body: (at, scales) => html`<div class="body">
    ${PARTS_OF_BODY.map((mode) => (isEmpty(mode, at, scales) ? nothing : PARTS[mode](at, scales)))}
  </div>`,
  bars: (at) => html`<body-scale-bars .at=${at}></body-scale-bars>`,
  composition: (at) => html`<body-scale-composition .at=${at}></body-scale-composition>`,
  days: (at) => html`<body-scale-days .at=${at}></body-scale-days>`,
  scales: (at, scales) => html`<body-scale-scales .at=${at} .scales=${scales}></body-scale-scales>`,
  person: (at) => html`<body-scale-person .at=${at}></body-scale-person>`,
  history: (at) => html`<body-scale-history .at=${at}></body-scale-history>`,
  household: (at, scales) => html`<div class="household">
    ${PARTS.waiting(at, scales)} ${PARTS.live(at, scales)}
    ${byNewest(at.overview.people).map(
      (person) => html`<body-scale-person .at=${{ ...at, person }}></body-scale-person>`,
    )}
    ${PARTS.family(at, scales)} ${PARTS.recent(at, scales)}
  </div>`,
};

const PARTS_OF_BODY = ["bars", "composition", "days"] as const;

/** Show what a mode is made of. */
export function draw(mode: Mode, at: Context, scales: Scale[]): TemplateResult | typeof nothing {
  return PARTS[mode](at, scales);
}

/** Return whether a mode has nothing to show now, and takes no room. */
export function isEmpty(mode: Mode, at: Context, scales: Scale[]): boolean {
  if (mode === "waiting") return !at.overview.pending.length;
  if (mode === "live") return !scales.length && !at.overview.assisted;
  const { person } = at;
  if (mode === "body") return PARTS_OF_BODY.every((part) => isEmpty(part, at, scales));
  if (mode === "bars") return !person?.bars.length && !Object.keys(person?.missing ?? {}).length;
  if (mode === "composition") return !person || !isComposed(at, person);
  if (mode === "days" || mode === "chart") return !person?.count;
  return false;
}
