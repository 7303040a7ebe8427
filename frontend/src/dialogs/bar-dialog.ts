/** One metric: its ranges, what it is, and by which formulas. */

import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { bounds } from "../parts/bars";
import { meterStyles, track } from "../parts/meter";
import type { Bar } from "../types/contract";
import { shownBar } from "../ui/context";
import { Dialog, open } from "../ui/dialog";
import { type Part, define } from "../ui/part";

const TAG = "body-scale-bar-dialog";

export class BarDialog extends Dialog {
  static override styles = [
    Dialog.styles,
    meterStyles,
    css`
      .value {
        font-size: 1.75rem;
        font-weight: 500;
      }
      ul {
        list-style: none;
        padding: 0;
      }
      li {
        display: flex;
        gap: 8px;
        align-items: center;
        padding: 4px 0;
      }
      .swatch {
        width: 12px;
        height: 12px;
        opacity: 1;
      }
      li .number {
        margin-inline-start: auto;
      }
      li[aria-current] {
        font-weight: 500;
      }
    `,
  ];

  @property({ attribute: false }) bar!: Bar;
  /** Of when it is, if it isn't the newest. */
  @property({ attribute: false }) since = "";

  protected heading(): string {
    return this.bar.name;
  }

  protected body(): TemplateResult {
    const { bar, since } = this;
    const { format, onlyChanges } = this.at;
    const about = `about_${bar.metric}`;
    return html`<div class="row">
        <span class="value number">${shownBar(this.at, bar)}</span>
        <span>${onlyChanges ? "" : (bar.grade_text ?? "")}</span>
      </div>
      ${since ? html`<div class="small quiet">${since}</div>` : nothing}
      ${
        onlyChanges
          ? nothing
          : html`${track(bar, { before: true, since })} ${bounds(bar, format)} ${this.then()}
            ${this.ranges()}`
      }
      ${bar.about ? html`<p>${bar.about}</p>` : nothing}
      ${this.at.texts.has(about) ? html`<p>${this.t(about)}</p>` : nothing}
      ${
        bar.by_scale !== null && bar.by_scale !== undefined && !this.at.onlyChanges
          ? html`<p>${this.t("by_scale", { value: format.amount(bar.by_scale, bar.unit, bar.digits) })}</p>`
          : nothing
      }
      <p class="small quiet">
        ${this.at.person ? this.t("formulas", { name: this.at.person.formula_text }) : nothing}
        ${bar.estimate ? this.t("estimate") : nothing}
      </p>`;
  }

  /** Say what the hollow pointer is. */
  private then(): TemplateResult | typeof nothing {
    const { before, unit, digits } = this.bar;
    const at = this.at.person?.before_at;
    if (before === null || !at) return nothing;
    const { format } = this.at;
    const value = format.amount(before, unit, digits);
    return html`<p class="number">
      ${this.t("before_was", { day: format.date(Date.parse(at)), value })}
    </p>`;
  }

  private ranges(): TemplateResult | typeof nothing {
    const { bar } = this;
    if (!bar.bounds.length) return nothing;
    const { format } = this.at;
    const isDouble = bar.unit === "st_lb";
    const number = (value: number) =>
      isDouble ? format.amount(value, bar.unit, 0) : format.bound(value, bar.unit, bar.digits);
    return html`<ul>
      ${bar.name_texts.map((name, index) => {
        const from = bar.bounds[index - 1];
        const to = bar.bounds[index];
        const range =
          from === undefined
            ? `< ${number(to ?? 0)}`
            : to === undefined
              ? `≥ ${number(from)}`
              : `${number(from)}–${number(to)}`;
        return html`<li aria-current=${bar.names[index] === bar.grade ? "true" : nothing}>
          <span class="segment swatch ${bar.levels[index] ?? "plain"}" aria-hidden="true"></span>
          ${name} <span class="number">${range} ${isDouble ? "" : (bar.unit ?? "")}</span>
        </li>`;
      })}
    </ul>`;
  }
}

define(TAG, BarDialog);

/** Open the ranges of a metric. */
export function openBar(part: Part, bar: Bar, since = ""): void {
  open<BarDialog>(TAG, part, { bar, since });
}
