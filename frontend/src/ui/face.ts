/** A person's picture, or their first letter; a mark for whoever isn't a member. */

import { css, html, svg, type TemplateResult } from "lit";
import type { Person, WeighingRecord } from "../types/contract";

export const faceStyles = css`
  .face {
    width: 40px;
    height: 40px;
    border-radius: 50%;
    flex: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    object-fit: cover;
    font-weight: 500;
    background: color-mix(in srgb, var(--primary-color) 20%, transparent);
    color: var(--primary-text-color);
  }
  .face.little {
    width: 28px;
    height: 28px;
    font-size: 0.875rem;
  }
  .face.nobody {
    background: none;
    border: 1px dashed var(--quiet);
  }
`;

export interface Faced {
  name: string;
  picture?: string | null;
}

/** Show somebody's face; their name stands beside it, so it is silent for a screen reader. */
export function face(who: Faced, little = false): TemplateResult {
  const size = little ? "face little" : "face";
  if (who.picture) return html`<img class=${size} src=${who.picture} alt="" loading="lazy" />`;
  const [letter = "?"] = who.name.trim();
  return html`<span class=${size} aria-hidden="true">${letter.toLocaleUpperCase()}</span>`;
}

const FIGURE = svg`<circle cx="10" cy="6.5" r="3" /><path d="M4 17a6 6 0 0 1 12 0" />`;

/** Show that it is nobody of the household: no letter, which could be a member's. */
export function guestFace(little = false): TemplateResult {
  return html`<span class="face nobody ${little ? "little" : ""}" aria-hidden="true">
    <svg width="60%" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5">
      ${FIGURE}
    </svg>
  </span>`;
}

/** Show that nobody knows yet who it is. */
export function unknownFace(little = false): TemplateResult {
  return html`<span class="face nobody ${little ? "little" : ""}" aria-hidden="true">?</span>`;
}

/** Show whose a weighing is. */
export function faceOf(record: WeighingRecord, people: readonly Person[]): TemplateResult {
  const { person_id, person } = record;
  if (person_id === null) return unknownFace(true);
  if (person_id === "guest") return guestFace(true);
  const member = people.find((each) => each.person_id === person_id);
  // A former member has a name at most.
  return member || person ? face(member ?? { name: person ?? "" }, true) : unknownFace(true);
}
