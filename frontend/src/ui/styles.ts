/** The look that all parts share, made of Home Assistant's own variables. */

import { css } from "lit";

export const shared = css`
  :host {
    display: block;
    color: var(--primary-text-color);
    --low: var(--info-color, #039be5);
    --normal: var(--success-color, #43a047);
    --raised: var(--warning-color, #ffa600);
    --high: var(--error-color, #db4437);
    --line: var(--divider-color, rgba(127, 127, 127, 0.3));
    --quiet: var(--secondary-text-color);
    --gap: 8px;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  button,
  a.button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    margin: 0;
    padding: 0;
    cursor: pointer;
    text-align: start;
    border-radius: 8px;
    text-decoration: none;
  }
  button:focus-visible,
  a:focus-visible,
  [tabindex]:focus-visible,
  input:focus-visible,
  select:focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  .pill {
    min-height: 44px;
    min-width: 44px;
    padding: 0 16px;
    border-radius: 22px;
    border: 1px solid var(--line);
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    white-space: nowrap;
  }
  .pill.filled {
    /* Dark enough to be read on, whatever the theme's colour is. */
    background: color-mix(in srgb, var(--primary-color) 65%, #000);
    border-color: transparent;
    color: #fff;
  }
  .towards {
    color: color-mix(in srgb, var(--normal) 65%, var(--primary-text-color));
  }
  .pill[aria-pressed="true"],
  .pill[aria-checked="true"] {
    background: color-mix(in srgb, var(--primary-color) 18%, transparent);
    border-color: var(--primary-color);
    font-weight: 500;
  }
  .row {
    display: flex;
    align-items: center;
    gap: var(--gap);
    flex-wrap: wrap;
  }
  .spread {
    justify-content: space-between;
  }
  .quiet {
    color: var(--quiet);
  }
  .small {
    font-size: 0.875rem;
  }
  h2 {
    margin: 0;
    font-size: 1rem;
    font-weight: 500;
    line-height: 1.5;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  input,
  select {
    font: inherit;
    color: inherit;
    background: var(--input-fill-color, transparent);
    border: 1px solid var(--line);
    border-radius: 8px;
    min-height: 44px;
    padding: 0 12px;
    max-width: 100%;
    color-scheme: inherit;
  }
  option {
    color: var(--primary-text-color);
    background: var(--card-background-color);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
