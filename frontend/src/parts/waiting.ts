/** Who was it? The weighings that wait for somebody to say so, one at a time. */

import { css, html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { Candidate, WeighingRecord } from "../types/contract";
import { shownMass, when } from "../ui/context";
import { face, faceStyles, guestFace } from "../ui/face";
import { assignWithUndo, removeWithUndo } from "../ui/doing";
import { openRecord } from "../dialogs/record-dialog";
import { Part } from "../ui/part";
import { shared } from "../ui/styles";

export class Waiting extends Part {
  static override styles = [
    shared,
    faceStyles,
    css`
      ha-card {
        padding: 12px 16px 16px;
        border-inline-start: 4px solid var(--raised);
      }
      .chips {
        margin-top: 12px;
      }
      .chip {
        padding-inline: 8px 16px;
      }
      .chip:has(.face) {
        padding-inline-start: 8px;
      }
      .plain {
        padding-inline: 16px;
      }
      .reason {
        margin-top: 8px;
      }
    `,
  ];

  @state() private index = 0;
  @state() private more = false;
  @state() private busy = false;

  protected override render(): TemplateResult | typeof nothing {
    const { pending } = this.at.overview;
    const record = pending[Math.min(this.index, pending.length - 1)];
    if (!record) return nothing;
    return html`<ha-card>
      <div class="row spread">
        <h2>${this.t("who")}</h2>
        ${pending.length > 1 ? this.pager(pending.length) : nothing}
      </div>
      <div class="number">
        ${[shownMass(this.at, record.weight), when(this.at, record), record.scale]
          .filter(Boolean)
          .join(", ")}
      </div>
      <div class="row chips" role="group" aria-label=${this.t("who")}>
        ${(record.candidates ?? []).slice(0, 3).map((each) => this.candidate(record, each))}
        <button class="pill chip" ?disabled=${this.busy} @click=${() => this.give(record, "guest")}>
          ${guestFace(true)} ${this.t("guest")}
        </button>
        <button class="pill plain" aria-expanded=${this.more} @click=${() => (this.more = !this.more)}>
          ${this.t("more")}
        </button>
      </div>
      ${this.more ? this.others(record) : nothing}
      ${record.reason ? html`<div class="reason small quiet">${record.reason}</div>` : nothing}
    </ha-card>`;
  }

  private pager(count: number): TemplateResult {
    const index = Math.min(this.index, count - 1);
    const which = this.t("one_of", { index: index + 1, count: this.at.overview.pending_count });
    return html`<button
      class="pill"
      @click=${() => {
        this.index = (index + 1) % count;
        this.more = false;
      }}
      aria-label="${which}, ${this.t("next_waiting")}"
    >
      ${which}
      <span aria-hidden="true">›</span>
    </button>`;
  }

  private candidate(record: WeighingRecord, who: Candidate): TemplateResult {
    const { format } = this.at;
    const likely = who.probability < 0.005 ? "" : format.percent(who.probability * 100);
    const change = who.difference === null ? "" : format.massChangeWithUnit(who.difference);
    return html`<button
      class="pill chip"
      ?disabled=${this.busy}
      @click=${() => this.give(record, who.person_id, who.name)}
    >
      ${face(who, true)}
      <span>${who.name}</span>
      <span class="number quiet small">${[likely, change].filter(Boolean).join(" ")}</span>
    </button>`;
  }

  private others(record: WeighingRecord): TemplateResult {
    const shown = new Set((record.candidates ?? []).slice(0, 3).map((each) => each.person_id));
    const others = this.at.overview.people.filter((person) => !shown.has(person.person_id));
    return html`<div class="row chips">
      ${others.map(
        (person) => html`<button
          class="pill chip"
          ?disabled=${this.busy}
          @click=${() => this.give(record, person.person_id, person.name)}
        >
          ${face(person, true)} ${person.name}
        </button>`,
      )}
      <button class="pill plain" @click=${() => openRecord(this, record)}>${this.t("details")}</button>
      ${
        this.at.overview.admin
          ? html`<button class="pill plain" ?disabled=${this.busy} @click=${() => this.discard(record)}>
            ${this.t("discard")}
          </button>`
          : nothing
      }
    </div>`;
  }

  private async give(record: WeighingRecord, person: string, name?: string): Promise<void> {
    this.busy = true;
    this.more = false;
    await this.attempt(() => assignWithUndo(this.at, record, person, name ?? this.t("guest")));
    this.busy = false;
  }

  private async discard(record: WeighingRecord): Promise<void> {
    this.busy = true;
    this.more = false;
    await this.attempt(() => removeWithUndo(this.at, record));
    this.busy = false;
  }
}
