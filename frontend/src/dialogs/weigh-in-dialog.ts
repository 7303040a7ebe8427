/** Takes a weighing that somebody types in. */

import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { open } from "../ui/dialog";
import { type Part, define } from "../ui/part";
import { toField } from "../words/typing";
import { WeightForm } from "./weight-form";

const TAG = "body-scale-weigh-in-dialog";

export class WeighInDialog extends WeightForm {
  @state() private person = "";
  private began = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.begin(null, Date.now());
    this.began = toField(Date.now(), (at) => this.at.format.offset(at));
    this.person = this.at.person?.person_id ?? "";
  }

  protected heading(): string {
    return this.t("type_in");
  }

  protected body(): TemplateResult {
    return html`<form @submit=${this.submit}>
      ${this.fields()}
      <label>
        ${this.t("person")}
        <select @change=${(event: Event) => (this.person = (event.target as HTMLSelectElement).value)}>
          <option value="">${this.t("find_out")}</option>
          ${this.at.overview.people.map(
            (each) =>
              html`<option value=${each.person_id} ?selected=${each.person_id === this.person}>
                ${each.name}
              </option>`,
          )}
          <option value="guest">${this.t("guest")}</option>
        </select>
      </label>
      ${this.buttons()}
    </form>`;
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const typed = this.typed();
    if (!typed) return;
    const time = this.time === this.began ? undefined : typed.time;
    const { commands } = this.at;
    const person = this.person || undefined;
    if (await this.attempt(() => commands.record(typed.weight, person, time))) this.close();
  }
}

define(TAG, WeighInDialog);

export function openWeighIn(part: Part): void {
  open<WeighInDialog>(TAG, part, {});
}
