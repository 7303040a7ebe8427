/** One weighing with all that is known of it. */

import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { WeighingRecord } from "../types/contract";
import { shownMass } from "../ui/context";
import { Dialog, open } from "../ui/dialog";
import { removeWithUndo } from "../ui/doing";
import { type Part, define } from "../ui/part";
import { openEdit } from "./edit-dialog";
import { openMove } from "./move-dialog";

const TAG = "body-scale-record-dialog";

export class RecordDialog extends Dialog {
  static override styles = [
    Dialog.styles,
    css`
      .weight {
        font-size: 2rem;
        font-weight: 500;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 16px;
      }
      dd {
        margin: 0;
        text-align: end;
      }
    `,
  ];

  @property({ attribute: false }) record!: WeighingRecord;

  protected heading(): string {
    return this.record.person ?? this.t(this.record.person_id === "guest" ? "guest" : "who");
  }

  protected body(): TemplateResult {
    const { record } = this;
    return html`<div class="weight number">${shownMass(this.at, record.weight)}</div>
      <div class="quiet">${this.when()}</div>
      ${record.reason ? html`<p>${record.reason}</p>` : nothing}
      <dl>
        ${this.facts().map(([name, value]) => html`<dt class="quiet">${name}</dt><dd class="number">${value}</dd>`)}
      </dl>
      <div class="buttons">
        <button class="pill" @click=${() => this.then(() => openMove(this, record))}>${this.t("move")}</button>
        ${
          this.at.overview.admin
            ? html`<button class="pill" @click=${() => this.then(() => openEdit(this, record))}>${this.t("edit")}</button>
              <button class="pill" @click=${() => this.then(() => this.attempt(() => removeWithUndo(this.at, record)))}>
                ${this.t("delete")}
              </button>`
            : nothing
        }
      </div>`;
  }

  private then(action: () => unknown): void {
    this.close();
    action();
  }

  private when(): string {
    const at = this.at.format.dateTime(Date.parse(this.record.measured_at));
    return this.record.time_estimated ? this.t("about_time", { time: at }) : at;
  }

  /** Return how many decimals a metric is shown with, as on its bar. */
  private digits(metric: string): number {
    const bars = this.at.overview.people.flatMap((person) => person.bars);
    return bars.find((bar) => bar.metric === metric)?.digits ?? 1;
  }

  private facts(): [string, string][] {
    const { record } = this;
    const { format, overview, onlyChanges } = this.at;
    const facts: [string, string | null][] = [
      [
        this.t("change"),
        record.difference === null ? null : format.massChangeWithUnit(record.difference),
      ],
      [this.t("scale"), record.scale],
      [
        this.t("certainty"),
        record.confidence === null ? null : format.percent(record.confidence * 100),
      ],
      [this.t("assigned"), record.assigned_by && this.t(`assigned_${record.assigned_by}`)],
      [
        this.t("impedance"),
        record.impedance === null ? null : `${format.number(record.impedance, 0)} Ω`,
      ],
      [
        this.t("heart_rate"),
        record.heart_rate === null || onlyChanges
          ? null
          : `${format.number(record.heart_rate, 0)}/min`,
      ],
    ];
    if (!onlyChanges)
      for (const { key, name, unit } of overview.metrics) {
        const value = record.metrics[key];
        if (key !== "weight" && typeof value === "number")
          facts.push([name, format.amount(value, unit, this.digits(key))]);
      }
    return facts.flatMap(([name, value]): [string, string][] =>
      value === null ? [] : [[name, value]],
    );
  }
}

define(TAG, RecordDialog);

/** Open a weighing. */
export function openRecord(part: Part, record: WeighingRecord): void {
  open<RecordDialog>(TAG, part, { record });
}

/** A weighing of which only this is known. */
export interface Moment {
  at: number;
  id: string;
  /** It was set aside: it is nobody's. */
  isAside: boolean;
}

const AROUND_MS = 1000;

/** Open a weighing of a person that a chart shows: it is asked for. */
export function openRecordAt(part: Part, { at, id, isAside }: Moment): void {
  void part.attempt(async () => {
    const { weighings } = await part.at.commands.weighings({
      person_id: isAside ? "guest" : part.at.person?.person_id,
      start: new Date(at - AROUND_MS).toISOString(),
      end: new Date(at + AROUND_MS).toISOString(),
    });
    const record = weighings.find(({ weighing_id }) => weighing_id === id);
    if (record) openRecord(part, record);
  });
}
