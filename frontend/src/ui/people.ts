/** A list of people, of whom one is to be chosen. */

import { css, html, type TemplateResult } from "lit";
import { faceStyles } from "./face";

export const peopleStyles = [
  faceStyles,
  css`
    .people {
      display: grid;
      gap: 4px;
    }
    .people button {
      min-height: 56px;
      padding: 0 8px;
    }
    .people button:hover {
      background: color-mix(in srgb, var(--primary-color) 10%, transparent);
    }
  `,
];

/** Show somebody who can be chosen. */
export function choice(face: TemplateResult, name: string, choose: () => void): TemplateResult {
  return html`<button class="row" @click=${choose}>${face} ${name}</button>`;
}
