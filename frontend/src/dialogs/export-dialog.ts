/** Asks which weighings are wanted in which format, and downloads them. */

import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { EXPORT_FORMATS, OF_ONE_PERSON, type ExportFormat } from "../data/commands";
import { Dialog, open } from "../ui/dialog";
import { download } from "../ui/download";
import { type Part, define } from "../ui/part";

const TAG = "body-scale-export-dialog";

export class ExportDialog extends Dialog {
  @state() private format: ExportFormat = "csv";
  /** An id; empty for everybody. */
  @state() private person = "";

  protected heading(): string {
    return this.t("export");
  }

  protected body(): TemplateResult {
    const { people } = this.at.overview;
    const isOfOne = OF_ONE_PERSON.has(this.format);
    return html`<form @submit=${this.submit}>
      <label>
        ${this.t("export_format")}
        <select @change=${(event: Event) => this.choose(valueOf(event) as ExportFormat)}>
          ${EXPORT_FORMATS.map(
            (each) =>
              html`<option value=${each} ?selected=${each === this.format}>
                ${this.t(`export_${each}`)}
              </option>`,
          )}
        </select>
      </label>
      <label>
        ${this.t("person")}
        <select @change=${(event: Event) => (this.person = valueOf(event))}>
          ${isOfOne ? "" : html`<option value="">${this.t("everybody")}</option>`}
          ${people.map(
            (each) =>
              html`<option value=${each.person_id} ?selected=${each.person_id === this.person}>
                ${each.name}
              </option>`,
          )}
        </select>
      </label>
      <div class="buttons">
        <button type="button" class="pill" @click=${this.close}>${this.t("cancel")}</button>
        <button type="submit" class="pill filled">${this.t("download")}</button>
      </div>
    </form>`;
  }

  private choose(format: ExportFormat): void {
    this.format = format;
    if (OF_ONE_PERSON.has(format)) this.person ||= this.at.overview.people[0]?.person_id ?? "";
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const query = { format: this.format, person_id: this.person || undefined };
    const done = await this.attempt(async () => {
      download(await this.at.commands.exported(query));
    });
    if (done) this.close();
  }
}

function valueOf(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

define(TAG, ExportDialog);

/** Ask what is to be exported. */
export function openExport(part: Part): void {
  open<ExportDialog>(TAG, part, {});
}
