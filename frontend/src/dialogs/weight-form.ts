/** The fields of a weighing that is typed: its weight and its time. */

import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { Typed } from "../data/commands";
import { Dialog } from "../ui/dialog";
import { stonesAndPounds } from "../words/format";
import { fromField, toField, typedNumber, typedPounds } from "../words/typing";

type Field = "stones" | "weight" | "time";

export abstract class WeightForm extends Dialog {
  /** Whole stones, where the household reads stones and pounds; `weight` is the pounds then. */
  @state() protected stones = "";
  @state() protected weight = "";
  @state() protected time = "";
  @state() protected wrong = false;

  protected begin(weight: number | null, at: number): void {
    const { format, overview } = this.at;
    this.time = toField(at, (moment) => format.offset(moment));
    if (weight === null) return;
    const { precision } = overview;
    if (!this.isDouble) {
      this.weight = format.number(weight, precision);
      return;
    }
    const [stones, pounds] = stonesAndPounds(weight, precision);
    this.stones = format.number(stones, 0);
    this.weight = format.number(pounds, precision);
  }

  /** A weight has two fields. */
  private get isDouble(): boolean {
    return this.at.overview.unit === "st_lb";
  }

  protected fields(): TemplateResult {
    const { unitName } = this.at.format;
    const error = this.wrong
      ? html`<span role="alert" class="small">${this.t(this.isDouble ? "no_stones" : "no_number")}</span>`
      : nothing;
    return html`${
      this.isDouble
        ? html`<div class="two">
            ${this.number("stones", "st", true)} ${this.number("weight", unitName, false)}
          </div>`
        : this.number("weight", unitName, true)
    }
      ${error}
      <label>
        ${this.t("time")}
        <input type="datetime-local" required .value=${this.time} @input=${this.take("time")} />
      </label>`;
  }

  private number(field: Field, unit: string, first: boolean): TemplateResult {
    return html`<label>
      ${this.t("weight_in", { unit })}
      <input
        inputmode="decimal"
        autocomplete="off"
        ?required=${!this.isDouble}
        ?autofocus=${first}
        aria-invalid=${this.wrong ? "true" : "false"}
        .value=${this[field]}
        @input=${this.take(field)}
      />
    </label>`;
  }

  private take(field: Field) {
    return (event: Event) => {
      this[field] = (event.target as HTMLInputElement).value;
    };
  }

  protected buttons(): TemplateResult {
    return html`<div class="buttons">
      <button type="button" class="pill" @click=${this.close}>${this.t("cancel")}</button>
      <button type="submit" class="pill filled">${this.t("save")}</button>
    </div>`;
  }

  /** Return what was typed; nothing if it says no weight. */
  protected typed(): { weight: Typed; time: string | undefined } | null {
    const { unit } = this.at.overview;
    const weight =
      unit === "st_lb" ? typedPounds(this.stones, this.weight) : typedNumber(this.weight);
    this.wrong = !weight;
    if (!weight) return null;
    const time = fromField(this.time, (at) => this.at.format.offset(at));
    return {
      weight: { weight, unit: unit === "st_lb" ? "lb" : unit },
      time: time ?? undefined,
    };
  }
}
