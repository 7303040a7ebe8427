/** The fields of a weighing that is typed: its weight and its time. */

import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { Dialog } from "../ui/dialog";
import { fromField, toField, typedNumber } from "../words/typing";

export abstract class WeightForm extends Dialog {
  @state() protected weight = "";
  @state() protected time = "";
  @state() protected wrong = false;

  protected begin(weight: number | null, at: number): void {
    const { format, overview } = this.at;
    this.weight = weight === null ? "" : format.number(weight, overview.precision);
    this.time = toField(at, (moment) => format.offset(moment));
  }

  protected fields(): TemplateResult {
    return html`<label>
        ${this.t("weight_in", { unit: this.at.format.smallUnit })}
        <input
          inputmode="decimal"
          autocomplete="off"
          required
          autofocus
          aria-invalid=${this.wrong ? "true" : "false"}
          .value=${this.weight}
          @input=${(event: Event) => (this.weight = (event.target as HTMLInputElement).value)}
        />
        ${this.wrong ? html`<span role="alert" class="small">${this.t("no_number")}</span>` : nothing}
      </label>
      <label>
        ${this.t("time")}
        <input
          type="datetime-local"
          required
          .value=${this.time}
          @input=${(event: Event) => (this.time = (event.target as HTMLInputElement).value)}
        />
      </label>`;
  }

  protected buttons(): TemplateResult {
    return html`<div class="buttons">
      <button type="button" class="pill" @click=${this.close}>${this.t("cancel")}</button>
      <button type="submit" class="pill filled">${this.t("save")}</button>
    </div>`;
  }

  /** Return what was typed; nothing if it says no weight. */
  protected typed(): { weight: number; time: string | undefined } | null {
    const weight = typedNumber(this.weight);
    this.wrong = weight === null || weight <= 0;
    if (weight === null || this.wrong) return null;
    const time = fromField(this.time, (at) => this.at.format.offset(at));
    return { weight, time: time ?? undefined };
  }
}
