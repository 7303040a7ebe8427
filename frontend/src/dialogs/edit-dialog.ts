/** Corrects the weight or the time of a weighing. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { WeighingRecord } from "../types/contract";
import { open } from "../ui/dialog";
import { type Part, define } from "../ui/part";
import { toField } from "../words/typing";
import { WeightForm } from "./weight-form";

const TAG = "body-scale-edit-dialog";

export class EditDialog extends WeightForm {
  @property({ attribute: false }) record!: WeighingRecord;
  private begun = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.begin(this.record.weight, Date.parse(this.record.measured_at));
    this.begun = this.weighs;
  }

  protected heading(): string {
    return this.t("edit_weighing");
  }

  protected body(): TemplateResult {
    return html`<form @submit=${this.submit}>${this.fields()} ${this.buttons()}</form>`;
  }

  private get weighs(): string {
    return `${this.stones} ${this.weight}`;
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const typed = this.typed();
    if (!typed) return;
    const { weighing_id, measured_at } = this.record;
    const shown = toField(Date.parse(measured_at), (at) => this.at.format.offset(at));
    // A time that wasn't touched keeps its seconds.
    const time = this.time === shown ? undefined : typed.time;
    // What is shown is rounded: a weight that wasn't touched stays as it is stored.
    const weight = this.weighs === this.begun ? undefined : typed.weight;
    const { commands } = this.at;
    if (!weight && !time) this.close();
    else if (await this.attempt(() => commands.edit(weighing_id, { weight, time }))) this.close();
  }
}

define(TAG, EditDialog);

export function openEdit(part: Part, record: WeighingRecord): void {
  open<EditDialog>(TAG, part, { record });
}
