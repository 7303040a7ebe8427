/** A ring that fills, around whatever stands in it. */

import { css, html, svg, type TemplateResult } from "lit";

const RADIUS = 44;
const AROUND = 2 * Math.PI * RADIUS;

export const ringStyles = css`
  .ring {
    position: relative;
    display: inline-grid;
    place-items: center;
    width: var(--ring-size, 120px);
    height: var(--ring-size, 120px);
    flex: none;
    text-align: center;
  }
  .ring svg {
    position: absolute;
    inset: 0;
    transform: rotate(-90deg);
  }
  .ring .track {
    stroke: var(--line);
  }
  .ring .filled {
    stroke: var(--ring-color, var(--primary-color));
    transition: stroke-dashoffset 0.4s linear;
  }
  .ring.busy svg {
    animation: around 1.6s linear infinite;
  }
  @keyframes around {
    to {
      transform: rotate(270deg);
    }
  }
`;

/** Show a ring.
 *
 * @param filled From 0 to 1; null where it isn't known how long it takes.
 */
export function ring(filled: number | null, content: unknown): TemplateResult {
  const shown = filled === null ? 0.25 : Math.max(0, Math.min(1, filled));
  return html`<div class=${filled === null ? "ring busy" : "ring"}>
    <svg viewBox="0 0 100 100" fill="none" stroke-width="7" aria-hidden="true">
      ${svg`<circle class="track" cx="50" cy="50" r=${RADIUS} />
      <circle class="filled" cx="50" cy="50" r=${RADIUS} stroke-linecap="round"
        stroke-dasharray=${AROUND} stroke-dashoffset=${AROUND * (1 - shown)}
        visibility=${shown > 0 ? "visible" : "hidden"} />`}
    </svg>
    <div class="inside">${content}</div>
  </div>`;
}
