/** A person's chart, larger. */

import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Person } from "../types/contract";
import { Dialog, open } from "../ui/dialog";
import { type Part, define } from "../ui/part";

const TAG = "body-scale-chart-dialog";

export class ChartDialog extends Dialog {
  @property({ attribute: false }) person!: Person;

  override connectedCallback(): void {
    super.connectedCallback();
    this.style.setProperty("--dialog-width", "960px");
  }

  protected heading(): string {
    return this.person.name;
  }

  protected body(): TemplateResult {
    return html`<body-scale-chart .at=${this.at} .height=${320}></body-scale-chart>`;
  }
}

define(TAG, ChartDialog);

/** Open the chart of a person. */
export function openChart(part: Part, person: Person): void {
  open<ChartDialog>(TAG, part, { person });
}
