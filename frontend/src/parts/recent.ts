/** The last weighings of the household, and what else can be done here. */

import { css, html, nothing, type TemplateResult } from "lit";
import type { WeighingRecord } from "../types/contract";
import { openExport } from "../dialogs/export-dialog";
import { openRecord } from "../dialogs/record-dialog";
import { openWeighIn } from "../dialogs/weigh-in-dialog";
import { shownMass, when } from "../ui/context";
import { faceOf, faceStyles } from "../ui/face";
import { Part } from "../ui/part";
import { shared } from "../ui/styles";

export class Recent extends Part {
  static override styles = [
    shared,
    faceStyles,
    css`
      ha-card {
        padding: 16px;
      }
      .record {
        width: 100%;
        min-height: 48px;
        row-gap: 0;
      }
      /* Beside stones and pounds there is no room on a phone for the time: it goes below. */
      .who {
        flex: 1 0 3em;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .when {
        margin-inline-start: auto;
      }
      .buttons {
        margin-top: 12px;
      }
      ul {
        list-style: none;
        padding: 0;
        margin: 4px 0 0;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { recent, admin } = this.at.overview;
    return html`<ha-card>
      <h2>${this.t("last_weighings")}</h2>
      ${
        recent.length
          ? html`<ul>
            ${recent.map((record) => html`<li>${this.row(record)}</li>`)}
          </ul>`
          : html`<p class="quiet">${this.t("first_weighing")}</p>`
      }
      <div class="row buttons">
        <button class="pill" @click=${() => openWeighIn(this)}>${this.t("type_in")}</button>
        ${
          admin && this.at.commands.canExport
            ? html`<button class="pill" @click=${() => openExport(this)}>${this.t("export")}</button>`
            : nothing
        }
      </div>
    </ha-card>`;
  }

  private row(record: WeighingRecord): TemplateResult {
    const name = record.person ?? this.t(record.person_id === "guest" ? "guest" : "who");
    return html`<button class="row record" @click=${() => openRecord(this, record)}>
      ${faceOf(record, this.at.overview.people)}
      <span class="who">${name}</span>
      <span class="number">${shownMass(this.at, record.weight)}</span>
      <span class="number quiet small"
        >${record.difference === null ? "" : this.at.format.massChange(record.difference)}</span
      >
      <span class="when quiet small">${when(this.at, record)}</span>
    </button>`;
  }
}
