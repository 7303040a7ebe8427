/** "The next one is mine": a button, and a countdown while it holds. */

import { css, html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { countdown } from "../words/countdown";
import { Part, define } from "../ui/part";
import { shared } from "../ui/styles";

const SECOND_MS = 1000;

export class Claim extends Part {
  static override styles = [
    shared,
    css`
      .pill {
        margin-top: 8px;
      }
    `,
  ];

  @state() private now = Date.now();
  private ticking: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { person } = this.at;
    if (!person?.claim_button) return nothing;
    const left = person.claim_until && countdown(person.claim_until, this.now);
    if (left) this.tick();
    else this.stop();
    return html`<button class="pill" aria-pressed=${left ? "true" : "false"} @click=${this.press}>
      ${left ? this.t("claimed", { left }) : this.t("claim")}
    </button>`;
  }

  private tick(): void {
    this.ticking ??= setInterval(() => (this.now = Date.now()), SECOND_MS);
  }

  private stop(): void {
    clearInterval(this.ticking);
    this.ticking = undefined;
  }

  private async press(): Promise<void> {
    const button = this.at.person?.claim_button;
    if (!button) return;
    await this.attempt(() => this.at.commands.press(button));
    this.now = Date.now();
  }
}

define("body-scale-claim", Claim);
