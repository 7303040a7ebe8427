/** The segmented bar of a metric: where the value lies among its grades. */

import { css, html, nothing, type TemplateResult } from "lit";
import type { Bar } from "../types/contract";

export const meterStyles = css`
  .track {
    position: relative;
    display: flex;
    gap: 2px;
    height: 8px;
    margin: 4px 0;
  }
  .segment {
    height: 100%;
    border-radius: 4px;
    opacity: 0.75;
    min-width: 2px;
  }
  .segment.low {
    background: var(--low);
  }
  .segment.normal {
    background: var(--normal);
  }
  .segment.raised {
    background: var(--raised);
  }
  .segment.high {
    background: var(--high);
  }
  .segment.plain {
    background: var(--line);
  }
  .pointer {
    position: absolute;
    top: -3px;
    width: 6px;
    height: 14px;
    margin-inline-start: -3px;
    border-radius: 3px;
    background: var(--primary-text-color);
    border: 1px solid var(--card-background-color, #fff);
  }
  .pointer.before {
    background: transparent;
    border: 1.5px solid var(--quiet);
  }
  .bounds {
    position: relative;
    height: 14px;
    font-size: 11px;
    color: var(--quiet);
  }
  .bounds span {
    position: absolute;
    transform: translateX(-50%);
  }
  .bounds:dir(rtl) span {
    transform: translateX(50%);
  }
`;

/** Return where a value lies on a bar, in percent of its length. */
export function position({ lowest, highest }: Graded, value: number): number {
  const width = highest - lowest || 1;
  return Math.max(0, Math.min(100, ((value - lowest) / width) * 100));
}

export type Graded = Bar & { lowest: number; highest: number };

/** Return whether a value has grades, so that there is a bar to show. */
export function isGraded(bar: Bar): bar is Graded {
  return bar.lowest !== null && bar.highest !== null;
}

/** Show a bar.
 *
 * @param options.hidden Its words stand beside it: a screen reader hears them there.
 * @param options.since Of when it is, if it isn't the newest.
 */
export function track(
  bar: Bar,
  options: { hidden?: boolean; before?: boolean; since?: string } = {},
): TemplateResult | typeof nothing {
  if (!isGraded(bar)) return nothing;
  const edges = [bar.lowest, ...bar.bounds, bar.highest];
  const segments = html`${edges.slice(1).map((edge, index) => {
    const from = edges[index] ?? bar.lowest;
    return html`<span
      class="segment ${bar.levels[index] ?? "plain"}"
      style="flex:${Math.max(0.01, edge - from)} 1 0"
    ></span>`;
  })}
  ${
    options.before && bar.before !== null
      ? html`<span class="pointer before" style="inset-inline-start:${position(bar, bar.before)}%"></span>`
      : nothing
  }
  <span class="pointer" style="inset-inline-start:${position(bar, bar.value)}%"></span>`;
  return options.hidden
    ? html`<span class="track" aria-hidden="true">${segments}</span>`
    : html`<div
        class="track"
        role="meter"
        aria-label=${bar.name}
        aria-valuemin=${bar.lowest}
        aria-valuemax=${bar.highest}
        aria-valuenow=${bar.value}
        aria-valuetext=${[bar.spoken, options.since].filter(Boolean).join(", ")}
      >
        ${segments}
      </div>`;
}
