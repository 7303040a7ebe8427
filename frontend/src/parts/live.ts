/** The scales now: a line while nobody stands there, the number and what to do while somebody does. */

import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { SILENT_AFTER_DAYS, STAGES, STAGE_OF, isActive, silentDays, waited } from "../data/stand";
import type { Scale } from "../types/contract";
import { Part } from "../ui/part";
import { ring, ringStyles } from "../ui/ring";
import { shared } from "../ui/styles";

const TICK_MS = 400;
const FILLED = [0.15, 0.5, 1];

export class Live extends Part {
  static override styles = [
    shared,
    ringStyles,
    css`
      ha-card {
        padding: 16px;
      }
      .active {
        display: flex;
        align-items: center;
        gap: 16px;
        flex-wrap: wrap;
        --ring-size: 88px;
      }
      .active + *,
      .idle + .active {
        margin-top: 16px;
      }
      .active.done {
        --ring-color: var(--normal);
      }
      .weight {
        font-size: 56px;
        line-height: 1.1;
        font-weight: 500;
        letter-spacing: -0.02em;
        white-space: nowrap;
      }
      .stages {
        list-style: none;
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        margin: 8px 0 0;
        padding: 0;
      }
      .stages li[aria-current] {
        font-weight: 500;
        color: var(--primary-text-color);
      }
      .words {
        flex: 1 1 180px;
        min-width: 0;
      }
      .idle + .idle {
        margin-top: 4px;
      }
      .warning {
        border-inline-start: 4px solid var(--raised);
        padding-inline-start: 8px;
        margin: 4px 0 8px;
      }
      .glyph {
        font-size: 1.5rem;
      }
    `,
  ];

  @property({ attribute: false }) scales: Scale[] = [];

  private ticking: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.tick(false);
  }

  /** Nothing is heard while a scale measures: the ring fills by the clock. */
  private tick(wanted: boolean): void {
    if (wanted) this.ticking ??= setInterval(() => this.requestUpdate(), TICK_MS);
    else {
      clearInterval(this.ticking);
      this.ticking = undefined;
    }
  }

  protected override updated(): void {
    this.tick(this.scales.some((scale) => isActive(scale)));
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.scales.length) return nothing;
    const active = this.scales.filter((scale) => isActive(scale));
    const idle = this.scales.filter((scale) => !isActive(scale));
    return html`<ha-card>
      ${active.map((scale) => this.active(scale))}
      ${idle.map((scale) => this.idle(scale))}
    </ha-card>`;
  }

  private idle(scale: Scale): TemplateResult {
    const { format } = this.at;
    const now = Date.now();
    // By the clock: nothing is told while nothing is heard.
    const seen = scale.last_seen
      ? this.t("last_seen", { when: format.ago(Date.parse(scale.last_seen), now) })
      : this.t("never_seen");
    const silent = silentDays(scale, now);
    return html`<div class="idle quiet">${scale.name}, ${seen}</div>
      ${
        silent >= SILENT_AFTER_DAYS
          ? html`<div class="warning">
            ${this.t("silent", { when: format.daysAgo(silent) })}
          </div>`
          : nothing
      }`;
  }

  private active(scale: Scale): TemplateResult {
    const stage = STAGE_OF[scale.state] ?? 0;
    const done = stage === 2;
    const filled = done ? 1 : (waited(scale, Date.now()) ?? FILLED[stage] ?? 0);
    return html`<div class="active ${done ? "done" : ""}">
      ${ring(filled, html`<span class="glyph" aria-hidden="true">${done ? "✓" : stage + 1}</span>`)}
      <div class="words">
        <div class="weight number">${this.weight(scale, done)}</div>
        <div role="status" aria-live="polite">${this.says(scale, done)}</div>
        <ol class="stages small quiet">
          ${STAGES.map(
            (each, index) =>
              html`<li aria-current=${index === stage ? "step" : nothing}>${this.t(`stage_${each}`)}</li>`,
          )}
        </ol>
        <div class="small quiet">${scale.name}</div>
      </div>
    </div>`;
  }

  /** Show what it weighs now; of a weighing that is done, what is stored of it. */
  private weight({ live_weight, last_weighing }: Scale, done: boolean): string {
    if (this.at.onlyChanges) return "· · ·";
    const shown = (done ? last_weighing?.weight : undefined) ?? live_weight;
    return shown === null ? "–" : this.at.format.mass(shown);
  }

  /** Say what to do now; of a weighing that is done, whose it was. */
  private says(scale: Scale, done: boolean): string {
    const { last_weighing: record } = scale;
    if (!done || !record) return scale.hint ?? scale.state_text;
    const change =
      record.difference === null ? "" : this.at.format.massChangeWithUnit(record.difference);
    const who = record.person ?? this.t("who");
    return [who, change, scale.hint].filter(Boolean).join(" · ");
  }
}
