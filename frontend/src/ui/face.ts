/** A person's picture, or their first letter. */

import { css, html, type TemplateResult } from "lit";

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
