/** The small chart on a person's card: ninety days at a glance, drawn once. */

import { css, html, nothing, svg, type TemplateResult } from "lit";
import type { Series } from "../types/contract";
import { dots, extent, line } from "./paths";
import { linear } from "./scale";

export const sparklineStyles = css`
  .sparkline {
    display: block;
    width: 100%;
    height: 56px;
    direction: ltr;
  }
  /* Its width is that of the card: lines and dots keep their shape. */
  .sparkline * {
    vector-effect: non-scaling-stroke;
  }
  .sparkline .dots {
    stroke: var(--primary-text-color);
    stroke-width: 3.5;
    stroke-linecap: round;
    opacity: 0.4;
  }
  .sparkline .trend {
    fill: none;
    stroke: var(--primary-color);
    stroke-width: 2;
    stroke-linejoin: round;
  }
  .sparkline .dotted {
    stroke-dasharray: 1 4;
  }
  .sparkline .band {
    fill: var(--success-color, #43a047);
    opacity: 0.12;
  }
  .sparkline .goal {
    stroke: var(--success-color, #43a047);
    stroke-width: 1;
    stroke-dasharray: 4 3;
  }
`;

const HEIGHT = 56;

/** Show a series in little; what is said of it stands beside it. */
export function sparkline(
  series: Series,
  width: number,
  wanted: { band: boolean; goal: boolean },
): TemplateResult {
  const { points, trend, healthy, goal } = series;
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last) return html`<div style="height:${HEIGHT}px"></div>`;
  const values = [...points.map(([, value]) => value), ...trend.map(([, value]) => value)];
  const axis = extent(values, 2);
  const x = linear({ from: first[0], to: last[0] }, { from: 4, to: width - 4 });
  const y = linear(axis, { from: HEIGHT - 4, to: 4 });
  const inside = (value: number): number => y(Math.max(axis.from, Math.min(axis.to, value)));
  const drawn = line(trend, series.gaps, x, y);
  const top = healthy && inside(healthy.high);
  const height = healthy && inside(healthy.low) - inside(healthy.high);
  return html`<svg class="sparkline" viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    ${
      wanted.band && height
        ? svg`<rect class="band" x="0" width=${width} y=${top} height=${height} />`
        : nothing
    }
    ${
      wanted.goal && goal !== null && goal >= axis.from && goal <= axis.to
        ? svg`<line class="goal" x1="0" x2=${width} y1=${y(goal)} y2=${y(goal)} />`
        : nothing
    }
    ${svg`<path class="dots" d=${dots(points, x, y)} /><path class="trend" d=${drawn.solid} />
      <path class="trend dotted" d=${drawn.dotted} />`}
  </svg>`;
}
