/** The scales and how they are. */

import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { SILENT_AFTER_DAYS, silentDays } from "../data/stand";
import type { Scale } from "../types/contract";
import { navigate } from "../ui/events";
import { Part } from "../ui/part";
import { shared } from "../ui/styles";

export class Scales extends Part {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 12px;
        grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr));
      }
      ha-card {
        padding: 16px;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 16px;
        margin: 12px 0;
      }
      dd {
        margin: 0;
        text-align: end;
      }
      .warning {
        border-inline-start: 4px solid var(--raised);
        padding-inline-start: 8px;
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) scales: Scale[] = [];

  protected override render() {
    if (!this.scales.length)
      return html`<ha-card><p class="quiet">${this.t("no_scale")}</p></ha-card>`;
    return this.scales.map((scale) => this.scale(scale));
  }

  private scale(scale: Scale): TemplateResult {
    const silent = silentDays(scale, Date.now());
    return html`<ha-card>
      <h2>${scale.name}</h2>
      <div class="small quiet">${[scale.model, scale.state_text].filter(Boolean).join(" · ")}</div>
      ${
        silent >= SILENT_AFTER_DAYS
          ? html`<div class="warning">
            ${this.t("silent", { when: this.at.format.daysAgo(silent) })}
          </div>`
          : nothing
      }
      ${scale.battery_low ? html`<div class="warning">${this.t("battery_low")}</div>` : nothing}
      <dl>${this.facts(scale).map(([name, value]) => html`<dt class="quiet">${name}</dt><dd>${value}</dd>`)}</dl>
      ${
        scale.device_id
          ? html`<button class="pill" @click=${() => navigate(`/config/devices/device/${scale.device_id}`)}>
            ${this.t("device_page")}
          </button>`
          : nothing
      }
    </ha-card>`;
  }

  private facts(scale: Scale): [string, string][] {
    const { format } = this.at;
    const known: [string, string | null][] = [
      [
        "seen",
        scale.last_seen
          ? format.ago(Date.parse(scale.last_seen), Date.now())
          : this.t("never_seen"),
      ],
      ["battery", scale.battery === null ? null : format.percent(scale.battery)],
      ["signal", scale.signal === null ? null : `${format.number(scale.signal, 0)} dBm`],
      ["clock", scale.clock_drift === null ? null : format.duration(scale.clock_drift)],
      ["synced", scale.last_sync ? format.dateTime(Date.parse(scale.last_sync)) : null],
    ];
    return known.flatMap(([key, value]): [string, string][] =>
      value === null ? [] : [[this.t(`scale_${key}`), value]],
    );
  }
}
