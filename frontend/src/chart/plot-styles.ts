/** The look of a chart. */

import { css } from "lit";

export const plotStyles = css`
  :host {
    position: relative;
    direction: ltr;
    touch-action: pan-y;
    user-select: none;
    -webkit-user-select: none;
  }
  svg {
    display: block;
    width: 100%;
    height: var(--plot-height, 260px);
    overflow: hidden;
  }
  .frame {
    border-radius: 8px;
  }
  text {
    fill: var(--secondary-text-color);
    font-size: 11px;
  }
  .grid {
    stroke: var(--line);
    stroke-width: 1;
    opacity: 0.6;
  }
  .dots {
    stroke: var(--primary-text-color);
    stroke-width: 5;
    stroke-linecap: round;
    opacity: 0.45;
  }
  .hollow {
    stroke: var(--secondary-text-color);
    stroke-width: 6;
    stroke-linecap: round;
  }
  .hollow.inside {
    stroke: var(--card-background-color, #fff);
    stroke-width: 3.5;
  }
  .trend {
    stroke: var(--primary-color);
    stroke-width: 2.5;
    stroke-linejoin: round;
    stroke-linecap: round;
    fill: none;
  }
  .dotted {
    stroke-dasharray: 1 6;
  }
  .band {
    fill: var(--success-color, #43a047);
    opacity: 0.12;
  }
  .goal {
    stroke: var(--success-color, #43a047);
    stroke-width: 1.5;
    stroke-dasharray: 6 5;
  }
  .marker {
    fill: var(--primary-color);
    stroke: var(--card-background-color, #fff);
    stroke-width: 2;
  }
  .cursor {
    stroke: var(--secondary-text-color);
    stroke-width: 1;
  }
  .chosen {
    fill: var(--primary-color);
    opacity: 0.15;
  }
  .tip {
    position: absolute;
    top: 4px;
    z-index: 1;
    pointer-events: none;
    padding: 6px 10px;
    border-radius: 8px;
    border: 1px solid var(--line);
    background: var(--card-background-color, #fff);
    font-size: 0.8125rem;
    white-space: nowrap;
    line-height: 1.4;
  }
  .tip b {
    font-weight: 500;
    font-size: 0.9375rem;
  }
`;
