/** The look of a person's card. */

import { css } from "lit";

export const cardStyles = css`
  ha-card {
    padding: 8px 16px 12px;
    height: 100%;
  }
  ha-card.compact {
    padding: 2px 16px;
    min-height: 56px;
    display: grid;
    align-items: center;
  }
  .head,
  .compact button {
    width: 100%;
    min-height: 48px;
  }
  .head > .row:first-child {
    min-height: 48px;
  }
  /* The trend and the goal, where there is room for them. */
  @container (max-width: 320px) {
    .compact .aside {
      display: none;
    }
  }
  .name {
    font-weight: 500;
  }
  .weight {
    font-size: 1.75rem;
    font-weight: 500;
    white-space: nowrap;
  }
  .change {
    color: var(--quiet);
  }
  .change.towards {
    color: color-mix(in srgb, var(--normal) 65%, var(--primary-text-color));
  }
  .aside {
    display: grid;
    text-align: end;
  }
  .old .weight {
    color: var(--quiet);
  }
  .place {
    display: block;
    width: 100%;
    height: 56px;
    margin: 4px 0;
  }
  .skeleton {
    border-radius: 8px;
    background: var(--line);
    opacity: 0.3;
  }
  .metrics {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(64px, 1fr));
    gap: 8px 12px;
    margin-top: 4px;
  }
  .metric {
    min-height: 44px;
    min-width: 0;
    font-size: 0.8125rem;
    line-height: 1.35;
  }
  .metric > span,
  .metric > b {
    display: block;
    overflow-wrap: anywhere;
  }
  .metric > .track {
    display: flex;
    height: 6px;
  }
  .metric-name {
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .metric b {
    font-weight: 500;
  }
  .metric.old {
    color: var(--quiet);
  }
  .metric.old .track {
    opacity: 0.45;
  }
  .metric {
    position: relative;
  }
  .note {
    display: block;
    width: 100%;
    padding: 4px 0;
  }
  .note.raised {
    min-height: 44px;
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--raised);
    border-radius: 0;
  }
`;
