/** The weighings that wait, opened from a person's card. */

import { html, type TemplateResult } from "lit";
import { storeOf } from "../data/store";
import { Dialog, open } from "../ui/dialog";
import { type Part, define } from "../ui/part";

const TAG = "body-scale-waiting-dialog";

export class WaitingDialog extends Dialog {
  private stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const store = storeOf(this.at.hass());
    this.stop = store.listen((what) => {
      // Who answered sees what was done, and can take it back: a dialog would be in front of that.
      if (what === "overview" && store.overview !== this.at.overview) this.close();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  protected heading(): string {
    return this.t("who");
  }

  protected body(): TemplateResult {
    return html`<body-scale-waiting .at=${this.at}></body-scale-waiting>`;
  }
}

define(TAG, WaitingDialog);

/** Open what waits. */
export function openWaiting(part: Part): void {
  open<WaitingDialog>(TAG, part, {});
}
