/** The metrics of the newest weighing, each as a bar with its grades. */

import { css, html, nothing, type TemplateResult } from "lit";
import type { Bar, Person } from "../types/contract";
import { openBar } from "../dialogs/bar-dialog";
import { shownBar } from "../ui/context";
import { Part } from "../ui/part";
import { shared } from "../ui/styles";
import type { Format } from "../words/format";
import { isGraded, meterStyles, position, track } from "./meter";

const INFO = html`<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
  <circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" stroke-width="1.5" />
  <path d="M10 9v5M10 6v.5" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
</svg>`;

export class Bars extends Part {
  static override styles = [
    shared,
    meterStyles,
    css`
      ha-card {
        padding: 16px;
      }
      .grid {
        display: grid;
        /* Two columns, or one where that is too narrow. */
        grid-template-columns: repeat(
          auto-fill,
          minmax(min(max(260px, 50% - 16px), 100%), 1fr)
        );
        gap: 12px 32px;
        margin-top: 8px;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 44px;
      }
      .head .value {
        margin-inline-start: auto;
        font-weight: 500;
      }
      .info {
        width: 44px;
        height: 44px;
        display: grid;
        place-items: center;
        margin-inline-end: -12px;
        color: var(--quiet);
      }
      .missing {
        padding: 8px 0;
      }
      .since {
        margin-top: 16px;
      }
      .old .head {
        color: var(--quiet);
      }
      .old .track {
        opacity: 0.45;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { person } = this.at;
    if (!person?.latest) return nothing;
    const { format, onlyChanges } = this.at;
    const bars = person.bars.filter(({ before }) => before !== null || !onlyChanges);
    const missing = new Map(
      Object.values(person.missing).map(({ key, text }) => [key, text] as const),
    );
    if (!person.bars.length && !missing.size) return nothing;
    return html`<ha-card>
      <h2>${this.t("metrics")}</h2>
      ${[...missing.values()].map((text) => html`<div class="missing quiet">${text}</div>`)}
      ${
        onlyChanges && person.before_at
          ? html`<div class="small quiet">
            ${this.t("since_day", { day: format.date(Date.parse(person.before_at)) })}
          </div>`
          : nothing
      }
      ${bars.length ? html`<div class="grid">${bars.map((bar) => this.bar(bar))}</div>` : nothing}
      ${person.earlier && !onlyChanges ? this.earlier(person.earlier) : nothing}
    </ha-card>`;
  }

  private earlier({ measured_at, bars }: NonNullable<Person["earlier"]>): TemplateResult {
    const since = this.t("measured_on", { day: this.at.format.date(Date.parse(measured_at)) });
    return html`<div class="small quiet since">${since}</div>
      <div class="grid old">${bars.map((bar) => this.bar(bar, since))}</div>`;
  }

  /** Show a value on its bar; of an old one it is said of when it is. */
  private bar(bar: Bar, since = ""): TemplateResult {
    const { format, onlyChanges } = this.at;
    return html`<div>
      <div class="head">
        <span>${bar.name}</span>
        <span class="value number">${shownBar(this.at, bar)}</span>
        ${
          bar.grade_text && !onlyChanges
            ? html`<span class="quiet">${bar.grade_text}</span>`
            : nothing
        }
        <button
          class="info"
          aria-label=${this.t("about_metric", { name: bar.name })}
          @click=${() => openBar(this, bar, since)}
        >
          ${INFO}
        </button>
      </div>
      ${onlyChanges ? nothing : html`${track(bar, { before: true, since })} ${bounds(bar, format)}`}
    </div>`;
  }
}

/** Show where the grades change. */
export function bounds(bar: Bar, format: Format): TemplateResult | typeof nothing {
  if (!isGraded(bar)) return nothing;
  return html`<div class="bounds" aria-hidden="true">
    ${bar.bounds.map(
      (bound) =>
        html`<span style="inset-inline-start:${position(bar, bound)}%"
          >${format.bound(bound, bar.unit, bar.digits)}</span
        >`,
    )}
  </div>`;
}
